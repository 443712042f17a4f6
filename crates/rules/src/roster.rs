//! The roster: everybody who stands in one session, as its desk reads it.
//!
//! The one rule to know: it is read from records and decides nothing new; who has a seat, who waits
//! under which turn and which child lacks a consent follow from the very records that the rules
//! decide by.
//!
//! Deliberately absent: sentences, and the order on paper.

use crate::attendance::{Mark, Presence};
use crate::id::{HouseholdId, ResidentId, SessionId};
use crate::key::Key;
use crate::record::Record;
use crate::registration::{Registration, RegistrationState, Seats};
use crate::session::Session;
use crate::time::{UnixMillis, age_on};
use jiff::civil;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody on the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub resident: ResidentId,
    /// What they are called; empty where their record is not here.
    pub name: String,
    /// Their age on the first day; none where their record is not here. Units: years.
    pub age: Option<u16>,
    /// Their household.
    pub household: HouseholdId,
    /// The number they can be called under; may be empty.
    pub phone: String,
    /// How they stand; none for somebody who came without having registered.
    pub state: Option<RegistrationState>,
    /// Since when they stand so; zero where only this device knows of it, or in a roll call.
    pub since: UnixMillis,
    /// Whether they are a child for whom no guardian's consent stands (any more).
    pub lacks_consent: bool,
}

/// People who wait under one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The turn.
    pub turn: u32,
    /// Its place in the line, from 1; none when it no longer waits.
    pub place: Option<u32>,
    /// Who.
    pub people: Vec<Person>,
    /// Until when seats are held for them.
    pub until: Option<UnixMillis>,
    /// Whether they applied, and a draw or staff decide.
    pub applied: bool,
}

/// How many are concerned by a change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Concerned {
    /// People.
    pub people: usize,
    /// Families they belong to.
    pub families: usize,
}

/// Everybody who stands in a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// Those with a seat, in the order they got it; families stand together.
    pub seated: Vec<Person>,
    /// Those who wait or applied, by turn.
    pub line: Vec<Party>,
    /// Those who left, were declined or let their seats lapse.
    pub gone: Vec<Person>,
}

impl Roster {
    /// Who was drawn at a moment, and who was not, in the order of the draw: those who have had a seat,
    /// or have waited, since that very moment. Nobody else is tied to a draw by any record.
    pub fn drawn_at(&self, at: UnixMillis) -> (Vec<&Person>, Vec<&Party>) {
        let won = self.seated.iter().filter(|one| one.since == at);
        let waits = |one: &Person| {
            one.since == at && matches!(one.state, Some(RegistrationState::Waiting { .. }))
        };
        let lost = self
            .line
            .iter()
            .filter(|party| party.people.iter().any(waits));
        (won.collect(), lost.collect())
    }
}

/// What a roll call shows of one meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roll {
    /// Everybody with a seat, and how they are marked.
    pub seated: Vec<(Person, Option<Mark>)>,
    /// Those who came without a seat.
    pub walk_ins: Vec<Person>,
    /// How many heads were counted.
    pub heads: Option<u32>,
}

impl Roll {
    /// How many of those with a seat are marked.
    pub fn marked(&self) -> usize {
        self.seated
            .iter()
            .filter(|(_, mark)| mark.is_some())
            .count()
    }

    /// How many came, with a seat or without.
    pub fn came(&self) -> usize {
        let came = |(_, mark): &&(Person, Option<Mark>)| *mark == Some(Mark::Came);
        let seated = self.seated.iter().filter(came).count();
        seated.saturating_add(self.walk_ins.len())
    }
}

/// The records of one community, by key and one after the other.
pub struct Book<'r, Read, All> {
    /// The record under a key.
    pub read: Read,
    /// All of them, in any order.
    pub all: All,
    /// The session that is looked at.
    pub session: (&'r SessionId, &'r Session),
}

