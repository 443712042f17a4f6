//! Tables whose rows lie in blocks: where they are kept, how they are read and laid anew.
//!
//! The one rule to know: such a table is its rows that lie alone (from a build before there were
//! blocks), then its blocks in the order of their numbers, which the database gives out.

use super::asking::{Answer, answer};
use super::connecting::text_of;
use js_sys::{Array, Uint8Array};
use std::cell::Cell;
use sync::store::blocks::{Laid, Load, Lying, lay, read};
use sync::store::{Batch, Table, Write};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbTransaction;

/// So many rows that only go are no longer named one by one: their table is laid anew without them,
/// so that there is room at once.
const GOING_MAX: usize = 64;

/// Every object store: those of [`stores_of`] every table.
pub(super) const STORES: [&str; 8] = [
    "meta",
    "records",
    "records-blocks",
    "outbox",
    "history",
    "history-blocks",
    "notes",
    "quarantine",
];

/// The object stores of a table: that of rows that lie alone, then that of blocks where it has one.
pub(super) const fn stores_of(table: Table) -> &'static [&'static str] {
    match table {
        Table::Meta => &["meta"],
        Table::Records => &["records", "records-blocks"],
        Table::Outbox => &["outbox"],
        Table::History => &["history", "history-blocks"],
        Table::Notes => &["notes"],
        Table::Quarantine => &["quarantine"],
    }
}

/// The object store of a table's blocks.
fn blocks_name(table: Table) -> Option<&'static str> {
    stores_of(table).get(1).copied()
}

/// Whether an object store holds blocks.
pub(super) fn holds_blocks(name: &str) -> bool {
    name.ends_with("-blocks")
}

/// How much lies in the tables' blocks, as far as this page knows.
#[derive(Default)]
pub(super) struct Loads {
    records: Cell<Load>,
    history: Cell<Load>,
}

impl Loads {
    fn cell(&self, table: Table) -> Option<&Cell<Load>> {
        match table {
            Table::Records => Some(&self.records),
            Table::History => Some(&self.history),
            Table::Meta | Table::Outbox | Table::Notes | Table::Quarantine => None,
        }
    }

    pub(super) fn of(&self, table: Table) -> Load {
        self.cell(table).map(Cell::get).unwrap_or_default()
    }

    pub(super) fn set(&self, table: Table, load: Load) {
        if let Some(cell) = self.cell(table) {
            cell.set(load);
        }
    }
}

/// The object stores that a batch needs.
pub(super) fn stores_for(batch: &Batch) -> Vec<&'static str> {
    let mut stores = Vec::new();
    for table in Table::ALL {
        // Whatever a batch asks for, it finds out whether the database is there.
        if table == Table::Meta || in_table(batch, table).next().is_some() {
            stores.extend_from_slice(stores_of(table));
        }
    }
    stores
}

/// A batch's writes in one table, in their order.
pub(super) fn in_table(batch: &Batch, table: Table) -> impl Iterator<Item = &Write> {
    let writes = batch.writes.iter();
    writes.filter(move |write| write.table() == table)
}

/// Whether a batch makes room in a table: many rows go and none comes.
pub(super) fn makes_room(batch: &Batch, table: Table) -> bool {
    let goes = |write: &Write| matches!(write, Write::Delete { .. });
    in_table(batch, table).count() > GOING_MAX && in_table(batch, table).all(goes)
}

/// Asks for all of a table: the keys and the values of each of its object stores.
pub(super) fn ask_table(
    transaction: &IdbTransaction,
    table: Table,
) -> Result<Vec<Answer>, JsValue> {
    let mut asked = Vec::new();
    for name in stores_of(table) {
        let store = transaction.object_store(name)?;
        asked.push(answer(&store.get_all_keys()?));
        asked.push(answer(&store.get_all()?));
    }
    Ok(asked)
}

/// What lies in a table, from the answers to [`ask_table`], and with one block more.
pub(super) fn lying(heard: &[JsValue], more: Vec<u8>) -> Lying {
    let list = |at| {
        heard
            .get(at)
            .cloned()
            .map(JsCast::unchecked_into)
            .unwrap_or_default()
    };
    let (keys, values, blocks): (Array, Array, Array) = (list(0), list(1), list(3));
    let mut alone = Vec::new();
    for (key, value) in keys.iter().zip(values.iter()) {
        alone.push((key.as_string().unwrap_or_default(), text_of(&value)));
    }
    let mut held = Vec::new();
    for block in blocks.iter() {
        // What another hand put there is no block, and is found to be none.
        held.push(match block.dyn_into::<Uint8Array>() {
            Ok(bytes) => bytes.to_vec(),
            Err(other) => text_of(&other).into_bytes(),
        });
    }
    held.push(more);
    read(alone, held.iter().map(Vec::as_slice))
}

/// Asks for one block more.
pub(super) fn add_block(
    transaction: &IdbTransaction,
    table: Table,
    block: &[u8],
) -> Result<(), JsValue> {
    if let Some(name) = blocks_name(table) {
        let store = transaction.object_store(name)?;
        store.put(&Uint8Array::from(block))?;
    }
    Ok(())
}

/// Asks that a table hold these rows and nothing else. How it lies then.
pub(super) fn lay_anew(
    transaction: &IdbTransaction,
    table: Table,
    rows: &[Laid],
) -> Result<Load, JsValue> {
    for name in stores_of(table) {
        transaction.object_store(name)?.clear()?;
    }
    let mut load = Load::default();
    for block in lay(rows) {
        add_block(transaction, table, &block)?;
        load = load.grown(block.len());
    }
    Ok(load)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_stores_and_those_in_blocks_have_two() {
        let of_tables: Vec<_> = Table::ALL.into_iter().flat_map(stores_of).collect();
        assert_eq!(of_tables, STORES.iter().collect::<Vec<_>>());
        for table in Table::ALL {
            assert_eq!(stores_of(table).first(), Some(&table.name()));
            assert_eq!(blocks_name(table).is_some(), table.lies_in_blocks());
            assert!(blocks_name(table).is_none_or(holds_blocks));
        }
    }
}
