//! Holds: seats set aside for a party that waited, until it says that it comes.
//!
//! The one rule to know: the deadline is on the server's clock, which no device's takes part in. A
//! held seat counts as taken; one that lapses goes to the next in line in the same transaction.
//!
//! Deliberately absent: a timer. Whoever drives the rules looks at [`Holds`] and asks for
//! [`crate::Intent::Lapse`] once a hold is due.

use super::checks::{check_named, household_of};
use super::line::registrations_of;
use super::{Party, RegistrationState, count};
use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::{HouseholdId, ResidentId, SessionId};
use crate::key::Key;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::session::{Session, SessionState};
use crate::slice::Slice;
use crate::time::{HOUR_MILLIS, Offset, UnixMillis};
use serde::{Deserialize, Serialize};

/// The longest that seats are held. Units: hours. Two weeks: a journey, not a season.
pub const HOLD_HOURS_MAX: u16 = 336;
/// A hold that would be shorter than this is a seat outright. Units: milliseconds. Nobody is asked
/// to answer within minutes.
const HOLD_MILLIS_MIN: i64 = HOUR_MILLIS;

/// All open holds of a community, the earliest deadline first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holds {
    /// Each of them.
    pub open: Vec<Hold>,
}

/// Seats held for one party.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hold {
    /// Until when.
    pub until: UnixMillis,
    /// In which session.
    pub session: SessionId,
    /// The turn the party waited under.
    pub turn: u32,
}

/// How long before a session begins its last hold ends, so that whoever is next can still come.
/// Units: milliseconds.
const HOLD_ENDS_BEFORE: i64 = 2 * HOUR_MILLIS;

/// Until when seats given out now are held, a whole minute, as it is said and written; none when
/// they are given outright: the session holds none, or begins so soon that there is no time to ask.
pub(super) fn hold_until(session: &Session, offset: Offset, now: UnixMillis) -> Option<UnixMillis> {
    let hours = i64::from(session.hold_hours?.min(HOLD_HOURS_MAX));
    let asked = now.plus_millis(hours.saturating_mul(HOUR_MILLIS));
    let last = session.begins(offset).plus_millis(-HOLD_ENDS_BEFORE);
    let until = asked.whole_minutes_up().min(last);
    (until.0.saturating_sub(now.0) >= HOLD_MILLIS_MIN).then_some(until)
}

/// The list of holds, where this session takes part in it.
pub(super) fn holds_key(slice: &Slice, session: &SessionId) -> Option<Key> {
    let holds = slice.session(session).ok()?.hold_hours.is_some();
    holds.then_some(Key::Holds)
}

/// What leaving or confirming touches beside the registrations: the turns of these people, and the
/// list of holds where one is theirs.
pub(crate) fn turns_and_holds(
    slice: &Slice,
    session: &SessionId,
    members: &[ResidentId],
) -> Vec<Key> {
    let mut keys = super::line::turns_of(slice, session, members);
    let held = |member: &ResidentId| {
        slice
            .registration(session, member)
            .is_some_and(|found| matches!(found.state, RegistrationState::Held { .. }))
    };
    if members.iter().any(held) {
        keys.push(Key::Holds);
    }
    keys
}

/// What confirming touches beside: the whole party and who its people are now.
pub(crate) fn confirm_keys(slice: &Slice, session: &SessionId, members: &[ResidentId]) -> Vec<Key> {
    let mut keys = turns_and_holds(slice, session, members);
    for party in keys.clone() {
        if let Some(Record::Waiting(waiting)) = slice.get(&party) {
            keys.extend(waiting.members.iter().cloned().map(Key::Resident));
            keys.extend(registrations_of(session, &waiting.members));
        }
    }
    keys
}

