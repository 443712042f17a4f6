//! How much room a device's store has: the reserve, what it does without, who wrote an answer last.
//!
//! The one rule to know: a scope that gave way is named in a row of its own, written with the
//! removal. Whoever opens the store starts that scope at its beginning, whatever a page that had
//! not heard of it wrote meanwhile.

use crate::replica::{FeedRow, META_FEED, Replica, json};
use crate::store::{Batch, Durability, Guard, StoredRow, Table, Write};
use rules::Scope;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The row of [`Table::Meta`] that takes up room which the outbox may need one day.
pub const BALLAST: &str = "ballast";

/// What is held in reserve for the outbox: two hundred requests, or a year's notes. Units: bytes.
const BALLAST_BYTES: usize = 256 * 1024;
/// The row of [`Table::Meta`] that names the scopes whose records this store does without.
const SHED: &str = "shed";
/// The row of [`Table::Meta`] that counts what was written of the server's, and all else beside
/// new requests that changes what waits: whoever writes such a thing over what another page wrote
/// is told, and reads again.
const PULLS: &str = "pulls";

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
pub struct Room {
    /// Whether the reserve is held.
    pub has_ballast: bool,
    /// The scopes whose records the store does without.
    pub shed: BTreeSet<Scope>,
    /// The count as it was read or last written here.
    pulls: Option<String>,
    /// What the marker beside the store has heard of: the next count is beyond it.
    heard_of: u64,
}

/// The part of a record's row that says whose it is.
#[derive(Deserialize)]
struct Scoped {
    scope: Scope,
}

/// One thing that gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Yield {
    /// The reserve.
    Ballast,
    /// What everybody may read.
    Public,
    /// What the household may read.
    Private,
}

/// For what a person wrote: the reserve is there for it.
pub const DEAR: &[Yield] = &[Yield::Ballast, Yield::Public, Yield::Private];
/// For an answer: most of it can be fetched again, so the reserve is kept as long as that helps.
pub const ANSWER: &[Yield] = &[Yield::Public, Yield::Ballast, Yield::Public, Yield::Private];

/// A batch that makes room, or takes it again, and what gave way once it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Giving {
    /// What to write.
    pub batch: Batch,
    /// How it stands after that.
    pub after: Room,
}

