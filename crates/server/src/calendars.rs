//! Calendars for programs that ask by themselves: a community's, and a household's own.
//!
//! The one rule to know: a community's is made at most once a minute and only when it changed; a
//! household's own is made anew for each who asks, so that nothing of it is kept in memory.
//!
//! Deliberately absent: what an event says (`calendar`).

mod own;
mod programme;

pub use own::{Secret, own};

use crate::db::calendars::newest_public;
use crate::db::{DbError, Readers};
use crate::world::World;
use calendar::{Calendar, Event, Tongue, write};
use rules::civil::Date;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// For how long a community's calendar is served without a look at the records. Units:
/// milliseconds. Calendars ask every six hours, so nobody notices.
const LOOK_MILLIS: i64 = 60_000;

/// A calendar as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The file.
    pub body: String,
    /// Names what it says; not when it was made.
    pub etag: String,
}

impl Made {
    /// Writes a calendar now.
    fn of(head: &Calendar<'_>, events: &[Event]) -> Self {
        let timeless = Calendar {
            made: UnixMillis(0),
            ..*head
        };
        let digest: [u8; 32] = Sha256::digest(write(&timeless, events)).into();
        Self {
            body: write(head, events),
            etag: format!("W/\"{}\"", sync::identity::Chain(digest)),
        }
    }
}

#[derive(Debug)]
struct Kept {
    /// What it was made of: the newest revision, and the first day of its stretch.
    of: (u64, Date),
    looked_at: UnixMillis,
    made: Arc<Made>,
}

/// The calendars of the communities, as they were made last.
#[derive(Debug, Clone, Default)]
pub struct Calendars {
    // Two for each community that is known here, and no more.
    kept: Arc<Mutex<HashMap<(CommunityId, Tongue), Kept>>>,
    origin: Arc<str>,
}

impl Calendars {
    /// Calendars of a server that is reached at an origin; empty where nobody said at which.
    pub fn new(origin: &str) -> Self {
        Self {
            kept: Arc::default(),
            origin: origin.into(),
        }
    }

    /// Where this server is reached; empty where nobody said.
    pub fn origin(&self) -> Arc<str> {
        self.origin.clone()
    }

    /// The calendar of a community; none where it is not known here.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn of_community(
        &self,
        (readers, world): (&Readers, &World),
        community: CommunityId,
        tongue: Tongue,
    ) -> Result<Option<Arc<Made>>, DbError> {
        let mut all = self.kept.lock().await;
        let now = world.now();
        let key = (community.clone(), tongue);
        let kept = all.get(&key);
        if let Some(kept) = kept
            && now.0.saturating_sub(kept.looked_at.0) < LOOK_MILLIS
        {
            return Ok(Some(kept.made.clone()));
        }
        let before = kept.map(|kept| (kept.of, kept.made.clone()));
        let origin = self.origin.clone();
        let read = move |db: &rusqlite::Connection| {
            let Some(told) = programme::head(db, &community)? else {
                return Ok(None);
            };
            let of = (newest_public(db, &community)?, told.today(now));
            if let Some((was, made)) = before
                && was == of
            {
                return Ok(Some((of, made)));
            }
            let made = programme::make(db, &told, (tongue, &origin), now)?;
            Ok(Some((of, Arc::new(made))))
        };
        let Some((of, made)) = readers.run(read).await? else {
            return Ok(None);
        };
        let kept = Kept {
            of,
            looked_at: now,
            made: made.clone(),
        };
        all.insert(key, kept);
        Ok(Some(made))
    }
}
