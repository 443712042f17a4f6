//! How registration facts change records: the tally, the line, each person's registration.
//!
//! The one rule to know: nothing here can fail or decides; a fact says all that is needed.

use super::holding::{Hold, put_hold};
use super::line::Move;
use super::{Party, Registration, RegistrationState, Seats, Waiting, count};
use crate::id::{ResidentId, SessionId};
use crate::key::Key;
use crate::record::Record;
use crate::slice::Slice;
use crate::time::UnixMillis;

/// Applies that a party got seats: `turn` is the one it waited under, if it did.
pub(crate) fn apply_seated(slice: &mut Slice, party: &Party, turn: Option<u32>) {
    let mut tally = slice.seats(&party.session);
    tally.take(party);
    if let Some(turn) = turn {
        tally.applied = tally.applied.saturating_sub(entered(slice, party));
        slice.remove(&Key::Waiting(party.session.clone(), turn));
        tally.remove_turn(turn);
    }
    put_tally(slice, &party.session, tally);
    put_party(slice, party, RegistrationState::Confirmed);
}

/// Applies that a party took a turn.
pub(crate) fn apply_queued(slice: &mut Slice, party: &Party, turn: u32) {
    let mut tally = slice.seats(&party.session);
    tally.tail = tally.tail.max(turn.saturating_add(1));
    put_tally(slice, &party.session, tally);
    slice.put(
        Key::Waiting(party.session.clone(), turn),
        Record::Waiting(waiting_of(party)),
    );
    put_party(slice, party, RegistrationState::Waiting { turn });
}

/// Applies that seats are held for a party that waited.
pub(crate) fn apply_held(slice: &mut Slice, party: &Party, (turn, until): (u32, UnixMillis)) {
    let mut tally = slice.seats(&party.session);
    tally.take(party);
    tally.remove_turn(turn);
    put_tally(slice, &party.session, tally);
    slice.put(
        Key::Waiting(party.session.clone(), turn),
        Record::Waiting(Waiting {
            until: Some(until),
            ..waiting_of(party)
        }),
    );
    put_hold(slice, hold(&party.session, (turn, until)), true);
    put_party(slice, party, RegistrationState::Held { turn, until });
}

/// Applies that a party applied, under a turn; a draw or staff decide.
pub(crate) fn apply_entered(slice: &mut Slice, party: &Party, (turn, tickets): (u32, Option<u8>)) {
    let mut tally = slice.seats(&party.session);
    tally.tail = tally.tail.max(turn.saturating_add(1));
    tally.applied = tally.applied.saturating_add(count(&party.members));
    put_tally(slice, &party.session, tally);
    slice.put(
        Key::Waiting(party.session.clone(), turn),
        Record::Waiting(Waiting {
            tickets,
            ..waiting_of(party)
        }),
    );
    put_party(slice, party, RegistrationState::Entered { turn });
}

/// Applies that staff could not give an application seats.
pub(crate) fn apply_declined(slice: &mut Slice, party: &Party, (turn, why): (u32, &str)) {
    leave_the_line(slice, party, turn);
    put_party(slice, party, RegistrationState::Declined);
    for member in &party.members {
        let key = Key::Registration(party.session.clone(), member.clone());
        if let Some(Record::Registration(found)) = slice.get(&key) {
            let declined = Registration {
                why: why.to_owned(),
                ..found.clone()
            };
            slice.put(key, Record::Registration(declined));
        }
    }
}

/// Applies that staff let a party in before others who waited longer.
pub(crate) fn apply_passed_over(slice: &mut Slice, session: &SessionId, moved: Move) {
    let mut tally = slice.seats(session);
    tally.remember(moved);
    put_tally(slice, session, tally);
}

/// Applies that a party that was not drawn waits on, under another turn.
pub(crate) fn apply_placed(slice: &mut Slice, party: &Party, (from, turn): (u32, u32)) {
    leave_the_line(slice, party, from);
    apply_queued(slice, party, turn);
}

/// Takes a party out of the line; whether it had applied is in the registrations.
fn leave_the_line(slice: &mut Slice, party: &Party, turn: u32) {
    let mut tally = slice.seats(&party.session);
    tally.applied = tally.applied.saturating_sub(entered(slice, party));
    slice.remove(&Key::Waiting(party.session.clone(), turn));
    tally.remove_turn(turn);
    put_tally(slice, &party.session, tally);
}

/// How many of a party stand as having applied.
fn entered(slice: &Slice, party: &Party) -> u32 {
    let applied = |who: &&ResidentId| {
        slice
            .registration(&party.session, who)
            .is_some_and(|found| matches!(found.state, RegistrationState::Entered { .. }))
    };
    u32::try_from(party.members.iter().filter(applied).count()).unwrap_or(u32::MAX)
}

