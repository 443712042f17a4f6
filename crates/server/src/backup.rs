//! Backs a data folder up while it is served, and brings a backup back.
//!
//! The one rule to know: a backup counts only when it lies under its name, and it gets its name
//! only after it is on disk and was verified from its first line to its last.
//!
//! Deliberately absent: schedules and other machines; a timer and a copy tool do that better.

mod restore;

pub use restore::{Restored, restore};

use crate::db::{DbError, Hold, copy_to, file_in, open_to_read};
use crate::verify::{Report, verify_file};
use std::ffi::OsString;
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Only who runs the server reads a backup: names and PIN hashes are in it.
const OWNER_ONLY: u32 = 0o600;

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A file.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The copy, or what was to be restored, is not sound.
    #[error("{path} is not sound, nothing was exchanged:\n{report}")]
    Unsound {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        report: Report,
    },
    /// The file is one of the database's own.
    #[error("{path} is the database itself, or beside it in its folder: choose another folder")]
    Itself {
        /// The file.
        path: PathBuf,
    },
    /// Another backup to the same file is under way.
    #[error("{path} is being written by another backup")]
    UnderWay {
        /// The file.
        path: PathBuf,
    },
    /// Somebody holds the folder.
    #[error("a server or another command holds {path}: stop it first")]
    Held {
        /// The folder.
        path: PathBuf,
    },
}

/// Names the file that an error of the system is about.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> BackupError {
    let path = path.to_owned();
    |error| BackupError::File { path, error }
}

/// A file's name with something behind it.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// Copies the database of a folder as it is at one moment, while others read and write, to a file
/// that then replaces the one of that name. `keep` files are kept: the file itself and those
/// before it, `FILE.1` the youngest.
///
/// # Errors
/// When it could not be written or is not sound; what lay under the name then lies there still.
pub fn backup(data: &Path, to: &Path, keep: u32) -> Result<Report, BackupError> {
    let database = file_in(data);
    std::fs::metadata(&database).map_err(at(&database))?;
    if lies_within(to, data)? {
        let path = to.to_owned();
        return Err(BackupError::Itself { path });
    }
    let _shared = Hold::share(data)?;
    let part = beside(to, ".part");
    let file = fresh(&part)?;
    if file.try_lock().is_err() {
        return Err(BackupError::UnderWay { path: part });
    }
    // What an interrupted backup left is not built upon.
    file.set_len(0).map_err(at(&part))?;
    if let Err(error) = copy_to(&open_to_read(data)?, &part) {
        // A disk that is full gets back what the attempt took.
        std::fs::remove_file(&part).map_err(at(&part))?;
        return Err(error.into());
    }
    file.sync_all().map_err(at(&part))?;
    let report = verify_file(&part)?;
    if !report.is_sound() {
        return Err(BackupError::Unsound { path: part, report });
    }
    rotate(to, keep)?;
    std::fs::rename(&part, to).map_err(at(to))?;
    sync_folder(to)?;
    Ok(report)
}

/// Whether a file would lie in a data folder, whichever way both are written. There a backup could
/// take the place of the database that is being served.
fn lies_within(to: &Path, data: &Path) -> Result<bool, BackupError> {
    let folder = folder_of(to);
    let theirs = std::fs::canonicalize(folder).map_err(at(folder))?;
    let ours = std::fs::canonicalize(data).map_err(at(data))?;
    Ok(theirs == ours)
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Opens a file for writing that only its owner may read.
fn fresh(path: &Path) -> Result<File, BackupError> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    options.mode(OWNER_ONLY).open(path).map_err(at(path))
}

/// Moves the backups of a name one place on. The newest keeps its name besides, so that there is
/// one under it at every moment.
fn rotate(to: &Path, keep: u32) -> Result<(), BackupError> {
    if keep <= 1 || !to.exists() {
        return Ok(());
    }
    for place in (1..keep.saturating_sub(1)).rev() {
        let (younger, older) = (place_of(to, place), place_of(to, place.saturating_add(1)));
        if younger.exists() {
            std::fs::rename(&younger, &older).map_err(at(&younger))?;
        }
    }
    let first = place_of(to, 1);
    if first.exists() {
        std::fs::remove_file(&first).map_err(at(&first))?;
    }
    std::fs::hard_link(to, &first).map_err(at(&first))
}

fn place_of(to: &Path, place: u32) -> PathBuf {
    beside(to, &format!(".{place}"))
}

/// Makes a file's name durable.
fn sync_folder(of: &Path) -> Result<(), BackupError> {
    let folder = folder_of(of);
    let opened = File::open(folder).map_err(at(folder))?;
    opened.sync_all().map_err(at(folder))
}
