//! The records one decision looks at: just those that [`crate::Intent::keys`] named.

use crate::activity::Activity;
use crate::almanac::Almanac;
use crate::attendance::{Absences, Presence};
use crate::claim::{Claim, ClaimMonth};
use crate::community::Community;
use crate::consent::Consent;
use crate::draft::Draft;
use crate::household::{Household, Resident};
use crate::id::{ActivityId, HouseholdId, NoteId, ResidentId, SessionId};
use crate::key::{Key, Month};
use crate::points::PointsPolicy;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::registration::draw::{Draw, Draws, Luck};
use crate::registration::holding::Holds;
use crate::registration::{Registration, Seats, Waiting};
use crate::session::Session;
use crate::staff::Staff;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A handful of records by key. What is absent does not exist (or is not visible here).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slice {
    rows: BTreeMap<Key, Record>,
}

impl Slice {
    /// The record under a key.
    pub fn get(&self, key: &Key) -> Option<&Record> {
        self.rows.get(key)
    }

    /// Sets the record under a key.
    pub fn put(&mut self, key: Key, record: Record) {
        self.rows.insert(key, record);
    }

    /// Removes the record under a key.
    pub fn remove(&mut self, key: &Key) {
        self.rows.remove(key);
    }

    /// All records, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Record)> {
        self.rows.iter()
    }

    /// The community.
    pub fn community(&self) -> Result<&Community, Refusal> {
        match self.get(&Key::Community) {
            Some(Record::Community(found)) => Ok(found),
            _ => Err(Refusal::UnknownCommunity),
        }
    }

    /// The points policy, or the default one where the community has set none.
    pub fn policy(&self) -> PointsPolicy {
        match self.get(&Key::Policy) {
            Some(Record::Policy(found)) => found.clone(),
            _ => PointsPolicy::default(),
        }
    }

    /// A session.
    pub fn session(&self, id: &SessionId) -> Result<&Session, Refusal> {
        match self.get(&Key::Session(id.clone())) {
            Some(Record::Session(found)) => Ok(found),
            _ => Err(Refusal::UnknownSession {
                session: id.clone(),
            }),
        }
    }

    /// An activity.
    pub fn activity(&self, id: &ActivityId) -> Option<&Activity> {
        match self.get(&Key::Activity(id.clone())) {
            Some(Record::Activity(found)) => Some(found),
            _ => None,
        }
    }

    /// A session's seats; nobody has come yet where there is no tally.
    pub fn seats(&self, id: &SessionId) -> Seats {
        match self.get(&Key::Seats(id.clone())) {
            Some(Record::Seats(found)) => found.clone(),
            _ => Seats::default(),
        }
    }

    /// The party that waits at a turn.
    pub fn waiting(&self, id: &SessionId, turn: u32) -> Option<&Waiting> {
        match self.get(&Key::Waiting(id.clone(), turn)) {
            Some(Record::Waiting(found)) => Some(found),
            _ => None,
        }
    }

    /// All open holds of seats; none where there is no list of them.
    pub fn holds(&self) -> Holds {
        match self.get(&Key::Holds) {
            Some(Record::Holds(found)) => found.clone(),
            _ => Holds::default(),
        }
    }

    /// A household.
    pub fn household(&self, id: &HouseholdId) -> Option<&Household> {
        match self.get(&Key::Household(id.clone())) {
            Some(Record::Household(found)) => Some(found),
            _ => None,
        }
    }

    /// A resident.
    pub fn resident(&self, id: &ResidentId) -> Result<&Resident, Refusal> {
        match self.get(&Key::Resident(id.clone())) {
            Some(Record::Resident(found)) => Ok(found),
            _ => Err(Refusal::UnknownResident {
                resident: id.clone(),
            }),
        }
    }

    /// Somebody of the staff.
    pub fn staff(&self, id: &ResidentId) -> Option<&Staff> {
        match self.get(&Key::Staff(id.clone())) {
            Some(Record::Staff(found)) => Some(found),
            _ => None,
        }
    }

    /// A draft.
    pub fn draft(&self, id: &SessionId) -> Option<&Draft> {
        match self.get(&Key::Draft(id.clone())) {
            Some(Record::Draft(found)) => Some(found),
            _ => None,
        }
    }

    /// A session's draw, once its seal is shown.
    pub fn draw(&self, id: &SessionId) -> Option<&Draw> {
        match self.get(&Key::Draw(id.clone())) {
            Some(Record::Draw(found)) => Some(found),
            _ => None,
        }
    }

    /// All draws still to be held; none where there is no list of them.
    pub fn draws(&self) -> Draws {
        match self.get(&Key::Draws) {
            Some(Record::Draws(found)) => found.clone(),
            _ => Draws::default(),
        }
    }

    /// How a household fared in draws.
    pub fn luck(&self, household: &HouseholdId) -> Luck {
        match self.get(&Key::Luck(household.clone())) {
            Some(Record::Luck(found)) => found.clone(),
            _ => Luck::default(),
        }
    }

    /// The consent that stands for a child; one of a household it has moved away from does not.
    pub fn consent(&self, child: &ResidentId) -> Option<&Consent> {
        match self.get(&Key::Consent(child.clone())) {
            Some(Record::Consent(found)) => {
                let lives_there = |child: &Resident| child.household == found.household;
                self.resident(child).is_ok_and(lives_there).then_some(found)
            }
            _ => None,
        }
    }

    /// Somebody's mark at a meeting.
    pub fn presence(&self, id: &SessionId, day: Date, who: &ResidentId) -> Option<&Presence> {
        match self.get(&Key::Presence(id.clone(), day, who.clone())) {
            Some(Record::Presence(found)) => Some(found),
            _ => None,
        }
    }

    /// The meetings somebody stayed away from.
    pub fn absences(&self, who: &ResidentId) -> Option<&Absences> {
        match self.get(&Key::Absences(who.clone())) {
            Some(Record::Absences(found)) => Some(found),
            _ => None,
        }
    }

    /// The almanac of a year.
    pub fn almanac(&self, year: i16) -> Option<&Almanac> {
        match self.get(&Key::Almanac(year)) {
            Some(Record::Almanac(found)) => Some(found),
            _ => None,
        }
    }

    /// A resident's registration for a session.
    pub fn registration(&self, session: &SessionId, who: &ResidentId) -> Option<&Registration> {
        match self.get(&Key::Registration(session.clone(), who.clone())) {
            Some(Record::Registration(found)) => Some(found),
            _ => None,
        }
    }

    /// A resident's claim for a note.
    pub fn claim(&self, resident: &ResidentId, note: &NoteId) -> Option<&Claim> {
        match self.get(&Key::Claim(resident.clone(), note.clone())) {
            Some(Record::Claim(found)) => Some(found),
            _ => None,
        }
    }

    /// A month's tally of a resident's claims; empty where there is none.
    pub fn claim_month(&self, resident: &ResidentId, month: Month) -> ClaimMonth {
        match self.get(&Key::ClaimMonth(resident.clone(), month)) {
            Some(Record::ClaimMonth(found)) => found.clone(),
            _ => ClaimMonth::default(),
        }
    }
}

impl FromIterator<(Key, Record)> for Slice {
    fn from_iter<I: IntoIterator<Item = (Key, Record)>>(rows: I) -> Self {
        Self {
            rows: rows.into_iter().collect(),
        }
    }
}
