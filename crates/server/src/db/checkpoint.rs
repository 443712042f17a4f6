//! Moves the log into the database file, beside the writer and without holding it up.
//!
//! The one rule to know: only passive checkpoints run here, so a commit never waits for one. What
//! cannot be moved yet stays in the log, safe, and is moved a second later.

use super::{DbError, prepare};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Between two checkpoints. A rush writes some 20 MB in it.
const EVERY: Duration = Duration::from_secs(1);

/// The thread that moves the log. It ends when this is let go.
#[derive(Debug)]
pub(super) struct Checkpoints {
    lives: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// Starts over a database file.
    pub(super) fn start(file: PathBuf) -> Result<Self, DbError> {
        let (lives, ends) = channel();
        let db = Connection::open(file)?;
        prepare(&db)?;
        let thread = std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || move_log(&db, &ends))?;
        Ok(Self {
            lives: Some(lives),
            thread: Some(thread),
        })
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        drop(self.lives.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the checkpoints did not end well");
        }
    }
}

fn move_log(db: &Connection, ends: &Receiver<()>) {
    while ends.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
        let moved = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(error) = moved {
            tracing::warn!(%error, "the log could not be moved; the next checkpoint tries again");
        }
    }
}