/// Decides that a party takes the seats held for it. Whoever of it has moved to another household
/// since leaves it; the others decide.
pub(crate) fn confirm(
    slice: &Slice,
    context: &Context,
    id: &SessionId,
    members: &[ResidentId],
) -> Result<Vec<Fact>, Refusal> {
    let household = household_of(&context.actor)?;
    check_named(members)?;
    let session = slice.session(id)?;
    session.check_takes_place()?;
    let (turn, until) = held_for(slice, household, id, members)?;
    // A device does not hold the line itself; the server's own list of the party decides.
    let party = slice.waiting(id, turn).map(|waiting| &waiting.members);
    let lives_here =
        |who: &&ResidentId| slice.resident(who).is_ok_and(|r| r.household == *household);
    let (here, moved): (Vec<_>, Vec<_>) = party.into_iter().flatten().partition(lives_here);
    // Each of those named is in this hold, once: as many are all of it.
    if party.is_some() && here.len() != members.len() {
        return Err(Refusal::HoldIsWhole {
            asked: count(members),
            held: u32::try_from(here.len()).unwrap_or(u32::MAX),
        });
    }
    if let Some(now) = context.binding_now() {
        let offset = slice.community()?.offset;
        // A session that was moved forward begins before its holds end.
        let over = until.min(session.begins(offset));
        if over <= now {
            let over = offset.civil(over);
            return Err(Refusal::HoldOver { over });
        }
    }
    let leaves = moved.into_iter().map(|who| Fact::Left {
        session: id.clone(),
        resident: who.clone(),
        was: RegistrationState::Held { turn, until },
    });
    // What each is counted in was found out when they asked.
    let quotas_of = |who: &ResidentId| {
        let found = slice.registration(id, who);
        found.map(|found| found.quotas.clone()).unwrap_or_default()
    };
    let mut facts: Vec<Fact> = leaves.collect();
    facts.push(Fact::Confirmed {
        party: Party {
            session: id.clone(),
            household: household.clone(),
            members: members.to_vec(),
            at: context.binding_now().unwrap_or_default(),
            quotas: members.iter().map(quotas_of).collect(),
        },
        turn,
        until,
    });
    Ok(facts)
}

/// The hold that all of these people of a household are in.
fn held_for(
    slice: &Slice,
    household: &HouseholdId,
    session: &SessionId,
    members: &[ResidentId],
) -> Result<(u32, UnixMillis), Refusal> {
    let mut hold = None;
    for member in members {
        let not_held = || Refusal::NotHeld {
            resident: member.clone(),
        };
        // A resident of another household is answered like one for whom nothing is held.
        if slice.resident(member)?.household != *household {
            return Err(not_held());
        }
        let state = slice.registration(session, member).map(|found| found.state);
        let Some(RegistrationState::Held { turn, until }) = state else {
            return Err(not_held());
        };
        if *hold.get_or_insert((turn, until)) != (turn, until) {
            return Err(not_held());
        }
    }
    hold.ok_or(Refusal::NobodyNamed)
}

/// The keys that the end of a hold touches.
pub(crate) fn lapse_keys(session: &SessionId, turn: u32) -> Vec<Key> {
    vec![
        Key::Session(session.clone()),
        Key::Seats(session.clone()),
        Key::Waiting(session.clone(), turn),
        Key::Holds,
    ]
}

/// The registrations of the party for whom seats were held.
pub(crate) fn members_held(slice: &Slice, session: &SessionId, turn: u32) -> Vec<Key> {
    let party = slice.waiting(session, turn);
    party
        .map(|party| registrations_of(session, &party.members))
        .unwrap_or_default()
}

/// Decides that a hold has ended; nothing where it has not, or is no more. Who could not answer
/// because the session was cancelled or postponed has the seat, should it take place after all.
pub(crate) fn lapse(
    slice: &Slice,
    context: &Context,
    id: &SessionId,
    turn: u32,
) -> Result<Vec<Fact>, Refusal> {
    if context.actor != Actor::System {
        return Err(Refusal::NotAllowed);
    }
    let held = slice
        .waiting(id, turn)
        .and_then(|party| Some((party, party.until?)));
    let (Some((party, until)), Some(now)) = (held, context.binding_now()) else {
        return Ok(Vec::new());
    };
    if now < until {
        return Ok(Vec::new());
    }
    let party = party.party(id, now);
    Ok(vec![match slice.session(id)?.state {
        SessionState::Cancelled => Fact::Confirmed { party, turn, until },
        SessionState::Scheduled => Fact::Lapsed { party, turn, until },
    }])
}

/// Notes a hold, or that it is no more.
pub(super) fn put_hold(slice: &mut Slice, hold: Hold, open: bool) {
    let mut holds = slice.holds();
    match (holds.open.binary_search(&hold), open) {
        (Err(at), true) => holds.open.insert(at, hold),
        (Ok(at), false) => {
            holds.open.remove(at);
        }
        _ => return,
    }
    if holds.open.is_empty() {
        slice.remove(&Key::Holds);
    } else {
        slice.put(Key::Holds, Record::Holds(holds));
    }
}
