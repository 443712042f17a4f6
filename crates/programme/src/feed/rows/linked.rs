//! Rows of schema.org events in JSON-LD, bare or within the scripts of an HTML page.
//!
//! A row is the event as it stands, with `days`, `starts` and `ends` on the community's clock beside;
//! where it is longer than a day, `days` and `as_written`.
//!
//! The one rule to know: an event is whatever has a type that ends in `Event`; `subEvent`s are
//! events of their own when they have a name, and meetings of theirs above when they have none.
//!
//! Deliberately absent: microdata, `RDFa`, `eventSchedule`, and running a page's scripts.

use super::{Cell, Cells, File, Found, at, cell, decode, json, moment};
use crate::feed::{FeedError, Profile, Reason};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use rules::session::SESSION_DAYS_MAX;
use rules::time::{Offset, UnixMillis, add_days, days_between};
use serde_json::{Map, Value};

/// How deep values are looked for events.
const DEPTH_MAX: usize = 16;
const OPENS: &str = "<script";
const CLOSES: &str = "</script";

/// The events of a page or a file.
pub(super) fn rows(file: File<'_>, profile: &Profile) -> Result<Vec<Found>, FeedError> {
    let text = decode::text(file.bytes)?;
    let mut events = Vec::new();
    if text.trim_start().starts_with(['{', '[']) {
        collect(json::read(&text)?, DEPTH_MAX, &mut events);
    } else {
        // One broken script of a page says nothing about the next.
        let values = scripts(&text).filter_map(|script| json::read(script).ok());
        values.for_each(|value| collect(value, DEPTH_MAX, &mut events));
    }
    if events.is_empty() {
        return Err(FeedError::NoEvents);
    }
    let offset = profile.community().offset;
    let rows = events.into_iter().enumerate().map(|(at, event)| Found {
        number: at.saturating_add(1),
        cells: row(event, offset).map_or_else(Cells::Spoilt, Cells::Tree),
    });
    Ok(rows.collect())
}

/// The JSON-LD scripts of a page.
fn scripts(page: &str) -> impl Iterator<Item = &str> {
    // Lower case in ASCII keeps every position.
    let lower = page.to_ascii_lowercase();
    let mut from = 0;
    core::iter::from_fn(move || {
        loop {
            let tag = from + lower.get(from..)?.find(OPENS)?;
            let start = tag + lower.get(tag..)?.find('>')? + 1;
            let is_linked = lower.get(tag..start)?.contains("application/ld+json");
            let end = start + lower.get(start..)?.find(CLOSES)?;
            from = end;
            if is_linked {
                return page.get(start..end);
            }
        }
    })
}

fn collect(value: Value, depth: usize, events: &mut Vec<Map<String, Value>>) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match value {
        Value::Array(values) => {
            for value in values {
                collect(value, depth, events);
            }
        }
        Value::Object(mut fields) => {
            if is_event(&fields) {
                let within = fields
                    .get_mut("subEvent")
                    .map(named_events)
                    .unwrap_or_default();
                events.push(fields);
                collect(Value::Array(within), depth, events);
            } else {
                for (_, value) in fields {
                    collect(value, depth, events);
                }
            }
        }
        _ => {}
    }
}

/// Takes the events with a name out of a list of parts.
fn named_events(parts: &mut Value) -> Vec<Value> {
    let Value::Array(list) = parts else {
        return Vec::new();
    };
    let (named, rest): (Vec<_>, Vec<_>) = core::mem::take(list)
        .into_iter()
        .partition(|part| part.get("name").is_some());
    *list = rest;
    named
}

fn is_event(fields: &Map<String, Value>) -> bool {
    let is_one = |value: &Value| value.as_str().is_some_and(|kind| kind.ends_with("Event"));
    match fields.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_one),
        Some(kind) => is_one(kind),
        None => false,
    }
}

fn row(mut event: Map<String, Value>, offset: Offset) -> Result<Value, Reason> {
    let own = Value::Object(event.clone());
    let parts = match event.get("subEvent") {
        Some(Value::Array(parts)) if !parts.is_empty() => parts.clone(),
        _ => vec![own],
    };
    let mut meetings = Vec::new();
    let mut days = Vec::new();
    let mut written = String::new();
    for part in &parts {
        let starts = said(part, "startDate").ok_or(Reason::Missing {
            field: "startDate".to_owned(),
        })?;
        let (first, has_hour) = when(&starts, "startDate", offset)?;
        let ends = said(part, "endDate");
        let ends = ends
            .map(|text| when(&text, "endDate", offset))
            .transpose()?;
        match ends {
            Some((ends, _)) if ends < first => return Err(Reason::EndsBeforeStart),
            Some((ends, _)) if !has_hour || days_between(first.date(), ends.date()) > 1 => {
                days.extend(each_day(first.date(), ends.date())?);
                if has_hour {
                    written = format!("{first} – {ends}").replace('T', " ");
                }
            }
            Some((ends, true)) if ends > first => meetings.push((first, Some(ends))),
            _ if has_hour => meetings.push((first, None)),
            _ => days.push(first.date()),
        }
    }
    if days.is_empty() {
        if !moment::put(&mut event, &meetings) {
            return Err(Reason::HoursDiffer);
        }
    } else {
        days.extend(meetings.iter().map(|(starts, _)| starts.date()));
        let days = days.iter().map(|day| Value::String(day.to_string()));
        event.insert("days".to_owned(), days.collect());
        event.insert("as_written".to_owned(), written.into());
    }
    Ok(Value::Object(event))
}

fn said(value: &Value, path: &str) -> Option<String> {
    match cell(at(value, path)) {
        Cell::Text(text) => Some(text.into_owned()),
        Cell::Absent | Cell::Other => None,
    }
}

fn each_day(first: Date, last: Date) -> Result<Vec<Date>, Reason> {
    let found = days_between(first, last).max(0).saturating_add(1);
    let count = usize::try_from(found).unwrap_or(usize::MAX);
    if count > SESSION_DAYS_MAX {
        return Err(Reason::TooManyDays {
            found: count,
            limit: SESSION_DAYS_MAX,
        });
    }
    Ok((0..found).map(|on| add_days(first, on)).collect())
}

/// A day, or a day with an hour on the community's clock; and whether there is an hour.
fn when(text: &str, field: &str, offset: Offset) -> Result<(DateTime, bool), Reason> {
    let text = text.trim();
    if text.len() == 10
        && let Ok(day) = text.parse::<Date>()
    {
        return Ok((day.to_datetime(jiff::civil::Time::midnight()), false));
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok((offset.civil(UnixMillis(moment.as_millisecond())), true));
    }
    let wall = text.parse::<DateTime>().map(|at| (at, true));
    wall.map_err(|_| Reason::Date {
        field: field.to_owned(),
        found: crate::feed::text::excerpt(text),
    })
}
