//! What differs of a session that is there already: what it is, and what it would be.
//!
//! The one rule to know: values are written as a sheet has them, without a language; long texts are
//! only named.

use super::before::Before;
use crate::db::DbError;
use programme::feed::{Change, Changes, Known};
use rules::activity::Activity;
use rules::id::{PlaceId, SessionId};
use rules::session::{Session, Status};
use rules::time::written::{day_text, hour_text};
use rules::{Key, Record};
use std::collections::BTreeMap;
use sync::limits::UPLOAD_NAMED_MAX;
use sync::upload::{Differs, Field};

/// Days that are written out; a course of more is told by its first and last.
const DAYS_WRITTEN_MAX: usize = 4;

/// What is to be published, by its key.
type Shall<'a> = BTreeMap<&'a Key, &'a Record>;

/// What differs of the first sessions that do.
pub(super) fn first(
    before: &Before<'_>,
    changes: &Changes,
) -> Result<BTreeMap<SessionId, Vec<Differs>>, DbError> {
    let items = changes.items.iter();
    let shall: Shall<'_> = items.map(|item| (&item.key, &item.record)).collect();
    let mut found = BTreeMap::new();
    for change in changes.changed_sessions.iter().take(UPLOAD_NAMED_MAX) {
        let differs = of_one(before, &shall, change)?;
        found.insert(change.session.clone(), differs);
    }
    Ok(found)
}

fn of_one(
    before: &Before<'_>,
    shall: &Shall<'_>,
    change: &Change,
) -> Result<Vec<Differs>, DbError> {
    let Some(was) = before.session(&change.session)? else {
        return Ok(Vec::new());
    };
    let now = match shall.get(&Key::Session(change.session.clone())) {
        Some(Record::Session(now)) => now,
        _ => &was,
    };
    let mut differs = Vec::new();
    // The aid of a search follows from the title; that a day follows is said with the state.
    let names = change.fields.iter().map(String::as_str);
    let follows = if change.fields.contains("state") {
        ["aid", "day_follows"].as_slice()
    } else {
        &["aid"]
    };
    let names = names.filter(|name| !follows.contains(name));
    let offers = [&was, now].map(|session| Key::Activity(session.activity.clone()));
    let [was_key, now_key] = &offers;
    let offered = match before.record(was_key)? {
        Some(Record::Activity(was)) => Some(was),
        _ => None,
    };
    let shall_offer = match shall.get(now_key) {
        Some(Record::Activity(now)) => Some(now),
        _ => offered.as_ref(),
    };
    for name in names {
        if let Some(found) = of_session(name, (&was, now)) {
            differs.push(found);
        } else if name == "place" {
            differs.push(Differs {
                what: Field::Place,
                was: place(before, shall, &was.place)?,
                now: place(before, shall, &now.place)?,
            });
        } else if let (Some(was), Some(now)) = (&offered, shall_offer) {
            differs.push(of_activity(name, (was, now)));
        } else {
            differs.push(named(Field::Other));
        }
    }
    if differs.is_empty() {
        differs.push(named(Field::Other));
    }
    Ok(differs)
}

fn named(what: Field) -> Differs {
    let (was, now) = <(String, String)>::default();
    Differs { what, was, now }
}

/// What differs under a name of a session's record; none where it is no name of it.
fn of_session(name: &str, (was, now): (&Session, &Session)) -> Option<Differs> {
    let said = |what, of: &dyn Fn(&Session) -> String| Differs {
        what,
        was: of(was),
        now: of(now),
    };
    let moment = |at: Option<rules::civil::DateTime>| {
        let text = at.map(|at| format!("{} {}", day_text(at.date()), hour_text(at.time())));
        text.unwrap_or_default()
    };
    Some(match name {
        "days" => said(Field::Days, &days),
        "starts" => said(Field::Starts, &|of| hour_text(of.starts)),
        "ends" => said(Field::Ends, &|of| hour_text(of.ends)),
        "as_written" => said(Field::Hours, &|of| of.as_written.zh_or_en().to_owned()),
        "admission" => admission(was, now),
        "ages" => said(Field::Ages, &|of| {
            let age = |age: Option<u16>| age.map(|age| age.to_string()).unwrap_or_default();
            match (of.ages.min, of.ages.max) {
                (None, None) => String::new(),
                (min, max) => format!("{}-{}", age(min), age(max)),
            }
        }),
        "opens" => said(Field::Opens, &|of| moment(of.opens)),
        "closes" => said(Field::Closes, &|of| moment(of.closes)),
        "state" | "day_follows" => named(match now.status() {
            Status::Scheduled => Field::Restored,
            Status::Postponed => Field::Postponed,
            Status::Cancelled => Field::Cancelled,
        }),
        _ => return None,
    })
}

fn days(of: &Session) -> String {
    if of.days.len() > DAYS_WRITTEN_MAX {
        let (first, last) = (day_text(of.first_day()), day_text(of.last_day()));
        return format!("{first}…{last} ({})", of.days.len());
    }
    let days: Vec<_> = of.days.iter().map(|day| day_text(*day)).collect();
    days.join("、")
}

fn admission(was: &Session, now: &Session) -> Differs {
    let kind = core::mem::discriminant(&was.admission) == core::mem::discriminant(&now.admission);
    match (was.admission.seats(), now.admission.seats()) {
        (Some(was), Some(now)) if kind && was != now => Differs {
            what: Field::Seats,
            was: was.to_string(),
            now: now.to_string(),
        },
        _ => named(Field::Admission),
    }
}

/// What differs under a name of an activity's record.
fn of_activity(name: &str, (was, now): (&Activity, &Activity)) -> Differs {
    let said = |what, of: &dyn Fn(&Activity) -> &str| Differs {
        what,
        was: of(was).to_owned(),
        now: of(now).to_owned(),
    };
    match name {
        "title" => said(Field::Title, &|of| of.title.zh_or_en()),
        "phone" => said(Field::Phone, &|of| &of.phone),
        "organiser" => said(Field::Organiser, &|of| of.organiser.zh_or_en()),
        "summary" => named(Field::Summary),
        "bring" => named(Field::Bring),
        "kind" | "topic" => named(Field::Kind),
        "audience" => named(Field::Audience),
        "fee" => named(Field::Fee),
        "link" => named(Field::Link),
        _ => named(Field::Other),
    }
}

/// The name of a place, as it is or shall be.
fn place(before: &Before<'_>, shall: &Shall<'_>, id: &PlaceId) -> Result<String, DbError> {
    let key = Key::Place(id.clone());
    let name = |found: &Record| match found {
        Record::Place(place) => Some(place.name.zh_or_en().to_owned()),
        _ => None,
    };
    let known = match shall.get(&key) {
        Some(found) => name(found),
        None => before.record(&key)?.as_ref().and_then(name),
    };
    Ok(known.unwrap_or_default())
}
