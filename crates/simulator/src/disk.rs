//! A device's medium: rows as text, batches all or nothing, power that takes the unflushed.
//!
//! The one rule to know: a strict batch flushes itself and everything before it; a power loss takes
//! a suffix of the relaxed batches written since.

mod laid;

use self::laid::Laid;
use crate::bugs::Bug;
use std::collections::BTreeMap;
use sync::room::BALLAST;
use sync::store::{Batch, Durability, Guard, StoredRow, Table, Write};

type Place = (Table, String);

/// Why a batch was not written. Nothing of it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotWritten {
    /// A guard did not hold: another page was first.
    Conflict,
    /// There is no room.
    Full,
}

/// A device's medium.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    rows: BTreeMap<Place, String>,
    /// The same rows as a device's store lays them, where they lie in blocks: what a start reads.
    laid: Laid,
    /// How it was before each unflushed batch.
    unflushed: Vec<Before>,
    /// What the rows take, keys and values together. Units: bytes.
    bytes: usize,
    /// How much they may take; none for all there is. Units: bytes.
    pub budget: Option<usize>,
}

/// What a batch replaced.
#[derive(Debug, Clone)]
struct Before {
    /// The rows, in the order of its writes.
    rows: Vec<(Place, Option<String>)>,
    laid: Laid,
}

impl Disk {
    /// Writes a batch, all or nothing.
    pub fn commit(&mut self, batch: &Batch, bug: Option<Bug>) -> Result<(), NotWritten> {
        for guard in &batch.guards {
            let found = self.rows.get(&(Table::Meta, guard.key.clone()));
            if found != guard.value.as_ref() && !ignored(guard, bug) {
                return Err(NotWritten::Conflict);
            }
        }
        let after = self.bytes_after(batch);
        // Making room is always possible, however full it was.
        if self.budget.is_some_and(|budget| after > budget) && after >= self.bytes {
            return Err(NotWritten::Full);
        }
        let mut undo = Vec::with_capacity(batch.writes.len());
        for write in &batch.writes {
            let (place, value) = match write {
                Write::Put { table, key, value } => ((*table, key.clone()), Some(value.clone())),
                Write::Delete { table, key } => ((*table, key.clone()), None),
            };
            let place = planted_place(place, bug);
            let before = match value {
                Some(value) => self.rows.insert(place.clone(), value),
                None => self.rows.remove(&place),
            };
            undo.push((place, before));
        }
        let laid = self.laid.clone();
        self.laid.add(batch, bug);
        self.unflushed.push(Before { rows: undo, laid });
        self.bytes = after;
        if batch.durability == Durability::Strict && bug != Some(Bug::OutboxNotFlushed) {
            self.unflushed.clear();
        }
        Ok(())
    }

    /// Lays anew what many batches have written, as a page does that rests.
    pub fn tidy(&mut self, bug: Option<Bug>) {
        if !self.laid.is_worn() {
            return;
        }
        let laid = self.laid.clone();
        self.laid.lay_anew(bug);
        let rows = Vec::new();
        self.unflushed.push(Before { rows, laid });
    }

    /// How many batches a power loss may take.
    pub fn unflushed(&self) -> usize {
        self.unflushed.len()
    }

    /// Whether the power may take a request's row back, so that nothing is left of its number.
    pub fn may_forget(&self, seq: u64) -> bool {
        let rows = self.unflushed.iter().flat_map(|before| &before.rows);
        let mut fresh = rows.filter(|((table, _), was)| *table == Table::Outbox && was.is_none());
        fresh.any(|((_, key), _)| key.parse() == Ok(seq))
    }

    /// The power goes, and with it the last batches.
    pub fn lose_power(&mut self, batches: usize) {
        for _ in 0..batches {
            let Some(undo) = self.unflushed.pop() else {
                break;
            };
            self.laid = undo.laid;
            for (place, before) in undo.rows.into_iter().rev() {
                match before {
                    Some(value) => self.rows.insert(place, value),
                    None => self.rows.remove(&place),
                };
            }
        }
        self.unflushed.clear();
        self.bytes = self
            .rows
            .iter()
            .map(|(place, value)| takes(place, value))
            .sum();
    }

    /// What the rows take, keys and values together. Units: bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    fn bytes_after(&self, batch: &Batch) -> usize {
        let mut after: BTreeMap<(Table, &String), usize> = BTreeMap::new();
        let mut gone = 0;
        for write in &batch.writes {
            let (table, key, takes) = match write {
                Write::Put { table, key, value } => (*table, key, key.len() + value.len()),
                Write::Delete { table, key } => (*table, key, 0),
            };
            if after.insert((table, key), takes).is_none() {
                let place = (table, key.clone());
                let before = self.rows.get(&place);
                gone += before.map_or(0, |value| self::takes(&place, value));
            }
        }
        let come: usize = after.values().sum();
        (self.bytes + come).saturating_sub(gone)
    }

    /// Whether anything is left that may give way to what a person wrote.
    pub fn can_yield(&self) -> bool {
        let is_ballast = |(table, key): &Place| *table == Table::Meta && key == BALLAST;
        self.rows
            .keys()
            .any(|place| place.0 == Table::Records || is_ballast(place))
    }

    /// Every row, as a store reads them at start.
    pub fn read(&self, bug: Option<Bug>) -> Vec<StoredRow> {
        let forgets = |table: Table, key: &str| {
            bug == Some(Bug::SeqReused) && (table == Table::History || key == "next_seq")
        };
        let alone = self.rows.iter();
        let alone = alone.filter(|((table, _), _)| !table.lies_in_blocks());
        let alone = alone.map(|((table, key), value)| StoredRow {
            table: *table,
            key: key.clone(),
            value: as_read(*table, key, value),
        });
        let mut rows: Vec<StoredRow> = alone.chain(self.laid.rows()).collect();
        rows.retain(|row| !forgets(row.table, &row.key));
        rows
    }

    /// The keys of a table.
    pub fn keys(&self, table: Table) -> Vec<String> {
        let of_table = self.rows.keys().filter(|(found, _)| *found == table);
        of_table.map(|(_, key)| key.clone()).collect()
    }
}

fn takes((_, key): &Place, value: &str) -> usize {
    key.len() + value.len()
}

/// A value as a store reads it. Of the reserve only that it is there is ever asked, and a quarter
/// of a megabyte copied at every start would be most of what a small world does.
fn as_read(table: Table, key: &str, value: &str) -> String {
    if table == Table::Meta && key == BALLAST {
        return String::new();
    }
    value.to_owned()
}

/// Planted: a note's row is named for the note alone, so a new revision takes the place of the old.
fn planted_place(place: Place, bug: Option<Bug>) -> Place {
    match (place, bug) {
        ((Table::Notes, key), Some(Bug::NoteOverwritten)) => {
            let note = key.split('/').next().unwrap_or_default().to_owned();
            (Table::Notes, note)
        }
        (place, _) => place,
    }
}

/// Planted: two pages that write at once are not told apart.
fn ignored(guard: &Guard, bug: Option<Bug>) -> bool {
    match bug {
        Some(Bug::SeqNotShared) => guard.key == "next_seq",
        Some(Bug::AnswerUnguarded) => guard.key != "next_seq",
        _ => false,
    }
}
