//! Importing somebody else's programme into a community of its own.
//!
//! The one rule to know: a profile says how a feed reads and which community it becomes; what taking
//! it would do is known before anything is written ([`Plan`]), and one import is under way at a time.
//! The command and the desk take this same way; at the desk it does what was seen or nothing.
//!
//! Deliberately absent: cancelling what a feed no longer has. It is said, and staff decide.

mod before;
mod differing;
mod digest;
mod report;
mod told;

pub use told::of_feed;

use crate::db::DbError;
use crate::publish::{Published, Terms, publish_on};
use crate::world::World;
use before::{Before, Called, called};
use programme::feed::{Changes, FeedError, File, Known, Profile, Reading, changes, read_files};
use rules::id::{CommunityId, SessionId};
use rules::publish::Bringer;
use rules::session::Status;
use rules::time::UnixMillis;
use rules::{Key, Record};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs::TryLockError;
use std::path::Path;
use sync::upload::Differs;

/// The file whose lock whoever imports holds.
const LOCK: &str = "cuobian.import.lock";

/// What taking a feed would do.
#[derive(Debug)]
pub struct Plan {
    /// The community it would go into.
    pub community: CommunityId,
    /// What was read; its records are in the changes, as far as they are to be published.
    pub reading: Reading,
    /// What would be new, changed and gone.
    pub changes: Changes,
    /// Of what is gone, the sessions that are still to come and not cancelled.
    pub gone_to_come: Vec<SessionId>,
    /// What the sessions that a report names are called.
    called: BTreeMap<SessionId, Called>,
    /// What differs of the first that do.
    differs: BTreeMap<SessionId, Vec<Differs>>,
    /// The community's revision when this was compared; none where it is not there.
    seen: Option<u64>,
}

/// What an import came to.
#[derive(Debug)]
pub struct Imported {
    /// What it was meant to do.
    pub plan: Plan,
    /// What was written.
    pub published: Published,
}

/// What became of a file that was looked at before.
#[derive(Debug)]
pub enum Taking {
    /// It did what was seen.
    Done(Imported),
    /// It would do something else now; nothing was taken.
    Differs(Plan),
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The feed cannot be read at all.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another import is under way.
    #[error("another import is under way; nothing was taken, try again when it has ended")]
    UnderWay,
    /// The community has another name than whoever imports says.
    #[error(
        "{community} is called {is}, not {asked}; nothing was taken. Leave --name away, or rename it \
         first: cuobian-server rename --community {community} --name {asked}"
    )]
    NamedOtherwise {
        /// Which.
        community: CommunityId,
        /// What it is called.
        is: String,
        /// What was said.
        asked: String,
    },
}

/// Finds out what taking a feed would do, and writes nothing.
///
/// # Errors
/// When the feed as a whole cannot be read, or the database fails.
pub fn preview(
    db: Option<&Connection>,
    now: UnixMillis,
    profile: &Profile,
    files: &[File<'_>],
) -> Result<Plan, ImportError> {
    let mut reading = read_files(files, profile)?;
    let community = profile.community.id.clone();
    let moment = db.map(Connection::unchecked_transaction).transpose();
    let moment = moment.map_err(DbError::from)?;
    let before = Before {
        db: moment.as_deref(),
        community: &community,
    };
    check_name(&before, profile)?;
    let changes = changes(&before, &mut reading, profile)?;
    let offset = profile.community().offset;
    let mut gone_to_come = Vec::new();
    for id in &changes.gone {
        if let Some(Record::Session(session)) = before.record(&Key::Session(id.clone()))?
            && session.status() != Status::Cancelled
            && !session.is_over(offset, now)
        {
            gone_to_come.push(id.clone());
        }
    }
    let called = called(&before, &changes, &gone_to_come)?;
    let differs = differing::first(&before, &changes)?;
    let seen = before.revision()?;
    if let Some(moment) = moment {
        moment.finish().map_err(DbError::from)?;
    }
    Ok(Plan {
        community,
        reading,
        changes,
        gone_to_come,
        called,
        differs,
        seen,
    })
}

/// Reads a feed and publishes what could be read.
///
/// # Errors
/// When the feed as a whole cannot be read, another import is under way, or the database fails.
pub fn import(
    db: &Connection,
    world: &World,
    profile: &Profile,
    files: &[File<'_>],
) -> Result<Imported, ImportError> {
    let _turn = turn(db)?;
    let plan = preview(Some(db), world.now(), profile, files)?;
    carry_out(db, world, None, plan)
}

/// Takes a file that somebody of the staff has looked at, if it would still do what they saw.
///
/// # Errors
/// As [`import`].
pub fn take(
    db: &Connection,
    world: &World,
    (by, digest): (&Bringer, &str),
    (profile, files): (&Profile, &[File<'_>]),
) -> Result<Taking, ImportError> {
    let _turn = turn(db)?;
    let plan = preview(Some(db), world.now(), profile, files)?;
    if plan.digest() != digest {
        return Ok(Taking::Differs(plan));
    }
    Ok(Taking::Done(carry_out(db, world, Some(by.clone()), plan)?))
}

fn carry_out(
    db: &Connection,
    world: &World,
    by: Option<Bringer>,
    mut plan: Plan,
) -> Result<Imported, ImportError> {
    let items = std::mem::take(&mut plan.changes.items);
    let seen = plan.seen;
    let published = publish_on(db, (world, &plan.community), &Terms { by, seen }, items)?;
    Ok(Imported { plan, published })
}

/// A name that is said of a community which has another is a slip of the pen, or a wish to rename:
/// neither is what an import does.
fn check_name(before: &Before<'_>, profile: &Profile) -> Result<(), ImportError> {
    let Some(asked) = profile.asked_name() else {
        return Ok(());
    };
    match before.record(&Key::Community)? {
        Some(Record::Community(known)) if known.name.zh != asked => {
            Err(ImportError::NamedOtherwise {
                community: before.community.clone(),
                is: known.name.zh,
                asked: asked.to_owned(),
            })
        }
        _ => Ok(()),
    }
}

/// The only turn to import into a database; the system gives it back however the process ends.
fn turn(db: &Connection) -> Result<Option<std::fs::File>, ImportError> {
    let folder = db.path().and_then(|file| Path::new(file).parent());
    let Some(folder) = folder else {
        return Ok(None);
    };
    let mut options = std::fs::File::options();
    options.create(true).truncate(false).write(true);
    let file = options.open(folder.join(LOCK)).map_err(DbError::Folder)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(ImportError::UnderWay),
        Err(TryLockError::Error(error)) => Err(DbError::Folder(error).into()),
    }
}

/// The public records of a community.
///
/// # Errors
/// When the database fails or a row of it does not read.
pub fn records(db: &Connection, community: &CommunityId) -> Result<Vec<(Key, Record)>, DbError> {
    let mut statement = db.prepare_cached(
        "SELECT key, data FROM records
         WHERE community = ?1 AND scope = 'public' AND data IS NOT NULL",
    )?;
    let rows = statement.query_map([community.as_str()], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    rows.map(|row| {
        let (key, data) = row?;
        let unreadable = || DbError::Unreadable { table: "records" };
        let key = key.parse().map_err(|_| unreadable())?;
        let record = serde_json::from_str(&data).map_err(|_| unreadable())?;
        Ok((key, record))
    })
    .collect()
}
