//! A community's calendar: what it publishes, for a stretch of days around today.
//!
//! The one rule to know: it is public and says so by what it is made of: the public records alone.

use super::Made;
use crate::db::calendars::of_kind;
use crate::db::{DbError, SqliteDepot};
use calendar::{Calendar, Event, Meetings, Tongue, View, words};
use rules::activity::Activity;
use rules::civil::Date;
use rules::community::{Community, Place};
use rules::id::{ActivityId, CommunityId, PlaceId};
use rules::key::Key;
use rules::record::Record;
use rules::time::{UnixMillis, add_days};
use rusqlite::Connection;
use std::collections::BTreeMap;
use sync::depot::Depot;

/// From how many days ago on.
const DAYS_PAST: i32 = 7;
/// For how many days ahead.
const DAYS_AHEAD: i32 = 92;
/// The most meetings; the latest are left out, and the calendar says up to which day it goes.
/// Units: meetings of some 450 bytes. Calendars refuse files of several megabytes.
pub(super) const EVENTS_MAX: usize = 3_000;

/// The community as its own record says it.
#[derive(Debug)]
pub(super) struct Told {
    id: CommunityId,
    community: Community,
}

impl Told {
    /// The day on its wall.
    pub(super) fn today(&self, now: UnixMillis) -> Date {
        self.community.offset.civil(now).date()
    }
}

/// What is known of a community; none where nothing is.
pub(super) fn head(db: &Connection, id: &CommunityId) -> Result<Option<Told>, DbError> {
    let found = SqliteDepot::new(db, id.clone()).row(&Key::Community)?;
    Ok(match found.and_then(|row| row.record) {
        Some(Record::Community(community)) => Some(Told {
            id: id.clone(),
            community,
        }),
        _ => None,
    })
}

/// Makes the calendar.
pub(super) fn make(
    db: &Connection,
    told: &Told,
    (tongue, origin): (Tongue, &str),
    now: UnixMillis,
) -> Result<Made, DbError> {
    let today = told.today(now);
    let (from, until) = (add_days(today, -DAYS_PAST), add_days(today, DAYS_AHEAD));
    let mut events = events(db, told, (tongue, origin), (from, until))?;
    events.sort_by_key(Event::starts);
    let mut until = until;
    if let Some(first_out) = events.get(EVENTS_MAX) {
        // A day that is not whole is left out whole, unless it is all there is.
        let day_out = told.community.offset.civil(first_out.starts()).date();
        let day_of = |event: &Event| told.community.offset.civil(event.starts()).date();
        events.truncate(EVENTS_MAX);
        if events.first().is_some_and(|first| day_of(first) < day_out) {
            events.retain(|event| day_of(event) < day_out);
        }
        until = add_days(day_out, -1);
    }
    let name = words::programme_name(tongue, tongue.of(&told.community.name));
    let about = words::programme_about(tongue, until, events.len());
    let source = match origin {
        "" => String::new(),
        origin => format!("{origin}/calendar/{}.ics", told.id),
    };
    let head = Calendar {
        name: &name,
        about: &about,
        source: &source,
        made: now,
    };
    Ok(Made::of(&head, &events))
}

fn events(
    db: &Connection,
    told: &Told,
    (tongue, origin): (Tongue, &str),
    (from, until): (Date, Date),
) -> Result<Vec<Event>, DbError> {
    let activities = activities(db, &told.id)?;
    let places = places(db, &told.id)?;
    let mut events = Vec::new();
    for (key, revision, record) in of_kind(db, &told.id, "session")? {
        let (Key::Session(id), Record::Session(session)) = (key, record) else {
            continue;
        };
        if session.last_day() < from || session.first_day() > until {
            continue;
        }
        let Some((of_activity, activity)) = activities.get(&session.activity) else {
            continue;
        };
        let place = places.get(&session.place);
        let of_place = place.map_or(0, |(revision, _)| *revision);
        let meetings = Meetings {
            community: &told.id,
            offset: told.community.offset,
            id: &id,
            session: &session,
            activity,
            place: place.map(|(_, place)| place),
            revision: revision.max(*of_activity).max(of_place),
            origin,
        };
        let asked = |day| (from..=until).contains(&day);
        events.extend(meetings.events((View::Everybody, tongue), asked));
    }
    Ok(events)
}

fn activities(
    db: &Connection,
    community: &CommunityId,
) -> Result<BTreeMap<ActivityId, (u64, Activity)>, DbError> {
    let found = of_kind(db, community, "activity")?.into_iter();
    let read = found.filter_map(|(key, revision, record)| match (key, record) {
        (Key::Activity(id), Record::Activity(activity)) => Some((id, (revision, activity))),
        _ => None,
    });
    Ok(read.collect())
}

fn places(
    db: &Connection,
    community: &CommunityId,
) -> Result<BTreeMap<PlaceId, (u64, Place)>, DbError> {
    let found = of_kind(db, community, "place")?.into_iter();
    let read = found.filter_map(|(key, revision, record)| match (key, record) {
        (Key::Place(id), Record::Place(place)) => Some((id, (revision, place))),
        _ => None,
    });
    Ok(read.collect())
}
