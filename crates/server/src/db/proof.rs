//! Walks a community's journal and proves that no line was altered, dropped or put in.
//!
//! The one rule to know: the proof recomputes every hash from the first line and compares the last
//! with the community's head.

use super::{DbError, communities, journal};
use rules::id::CommunityId;
use rusqlite::{Connection, OptionalExtension};
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
        /// The first line that does not fit or, where lines lie packed, the first of those among which
        /// one does not.
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
        let from = journal::block_before(db, &community, head.0.saturating_sub(END_LINES))?;
        if let Proof::Broken { line } = walk(db, &community, from.unwrap_or_default())? {
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
    walk(db, community, (0, Chain::default()))
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
    (from, before): (u64, Chain),
) -> Result<Proof, DbError> {
    let (lines, head) = head_of(db, community)?;
    let (mut at, mut so_far, mut broken) = (from, before, None);
    journal::read(db, community, from, |block| {
        if broken.is_some() {
            return Ok(());
        }
        let first = at.saturating_add(1);
        let Some(block) = block.filter(|block| block.first() == first) else {
            broken = Some(first);
            return Ok(());
        };
        for (_, text) in block.lines() {
            so_far = chain(so_far, text.as_bytes());
        }
        if so_far != block.chain {
            broken = Some(first);
        }
        at = block.last;
        Ok(())
    })?;
    if let Some(line) = broken {
        return Ok(Proof::Broken { line });
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
