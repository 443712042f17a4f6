//! What is due: holds of seats that nobody answered go to the next in line.
//!
//! The one rule to know: this only looks at the clock; what is due is decided by the rules, as a
//! job of the writer, so it is in the journal like everything else. Late by a look is allowed:
//! whoever comes after the deadline is refused all the same.

use crate::db::{DbError, Readers, SqliteDepot, Writer, communities};
use crate::world::World;
use ::sync::authority::lapse;
use ::sync::depot::Depot;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use rules::{Key, Record};
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

    /// Ends all that is due now; how many there were.
    ///
    /// # Errors
    /// Whatever the database fails with; what was ended until then is.
    pub async fn look(&self) -> Result<usize, DbError> {
        let now = self.world.now();
        let due = self.readers.run(move |db| due(db, now)).await?;
        let mut all = 0_usize;
        for community in due {
            loop {
                let depot = community.clone();
                let some = move |db: &rusqlite::Connection| {
                    lapse(&mut SqliteDepot::new(db, depot), now, JOB_MAX)
                };
                let ended = self.writer.run(some).await?;
                all = all.saturating_add(ended);
                if ended < JOB_MAX {
                    break;
                }
            }
        }
        Ok(all)
    }
}

/// The communities where a deadline has passed.
fn due(db: &rusqlite::Connection, now: UnixMillis) -> Result<Vec<CommunityId>, DbError> {
    let mut due = Vec::new();
    for (community, _) in communities(db)? {
        let row = SqliteDepot::new(db, community.clone()).row(&Key::Holds)?;
        if let Some(Record::Holds(holds)) = row.and_then(|row| row.record)
            && holds.open.first().is_some_and(|hold| hold.until <= now)
        {
            due.push(community);
        }
    }
    Ok(due)
}
