//! Registration: a place in a session, or a turn on its waiting list, for one or several people.
//!
//! The one rule to know: a party is all or none. Its people get seats together or wait together,
//! under one turn; turns are numbered once and never renumbered, so anyone's place in the line can
//! be computed from the public tally alone: `turn - head + 1 - gone`.
//!
//! Deliberately absent: draws (an application for a draw is recorded, nothing more), skipping a
//! party that does not fit, deadlines on offers.

mod checks;
mod folding;

pub use checks::admits;
pub(crate) use checks::window;
pub(crate) use folding::{apply_applied, apply_left, apply_queued, apply_seated};

use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::{HouseholdId, ResidentId, SessionId};
use crate::intent::Intent;
use crate::key::Key;
use crate::refusal::Refusal;
use crate::session::{Admission, SessionState};
use crate::slice::Slice;
use crate::time::UnixMillis;
use checks::{check_age, check_member, check_named, check_window, household_of};
use serde::{Deserialize, Serialize};

/// How many people one registration may name. A family and two neighbours fit.
pub const PARTY_MEMBERS_MAX: usize = 8;
/// How many parties may wait for one session. A rush of a whole town fits; a loop does not.
pub const WAITING_PARTIES_MAX: u32 = 20_000;

/// What to do when there are not enough seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    /// Refuse; the person will be offered the waiting list.
    Refuse,
    /// Take a turn on the waiting list.
    Wait,
}

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

/// Where a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationState {
    /// A seat is theirs.
    Confirmed,
    /// They wait, under this turn.
    Waiting {
        /// The turn of their party.
        turn: u32,
    },
    /// They applied for the draw.
    Applied,
    /// They left.
    Left,
}

/// A resident's registration for a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Their household at the time.
    pub household: HouseholdId,
    /// Where it stands.
    pub state: RegistrationState,
    /// When the server took it. Zero while only a device has.
    pub at: UnixMillis,
}

/// A party that waits for seats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Their household.
    pub household: HouseholdId,
    /// Who waits.
    pub members: Vec<ResidentId>,
}

/// The keys a registration touches.
pub(crate) fn register_keys(session: &SessionId, members: &[ResidentId]) -> Vec<Key> {
    let mut keys = vec![
        Key::Community,
        Key::Session(session.clone()),
        Key::Seats(session.clone()),
    ];
    for member in members {
        keys.push(Key::Resident(member.clone()));
        keys.push(Key::Registration(session.clone(), member.clone()));
    }
    keys
}

/// Decides a registration: confirmed, waiting, applied for the draw, or refused.
pub(crate) fn register(
    slice: &Slice,
    context: &Context,
    asked: (&SessionId, &[ResidentId], WhenFull),
) -> Result<Vec<Fact>, Refusal> {
    let (id, members, when_full) = asked;
    let household = household_of(&context.actor)?;
    check_named(members)?;
    let session = slice.session(id)?;
    check_window(slice, context, session)?;
    for member in members {
        check_member(slice, household, id, member)?;
        check_age(slice, session, member)?;
    }
    let party = Party {
        session: id.clone(),
        household: household.clone(),
        members: members.to_vec(),
        at: context.binding_now().unwrap_or_default(),
    };
    let tally = slice.seats(id);
    match session.admission {
        Admission::Open => Err(Refusal::NoRegistrationNeeded),
        Admission::Counter { .. } => Err(Refusal::CounterOnly),
        Admission::Ballot { .. } => Ok(vec![Fact::Applied(party)]),
        Admission::FirstCome { seats } => seat_or_wait(&tally, seats, when_full, party),
    }
}

/// The people of one registration, who get in together or wait together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The session.
    pub session: SessionId,
    /// Their household.
    pub household: HouseholdId,
    /// Who.
    pub members: Vec<ResidentId>,
    /// When the server took it; zero on a device.
    pub at: UnixMillis,
}

fn seat_or_wait(
    tally: &Seats,
    seats: u32,
    when_full: WhenFull,
    party: Party,
) -> Result<Vec<Fact>, Refusal> {
    let asked = count(&party.members);
    let free = tally.free(seats);
    let waiting = tally.waiting();
    if asked > seats {
        return Err(Refusal::PartyTooLarge { asked, seats });
    }
    // Whoever waits goes first: a free seat while others wait is theirs.
    if asked <= free && waiting == 0 {
        return Ok(vec![Fact::Seated(party)]);
    }
    match when_full {
        WhenFull::Refuse => Err(Refusal::SessionFull {
            asked,
            free,
            waiting,
        }),
        WhenFull::Wait if waiting >= WAITING_PARTIES_MAX => Err(Refusal::WaitingListFull {
            limit: WAITING_PARTIES_MAX,
        }),
        WhenFull::Wait => Ok(vec![Fact::Queued {
            party,
            turn: tally.tail,
        }]),
    }
}

