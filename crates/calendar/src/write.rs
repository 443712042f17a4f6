//! A whole calendar as one text.
//!
//! The one rule to know: the same events and the same moment give the same bytes.
//!
//! Source: RFC 5545; RFC 7986 for name, colour, source and how often to ask again. The two names
//! with `X-` say the same once more to the calendars that know no other.

use crate::Event;
use crate::event::Certainty;
use crate::line::Lines;
use rules::time::{Offset, UnixMillis};

/// How often a calendar should be asked for anew. Units: hours.
pub const REFRESH_HOURS: u32 = 6;
/// Cobalt, as near as the names of colours come.
const COLOUR: &str = "royalblue";
/// A calendar must hold something; one without events holds the clock that its times are by.
const CLOCK: [(&str, &str); 9] = [
    ("BEGIN", "VTIMEZONE"),
    ("TZID", "UTC"),
    ("BEGIN", "STANDARD"),
    ("DTSTART", "19700101T000000"),
    ("TZOFFSETFROM", "+0000"),
    ("TZOFFSETTO", "+0000"),
    ("TZNAME", "UTC"),
    ("END", "STANDARD"),
    ("END", "VTIMEZONE"),
];

/// What is said of a calendar as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar<'a> {
    /// Its name; empty for a file that is added to another calendar.
    pub name: &'a str,
    /// What it holds; may be empty.
    pub about: &'a str,
    /// Where it can be asked for anew; empty where that is nobody else's business.
    pub source: &'a str,
    /// When it was made.
    pub made: UnixMillis,
}

/// Writes a calendar.
pub fn write(calendar: &Calendar<'_>, events: &[Event]) -> String {
    let mut lines = Lines::default();
    lines.plain("BEGIN", "VCALENDAR");
    lines.plain("VERSION", "2.0");
    lines.plain("PRODID", "-//Cuobian//Calendar//ZH");
    lines.plain("CALSCALE", "GREGORIAN");
    if !calendar.name.is_empty() {
        head(&mut lines, calendar);
    }
    if events.is_empty() {
        for (name, value) in CLOCK {
            lines.plain(name, value);
        }
    }
    let made = moment(calendar.made);
    for event in events {
        write_event(&mut lines, event, &made);
    }
    lines.plain("END", "VCALENDAR");
    lines.finish()
}

fn head(lines: &mut Lines, calendar: &Calendar<'_>) {
    let (name, about) = (calendar.name, calendar.about);
    for (property, value) in [
        ("NAME", name),
        ("X-WR-CALNAME", name),
        ("DESCRIPTION", about),
        ("X-WR-CALDESC", about),
    ] {
        lines.text(property, value);
    }
    let often = format!("PT{REFRESH_HOURS}H");
    lines.plain("REFRESH-INTERVAL;VALUE=DURATION", &often);
    lines.plain("X-PUBLISHED-TTL", &often);
    lines.address("SOURCE;VALUE=URI", calendar.source);
    lines.plain("COLOR", COLOUR);
}

fn write_event(lines: &mut Lines, event: &Event, made: &str) {
    lines.plain("BEGIN", "VEVENT");
    lines.plain("UID", &event.uid);
    lines.plain("DTSTAMP", made);
    lines.plain("SEQUENCE", &event.sequence.to_string());
    lines.plain("DTSTART", &moment(event.starts));
    lines.plain("DTEND", &moment(event.ends));
    lines.text("SUMMARY", &event.title);
    lines.text("DESCRIPTION", &event.about);
    lines.text("LOCATION", &event.place);
    if let Some(at) = event.at {
        let point = format!("{};{}", degrees(at.lat), degrees(at.lon));
        lines.plain("GEO", &point);
    }
    lines.text("CATEGORIES", event.category);
    lines.address("URL", &event.address);
    let (status, is_busy) = match event.certainty {
        Certainty::Certain => ("CONFIRMED", event.is_own),
        Certainty::Open => ("TENTATIVE", false),
        Certainty::Cancelled => ("CANCELLED", false),
    };
    lines.plain("STATUS", status);
    lines.plain("TRANSP", if is_busy { "OPAQUE" } else { "TRANSPARENT" });
    lines.plain("CLASS", if event.is_own { "PRIVATE" } else { "PUBLIC" });
    for before in event.reminders {
        lines.plain("BEGIN", "VALARM");
        lines.plain("ACTION", "DISPLAY");
        lines.text("DESCRIPTION", &event.title);
        lines.plain("TRIGGER", before);
        lines.plain("END", "VALARM");
    }
    lines.plain("END", "VEVENT");
}

/// Millionths of a degree, as a number of degrees.
fn degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let all = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", all / 1_000_000, all % 1_000_000)
}

/// A moment in UTC.
fn moment(at: UnixMillis) -> String {
    let at = Offset(0).civil(at);
    let (year, month, day) = (at.year(), at.month(), at.day());
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}
