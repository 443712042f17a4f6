//! The store where `IndexedDB` fails (private windows, in-app browsers): rows in memory, and a
//! small journal of what a person wrote in localStorage.
//!
//! The one rule to know: the journal is written before the memory changes; when it cannot be
//! written, nothing was saved. Pulled records are not in it: the server sends them again.
//!
//! Deliberately absent: a promise. The screen says "only until you close this page".

use super::{BALLAST, CommitError, Local, Memory, Store, StoreError};
use gloo_storage::errors::StorageError;
use gloo_storage::{LocalStorage, Storage};
use sync::store::{Batch, StoredRow, Table};

/// The journal's key in localStorage.
const JOURNAL: &str = "emergency-journal";

/// Memory with a journal.
#[derive(Debug, Default)]
pub struct Emergency {
    memory: Memory,
}

impl Emergency {
    /// Opens what an earlier page of the same kind may have left.
    pub fn open() -> Self {
        Self {
            memory: Memory::holding(journal()),
        }
    }

    fn write(&self, batch: &Batch) -> Result<(), CommitError> {
        let tried = Memory::holding(self.memory.snapshot());
        tried.write(batch)?;
        let dear: Vec<StoredRow> = tried.snapshot().into_iter().filter(is_dear).collect();
        LocalStorage::set(JOURNAL, &dear).map_err(|error| why(&error))?;
        self.memory.write(batch)
    }
}

impl Store for Emergency {
    fn read_all(&self) -> Local<'_, Result<Vec<StoredRow>, StoreError>> {
        self.memory.read_all()
    }

    fn commit<'a>(&'a self, batch: &'a Batch) -> Local<'a, Result<(), CommitError>> {
        Box::pin(async move { self.write(batch) })
    }

    fn erase(&self) -> Local<'_, Result<(), StoreError>> {
        forget_journal();
        self.memory.erase()
    }
}

/// What a page in an emergency left behind.
pub fn journal() -> Vec<StoredRow> {
    crate::settings::kept(JOURNAL).unwrap_or_default()
}

/// Clears what such a page left behind, once it is somewhere else.
pub fn forget_journal() {
    LocalStorage::delete(JOURNAL);
}

/// What the server cannot send again. Feeds are left out: a cursor without its records would
/// leave the records out for good; and there is no room to hold in reserve.
fn is_dear(row: &StoredRow) -> bool {
    match row.table {
        Table::Meta => !row.key.starts_with("feed/") && row.key != BALLAST,
        Table::Outbox | Table::History | Table::Notes | Table::Quarantine => true,
        Table::Records => false,
    }
}

fn why(error: &StorageError) -> StoreError {
    match error {
        StorageError::JsError(error) if error.name.contains("Quota") => StoreError::Full,
        StorageError::JsError(_) | StorageError::KeyNotFound(_) | StorageError::SerdeError(_) => {
            StoreError::Failed
        }
    }
}
