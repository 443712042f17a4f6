//! Staff change a session that residents see: moved to another day or place, postponed with no day
//! yet, cancelled, more seats or fewer.
//!
//! The one rule to know: who changes a session says what it was when they looked; if somebody else
//! changed it meanwhile, nothing is written over theirs. The changes it remembers are the server's:
//! they are neither sent nor compared.
//!
//! Deliberately absent: taking a session away. One that does not take place is cancelled, and stays
//! for whoever registered.

use super::Session;
use super::changes::written_over;
use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::SessionId;
use crate::key::Key;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::slice::Slice;
use crate::staff::{Level, check_why, signed, staff_of};
use serde::{Deserialize, Serialize, Serializer};

/// A session as staff saw it, and as it shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Which.
    pub session: SessionId,
    /// As it was when they looked.
    #[serde(serialize_with = "without_changes")]
    pub was: Box<Session>,
    /// As it shall be.
    #[serde(serialize_with = "without_changes")]
    pub now: Box<Session>,
    /// Why: shown to whoever registered.
    pub why: String,
}

fn unremembered(session: &Session) -> Session {
    Session {
        changes: Vec::new(),
        ..session.clone()
    }
}

// serde's `serialize_with` wants a function of a reference to the field.
#[allow(clippy::borrowed_box)]
fn without_changes<S: Serializer>(session: &Box<Session>, out: S) -> Result<S::Ok, S::Error> {
    unremembered(session).serialize(out)
}

/// The keys a revision touches.
pub(crate) fn keys(actor: &Actor, asked: &Revision) -> Vec<Key> {
    let mut keys = vec![
        Key::Session(asked.session.clone()),
        Key::Seats(asked.session.clone()),
        Key::Draw(asked.session.clone()),
        Key::Draws,
    ];
    keys.extend(actor.who().cloned().map(Key::Staff));
    keys
}

/// Decides a revision.
pub(crate) fn revise(
    slice: &Slice,
    context: &Context,
    asked: &Revision,
) -> Result<Vec<Fact>, Refusal> {
    let by = staff_of(slice, context, Level::Publisher)?;
    check_why(&asked.why)?;
    let key = Key::Session(asked.session.clone());
    let unsound = || Refusal::Unsound {
        key: key.to_string(),
    };
    let before = slice.session(&asked.session)?;
    if unremembered(before) != unremembered(&asked.was) {
        return Err(Refusal::ChangedMeanwhile {
            key: key.to_string(),
        });
    }
    if !asked.now.is_sound() || asked.now.activity != before.activity {
        return Err(unsound());
    }
    if !may_follow(before, &asked.now, slice, &asked.session) {
        return Err(Refusal::PeopleInIt {
            key: key.to_string(),
        });
    }
    let at = context.binding_now().unwrap_or_default();
    let after = written_over(before, &asked.now, (at, &asked.why));
    if after == *before {
        return Ok(Vec::new());
    }
    let put = Fact::Put {
        key,
        record: Box::new(Record::Session(after)),
    };
    Ok(signed(by, &asked.why, vec![put]))
}

/// Whether a session may be written over: how one gets in, and who is counted, cannot change any
/// more once somebody is in it or waits for it.
pub(crate) fn may_follow(before: &Session, now: &Session, slice: &Slice, id: &SessionId) -> bool {
    let tally = slice.seats(id);
    let is_empty = tally.taken == 0 && tally.waiting() == 0 && tally.applied == 0;
    is_empty
        || (core::mem::discriminant(&before.admission) == core::mem::discriminant(&now.admission)
            && before.quotas == now.quotas)
}
