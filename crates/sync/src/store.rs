//! The device's durable store as the replica sees it: tables of text rows, batches, nothing more.
//!
//! The one rule to know: a [`Batch`] is all or nothing, and its [`Guard`]s are compared inside the
//! same transaction, so that two tabs never give out one sequence number twice.
//!
//! Deliberately absent: the adapters (memory, `IndexedDB`, a simulated disk), which live with their
//! worlds and pass one contract suite.

pub mod blocks;

use serde::{Deserialize, Serialize};

/// The form of the rows that this build writes. A build that changes it adds a step to
/// `replica/upcast.rs` and a store to `tests/keeper/stores`. Form 2 (November 2026): the cases of
/// closed lists under their own names.
pub const FORM: u16 = 2;

/// A table of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// Identity, sequence numbers, cursors.
    Meta,
    /// Records pulled from the server.
    Records,
    /// Intents that wait for an outcome.
    Outbox,
    /// Intents that have one.
    History,
    /// Notes written here.
    Notes,
    /// Rows that this build cannot read: kept, counted, exportable.
    Quarantine,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 6] = [
        Self::Meta,
        Self::Records,
        Self::Outbox,
        Self::History,
        Self::Notes,
        Self::Quarantine,
    ];

    /// Whether its rows lie together in [`blocks`]: what comes by the thousand with one answer. What
    /// a person wrote lies row by row, each as safe as it can be.
    pub fn lies_in_blocks(self) -> bool {
        matches!(self, Self::Records | Self::History)
    }

    /// Its name in a database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Records => "records",
            Self::Outbox => "outbox",
            Self::History => "history",
            Self::Notes => "notes",
            Self::Quarantine => "quarantine",
        }
    }
}

/// A row as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredRow {
    /// Its table.
    pub table: Table,
    /// Its key.
    pub key: String,
    /// Its value: JSON.
    pub value: String,
}

/// One write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Sets a row.
    Put {
        /// Its table.
        table: Table,
        /// Its key.
        key: String,
        /// Its value: JSON.
        value: String,
    },
    /// Removes a row.
    Delete {
        /// Its table.
        table: Table,
        /// Its key.
        key: String,
    },
}

impl Write {
    /// The key of the row it sets or removes.
    pub fn key(&self) -> &str {
        match self {
            Self::Put { key, .. } | Self::Delete { key, .. } => key,
        }
    }

    /// Whose row it sets or removes.
    pub fn table(&self) -> Table {
        match self {
            Self::Put { table, .. } | Self::Delete { table, .. } => *table,
        }
    }
}

/// How much a batch may trust the device's caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Flushed to the medium before the batch counts as done: what a person wrote.
    Strict,
    /// May be lost with the power: what the server can send again.
    Relaxed,
}

/// What a row of [`Table::Meta`] must hold for a batch to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// The row's key.
    pub key: String,
    /// Its value; none when the row must not exist.
    pub value: Option<String>,
}

/// Writes that happen together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// How durable.
    pub durability: Durability,
    /// What must hold, all of it.
    pub guards: Vec<Guard>,
    /// The writes, in order.
    pub writes: Vec<Write>,
}

impl Batch {
    /// An empty batch.
    pub fn new(durability: Durability) -> Self {
        Self {
            durability,
            guards: Vec::new(),
            writes: Vec::new(),
        }
    }

    /// Adds a row to be set.
    pub fn put(&mut self, table: Table, key: impl Into<String>, value: String) {
        let key = key.into();
        self.writes.push(Write::Put { table, key, value });
    }

    /// Adds a row to be removed.
    pub fn delete(&mut self, table: Table, key: impl Into<String>) {
        let key = key.into();
        self.writes.push(Write::Delete { table, key });
    }
}

/// How many digits a sequence number has as a key, so that keys sort as numbers do.
pub const SEQ_DIGITS: usize = 16;

/// How many of the next writes go on removing where one removed a row: sequence numbers one after
/// the other, between whose keys there is no other.
pub fn run_of(first: &Write, next: &[&Write]) -> usize {
    let number = |write: &Write| match write {
        Write::Delete { table, key } if key.len() == SEQ_DIGITS => {
            let digits = key.bytes().all(|byte| byte.is_ascii_digit());
            let number: Option<u64> = key.parse().ok();
            number.filter(|_| digits).map(|number| (*table, number))
        }
        Write::Delete { .. } | Write::Put { .. } => None,
    };
    let Some((table, start)) = number(first) else {
        return 0;
    };
    let follows = |(at, write): &(u64, &&Write)| {
        number(write).is_some_and(|found| Some(found) == start.checked_add(*at).map(|n| (table, n)))
    };
    (1..).zip(next).take_while(follows).count()
}
