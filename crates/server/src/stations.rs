//! Stations: kiosks of a community, which the server knows by what their browser holds.
//!
//! The one rule to know: a device is a station because it holds a secret that the server gave it for
//! a code, once; nothing it says of itself makes it one. Code and secret are stored as hashes.
//!
//! Deliberately absent: what follows from being one; that is the rules' ([`rules::Origin`]). Ending
//! an enrolment at the station itself: whoever stands before it may be anybody.

use crate::db::stations::{Station, all, end, has_code, put};
use crate::db::{DbError, stations};
use crate::enrol::{EnrolError, digits, known};
use crate::homes::{HomeError, venue};
use crate::sessions::Token;
use crate::world::{NoRandomness, World};
use rules::id::CommunityId;
use rules::time::UnixMillis;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// For how long a code is good: the walk from the office to the kiosk, and a phone call on the way.
pub const CODE_LASTS: Duration = Duration::from_mins(30);
/// For how long a browser stays a station: the longest that browsers keep a cookie.
pub const LASTS: Duration = Duration::from_hours(400 * 24);
/// Digits of a code. One address has some ten tries while it is good, of a hundred million.
pub const CODE_DIGITS: usize = 8;
/// The longest name. Units: characters.
const NAME_CHARS_MAX: usize = 40;
/// Attempts to find a code that is not in use.
const TRIES_MAX: u32 = 100;

/// Why a station was not made or ended.
#[derive(Debug, thiserror::Error)]
pub enum StationError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The community is not known.
    #[error(transparent)]
    Community(#[from] EnrolError),
    /// The place is not known.
    #[error(transparent)]
    Place(#[from] HomeError),
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// A station needs a name.
    #[error("a station needs a name of at most {NAME_CHARS_MAX} characters")]
    Name,
    /// No code was free.
    #[error("no free code was found")]
    CodesExhausted,
    /// There is none.
    #[error("no station of {0} is called so")]
    None(CommunityId),
}

/// Makes a station of this name at a place, and the code that makes a browser it. One of that name
/// gets another code, and stays what it is until that is used.
///
/// # Errors
/// When the community or the place is not known, the name is none, or the database fails.
pub fn add(
    db: &Connection,
    (world, community): (&World, &CommunityId),
    name: &str,
    place: &str,
) -> Result<String, StationError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(StationError::Name);
    }
    known(db, community)?;
    let place = venue(db, community, place)?;
    let lasts = i64::try_from(CODE_LASTS.as_millis()).unwrap_or(0);
    let until = world.now().plus_millis(lasts);
    for _try in 0..TRIES_MAX {
        let code = digits(world, CODE_DIGITS)?;
        let hash = hash_of(&code);
        if !has_code(db, &hash)? {
            put(db, community, (name, &place), (&hash, until))?;
            return Ok(code);
        }
    }
    Err(StationError::CodesExhausted)
}

/// Ends a station, at once.
///
/// # Errors
/// When none is called so, or the database fails.
pub fn revoke(db: &Connection, community: &CommunityId, name: &str) -> Result<(), StationError> {
    if end(db, community, name.trim())? {
        return Ok(());
    }
    Err(StationError::None(community.clone()))
}

/// The stations of a community.
///
/// # Errors
/// When the community is not known, or the database fails.
pub fn list(db: &Connection, community: &CommunityId) -> Result<Vec<Station>, StationError> {
    known(db, community)?;
    Ok(all(db, community)?)
}

/// Uses a code: what the browser's cookie is to hold from now on; none where no such code is good.
///
/// # Errors
/// When the database fails.
pub fn enrol(
    db: &Connection,
    code: &str,
    (secret, now): ([u8; 32], UnixMillis),
) -> Result<Option<Token>, DbError> {
    let secret_hash = Sha256::digest(secret).into();
    let community = stations::enrol(db, &hash_of(code), (&secret_hash, now))?;
    Ok(community.map(|community| Token::of(community, secret)))
}

/// The station whose cookie holds this; none where it never was one's, or is not any more.
///
/// # Errors
/// When the database fails.
pub fn find(db: &Connection, token: &Token) -> Result<Option<Station>, DbError> {
    stations::find(db, token.community(), &token.hash())
}

fn hash_of(code: &str) -> [u8; 32] {
    Sha256::digest(code).into()
}
