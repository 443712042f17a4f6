//! Rows of an iCalendar file (RFC 5545): each event with all its meetings.
//!
//! A row has `UID`, `SUMMARY`, `DESCRIPTION`, `LOCATION`, `CATEGORIES`, `URL`, `STATUS`, `GEO.lat`
//! and `GEO.lon` as the file says them, and `days`, `starts`, `ends` on the community's clock; where
//! a meeting is longer than a day, `days` and `as_written`.
//!
//! The one rule to know: a series must end, and within [`SESSION_DAYS_MAX`] meetings; a meeting that
//! was moved is a row of its own, and its series leaves it out.
//!
//! Deliberately absent: zones that a file defines itself; a zone goes by its public name.

mod content;
mod rule;
mod series;

pub(super) use content::Property;
pub(super) use rule::FILE_STEPS_MAX;

use super::{Cells, File, Found, decode, moment};
use crate::feed::field::unknown;
use crate::feed::{FEED_ROWS_MAX, FeedError, Profile, Reason};
use content::unescaped;
use jiff::civil::{DateTime, Time};
use rules::session::SESSION_DAYS_MAX;
use rules::time::{Offset, add_days, days_between};
use serde_json::{Map, Value, json};
use series::Clock;
use std::cell::Cell;
use std::collections::BTreeMap;

/// What of an event is handed on as it was written.
const TEXTS: [&str; 8] = [
    "UID",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "CATEGORIES",
    "URL",
    "STATUS",
    "CONTACT",
];

/// The properties of one event.
pub(super) type Properties = Vec<Property>;

/// The events of a calendar.
pub(super) fn rows(file: File<'_>, profile: &Profile) -> Result<Vec<Found>, FeedError> {
    let bytes = content::joined(file.bytes);
    let text = decode::text(&bytes)?;
    let events = events(&text)?;
    // Meetings that were moved, by the event they belong to.
    let mut moved: BTreeMap<String, Vec<Property>> = BTreeMap::new();
    for event in &events {
        if let (Some(uid), Some(was)) = (find(event, "UID"), find(event, "RECURRENCE-ID")) {
            let list = moved.entry(uid.value.clone()).or_default();
            list.push(was.clone());
        }
    }
    let offset = profile.community().offset;
    let left = Cell::new(FILE_STEPS_MAX);
    let latest = latest(&events);
    let rows = events.iter().enumerate().map(|(at, event)| {
        let is_old = latest.get(&named(event)) > Some(&version(event));
        let read = if is_old {
            Err(Reason::Outdated)
        } else {
            row(event, &moved, (offset, &left))
        };
        Found {
            number: at.saturating_add(1),
            cells: read.map_or_else(Cells::Spoilt, Cells::Tree),
        }
    });
    Ok(rows.collect())
}

/// What an event goes by in its file: its id, and which meeting of a series it is.
fn named(event: &Properties) -> Option<(&str, &str)> {
    let value = |name| find(event, name).map(|property| property.value.as_str());
    Some((value("UID")?, value("RECURRENCE-ID").unwrap_or_default()))
}

fn version(event: &Properties) -> u32 {
    let sequence = find(event, "SEQUENCE").map(|property| property.value.parse());
    sequence.and_then(Result::ok).unwrap_or(0)
}

/// The highest version of each event.
fn latest(events: &[Properties]) -> BTreeMap<Option<(&str, &str)>, u32> {
    let mut latest = BTreeMap::new();
    for event in events.iter().filter(|event| named(event).is_some()) {
        let known = latest.entry(named(event)).or_insert(0);
        *known = version(event).max(*known);
    }
    latest
}

fn events(text: &str) -> Result<Vec<Properties>, FeedError> {
    let mut events = Vec::new();
    let mut current: Option<Properties> = None;
    // Alarms and the like lie within events and have properties of their own.
    let mut within = 0_usize;
    let mut is_calendar = false;
    let mut takes_back = false;
    for property in content::properties(text) {
        match (property.name.as_str(), property.value.as_str()) {
            ("BEGIN", "VCALENDAR") => {
                is_calendar = true;
                takes_back = false;
            }
            ("METHOD", method) if current.is_none() => {
                takes_back = method.eq_ignore_ascii_case("CANCEL");
            }
            ("BEGIN", "VEVENT") => current = Some(Vec::new()),
            ("END", "VEVENT") => {
                let mut event = current.take();
                if let (true, Some(event)) = (takes_back, &mut event) {
                    event.retain(|property| property.name != "STATUS");
                    event.push(Property::of("STATUS", None, "CANCELLED".to_owned()));
                }
                events.extend(event);
                within = 0;
            }
            ("BEGIN", _) => within = within.saturating_add(1),
            ("END", _) => within = within.saturating_sub(1),
            _ if current.is_some() && within == 0 => {
                if let Some(event) = &mut current {
                    event.push(property);
                }
            }
            _ => {}
        }
        if events.len() > FEED_ROWS_MAX {
            return Err(FeedError::TooManyRows {
                found: events.len(),
                limit: FEED_ROWS_MAX,
            });
        }
    }
    if is_calendar && current.is_none() {
        Ok(events)
    } else {
        Err(FeedError::NotACalendar)
    }
}

fn find<'a>(event: &'a Properties, name: &str) -> Option<&'a Property> {
    event.iter().find(|property| property.name == name)
}

