//! What became of an event (schema.org `eventStatus`): whether it takes place, and where.
//!
//! The one rule to know: what is not held on its day is never handed on as if it were. A status that
//! nobody knows refuses the row.

use super::{listed, missing, name_of, said, when};
use crate::feed::Reason;
use crate::feed::field::unknown;
use rules::time::Offset;
use rules::words::Words;
use serde_json::{Map, Value, json};

const FIELD: &str = "eventStatus";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Scheduled,
    Cancelled,
    /// Not held on its day; the new one is not set.
    Postponed,
    /// Held on another day, which is its `startDate` now.
    Rescheduled,
    MovedOnline,
}

const NAMES: [(&str, Status); 5] = [
    ("EventScheduled", Status::Scheduled),
    ("EventCancelled", Status::Cancelled),
    ("EventPostponed", Status::Postponed),
    ("EventRescheduled", Status::Rescheduled),
    ("EventMovedOnline", Status::MovedOnline),
];

/// What became of an event; of several the list.
pub(super) fn all(event: &Map<String, Value>) -> Result<Vec<Status>, Reason> {
    let mut found = Vec::new();
    for value in listed(event.get(FIELD)) {
        let text = match value {
            Value::Object(fields) => fields.get("@id").or_else(|| fields.get("name")),
            value => Some(value),
        };
        let text = text.and_then(Value::as_str).ok_or(Reason::NotText {
            field: FIELD.to_owned(),
        })?;
        let name = name_of(text);
        let known = NAMES.iter().find(|(of, _)| of.eq_ignore_ascii_case(name));
        found.extend(match known {
            Some((_, status)) => Some(*status),
            None if name.is_empty() => None,
            None => return Err(unknown(FIELD, text)),
        });
    }
    Ok(found)
}

/// Whether it is not held on the days it names.
pub(super) fn is_off(statuses: &[Status]) -> bool {
    let is_off = |status: &Status| matches!(status, Status::Cancelled | Status::Postponed);
    statuses.iter().any(is_off)
}

/// Hands what became of an event to those of its parts that are rows of their own.
pub(super) fn hand_down(event: &Map<String, Value>, parts: &mut [Value]) {
    let Ok(true) = all(event).map(|statuses| is_off(&statuses)) else {
        return;
    };
    for part in parts.iter_mut().filter_map(Value::as_object_mut) {
        if let (None, Some(status)) = (part.get(FIELD), event.get(FIELD)) {
            part.insert(FIELD.to_owned(), status.clone());
        }
    }
}

/// An event whose new day is not set keeps its old one, on which it is not held; one that was
/// rescheduled says its new day.
pub(super) fn check_day(
    event: &mut Map<String, Value>,
    statuses: &[Status],
    offset: Offset,
) -> Result<(), Reason> {
    let previous = listed(event.get("previousStartDate")).next().cloned();
    if statuses.contains(&Status::Postponed)
        && let (None, Some(previous)) = (event.get("startDate"), &previous)
    {
        event.insert("startDate".to_owned(), previous.clone());
    }
    if statuses.contains(&Status::Rescheduled) && !is_off(statuses) {
        let starts = said(event, "startDate").ok_or_else(|| missing("startDate"))?;
        let previous = previous.as_ref().and_then(Value::as_str);
        let previous = previous.map(|text| when(text, "previousStartDate", offset));
        if previous.transpose()? == Some(when(&starts, "startDate", offset)?) {
            return Err(Reason::Series {
                said: "it was rescheduled, and its startDate is still the old one".to_owned(),
            });
        }
    }
    Ok(())
}

/// Puts down what became of it.
pub(super) fn put(event: &mut Map<String, Value>, statuses: &[Status]) {
    let state = if statuses.contains(&Status::Cancelled) {
        "cancelled"
    } else if statuses.contains(&Status::Postponed) {
        "postponed"
    } else {
        "scheduled"
    };
    event.insert("state".to_owned(), state.into());
}

/// Puts down where it is held: online where it was moved there or is nowhere else.
pub(super) fn put_place(event: &mut Map<String, Value>, statuses: &[Status], online: &Words) {
    let is_virtual = |place: &&Value| {
        let kinds = listed(place.get("@type"));
        let mut kinds = kinds.filter_map(Value::as_str).map(name_of);
        kinds.any(|kind| kind == "VirtualLocation")
    };
    let places: Vec<Value> = listed(event.get("location")).cloned().collect();
    let virtual_url = places.iter().find(is_virtual).and_then(|it| it.get("url"));
    let virtual_url = virtual_url.cloned();
    let mut real = places.iter().filter(|place| !is_virtual(place));
    let is_nowhere_else = !places.is_empty() && places.iter().all(|place| is_virtual(&place));
    if statuses.contains(&Status::MovedOnline) || is_nowhere_else {
        let place = json!({ "name": online.zh, "name_en": online.en });
        event.insert("location".to_owned(), place);
        if let (None, Some(url)) = (event.get("url"), virtual_url) {
            event.insert("url".to_owned(), url);
        }
    } else if let (Some(place), None) = (real.next(), real.next()) {
        event.insert("location".to_owned(), place.clone());
    }
}
