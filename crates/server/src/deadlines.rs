//! What is due: holds of seats that nobody answered go to the next in line, draws are held.
//!
//! The one rule to know: this only looks at the clock; what is due is decided by the rules, as a
//! job of the writer, so it is in the journal like everything else. Late by a look is allowed:
//! whoever comes after the deadline is refused all the same.

use crate::db::{Books, DbError, Readers, SqliteDepot, Writer, communities, draw_secret};
use crate::world::World;
use ::sync::authority::{draws_wait, hold_draws, lapse};
use ::sync::depot::Depot;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use rules::{Key, Record};
use rusqlite::Connection;
use std::time::Duration;

/// Between two looks: nobody notices a seat that is free a few seconds later.
const EVERY: Duration = Duration::from_secs(10);
/// Holds ended in one job, so that nobody waits long for the writer.
const JOB_MAX: usize = 50;

/// Looks at what is due.
#[derive(Debug)]
pub struct Deadlines {
    readers: Readers,
    writer: Writer,
    world: World,
}

impl Deadlines {
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
            match self.look().await {
                Ok(0) => {}
                Ok(ended) => tracing::info!(ended, "holds of seats ended unanswered"),
                Err(error) => tracing::warn!(%error, "holds that are due were not ended"),
            }
        }
    }

    /// Ends all that is due now; how many there were. Trouble of one community is not another's.
    ///
    /// # Errors
    /// When the communities cannot be read.
    pub async fn look(&self) -> Result<usize, DbError> {
        let now = self.world.now();
        let mut all = 0_usize;
        for (community, _) in self.readers.run(communities).await? {
            match self.look_at_draws(&community, now).await {
                Ok(0) => {}
                Ok(held) => tracing::info!(held, "draws were sealed or held"),
                Err(error) => {
                    tracing::warn!(%community, %error, "draws that are due were not held");
                }
            }
            match self.look_at(&community, now).await {
                Ok(ended) => all = all.saturating_add(ended),
                Err(error) => {
                    tracing::warn!(%community, %error, "holds that are due were not ended");
                }
            }
        }
        Ok(all)
    }

    async fn look_at(&self, community: &CommunityId, now: UnixMillis) -> Result<usize, DbError> {
        let of = community.clone();
        if !self
            .readers
            .run_small(move |db| is_due(db, of, now))
            .await?
        {
            return Ok(0);
        }
        let mut all = 0_usize;
        loop {
            let of = community.clone();
            let some = move |books: &mut Books<'_>| lapse(&mut books.of(&of), now, JOB_MAX);
            let ended = self.writer.run(some).await?;
            all = all.saturating_add(ended);
            if ended < JOB_MAX {
                return Ok(all);
            }
        }
    }

    /// Shows seals and holds draws, one a job: each may be of thousands.
    async fn look_at_draws(
        &self,
        community: &CommunityId,
        now: UnixMillis,
    ) -> Result<usize, DbError> {
        let mut all = 0_usize;
        loop {
            let of = community.clone();
            let waits = move |db: &Connection| draws_wait(&mut SqliteDepot::new(db, of), now);
            if !self.readers.run_small(waits).await? {
                return Ok(all);
            }
            let of = community.clone();
            let one = move |books: &mut Books<'_>| {
                let secret = draw_secret(books.db())?;
                hold_draws(&mut books.of(&of), (&of, secret), now, 1)
            };
            if self.writer.run(one).await? == 0 {
                tracing::warn!(%community, "a draw is due and cannot be held: its seed fits no seal");
                return Ok(all);
            }
            all = all.saturating_add(1);
        }
    }
}

/// Whether a deadline has passed in a community.
fn is_due(db: &Connection, community: CommunityId, now: UnixMillis) -> Result<bool, DbError> {
    let row = SqliteDepot::new(db, community).row(&Key::Holds)?;
    Ok(match row.and_then(|row| row.record) {
        Some(Record::Holds(holds)) => holds.open.first().is_some_and(|hold| hold.until <= now),
        _ => false,
    })
}
