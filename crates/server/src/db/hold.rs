//! Who holds the data folder: whoever opens its database shares it, a restore wants it alone.
//!
//! The one rule to know: the system gives a lock back when its process ends, however it ends, so
//! nothing is ever left locked by a crash.
//!
//! Deliberately absent: keeping two servers apart; every transaction of theirs takes the write
//! lock and reads the heads anew.

use super::DbError;
use std::fs::{File, TryLockError};
use std::path::Path;

const LOCK: &str = "cuobian.lock";

/// A share of the data folder, or all of it, until it is let go.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

impl Hold {
    /// Shares the folder with others that do; it is made where it is not there.
    ///
    /// # Errors
    /// [`DbError::Held`] while somebody has it alone.
    pub fn share(data: &Path) -> Result<Self, DbError> {
        Self::take(data, File::try_lock_shared)
    }

    /// Has the folder alone.
    ///
    /// # Errors
    /// [`DbError::Held`] while anybody has it.
    pub fn alone(data: &Path) -> Result<Self, DbError> {
        Self::take(data, File::try_lock)
    }

    fn take(
        data: &Path,
        lock: impl FnOnce(&File) -> Result<(), TryLockError>,
    ) -> Result<Self, DbError> {
        std::fs::create_dir_all(data)?;
        let mut options = File::options();
        options.create(true).truncate(false).read(true).write(true);
        let file = options.open(data.join(LOCK))?;
        match lock(&file) {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(DbError::Held),
            Err(TryLockError::Error(error)) => Err(DbError::Folder(error)),
        }
    }
}
