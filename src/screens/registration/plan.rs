//! What a press of the one large button would do now.
//!
//! The one rule to know: the word on the button, the sentence before it and what a press asks for
//! all come from one [`Plan`], so they cannot disagree. The rules decide; this only sorts what
//! they said.
//!
//! Deliberately absent: words and signals. Everything here is tested on the host.

use crate::state::{Expected, Member, Mine, Standing};
use rules::Refusal;
use rules::id::ResidentId;
use rules::offer::Offer;
use rules::registration::WhenFull;

/// Somebody of the household, as a session sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub member: Member,
    /// How they stand in it already.
    pub mine: Option<Mine>,
    /// Why they are not admitted.
    pub barred: Option<Refusal>,
}

impl Candidate {
    /// What they hold or hope for; a request that was refused holds nothing.
    pub fn held(&self) -> Option<&Standing> {
        let standing = self.mine.as_ref().map(|mine| &mine.standing);
        standing.filter(|standing| standing.is_held())
    }

    /// Whether they can be ticked.
    pub fn is_open(&self) -> bool {
        self.held().is_none() && self.barred.is_none()
    }
}

/// What a press would do, or why there is nothing to press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Nothing to register: just come.
    Come,
    /// Sign in first.
    SignIn,
    /// The household's records are not here yet.
    NoFamily,
    /// The session offers nothing now.
    Not(Refusal),
    /// The household holds something already; the furthest standing of it.
    Held(Standing),
    /// Nobody of the household is admitted.
    NoneFits,
    /// Nobody is ticked.
    Nobody,
    /// Ask for places, or for the draw.
    Ask {
        /// What to do when it turns out to be full.
        when_full: WhenFull,
        /// What would come of it, as far as is known.
        expected: Expected,
    },
    /// Fewer seats than people: a turn on the waiting list is a choice of its own.
    Wait {
        /// How many seats are free.
        free: u32,
        /// How many more there are that only a kiosk may take.
        kept: u32,
        /// What would come of it.
        expected: Expected,
    },
    /// The rules refuse these people together.
    Refused(Refusal),
}

/// What a plan is made of.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// What the session offers.
    pub offer: &'a Offer,
    /// Whether somebody is signed in.
    pub is_signed_in: bool,
    /// Everyone of the household.
    pub candidates: &'a [Candidate],
    /// Who is ticked.
    pub picked: &'a [ResidentId],
    /// What to do when it turns out to be full.
    pub when_full: WhenFull,
}

/// Works out the plan; `ask` is what the rules say to these people and that wish.
pub fn plan(given: Given, ask: impl Fn(WhenFull) -> Result<Expected, Refusal>) -> Plan {
    let held = furthest(given.candidates);
    match given.offer {
        Offer::Come => return Plan::Come,
        Offer::Not(refusal) => {
            // Nobody can take a seat of what does not take place, or is over.
            let held = held.filter(|held| !matches!(held, Standing::Held(_)) || !is_off(refusal));
            return held.map_or(Plan::Not(refusal.clone()), Plan::Held);
        }
        Offer::Register { .. } | Offer::JoinLine { .. } | Offer::Apply { .. } | Offer::Ask => {}
    }
    if !given.is_signed_in {
        return Plan::SignIn;
    }
    if given.candidates.is_empty() {
        return Plan::NoFamily;
    }
    let anyone = given.candidates.iter().any(Candidate::is_open);
    match (given.picked.is_empty(), anyone, held) {
        (true, _, Some(held)) => Plan::Held(held),
        (true, false, None) => Plan::NoneFits,
        (true, true, None) => Plan::Nobody,
        (false, _, _) => by_rules(given.when_full, ask),
    }
}

fn is_off(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::SessionCancelled | Refusal::SessionPostponed | Refusal::SessionOver { .. }
    )
}

fn by_rules(wish: WhenFull, ask: impl Fn(WhenFull) -> Result<Expected, Refusal>) -> Plan {
    match ask(WhenFull::Refuse) {
        Ok(expected) => Plan::Ask {
            when_full: wish,
            expected,
        },
        Err(refusal) => match seats_in(&refusal) {
            None => Plan::Refused(refusal),
            Some((free, kept)) => match ask(WhenFull::Wait) {
                Ok(expected) => Plan::Wait {
                    free,
                    kept,
                    expected,
                },
                Err(refusal) => Plan::Refused(refusal),
            },
        },
    }
}

/// How many seats are free, and how many more for kiosks alone, where there are too few.
fn seats_in(refusal: &Refusal) -> Option<(u32, u32)> {
    match refusal {
        Refusal::SessionFull { free, .. } | Refusal::QuotaFull { free, .. } => Some((*free, 0)),
        Refusal::KeptForStations { free, kept, .. } => Some((*free, *kept)),
        _ => None,
    }
}

/// Who is ticked before anyone pressed: whoever is signed in, or the only one who can come.
/// Nobody once the household holds something: a second request must be meant.
pub fn picked_at_first(candidates: &[Candidate]) -> Vec<ResidentId> {
    if furthest(candidates).is_some() {
        return Vec::new();
    }
    let mut open = candidates.iter().filter(|one| one.is_open());
    let me = open.clone().find(|one| one.member.is_me);
    let picked = match (me, open.next(), open.next()) {
        (Some(me), _, _) => Some(me),
        (None, Some(only), None) => Some(only),
        (None, _, _) => None,
    };
    picked
        .into_iter()
        .map(|one| one.member.resident.clone())
        .collect()
}

/// The standing that needs most attention: what waits for a word of theirs, then what waits for the
/// community's, then what is confirmed. Who leaves is said only where nobody stays.
fn furthest(candidates: &[Candidate]) -> Option<Standing> {
    let rank = |standing: &&Standing| match standing {
        Standing::Held(_) => 0_u8,
        Standing::SavedHere => 1,
        Standing::Sent => 2,
        Standing::Waiting(_) => 3,
        Standing::Applied | Standing::Asked => 4,
        Standing::Confirmed => 5,
        Standing::LeaveSaved => 6,
        Standing::LeaveSent => 7,
        Standing::Lapsed | Standing::Declined(_) | Standing::NotPossible(_) => 8,
    };
    candidates
        .iter()
        .filter_map(Candidate::held)
        .min_by_key(rank)
        .cloned()
}

#[cfg(test)]
mod tests;