/// Decides that people leave: seats and turns become free.
pub(crate) fn leave(
    slice: &Slice,
    context: &Context,
    id: &SessionId,
    members: &[ResidentId],
) -> Result<Vec<Fact>, Refusal> {
    let household = household_of(&context.actor)?;
    check_named(members)?;
    let session = slice.session(id)?;
    if let Some(now) = context.binding_now()
        && session.is_over(slice.community()?.offset, now)
    {
        return Err(Refusal::SessionOver {
            ended: session.last_day(),
        });
    }
    let mut facts = Vec::with_capacity(members.len());
    for member in members {
        let resident = slice.resident(member)?;
        let found = slice.registration(id, member);
        let held = found.filter(|found| found.state != RegistrationState::Left);
        match held {
            Some(held) if &resident.household == household => facts.push(Fact::Left {
                session: id.clone(),
                resident: member.clone(),
                was: held.state,
            }),
            Some(_) | None => {
                return Err(Refusal::NotRegistered {
                    resident: member.clone(),
                });
            }
        }
    }
    Ok(facts)
}

/// The keys a promotion touches.
pub(crate) fn promote_keys(session: &SessionId, turn: u32) -> Vec<Key> {
    vec![
        Key::Session(session.clone()),
        Key::Seats(session.clone()),
        Key::Waiting(session.clone(), turn),
    ]
}

/// The turns that these people wait under, by the registrations loaded so far.
pub(crate) fn turns_held(slice: &Slice, session: &SessionId, members: &[ResidentId]) -> Vec<Key> {
    let turn_of = |member: &ResidentId| match slice.registration(session, member)?.state {
        RegistrationState::Waiting { turn } => Some(Key::Waiting(session.clone(), turn)),
        RegistrationState::Confirmed | RegistrationState::Applied | RegistrationState::Left => None,
    };
    members.iter().filter_map(turn_of).collect()
}

/// The registrations of the party that waits under a turn.
pub(crate) fn members_waiting(slice: &Slice, session: &SessionId, turn: u32) -> Vec<Key> {
    let members = slice.waiting(session, turn).map(|waiting| &waiting.members);
    let key = |member: &ResidentId| Key::Registration(session.clone(), member.clone());
    members.into_iter().flatten().map(key).collect()
}

/// Decides that the party at the head of the line gets its seats.
pub(crate) fn promote(
    slice: &Slice,
    context: &Context,
    id: &SessionId,
    turn: u32,
) -> Result<Vec<Fact>, Refusal> {
    if context.actor != Actor::System {
        return Err(Refusal::NotAllowed);
    }
    let session = slice.session(id)?;
    let tally = slice.seats(id);
    let Some(waiting) = slice.waiting(id, turn) else {
        return Ok(Vec::new());
    };
    let seats = session.admission.seats().unwrap_or(0);
    let fits = count(&waiting.members) <= tally.free(seats);
    if session.state == SessionState::Cancelled || turn != tally.head || !fits {
        return Ok(Vec::new());
    }
    Ok(vec![Fact::Promoted {
        turn,
        party: Party {
            session: id.clone(),
            household: waiting.household.clone(),
            members: waiting.members.clone(),
            at: context.binding_now().unwrap_or_default(),
        },
    }])
}

/// What the server asks itself next: wherever seats or turns became free, whoever is first in line.
/// `slice` is the state after `facts` were applied.
pub(crate) fn promotions_after(facts: &[Fact], slice: &Slice) -> Vec<Intent> {
    let sessions: std::collections::BTreeSet<&SessionId> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Left { session, .. }
            | Fact::Put {
                key: Key::Session(session),
                ..
            } => Some(session),
            Fact::Promoted { party, .. } => Some(&party.session),
            _ => None,
        })
        .collect();
    let first_in_line = |session: &SessionId| {
        let seats = slice.session(session).ok()?.admission.seats()?;
        let tally = slice.seats(session);
        (tally.waiting() > 0 && tally.free(seats) > 0).then(|| Intent::Promote {
            session: session.clone(),
            turn: tally.head,
        })
    };
    sessions.into_iter().filter_map(first_in_line).collect()
}

fn count(members: &[ResidentId]) -> u32 {
    u32::try_from(members.len()).unwrap_or(u32::MAX)
}
