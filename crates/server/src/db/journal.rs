//! The journal as it lies in its table, in blocks: one line as text or, where many wrote at once, the
//! lines of one commit packed together and cut in pieces, a row each.
//!
//! The one rule to know: hashes are over the lines' texts, however they lie. A block is named by its
//! last line, and its last row holds the hash of the journal with it; those of the lines before are
//! computed.
//!
//! Deliberately absent: what a line says; that is the authority's.

use super::DbError;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rules::id::CommunityId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Rows, params};
use std::io::{Read, Write};
use std::slice::Chunks;
use sync::depot::Line;
use sync::identity::{Chain, chain};

/// What stands between two lines: JSON holds none.
const BETWEEN: char = '\n';
/// The longest that is packed, and unpacked; lines that are longer together lie as text. Units: bytes.
const BLOCK_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The most of what is packed that lies in one row: four of them fill a page, so that little of the
/// file is empty however many wrote at once. Units: bytes.
const PIECE_BYTES_MAX: usize = 960;

/// All rows behind a line, in their order.
const BEHIND: &str = "SELECT line, text, chain FROM journal WHERE community = ?1 AND line > ?2
     ORDER BY line, part";

/// A block of the journal.
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

/// Appends lines that follow one another, as one block where that can be unpacked again.
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
        "INSERT INTO journal (community, line, part, text, chain) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    if is_packed(lines) {
        let packed = pack(lines)?;
        let mut pieces = (0_u64..).zip(cut(&packed)).peekable();
        while let Some((part, piece)) = pieces.next() {
            let chain = pieces.peek().is_none().then_some(last.chain.0);
            add.execute(params![name, last.number, part, piece, chain])?;
        }
        return Ok(());
    }
    for line in lines {
        add.execute(params![name, line.number, 0, line.text, line.chain.0])?;
    }
    Ok(())
}

/// As few pieces as there can be, one as long as the other.
fn cut(packed: &[u8]) -> Chunks<'_, u8> {
    let count = packed.len().div_ceil(PIECE_BYTES_MAX).max(1);
    packed.chunks(packed.len().div_ceil(count).max(1))
}

fn is_packed(lines: &[Line]) -> bool {
    let bytes: usize = lines.iter().map(|line| line.text.len() + 1).sum();
    lines.len() > 1 && bytes <= BLOCK_BYTES_MAX
}

/// Reads the blocks behind a line, in order, one at a time; none that cannot be read.
///
/// # Errors
/// When the database or `each` fails.
pub fn read(
    db: &Connection,
    community: &CommunityId,
    after: u64,
    mut each: impl FnMut(Option<Block>) -> Result<(), DbError>,
) -> Result<(), DbError> {
    let mut statement = db.prepare_cached(BEHIND)?;
    let mut rows = statement.query(params![community.as_str(), after])?;
    while let Some(block) = next_block(&mut rows)? {
        each(block.ok())?;
    }
    Ok(())
}

/// The newest block that ends at or before a line: its last line, and the hash of the journal with it.
///
/// # Errors
/// When the database fails.
pub fn block_before(
    db: &Connection,
    community: &CommunityId,
    line: u64,
) -> Result<Option<(u64, Chain)>, DbError> {
    let found = db
        .prepare_cached(
            "SELECT line, chain FROM journal
             WHERE community = ?1 AND line <= ?2 AND chain IS NOT NULL
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
    let before = block_before(db, community, line)?;
    let (at, mut so_far) = before.unwrap_or_default();
    if at == line {
        return Ok(before.map(|(_, chain)| chain));
    }
    let mut statement = db.prepare_cached(BEHIND)?;
    let mut rows = statement.query(params![community.as_str(), line])?;
    let found = next_block(&mut rows)?.and_then(Result::ok);
    let Some(block) = found.filter(|block| block.first() == at + 1) else {
        return Ok(None);
    };
    for (_, text) in block.lines().take_while(|(number, _)| *number <= line) {
        so_far = chain(so_far, text.as_bytes());
    }
    Ok(Some(so_far))
}

/// The block that the next rows hold, where it can be read. A piece whose end is missing spoils what
/// comes behind it, so that nothing which was lost goes unseen.
fn next_block(rows: &mut Rows<'_>) -> rusqlite::Result<Option<Result<Block, DbError>>> {
    let unreadable = DbError::Unreadable { table: "journal" };
    let mut packed = Vec::new();
    while let Some(row) = rows.next()? {
        let texts = match row.get_ref(1)? {
            ValueRef::Text(text) if packed.is_empty() => one_line(text),
            ValueRef::Blob(piece) => {
                packed.extend_from_slice(piece);
                if row.get_ref(2)? == ValueRef::Null {
                    continue;
                }
                unpack(&packed)
            }
            _ => None,
        };
        let block = texts.and_then(|texts| block(row, texts).ok());
        return Ok(Some(block.ok_or(unreadable)));
    }
    Ok((!packed.is_empty()).then_some(Err(unreadable)))
}

fn one_line(text: &[u8]) -> Option<Vec<String>> {
    let text = str::from_utf8(text).ok()?;
    Some(vec![text.to_owned()])
}

fn block(end: &Row<'_>, texts: Vec<String>) -> rusqlite::Result<Block> {
    Ok(Block {
        last: end.get(0)?,
        texts,
        chain: Chain(end.get(2)?),
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
    let most = u64::try_from(BLOCK_BYTES_MAX).unwrap_or(u64::MAX);
    let mut unpacker = DeflateDecoder::new(packed).take(most);
    unpacker.read_to_string(&mut text).ok()?;
    Some(text.split(BETWEEN).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests;
