//! A guardian's consent: bound before a child takes part.
//!
//! The one rule to know: a child below the community's age is registered only while a consent of an
//! adult of the same household stands. Taking it back changes nothing that was registered before;
//! the roster says that it is missing.
//!
//! Deliberately absent: papers. A consent signed at the desk is handed in as the same record.

use crate::context::Context;
use crate::fact::Fact;
use crate::id::{HouseholdId, ResidentId};
use crate::key::Key;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::registration::household_of;
use crate::slice::Slice;
use crate::time::{UnixMillis, age_on};
use jiff::civil;
use serde::{Deserialize, Serialize};

/// From this age on somebody may consent for a child. Units: years.
pub const GUARDIAN_AGE: u16 = 18;

/// A consent that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The household of both.
    pub household: HouseholdId,
    /// Who gave it.
    pub by: ResidentId,
    /// When the server took it. Zero while only a device has.
    pub at: UnixMillis,
}

/// The keys a consent touches.
pub(crate) fn keys(actor: &crate::Actor, child: &ResidentId) -> Vec<Key> {
    let mut keys = vec![
        Key::Community,
        Key::Resident(child.clone()),
        Key::Consent(child.clone()),
    ];
    keys.extend(actor.who().cloned().map(Key::Resident));
    keys
}

/// Decides that a consent is given or taken back.
pub(crate) fn consent(
    slice: &Slice,
    context: &Context,
    child: &ResidentId,
    given: bool,
) -> Result<Vec<Fact>, Refusal> {
    let household = household_of(&context.actor)?;
    let by = context.actor.who().ok_or(Refusal::NotSignedIn)?;
    let unknown = || Refusal::UnknownResident {
        resident: child.clone(),
    };
    if slice.resident(child)?.household != *household {
        return Err(unknown());
    }
    // How old a guardian is binds by the server's clock only; a device's calendar may be wrong.
    if let Some(now) = context.binding_now() {
        let today = slice.community()?.offset.civil(now).date();
        if !is_guardian(slice, by, child, today) {
            return Err(Refusal::NotAGuardian);
        }
    }
    // What another household once said of a child that has moved in since counts no more.
    if slice.consent(child).is_some() == given {
        return Ok(Vec::new());
    }
    let at = context.binding_now().unwrap_or_default();
    let consent = given.then(|| Consent {
        household: household.clone(),
        by: by.clone(),
        at,
    });
    Ok(vec![Fact::Consented {
        child: child.clone(),
        consent,
    }])
}

fn is_guardian(slice: &Slice, by: &ResidentId, child: &ResidentId, today: civil::Date) -> bool {
    let adult = slice.resident(by).map(|found| age_on(found.born, today));
    by != child && adult.is_ok_and(|age| age >= GUARDIAN_AGE)
}

/// Applies that a consent is given or taken back.
pub(crate) fn apply_consented(slice: &mut Slice, child: &ResidentId, consent: Option<&Consent>) {
    let key = Key::Consent(child.clone());
    match consent {
        Some(consent) => slice.put(key, Record::Consent(consent.clone())),
        None => slice.remove(&key),
    }
}
