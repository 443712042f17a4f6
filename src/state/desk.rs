//! What the desk reads: what is on and what waits there, rosters, roll calls, drafts, and what would
//! come of a request.
//!
//! The one rule to know: who is concerned, who is passed over, what clashes and what is allowed is
//! asked of the rules; this only hands them the records that this device holds.
//!
//! Deliberately absent: the resident's own household; staff have none here.

mod plans;

pub use plans::{Amended, DraftRow, Planned};

use super::session::{Look, seats_of};
use super::{Happening, SessionRow, State};
use crate::keeper::actor_of;
use leptos::prelude::*;
use rules::activity::Activity;
use rules::attendance::Mark;
use rules::id::{CommunityId, ResidentId, SessionId};
use rules::registration::Seats;
use rules::roster::{Book, Person, Roll, Roster};
use rules::session::{Admission, Session, Status};
use rules::staff::{Level, Staff};
use rules::{Fact, Intent, Key, Record, Refusal, civil};
use sync::Replica;
use sync::replica::Ask;

/// How many people a search gives at most: a screen of them.
const FOUND_MAX: usize = 12;

/// A session as the desk's lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskRow {
    /// What residents see of it.
    pub row: SessionRow,
    /// How many seats there are; none when anyone may come.
    pub seats: Option<u32>,
    /// People with a seat.
    pub taken: u32,
    /// Parties that wait for seats.
    pub waiting: u32,
    /// Parties that applied, for staff to decide.
    pub to_decide: u32,
    /// Parties that applied for a draw that is still to be held.
    pub to_draw: u32,
}

/// Somebody in a roll call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollRow {
    /// Who.
    pub person: Person,
    /// How they are marked.
    pub mark: Option<Mark>,
    /// Whether the server knows of the mark.
    pub is_settled: bool,
}

/// Somebody found by name or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who.
    pub resident: ResidentId,
    /// What they are called.
    pub name: String,
    /// Their age today. Units: years.
    pub age: u16,
    /// The number they can be called under; may be empty.
    pub phone: String,
}

impl State {
    /// Who is signed in, as one of the staff; none for residents, and before their record came.
    pub fn me_at_desk(&self) -> Option<Staff> {
        let who = self.who().filter(|who| who.household.is_none())?;
        let key = Key::Staff(who.resident);
        self.keeper()
            .read(|replica| match replica.record(&who.community, &key) {
                Some(Record::Staff(found)) => Some(found.clone()),
                _ => None,
            })
    }

    /// What who is signed in may decide at the desk; none for residents.
    pub fn staff_level(&self) -> Option<Level> {
        self.me_at_desk().and_then(|found| found.level)
    }

    /// What somebody of the staff is called.
    pub fn staff_name(&self, staff: &ResidentId) -> String {
        self.version.track();
        let key = Key::Staff(staff.clone());
        let community = self.community.get();
        let found = self
            .keeper()
            .read(|replica| match replica.record(&community, &key) {
                Some(Record::Staff(found)) => Some(found.name.clone()),
                _ => None,
            });
        found.unwrap_or_else(|| staff.to_string())
    }

    /// A session with what the desk counts of it.
    pub fn desk_row(&self, id: &SessionId) -> Option<DeskRow> {
        let row = self.session_row(id)?;
        let session = self.session_record(id)?;
        Some(desk_row(row, &session, &self.tally(id)))
    }

    /// The sessions ahead in which applications wait for a word, the next first.
    pub fn to_decide(&self) -> Vec<(civil::Date, SessionId)> {
        self.version.track();
        let (community, now) = (self.community.get(), self.now());
        let keeper = self.keeper();
        let mut found: Vec<_> = keeper.read(|replica| {
            let look = Look::new(replica, &community, now);
            let waits = |record: &Record| match record {
                Record::Session(found) => matches!(found.admission, Admission::Approval { .. }),
                _ => false,
            };
            let sessions = replica.records(&community).filter_map(|(key, record)| {
                let Key::Session(id) = key else { return None };
                waits(record).then_some(id)
            });
            let asked = sessions.filter(|id| seats_of(replica, &community, id).waiting() > 0);
            let ahead = asked.filter_map(|id| {
                let row = look.row(id, &keeper.mine())?;
                let first = row.days.first().copied()?;
                (row.happening == Happening::Ahead).then(|| (first, id.clone()))
            });
            ahead.collect()
        });
        found.sort();
        found
    }

    /// The sessions that are postponed and whose new day is not set, by the day they had.
    pub fn to_set_day(&self) -> Vec<(civil::Date, SessionId)> {
        self.version.track();
        let community = self.community.get();
        let mut found: Vec<_> = self.keeper().read(|replica| {
            let records = replica.records(&community);
            let waits = records.filter_map(|(key, record)| match (key, record) {
                (Key::Session(id), Record::Session(session)) => {
                    let has_none = session.status() == Status::Postponed;
                    has_none.then(|| (session.first_day(), id.clone()))
                }
                _ => None,
            });
            waits.collect()
        });
        found.sort();
        found
    }

    /// The record of a session, as pending requests of this device leave it.
    pub fn session_record(&self, id: &SessionId) -> Option<Session> {
        self.version.track();
        let community = self.community.get();
        self.keeper()
            .read(|replica| session_in(replica, &community, id).cloned())
    }

    /// The activity of a session.
    pub fn activity_of(&self, session: &Session) -> Option<Activity> {
        self.version.track();
        let key = Key::Activity(session.activity.clone());
        let community = self.community.get();
        self.keeper()
            .read(|replica| match replica.record(&community, &key) {
                Some(Record::Activity(found)) => Some(found.clone()),
                _ => None,
            })
    }

