//! Importing somebody else's programme into a community of its own.
//!
//! The one rule to know: a profile says how a feed reads and which community it becomes; each row
//! is taken or refused with its code and reason, and the report says so.

use crate::db::DbError;
use crate::publish::{Published, publish};
use crate::world::World;
use programme::feed::{FeedError, Profile, Reading, changes, read};
use rules::id::{CommunityId, SessionId};
use rules::{Key, Record};
use rusqlite::Connection;

/// What an import came to.
#[derive(Debug)]
pub struct Imported {
    /// The community it went into.
    pub community: CommunityId,
    /// What was read.
    pub reading: Reading,
    /// What was written.
    pub published: Published,
    /// Sessions that are there, but no longer in the feed: they were left alone.
    pub gone: Vec<SessionId>,
    /// Sessions that are there and whose row is refused now: they were left alone.
    pub held: Vec<SessionId>,
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
}

/// Reads a feed and publishes what could be read.
///
/// # Errors
/// When the feed as a whole cannot be read, or the database fails.
pub fn import(
    db: &Connection,
    world: &World,
    profile: &Profile,
    bytes: &[u8],
) -> Result<Imported, ImportError> {
    let reading = read(bytes, profile)?;
    let community = profile.community.id.clone();
    let previous = records(db, &community)?;
    let previous = previous.iter().map(|(key, record)| (key, record));
    let changes = changes(previous, &reading, &profile.id_prefix);
    let published = publish(db, world, &community, reading.items.clone())?;
    Ok(Imported {
        community,
        reading,
        published,
        gone: changes.gone,
        held: changes.held,
    })
}

fn records(db: &Connection, community: &CommunityId) -> Result<Vec<(Key, Record)>, DbError> {
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

impl Imported {
    /// The report: one line a row that was refused or is worth knowing about, then the sums.
    pub fn report(&self) -> String {
        let mut out = String::new();
        for row in &self.reading.refused {
            let code = row.code.as_deref().unwrap_or("-");
            line(
                &mut out,
                &format!("refused {code} (row {}): {}", row.row, row.reason),
            );
        }
        for (key, refusal) in &self.published.refused {
            line(&mut out, &format!("refused {key}: {refusal:?}"));
        }
        for noted in &self.reading.notes {
            line(&mut out, &format!("note {}: {:?}", noted.code, noted.note));
        }
        for session in &self.gone {
            line(
                &mut out,
                &format!("no longer in the feed, left as it was: {session}"),
            );
        }
        for session in &self.held {
            line(&mut out, &format!("refused now, left as it was: {session}"));
        }
        let published = &self.published;
        line(
            &mut out,
            &format!(
                "community {}: rows taken {}, refused {}; records new {}, changed {}, same {}",
                self.community,
                self.reading.taken.len(),
                self.reading.refused.len() + published.refused.len(),
                published.new,
                published.changed,
                published.same,
            ),
        );
        out
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}
