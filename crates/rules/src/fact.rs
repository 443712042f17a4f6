//! Facts: what was decided. The journal is a list of them; records are their fold.
//!
//! The one rule to know: a fact carries all that [`apply`] needs, so applying cannot fail and
//! asks nobody.

use crate::claim::{self, Claim};
use crate::id::{ResidentId, SessionId};
use crate::intent::Intent;
use crate::key::Key;
use crate::record::Record;
use crate::registration::{self, Party, RegistrationState};
use crate::slice::Slice;
use crate::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A record was published.
    Put {
        /// Its key.
        key: Key,
        /// What it says.
        record: Box<Record>,
    },
    /// A party got seats.
    Seated(Party),
    /// A party took a turn on the waiting list.
    Queued {
        /// The party.
        party: Party,
        /// Its turn.
        turn: u32,
    },
    /// A party applied for the draw.
    Applied(Party),
    /// A party that waited got seats.
    Promoted {
        /// The party.
        party: Party,
        /// The turn it waited under.
        turn: u32,
    },
    /// Seats are held for a party that waited.
    Held {
        /// The party.
        party: Party,
        /// The turn it waited under.
        turn: u32,
        /// Until when it may say that it comes.
        until: UnixMillis,
    },
    /// A party takes the seats held for it.
    Confirmed {
        /// The party.
        party: Party,
        /// The turn it waited under.
        turn: u32,
        /// Until when it could.
        until: UnixMillis,
    },
    /// Seats were held for a party that did not say in time that it comes.
    Lapsed {
        /// The party.
        party: Party,
        /// The turn it waited under.
        turn: u32,
        /// Until when it could.
        until: UnixMillis,
    },
    /// One person left.
    Left {
        /// The session.
        session: SessionId,
        /// Who.
        resident: ResidentId,
        /// Where their registration stood.
        was: RegistrationState,
    },
    /// A note was put forward for points.
    Claimed {
        /// Whose.
        resident: ResidentId,
        /// The claim.
        claim: Claim,
    },
    /// A claim was taken back.
    ClaimWithdrawn {
        /// Whose.
        resident: ResidentId,
        /// The claim as it was.
        claim: Claim,
    },
}

/// Applies one fact to the records it concerns.
pub fn apply(slice: &mut Slice, fact: &Fact) {
    match fact {
        Fact::Put { key, record } => slice.put(key.clone(), Record::clone(record)),
        Fact::Seated(party) => registration::apply_seated(slice, party, None),
        Fact::Queued { party, turn } => registration::apply_queued(slice, party, *turn),
        Fact::Applied(party) => registration::apply_applied(slice, party),
        Fact::Promoted { party, turn } => registration::apply_seated(slice, party, Some(*turn)),
        Fact::Held { party, turn, until } => {
            registration::apply_held(slice, party, (*turn, *until));
        }
        Fact::Confirmed { party, turn, until } => {
            registration::apply_confirmed(slice, party, (*turn, *until));
        }
        Fact::Lapsed { party, turn, until } => {
            registration::apply_lapsed(slice, party, (*turn, *until));
        }
        Fact::Left {
            session,
            resident,
            was,
        } => registration::apply_left(slice, session, resident, *was),
        Fact::Claimed { resident, claim } => claim::apply_claimed(slice, resident, claim),
        Fact::ClaimWithdrawn { resident, claim } => {
            claim::apply_withdrawn(slice, resident, claim);
        }
    }
}

/// Whether facts are what an intent of a resident may lead to, by itself: for whoever audits.
pub fn is_effect(asked: &Intent, facts: &[Fact]) -> bool {
    match (asked, facts) {
        (
            Intent::Register {
                session, members, ..
            },
            [Fact::Seated(party) | Fact::Applied(party) | Fact::Queued { party, .. }],
        ) => party.session == *session && party.members == *members,
        // Whoever of the party has moved away leaves it before the others confirm, and nobody else.
        (Intent::Confirm { session, members }, [moved @ .., Fact::Confirmed { party, .. }]) => {
            let leaves = |fact: &Fact| {
                matches!(fact, Fact::Left { session: of, resident, .. }
                    if of == session && !members.contains(resident))
            };
            party.session == *session && party.members == *members && moved.iter().all(leaves)
        }
        (Intent::Leave { session, members }, facts) => {
            let left = facts.iter().map(|fact| match fact {
                Fact::Left {
                    session: of,
                    resident,
                    ..
                } if of == session => Some(resident),
                _ => None,
            });
            left.eq(members.iter().map(Some))
        }
        (Intent::Claim(asked), [Fact::Claimed { claim, .. }]) => claim.asked == *asked,
        (Intent::WithdrawClaim { note, .. }, [Fact::ClaimWithdrawn { claim, .. }]) => {
            claim.asked.note == *note
        }
        _ => false,
    }
}
