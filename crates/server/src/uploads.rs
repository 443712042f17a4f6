//! Files that staff bring in at the desk: looked at, and taken.
//!
//! The one rule to know: one at a time, off the threads that answer; whoever comes meanwhile is told
//! so at once. Once a file is whole here, its work goes on even when whoever sent it is gone: what
//! is begun is ended, and the next look says what it did.
//!
//! Deliberately absent: who may (`rules::publish`); how a file reads (`programme`); writing
//! ([`crate::import`], the same as the command's).

use crate::config::Config;
use crate::db::{DbError, open, open_to_read};
use crate::import::{self, ImportError, Taking};
use crate::world::World;
use axum::body::Bytes;
use programme::feed::{File, Profile, ProfileError};
use rules::id::CommunityId;
use rules::publish::Bringer;
use std::path::PathBuf;
use std::sync::Arc;
use sync::upload::{Answer, Reads};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Files that may be on their way at once: each is in memory.
const COMING_MAX: usize = 4;

/// Why nothing is known of a file.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A profile of our own does not read.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// There is no such profile.
    #[error("no profile of this name")]
    NoProfile,
    /// A name was said beside a file, which the desk never does.
    #[error(transparent)]
    Named(Box<ImportError>),
}

/// What is asked about a file.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The community it goes into.
    pub community: CommunityId,
    /// How it is read.
    pub reads: Reads,
    /// Who brings it in, and the digest of what they have seen; none who only looks.
    pub take: Option<(Bringer, String)>,
}

/// The files of one server.
#[derive(Debug, Clone)]
pub struct Uploads {
    data: PathBuf,
    pages_max: Option<u32>,
    world: World,
    coming: Arc<Semaphore>,
    turn: Arc<Semaphore>,
}

impl Uploads {
    /// None is on its way.
    pub fn new(config: &Config, world: World) -> Self {
        Self {
            data: config.data.clone(),
            pages_max: config.pages_max,
            world,
            coming: Arc::new(Semaphore::new(COMING_MAX)),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Leave for a file to come; none when too many are on their way.
    pub fn admit(&self) -> Option<OwnedSemaphorePermit> {
        self.coming.clone().try_acquire_owned().ok()
    }

    /// Looks at a file or takes it.
    ///
    /// # Errors
    /// When the database fails. What a file itself is to blame for is an answer.
    pub async fn run(&self, asked: Asked, file: Bytes) -> Result<Answer, UploadError> {
        let Ok(turn) = self.turn.clone().try_acquire_owned() else {
            return Ok(Answer::UnderWay);
        };
        let uploads = self.clone();
        let work = tokio::task::spawn_blocking(move || {
            // The turn is given back when the work ends, not when nobody waits for it any more.
            let _turn = turn;
            uploads.work(&asked, &file)
        });
        work.await.unwrap_or(Err(DbError::Panicked.into()))
    }

    fn work(&self, asked: &Asked, file: &[u8]) -> Result<Answer, UploadError> {
        let profile = Profile::named(asked.reads.name()).ok_or(UploadError::NoProfile)??;
        let profile = profile.into_community(asked.community.clone(), None);
        let files = [File {
            name: "",
            bytes: file,
        }];
        let done = match &asked.take {
            None => {
                let db = open_to_read(&self.data)?;
                import::preview(Some(&db), self.world.now(), &profile, &files)
                    .map(|plan| Answer::Preview(Box::new(plan.told())))
            }
            Some((by, digest)) => {
                let db = open(&self.data)?;
                if let Some(pages) = self.pages_max {
                    db.pragma_update(None, "max_page_count", pages)
                        .map_err(DbError::from)?;
                }
                let taking = import::take(&db, &self.world, (by, digest), (&profile, &files));
                taking.map(|taking| match taking {
                    Taking::Done(imported) => Answer::Taken(imported.told()),
                    Taking::Differs(plan) => Answer::Differs(Box::new(plan.told())),
                })
            }
        };
        match done {
            Ok(answer) => Ok(answer),
            Err(ImportError::Feed(error)) => Ok(Answer::Unread(import::of_feed(&error))),
            Err(ImportError::UnderWay) => Ok(Answer::UnderWay),
            Err(ImportError::Db(error)) => Err(error.into()),
            Err(error @ ImportError::NamedOtherwise { .. }) => {
                Err(UploadError::Named(Box::new(error)))
            }
        }
    }
}
