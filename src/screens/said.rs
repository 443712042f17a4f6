//! Refusals, outcomes and errors as sentences, with the names of whom they are about.
//!
//! The one rule to know: the sentences are [`crate::text::Phrases`]; this only hands them the names
//! that this phone knows. Deliberately absent: showing them.

use crate::keeper::NotSaved;
use crate::state::{HistoryLine, State, What};
use crate::text;
use rules::Refusal;
use rules::id::ResidentId;
use sync::Outcome;

/// Why something was not saved, and what is safe. Tracks the language.
pub fn not_saved(state: State, why: &NotSaved) -> String {
    (state.text().not_saved)(why, &|who| name(state, who))
}

/// Why a rule said no, and what helps. Tracks the language.
pub fn refusal(state: State, why: &Refusal) -> String {
    (state.text().refusal)(why, &|who| name(state, who))
}

/// What became of a request. Tracks the language.
pub fn outcome(state: State, what: &Outcome) -> String {
    (state.text().outcome)(what, &|who| name(state, who))
}

/// What became of what was asked for. A claim that was taken is received, not yet confirmed: two
/// people have to vouch for it.
pub fn became(state: State, line: &HistoryLine) -> String {
    match line.what {
        What::Claim { .. } if line.outcome.took_effect() => {
            text::diary::claim_taken(state.lang()).to_owned()
        }
        _ => outcome(state, &line.outcome),
    }
}

fn name(state: State, who: &ResidentId) -> String {
    let home = state.who().map(|who| who.community);
    let found = home.and_then(|home| state.name_of(&home, who));
    found.unwrap_or_else(|| who.to_string())
}
