//! A session's public tally is the sum of its registrations, and everyone who waits has a turn.

use super::{Flaw, Found};
use rules::id::{ResidentId, SessionId};
use rules::registration::{RegistrationState, Seats};
use rules::{Key, Record};
use std::collections::{BTreeMap, BTreeSet};

/// What the registrations of one session come to.
#[derive(Default)]
struct Counted<'r> {
    taken: u32,
    applied: u32,
    waiting: BTreeMap<u32, BTreeSet<&'r ResidentId>>,
}

/// Compares every tally with what it counts.
pub(super) fn check(found: &mut Found, records: &BTreeMap<Key, Record>) {
    let mut counted: BTreeMap<&SessionId, Counted> = BTreeMap::new();
    for (key, record) in records {
        match (key, record) {
            (Key::Registration(session, resident), Record::Registration(registration)) => {
                let of = counted.entry(session).or_default();
                match registration.state {
                    RegistrationState::Confirmed => of.taken = of.taken.saturating_add(1),
                    RegistrationState::Applied => of.applied = of.applied.saturating_add(1),
                    RegistrationState::Waiting { turn } => {
                        of.waiting.entry(turn).or_default().insert(resident);
                    }
                    RegistrationState::Left => {}
                }
            }
            (Key::Seats(session), _) => {
                counted.entry(session).or_default();
            }
            _ => {}
        }
    }
    for (session, counted) in counted {
        let nothing = Seats::default();
        let tally = match records.get(&Key::Seats(session.clone())) {
            Some(Record::Seats(tally)) => tally,
            _ => &nothing,
        };
        if !agrees(tally, &counted) || !have_turns(records, session, &counted) {
            let session = session.clone();
            found.flaws.push(Flaw::Tally { session });
        }
    }
}

fn agrees(tally: &Seats, counted: &Counted) -> bool {
    let all_wait = |turn: &u32| tally.place_of(*turn).is_some();
    tally.taken == counted.taken
        && tally.applied == counted.applied
        && u32::try_from(counted.waiting.len()) == Ok(tally.waiting())
        && counted.waiting.keys().all(all_wait)
}

/// Each turn is held by the party whose registrations name it.
fn have_turns(records: &BTreeMap<Key, Record>, session: &SessionId, counted: &Counted) -> bool {
    counted.waiting.iter().all(|(turn, members)| {
        match records.get(&Key::Waiting(session.clone(), *turn)) {
            Some(Record::Waiting(party)) => {
                party.members.iter().collect::<BTreeSet<_>>() == *members
            }
            _ => false,
        }
    })
}
