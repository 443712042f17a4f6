//! Private addresses of calendars, as rows, and the records that calendars are made of.
//!
//! The one rule to know: what an address holds is never stored; only its hash is.

use super::DbError;
use rules::id::{CommunityId, ResidentId};
use rules::key::{Key, Scope};
use rules::record::Record;
use rules::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, Params, params};

/// Keeps the address of a resident; the one they had leads nowhere from now on.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &Connection,
    (community, resident): (&CommunityId, &ResidentId),
    secret_hash: &[u8; 32],
    made_at: UnixMillis,
) -> Result<(), DbError> {
    db.prepare_cached(
        "INSERT INTO calendars (community, resident, secret_hash, made_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (community, resident)
         DO UPDATE SET secret_hash = excluded.secret_hash, made_at = excluded.made_at",
    )?
    .execute(params![
        community.as_str(),
        resident.as_str(),
        secret_hash,
        made_at.0
    ])?;
    Ok(())
}

/// When a resident's address was made; none where they have none.
///
/// # Errors
/// When the database fails.
pub fn made_at(
    db: &Connection,
    (community, resident): (&CommunityId, &ResidentId),
) -> Result<Option<UnixMillis>, DbError> {
    let sql = "SELECT made_at FROM calendars WHERE community = ?1 AND resident = ?2";
    let found = db
        .prepare_cached(sql)?
        .query_row([community.as_str(), resident.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found.map(UnixMillis))
}

/// Whose address this is.
///
/// # Errors
/// When the database fails.
pub fn whose(
    db: &Connection,
    secret_hash: &[u8; 32],
) -> Result<Option<(CommunityId, ResidentId)>, DbError> {
    let found = db
        .prepare_cached("SELECT community, resident FROM calendars WHERE secret_hash = ?1")?
        .query_row([secret_hash], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    let Some((community, resident)) = found else {
        return Ok(None);
    };
    let unreadable = |_| DbError::Unreadable { table: "calendars" };
    let community = community.parse().map_err(unreadable)?;
    Ok(Some((community, resident.parse().map_err(unreadable)?)))
}

/// Withdraws a resident's address; whoever has none has none all the more.
///
/// # Errors
/// When the database fails.
pub fn withdraw(
    db: &Connection,
    (community, resident): (&CommunityId, &ResidentId),
) -> Result<(), DbError> {
    db.prepare_cached("DELETE FROM calendars WHERE community = ?1 AND resident = ?2")?
        .execute([community.as_str(), resident.as_str()])?;
    Ok(())
}

/// A record with its key and its revision.
pub type Found = (Key, u64, Record);

/// Every record of one kind, by the word its keys begin with.
///
/// # Errors
/// When the database fails, or a row does not read.
pub fn of_kind(
    db: &Connection,
    community: &CommunityId,
    kind: &'static str,
) -> Result<Vec<Found>, DbError> {
    let sql = "SELECT key, rev, data FROM records
               WHERE community = ?1 AND key >= ?2 || '/' AND key < ?2 || '0' AND data IS NOT NULL";
    rows(db, sql, params![community.as_str(), kind])
}

/// Every registration of one household.
///
/// # Errors
/// When the database fails, or a row does not read.
pub fn registrations_in(
    db: &Connection,
    community: &CommunityId,
    scope: &Scope,
) -> Result<Vec<Found>, DbError> {
    let sql = "SELECT key, rev, data FROM records
               WHERE community = ?1 AND scope = ?2 AND key GLOB 'registration/*'
                 AND data IS NOT NULL";
    rows(db, sql, params![community.as_str(), scope.to_string()])
}

fn rows(db: &Connection, sql: &str, asked: impl Params) -> Result<Vec<Found>, DbError> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(asked, |row| {
        let rev: i64 = row.get(1)?;
        Ok((row.get::<_, String>(0)?, rev, row.get::<_, String>(2)?))
    })?;
    rows.map(|row| {
        let (key, rev, data) = row?;
        let unreadable = || DbError::Unreadable { table: "records" };
        Ok((
            key.parse().map_err(|_| unreadable())?,
            u64::try_from(rev).map_err(|_| unreadable())?,
            serde_json::from_str(&data).map_err(|_| unreadable())?,
        ))
    })
    .collect()
}

/// The newest revision of what a public calendar is made of: seats are not.
///
/// # Errors
/// When the database fails.
pub fn newest_public(db: &Connection, community: &CommunityId) -> Result<u64, DbError> {
    let sql = "SELECT rev FROM records
               WHERE community = ?1 AND scope = 'public' AND key NOT GLOB 'seats/*'
               ORDER BY rev DESC LIMIT 1";
    let found: Option<i64> = db
        .prepare_cached(sql)?
        .query_row([community.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found.and_then(|rev| u64::try_from(rev).ok()).unwrap_or(0))
}
