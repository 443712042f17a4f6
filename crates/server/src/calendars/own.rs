//! A household's own calendar, for whoever holds the address that one of it made.
//!
//! The one rule to know: of registrations only their session and how they stand are taken, never
//! who; so no name can be in it, whatever becomes of the address.

use super::Made;
use crate::db::calendars::registrations_in;
use crate::db::{DbError, SqliteDepot};
use crate::world::{NoRandomness, World};
use calendar::{Calendar, Event, Meetings, Own, Stand, Tongue, View, words};
use rules::civil::Date;
use rules::community::Community;
use rules::id::{CommunityId, ResidentId, SessionId};
use rules::key::{Key, Scope};
use rules::record::Record;
use rules::time::{Offset, UnixMillis, add_days};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;
use sync::depot::Depot;
use sync::identity::{Fingerprint, HexError};

/// From how many days ago on.
const DAYS_PAST: i32 = 30;
/// For how many days ahead. A course of a year fits.
const DAYS_AHEAD: i32 = 400;
/// The most meetings; the latest are left out. A family with three courses on every day fits.
const EVENTS_MAX: usize = 1_500;

/// What an address holds: 128 bits that nobody can guess.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret(Fingerprint);

impl Secret {
    /// A fresh one.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn fresh(world: &World) -> Result<Self, NoRandomness> {
        Ok(Self(Fingerprint(world.random()?)))
    }

    /// What is stored of it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.0).into()
    }
}

impl FromStr for Secret {
    type Err = HexError;

    fn from_str(text: &str) -> Result<Self, HexError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

// Nothing that prints a value for a developer may print this one.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The calendar of the household that a resident belongs to now; none where they belong to none.
///
/// # Errors
/// When the database fails.
pub fn own(
    db: &Connection,
    (community, resident): (&CommunityId, &ResidentId),
    (tongue, origin): (Tongue, &str),
    now: UnixMillis,
) -> Result<Option<Made>, DbError> {
    let mut depot = SqliteDepot::new(db, community.clone());
    let Some((_, Record::Resident(found))) = read(&mut depot, &Key::Resident(resident.clone()))?
    else {
        return Ok(None);
    };
    let Some((_, Record::Community(Community { offset, .. }))) = read(&mut depot, &Key::Community)?
    else {
        return Ok(None);
    };
    let today = offset.civil(now).date();
    let look = Look {
        community,
        offset,
        tongue,
        origin,
        stretch: add_days(today, -DAYS_PAST)..=add_days(today, DAYS_AHEAD),
    };
    let scope = Scope::Household(found.household);
    let mut events = Vec::new();
    for (session, (revision, stands)) in look.stands(db, &scope)? {
        if let Some(own) = Own::new(stands) {
            events.extend(look.meetings(&mut depot, (&session, revision), &own)?);
        }
    }
    events.sort_by_key(Event::starts);
    events.truncate(EVENTS_MAX);
    let head = Calendar {
        name: words::own_name(tongue),
        about: words::own_about(tongue),
        // The address is its holder's alone; a copy of the file must not give it away.
        source: "",
        made: now,
    };
    Ok(Some(Made::of(&head, &events)))
}

/// One look at what a household registered for.
struct Look<'a> {
    community: &'a CommunityId,
    offset: Offset,
    tongue: Tongue,
    origin: &'a str,
    stretch: RangeInclusive<Date>,
}

impl Look<'_> {
    /// How they stand in each session, and the newest revision that says so.
    fn stands(
        &self,
        db: &Connection,
        scope: &Scope,
    ) -> Result<BTreeMap<SessionId, (u64, Vec<Stand>)>, DbError> {
        let mut all: BTreeMap<SessionId, (u64, Vec<Stand>)> = BTreeMap::new();
        for (key, revision, record) in registrations_in(db, self.community, scope)? {
            let (Key::Registration(session, _), Record::Registration(registration)) = (key, record)
            else {
                continue;
            };
            let (newest, stands) = all.entry(session).or_default();
            *newest = revision.max(*newest);
            stands.extend(Stand::of(registration.state, self.offset));
        }
        Ok(all)
    }

    /// The meetings of one session that somebody of the household stands in.
    fn meetings(
        &self,
        depot: &mut SqliteDepot<'_>,
        (id, revision): (&SessionId, u64),
        own: &Own,
    ) -> Result<Vec<Event>, DbError> {
        let Some((of_session, Record::Session(session))) = read(depot, &Key::Session(id.clone()))?
        else {
            return Ok(Vec::new());
        };
        let activity = read(depot, &Key::Activity(session.activity.clone()))?;
        let Some((of_activity, Record::Activity(activity))) = activity else {
            return Ok(Vec::new());
        };
        let (of_place, place) = match read(depot, &Key::Place(session.place.clone()))? {
            Some((revision, Record::Place(place))) => (revision, Some(place)),
            _ => (0, None),
        };
        let meetings = Meetings {
            community: self.community,
            offset: self.offset,
            id,
            session: &session,
            activity: &activity,
            place: place.as_ref(),
            revision: revision.max(of_session).max(of_activity).max(of_place),
            origin: self.origin,
        };
        let asked = |day| self.stretch.contains(&day);
        Ok(meetings.events((View::Own(own), self.tongue), asked))
    }
}

fn read(depot: &mut SqliteDepot<'_>, key: &Key) -> Result<Option<(u64, Record)>, DbError> {
    let found = depot.row(key)?;
    Ok(found.and_then(|row| Some((row.rev, row.record?))))
}
