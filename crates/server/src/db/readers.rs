//! The readers: a few connections that see what was committed, and never write.
//!
//! The one rule to know: what one reading sees is one moment; it runs in a transaction.

use super::{DbError, open_to_read, step};
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Connections that read. Two cores read no faster with more; two more hide the disk.
const CONNECTIONS: usize = 4;
/// Readings that may wait: as many as writings, for each of those reads its answer; beyond that, "try
/// again".
const WAITING_MAX: usize = 12_288;

/// The readers of one database.
#[derive(Debug, Clone)]
pub struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    free: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Readers {
    /// Opens the readers of a data folder; its database must be there.
    ///
    /// # Errors
    /// When it is not.
    pub fn open(data: &Path) -> Result<Self, DbError> {
        let idle: Result<Vec<_>, _> = (0..CONNECTIONS).map(|_| open_to_read(data)).collect();
        Ok(Self {
            idle: Arc::new(Mutex::new(idle?)),
            free: Arc::new(Semaphore::new(CONNECTIONS)),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
        })
    }

    /// Reads on one connection, in one transaction, off the async threads.
    ///
    /// # Errors
    /// [`DbError::Busy`] when too many wait, or what the reading fails with.
    pub async fn run<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let Ok(_waiting) = self.waiting.try_acquire() else {
            return Err(DbError::Busy);
        };
        let Ok(free) = self.free.clone().acquire_owned().await else {
            return Err(DbError::Closed);
        };
        let readers = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let _free = free;
            readers.lend()?.read(read)
        });
        task.await.unwrap_or(Err(DbError::Panicked))
    }
}

impl Readers {
    /// Reads a little, on the thread that asks: only for what is known to be a handful of rows.
    /// When every connection is lent it waits its turn like any other.
    ///
    /// # Errors
    /// As [`Readers::run`].
    pub async fn run_small<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let Ok(_free) = self.free.try_acquire() else {
            return self.run(read).await;
        };
        self.lend()?.read(read)
    }

    fn lend(&self) -> Result<Lent, DbError> {
        let taken = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let idle = self.idle.clone();
        let db = Some(taken.ok_or(DbError::Closed)?);
        Ok(Lent { idle, db })
    }
}

/// A connection that finds its way home, its transaction ended, even when its reading panics.
struct Lent {
    idle: Arc<Mutex<Vec<Connection>>>,
    db: Option<Connection>,
}

impl Lent {
    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, DbError>) -> Result<T, DbError> {
        let db = self.db.as_ref().ok_or(DbError::Closed)?;
        step(db, "BEGIN")?;
        read(db)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(db) = self.db.take() {
            // One that cannot end its transaction would show one moment for ever.
            if !db.is_autocommit()
                && let Err(error) = step(&db, "ROLLBACK")
            {
                tracing::error!(%error, "a reading could not be ended");
            }
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.push(db);
        }
    }
}
