//! One community's storage as the authority needs it, on an SQLite connection.
//!
//! The one rule to know: a depot lives inside one transaction and forgets its head with it; who
//! holds the connection begins, commits and rolls back.

use super::{DbError, journal};
use rules::id::CommunityId;
use rules::key::{Key, Scope};
use rules::record::Record;
use rules::time::UnixMillis;
use rusqlite::{Connection, OptionalExtension, params};
use sync::authority::DrawSecret;
use sync::depot::{Depot, Head, Line, Row, Verdict};
use sync::identity::{Chain, Device, Epoch, FeedEpoch, Fingerprint, IntentId};
use sync::wire::{Body, Change};

/// One community inside one transaction.
#[derive(Debug)]
pub struct SqliteDepot<'c> {
    db: &'c Connection,
    community: CommunityId,
    head: Option<Head>,
}

impl<'c> SqliteDepot<'c> {
    /// A depot over a connection whose transaction has begun.
    pub fn new(db: &'c Connection, community: CommunityId) -> Self {
        Self {
            db,
            community,
            head: None,
        }
    }
}

/// What the seeds of this server's draws follow from.
///
/// # Errors
/// When the database fails.
pub fn draw_secret(db: &Connection) -> Result<DrawSecret, DbError> {
    let value = db
        .prepare_cached("SELECT value FROM secrets WHERE name = 'draws'")?
        .query_row([], |row| row.get::<_, [u8; 32]>(0))?;
    Ok(DrawSecret(value))
}

/// Whether any intent of a community was settled before a moment. Walks over all there are.
///
/// # Errors
/// When the database fails.
pub fn has_verdicts_before(
    db: &Connection,
    community: &CommunityId,
    before: UnixMillis,
) -> Result<bool, DbError> {
    let found = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM verdicts WHERE community = ?1 AND settled_at < ?2)",
        )?
        .query_row(params![community.as_str(), before.0], |row| row.get(0))?;
    Ok(found)
}

fn unreadable(table: &'static str) -> DbError {
    DbError::Unreadable { table }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64, table: &'static str) -> Result<u64, DbError> {
    u64::try_from(number).map_err(|_| unreadable(table))
}

