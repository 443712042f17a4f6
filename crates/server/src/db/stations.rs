//! Stations, as rows.
//!
//! The one rule to know: neither what a station's cookie holds nor the code that enrols it is ever
//! stored; only hashes are.

use super::DbError;
use rules::id::{CommunityId, PlaceId};
use rules::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// What it is called; no two of a community are called the same.
    pub name: String,
    /// Where it stands.
    pub place: PlaceId,
    /// Since when a browser is this station; none while none is.
    pub enrolled_at: Option<UnixMillis>,
}

const UNREADABLE: DbError = DbError::Unreadable { table: "stations" };

/// The place and the rest of a row that begins with name, place and moment.
fn station(row: &Row<'_>) -> rusqlite::Result<(String, String, Option<i64>)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn read((name, place, enrolled_at): (String, String, Option<i64>)) -> Result<Station, DbError> {
    Ok(Station {
        name,
        place: place.parse().map_err(|_| UNREADABLE)?,
        enrolled_at: enrolled_at.map(UnixMillis),
    })
}

/// Writes down a station and the code that enrols it until then. One of that name stands elsewhere
/// from now on; the browser that is it stays so until the code is used.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &Connection,
    community: &CommunityId,
    (name, place): (&str, &PlaceId),
    (code_hash, until): (&[u8; 32], UnixMillis),
) -> Result<(), DbError> {
    db.execute(
        "INSERT INTO stations (community, name, place, code_hash, code_until)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (community, name) DO UPDATE SET place = excluded.place,
             code_hash = excluded.code_hash, code_until = excluded.code_until",
        params![community.as_str(), name, place.as_str(), code_hash, until.0],
    )?;
    Ok(())
}

/// Whether a code enrols some station, good still or not any more.
///
/// # Errors
/// When the database fails.
pub fn has_code(db: &Connection, code_hash: &[u8; 32]) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM stations WHERE code_hash = ?1";
    let found = db.query_row(sql, [code_hash], |_| Ok(())).optional()?;
    Ok(found.is_some())
}

/// Uses a code, once: the community whose station the browser with this secret is from now on; none
/// where no such code is good. Whatever browser was that station is none any more.
///
/// # Errors
/// When the database fails.
pub fn enrol(
    db: &Connection,
    code_hash: &[u8; 32],
    (secret_hash, now): (&[u8; 32], UnixMillis),
) -> Result<Option<CommunityId>, DbError> {
    let sql = "UPDATE stations SET secret_hash = ?2, enrolled_at = ?3, code_hash = NULL,
                   code_until = NULL
               WHERE code_hash = ?1 AND code_until > ?3 RETURNING community";
    let found: Option<String> = db
        .prepare_cached(sql)?
        .query_row(params![code_hash, secret_hash, now.0], |row| row.get(0))
        .optional()?;
    let parsed = found.map(|community| community.parse().map_err(|_| UNREADABLE));
    parsed.transpose()
}

/// The station of a community with this secret.
///
/// # Errors
/// When the database fails.
pub fn find(
    db: &Connection,
    community: &CommunityId,
    secret_hash: &[u8; 32],
) -> Result<Option<Station>, DbError> {
    let sql = "SELECT name, place, enrolled_at FROM stations
               WHERE secret_hash = ?2 AND community = ?1";
    let found = db
        .prepare_cached(sql)?
        .query_row(params![community.as_str(), secret_hash], station)
        .optional()?;
    found.map(read).transpose()
}

/// All of a community.
///
/// # Errors
/// When the database fails.
pub fn all(db: &Connection, community: &CommunityId) -> Result<Vec<Station>, DbError> {
    let sql = "SELECT name, place, enrolled_at FROM stations WHERE community = ?1 ORDER BY name";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([community.as_str()], station)?;
    rows.map(|row| read(row?)).collect()
}

/// Ends a station: whatever browser was it is a phone like any other. Whether there was one.
///
/// # Errors
/// When the database fails.
pub fn end(db: &Connection, community: &CommunityId, name: &str) -> Result<bool, DbError> {
    let sql = "DELETE FROM stations WHERE community = ?1 AND name = ?2";
    Ok(db.execute(sql, [community.as_str(), name])? > 0)
}
