//! What the server throws away by itself: only what says nothing any more.
//!
//! The one rule to know: a little at a time, each a job of the writer like any other, so that
//! nobody waits for it.
//!
//! Deliberately absent: the journal, which is kept for good, and the throttle of sign-ins, which
//! is in memory and forgets by itself.

use crate::db::{Books, DbError, Readers, Writer, cards, communities, has_verdicts_before};
use crate::sessions::LASTS;
use crate::world::World;
use ::sync::authority::{forget_old, forgotten_before};
use rules::time::DAY_MILLIS;
use rusqlite::Connection;
use std::time::Duration;

/// Between two rounds.
const EVERY: Duration = Duration::from_hours(1);
/// Rows of one job: a millisecond's work.
const ROWS_MAX: u32 = 500;

/// Throws away, once at the start and then every hour.
#[derive(Debug)]
pub struct Housekeeping {
    readers: Readers,
    writer: Writer,
    world: World,
}

impl Housekeeping {
    /// Over a database.
    pub fn new(readers: Readers, writer: Writer, world: World) -> Self {
        Self {
            readers,
            writer,
            world,
        }
    }

    /// Goes on until it is let go.
    pub async fn run(self) {
        let mut pace = tokio::time::interval(EVERY);
        loop {
            pace.tick().await;
            match self.sessions().await {
                Ok(0) => {}
                Ok(ended) => tracing::info!(ended, "sessions that had ended were thrown away"),
                Err(error) => tracing::warn!(%error, "ended sessions are still there"),
            }
            match self.verdicts().await {
                Ok(0) => {}
                Ok(old) => tracing::info!(old, "old verdicts were forgotten, their marks kept"),
                Err(error) => tracing::warn!(%error, "old verdicts are still there"),
            }
        }
    }

    /// Forgets what became of intents so long ago that nobody asks any more. The writer walks over all
    /// there are, so it is asked once a day's worth is old, and readers look whether it is.
    async fn verdicts(&self) -> Result<usize, DbError> {
        let now = self.world.now();
        let before = forgotten_before(now).plus_millis(-DAY_MILLIS);
        let mut forgotten = 0_usize;
        for (community, _) in self.readers.run(communities).await? {
            let of = community.clone();
            let look = move |db: &Connection| has_verdicts_before(db, &of, before);
            if !self.readers.run(look).await? {
                continue;
            }
            let some = move |books: &mut Books<'_>| forget_old(&mut books.of(&community), now);
            forgotten = forgotten.saturating_add(self.writer.run(some).await?);
        }
        Ok(forgotten)
    }

    /// Throws away the sessions that nobody can use any more.
    async fn sessions(&self) -> Result<usize, DbError> {
        let lasts = i64::try_from(LASTS.as_millis()).unwrap_or(i64::MAX);
        let before = self.world.now().plus_millis(lasts.saturating_neg());
        let mut thrown = 0_usize;
        loop {
            let some =
                move |books: &mut Books<'_>| cards::prune_sessions(books.db(), before, ROWS_MAX);
            match self.writer.run(some).await? {
                0 => return Ok(thrown),
                more => thrown = thrown.saturating_add(more),
            }
        }
    }
}
