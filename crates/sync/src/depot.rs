//! The server's storage as the authority needs it: one community, inside one transaction.
//!
//! The one rule to know: every method belongs to the same transaction and community. If any fails
//! the caller abandons the transaction, and nothing happened.
//!
//! Deliberately absent: beginning and committing; who holds the depot does that, and may let many
//! intents share one commit.

mod write_back;

pub use write_back::{Kept, WriteBack};

use crate::identity::{Chain, Device, Epoch, FeedEpoch, Fingerprint, IntentId};
use crate::outcome::Outcome;
use crate::wire::{Change, LedgerHead};
use rules::key::{Key, Scope};
use rules::record::Record;
use rules::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// Where a community's feed and journal stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Head {
    /// The life of the feed.
    pub feed_epoch: FeedEpoch,
    /// The newest revision given out.
    pub rev: u64,
    /// The newest journal line.
    pub line: u64,
    /// The hash of the journal.
    pub chain: Chain,
}

impl Head {
    /// The part of it that every answer carries.
    pub fn ledger(&self) -> LedgerHead {
        LedgerHead {
            line: self.line,
            chain: self.chain,
        }
    }
}

/// A record as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its revision.
    pub rev: u64,
    /// Who sees it.
    pub scope: Scope,
    /// What it says; none when it is gone.
    pub record: Option<Record>,
}

/// What became of an intent, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The fingerprint it came with.
    pub fingerprint: Fingerprint,
    /// What became of it.
    pub outcome: Outcome,
    /// When, by the server's clock.
    pub settled_at: UnixMillis,
}

/// One line of the journal: what one intent led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalLine {
    /// Its number, from 1, without gaps.
    pub line: u64,
    /// When, by the server's clock.
    pub at: UnixMillis,
    /// The intent it came from; absent for what the server asked itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<IntentId>,
    /// The facts.
    pub facts: Vec<rules::Fact>,
}

/// A line of the journal on its way into storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number.
    pub number: u64,
    /// The line as hashed.
    pub text: String,
    /// The hash of the journal with it.
    pub chain: Chain,
}

/// One community's storage inside one transaction.
pub trait Depot {
    /// How the storage fails.
    type Error;

    /// Where feed and journal stand.
    fn head(&mut self) -> Result<Head, Self::Error>;
    /// Moves feed and journal on.
    fn set_head(&mut self, head: &Head) -> Result<(), Self::Error>;
    /// A record.
    fn row(&mut self, key: &Key) -> Result<Option<Row>, Self::Error>;
    /// Sets a record, or marks it gone.
    fn set_row(&mut self, key: &Key, row: &Row) -> Result<(), Self::Error>;
    /// Notes that a record left one scope for another at a revision: from then on the feed of the
    /// scope it left says that it is gone, until it comes back.
    fn move_row(&mut self, key: &Key, way: (&Scope, &Scope), rev: u64) -> Result<(), Self::Error>;
    /// Appends a line to the journal.
    fn append(&mut self, line: &Line) -> Result<(), Self::Error>;
    /// Appends lines that follow one another; a storage may lay them together.
    fn append_all(&mut self, lines: &[Line]) -> Result<(), Self::Error> {
        lines.iter().try_for_each(|line| self.append(line))
    }
    /// What became of an intent.
    fn verdict(&mut self, id: &IntentId) -> Result<Option<Verdict>, Self::Error>;
    /// Keeps what became of an intent.
    fn set_verdict(&mut self, id: &IntentId, verdict: &Verdict) -> Result<(), Self::Error>;
    /// The highest number of a device's epoch whose verdict was forgotten; 0 when none was.
    fn mark(&mut self, device: Device, epoch: Epoch) -> Result<u64, Self::Error>;
    /// Forgets the final verdicts settled before a moment and moves the marks up to them. Says how
    /// many there were.
    fn forget_verdicts(&mut self, before: UnixMillis) -> Result<usize, Self::Error>;
    /// At most `limit` changes of a scope after a revision, by revision, without gaps; records that
    /// left it are among them, as gone. In the desk's, each in that scope, are also the households'
    /// records that [`Key::is_the_desks`] names.
    fn changes(
        &mut self,
        scope: &Scope,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Change>, Self::Error>;
    /// The present change of one record, whatever its scope.
    fn change(&mut self, key: &Key) -> Result<Option<Change>, Self::Error>;
}

/// Whoever is lent a storage uses it as their own.
impl<D: Depot + ?Sized> Depot for &mut D {
    type Error = D::Error;

    fn head(&mut self) -> Result<Head, D::Error> {
        (**self).head()
    }

    fn set_head(&mut self, head: &Head) -> Result<(), D::Error> {
        (**self).set_head(head)
    }

    fn row(&mut self, key: &Key) -> Result<Option<Row>, D::Error> {
        (**self).row(key)
    }

    fn set_row(&mut self, key: &Key, row: &Row) -> Result<(), D::Error> {
        (**self).set_row(key, row)
    }

    fn move_row(&mut self, key: &Key, way: (&Scope, &Scope), rev: u64) -> Result<(), D::Error> {
        (**self).move_row(key, way, rev)
    }

    fn append(&mut self, line: &Line) -> Result<(), D::Error> {
        (**self).append(line)
    }

    fn append_all(&mut self, lines: &[Line]) -> Result<(), D::Error> {
        (**self).append_all(lines)
    }

    fn verdict(&mut self, id: &IntentId) -> Result<Option<Verdict>, D::Error> {
        (**self).verdict(id)
    }

    fn set_verdict(&mut self, id: &IntentId, verdict: &Verdict) -> Result<(), D::Error> {
        (**self).set_verdict(id, verdict)
    }

    fn mark(&mut self, device: Device, epoch: Epoch) -> Result<u64, D::Error> {
        (**self).mark(device, epoch)
    }

    fn forget_verdicts(&mut self, before: UnixMillis) -> Result<usize, D::Error> {
        (**self).forget_verdicts(before)
    }

    fn changes(
        &mut self,
        scope: &Scope,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Change>, D::Error> {
        (**self).changes(scope, after, limit)
    }

    fn change(&mut self, key: &Key) -> Result<Option<Change>, D::Error> {
        (**self).change(key)
    }
}

#[cfg(test)]
mod tests;
