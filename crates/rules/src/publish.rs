//! Publishing: records that the community's own server hands in: programme, places, households.
//!
//! The one rule to know: only what differs becomes a fact, so publishing twice changes nothing. What
//! somebody of the staff brings in, a publisher, is of the programme and signed by them.
//!
//! Deliberately absent: taking anything away. A session that vanished from its source is cancelled
//! by whoever decides that, never by silence.

use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::ResidentId;
use crate::key::Key;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::registration::drawing;
use crate::session::changes::written_over;
use crate::session::revising::may_follow;
use crate::session::{Admission, Session};
use crate::slice::Slice;
use crate::staff::{Level, Staff, check_why, signed};
use crate::time::UnixMillis;
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

/// Who of the staff brings records in, and from what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bringer {
    /// Who.
    pub by: ResidentId,
    /// From what: it stands in the journal with them.
    pub why: String,
}

/// Whether somebody of the staff may bring a programme in.
pub fn may_bring_in(staff: Option<&Staff>) -> Result<(), Refusal> {
    match staff.and_then(|found| found.level) {
        Some(Level::Publisher) => Ok(()),
        Some(Level::Editor) => Err(Refusal::PublisherOnly),
        None => Err(Refusal::NotAllowed),
    }
}

/// The keys a publication touches.
pub(crate) fn keys(items: &[Item], by: Option<&Bringer>) -> Vec<Key> {
    let mut keys = Vec::with_capacity(items.len());
    keys.extend(by.map(|bringer| Key::Staff(bringer.by.clone())));
    for item in items {
        keys.push(item.key.clone());
        if let Key::Session(session) = &item.key {
            keys.push(Key::Seats(session.clone()));
        }
        if let (Key::Session(session), Record::Session(said)) = (&item.key, &item.record)
            && matches!(said.admission, Admission::Ballot { .. })
        {
            keys.push(Key::Draw(session.clone()));
            keys.push(Key::Draws);
        }
    }
    keys
}

/// Decides a publication: a fact for each record that differs from what is there.
pub(crate) fn publish(
    slice: &Slice,
    context: &Context,
    (items, by): (&[Item], Option<&Bringer>),
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
    if let Some(bringer) = by {
        may_bring_in(slice.staff(&bringer.by))?;
        check_why(&bringer.why)?;
    }
    let may_be = |item: &&Item| is_sound(item) && (by.is_none() || is_of_the_programme(item));
    if let Some(unsound) = items.iter().find(|item| !may_be(item)) {
        return Err(Refusal::Unsound {
            key: unsound.key.to_string(),
        });
    }
    let at = context.binding_now().unwrap_or_default();
    let mut facts = Vec::new();
    for item in items {
        let record = written(slice, item, at)?;
        if slice.get(&item.key) != Some(&record) {
            let (key, record) = (item.key.clone(), Box::new(record));
            facts.push(Fact::Put { key, record });
        }
    }
    Ok(match by {
        Some(bringer) => signed(&bringer.by, &bringer.why, facts),
        None => facts,
    })
}

/// Whether a record says what is offered, and where: what a file of somebody's may bring.
fn is_of_the_programme(item: &Item) -> bool {
    matches!(
        item.record,
        Record::Place(_) | Record::Activity(_) | Record::Session(_)
    )
}

/// A record as it is written: a session remembers what was changed about it.
fn written(slice: &Slice, item: &Item, at: UnixMillis) -> Result<Record, Refusal> {
    match (slice.get(&item.key), &item.record, &item.key) {
        (Some(Record::Session(before)), Record::Session(now), Key::Session(id)) => {
            if !may_follow(before, now, slice, id) {
                let key = item.key.to_string();
                return Err(Refusal::PeopleInIt { key });
            }
            Ok(Record::Session(written_over(before, now, (at, ""))))
        }
        _ => Ok(item.record.clone()),
    }
}

/// Whether a record that is handed in says what is known already, but for what was remembered of it.
pub fn says_nothing_new(known: &Record, said: &Record) -> bool {
    match (known, said) {
        (Record::Session(known), Record::Session(said)) => {
            Session {
                changes: known.changes.clone(),
                ..said.clone()
            } == *known
        }
        _ => known == said,
    }
}

/// Applies that a record stands as it was published. A session that is drawn for is listed until
/// its draw is held.
pub(crate) fn apply_put(slice: &mut Slice, key: &Key, record: &Record) {
    slice.put(key.clone(), record.clone());
    if let (Key::Session(id), Record::Session(session)) = (key, record)
        && matches!(session.admission, Admission::Ballot { .. })
        && slice.draw(id).is_none_or(|draw| draw.held.is_none())
    {
        drawing::list(slice, id, true);
    }
}

/// Whether a record may be handed in at all: of its key's kind, sound, and no tally or decision.
fn is_sound(item: &Item) -> bool {
    let handed_in = match &item.record {
        Record::Session(session) => session.is_sound(),
        Record::Activity(activity) => activity.is_sound(),
        Record::Almanac(almanac) => almanac.is_sound(),
        Record::Household(household) => {
            household.members.len() <= crate::household::HOUSEHOLD_MEMBERS_MAX
        }
        Record::Community(_)
        | Record::Policy(_)
        | Record::Place(_)
        | Record::Resident(_)
        | Record::Consent(_)
        | Record::Staff(_) => true,
        Record::Seats(_)
        | Record::Waiting(_)
        | Record::Holds(_)
        | Record::Draft(_)
        | Record::Draw(_)
        | Record::Draws(_)
        | Record::Luck(_)
        | Record::Presence(_)
        | Record::Absences(_)
        | Record::Heads(_)
        | Record::Registration(_)
        | Record::Claim(_)
        | Record::ClaimMonth(_)
        | Record::Note(_) => false,
    };
    handed_in && item.record.fits(&item.key)
}
