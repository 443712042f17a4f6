//! A session as the screens show it: a row of the list, the whole card, what would come of asking.

use super::{Mine, State, mine};
use crate::keeper::actor_of;
use leptos::prelude::*;
use rules::activity::fee::Fee;
use rules::activity::{Activity, ActivityKind, Audience};
use rules::almanac::Holiday;
use rules::community::{Place, PlaceKind};
use rules::id::{CommunityId, PlaceId, ResidentId, SessionId};
use rules::offer::{Offer, offer};
use rules::registration::{Seats, WhenFull};
use rules::session::{Admission, Ages, Session, Status};
use rules::time::{Offset, UnixMillis};
use rules::words::Words;
use rules::{Fact, Intent, Key, Record, Refusal, civil};
use sync::Replica;
use sync::replica::Ask;

/// Whether it is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// Still to come, or between two meetings.
    Ahead,
    /// The last meeting has ended.
    Over,
    /// It is not held on its days, and the new ones are not set.
    Postponed,
    /// It does not take place.
    Cancelled,
}

/// A session as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// The session.
    pub id: SessionId,
    /// Its title.
    pub title: Words,
    /// Its kind.
    pub kind: ActivityKind,
    /// Every day it meets on, ascending.
    pub days: Vec<civil::Date>,
    /// When each meeting begins.
    pub starts: civil::Time,
    /// When each meeting ends.
    pub ends: civil::Time,
    /// The hours in the organiser's own words, where they are not certain.
    pub as_written: Words,
    /// The place.
    pub at: PlaceId,
    /// The name of the place; empty while its record is not here.
    pub place: Words,
    /// Whether it is still to come.
    pub happening: Happening,
    /// What it offers now: a hint for the sentence about seats and the button's word.
    pub offer: Offer,
    /// How my household stands in it; empty when nobody of it asked.
    pub mine: Vec<Mine>,
}

/// A session as its own page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCard {
    /// What the list shows too.
    pub row: SessionRow,
    /// The community it belongs to.
    pub community: CommunityId,
    /// What it is, in a sentence or three.
    pub summary: Words,
    /// A finer name of the kind.
    pub topic: Words,
    /// Who it is meant for.
    pub audience: Audience,
    /// The ages admitted.
    pub ages: Ages,
    /// What to bring or mind.
    pub bring: Words,
    /// Who runs it.
    pub organiser: Words,
    /// The organisation's telephone number; may be empty.
    pub phone: String,
    /// What it costs.
    pub fee: Fee,
    /// A page that says more; may be empty.
    pub link: String,
    /// The day its series names and the holiday that it is moved for, where it is moved.
    pub moved: Option<(civil::Date, Option<Holiday>)>,
    /// How one gets in.
    pub admission: Admission,
    /// The public tally of its seats, pending requests of this phone included.
    pub seats: Seats,
    /// How many of the free seats only a kiosk may take.
    pub left_for_stations: u32,
    /// When registration opens; none: at once.
    pub opens: Option<civil::DateTime>,
    /// When registration closes.
    pub closes: civil::DateTime,
    /// Where.
    pub place: Option<PlaceCard>,
}

/// A place as its own page and a session's page show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceCard {
    /// The place.
    pub id: PlaceId,
    /// What it is.
    pub kind: PlaceKind,
    /// Its name.
    pub name: Words,
    /// How to find it; may be empty.
    pub address: Words,
    /// What it lies in, the nearest first: committee, town.
    pub within: Vec<(PlaceId, Words)>,
}

/// What would come of asking, as far as this phone can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Seats for all.
    Seats,
    /// A turn on the waiting list, at this place as far as is known.
    Line {
        /// From 1.
        place: u32,
    },
    /// An application for the draw.
    Draw,
    /// An application that staff decide.
    Word,
}

impl State {
    /// A session as a list shows it; none when it is not on this device.
    pub fn session_row(&self, id: &SessionId) -> Option<SessionRow> {
        self.version.track();
        let (community, now) = (self.community.get(), self.now());
        let keeper = self.keeper();
        keeper.read(|replica| Look::new(replica, &community, now).row(id, &keeper.mine()))
    }

    /// A session as its own page shows it; none when it is not on this device.
    pub fn session_card(&self, id: &SessionId) -> Option<SessionCard> {
        self.version.track();
        let (community, now) = (self.community.get(), self.now());
        let keeper = self.keeper();
        keeper.read(|replica| Look::new(replica, &community, now).card(id, &keeper.mine()))
    }

    /// What would come of asking for these people now: to be said before the button.
    ///
    /// # Errors
    /// What the rules refuse already here.
    pub fn preview(
        &self,
        session: &SessionId,
        members: &[ResidentId],
        when_full: WhenFull,
    ) -> Result<Expected, Refusal> {
        self.version.track();
        let ask = Ask {
            community: self.community.get(),
            now: self.now(),
        };
        let intent = Intent::Register {
            session: session.clone(),
            members: members.to_vec(),
            when_full,
        };
        self.keeper().read(|replica| {
            let actor = actor_of(replica.who());
            let seats = seats_of(replica, &ask.community, session);
            let facts = replica.decide_here(&ask, &actor, &intent)?;
            Ok(expected(&facts, &seats))
        })
    }
}

fn expected(facts: &[Fact], seats: &Seats) -> Expected {
    match facts.first() {
        Some(Fact::Queued { .. }) => Expected::Line {
            place: seats.waiting().saturating_add(1),
        },
        Some(
            Fact::Applied(_)
            | Fact::Entered {
                tickets: Some(_), ..
            },
        ) => Expected::Draw,
        Some(Fact::Entered { tickets: None, .. }) => Expected::Word,
        _ => Expected::Seats,
    }
}

