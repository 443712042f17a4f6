//! Events of a calendar, as little of one as there can be.

use programme::feed::{Profile, Reading, read};

pub fn calendar(events: &[&str]) -> Reading {
    let events: Vec<String> = events
        .iter()
        .map(|event| format!("BEGIN:VEVENT\n{event}\nEND:VEVENT"))
        .collect();
    let text = format!(
        "BEGIN:VCALENDAR\nVERSION:2.0\n{}\nEND:VCALENDAR\n",
        events.join("\n")
    );
    let profile = Profile::named("calendar").unwrap().unwrap();
    read(text.replace('\n', "\r\n").as_bytes(), &profile).unwrap()
}

pub const WHERE: &str = "UID:a\nSUMMARY:合唱\nLOCATION:文化站\n";

pub fn event(lines: &str) -> Reading {
    calendar(&[&format!("{WHERE}{lines}")])
}
