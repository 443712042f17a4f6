//! How much room the store has: the reserve, what it does without, and who wrote an answer last.
//!
//! The one rule to know: a scope that gave way is named in a row of its own, written with the
//! removal. Whoever opens the store starts that scope at its beginning, whatever a page that had
//! not heard of it wrote meanwhile.

use crate::store::BALLAST;
use rules::Scope;
use serde::Deserialize;
use std::collections::BTreeSet;
use sync::replica::FeedRow;
use sync::store::{Batch, Guard, StoredRow, Table, Write};

/// What is held in reserve for the outbox: two hundred requests, or a year's notes. Units: bytes.
const BALLAST_BYTES: usize = 256 * 1024;
/// The row of [`Table::Meta`] that names the scopes whose records this store does without.
pub(super) const SHED: &str = "shed";
/// The row of [`Table::Meta`] that counts what was written of the server's: whoever writes an
/// answer read over what another page wrote is told, and reads again.
const PULLS: &str = "pulls";
/// The rows of [`Table::Meta`] that say how far each community has come.
pub(super) const FEED: &str = "feed/";

/// How much room the store has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tightness {
    /// Enough.
    #[default]
    Ample,
    /// The reserve has been given up; everything is still kept.
    Reserve,
    /// Records that the server can send again are not kept; what was written is.
    Shed,
}

/// What gave way so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) has_ballast: bool,
    pub(super) shed: BTreeSet<Scope>,
    /// The count as it was read or last written here.
    pulls: Option<String>,
}

/// The part of a record's row that says whose it is.
#[derive(Deserialize)]
struct Scoped {
    scope: Scope,
}

impl Room {
    /// Reads the rows of this file out of a store's rows, and starts what was shed at its
    /// beginning.
    pub(super) fn taken_from(rows: &mut Vec<StoredRow>) -> Self {
        let mut room = Self::default();
        rows.retain(|row| match (row.table, row.key.as_str()) {
            (Table::Meta, BALLAST) => {
                room.has_ballast = true;
                false
            }
            (Table::Meta, SHED) => {
                // One that cannot be read stands for everything that can come again.
                room.shed = serde_json::from_str(&row.value)
                    .unwrap_or_else(|_| BTreeSet::from([Scope::Public]));
                false
            }
            (Table::Meta, PULLS) => {
                room.pulls = Some(row.value.clone());
                false
            }
            _ => true,
        });
        if room.shed.is_empty() {
            return room;
        }
        rows.retain(|row| {
            row.table != Table::Records || scope_of(&row.value).is_none_or(|of| !room.sheds(&of))
        });
        for row in rows.iter_mut().filter(|row| is_feed(row)) {
            if let Ok(mut feed) = serde_json::from_str::<FeedRow>(&row.value) {
                room.empty(&mut feed);
                row.value = json(&feed);
            }
        }
        room
    }

    fn sheds(&self, scope: &Scope) -> bool {
        self.shed.contains(scope)
    }

    fn empty(&self, feed: &mut FeedRow) {
        feed.emptied.extend(self.shed.iter().cloned());
        feed.emptied.sort_unstable();
        feed.emptied.dedup();
    }

    pub(super) fn tightness(&self) -> Tightness {
        match (self.shed.is_empty(), self.has_ballast) {
            (false, _) => Tightness::Shed,
            (true, false) => Tightness::Reserve,
            (true, true) => Tightness::Ample,
        }
    }

    /// Leaves out of a batch the records that this store does without.
    pub(super) fn lean(&self, batch: &mut Batch) {
        if self.shed.is_empty() {
            return;
        }
        for write in &mut batch.writes {
            let Write::Put { table, key, value } = write else {
                continue;
            };
            if *table == Table::Records && scope_of(value).is_some_and(|of| self.sheds(&of)) {
                let (table, key) = (*table, core::mem::take(key));
                *write = Write::Delete { table, key };
            }
        }
    }

    /// Makes a batch one that writes something of the server's.
    pub(super) fn count(&self, batch: &mut Batch) {
        let next = self.next_pulls();
        batch.guards.retain(|guard| guard.key != PULLS);
        batch.guards.push(Guard {
            key: PULLS.to_owned(),
            value: self.pulls.clone(),
        });
        batch.writes.retain(|write| !is_count(write));
        batch.put(Table::Meta, PULLS, next);
    }

    /// Takes note that a counted batch was written.
    pub(super) fn counted(&mut self) {
        self.pulls = Some(self.next_pulls());
    }

    fn next_pulls(&self) -> String {
        let so_far = self.pulls.as_deref().map(str::parse::<u64>);
        let so_far = so_far.and_then(Result::ok).unwrap_or(0);
        so_far.wrapping_add(1).to_string()
    }
}

pub(super) fn scope_of(value: &str) -> Option<Scope> {
    // A row of a later build may hold more; whose it is is all that is asked.
    let scoped: Option<Scoped> = serde_json::from_str(value).ok();
    scoped.map(|scoped| scoped.scope)
}

fn is_feed(row: &StoredRow) -> bool {
    row.table == Table::Meta && row.key.starts_with(FEED)
}

pub(super) fn is_count(write: &Write) -> bool {
    matches!(write, Write::Put { table: Table::Meta, key, .. } if key == PULLS)
}

/// Text that no medium can press together, from a seed.
pub(super) fn ballast(seed: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut state = seed
        .iter()
        .fold(0x9E37_79B9_7F4A_7C15_u64, |state, byte| {
            state.rotate_left(8) ^ u64::from(*byte)
        })
        .max(1);
    let mut text = String::with_capacity(BALLAST_BYTES);
    text.push('"');
    while text.len() < BALLAST_BYTES {
        // Xorshift (Marsaglia, 2003): quick, and far from repeating itself within this row.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let letter = usize::try_from(state >> 58).ok();
        let letter = letter.and_then(|at| LETTERS.get(at)).copied();
        text.push(char::from(letter.unwrap_or(b'A')));
    }
    text.push('"');
    text
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
