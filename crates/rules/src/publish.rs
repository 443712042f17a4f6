//! Publishing: records that the community's own server hands in: programme, places, households.
//!
//! The one rule to know: only what differs becomes a fact, so publishing twice changes nothing.
//!
//! Deliberately absent: taking anything away. A session that vanished from its source is cancelled
//! by whoever decides that, never by silence.

use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::key::Key;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::slice::Slice;
use serde::{Deserialize, Serialize};

/// How many records one publication may hold: one transaction's worth.
pub const PUBLISH_ITEMS_MAX: usize = 500;

/// One record handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its key.
    pub key: Key,
    /// What it says.
    pub record: Record,
}

/// The keys a publication touches.
pub(crate) fn keys(items: &[Item]) -> Vec<Key> {
    let mut keys = Vec::with_capacity(items.len());
    for item in items {
        keys.push(item.key.clone());
        if let Key::Session(session) = &item.key {
            keys.push(Key::Seats(session.clone()));
        }
    }
    keys
}

/// Decides a publication: a fact for each record that differs from what is there.
pub(crate) fn publish(
    slice: &Slice,
    context: &Context,
    items: &[Item],
) -> Result<Vec<Fact>, Refusal> {
    if context.actor != Actor::System {
        return Err(Refusal::NotAllowed);
    }
    if items.len() > PUBLISH_ITEMS_MAX {
        return Err(Refusal::TooManyItems {
            found: u32::try_from(items.len()).unwrap_or(u32::MAX),
            limit: u32::try_from(PUBLISH_ITEMS_MAX).unwrap_or(u32::MAX),
        });
    }
    if let Some(unsound) = items.iter().find(|item| !is_sound(item)) {
        return Err(Refusal::Unsound {
            key: unsound.key.to_string(),
        });
    }
    let differs = |item: &&Item| slice.get(&item.key) != Some(&item.record);
    Ok(items
        .iter()
        .filter(differs)
        .map(|item| Fact::Put {
            key: item.key.clone(),
            record: Box::new(item.record.clone()),
        })
        .collect())
}

/// Whether a record may be handed in at all: of its key's kind, sound, and no tally or decision.
fn is_sound(item: &Item) -> bool {
    let handed_in = match &item.record {
        Record::Session(session) => session.is_sound(),
        Record::Almanac(almanac) => almanac.is_sound(),
        Record::Household(household) => {
            household.members.len() <= crate::household::HOUSEHOLD_MEMBERS_MAX
        }
        Record::Community(_)
        | Record::Policy(_)
        | Record::Place(_)
        | Record::Activity(_)
        | Record::Resident(_) => true,
        Record::Seats(_)
        | Record::Waiting(_)
        | Record::Holds(_)
        | Record::Registration(_)
        | Record::Claim(_)
        | Record::ClaimMonth(_)
        | Record::Note(_) => false,
    };
    handed_in && item.record.fits(&item.key)
}
