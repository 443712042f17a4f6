//! The server's real database file, and what a crash leaves of it.
//!
//! The one rule to know: what `COMMIT` came back from is on the medium, because the connection asks
//! for it (`synchronous = FULL`); everything written since may be there, torn, or gone. A crash
//! point is one such remainder, opened by the server's own code and compared, row by row, with
//! what was acknowledged.
//!
//! Deliberately absent: a layer below SQLite. Which write came first is not known; every mixture
//! of sectors old and new is allowed, which is more than any medium does.

mod both;
mod contents;
mod image;

pub use both::Both;
pub use contents::of_memory;

use crate::bugs::Bug;
use crate::depot::MemoryDepot;
use crate::options::Options;
use crate::random::Random;
use image::Image;
use rules::id::CommunityId;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};
use server::db::DbError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Commits between two checkpoints at most. The server makes one a second.
const CHECKPOINT_EVERY_MAX: u64 = 40;

/// The server's file.
#[derive(Debug)]
pub struct File {
    folder: PathBuf,
    life: u64,
    db: Connection,
    /// What is on the medium for certain.
    synced: Image,
    /// What was acknowledged last, in short.
    acknowledged: String,
    /// What crashes left of late, and what was found in it: the same bytes are opened once.
    opened: Vec<(Image, String)>,
    commits_to_checkpoint: u64,
    points_per_commit: u64,
    points: u64,
    random: Random,
    bug: Option<Bug>,
}

/// What became of a commit that the server crashed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remains {
    /// It is there.
    Whole,
    /// It never happened.
    Nothing,
}

impl File {
    /// A new file with these communities, which are still empty.
    ///
    /// # Errors
    /// When the database fails.
    pub fn make(
        options: &Options,
        communities: &BTreeMap<CommunityId, MemoryDepot>,
        bug: Option<Bug>,
    ) -> Result<Self, DbError> {
        let name = format!(
            "cuobian-simulator-{}-{:?}-{}-{}",
            std::process::id(),
            std::thread::current().id(),
            options.seed,
            options.clocks
        );
        let folder = memory_folder().join(name);
        let db = open(&folder.join("0"), bug)?;
        for (community, depot) in communities {
            db.execute(
                "INSERT INTO communities (community, feed_epoch, chain)
                 VALUES (?1, ?2, zeroblob(32))",
                params![community.as_str(), depot.head.feed_epoch.0],
            )?;
        }
        let synced = Image::read(&folder.join("0"))?;
        Ok(Self {
            folder,
            life: 0,
            db,
            synced,
            acknowledged: of_memory(communities),
            opened: Vec::new(),
            commits_to_checkpoint: CHECKPOINT_EVERY_MAX,
            points_per_commit: options.file_points,
            points: 0,
            random: Random::stream(options.seed, "file"),
            bug,
        })
    }

    /// The connection.
    pub fn db(&self) -> &Connection {
        &self.db
    }

