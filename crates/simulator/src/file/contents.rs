//! All that a server keeps, in short: equal digests mean equal heads, records, lines and outcomes.
//!
//! The one rule to know: memory and file tell the same parts in the same order, each part with its
//! length before it, so that no two contents read alike.

use crate::depot::MemoryDepot;
use crate::trace::short;
use rules::id::CommunityId;
use rusqlite::types::{FromSqlError, ValueRef};
use rusqlite::{Connection, Row};
use server::db::{DbError, communities, journal};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use sync::identity::{Chain, chain};
use sync::wire::Body;

/// A digest that is being made.
#[derive(Default)]
struct Contents {
    hash: Sha256,
    /// What is not hashed yet: few long pieces are hashed faster than many short ones.
    piece: Vec<u8>,
}

/// How much is gathered before it is hashed. Units: bytes.
const PIECE: usize = 8 * 1024;

impl Contents {
    fn text(&mut self, part: &[u8]) {
        self.number(u64::try_from(part.len()).unwrap_or(u64::MAX));
        self.piece.extend_from_slice(part);
        if self.piece.len() >= PIECE {
            self.hash.update(&self.piece);
            self.piece.clear();
        }
    }

    fn number(&mut self, part: u64) {
        self.piece.extend_from_slice(&part.to_be_bytes());
    }

    /// What may be absent: that it is there is told before it.
    fn text_or_none(&mut self, part: Option<&[u8]>) {
        self.number(u64::from(part.is_some()));
        self.text(part.unwrap_or_default());
    }

    /// A column, whatever it holds.
    fn column(&mut self, row: &Row, column: usize) -> Result<(), DbError> {
        match row.get_ref(column)? {
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => self.text(bytes),
            ValueRef::Integer(number) => {
                let out_of_range = |_| rusqlite::Error::from(FromSqlError::OutOfRange(number));
                self.number(u64::try_from(number).map_err(out_of_range)?);
            }
            ValueRef::Null | ValueRef::Real(_) => {
                return Err(rusqlite::Error::from(FromSqlError::InvalidType).into());
            }
        }
        Ok(())
    }

    /// A journal line by line, each with the hash that follows; where a row holds another than that of
    /// its lines, it is told as it is.
    fn journal(&mut self, db: &Connection, community: &CommunityId) -> Result<(), DbError> {
        let mut so_far = Chain::default();
        journal::read(db, community, 0, |block| {
            let block = block.ok_or(DbError::Unreadable { table: "journal" })?;
            for (number, text) in block.lines() {
                so_far = if number == block.last {
                    block.chain
                } else {
                    chain(so_far, text.as_bytes())
                };
                self.text(community.as_str().as_bytes());
                self.number(number);
                self.text(text.as_bytes());
                self.text(&so_far.0);
            }
            Ok(())
        })
    }

    /// All rows of a statement, column by column; `or_none` is the one that may be absent.
    fn rows(&mut self, db: &Connection, sql: &str, or_none: Option<usize>) -> Result<(), DbError> {
        let mut statement = db.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                if or_none == Some(column) {
                    let found = row.get_ref(column)?.as_bytes_or_null();
                    self.text_or_none(found.map_err(rusqlite::Error::from)?);
                } else {
                    self.column(row, column)?;
                }
            }
        }
        Ok(())
    }

    fn told(mut self) -> String {
        self.hash.update(&self.piece);
        short(self.hash)
    }
}

/// What memory keeps.
pub fn of_memory(communities: &BTreeMap<CommunityId, MemoryDepot>) -> String {
    let mut told = Contents::default();
    for (community, depot) in communities {
        let head = &depot.head;
        told.text(community.as_str().as_bytes());
        told.text(&head.feed_epoch.0);
        told.number(head.rev);
        told.number(head.line);
        told.text(&head.chain.0);
    }
    for (community, depot) in communities {
        // As the file orders them: by their keys' text.
        let rows = depot.rows.iter().map(|(key, row)| (key.to_string(), row));
        let mut rows: Vec<_> = rows.collect();
        rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        for (key, row) in rows {
            told.text(community.as_str().as_bytes());
            told.text(key.as_bytes());
            told.number(row.rev);
            told.text(row.scope.to_string().as_bytes());
            let text = row.text.as_ref().map(Body::as_str);
            told.text_or_none(text.map(str::as_bytes));
        }
    }
    for (community, depot) in communities {
        for (line, (text, chain)) in (1_u64..).zip(&depot.journal) {
            told.text(community.as_str().as_bytes());
            told.number(line);
            told.text(text.as_bytes());
            told.text(&chain.0);
        }
    }
    for (community, depot) in communities {
        for (id, (fingerprint, outcome)) in &depot.verdicts {
            told.text(community.as_str().as_bytes());
            told.text(&id.device.0);
            told.text(&id.epoch.0);
            told.number(id.seq);
            told.text(&fingerprint.0);
            told.text(outcome.as_bytes());
        }
    }
    told.told()
}

/// What a file keeps.
///
/// # Errors
/// When it cannot be read.
pub fn of_file(db: &Connection) -> Result<String, DbError> {
    let mut told = Contents::default();
    told.rows(
        db,
        "SELECT community, feed_epoch, rev, line, chain FROM communities ORDER BY community",
        None,
    )?;
    told.rows(
        db,
        "SELECT community, key, rev, scope, data FROM records ORDER BY community, key",
        Some(4),
    )?;
    for (community, _) in communities(db)? {
        told.journal(db, &community)?;
    }
    told.rows(
        db,
        "SELECT community, device, epoch, seq, fingerprint, outcome FROM verdicts
         ORDER BY community, device, epoch, seq",
        None,
    )?;
    Ok(told.told())
}
