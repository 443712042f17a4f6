//! Who is answered, and how far.
//!
//! The one rule to know: what is not admitted is not consumed; the device keeps it and asks again.

use crate::limits::SCHEMA_VIEW_MIN;
use crate::outcome::{Outcome, Unreadable};
use crate::wire::{Protest, PushIntent, Request, Settled};
use rules::time::UnixMillis;
use rules::{Actor, Authority, Context, Origin};

/// Who visits, as the session says, and from where, as the station's own secret says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Who asks.
    pub actor: Actor,
    /// The moment, on the server's clock.
    pub now: UnixMillis,
    /// From where they ask. Nothing in a request has a say in it.
    pub origin: Origin,
}

impl Visit {
    /// A visit from a device of their own, or by the server itself.
    pub fn new(actor: Actor, now: UnixMillis) -> Self {
        Self {
            actor,
            now,
            origin: Origin::OwnDevice,
        }
    }

    pub(super) fn context(&self) -> Context {
        Context {
            now: self.now,
            actor: self.actor.clone(),
            authority: Authority::Server,
            origin: self.origin,
        }
    }
}

/// How far a request is admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admitted {
    /// All of it.
    Whole,
    /// Who the device believes is signed in is not: what is public is answered, the device keeps
    /// its own scopes as they are, intents and notes are not looked at.
    PublicOnly,
}

impl Admitted {
    /// Whether the device must be told that whoever it believes is signed in is not.
    pub fn session_ended(self, request: &Request) -> bool {
        self == Self::PublicOnly && request.who.is_some()
    }
}

/// Whether a device reads too little to be told what changed. What it asks is settled.
pub fn is_outdated(request: &Request) -> bool {
    request.schema_view < SCHEMA_VIEW_MIN
}

/// Admits a request: its limits hold, and who the device believes is signed in really is. Nothing
/// of what is not admitted is consumed.
///
/// # Errors
/// The protest to answer with.
pub fn admit(visit: &Visit, request: &Request) -> Result<Admitted, Protest> {
    crate::wire::check(request)?;
    let who = visit.actor.who();
    let has_work = !request.intents.is_empty() || !request.notes.is_empty();
    if request.who.as_ref() != who || (has_work && who.is_none()) {
        return Ok(Admitted::PublicOnly);
    }
    Ok(Admitted::Whole)
}

/// What becomes of an intent for a community that is not known here: it is kept by the device.
pub fn without_community(push: &PushIntent) -> Settled {
    let why = Unreadable::NoCommunity;
    Settled {
        seq: push.seq,
        outcome: Outcome::Quarantined { why },
    }
}