/// The tally of a session; nobody has come yet where there is none.
pub(super) fn seats_of(replica: &Replica, community: &CommunityId, id: &SessionId) -> Seats {
    match replica.record(community, &Key::Seats(id.clone())) {
        Some(Record::Seats(found)) => found.clone(),
        _ => Seats::default(),
    }
}

/// Whether seats of a session are drawn for.
pub(super) fn is_drawn_for(replica: &Replica, community: &CommunityId, id: &SessionId) -> bool {
    match replica.record(community, &Key::Session(id.clone())) {
        Some(Record::Session(found)) => matches!(found.admission, Admission::Ballot { .. }),
        _ => false,
    }
}

/// The offset of a community's wall clock; China's while its record is not here.
pub(super) fn offset_of(replica: &Replica, community: &CommunityId) -> Offset {
    match replica.record(community, &Key::Community) {
        Some(Record::Community(found)) => found.offset,
        _ => Offset(480),
    }
}

/// One look at one community's records.
pub(super) struct Look<'a> {
    replica: &'a Replica,
    community: &'a CommunityId,
    now: UnixMillis,
    offset: Offset,
}

impl<'a> Look<'a> {
    pub(super) fn new(replica: &'a Replica, community: &'a CommunityId, now: UnixMillis) -> Self {
        Self {
            replica,
            community,
            now,
            offset: offset_of(replica, community),
        }
    }

    /// A record as the screen may show it.
    pub(super) fn record(&self, key: &Key) -> Option<&'a Record> {
        self.replica.record(self.community, key)
    }

    /// A session's tally.
    pub(super) fn seats(&self, id: &SessionId) -> Seats {
        seats_of(self.replica, self.community, id)
    }

    pub(super) fn parts(&self, id: &SessionId) -> Option<(&'a Session, &'a Activity)> {
        let record = |key: &Key| self.replica.record(self.community, key);
        let Some(Record::Session(session)) = record(&Key::Session(id.clone())) else {
            return None;
        };
        match record(&Key::Activity(session.activity.clone())) {
            Some(Record::Activity(activity)) => Some((session, activity)),
            _ => None,
        }
    }

    fn place(&self, id: &PlaceId) -> Option<&'a Place> {
        match self.replica.record(self.community, &Key::Place(id.clone())) {
            Some(Record::Place(place)) => Some(place),
            _ => None,
        }
    }

    pub(super) fn row(&self, id: &SessionId, mine: &mine::Index) -> Option<SessionRow> {
        let (session, activity) = self.parts(id)?;
        let tally = seats_of(self.replica, self.community, id);
        let happening = match session.status() {
            Status::Cancelled => Happening::Cancelled,
            Status::Postponed => Happening::Postponed,
            Status::Scheduled if session.is_over(self.offset, self.now) => Happening::Over,
            Status::Scheduled => Happening::Ahead,
        };
        Some(SessionRow {
            id: id.clone(),
            title: activity.title.clone(),
            kind: activity.kind,
            days: session.days.clone(),
            starts: session.starts,
            ends: session.ends,
            as_written: session.as_written.clone(),
            at: session.place.clone(),
            place: self
                .place(&session.place)
                .map(|place| place.name.clone())
                .unwrap_or_default(),
            happening,
            offer: offer(
                session,
                &tally,
                (self.offset, self.now),
                self.replica.origin_in(self.community),
            ),
            mine: mine.of_session(self.community, id),
        })
    }

    fn card(&self, id: &SessionId, mine: &mine::Index) -> Option<SessionCard> {
        let (session, activity) = self.parts(id)?;
        let row = self.row(id, mine)?;
        let seats = seats_of(self.replica, self.community, id);
        Some(SessionCard {
            row,
            community: self.community.clone(),
            summary: activity.summary.clone(),
            topic: activity.topic.clone(),
            audience: activity.audience,
            ages: session.ages,
            bring: activity.bring.clone(),
            organiser: activity.organiser.clone(),
            phone: activity.phone.clone(),
            fee: activity.fee.clone(),
            link: activity.link.clone(),
            moved: session.moved_from.map(|day| (day, self.holiday(day))),
            admission: session.admission.clone(),
            left_for_stations: seats.left_for_stations(session),
            seats,
            opens: session.opens,
            closes: session.closing(),
            place: self.place_card(&session.place),
        })
    }

    /// The holiday that a day is off for, where the almanac says.
    fn holiday(&self, day: civil::Date) -> Option<Holiday> {
        let key = Key::Almanac(day.year());
        match self.replica.record(self.community, &key) {
            Some(Record::Almanac(almanac)) => almanac.holiday(day),
            _ => None,
        }
    }

    pub(super) fn place_card(&self, id: &PlaceId) -> Option<PlaceCard> {
        let place = self.place(id)?;
        let mut within = Vec::new();
        let mut next = place.within.clone();
        // A venue lies in a committee, a committee in a town: three steps reach every end.
        for _step in 0..3 {
            let Some(id) = next.take() else { break };
            let Some(area) = self.place(&id) else { break };
            within.push((id, area.name.clone()));
            next.clone_from(&area.within);
        }
        Some(PlaceCard {
            id: id.clone(),
            kind: place.kind,
            name: place.name.clone(),
            address: place.address.clone(),
            within,
        })
    }
}
