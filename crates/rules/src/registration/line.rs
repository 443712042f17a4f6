//! The waiting list: turns, places, and whom a free seat goes to.
//!
//! The one rule to know: free seats go to the first in line whom they are enough for. Whoever is
//! passed over keeps their turn, so no seat stays empty for a large family and no family loses its
//! place for a small one.
//!
//! Deliberately absent: who waits; the public tally is numbers, and the parties are the desk's.

use super::holding::{hold_until, holds_key};
use super::{RegistrationState, Waiting};
use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::{ResidentId, SessionId};
use crate::intent::Intent;
use crate::key::Key;
use crate::refusal::Refusal;
use crate::session::SessionState;
use crate::slice::Slice;
use crate::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// How many turns one look along the line takes in: a handful of families, one read each.
const STRETCH: usize = 64;

/// The public tally of a session. Units: people, and turns of parties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// Seats taken.
    pub taken: u32,
    /// People who applied for the draw.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub applied: u32,
    /// The first turn that may still wait.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub head: u32,
    /// The next turn to be given out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tail: u32,
    /// Turns from `head` on that left the line, ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<u32>,
    /// Seats taken of each of the session's quotas, in their order, without zeros at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<u32>,
    /// Whether the draw has been held: who applies now takes a seat or a turn.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub drawn: bool,
    /// Parties that staff let in before others who waited longer, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
}

/// How many moves a tally remembers; the oldest go first.
const MOVES_MAX: usize = 8;

/// A party that staff let in before others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The turn it waited under.
    pub turn: u32,
    /// When.
    pub at: UnixMillis,
    /// The reason staff gave, which everybody may read.
    pub why: String,
}

// serde's `skip_serializing_if` wants a function of a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Seats {
    /// How many seats are free.
    pub fn free(&self, seats: u32) -> u32 {
        seats.saturating_sub(self.taken)
    }

    /// How many parties wait.
    pub fn waiting(&self) -> u32 {
        let gone = u32::try_from(self.gone.len()).unwrap_or(u32::MAX);
        self.tail.saturating_sub(self.head).saturating_sub(gone)
    }

    /// The place in the line of a turn, from 1; none when that turn no longer waits.
    pub fn place_of(&self, turn: u32) -> Option<u32> {
        if turn < self.head || turn >= self.tail || self.gone.binary_search(&turn).is_ok() {
            return None;
        }
        let before = self.gone.iter().filter(|gone| **gone < turn).count();
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        Some(
            turn.saturating_sub(self.head)
                .saturating_add(1)
                .saturating_sub(before),
        )
    }

    /// Who was let in before a turn although they came later, as long as it is remembered.
    pub fn passing(&self, turn: u32) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(move |moved| moved.turn > turn)
    }

    /// The turns that wait before this one, in order.
    pub fn before(&self, turn: u32) -> impl Iterator<Item = u32> + '_ {
        self.turns_from(0).take_while(move |before| *before < turn)
    }

    /// Remembers that staff let a party in before others.
    pub(crate) fn remember(&mut self, moved: Move) {
        self.moves.push(moved);
        let over = self.moves.len().saturating_sub(MOVES_MAX);
        self.moves.drain(..over);
    }

    /// The turns that wait, in order, from this one on.
    pub(super) fn turns_from(&self, from: u32) -> impl Iterator<Item = u32> + '_ {
        let waits = |turn: &u32| self.gone.binary_search(turn).is_err();
        (from.max(self.head)..self.tail).filter(waits)
    }

    /// The stretch of the line that one look takes in.
    fn stretch(&self, from: u32) -> impl Iterator<Item = u32> + '_ {
        self.turns_from(from).take(STRETCH)
    }

    /// Takes a turn out of the line and moves `head` past every turn that is gone.
    pub(crate) fn remove_turn(&mut self, turn: u32) {
        if turn < self.head || turn >= self.tail {
            return;
        }
        if let Err(at) = self.gone.binary_search(&turn) {
            self.gone.insert(at, turn);
        }
        while self.gone.first() == Some(&self.head) {
            self.gone.remove(0);
            self.head = self.head.saturating_add(1);
        }
    }
}

/// The keys a look along the line touches.
pub(crate) fn promote_keys(session: &SessionId) -> Vec<Key> {
    vec![
        Key::Community,
        Key::Session(session.clone()),
        Key::Seats(session.clone()),
    ]
}

/// What it touches beside: the parties of one stretch and, once they are known, the registrations
/// of the one that fits.
pub(crate) fn stretch_keys(slice: &Slice, session: &SessionId, from: u32) -> Vec<Key> {
    let tally = slice.seats(session);
    let parties = tally
        .stretch(from)
        .map(|turn| Key::Waiting(session.clone(), turn));
    let mut keys: Vec<Key> = parties.collect();
    keys.extend(holds_key(slice, session));
    if let Some((_, party)) = first_that_fits(slice, session, from) {
        keys.extend(registrations_of(session, &party.members));
    }
    keys
}

/// The turns that these people wait under, by the registrations loaded so far.
pub(crate) fn turns_of(slice: &Slice, session: &SessionId, members: &[ResidentId]) -> Vec<Key> {
    let turn_of = |member: &ResidentId| match slice.registration(session, member)?.state {
        RegistrationState::Waiting { turn }
        | RegistrationState::Entered { turn }
        | RegistrationState::Held { turn, .. } => Some(Key::Waiting(session.clone(), turn)),
        RegistrationState::Confirmed
        | RegistrationState::Applied
        | RegistrationState::Declined
        | RegistrationState::Left
        | RegistrationState::Lapsed => None,
    };
    members.iter().filter_map(turn_of).collect()
}

