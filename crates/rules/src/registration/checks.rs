//! What must hold before anyone is registered: who asks, who is named, when, and at what age.

use super::{PARTY_MEMBERS_MAX, count};
use crate::context::{Actor, Context};
use crate::id::{HouseholdId, ResidentId, SessionId};
use crate::refusal::Refusal;
use crate::session::Session;
use crate::slice::Slice;
use crate::time::{Offset, UnixMillis, age_on};
use jiff::civil;

pub(crate) fn household_of(actor: &Actor) -> Result<&HouseholdId, Refusal> {
    match actor {
        Actor::Resident { household, .. } => Ok(household),
        Actor::Anonymous => Err(Refusal::NotSignedIn),
        Actor::Staff { .. } | Actor::System => Err(Refusal::NotAllowed),
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
    session.check_takes_place()?;
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

/// Those of these people who are children, to this community and on the first day.
pub(super) fn children<'s>(
    slice: &'s Slice,
    session: &'s Session,
    members: &'s [ResidentId],
) -> impl Iterator<Item = ResidentId> + 's {
    let below = slice.community().ok().and_then(|found| found.consent_below);
    let is_child = move |member: &&ResidentId| {
        let born = slice.resident(member).map(|resident| resident.born);
        let age = born.map(|born| age_on(born, session.first_day()));
        below.is_some_and(|below| age.is_ok_and(|age| age < below))
    };
    members.iter().filter(is_child).cloned()
}

/// Whether an adult of the household has consented to a child's taking part.
pub(super) fn check_consent(
    slice: &Slice,
    session: &Session,
    member: &ResidentId,
) -> Result<(), Refusal> {
    let mut child = children(slice, session, core::slice::from_ref(member));
    let Some(resident) = child.next() else {
        return Ok(());
    };
    // Whoever moved in needs the word of an adult they live with now.
    match slice.consent(&resident) {
        Some(_) => Ok(()),
        None => Err(Refusal::ConsentMissing { resident }),
    }
}

/// Whether somebody who stayed away too often comes too early for the late places.
pub(super) fn check_presence(
    slice: &Slice,
    context: &Context,
    session: &Session,
    member: &ResidentId,
) -> Result<(), Refusal> {
    let (Some(now), Some(absences)) = (context.binding_now(), slice.absences(member)) else {
        return Ok(());
    };
    let offset = slice.community()?.offset;
    let from = crate::attendance::late_from(session, offset);
    match absences.late_until(offset.civil(now).date()) {
        Some(_) if now < from => Err(Refusal::LatePlaces {
            resident: member.clone(),
            from: offset.civil(from),
        }),
        _ => Ok(()),
    }
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
