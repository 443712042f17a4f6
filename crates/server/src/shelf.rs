//! The shelf of the server: first pages of what is public, packed as small as brotli can.
//!
//! The one rule to know: packing takes seconds, so it never stands in a request's way: a page is
//! packed beside, one at a time, and whoever comes before it is there is answered as ever.
//!
//! Deliberately absent: keeping it on disk. A start packs anew.

mod packing;

use crate::db::{DbError, Readers, SqliteDepot};
use crate::world::World;
use axum::body::Bytes;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use sync::authority::{Shelf, shelve};
use sync::depot::{Depot, Head};
use sync::wire::Feed;

/// How old a page may grow before it is made anew. Units: milliseconds. Whoever takes an old one
/// asks for what came since with their next request; packing is some seconds of one core.
const AGE_MILLIS_MAX: i64 = 600_000;
/// How long packing waits. A server that has just started, or was just asked, has better to do.
const CALM: Duration = Duration::from_secs(10);

/// A page on the shelf.
struct Packed {
    shelf: Shelf,
    bytes: Vec<u8>,
    made_at: UnixMillis,
}

#[derive(Default)]
struct Kept {
    pages: BTreeMap<CommunityId, Arc<Packed>>,
    is_packing: bool,
}

/// All first pages. Clones are the same.
#[derive(Clone)]
pub struct Shelves {
    kept: Arc<Mutex<Kept>>,
    readers: Readers,
    world: World,
}

/// Why a page was not packed.
#[derive(Debug, thiserror::Error)]
enum PackError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Packing(#[from] std::io::Error),
    #[error("the packing did not end well")]
    Panicked,
}

impl Shelves {
    /// An empty shelf.
    pub fn new(readers: Readers, world: World) -> Self {
        Self {
            kept: Arc::default(),
            readers,
            world,
        }
    }

    /// The first page of a community: what the answer says around it, and the whole answer packed
    /// once that is written. None where no page is there yet, or it is of another life.
    ///
    /// # Errors
    /// [`DbError::UnknownCommunity`], or whatever the database fails with.
    pub async fn first_page(&self, community: &CommunityId) -> Result<Option<First>, DbError> {
        let asked = community.clone();
        let read = move |db: &rusqlite::Connection| SqliteDepot::new(db, asked).head();
        let head = self.readers.run_small(read).await?;
        let page = self.kept().pages.get(community).cloned();
        let is_fresh = page.as_ref().is_some_and(|page| self.is_fresh(page, &head));
        if !is_fresh {
            self.make(community.clone());
        }
        Ok(page.and_then(|page| {
            let feed = page.shelf.feed_for(&head)?;
            Some(First { feed, page })
        }))
    }

    /// How many pages are there for whoever comes now.
    pub fn ready(&self) -> usize {
        self.kept().pages.len()
    }

    /// Makes the page of a community anew in a while, beside everything else, unless one is being
    /// made.
    pub fn make(&self, community: CommunityId) {
        if std::mem::replace(&mut self.kept().is_packing, true) {
            return;
        }
        let shelves = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(CALM).await;
            shelves.make_now(community).await;
            shelves.kept().is_packing = false;
        });
    }

    /// Makes the page of a community anew. One that cannot be made leaves what was there.
    pub async fn make_now(&self, community: CommunityId) {
        match self.pack(community.clone()).await {
            Ok(page) => {
                self.kept().pages.insert(community, Arc::new(page));
            }
            Err(PackError::Db(DbError::UnknownCommunity)) => {}
            Err(error) => tracing::warn!(%error, "the first page was not packed"),
        }
    }

    async fn pack(&self, community: CommunityId) -> Result<Packed, PackError> {
        let made_at = self.world.now();
        let read = move |db: &rusqlite::Connection| {
            shelve(&mut SqliteDepot::new(db, community.clone()), &community)
        };
        let mut page = self.readers.run(read).await?;
        let changes = page.take_changes();
        let packing = tokio::task::spawn_blocking(move || packing::pack(changes));
        let bytes = packing.await.map_err(|_| PackError::Panicked)??;
        Ok(Packed {
            shelf: page,
            bytes,
            made_at,
        })
    }

    fn is_fresh(&self, page: &Packed, head: &Head) -> bool {
        let age = self.world.now().0.saturating_sub(page.made_at.0);
        match page.shelf.behind(head) {
            None => false,
            Some(behind) => behind == 0 || age < AGE_MILLIS_MAX,
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A first page on its way: the answer's feed without its changes, which are packed already.
pub struct First {
    feed: Feed,
    page: Arc<Packed>,
}

impl First {
    /// The whole answer, packed.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn answer(&self, server_time: UnixMillis) -> Result<Bytes, serde_json::Error> {
        packing::answer(&self.page.bytes, &self.feed, server_time)
    }
}