/// The registrations of these people.
pub(crate) fn registrations_of(session: &SessionId, members: &[ResidentId]) -> Vec<Key> {
    let key = |member: &ResidentId| Key::Registration(session.clone(), member.clone());
    members.iter().map(key).collect()
}

/// The first party of a stretch whom the free seats are enough for.
fn first_that_fits<'s>(slice: &'s Slice, id: &SessionId, from: u32) -> Option<(u32, &'s Waiting)> {
    let tally = slice.seats(id);
    let session = slice.session(id).ok()?;
    tally.line_seats(&session.admission)?;
    let party = |turn: u32| Some((turn, slice.waiting(id, turn)?));
    let fits = |(_, party): &(u32, &Waiting)| tally.has_room_for(session, party);
    tally.stretch(from).filter_map(party).find(fits)
}

/// Decides that the first party from this turn on whom the free seats are enough for gets them:
/// outright, or held for them until they say that they come.
pub(crate) fn promote(
    slice: &Slice,
    context: &Context,
    id: &SessionId,
    from: u32,
) -> Result<Vec<Fact>, Refusal> {
    if context.actor != Actor::System {
        return Err(Refusal::NotAllowed);
    }
    let session = slice.session(id)?;
    let offset = slice.community()?.offset;
    let now = context.binding_now().unwrap_or_default();
    // After that whoever waited is at home; free seats are given at the door.
    if session.state == SessionState::Cancelled || session.line_goes_until(offset) <= now {
        return Ok(Vec::new());
    }
    let Some((turn, waiting)) = first_that_fits(slice, id, from) else {
        return Ok(Vec::new());
    };
    let party = waiting.party(id, now);
    let until = hold_until(session, offset, now);
    Ok(vec![match until {
        Some(until) => Fact::Held { party, turn, until },
        None => Fact::Promoted { party, turn },
    }])
}

/// What the server asks itself next: wherever seats became free or a party became smaller, it looks
/// along the line from its head; and after each look it goes on behind what it looked at.
/// `slice` is the state after `facts` were applied.
pub(crate) fn looks_after(asked: &Intent, facts: &[Fact], slice: &Slice) -> Vec<Intent> {
    if let Intent::Promote { session, turn } = asked {
        let behind = match facts {
            [Fact::Held { turn, .. } | Fact::Promoted { turn, .. }] => Some(*turn),
            _ => slice.seats(session).stretch(*turn).last(),
        };
        let next = behind.map(|turn| turn.saturating_add(1));
        return next
            .and_then(|from| look(slice, session, from))
            .into_iter()
            .collect();
    }
    let sessions: std::collections::BTreeSet<&SessionId> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Left { session, .. }
            | Fact::Put {
                key: Key::Session(session),
                ..
            } => Some(session),
            Fact::Lapsed { party, .. } => Some(&party.session),
            _ => None,
        })
        .collect();
    let from_the_head = |session: &SessionId| look(slice, session, slice.seats(session).head);
    sessions.into_iter().filter_map(from_the_head).collect()
}

/// A look along the line, if anybody waits there and a seat is free.
fn look(slice: &Slice, session: &SessionId, from: u32) -> Option<Intent> {
    let tally = slice.seats(session);
    let seats = tally.line_seats(&slice.session(session).ok()?.admission)?;
    let turn = tally.turns_from(from).next()?;
    (tally.free(seats) > 0).then(|| Intent::Promote {
        session: session.clone(),
        turn,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::as_conversions)]
    #![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_a_list_from_which_turns_are_struck(
            parties in 0_u32..12,
            struck in prop::collection::vec(0_u32..14, 0..16),
            moves in prop::collection::vec(0_u32..12, 0..12),
        ) {
            let mut tally = Seats { tail: parties, ..Seats::default() };
            let mut line: Vec<u32> = (0..parties).collect();
            for turn in struck {
                tally.remove_turn(turn);
                line.retain(|waits| *waits != turn);
                prop_assert_eq!(tally.head, line.first().copied().unwrap_or(parties));
                prop_assert_eq!(tally.waiting() as usize, line.len());
                prop_assert!(tally.gone.iter().all(|gone| *gone > tally.head));
                for turn in 0..14 {
                    let at = line.iter().position(|waits| *waits == turn);
                    let place = at.map(|at| at as u32 + 1);
                    prop_assert_eq!(tally.place_of(turn), place, "{} of {:?}", turn, tally);
                    let before: Vec<u32> = line.iter().copied().filter(|it| *it < turn).collect();
                    prop_assert_eq!(tally.before(turn).collect::<Vec<_>>(), before);
                }
            }
            for turn in &moves {
                let why = String::new();
                tally.remember(Move { turn: *turn, at: UnixMillis(0), why });
            }
            let kept = &moves[moves.len().saturating_sub(MOVES_MAX)..];
            for turn in 0..12 {
                let passing: Vec<u32> = tally.passing(turn).map(|moved| moved.turn).collect();
                let later: Vec<u32> = kept.iter().copied().filter(|it| *it > turn).collect();
                prop_assert_eq!(passing, later);
            }
        }
    }
}