    /// The tally of a session.
    pub fn tally(&self, id: &SessionId) -> Seats {
        self.version.track();
        let community = self.community.get();
        self.keeper()
            .read(|replica| seats_of(replica, &community, id))
    }

    /// Everybody who stands in a session.
    pub fn roster(&self, id: &SessionId) -> Option<Roster> {
        self.version.track();
        let community = self.community.get();
        self.keeper().read(|replica| {
            let session = session_in(replica, &community, id)?;
            let book = Book {
                read: |key: &Key| replica.record(&community, key),
                all: replica.records(&community),
                session: (id, session),
            };
            Some(book.roster())
        })
    }

    /// What the roll call of a meeting shows, and of whom the server knows it.
    pub fn roll(&self, id: &SessionId, day: civil::Date) -> Option<(Roll, Vec<RollRow>)> {
        self.version.track();
        let community = self.community.get();
        self.keeper().read(|replica| {
            let session = session_in(replica, &community, id)?;
            let book = Book {
                read: |key: &Key| replica.record(&community, key),
                all: replica.records(&community),
                session: (id, session),
            };
            let roll = book.roll(day);
            let settled = |who: &ResidentId| {
                let key = Key::Presence(id.clone(), day, who.clone());
                replica.record(&community, &key) == replica.confirmed(&community, &key)
            };
            let seated = roll.seated.iter().map(|(person, mark)| (person, *mark));
            let walked = roll.walk_ins.iter();
            let walked = walked.map(|person| (person, Some(Mark::WalkIn)));
            let rows = seated.chain(walked).map(|(person, mark)| RollRow {
                person: person.clone(),
                mark,
                is_settled: settled(&person.resident),
            });
            let rows = rows.collect();
            Some((roll, rows))
        })
    }

    /// Residents whose name or telephone number holds these words, by name.
    pub fn people(&self, words: &str) -> Vec<Found> {
        self.version.track();
        let words = words.trim();
        if words.is_empty() {
            return Vec::new();
        }
        let (community, today) = (self.community.get(), self.today());
        let mut found: Vec<Found> = self.keeper().read(|replica| {
            let residents = replica.records(&community).filter_map(|(key, record)| {
                let (Key::Resident(id), Record::Resident(found)) = (key, record) else {
                    return None;
                };
                Some((id, found))
            });
            let matching = residents
                .filter(|(_, one)| one.name.contains(words) || one.phone.contains(words))
                .map(|(id, one)| Found {
                    resident: id.clone(),
                    name: one.name.clone(),
                    age: rules::time::age_on(one.born, today),
                    phone: one.phone.clone(),
                });
            matching.collect()
        });
        found.sort_by(|one, other| (&one.name, &one.resident).cmp(&(&other.name, &other.resident)));
        found.truncate(FOUND_MAX);
        found
    }

    /// What a request would lead to, as far as this device can tell.
    ///
    /// # Errors
    /// What the rules refuse already here.
    pub fn foresee(&self, intent: &Intent) -> Result<Vec<Fact>, Refusal> {
        self.version.track();
        let ask = Ask {
            community: self.community.get(),
            now: self.now(),
        };
        self.keeper().read(|replica| {
            let actor = actor_of(replica.who());
            replica.decide_here(&ask, &actor, intent)
        })
    }

    /// Why others who waited less long were let in before the household, with the moment, the
    /// latest last.
    pub fn passed_over(&self, session: &SessionId) -> Vec<(civil::DateTime, String)> {
        let Some(who) = self.who() else {
            return Vec::new();
        };
        let (community, offset) = (self.community.get(), self.offset());
        let members = self.household_members();
        self.keeper().read(|replica| {
            use rules::registration::RegistrationState;
            let turn = |who: &ResidentId| {
                let key = Key::Registration(session.clone(), who.clone());
                match replica.record(&community, &key) {
                    Some(Record::Registration(found)) => match found.state {
                        RegistrationState::Waiting { turn } => Some(turn),
                        _ => None,
                    },
                    _ => None,
                }
            };
            if who.community != community {
                return Vec::new();
            }
            let first = members.iter().filter_map(|one| turn(&one.resident)).min();
            let tally = seats_of(replica, &community, session);
            let moves = first.map(|first| {
                let moves = tally.passing(first);
                moves
                    .map(|moved| (offset.civil(moved.at), moved.why.clone()))
                    .collect()
            });
            moves.unwrap_or_default()
        })
    }
}

fn session_in<'r>(
    replica: &'r Replica,
    community: &CommunityId,
    id: &SessionId,
) -> Option<&'r Session> {
    match replica.record(community, &Key::Session(id.clone())) {
        Some(Record::Session(found)) => Some(found),
        _ => None,
    }
}

fn desk_row(row: SessionRow, session: &Session, tally: &Seats) -> DeskRow {
    let line = tally.waiting();
    let (mut waiting, mut to_decide, mut to_draw) = (0, 0, 0);
    match session.admission {
        Admission::Approval { .. } => to_decide = line,
        Admission::Ballot { .. } if !tally.drawn => to_draw = line,
        Admission::Ballot { .. } | Admission::FirstCome { .. } => waiting = line,
        Admission::Open | Admission::Counter { .. } => {}
    }
    DeskRow {
        row,
        seats: session.admission.seats(),
        taken: tally.taken,
        waiting,
        to_decide,
        to_draw,
    }
}
