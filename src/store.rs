//! The device's durable store: a port, three adapters and one contract they all pass.
//!
//! The one rule to know: a batch is all or nothing. Its guard is compared inside the transaction
//! that writes it, and `Ok` means the medium has it (for [`Durability::Strict`]). Any error means
//! "not saved".
//!
//! Deliberately absent: what the rows mean; the replica knows.
//!
//! [`Durability::Strict`]: sync::store::Durability::Strict

#[doc(hidden)]
pub mod contract;
mod emergency;
mod indexed;
mod memory;

pub use emergency::{Emergency, forget_journal, journal};
pub use indexed::{Indexed, LAYOUT};
pub use memory::Memory;
pub use sync::room::BALLAST;

use std::future::Future;
use std::pin::Pin;
use sync::store::{Batch, StoredRow};

/// A future of the page's one thread.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A durable store of rows.
pub trait Store {
    /// Every row of every table.
    ///
    /// # Errors
    /// When the medium cannot be read.
    fn read_all(&self) -> Local<'_, Result<Vec<StoredRow>, StoreError>>;

    /// Writes a batch: all of it or nothing.
    ///
    /// # Errors
    /// When the guard does not hold, or the medium did not take it. Nothing was written then.
    fn commit<'a>(&'a self, batch: &'a Batch) -> Local<'a, Result<(), CommitError>>;

    /// Puts in order what was written one after the other, where that is worth it; for a page that
    /// rests. It changes nothing of what is read.
    ///
    /// # Errors
    /// When the medium did not take it. Everything is as it was then.
    fn tidy(&self) -> Local<'_, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }

    /// Removes every row, for good.
    ///
    /// # Errors
    /// When the medium did not take it.
    fn erase(&self) -> Local<'_, Result<(), StoreError>>;
}

/// Why the medium failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no lasting storage here: a private window, an in-app browser.
    #[error("the browser offers no storage")]
    Missing,
    /// Another page holds an older version of the storage open.
    #[error("another page holds the storage")]
    Blocked,
    /// There is no room left.
    #[error("the storage is full")]
    Full,
    /// A newer build made the storage: it can be read here, and nothing is written.
    #[error("a newer version made the storage")]
    Newer,
    /// The connection was closed: a newer build took over in another page, or the browser cleared
    /// the storage.
    #[error("the storage was closed")]
    Closed,
    /// The medium failed in another way.
    #[error("the storage failed")]
    Failed,
}

/// Why a batch was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// Another page wrote in between: the guard does not hold.
    #[error("another page wrote in between")]
    Conflict,
    /// The medium failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
