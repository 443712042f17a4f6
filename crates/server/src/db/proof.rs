//! Walks a community's journal and proves that no line was altered, dropped or put in.
//!
//! The one rule to know: the proof recomputes every hash from the first line and compares the last
//! with the community's head.

use super::DbError;
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

/// Walks one community's journal.
///
/// # Errors
/// When the database fails, or the community is not there.
pub fn prove(db: &Connection, community: &CommunityId) -> Result<Proof, DbError> {
    let head = db
        .prepare_cached("SELECT line, chain FROM communities WHERE community = ?1")?
        .query_row([community.as_str()], |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, [u8; 32]>(1)?))
        })
        .optional()?;
    let (lines, head) = head.ok_or(DbError::UnknownCommunity)?;
    let mut statement = db.prepare_cached(
        "SELECT line, text, chain FROM journal WHERE community = ?1 ORDER BY line",
    )?;
    let mut rows = statement.query(params![community.as_str()])?;
    let mut so_far = Chain::default();
    let mut at = 0_u64;
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