impl Room {
    /// Reads the rows of this file out of a store's rows, and starts what was shed at its
    /// beginning.
    pub fn taken_from(rows: &mut Vec<StoredRow>) -> Self {
        let mut room = Self::default();
        rows.retain(|row| match (row.table, row.key.as_str()) {
            (Table::Meta, BALLAST) => {
                room.has_ballast = true;
                false
            }
            (Table::Meta, SHED) => {
                // One that cannot be read stands for everything that can come again.
                room.shed = crate::json::read(&row.value)
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
            if let Ok(mut feed) = crate::json::read::<FeedRow>(&row.value) {
                room.empty(&mut feed);
                row.value = json(&feed);
            }
        }
        room
    }

    /// Gives something up; none where there is nothing of the kind. `rows` are the store's.
    pub fn giving(&self, what: Yield, rows: &[StoredRow]) -> Option<Giving> {
        match what {
            Yield::Ballast => self.giving_ballast(rows),
            Yield::Public => self.shedding(rows, |scope| *scope == Scope::Public),
            Yield::Private => self.shedding(rows, |_| true),
        }
    }

    /// Another page may have taken the reserve since this one looked: the store is asked.
    fn giving_ballast(&self, rows: &[StoredRow]) -> Option<Giving> {
        let is_ballast = |row: &StoredRow| row.table == Table::Meta && row.key == BALLAST;
        if !rows.iter().any(is_ballast) {
            return None;
        }
        let mut batch = Batch::new(Durability::Relaxed);
        batch.delete(Table::Meta, BALLAST);
        let after = Self {
            has_ballast: false,
            ..self.clone()
        };
        Some(Giving { batch, after })
    }

    /// Removes the records of some scopes from the store, unread ones too.
    fn shedding(&self, rows: &[StoredRow], what: impl Fn(&Scope) -> bool) -> Option<Giving> {
        let mut batch = Batch::new(Durability::Relaxed);
        let mut shed = self.shed.clone();
        // Named even where none is held: an answer that does not fit does without it too.
        shed.extend(what(&Scope::Public).then_some(Scope::Public));
        for row in rows.iter().filter(|row| row.table == Table::Records) {
            if let Some(scope) = scope_of(&row.value).filter(&what) {
                batch.delete(row.table, row.key.clone());
                shed.insert(scope);
            }
        }
        if batch.writes.is_empty() && shed == self.shed {
            return None;
        }
        let named: Vec<&Scope> = shed.iter().collect();
        batch.put(Table::Meta, SHED, json(&named));
        self.count(&mut batch);
        let mut after = Self {
            shed,
            ..self.clone()
        };
        after.counted();
        Some(Giving { batch, after })
    }

    /// Fetches again from now on what this store did without. For a page that starts: it has
    /// nothing of it in memory yet. None where there is nothing to fetch, or still no room.
    pub fn keeping_all(&self, replica: &Replica) -> Option<Giving> {
        if self.tightness() != Tightness::Shed || !self.has_ballast {
            return None;
        }
        let mut batch = Batch::new(Durability::Strict);
        for community in replica.communities() {
            if let Some(feed) = replica.feed(community) {
                batch.put(Table::Meta, format!("{META_FEED}{community}"), json(feed));
            }
        }
        batch.delete(Table::Meta, SHED);
        self.count(&mut batch);
        let mut after = self.clone();
        after.counted();
        after.shed.clear();
        Some(Giving { batch, after })
    }

    /// Takes the reserve again; none where it is held. `seed` makes it unlike any other.
    pub fn taking_back(&self, seed: &[u8]) -> Option<Giving> {
        if self.has_ballast {
            return None;
        }
        let mut batch = Batch::new(Durability::Relaxed);
        batch.put(Table::Meta, BALLAST, ballast(seed));
        let after = Self {
            has_ballast: true,
            ..self.clone()
        };
        Some(Giving { batch, after })
    }

    fn sheds(&self, scope: &Scope) -> bool {
        self.shed.contains(scope)
    }

    fn empty(&self, feed: &mut FeedRow) {
        feed.emptied.extend(self.shed.iter().cloned());
        feed.emptied.sort_unstable();
        feed.emptied.dedup();
    }

    /// How much room there is, in a word.
    pub fn tightness(&self) -> Tightness {
        match (self.shed.is_empty(), self.has_ballast) {
            (false, _) => Tightness::Shed,
            (true, false) => Tightness::Reserve,
            (true, true) => Tightness::Ample,
        }
    }

    /// Leaves out of a batch the records that this store does without.
    pub fn lean(&self, batch: &mut Batch) {
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

    /// Makes a batch one that writes something of the server's, or changes what waits.
    pub fn count(&self, batch: &mut Batch) {
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
    pub fn counted(&mut self) {
        self.pulls = Some(self.next_pulls());
    }

    /// How often anything was counted.
    pub(crate) fn pulls(&self) -> u64 {
        let so_far = self.pulls.as_deref().map(str::parse::<u64>);
        so_far.and_then(Result::ok).unwrap_or(0)
    }

    /// Counts on beyond what the marker beside the store has heard of. Power that fails takes the
    /// latest answers out of a store, their counts with them, and leaves the marker; a count given
    /// out again would be taken for what the marker knows already.
    pub fn count_beyond(&mut self, heard_of: u64) {
        self.heard_of = self.heard_of.max(heard_of);
    }

    /// What a room that was read before had heard of, this one has too.
    pub fn heard_with(&mut self, before: &Self) {
        self.count_beyond(before.heard_of);
    }

    fn next_pulls(&self) -> String {
        let latest = self.pulls().max(self.heard_of);
        latest.wrapping_add(1).to_string()
    }
}

fn scope_of(value: &str) -> Option<Scope> {
    // A row of a later build may hold more; whose it is is all that is asked.
    let scoped: Option<Scoped> = crate::json::read(value).ok();
    scoped.map(|scoped| scoped.scope)
}

fn is_feed(row: &StoredRow) -> bool {
    row.table == Table::Meta && row.key.starts_with(META_FEED)
}

/// Whether a write is the count of what was written of the server's.
pub fn is_count(write: &Write) -> bool {
    matches!(write, Write::Put { table: Table::Meta, key, .. } if key == PULLS)
}

/// Text that no medium can press together, from a seed.
fn ballast(seed: &[u8]) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_that_another_page_took_again_is_given_up_and_one_that_is_gone_is_not() {
        let held = StoredRow {
            table: Table::Meta,
            key: BALLAST.to_owned(),
            value: ballast(&[1]),
        };
        let has_not_seen_it = Room::default();
        let giving = has_not_seen_it.giving(Yield::Ballast, &[held]);
        assert!(giving.is_some_and(|giving| giving.batch.writes.len() == 1));
        let believes_in_it = Room {
            has_ballast: true,
            ..Room::default()
        };
        assert_eq!(believes_in_it.giving(Yield::Ballast, &[]), None);
    }
}
