//! Member cards and sessions, as rows.
//!
//! The one rule to know: neither a PIN nor what a cookie holds is ever stored; only hashes are.

use super::DbError;
use rules::Actor;
use rules::id::{CommunityId, HouseholdId, ResidentId};
use rules::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// Who somebody is, once they are signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their community.
    pub community: CommunityId,
    /// The resident, or who of the staff.
    pub resident: ResidentId,
    /// Their household; absent for staff, who act for the community.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
}

impl Member {
    /// Who they are in a community: themselves at home, nobody elsewhere. Ids of residents are a
    /// community's own, so another community's may look the same.
    pub fn actor_in(&self, community: &CommunityId) -> Actor {
        if *community == self.community {
            Actor::signed_in(self.resident.clone(), self.household.clone())
        } else {
            Actor::Anonymous
        }
    }
}

/// A card as stored.
#[derive(Debug, Clone)]
pub struct Card {
    /// Whose it is.
    pub member: Member,
    /// The hash of its PIN, in PHC form.
    pub pin_hash: String,
}

/// Keeps a card; a number that is taken is taken over only by the same resident.
///
/// # Errors
/// When the database fails, or the number is another's.
pub fn put(db: &Connection, number: &str, card: &Card) -> Result<(), DbError> {
    db.prepare_cached(
        "INSERT INTO cards (community, member, pin_hash, resident, household)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (community, member) DO UPDATE SET pin_hash = excluded.pin_hash
         WHERE resident = excluded.resident",
    )?
    .execute(params![
        card.member.community.as_str(),
        number,
        card.pin_hash,
        card.member.resident.as_str(),
        card.member.household.as_ref().map(HouseholdId::as_str),
    ])?;
    Ok(())
}

/// Finds a card by the number printed on it.
///
/// # Errors
/// When the database fails.
pub fn find(db: &Connection, number: &str) -> Result<Option<Card>, DbError> {
    let found = db
        .prepare_cached(
            "SELECT community, resident, household, pin_hash FROM cards WHERE member = ?1",
        )?
        .query_row([number], |row| {
            let text = |at: usize| row.get::<_, String>(at);
            Ok((text(0)?, text(1)?, row.get(2)?, text(3)?))
        })
        .optional()?;
    let Some((community, resident, household, pin_hash)) = found else {
        return Ok(None);
    };
    Ok(Some(Card {
        member: member("cards", (&community, &resident, household))?,
        pin_hash,
    }))
}

/// Voids whatever cards somebody has, and ends all their sessions.
///
/// # Errors
/// When the database fails.
pub fn void(db: &Connection, community: &CommunityId, who: &ResidentId) -> Result<(), DbError> {
    for sql in [
        "DELETE FROM cards WHERE community = ?1 AND resident = ?2",
        "DELETE FROM sessions WHERE community = ?1 AND resident = ?2",
    ] {
        db.execute(sql, params![community.as_str(), who.as_str()])?;
    }
    Ok(())
}

fn member(
    table: &'static str,
    (community, resident, household): (&str, &str, Option<String>),
) -> Result<Member, DbError> {
    let unreadable = |_| DbError::Unreadable { table };
    Ok(Member {
        community: community.parse().map_err(unreadable)?,
        resident: resident.parse().map_err(unreadable)?,
        household: household
            .map(|household| household.parse().map_err(unreadable))
            .transpose()?,
    })
}

/// A session as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub member: Member,
    /// When it was last used, to about a day.
    pub seen_at: UnixMillis,
}

/// Opens a session.
///
/// # Errors
/// When the database fails.
pub fn open_session(
    db: &Connection,
    token_hash: &[u8; 32],
    session: &Session,
) -> Result<(), DbError> {
    db.prepare_cached(
        "INSERT INTO sessions (community, token_hash, resident, household, seen_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        session.member.community.as_str(),
        token_hash,
        session.member.resident.as_str(),
        session.member.household.as_ref().map(HouseholdId::as_str),
        session.seen_at.0,
    ])?;
    Ok(())
}

/// Finds a session, however old it is.
///
/// # Errors
/// When the database fails.
pub fn find_session(
    db: &Connection,
    community: &CommunityId,
    token_hash: &[u8; 32],
) -> Result<Option<Session>, DbError> {
    let found = db
        .prepare_cached(
            "SELECT resident, household, seen_at FROM sessions
             WHERE community = ?1 AND token_hash = ?2",
        )?
        .query_row(params![community.as_str(), token_hash], |row| {
            let seen_at: i64 = row.get(2)?;
            let household: Option<String> = row.get(1)?;
            Ok((row.get::<_, String>(0)?, household, seen_at))
        })
        .optional()?;
    let Some((resident, household, seen_at)) = found else {
        return Ok(None);
    };
    Ok(Some(Session {
        member: member("sessions", (community.as_str(), &resident, household))?,
        seen_at: UnixMillis(seen_at),
    }))
}

/// Notes that a session was used.
///
/// # Errors
/// When the database fails.
pub fn touch_session(
    db: &Connection,
    community: &CommunityId,
    token_hash: &[u8; 32],
    seen_at: UnixMillis,
) -> Result<(), DbError> {
    db.prepare_cached(
        "UPDATE sessions SET seen_at = max(seen_at, ?3) WHERE community = ?1 AND token_hash = ?2",
    )?
    .execute(params![community.as_str(), token_hash, seen_at.0])?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub fn end_session(
    db: &Connection,
    community: &CommunityId,
    token_hash: &[u8; 32],
) -> Result<(), DbError> {
    db.prepare_cached("DELETE FROM sessions WHERE community = ?1 AND token_hash = ?2")?
        .execute(params![community.as_str(), token_hash])?;
    Ok(())
}

/// Throws away sessions that were last used before a moment, at most so many, and says how many.
///
/// # Errors
/// When the database fails.
pub fn prune_sessions(db: &Connection, before: UnixMillis, limit: u32) -> Result<usize, DbError> {
    let mut statement = db.prepare_cached(
        "DELETE FROM sessions WHERE (community, token_hash) IN
             (SELECT community, token_hash FROM sessions WHERE seen_at <= ?1 LIMIT ?2)",
    )?;
    Ok(statement.execute(params![before.0, limit])?)
}
