//! What must hold of draws, quotas, consents and of whatever staff decide.
//!
//! The one rule to know: the community is told once more from the journal alone, fact by fact; what
//! was decided is compared with what it should have been at that moment, and what is kept at the
//! end with the last word.

mod changes;
mod decisions;
mod draws;
mod marks;
mod parties;
mod retold;

use super::journal::Records;
use super::{Law, Ledger};
use retold::{Retold, Said};
use rules::Fact;
use rules::id::ResidentId;
use rules::registration::line::Move;
use rules::time::UnixMillis;
use sync::depot::JournalLine;

/// A law that is broken, and what was found.
type Wrong = Option<(Law, String)>;

impl Ledger {
    /// D1 to D11, along the journal and at its end.
    pub(super) fn check_desk(
        &mut self,
        lines: &[JournalLine],
        (kept, looked_at): (&Records, UnixMillis),
        now: u64,
    ) {
        let mut told = Retold::default();
        let mut at = UnixMillis::default();
        for line in lines {
            // A line is no older than those before it, whatever it says itself.
            at = at.max(line.at);
            let said = Said {
                line,
                at,
                by: signed_by(line),
                sent: self.sent(line.intent.as_ref()),
            };
            self.wrong(now, draws::held_wrong(&told, &said));
            self.wrong(now, changes::released_wrong(&told, &said));
            for fact in &line.facts {
                self.wrong(now, draws::wrong(&told, &said, fact));
                self.wrong(now, parties::wrong(&told, &said, fact));
                self.wrong(now, decisions::wrong(&told, &said, fact));
                self.wrong(now, changes::wrong(&told, &said, fact));
                self.wrong(now, marks::wrong(&told, fact));
                told.take(&said, fact);
                self.wrong(now, parties::oversold(&told, fact));
            }
            if self.is_broken() {
                return;
            }
        }
        self.wrong(now, draws::not_held(&told, looked_at));
        self.wrong(now, decisions::kept_wrong(&told, kept));
        self.wrong(now, marks::kept_wrong(&told, kept));
    }

    fn wrong(&mut self, now: u64, wrong: Wrong) {
        if let Some((law, found)) = wrong {
            self.demand((law, now), false, || found);
        }
    }
}

/// Who of the staff decided a line, and why.
fn signed_by(line: &JournalLine) -> Option<(&ResidentId, &str)> {
    line.facts.iter().find_map(|fact| match fact {
        Fact::Decided { by, why } => Some((by, why.as_str())),
        _ => None,
    })
}

/// How many moves a tally remembers.
const MOVES_REMEMBERED: usize = 8;

/// The last moves of a session that the tally must hold.
fn journal_moves<'f>(moves: &[&'f Move]) -> Vec<&'f Move> {
    let over = moves.len().saturating_sub(MOVES_REMEMBERED);
    moves.iter().skip(over).copied().collect()
}
