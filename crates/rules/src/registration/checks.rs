//! What must hold before anyone is registered: who asks, who is named, when, and at what age.

use super::{PARTY_MEMBERS_MAX, count};
use crate::context::{Actor, Context};
use crate::id::{HouseholdId, ResidentId, SessionId};
use crate::refusal::Refusal;
use crate::session::{Session, SessionState};
use crate::slice::Slice;
use crate::time::{Offset, UnixMillis, age_on};
use jiff::civil;

pub(super) fn household_of(actor: &Actor) -> Result<&HouseholdId, Refusal> {
    match actor {
        Actor::Resident { household, .. } => Ok(household),
        Actor::Anonymous => Err(Refusal::NotSignedIn),
        Actor::System => Err(Refusal::NotAllowed),
    }
}

pub(super) fn check_named(members: &[ResidentId]) -> Result<(), Refusal> {
    if members.is_empty() {
        return Err(Refusal::NobodyNamed);
    }
    if members.len() > PARTY_MEMBERS_MAX {
        return Err(Refusal::TooManyNamed {
            found: count(members),
            limit: u32::try_from(PARTY_MEMBERS_MAX).unwrap_or(u32::MAX),
        });
    }
    let mut seen = std::collections::BTreeSet::new();
    match members.iter().find(|member| !seen.insert(*member)) {
        Some(twice) => Err(Refusal::NamedTwice {
            resident: twice.clone(),
        }),
        None => Ok(()),
    }
}

pub(super) fn check_window(
    slice: &Slice,
    context: &Context,
    session: &Session,
) -> Result<(), Refusal> {
    if session.state == SessionState::Cancelled {
        return Err(Refusal::SessionCancelled);
    }
    match context.binding_now() {
        Some(now) => window(session, slice.community()?.offset, now),
        None => Ok(()),
    }
}

/// Whether a session can be registered for at a moment. Binding on the server; on a device it is
/// only a hint for the screen, because no device's clock takes part in any validity.
pub(crate) fn window(session: &Session, offset: Offset, now: UnixMillis) -> Result<(), Refusal> {
    if session.is_over(offset, now) {
        return Err(Refusal::SessionOver {
            ended: session.last_day(),
        });
    }
    let now = offset.civil(now);
    if let Some(opens) = session.opens
        && now < opens
    {
        return Err(Refusal::NotYetOpen { opens });
    }
    let closed = session.closing();
    if now >= closed {
        return Err(Refusal::Closed { closed });
    }
    Ok(())
}

pub(super) fn check_member(
    slice: &Slice,
    household: &HouseholdId,
    session: &SessionId,
    member: &ResidentId,
) -> Result<(), Refusal> {
    // A resident of another household is answered like one who does not exist.
    if slice.resident(member)?.household != *household {
        return Err(Refusal::UnknownResident {
            resident: member.clone(),
        });
    }
    match slice.registration(session, member) {
        Some(found) if found.state.is_open() => Err(Refusal::AlreadyRegistered {
            resident: member.clone(),
        }),
        Some(_) | None => Ok(()),
    }
}

pub(super) fn check_age(
    slice: &Slice,
    session: &Session,
    member: &ResidentId,
) -> Result<(), Refusal> {
    admits(session, member, slice.resident(member)?.born)
}

/// Whether a session admits somebody of this birthday.
///
/// # Errors
/// [`Refusal::TooYoung`] or [`Refusal::TooOld`].
pub fn admits(session: &Session, member: &ResidentId, born: civil::Date) -> Result<(), Refusal> {
    let age = age_on(born, session.first_day());
    match (session.ages.min, session.ages.max) {
        (Some(age_min), _) if age < age_min => Err(Refusal::TooYoung {
            resident: member.clone(),
            age,
            age_min,
        }),
        (_, Some(age_max)) if age > age_max => Err(Refusal::TooOld {
            resident: member.clone(),
            age,
            age_max,
        }),
        _ => Ok(()),
    }
}
