//! Rows of schema.org events in JSON-LD, bare or within the scripts of an HTML page.
//!
//! A row is the event as it stands, with `days`, `starts` and `ends` on the community's clock beside;
//! where it is longer than a day, `days` and `as_written`; and with `state`: `scheduled`, `cancelled`
//! or `postponed`.
//!
//! The one rule to know: an event is whatever has a type that ends in `Event`, and a festival;
//! `subEvent`s are events of their own when they have a name, and meetings of theirs above when they
//! have none.
//!
//! Deliberately absent: microdata, `RDFa`, and running a page's scripts.

mod price;
mod schedule;
mod status;

use super::calendar::FILE_STEPS_MAX;
use super::{Cell, Cells, File, Found, cell, decode, json, moment};
use crate::feed::{FeedError, Profile, Reason};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use rules::session::SESSION_DAYS_MAX;
use rules::time::{Offset, UnixMillis, add_days, days_between};
use serde_json::{Map, Value};
use std::cell::Cell as Count;

/// How deep values are looked for events.
const DEPTH_MAX: usize = 16;
/// Kinds of events whose names do not say so.
const KINDS: [&str; 2] = ["Festival", "Hackathon"];
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
    let left = Count::new(FILE_STEPS_MAX);
    let rows = events.into_iter().enumerate().map(|(at, event)| Found {
        number: at.saturating_add(1),
        cells: row(event, profile, &left).map_or_else(Cells::Spoilt, Cells::Tree),
    });
    Ok(rows.collect())
}

/// The JSON-LD scripts of a page, but for those within its comments.
fn scripts(page: &str) -> impl Iterator<Item = &str> {
    // Lower case in ASCII keeps every position.
    let lower = page.to_ascii_lowercase();
    let mut from = 0;
    core::iter::from_fn(move || {
        loop {
            let rest = lower.get(from..)?;
            let tag = rest.find(OPENS)?;
            if let Some(comment) = rest.find("<!--").filter(|at| *at < tag) {
                from += comment + rest.get(comment..)?.find("-->")?;
                continue;
            }
            let tag = from + tag;
            let start = tag + lower.get(tag..)?.find('>')? + 1;
            let is_linked = lower.get(tag..start)?.contains("application/ld+json");
            let end = start + lower.get(start..)?.find(CLOSES)?;
            from = end;
            if is_linked {
                return page.get(start..end).map(unwrapped);
            }
        }
    })
}

/// A script without what hid it from browsers of long ago: `<!--`, `//<![CDATA[`.
fn unwrapped(script: &str) -> &str {
    let text = script.trim();
    if !text.starts_with(['<', '/']) {
        return text;
    }
    let inner = text.trim_start_matches("<!--").trim_start();
    let inner = inner
        .split_once("<![CDATA[")
        .map_or(inner, |(_, inner)| inner);
    let start = inner.find(['{', '[']).unwrap_or_default();
    let end = inner.rfind("]]>").unwrap_or(inner.len());
    let end = inner.get(..end).and_then(|text| text.rfind(['}', ']']));
    let end = end.map_or(inner.len(), |at| at.saturating_add(1));
    inner.get(start..end).unwrap_or(inner)
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
                let mut within = fields
                    .get_mut("subEvent")
                    .map(named_events)
                    .unwrap_or_default();
                status::hand_down(&fields, &mut within);
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
    let list = match core::mem::take(parts) {
        Value::Array(list) => list,
        Value::Null => Vec::new(),
        one => vec![one],
    };
    let (named, rest): (Vec<_>, Vec<_>) = list
        .into_iter()
        .partition(|part| part.get("name").is_some());
    *parts = Value::Array(rest);
    named
}

fn is_event(fields: &Map<String, Value>) -> bool {
    let is_one = |kind: &str| kind.ends_with("Event") || KINDS.contains(&name_of(kind));
    let mut kinds = listed(fields.get("@type")).filter_map(Value::as_str);
    kinds.any(is_one) || (is_series(fields) && fields.contains_key("eventSchedule"))
}

/// A series names its events one by one, or by a schedule.
fn is_series(fields: &Map<String, Value>) -> bool {
    let mut kinds = listed(fields.get("@type")).filter_map(Value::as_str);
    kinds.any(|kind| name_of(kind) == "EventSeries")
}

fn row(
    mut event: Map<String, Value>,
    profile: &Profile,
    left: &Count<usize>,
) -> Result<Value, Reason> {
    let offset = profile.community().offset;
    let mut statuses = status::all(&event)?;
    status::check_day(&mut event, &statuses, offset)?;
    let parts = parts(&event, &mut statuses)?;
    let series = schedule::series(&event);
    if series.is_empty() {
        let words = schedule::words(&event);
        put_days(&mut event, &parts, offset)?;
        if let (true, Some(words)) = (event.get("starts").is_none(), words) {
            event.insert("as_written".to_owned(), words.into());
        }
    } else {
        let mut listed = Map::new();
        if event.get("subEvent").is_some_and(is_full) {
            put_days(&mut listed, &parts, offset)?;
        }
        schedule::put(&mut event, &series, (offset, left))?;
        if listed.contains_key("days") && listed.get("days") != event.get("days") {
            return Err(Reason::Series {
                said: "its subEvent and its eventSchedule name other days".to_owned(),
            });
        }
    }
    price::settle(&mut event, &profile.formats.paid);
    status::put(&mut event, &statuses);
    status::put_place(&mut event, &statuses, &profile.formats.online);
    Ok(Value::Object(event))
}