impl Depot for SqliteDepot<'_> {
    type Error = DbError;

    fn head(&mut self) -> Result<Head, DbError> {
        if let Some(head) = self.head {
            return Ok(head);
        }
        let found = self
            .db
            .prepare_cached(
                "SELECT feed_epoch, rev, line, chain FROM communities WHERE community = ?1",
            )?
            .query_row([self.community.as_str()], |row| {
                let chain: [u8; 32] = row.get(3)?;
                let feed_epoch: [u8; 8] = row.get(0)?;
                Ok((
                    feed_epoch,
                    row.get::<_, i64>(1)?,
                    row.get::<_, i64>(2)?,
                    chain,
                ))
            })
            .optional()?;
        let (feed_epoch, rev, line, chain) = found.ok_or(DbError::UnknownCommunity)?;
        let head = Head {
            feed_epoch: FeedEpoch(feed_epoch),
            rev: unsigned(rev, "communities")?,
            line: unsigned(line, "communities")?,
            chain: Chain(chain),
        };
        self.head = Some(head);
        Ok(head)
    }

    fn set_head(&mut self, head: &Head) -> Result<(), DbError> {
        if self.head.as_ref() == Some(head) {
            return Ok(());
        }
        let changed = self
            .db
            .prepare_cached(
                "UPDATE communities SET feed_epoch = ?2, rev = ?3, line = ?4, chain = ?5
                 WHERE community = ?1",
            )?
            .execute(params![
                self.community.as_str(),
                head.feed_epoch.0,
                signed(head.rev),
                signed(head.line),
                head.chain.0,
            ])?;
        if changed != 1 {
            return Err(DbError::UnknownCommunity);
        }
        self.head = Some(*head);
        Ok(())
    }

    fn row(&mut self, key: &Key) -> Result<Option<Row>, DbError> {
        let found = self
            .db
            .prepare_cached(
                "SELECT rev, scope, data FROM records WHERE community = ?1 AND key = ?2",
            )?
            .query_row(params![self.community.as_str(), key.to_string()], |row| {
                let data: Option<String> = row.get(2)?;
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, data))
            })
            .optional()?;
        let Some((rev, scope, data)) = found else {
            return Ok(None);
        };
        let record: Option<Record> = match data {
            Some(data) => Some(serde_json::from_str(&data).map_err(|_| unreadable("records"))?),
            None => None,
        };
        Ok(Some(Row {
            rev: unsigned(rev, "records")?,
            scope: scope.parse().map_err(|_| unreadable("records"))?,
            record,
        }))
    }

    fn set_row(&mut self, key: &Key, row: &Row) -> Result<(), DbError> {
        let data = match &row.record {
            Some(record) => Some(serde_json::to_string(record).map_err(|_| unreadable("records"))?),
            None => None,
        };
        self.db
            .prepare_cached(
                "INSERT INTO records (community, key, rev, scope, data) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (community, key)
                 DO UPDATE SET rev = excluded.rev, scope = excluded.scope, data = excluded.data",
            )?
            .execute(params![
                self.community.as_str(),
                key.to_string(),
                signed(row.rev),
                row.scope.to_string(),
                data,
            ])?;
        Ok(())
    }

    fn move_row(&mut self, key: &Key, way: (&Scope, &Scope), rev: u64) -> Result<(), DbError> {
        let (community, key) = (self.community.as_str(), key.to_string());
        self.db
            .prepare_cached(
                "DELETE FROM departed WHERE community = ?1 AND scope = ?2 AND key = ?3",
            )?
            .execute(params![community, way.1.to_string(), key])?;
        self.db
            .prepare_cached(
                "INSERT INTO departed (community, scope, key, rev) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (community, scope, key) DO UPDATE SET rev = excluded.rev",
            )?
            .execute(params![community, way.0.to_string(), key, signed(rev)])?;
        Ok(())
    }

    fn append(&mut self, line: &Line) -> Result<(), DbError> {
        self.append_all(core::slice::from_ref(line))
    }

    fn append_all(&mut self, lines: &[Line]) -> Result<(), DbError> {
        journal::append(self.db, &self.community, lines)
    }

    fn verdict(&mut self, id: &IntentId) -> Result<Option<Verdict>, DbError> {
        let found = self
            .db
            .prepare_cached(
                "SELECT fingerprint, outcome, settled_at FROM verdicts
                 WHERE community = ?1 AND device = ?2 AND epoch = ?3 AND seq = ?4",
            )?
            .query_row(
                params![
                    self.community.as_str(),
                    id.device.0,
                    id.epoch.0,
                    signed(id.seq)
                ],
                |row| {
                    let outcome = row.get::<_, String>(1)?;
                    Ok((row.get::<_, [u8; 16]>(0)?, outcome, row.get::<_, i64>(2)?))
                },
            )
            .optional()?;
        let Some((fingerprint, outcome, settled_at)) = found else {
            return Ok(None);
        };
        Ok(Some(Verdict {
            fingerprint: Fingerprint(fingerprint),
            outcome: serde_json::from_str(&outcome).map_err(|_| unreadable("verdicts"))?,
            settled_at: UnixMillis(settled_at),
        }))
    }

    fn set_verdict(&mut self, id: &IntentId, verdict: &Verdict) -> Result<(), DbError> {
        let outcome =
            serde_json::to_string(&verdict.outcome).map_err(|_| unreadable("verdicts"))?;
        self.db
            .prepare_cached(
                "INSERT INTO verdicts
                    (community, device, epoch, seq, fingerprint, outcome, settled_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (community, device, epoch, seq)
                 DO UPDATE SET fingerprint = excluded.fingerprint, outcome = excluded.outcome,
                    settled_at = excluded.settled_at",
            )?
            .execute(params![
                self.community.as_str(),
                id.device.0,
                id.epoch.0,
                signed(id.seq),
                verdict.fingerprint.0,
                outcome,
                verdict.settled_at.0,
            ])?;
        Ok(())
    }

    fn mark(&mut self, device: Device, epoch: Epoch) -> Result<u64, DbError> {
        let found = self
            .db
            .prepare_cached(
                "SELECT seq FROM marks WHERE community = ?1 AND device = ?2 AND epoch = ?3",
            )?
            .query_row(params![self.community.as_str(), device.0, epoch.0], |row| {
                row.get::<_, i64>(0)
            })
            .optional()?;
        found.map_or(Ok(0), |seq| unsigned(seq, "marks"))
    }

    fn forget_verdicts(&mut self, before: UnixMillis) -> Result<usize, DbError> {
        // What is held until it can be read is written {"quarantined":..}; it stays.
        let old = params![self.community.as_str(), before.0];
        self.db
            .prepare_cached(
                "INSERT INTO marks (community, device, epoch, seq)
                 SELECT community, device, epoch, max(seq) FROM verdicts
                 WHERE community = ?1 AND settled_at < ?2 AND seq > 0
                    AND outcome NOT LIKE '{\"quarantined\"%'
                 GROUP BY device, epoch
                 ON CONFLICT (community, device, epoch)
                 DO UPDATE SET seq = max(seq, excluded.seq)",
            )?
            .execute(old)?;
        let gone = self
            .db
            .prepare_cached(
                "DELETE FROM verdicts WHERE community = ?1 AND settled_at < ?2
                    AND outcome NOT LIKE '{\"quarantined\"%'",
            )?
            .execute(old)?;
        Ok(gone)
    }

    fn changes(&mut self, scope: &Scope, after: u64, limit: usize) -> Result<Vec<Change>, DbError> {
        // Two texts, so that each is answered from its own index.
        let mut statement = self.db.prepare_cached(match scope {
            Scope::Desk => {
                "SELECT key, rev, data FROM records
                 WHERE community = ?1 AND desk AND rev > ?3
                 UNION ALL
                 SELECT key, rev, NULL FROM departed
                 WHERE community = ?1 AND scope = ?2 AND rev > ?3
                 ORDER BY 2 LIMIT ?4"
            }
            _ => {
                "SELECT key, rev, data FROM records
                 WHERE community = ?1 AND scope = ?2 AND rev > ?3
                 UNION ALL
                 SELECT key, rev, NULL FROM departed
                 WHERE community = ?1 AND scope = ?2 AND rev > ?3
                 ORDER BY 2 LIMIT ?4"
            }
        })?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let asked = params![
            self.community.as_str(),
            scope.to_string(),
            signed(after),
            limit
        ];
        let rows = statement.query_map(asked, |row| {
            let data: Option<String> = row.get(2)?;
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, data))
        })?;
        rows.map(|row| {
            let (key, rev, data) = row?;
            change(scope.clone(), key, rev, data)
        })
        .collect()
    }

    fn change(&mut self, key: &Key) -> Result<Option<Change>, DbError> {
        let key = key.to_string();
        let found = self
            .db
            .prepare_cached(
                "SELECT rev, scope, data FROM records WHERE community = ?1 AND key = ?2",
            )?
            .query_row(params![self.community.as_str(), key], |row| {
                let data: Option<String> = row.get(2)?;
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, data))
            })
            .optional()?;
        let Some((rev, scope, data)) = found else {
            return Ok(None);
        };
        let scope = scope.parse().map_err(|_| unreadable("records"))?;
        change(scope, key, rev, data).map(Some)
    }
}

fn change(scope: Scope, key: String, rev: i64, data: Option<String>) -> Result<Change, DbError> {
    let data = match data {
        Some(text) => Some(Body::from_text(text).map_err(|_| unreadable("records"))?),
        None => None,
    };
    Ok(Change {
        scope,
        key,
        rev: unsigned(rev, "records")?,
        data,
    })
}
