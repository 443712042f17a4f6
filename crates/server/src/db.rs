//! The embedded database: SQLite in WAL mode, every commit on disk before it is answered.
//!
//! The one rule to know: one thread writes ([`Writer`]), everyone else reads ([`Readers`]) what
//! was committed. A command line that writes beside a running server is safe: every transaction
//! begins by taking the write lock and reading the heads anew.
//!
//! Deliberately absent: rules. What may be written is decided by `sync::authority`.

mod books;
pub mod calendars;
pub mod cards;
mod checkpoint;
pub mod depot;
mod hold;
pub mod journal;
mod migrations;
pub mod proof;
mod readers;
pub mod stations;
mod writer;

pub use books::Books;
pub use depot::{SqliteDepot, draw_secret, has_verdicts_before};
pub use hold::Hold;
pub use readers::Readers;
pub use writer::Writer;

use crate::world::{NoRandomness, World};
use rules::id::CommunityId;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, params};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a statement waits for another process's transaction.
const BUSY_MAX: Duration = Duration::from_secs(10);
/// Statements kept prepared on a connection: all there are, with room.
const STATEMENTS_MAX: usize = 64;
/// Pages of the log at which a commit moves the log itself: 256 MB. Far beyond what the
/// checkpoints beside the writer leave, so that it happens only when they cannot keep up.
const WAL_PAGES: u32 = 65_536;

/// How storage fails.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The database itself.
    #[error("the database: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// The file is not what was written.
    #[error(
        "the database file is damaged ({said}): `verify` says how far, `restore` brings a backup"
    )]
    Damaged {
        /// What was found.
        said: String,
    },
    /// The disk is full; nothing was done.
    #[error("the disk is full")]
    Full,
    /// Another process holds the data folder.
    #[error("another process holds the data folder")]
    Held,
    /// A restore into this folder did not come to its end.
    #[error("a restore into this folder was interrupted: run it again")]
    HalfRestored,
    /// A row does not read as what it should be.
    #[error("a row of {table} cannot be read")]
    Unreadable {
        /// The table.
        table: &'static str,
    },
    /// The file was written by a newer build.
    #[error("the database has schema {found}, this build knows up to {known}")]
    Newer {
        /// The file's schema.
        found: u32,
        /// The newest known here.
        known: u32,
    },
    /// A line of the journal was to be written over another.
    #[error("line {line} of the journal is written already")]
    LineTaken {
        /// The line.
        line: u64,
    },
    /// The community has no row here.
    #[error("the community is not known here")]
    UnknownCommunity,
    /// Too much is waiting already; nothing was done.
    #[error("too much is waiting already")]
    Busy,
    /// The database was closed; nothing was done.
    #[error("the database is closed")]
    Closed,
    /// The work panicked; it was undone.
    #[error("the work panicked and was undone")]
    Panicked,
    /// A file of the data folder.
    #[error("the data folder: {0}")]
    Folder(#[from] std::io::Error),
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                said: error.to_string(),
            },
            _ => Self::Sqlite(error),
        }
    }
}

/// The database file within a data folder.
pub fn file_in(data: &Path) -> PathBuf {
    data.join("cuobian.sqlite3")
}

/// Where a restore puts the file it is about to exchange; it is there only meanwhile.
pub fn restoring_in(data: &Path) -> PathBuf {
    data.join("cuobian.sqlite3.restoring")
}

/// Opens the database for writing, makes it and brings its schema up to date.
///
/// # Errors
/// When the file cannot be opened, or is newer than this build.
pub fn open(data: &Path) -> Result<Connection, DbError> {
    std::fs::create_dir_all(data)?;
    if restoring_in(data).exists() {
        return Err(DbError::HalfRestored);
    }
    open_file(&file_in(data))
}

/// The same for a database file wherever it is.
///
/// # Errors
/// As [`open`].
pub fn open_file(file: &Path) -> Result<Connection, DbError> {
    let mut db = Connection::open(file)?;
    prepare(&db)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "wal_autocheckpoint", WAL_PAGES)?;
    migrations::run(&mut db)?;
    Ok(db)
}

/// Opens the database for reading only.
///
/// # Errors
/// When the file is not there.
pub fn open_to_read(data: &Path) -> Result<Connection, DbError> {
    open_file_to_read(&file_in(data))
}

/// The same for a database file wherever it is.
///
/// # Errors
/// When it is not there.
pub fn open_file_to_read(file: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(file, flags)?;
    prepare(&db)?;
    Ok(db)
}

fn prepare(db: &Connection) -> Result<(), DbError> {
    db.busy_timeout(BUSY_MAX)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    db.pragma_update(None, "foreign_keys", true)?;
    // Without it a statement that a partial index may answer is planned anew each time its values
    // are bound: a fifth of what reading cost.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // 32 MB of cache a connection; a community's year fits.
    db.pragma_update(None, "cache_size", -32_768)?;
    Ok(())
}

/// Does what a transaction begins or ends with, prepared once.
fn step(db: &Connection, sql: &str) -> Result<(), DbError> {
    db.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Copies a database, as it is at one moment, into a file that is empty or not there. What was
/// deleted is not in it.
///
/// # Errors
/// When it cannot be read or written.
pub fn copy_to(db: &Connection, file: &Path) -> Result<(), DbError> {
    let name = file.to_string_lossy();
    db.execute("VACUUM INTO ?1", [name.as_ref()])?;
    Ok(())
}

/// Whether a database has the schema that this build writes.
///
/// # Errors
/// When it has a newer one.
pub fn is_current(db: &Connection) -> Result<bool, DbError> {
    migrations::is_current(db)
}

/// Makes sure a community has its row: an empty feed and an empty journal.
///
/// # Errors
/// When the database fails.
pub fn ensure_community(
    db: &Connection,
    world: &World,
    community: &CommunityId,
) -> Result<(), DbError> {
    let feed_epoch: [u8; 8] = world.random()?;
    db.prepare_cached(
        "INSERT INTO communities (community, feed_epoch, chain) VALUES (?1, ?2, zeroblob(32))
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![community.as_str(), feed_epoch])?;
    Ok(())
}

/// The communities this server keeps, with their records as JSON where one was published.
///
/// # Errors
/// When the database fails.
pub fn communities(db: &Connection) -> Result<Vec<(CommunityId, Option<String>)>, DbError> {
    let mut statement = db.prepare_cached(
        "SELECT c.community, r.data FROM communities c
         LEFT JOIN records r ON r.community = c.community AND r.key = 'community'
         ORDER BY c.community",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
    })?;
    rows.map(|row| {
        let (id, data) = row?;
        let unreadable = |_| DbError::Unreadable {
            table: "communities",
        };
        Ok((id.parse().map_err(unreadable)?, data))
    })
    .collect()
}