fn is_full(list: &Value) -> bool {
    listed(Some(list)).next().is_some()
}

/// The meetings of an event: those of its parts that are held, else itself. Where none of its parts
/// is held, nor is it.
fn parts(
    event: &Map<String, Value>,
    statuses: &mut Vec<status::Status>,
) -> Result<Vec<Map<String, Value>>, Reason> {
    let all = listed(event.get("subEvent")).filter_map(Value::as_object);
    let all: Vec<&Map<String, Value>> = all.collect();
    if all.is_empty() {
        return Ok(vec![event.clone()]);
    }
    let mut held = Vec::new();
    let mut off = Vec::new();
    for part in &all {
        let of_it = status::all(part)?;
        if status::is_off(&of_it) {
            off.extend(of_it);
        } else {
            held.push((*part).clone());
        }
    }
    if held.is_empty() {
        statuses.extend(off);
        held = all.into_iter().cloned().collect();
    }
    Ok(held)
}

/// Puts the days and hours of meetings into their event's row.
fn put_days(
    event: &mut Map<String, Value>,
    parts: &[Map<String, Value>],
    offset: Offset,
) -> Result<(), Reason> {
    let mut meetings = Vec::new();
    let mut days = Vec::new();
    let mut written = None;
    for part in parts {
        let starts = said(part, "startDate").ok_or_else(|| missing("startDate"))?;
        let (first, has_hour) = when(&starts, "startDate", offset)?;
        let ends = said(part, "endDate");
        let ends = match ends {
            Some(text) => Some(when(&text, "endDate", offset)?),
            None => after(part, first)?.filter(|_| has_hour),
        };
        let (has_hour, ends) = match ends {
            Some((ends, true)) if is_whole_days(first, ends) => (false, Some((ends, false))),
            ends => (has_hour, ends),
        };
        // A day alone goes on to its end.
        let ends = ends.filter(|(ends, to_hour)| *to_hour || ends.date() != first.date());
        let of_it = match ends {
            Some((ends, _)) if ends < first => return Err(Reason::EndsBeforeStart),
            Some((ends, to_hour)) if !has_hour || !to_hour || moment::is_long(first, ends) => {
                days.extend(each_day(first.date(), ends.date())?);
                let last = if to_hour {
                    moment::shown(ends)
                } else {
                    ends.date().to_string()
                };
                has_hour.then(|| moment::stretch(first, &last))
            }
            Some((ends, _)) if ends > first => {
                meetings.push((first, Some(ends)));
                None
            }
            _ if has_hour => {
                meetings.push((first, None));
                None
            }
            _ => {
                days.push(first.date());
                None
            }
        };
        if written.as_ref().is_some_and(|known| *known != of_it) {
            return Err(Reason::HoursDiffer);
        }
        written = Some(of_it);
    }
    if days.is_empty() {
        if !moment::put(event, &meetings) {
            return Err(Reason::HoursDiffer);
        }
    } else if meetings.is_empty() {
        let days = days.iter().map(|day| Value::String(day.to_string()));
        event.insert("days".to_owned(), days.collect());
        let written = written.flatten().unwrap_or_default();
        event.insert("as_written".to_owned(), written.into());
    } else {
        return Err(Reason::HoursDiffer);
    }
    Ok(())
}

/// When a meeting ends that says how long it takes.
fn after(part: &Map<String, Value>, first: DateTime) -> Result<Option<(DateTime, bool)>, Reason> {
    let Some(text) = said(part, "duration") else {
        return Ok(None);
    };
    let span: Option<jiff::Span> = text.parse().ok();
    let ends = span.and_then(|span| first.checked_add(span).ok());
    let ends = ends.ok_or_else(|| Reason::Time {
        field: "duration".to_owned(),
        found: crate::feed::text::excerpt(&text),
    })?;
    Ok(Some((ends, true)))
}

/// Whether it goes from a midnight to the last minute of a day.
fn is_whole_days(first: DateTime, ends: DateTime) -> bool {
    let at = ends.time();
    first.time() == Time::midnight() && (at.hour(), at.minute()) == (23, 59)
}

/// The value of a name, where it is text or a number.
fn said(fields: &Map<String, Value>, name: &str) -> Option<String> {
    match cell(fields.get(name)) {
        Cell::Text(text) => Some(text.into_owned()),
        Cell::Absent | Cell::Other => None,
    }
}

/// The values of a list, or a lone one; what says nothing is left out.
fn listed(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let all = match value {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => core::slice::from_ref(one),
        None => &[],
    };
    all.iter()
        .filter(|value| !matches!(cell(Some(value)), Cell::Absent))
}

/// A word of schema.org without what stands before it: `https://schema.org/Monday`.
fn name_of(text: &str) -> &str {
    let text = text.trim();
    text.rsplit(['/', '#', ':']).next().unwrap_or(text)
}

fn missing(field: &str) -> Reason {
    Reason::Missing {
        field: field.to_owned(),
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
        return Ok((day.to_datetime(Time::midnight()), false));
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok((offset.civil(UnixMillis(moment.as_millisecond())), true));
    }
    // Without a colon it has no hour, nobody said midnight; a zone in brackets is no part of it.
    let wall = text.parse::<DateTime>().ok();
    let wall = wall
        .filter(|_| text.contains(':') && !text.contains('['))
        .map(|at| (at, true));
    wall.ok_or_else(|| Reason::Date {
        field: field.to_owned(),
        found: crate::feed::text::excerpt(text),
    })
}