fn waiting_of(party: &Party) -> Waiting {
    Waiting {
        household: party.household.clone(),
        members: party.members.clone(),
        until: None,
        tickets: None,
        quotas: party.quotas.clone(),
    }
}

/// Applies that a party takes the seats held for it.
pub(crate) fn apply_confirmed(slice: &mut Slice, party: &Party, held: (u32, UnixMillis)) {
    end_hold(slice, &party.session, held);
    put_party(slice, party, RegistrationState::Confirmed);
}

/// Applies that a hold ended unanswered.
pub(crate) fn apply_lapsed(slice: &mut Slice, party: &Party, held: (u32, UnixMillis)) {
    let mut tally = slice.seats(&party.session);
    for at in 0..party.members.len() {
        tally.give_back(party.quotas.get(at).map_or(&[], Vec::as_slice));
    }
    put_tally(slice, &party.session, tally);
    end_hold(slice, &party.session, held);
    put_party(slice, party, RegistrationState::Lapsed);
}

fn end_hold(slice: &mut Slice, session: &SessionId, held: (u32, UnixMillis)) {
    slice.remove(&Key::Waiting(session.clone(), held.0));
    put_hold(slice, hold(session, held), false);
}

fn hold(session: &SessionId, (turn, until): (u32, UnixMillis)) -> Hold {
    Hold {
        until,
        session: session.clone(),
        turn,
    }
}

/// Applies that a party applied for the draw.
pub(crate) fn apply_applied(slice: &mut Slice, party: &Party) {
    let mut tally = slice.seats(&party.session);
    tally.applied = tally.applied.saturating_add(count(&party.members));
    put_tally(slice, &party.session, tally);
    put_party(slice, party, RegistrationState::Applied);
}

/// Applies that one person left.
pub(crate) fn apply_left(
    slice: &mut Slice,
    session: &SessionId,
    resident: &ResidentId,
    was: RegistrationState,
) {
    let mut tally = slice.seats(session);
    let found = slice.registration(session, resident).cloned();
    let quotas = found.as_ref().map_or(&[][..], |found| &found.quotas);
    match was {
        RegistrationState::Confirmed => tally.give_back(quotas),
        RegistrationState::Applied => tally.applied = tally.applied.saturating_sub(1),
        RegistrationState::Entered { turn } => {
            tally.applied = tally.applied.saturating_sub(1);
            leave_line(slice, &mut tally, (session, turn), resident);
        }
        RegistrationState::Waiting { turn } => {
            leave_line(slice, &mut tally, (session, turn), resident);
        }
        RegistrationState::Held { turn, until } => {
            tally.give_back(quotas);
            if leave_line(slice, &mut tally, (session, turn), resident) {
                put_hold(slice, hold(session, (turn, until)), false);
            }
        }
        RegistrationState::Left | RegistrationState::Lapsed | RegistrationState::Declined => {}
    }
    put_tally(slice, session, tally);
    if let Some(found) = found {
        let left = Registration {
            state: RegistrationState::Left,
            ..found
        };
        slice.put(
            Key::Registration(session.clone(), resident.clone()),
            Record::Registration(left),
        );
    }
}

/// Takes one person out of the party of a turn; whether that was the last of it.
fn leave_line(
    slice: &mut Slice,
    tally: &mut Seats,
    line: (&SessionId, u32),
    resident: &ResidentId,
) -> bool {
    let key = Key::Waiting(line.0.clone(), line.1);
    let Some(Record::Waiting(waiting)) = slice.get(&key) else {
        // A device does not hold the line itself; the server's record will say the rest.
        return false;
    };
    let mut waiting = waiting.clone();
    if let Some(at) = waiting.members.iter().position(|member| member == resident) {
        waiting.members.remove(at);
        if at < waiting.quotas.len() {
            waiting.quotas.remove(at);
        }
    }
    if waiting.members.is_empty() {
        slice.remove(&key);
        tally.remove_turn(line.1);
        true
    } else {
        slice.put(key, Record::Waiting(waiting));
        false
    }
}

fn put_tally(slice: &mut Slice, session: &SessionId, tally: Seats) {
    slice.put(Key::Seats(session.clone()), Record::Seats(tally));
}

fn put_party(slice: &mut Slice, party: &Party, state: RegistrationState) {
    for (at, member) in party.members.iter().enumerate() {
        slice.put(
            Key::Registration(party.session.clone(), member.clone()),
            Record::Registration(Registration {
                household: party.household.clone(),
                state,
                at: party.at,
                quotas: party.quotas.get(at).cloned().unwrap_or_default(),
                why: String::new(),
            }),
        );
    }
}
