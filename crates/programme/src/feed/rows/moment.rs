//! Moments of a calendar or a page, on the community's own clock: what both kinds of rows share.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use rules::time::written::{day_text, hour_text};
use serde_json::{Map, Value};

/// Days and hours of meetings as a row's values; none where meetings begin or end at different
/// hours, which one session cannot say.
pub(super) fn put(row: &mut Map<String, Value>, meetings: &[(DateTime, Option<DateTime>)]) -> bool {
    let Some((first, ends)) = meetings.first() else {
        return true;
    };
    let hours =
        |(starts, ends): &(DateTime, Option<DateTime>)| (starts.time(), ends.map(DateTime::time));
    let is_one_hour = meetings
        .iter()
        .all(|meeting| hours(meeting) == hours(&(*first, *ends)));
    if !is_one_hour {
        return false;
    }
    let days = meetings.iter().map(|(starts, _)| day_text(starts.date()));
    row.insert("days".to_owned(), days.map(Value::String).collect());
    row.insert("starts".to_owned(), hour_text(first.time()).into());
    if let Some(ends) = ends {
        row.insert("ends".to_owned(), hour_text(ends.time()).into());
    }
    true
}

/// Whether it lasts longer than a day, so that its hours alone would hide days of it.
pub(super) fn is_long(first: DateTime, ends: DateTime) -> bool {
    first.duration_until(ends) > SignedDuration::from_hours(24)
}

/// A stretch of more than a day, as its row has it.
pub(super) fn stretch(first: DateTime, ends: &str) -> String {
    format!("{} – {ends}", shown(first))
}

/// `2026-12-05 10:00`.
pub(super) fn shown(at: DateTime) -> String {
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}