    /// Crash points tried so far.
    pub fn points(&self) -> u64 {
        self.points
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin(&self) -> Result<(), DbError> {
        Ok(self.db.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Gives a transaction up.
    ///
    /// # Errors
    /// When the database fails.
    pub fn roll_back(&self) -> Result<(), DbError> {
        if self.db.is_autocommit() {
            return Ok(());
        }
        Ok(self.db.execute_batch("ROLLBACK")?)
    }

    /// Commits. `after` is what must then be there, in short. Says what a crash would have lost.
    ///
    /// # Errors
    /// When the database fails.
    pub fn commit(&mut self, after: String) -> Result<Option<String>, DbError> {
        self.db.execute_batch("COMMIT")?;
        let now = Image::read(&self.place())?;
        let before = core::mem::replace(&mut self.acknowledged, after);
        let (before, acknowledged) = (before.as_str(), self.acknowledged.clone());
        self.opened.retain(|(image, _)| *image == self.synced);
        let mut lost = None;
        for _ in 0..self.points_per_commit {
            let remains = self.synced.crashed(&now, &mut self.random);
            lost = lost.or(self.try_point(remains, &[before, &acknowledged]));
        }
        // What stands in the file is on the medium only if the connection asked for that.
        if self.is_synchronous()? {
            self.synced = now.clone();
        }
        let remains = self.synced.crashed(&now, &mut self.random);
        lost = lost.or(self.try_point(remains, &[&acknowledged]));
        self.commits_to_checkpoint = self.commits_to_checkpoint.saturating_sub(1);
        if self.commits_to_checkpoint == 0 {
            lost = lost.or(self.checkpoint()?);
        }
        Ok(lost)
    }

    /// Moves the log into the database file, as the server does beside its writer.
    fn checkpoint(&mut self) -> Result<Option<String>, DbError> {
        self.commits_to_checkpoint = self.random.between(1, CHECKPOINT_EVERY_MAX);
        self.db
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        let now = Image::read(&self.place())?;
        let acknowledged = self.acknowledged.clone();
        let mut lost = None;
        for _ in 0..=self.points_per_commit {
            let remains = self.synced.crashed(&now, &mut self.random);
            lost = lost.or(self.try_point(remains, &[&acknowledged]));
        }
        self.synced = now;
        Ok(lost)
    }

    /// The server crashes while it commits, and starts again from what is left.
    ///
    /// # Errors
    /// When the database fails, or holds neither what was before nor what was to be.
    pub fn crash_in_commit(&mut self, after: String) -> Result<Remains, Crashed> {
        self.db.execute_batch("COMMIT").map_err(DbError::from)?;
        let found = self.start_again()?;
        if found == after {
            self.acknowledged = after;
            return Ok(Remains::Whole);
        }
        if found == self.acknowledged {
            return Ok(Remains::Nothing);
        }
        Err(Crashed::Lost(self.what_is_lost(&found)))
    }

    /// The server crashes between two transactions, or in the middle of one.
    ///
    /// # Errors
    /// When the database fails, or does not hold what was acknowledged.
    pub fn crash(&mut self) -> Result<(), Crashed> {
        let found = self.start_again()?;
        if found == self.acknowledged {
            return Ok(());
        }
        Err(Crashed::Lost(self.what_is_lost(&found)))
    }

    fn start_again(&mut self) -> Result<String, DbError> {
        let now = Image::read(&self.place())?;
        let remains = self.synced.crashed(&now, &mut self.random);
        let left = self.place();
        self.life += 1;
        self.points += 1;
        remains.write(&self.place())?;
        // The old connection still has its own files: it lets go of them without touching these.
        self.db = open(&self.place(), self.bug)?;
        std::fs::remove_dir_all(left)?;
        self.synced = Image::read(&self.place())?;
        contents::of_file(&self.db)
    }

    fn what_is_lost(&self, found: &str) -> String {
        format!(
            "the file came back as {found}, acknowledged was {}",
            self.acknowledged
        )
    }

    fn place(&self) -> PathBuf {
        self.folder.join(self.life.to_string())
    }

    fn is_synchronous(&self) -> Result<bool, DbError> {
        let asked: i64 = self
            .db
            .pragma_query_value(None, "synchronous", |row| row.get(0))?;
        Ok(asked >= 2)
    }

    /// Opens what a crash left, and says what is missing of all that it may be.
    fn try_point(&mut self, remains: Image, may: &[&str]) -> Option<String> {
        self.points += 1;
        let known = self.opened.iter().find(|(image, _)| *image == remains);
        let found = match known {
            Some((_, found)) => Ok(found.clone()),
            None => Self::found_in(&self.folder.join("point"), &remains),
        };
        match found {
            Ok(found) if may.contains(&found.as_str()) => {
                if known.is_none() {
                    self.opened.push((remains, found));
                }
                None
            }
            Ok(found) => Some(format!("a crash leaves {found} where {may:?} was to be")),
            Err(error) => Some(format!("a crash leaves a file that fails: {error}")),
        }
    }

    /// What the server finds in these remains, opened in a place of their own.
    fn found_in(place: &Path, remains: &Image) -> Result<String, DbError> {
        remains.write(place)?;
        let db = server::db::open(place)?;
        // What this connection leaves behind nobody reads.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        contents::of_file(&db)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // A folder that stays behind is only a nuisance.
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

/// Why a server did not come back as it was.
#[derive(Debug)]
pub enum Crashed {
    /// The database failed.
    Db(DbError),
    /// Something acknowledged is not there.
    Lost(String),
}

impl From<DbError> for Crashed {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

/// Opens the server's file by the server's own code; planted bugs ask for less than it does.
fn open(place: &Path, bug: Option<Bug>) -> Result<Connection, DbError> {
    let db = server::db::open(place)?;
    match bug {
        Some(Bug::CommitNotSynced) => db.pragma_update(None, "synchronous", "NORMAL")?,
        Some(Bug::NoLog) => db.pragma_update(None, "journal_mode", "OFF")?,
        _ => {}
    }
    Ok(db)
}

/// Where files live in memory, if there is such a place: syncing them is what is simulated.
fn memory_folder() -> PathBuf {
    let shared = PathBuf::from("/dev/shm");
    if shared.is_dir() {
        shared
    } else {
        std::env::temp_dir()
    }
}
