//! The journal as it lies in its table: a row is one line as text or, where many wrote at once, the
//! lines of one commit packed together.
//!
//! The one rule to know: hashes are over the lines' texts, however they lie. A row is named by its
//! last line, and holds the hash of the journal with it; those of the lines before are computed.
//!
//! Deliberately absent: what a line says; that is the authority's.

use super::DbError;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rules::id::CommunityId;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::io::{Read, Write};
use sync::depot::Line;
use sync::identity::{Chain, chain};

/// What stands between two lines: JSON holds none.
const BETWEEN: char = '\n';
/// The longest that is packed, and unpacked; longer lines lie in rows of their own. Units: bytes.
const ROW_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The number of its last line.
    pub last: u64,
    /// The lines, as hashed.
    pub texts: Vec<String>,
    /// The hash of the journal with all of them.
    pub chain: Chain,
}

impl Block {
    /// The number of its first line.
    pub fn first(&self) -> u64 {
        let more = u64::try_from(self.texts.len()).unwrap_or(0);
        self.last.saturating_add(1).saturating_sub(more)
    }

    /// Its lines with their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &str)> {
        (self.first()..).zip(self.texts.iter().map(String::as_str))
    }
}

/// The texts of a row, read from their column.
struct Texts(Vec<String>);

impl FromSql for Texts {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Text(_) => Ok(Self(vec![value.as_str()?.to_owned()])),
            ValueRef::Blob(packed) => unpack(packed).map(Self).ok_or(FromSqlError::InvalidType),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// Appends lines that follow one another, as one row where that can be unpacked again.
///
/// # Errors
/// When the database fails, or one of them is there already.
pub(super) fn append(
    db: &Connection,
    community: &CommunityId,
    lines: &[Line],
) -> Result<(), DbError> {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return Ok(());
    };
    let name = community.as_str();
    let newest = db
        .prepare_cached("SELECT max(line) FROM journal WHERE community = ?1")?
        .query_row([name], |row| row.get::<_, Option<u64>>(0))?;
    if newest.unwrap_or(0) >= first.number {
        return Err(DbError::LineTaken { line: first.number });
    }
    let mut add = db.prepare_cached(
        "INSERT INTO journal (community, line, text, chain) VALUES (?1, ?2, ?3, ?4)",
    )?;
    if is_packed(lines) {
        add.execute(params![name, last.number, pack(lines)?, last.chain.0])?;
        return Ok(());
    }
    for line in lines {
        add.execute(params![name, line.number, line.text, line.chain.0])?;
    }
    Ok(())
}

fn is_packed(lines: &[Line]) -> bool {
    let bytes: usize = lines.iter().map(|line| line.text.len() + 1).sum();
    lines.len() > 1 && bytes <= ROW_BYTES_MAX
}

/// Reads the rows behind a line, in order, one at a time; none that cannot be read.
///
/// # Errors
/// When the database or `each` fails.
pub fn read(
    db: &Connection,
    community: &CommunityId,
    after: u64,
    mut each: impl FnMut(Option<Block>) -> Result<(), DbError>,
) -> Result<(), DbError> {
    let mut statement = db.prepare_cached(
        "SELECT line, text, chain FROM journal WHERE community = ?1 AND line > ?2 ORDER BY line",
    )?;
    let mut rows = statement.query(params![community.as_str(), after])?;
    while let Some(row) = rows.next()? {
        each(block(row).ok())?;
    }
    Ok(())
}

/// The newest row at or before a line: its last line, and the hash of the journal with it.
///
/// # Errors
/// When the database fails.
pub fn row_before(
    db: &Connection,
    community: &CommunityId,
    line: u64,
) -> Result<Option<(u64, Chain)>, DbError> {
    let found = db
        .prepare_cached(
            "SELECT line, chain FROM journal WHERE community = ?1 AND line <= ?2
             ORDER BY line DESC LIMIT 1",
        )?
        .query_row(params![community.as_str(), line], |row| {
            Ok((row.get(0)?, Chain(row.get(1)?)))
        })
        .optional()?;
    Ok(found)
}

/// The hash of the journal with a line; none where there is no such line, or none to be read.
///
/// # Errors
/// When the database fails.
pub fn chain_at(
    db: &Connection,
    community: &CommunityId,
    line: u64,
) -> Result<Option<Chain>, DbError> {
    let before = row_before(db, community, line)?;
    let (at, mut so_far) = before.unwrap_or_default();
    if at == line {
        return Ok(before.map(|(_, chain)| chain));
    }
    let found = db
        .prepare_cached(
            "SELECT line, text, chain FROM journal WHERE community = ?1 AND line > ?2
             ORDER BY line LIMIT 1",
        )?
        .query_row(params![community.as_str(), line], |row| Ok(block(row).ok()))
        .optional()?;
    let Some(block) = found.flatten().filter(|block| block.first() == at + 1) else {
        return Ok(None);
    };
    for (_, text) in block.lines().take_while(|(number, _)| *number <= line) {
        so_far = chain(so_far, text.as_bytes());
    }
    Ok(Some(so_far))
}

fn block(row: &Row<'_>) -> rusqlite::Result<Block> {
    let Texts(texts) = row.get(1)?;
    Ok(Block {
        last: row.get(0)?,
        texts,
        chain: Chain(row.get(2)?),
    })
}

fn pack(lines: &[Line]) -> Result<Vec<u8>, DbError> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            write!(packer, "{BETWEEN}")?;
        }
        write!(packer, "{}", line.text)?;
    }
    Ok(packer.finish()?)
}

fn unpack(packed: &[u8]) -> Option<Vec<String>> {
    let mut text = String::new();
    let most = u64::try_from(ROW_BYTES_MAX).unwrap_or(u64::MAX);
    let mut unpacker = DeflateDecoder::new(packed).take(most);
    unpacker.read_to_string(&mut text).ok()?;
    Some(text.split(BETWEEN).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests;