fn row(
    event: &Properties,
    moved: &BTreeMap<String, Vec<Property>>,
    (offset, left): (Offset, &Cell<usize>),
) -> Result<Value, Reason> {
    let mut row = Map::new();
    for name in TEXTS {
        if let Some(found) = find(event, name) {
            // Of before 2.0: the letters would be shown as numbers.
            if let Some(encoding) = found.parameter("ENCODING") {
                return Err(unknown("ENCODING", encoding));
            }
            row.insert(name.to_owned(), unescaped(&found.value).into());
        }
    }
    if let Some(Value::String(status)) = row.get_mut("STATUS") {
        status.make_ascii_uppercase();
    }
    if let Some((lat, lon)) = find(event, "GEO").and_then(|geo| geo.value.split_once(';')) {
        row.insert("GEO".to_owned(), json!({ "lat": lat, "lon": lon }));
    }
    let was = find(event, "RECURRENCE-ID");
    if let (Some(was), Some(Value::String(uid))) = (was, row.get_mut("UID")) {
        // Its own row, under its own code.
        uid.push('.');
        uid.push_str(&was.value);
    }
    let none = Vec::new();
    let uid = find(event, "UID").map(|uid| uid.value.clone());
    let out = match (was, uid) {
        (None, Some(uid)) => moved.get(&uid).unwrap_or(&none),
        _ => &none,
    };
    if was.into_iter().chain(out).any(changes_all_that_follow) {
        return Err(Reason::Series {
            said: "one change is of all meetings from a day on".to_owned(),
        });
    }
    when(row, event, (out, offset, left)).map(Value::Object)
}

/// The row with the days and hours of an event's meetings, but for those that were moved.
pub(super) fn when(
    mut row: Map<String, Value>,
    event: &Properties,
    (out, offset, left): (&[Property], Offset, &Cell<usize>),
) -> Result<Map<String, Value>, Reason> {
    let starts = find(event, "DTSTART").ok_or_else(|| missing("DTSTART"))?;
    let clock = Clock::of(starts, offset, left)?;
    let first = clock.wall(starts)?;
    let ends = end(event, first, &clock)?;
    let begins = clock.meetings(event, out)?;
    let are_days = clock.is_whole_day() || ends.is_some_and(|ends| is_midnight(first, ends));
    if let Some(ends) = ends
        && (are_days || moment::is_long(first, ends))
    {
        return long(row, &begins, (first, ends), are_days);
    }
    if clock.is_whole_day() {
        let days = begins.iter().map(|begins| begins.date().to_string());
        row.insert("days".to_owned(), days.map(Value::String).collect());
        return Ok(row);
    }
    let lasts = ends.map(|ends| first.duration_until(ends));
    let meetings: Vec<(DateTime, Option<DateTime>)> = begins
        .into_iter()
        .map(|begins| {
            (
                begins,
                lasts.and_then(|lasts| begins.checked_add(lasts).ok()),
            )
        })
        .collect();
    if moment::put(&mut row, &meetings) {
        Ok(row)
    } else {
        Err(Reason::HoursDiffer)
    }
}

/// An event of several days: all of them, and its hours as they were written.
fn long(
    mut row: Map<String, Value>,
    begins: &[DateTime],
    (first, ends): (DateTime, DateTime),
    is_whole_day: bool,
) -> Result<Map<String, Value>, Reason> {
    // The end of whole days is the day after the last, and midnight begins no day.
    let last = if ends.time() == Time::midnight() {
        add_days(ends.date(), -1)
    } else {
        ends.date()
    };
    let each = days_between(first.date(), last).max(0).saturating_add(1);
    let each = usize::try_from(each).unwrap_or(usize::MAX);
    let found = begins.len().saturating_mul(each);
    if found > SESSION_DAYS_MAX {
        return Err(Reason::TooManyDays {
            found,
            limit: SESSION_DAYS_MAX,
        });
    }
    let days = begins.iter().flat_map(|begins| {
        let day = begins.date();
        (0..each).map(move |on| add_days(day, i32::try_from(on).unwrap_or(0)).to_string())
    });
    row.insert("days".to_owned(), days.map(Value::String).collect());
    if !is_whole_day {
        let written = moment::stretch(first, &moment::shown(ends));
        row.insert("as_written".to_owned(), written.into());
    }
    Ok(row)
}

/// Whether it goes from one midnight to another: whole days, as some programs write them.
fn is_midnight(first: DateTime, ends: DateTime) -> bool {
    first.time() == Time::midnight() && ends.time() == Time::midnight()
}

/// When the first meeting ends; none where the event does not say.
fn end(event: &Properties, first: DateTime, clock: &Clock) -> Result<Option<DateTime>, Reason> {
    let ends = if let Some(ends) = find(event, "DTEND") {
        Some(clock.wall(ends)?)
    } else if let Some(lasts) = find(event, "DURATION") {
        let span: Option<jiff::Span> = lasts.value.parse().ok();
        let ends = span.and_then(|span| first.checked_add(span).ok());
        Some(ends.ok_or_else(|| unreadable(lasts))?)
    } else {
        None
    };
    match ends {
        Some(ends) if ends < first => Err(Reason::EndsBeforeStart),
        Some(ends) if ends == first => Ok(None),
        other => Ok(other),
    }
}

/// Whether what was moved is not one meeting but all from there on: when the others are is not
/// said.
fn changes_all_that_follow(was: &Property) -> bool {
    was.parameter("RANGE").is_some()
}

fn missing(field: &str) -> Reason {
    Reason::Missing {
        field: field.to_owned(),
    }
}

/// That a property cannot be read.
fn unreadable(property: &Property) -> Reason {
    Reason::Date {
        field: property.name.clone(),
        found: crate::feed::text::excerpt(&property.value),
    }
}
