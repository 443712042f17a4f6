//! A session's public tally is the sum of its registrations, everyone who waits or for whom seats
//! are held has a turn, and the list of holds names just those.

use super::{Flaw, Found};
use rules::id::{ResidentId, SessionId};
use rules::registration::holding::Holds;
use rules::registration::{RegistrationState, Seats};
use rules::time::UnixMillis;
use rules::{Key, Record};
use std::collections::{BTreeMap, BTreeSet};

/// What the registrations of one session come to.
#[derive(Default)]
struct Counted<'r> {
    taken: u32,
    applied: u32,
    quotas: BTreeMap<u8, u32>,
    waiting: BTreeMap<u32, BTreeSet<&'r ResidentId>>,
    held: BTreeMap<(u32, UnixMillis), BTreeSet<&'r ResidentId>>,
}

/// Compares every tally with what it counts.
pub(super) fn check(found: &mut Found, records: &BTreeMap<Key, Record>) {
    let mut counted: BTreeMap<&SessionId, Counted> = BTreeMap::new();
    for (key, record) in records {
        match (key, record) {
            (Key::Registration(session, resident), Record::Registration(registration)) => {
                let of = counted.entry(session).or_default();
                if matches!(
                    registration.state,
                    RegistrationState::Confirmed | RegistrationState::Held { .. }
                ) {
                    for number in &registration.quotas {
                        let taken = of.quotas.entry(*number).or_default();
                        *taken = taken.saturating_add(1);
                    }
                }
                match registration.state {
                    RegistrationState::Confirmed => of.taken = of.taken.saturating_add(1),
                    RegistrationState::Applied => of.applied = of.applied.saturating_add(1),
                    RegistrationState::Waiting { turn } => {
                        of.waiting.entry(turn).or_default().insert(resident);
                    }
                    RegistrationState::Held { turn, until } => {
                        of.taken = of.taken.saturating_add(1);
                        of.held.entry((turn, until)).or_default().insert(resident);
                    }
                    RegistrationState::Entered { turn } => {
                        of.applied = of.applied.saturating_add(1);
                        of.waiting.entry(turn).or_default().insert(resident);
                    }
                    RegistrationState::Left
                    | RegistrationState::Lapsed
                    | RegistrationState::Declined => {}
                }
            }
            (Key::Seats(session), _) => {
                counted.entry(session).or_default();
            }
            _ => {}
        }
    }
    let holds = match records.get(&Key::Holds) {
        Some(Record::Holds(holds)) => holds.clone(),
        _ => Holds::default(),
    };
    for hold in &holds.open {
        counted.entry(&hold.session).or_default();
    }
    for (session, counted) in counted {
        let nothing = Seats::default();
        let tally = match records.get(&Key::Seats(session.clone())) {
            Some(Record::Seats(tally)) => tally,
            _ => &nothing,
        };
        let is_true = agrees(tally, &counted)
            && have_turns(records, session, &counted)
            && are_listed(&holds, session, &counted);
        if !is_true {
            let session = session.clone();
            found.flaws.push(Flaw::Tally { session });
        }
    }
}

fn agrees(tally: &Seats, counted: &Counted) -> bool {
    let all_wait = |turn: &u32| tally.place_of(*turn).is_some();
    let quotas = (0_u8..).zip(&tally.quotas).filter(|(_, taken)| **taken > 0);
    let quotas: BTreeMap<u8, u32> = quotas.map(|(number, taken)| (number, *taken)).collect();
    tally.taken == counted.taken
        && quotas == counted.quotas
        && tally.applied == counted.applied
        && u32::try_from(counted.waiting.len()) == Ok(tally.waiting())
        && counted.waiting.keys().all(all_wait)
}

/// Each turn is held by the party whose registrations name it.
fn have_turns(records: &BTreeMap<Key, Record>, session: &SessionId, counted: &Counted) -> bool {
    let waiting = counted.waiting.iter().map(|(turn, who)| (turn, None, who));
    let held = counted.held.iter();
    let held = held.map(|((turn, until), who)| (turn, Some(*until), who));
    waiting.chain(held).all(|(turn, until, members)| {
        match records.get(&Key::Waiting(session.clone(), *turn)) {
            Some(Record::Waiting(party)) => {
                party.until == until && party.members.iter().collect::<BTreeSet<_>>() == *members
            }
            _ => false,
        }
    })
}

/// The list of holds names what is held in this session, and nothing else.
fn are_listed(holds: &Holds, session: &SessionId, counted: &Counted) -> bool {
    let of_session = holds.open.iter().filter(|hold| hold.session == *session);
    let listed: BTreeSet<_> = of_session.map(|hold| (hold.turn, hold.until)).collect();
    listed.iter().eq(counted.held.keys())
}
