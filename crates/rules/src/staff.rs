//! Staff: who works at the community's desk, and what each of them may decide.
//!
//! The one rule to know: staff sign in with a card of their own and act for the community, never
//! for a household; what they do stands in the journal with their name and their reason.
//!
//! Deliberately absent: making somebody staff; the community's own server hands that record in.

use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::ResidentId;
use crate::refusal::Refusal;
use crate::slice::Slice;
use serde::{Deserialize, Serialize};

/// How long a reason may be. Units: characters.
pub const WHY_CHARS_MAX: usize = 200;

/// How far somebody's word goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Writes drafts, keeps the roster, moves people on a waiting list.
    Editor,
    /// Also decides what residents see: publishes, postpones, cancels.
    Publisher,
}

/// Somebody who works at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// What they are called.
    pub name: String,
    /// What they may decide; absent once they work here no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
}

impl Staff {
    /// Whether they work here still.
    pub fn works_here(&self) -> bool {
        self.level.is_some()
    }
}

/// Who of the staff asks, if they may decide things of this level.
pub(crate) fn staff_of<'c>(
    slice: &Slice,
    context: &'c Context,
    level: Level,
) -> Result<&'c ResidentId, Refusal> {
    let staff = match &context.actor {
        Actor::Staff { staff } => staff,
        Actor::Anonymous => return Err(Refusal::NotSignedIn),
        Actor::Resident { .. } | Actor::System => return Err(Refusal::NotAllowed),
    };
    match slice.staff(staff).and_then(|found| found.level) {
        Some(found) if found >= level => Ok(staff),
        Some(_) => Err(Refusal::PublisherOnly),
        None => Err(Refusal::NotAllowed),
    }
}

/// Whether staff give the reason that is asked of them, of a length that can be shown.
pub(crate) fn check_why(why: &str) -> Result<(), Refusal> {
    let found = why.chars().count();
    if why.trim().is_empty() {
        return Err(Refusal::WhyMissing);
    }
    if found > WHY_CHARS_MAX {
        return Err(Refusal::TextTooLong {
            found: u32::try_from(found).unwrap_or(u32::MAX),
            limit: u32::try_from(WHY_CHARS_MAX).unwrap_or(u32::MAX),
        });
    }
    Ok(())
}

/// Facts of one decision of staff, with who decided and why before them; none where nothing is.
pub(crate) fn signed(by: &ResidentId, why: &str, facts: Vec<Fact>) -> Vec<Fact> {
    if facts.is_empty() {
        return facts;
    }
    let mut signed = vec![Fact::Decided {
        by: by.clone(),
        why: why.to_owned(),
    }];
    signed.extend(facts);
    signed
}
