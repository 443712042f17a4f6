//! Brings a backup back into a data folder.
//!
//! The one rule to know: nothing is deleted. What lay in the folder lies beside afterwards, in a
//! folder of its own, and until the very last step the old database is the one in force.
//!
//! Each community gets a new `feed_epoch`: devices then notice, read anew, and send again what
//! the backup does not know.

use super::{BackupError, at, fresh, sync_folder};
use crate::db::{DbError, Hold, communities, copy_to, file_in, open_file, restoring_in};
use crate::verify::{Report, open_backup, verify};
use crate::world::World;
use rules::id::CommunityId;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::path::{Path, PathBuf};

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// What was brought back.
    pub report: Report,
    /// Where what lay there before lies now; none when the folder was empty.
    pub replaced: Option<PathBuf>,
}

/// Replaces a folder's database by a backup.
///
/// # Errors
/// When somebody holds the folder, the backup is not sound, or a file cannot be written; then the
/// folder's own database is still in force, or `restore` must be run again and says so.
pub fn restore(data: &Path, from: &Path, world: &World) -> Result<Restored, BackupError> {
    let _alone = Hold::alone(data).map_err(|error| match error {
        DbError::Held => BackupError::Held {
            path: data.to_owned(),
        },
        error => error.into(),
    })?;
    let new = restoring_in(data);
    let report = match prepare(from, &new, world) {
        Ok(report) => report,
        Err(error) => {
            // Nothing was set aside yet: the folder is as it was.
            std::fs::remove_file(&new).map_err(at(&new))?;
            return Err(error);
        }
    };
    let replaced = set_aside(data, world)?;
    let old = file_in(data);
    std::fs::rename(&new, &old).map_err(at(&old))?;
    sync_folder(&old)?;
    Ok(Restored { report, replaced })
}

/// Puts what is to be in force on disk, whole, in this build's schema, and verifies just that.
fn prepare(from: &Path, new: &Path, world: &World) -> Result<Report, BackupError> {
    let file = fresh(new)?;
    file.set_len(0).map_err(at(new))?;
    copy_to(&open_backup(from)?, new)?;
    let db = open_file(new)?;
    let report = verify(&db)?;
    if !report.is_sound() {
        let path = from.to_owned();
        return Err(BackupError::Unsound { path, report });
    }
    begin_anew(&db, world)?;
    close(db)?;
    file.sync_all().map_err(at(new))?;
    Ok(report)
}

/// Gives every community a new feed, in the one place that may: heads only grow otherwise.
fn begin_anew(db: &Connection, world: &World) -> Result<(), DbError> {
    let transaction = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let guard: String = transaction.query_row(
        "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'communities_only_grow'",
        [],
        |row| row.get(0),
    )?;
    transaction.execute_batch("DROP TRIGGER communities_only_grow")?;
    let known: Vec<(CommunityId, _)> = communities(&transaction)?;
    for (community, _) in known {
        let feed_epoch: [u8; 8] = world.random()?;
        transaction
            .prepare_cached("UPDATE communities SET feed_epoch = ?2 WHERE community = ?1")?
            .execute(params![community.as_str(), feed_epoch])?;
    }
    transaction.execute_batch(&guard)?;
    transaction.commit()?;
    Ok(())
}

/// Everything into the one file, and no log beside it.
fn close(db: Connection) -> Result<(), DbError> {
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    db.close().map_err(|(_, error)| error.into())
}

/// Puts the folder's database beside, its log first: without its log the old file is merely
/// older, and the unfinished restore is there to tell.
fn set_aside(data: &Path, world: &World) -> Result<Option<PathBuf>, BackupError> {
    let old = file_in(data);
    if !old.exists() {
        return Ok(None);
    }
    let aside = fresh_folder(data, world)?;
    let name = |of: &Path| {
        of.file_name()
            .map(|name| aside.join(name))
            .unwrap_or_default()
    };
    for ending in ["-wal", "-shm"] {
        let log = super::beside(&old, ending);
        if log.exists() {
            std::fs::rename(&log, name(&log)).map_err(at(&log))?;
        }
    }
    std::fs::hard_link(&old, name(&old)).map_err(at(&old))?;
    sync_folder(&name(&old))?;
    Ok(Some(aside))
}

fn fresh_folder(data: &Path, world: &World) -> Result<PathBuf, BackupError> {
    let now = rules::time::Offset(0).civil(world.now());
    let name = format!(
        "replaced-{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        now.year(),
        now.month(),
        now.day(),
        now.hour(),
        now.minute(),
        now.second()
    );
    let mut aside = data.join(&name);
    for again in 2.. {
        match std::fs::create_dir(&aside) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                aside = data.join(format!("{name}-{again}"));
            }
            made => return made.map(|()| aside.clone()).map_err(at(&aside)),
        }
    }
    Ok(aside)
}
