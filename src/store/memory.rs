//! A store in memory: for tests, and the working copy of the emergency store.

use super::{CommitError, Local, Store, StoreError};
use litemap::LiteMap;
use std::cell::{Cell, RefCell};
use sync::store::{Batch, Guard, StoredRow, Table, Write};

/// Rows in memory, gone with the page.
#[derive(Debug, Default)]
pub struct Memory {
    rows: RefCell<Rows>,
    fails: Cell<Option<(u32, StoreError)>>,
    budget_bytes: Cell<Option<usize>>,
    commits: Cell<u32>,
}

type Rows = LiteMap<(Table, String), String>;

impl Memory {
    /// A store that holds these rows.
    pub fn holding(rows: impl IntoIterator<Item = StoredRow>) -> Self {
        let rows = rows
            .into_iter()
            .map(|row| ((row.table, row.key), row.value));
        Self {
            rows: RefCell::new(rows.collect()),
            ..Self::default()
        }
    }

    /// Makes the next commit fail as a medium would. For tests.
    pub fn fail_next(&self, error: StoreError) {
        self.fail_after(0, error);
    }

    /// Makes one commit fail, after so many that do not. For tests.
    pub fn fail_after(&self, commits: u32, error: StoreError) {
        self.fails.set(Some((commits, error)));
    }

    /// Gives the rows so much room, keys and values together; none for all there is.
    pub fn set_budget(&self, bytes: Option<usize>) {
        self.budget_bytes.set(bytes);
    }

    /// What the rows take, keys and values together. Units: bytes.
    pub fn size_bytes(&self) -> usize {
        size_bytes(&self.rows.borrow())
    }

    /// How many commits were tried so far.
    pub fn commits(&self) -> u32 {
        self.commits.get()
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
    /// When a guard does not hold, there is no room, or a test asked for a failure.
    pub fn write(&self, batch: &Batch) -> Result<(), CommitError> {
        self.commits.set(self.commits.get().saturating_add(1));
        match self.fails.take() {
            Some((0, error)) => return Err(error.into()),
            Some((commits, error)) => self.fails.set(Some((commits.saturating_sub(1), error))),
            None => {}
        }
        if !batch.guards.iter().all(|guard| self.holds(guard)) {
            return Err(CommitError::Conflict);
        }
        let Some(budget) = self.budget_bytes.get() else {
            apply(&mut self.rows.borrow_mut(), batch);
            return Ok(());
        };
        let mut tried = self.rows.borrow().clone();
        let before = size_bytes(&tried);
        apply(&mut tried, batch);
        let after = size_bytes(&tried);
        // Making room is always possible, however full it was.
        if after > budget && after >= before {
            return Err(StoreError::Full.into());
        }
        *self.rows.borrow_mut() = tried;
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

fn apply(rows: &mut Rows, batch: &Batch) {
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
}

fn size_bytes(rows: &Rows) -> usize {
    let sizes = rows
        .iter()
        .map(|((_, key), value)| key.len().saturating_add(value.len()));
    sizes.sum()
}
