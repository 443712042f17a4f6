//! Walks a community's journal and proves that no line was altered, dropped or put in.
//!
//! The one rule to know: the proof recomputes every hash from the first line and compares the last
//! with the community's head.

use super::{DbError, communities};
use rules::id::CommunityId;
use rusqlite::{Connection, OptionalExtension, params};
use sync::identity::{Chain, chain};

/// What a walk found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Every line stands as it was written.
    Sound {
        /// How many lines there are.
        lines: u64,
        /// The hash of them all.
        chain: Chain,
    },
    /// The journal is not as it was written, from this line on.
    Broken {
        /// The first line that does not fit.
        line: u64,
    },
}

/// Lines at a journal's end that are looked at before it is added to. What a crash or a bad disk
/// left is there; the rest takes as long as it takes, and is `verify`'s.
const END_LINES: u64 = 1_000;

/// Checks that every journal ends as its head says, before anything is added to it.
///
/// # Errors
/// [`DbError::Damaged`] when one does not.
pub fn check_ends(db: &Connection) -> Result<(), DbError> {
    for (community, _) in communities(db)? {
        let head = head_of(db, &community)?;
        let from = head.0.saturating_sub(END_LINES);
        let before = db
            .prepare_cached("SELECT chain FROM journal WHERE community = ?1 AND line = ?2")?
            .query_row(params![community.as_str(), from], |row| row.get(0))
            .optional()?;
        if let Proof::Broken { line } = walk(db, &community, (from, before.unwrap_or_default()))? {
            let said = format!("community {community}: altered at line {line}");
            return Err(DbError::Damaged { said });
        }
    }
    Ok(())
}

/// Walks one community's journal.
///
/// # Errors
/// When the database fails, or the community is not there.
pub fn prove(db: &Connection, community: &CommunityId) -> Result<Proof, DbError> {
    walk(db, community, (0, [0; 32]))
}

fn head_of(db: &Connection, community: &CommunityId) -> Result<(u64, [u8; 32]), DbError> {
    db.prepare_cached("SELECT line, chain FROM communities WHERE community = ?1")?
        .query_row([community.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(DbError::UnknownCommunity)
}

/// Walks a journal from behind a line whose hash is given.
fn walk(
    db: &Connection,
    community: &CommunityId,
    (from, before): (u64, [u8; 32]),
) -> Result<Proof, DbError> {
    let (lines, head) = head_of(db, community)?;
    let mut statement = db.prepare_cached(
        "SELECT line, text, chain FROM journal WHERE community = ?1 AND line > ?2 ORDER BY line",
    )?;
    let mut rows = statement.query(params![community.as_str(), from])?;
    let mut so_far = Chain(before);
    let mut at = from;
    while let Some(row) = rows.next()? {
        at = at.saturating_add(1);
        let text: String = row.get(1)?;
        so_far = chain(so_far, text.as_bytes());
        if row.get::<_, u64>(0)? != at || row.get::<_, [u8; 32]>(2)? != so_far.0 {
            return Ok(Proof::Broken { line: at });
        }
    }
    if at != lines || so_far.0 != head {
        return Ok(Proof::Broken {
            line: at.min(lines).saturating_add(1),
        });
    }
    Ok(Proof::Sound {
        lines,
        chain: so_far,
    })
}