impl<'r, Read, All> Book<'r, Read, All>
where
    Read: Fn(&Key) -> Option<&'r Record>,
    All: Iterator<Item = (&'r Key, &'r Record)>,
{
    /// The roster of the session.
    pub fn roster(self) -> Roster {
        let (id, _) = self.session;
        let mut found: Vec<(&ResidentId, &Registration)> = Vec::new();
        let mut parties: BTreeMap<u32, Party> = BTreeMap::new();
        let tally = self.tally();
        let person = |who: &ResidentId, home: &HouseholdId, state| {
            person(&self.read, self.session.1, (who, home, state))
        };
        for (key, record) in self.all {
            match (key, record) {
                (Key::Registration(of, who), Record::Registration(registration)) if of == id => {
                    found.push((who, registration));
                }
                (Key::Waiting(of, turn), Record::Waiting(waiting)) if of == id => {
                    let party = Party {
                        turn: *turn,
                        place: tally.place_of(*turn),
                        people: Vec::new(),
                        until: waiting.until,
                        applied: false,
                    };
                    parties.insert(*turn, party);
                }
                _ => {}
            }
        }
        found.sort_by(|(one, left), (other, right)| {
            (left.at, &left.household, one).cmp(&(right.at, &right.household, other))
        });
        let mut roster = Roster::default();
        for (who, registration) in found {
            let state = registration.state;
            let one = Person {
                since: registration.at,
                ..person(who, &registration.household, Some(state))
            };
            let (turn, applied) = match state {
                RegistrationState::Confirmed | RegistrationState::Applied => {
                    roster.seated.push(one);
                    continue;
                }
                RegistrationState::Left
                | RegistrationState::Lapsed
                | RegistrationState::Declined => {
                    roster.gone.push(one);
                    continue;
                }
                RegistrationState::Waiting { turn } | RegistrationState::Held { turn, .. } => {
                    (turn, false)
                }
                RegistrationState::Entered { turn } => (turn, true),
            };
            let party = parties.entry(turn).or_insert_with(|| Party {
                turn,
                place: tally.place_of(turn),
                people: Vec::new(),
                until: None,
                applied,
            });
            party.applied |= applied;
            party.people.push(one);
        }
        // A party whose people's records have not arrived yet is still a party, and has its turn.
        roster.line = parties.into_values().collect();
        roster
    }

    /// What the roll call of one of its meetings shows.
    pub fn roll(self, day: civil::Date) -> Roll {
        let (id, session) = self.session;
        let mut seated: Vec<(&ResidentId, &Registration)> = Vec::new();
        let mut marks: BTreeMap<&ResidentId, &Presence> = BTreeMap::new();
        for (key, record) in self.all {
            match (key, record) {
                (Key::Registration(of, who), Record::Registration(registration))
                    if of == id && registration.state == RegistrationState::Confirmed =>
                {
                    seated.push((who, registration));
                }
                (Key::Presence(of, on, who), Record::Presence(presence))
                    if of == id && *on == day =>
                {
                    marks.insert(who, presence);
                }
                _ => {}
            }
        }
        seated.sort_by(|(one, left), (other, right)| {
            (left.at, &left.household, one).cmp(&(right.at, &right.household, other))
        });
        let heads = match (self.read)(&Key::Heads(id.clone(), day)) {
            Some(Record::Heads(heads)) => Some(*heads),
            _ => None,
        };
        let mut roll = Roll {
            heads,
            ..Roll::default()
        };
        for (who, registration) in seated {
            let mark = marks.remove(who).map(|presence| presence.mark);
            let about = (who, &registration.household, Some(registration.state));
            roll.seated.push((person(&self.read, session, about), mark));
        }
        for (who, presence) in marks {
            let about = (who, &presence.household, None);
            roll.walk_ins.push(person(&self.read, session, about));
        }
        roll
    }

    fn tally(&self) -> Seats {
        match (self.read)(&Key::Seats(self.session.0.clone())) {
            Some(Record::Seats(found)) => found.clone(),
            _ => Seats::default(),
        }
    }
}

fn person<'r>(
    read: &impl Fn(&Key) -> Option<&'r Record>,
    session: &Session,
    (who, home, state): (&ResidentId, &HouseholdId, Option<RegistrationState>),
) -> Person {
    let resident = match read(&Key::Resident(who.clone())) {
        Some(Record::Resident(found)) => Some(found),
        _ => None,
    };
    let age = resident.map(|found| age_on(found.born, session.first_day()));
    let below = match read(&Key::Community) {
        Some(Record::Community(found)) => found.consent_below,
        _ => None,
    };
    let is_child = below.zip(age).is_some_and(|(below, age)| age < below);
    // What another household once said of a child that has moved in since counts no more.
    let consented = matches!(read(&Key::Consent(who.clone())), Some(Record::Consent(found))
        if resident.is_some_and(|one| one.household == found.household));
    Person {
        resident: who.clone(),
        name: resident.map(|found| found.name.clone()).unwrap_or_default(),
        age,
        household: home.clone(),
        phone: resident
            .map(|found| found.phone.clone())
            .unwrap_or_default(),
        state,
        since: UnixMillis::default(),
        lacks_consent: is_child && !consented,
    }
}

impl Roster {
    /// Everybody whom a change of the session concerns: those with a seat, those who wait for one
    /// and those who applied.
    pub fn whom_it_concerns(&self) -> impl Iterator<Item = &Person> {
        let line = self.line.iter().flat_map(|party| &party.people);
        self.seated.iter().chain(line)
    }

    /// How many those are.
    pub fn concerned(&self) -> Concerned {
        let families: BTreeSet<_> = self.whom_it_concerns().map(|one| &one.household).collect();
        Concerned {
            people: self.whom_it_concerns().count(),
            families: families.len(),
        }
    }

    /// The parties that have waited longer than this turn and wait on when it is let in.
    pub fn passed_over(&self, turn: u32) -> impl Iterator<Item = &Party> {
        let waits = move |party: &&Party| party.turn < turn && party.until.is_none();
        self.line.iter().filter(waits)
    }
}

#[cfg(test)]
mod tests;
