//! A store in memory: for tests, and the working copy of the emergency store.

use super::{CommitError, Local, Store, StoreError};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use sync::store::{Batch, Guard, StoredRow, Table, Write};

/// Rows in memory, gone with the page.
#[derive(Debug, Default)]
pub struct Memory {
    rows: RefCell<BTreeMap<(Table, String), String>>,
    fails_next: Cell<Option<StoreError>>,
}

impl Memory {
    /// A store that holds these rows.
    pub fn holding(rows: impl IntoIterator<Item = StoredRow>) -> Self {
        let rows = rows
            .into_iter()
            .map(|row| ((row.table, row.key), row.value));
        Self {
            rows: RefCell::new(rows.collect()),
            fails_next: Cell::new(None),
        }
    }

    /// Makes the next commit fail as a medium would. For tests.
    pub fn fail_next(&self, error: StoreError) {
        self.fails_next.set(Some(error));
    }

    /// The rows as they stand, in the order of tables and keys.
    pub fn snapshot(&self) -> Vec<StoredRow> {
        let rows = self.rows.borrow();
        let row = |((table, key), value): (&(Table, String), &String)| StoredRow {
            table: *table,
            key: key.clone(),
            value: value.clone(),
        };
        rows.iter().map(row).collect()
    }

    /// Whether a guard holds now.
    pub fn holds(&self, guard: &Guard) -> bool {
        let rows = self.rows.borrow();
        rows.get(&(Table::Meta, guard.key.clone())) == guard.value.as_ref()
    }

    /// Writes a batch at once.
    ///
    /// # Errors
    /// When its guard does not hold, or a test asked for a failure.
    pub fn write(&self, batch: &Batch) -> Result<(), CommitError> {
        if let Some(error) = self.fails_next.take() {
            return Err(error.into());
        }
        if !batch.guards.iter().all(|guard| self.holds(guard)) {
            return Err(CommitError::Conflict);
        }
        let mut rows = self.rows.borrow_mut();
        for write in &batch.writes {
            match write {
                Write::Put { table, key, value } => {
                    rows.insert((*table, key.clone()), value.clone());
                }
                Write::Delete { table, key } => {
                    rows.remove(&(*table, key.clone()));
                }
            }
        }
        Ok(())
    }

    /// Removes every row.
    pub fn clear(&self) {
        self.rows.borrow_mut().clear();
    }
}

impl Store for Memory {
    fn read_all(&self) -> Local<'_, Result<Vec<StoredRow>, StoreError>> {
        Box::pin(async { Ok(self.snapshot()) })
    }

    fn commit<'a>(&'a self, batch: &'a Batch) -> Local<'a, Result<(), CommitError>> {
        Box::pin(async move { self.write(batch) })
    }

    fn erase(&self) -> Local<'_, Result<(), StoreError>> {
        Box::pin(async {
            self.clear();
            Ok(())
        })
    }
}
