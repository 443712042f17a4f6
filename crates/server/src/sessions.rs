//! Sessions: who a cookie stands for.
//!
//! The one rule to know: a cookie holds `community.token`; only the SHA-256 of the token is kept.
//! A session lasts 180 days from its last use and is noted as used once a day.

use crate::db::cards::{Member, Session, end_session, find_session, open_session, touch_session};
use crate::db::{Books, DbError, Readers, Writer};
use crate::world::World;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a session lasts after its last use.
pub const LASTS: Duration = Duration::from_hours(180 * 24);
/// How often its use is written down. Units: milliseconds.
const TOUCH_MILLIS: i64 = 24 * 3_600 * 1_000;
/// Sessions remembered in memory. Units: sessions; some 200 bytes each.
const REMEMBERED_MAX: usize = 50_000;

/// What a cookie holds.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    community: CommunityId,
    secret: [u8; 32],
}

impl Token {
    /// Reads what a cookie holds.
    pub fn read(text: &str) -> Option<Self> {
        let (community, secret) = text.rsplit_once('.')?;
        let chain: sync::identity::Chain = secret.parse().ok()?;
        Some(Self {
            community: community.parse().ok()?,
            secret: chain.0,
        })
    }

    /// One that is given.
    pub(crate) fn of(community: CommunityId, secret: [u8; 32]) -> Self {
        Self { community, secret }
    }

    /// Whose it says it is.
    pub fn community(&self) -> &CommunityId {
        &self.community
    }

    /// Writes it into a cookie.
    pub fn write(&self) -> String {
        format!("{}.{}", self.community, sync::identity::Chain(self.secret))
    }

    /// What is stored of it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }

    /// A fresh one.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn fresh(world: &World, community: CommunityId) -> Result<Self, DbError> {
        Ok(Self::of(community, world.random()?))
    }
}

type Remembered = HashMap<(CommunityId, [u8; 32]), Session>;

/// The sessions of one server.
#[derive(Clone)]
pub struct Sessions {
    readers: Readers,
    writer: Writer,
    world: World,
    remembered: Arc<Mutex<Remembered>>,
}

impl Sessions {
    /// The sessions in a database.
    pub fn new(readers: Readers, writer: Writer, world: World) -> Self {
        Self {
            readers,
            writer,
            world,
            remembered: Arc::default(),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Remembered) -> T) -> T {
        let mut remembered = self
            .remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        work(&mut remembered)
    }

    /// Signs somebody in: the token their cookie is to hold.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn open(&self, member: Member) -> Result<Token, DbError> {
        let token = Token::fresh(&self.world, member.community.clone())?;
        let hash = token.hash();
        let session = Session {
            member,
            seen_at: self.world.now(),
        };
        let work = move |books: &mut Books<'_>| open_session(books.db(), &hash, &session);
        self.writer.run(work).await?;
        Ok(token)
    }

    /// Who a token stands for; none when its session has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn member(&self, token: &Token) -> Result<Option<Member>, DbError> {
        let key = (token.community.clone(), token.hash());
        let known = self.with(|remembered| remembered.get(&key).cloned());
        let session = if let Some(session) = known {
            session
        } else {
            let (community, hash) = key.clone();
            let read = move |db: &rusqlite::Connection| find_session(db, &community, &hash);
            let Some(session) = self.readers.run_small(read).await? else {
                return Ok(None);
            };
            // Of staff each use is looked up: who works here no more is out at once.
            if session.member.household.is_some() {
                self.remember(key.clone(), session.clone());
            }
            session
        };
        let now = self.world.now();
        let age = now.0.saturating_sub(session.seen_at.0);
        if u128::try_from(age).unwrap_or(0) >= LASTS.as_millis() {
            return Ok(None);
        }
        if age >= TOUCH_MILLIS {
            self.touch(key, session.clone(), now).await?;
        }
        Ok(Some(session.member))
    }

    fn remember(&self, key: (CommunityId, [u8; 32]), session: Session) {
        self.with(|remembered| {
            if remembered.len() >= REMEMBERED_MAX {
                remembered.clear();
            }
            remembered.insert(key, session);
        });
    }

    async fn touch(
        &self,
        key: (CommunityId, [u8; 32]),
        session: Session,
        now: UnixMillis,
    ) -> Result<(), DbError> {
        let (community, hash) = key.clone();
        let work = move |books: &mut Books<'_>| touch_session(books.db(), &community, &hash, now);
        self.writer.run(work).await?;
        let seen = Session {
            seen_at: now,
            ..session
        };
        self.remember(key, seen);
        Ok(())
    }

    /// Signs somebody out.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn end(&self, token: &Token) -> Result<(), DbError> {
        let key = (token.community.clone(), token.hash());
        let (community, hash) = key.clone();
        let work = move |books: &mut Books<'_>| end_session(books.db(), &community, &hash);
        self.writer.run(work).await?;
        self.with(|remembered| remembered.remove(&key));
        Ok(())
    }
}
