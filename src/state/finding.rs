//! What is found in the programme: what matches, what of it is free, and how near it is.
//!
//! The one rule to know: what is free is worked out once for all sessions when something changed,
//! not at each keystroke. The place that near is counted from stays on this phone.

use super::State;
use super::session::{Look, PlaceCard, offset_of, seats_of};
use leptos::prelude::*;
use rules::community::PlaceKind;
use rules::id::{CommunityId, PlaceId, SessionId};
use rules::offer::offer;
use rules::programme::near::Nearness;
use rules::programme::{Line, Programme, Query};
use rules::registration::Seats;
use rules::time::UnixMillis;
use rules::words::Words;
use rules::{Intent, Key, Record};
use std::collections::BTreeMap;
use std::sync::Arc;
use sync::Replica;

/// An area one may live in, for picking one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The area.
    pub id: PlaceId,
    /// Its name.
    pub name: Words,
    /// The areas in it, by name; empty for the smallest.
    pub holds: Vec<Area>,
}

impl State {
    /// The meetings that match, by day and hour; `free` is what [`State::free`] says, or nothing
    /// where it is not asked for. Tracks the programme.
    pub fn find(&self, query: &Query, free: &[bool]) -> Vec<Line> {
        self.programme.with(|programme| programme.find(query, free))
    }

    /// The session of a line of [`State::find`].
    pub fn session_of(&self, line: &Line) -> Option<Arc<SessionId>> {
        let programme = self.programme.get();
        programme.listed(line).map(|listed| Arc::clone(&listed.id))
    }

    /// A place as its own page shows it; none when it is not on this device.
    pub fn place_card(&self, id: &PlaceId) -> Option<PlaceCard> {
        self.version.track();
        let (community, now) = (self.community.get(), self.now());
        self.keeper()
            .read(|replica| Look::new(replica, &community, now).place_card(id))
    }

    /// The place that near is counted from: the one picked on this phone, or else the committee of
    /// the household, where the programme shown knows it.
    pub fn home(&self) -> Option<PlaceId> {
        let committee = || {
            let who = self.who()?;
            let key = Key::Household(who.household?);
            let keeper = self.keeper();
            keeper.read(|replica| match replica.record(&who.community, &key) {
                Some(Record::Household(household)) => household.committee.clone(),
                _ => None,
            })
        };
        let is_here = |id: &PlaceId| self.place_card(id).is_some();
        let picked = self.near.get().filter(is_here);
        picked.or_else(|| committee().filter(is_here))
    }

    /// How near a place is to another, as the programme has them.
    pub fn nearness(&self, home: &PlaceId, place: &PlaceId) -> Nearness {
        self.programme
            .with(|programme| programme.nearness(home, place))
    }

    /// The areas of the community that one may live in: each that lies in no other, with those in
    /// it.
    pub fn areas(&self) -> Vec<Area> {
        let programme = self.programme.get();
        let name = |id: &PlaceId| self.place_card(id).map(|card| card.name);
        let mut inner: BTreeMap<&PlaceId, Vec<Area>> = BTreeMap::new();
        let mut outer = Vec::new();
        for (id, kind, within) in programme.areas() {
            let area = |name| Area {
                id: id.clone(),
                name,
                holds: Vec::new(),
            };
            match (within, kind) {
                (Some(within), PlaceKind::Committee) => {
                    let of = inner.entry(within).or_default();
                    of.extend(name(id).map(area));
                }
                (_, _) => outer.extend(name(id).map(area)),
            }
        }
        for area in &mut outer {
            area.holds = inner.remove(&area.id).unwrap_or_default();
        }
        outer
    }

    /// Which sessions are free, in the order of the programme. Tracks the programme, the version and
    /// the moment: to be asked once a change, not at each keystroke.
    pub fn free(&self) -> Arc<[bool]> {
        self.version.track();
        let (community, now) = (self.community.get(), self.now());
        let programme = self.programme.get();
        self.keeper()
            .read(|replica| flags(replica, &community, (&programme, now)))
    }
}

/// What is free of all sessions, in one walk over the records: both lists are in the order of ids.
fn flags(
    replica: &Replica,
    community: &CommunityId,
    (programme, now): (&Programme, UnixMillis),
) -> Arc<[bool]> {
    let (offset, origin) = (offset_of(replica, community), replica.origin_in(community));
    let records = replica.confirmed_records(community);
    let tallies = records
        .clone()
        .filter_map(|(key, record)| match (key, record) {
            (Key::Seats(id), Record::Seats(seats)) => Some((id, seats)),
            _ => None,
        });
    let sessions = records.filter_map(|(key, record)| match (key, record) {
        (Key::Session(id), Record::Session(session)) => Some((id, session)),
        _ => None,
    });
    let (mut tallies, mut sessions) = (tallies.peekable(), sessions.peekable());
    let asked = asked(replica);
    let nobody = Seats::default();
    let listed = programme.all_listed().iter().map(|listed| {
        let id = listed.id.as_ref();
        while sessions.next_if(|(next, _)| *next < id).is_some() {}
        while tallies.next_if(|(next, _)| *next < id).is_some() {}
        let Some((_, session)) = sessions.next_if(|(next, _)| *next == id) else {
            return false;
        };
        let confirmed = tallies.next_if(|(next, _)| *next == id);
        // What waits on this phone takes seats too.
        let folded = asked
            .contains(&id)
            .then(|| seats_of(replica, community, id));
        let tally = folded.as_ref().or(confirmed.map(|(_, seats)| seats));
        let tally = tally.unwrap_or(&nobody);
        offer(session, tally, (offset, now), origin).is_free()
    });
    listed.collect()
}

/// The sessions that something waits for on this phone.
fn asked(replica: &Replica) -> Vec<&SessionId> {
    let intents = replica
        .pending()
        .filter_map(|pending| pending.intent.as_ref());
    let sessions = intents.filter_map(|intent| match intent {
        Intent::Register { session, .. }
        | Intent::Leave { session, .. }
        | Intent::Confirm { session, .. } => Some(session),
        _ => None,
    });
    sessions.collect()
}
