//! When what was read of a calendar or a page meets, and why it was refused.
#![allow(clippy::indexing_slicing)]

use programme::feed::Reading;
use rules::session::Session;
use rules::{Key, Record};

pub fn sessions(reading: &Reading) -> Vec<&Session> {
    let found = reading.items.iter();
    found
        .filter_map(|item| match (&item.key, &item.record) {
            (Key::Session(_), Record::Session(session)) => Some(session),
            _ => None,
        })
        .collect()
}

#[track_caller]
pub fn meets(reading: &Reading, expect: &str) {
    let refused: Vec<String> = reading
        .refused
        .iter()
        .map(|row| row.reason.to_string())
        .collect();
    assert_eq!(refused, Vec::<String>::new());
    let session = sessions(reading)[0];
    let days: Vec<String> = session.days.iter().map(ToString::to_string).collect();
    let hour = rules::time::written::hour_text;
    let found = format!(
        "{} {}-{}",
        days.join(" "),
        hour(session.starts),
        hour(session.ends)
    );
    assert_eq!(found, expect);
}

#[track_caller]
pub fn refused(reading: &Reading, expect: &str) {
    assert_eq!(reading.taken, []);
    assert_eq!(reading.refused[0].reason.to_string(), expect);
}
