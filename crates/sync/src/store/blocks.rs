//! Rows that lie together in blocks: what one batch writes of a table is one value of the medium.
//!
//! The one rule to know: a table is its blocks in their order, the last word on a key counts. A
//! browser takes as long for one value of some hundred rows as for one row, so an answer with
//! thousands of them is written a dozen times as fast.
//!
//! A block is bytes, entry after entry: `+<key's bytes> <value's bytes>\n<key><value>` sets a row,
//! `-<key's bytes>\n<key>` removes one. Deliberately absent: where blocks are kept and in which
//! order; which tables lie so is [`Table::lies_in_blocks`](super::Table::lies_in_blocks).

use super::Write;
use std::collections::BTreeSet;

/// How large a block is made when a table is laid anew. Units: bytes.
const BLOCK_BYTES: usize = 256 * 1024;
/// So many blocks are worth laying anew: each is one more value to read at a start.
const BLOCKS_MAX: usize = 96;
/// So much that no row needs is worth laying anew, where it is also half of all there is.
/// Units: bytes.
const SPARE_BYTES_MAX: usize = 256 * 1024;
/// The name of what cannot be read, before the number of its block.
const BROKEN: &str = "block-";

/// A row as it lies: its key and its value.
pub type Laid = (String, String);

/// What a table holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lying {
    /// The rows, each once. What cannot be read any more, the rest of a block from
    /// the first entry that is not one, is a row `block-3`, until somebody removes it.
    pub rows: Vec<Laid>,
    /// How much is there.
    pub load: Load,
}

/// How much a table holds, and how much of it no row needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// How many rows lie alone, from before there were blocks.
    pub alone: usize,
    /// How many blocks.
    pub blocks: usize,
    /// Units: bytes.
    pub bytes: usize,
    /// What was written over or removed. Units: bytes.
    pub spare_bytes: usize,
}

impl Load {
    /// Whether the table should be laid anew when there is time for it.
    pub fn is_worth_laying_anew(self) -> bool {
        let is_half_spare = self.spare_bytes.saturating_mul(2) > self.bytes;
        self.alone > 0
            || self.blocks > BLOCKS_MAX
            || (is_half_spare && self.spare_bytes > SPARE_BYTES_MAX)
    }

    /// As it is after one block more.
    #[must_use]
    pub fn grown(self, block_bytes: usize) -> Self {
        Self {
            blocks: self.blocks.saturating_add(1),
            bytes: self.bytes.saturating_add(block_bytes),
            ..self
        }
    }
}

/// One batch's writes of a table as a block.
pub fn block_of<'a>(writes: impl IntoIterator<Item = &'a Write>) -> Vec<u8> {
    let mut block = Vec::new();
    for write in writes {
        match write {
            Write::Put { key, value, .. } => set(&mut block, key, value),
            Write::Delete { key, .. } => {
                head(&mut block, "-", key.len());
                block.push(b'\n');
                block.extend_from_slice(key.as_bytes());
            }
        }
    }
    block
}

/// Rows laid anew: blocks that hold them and nothing else.
pub fn lay(rows: &[Laid]) -> Vec<Vec<u8>> {
    let mut blocks = Vec::new();
    let mut block = Vec::new();
    for (key, value) in rows {
        set(&mut block, key, value);
        if block.len() >= BLOCK_BYTES {
            blocks.push(std::mem::take(&mut block));
        }
    }
    if !block.is_empty() {
        blocks.push(block);
    }
    blocks
}

/// Reads a table: its rows that lie alone, then its blocks in their order. The rows come newest
/// first.
pub fn read<'a>(alone: Vec<Laid>, blocks: impl IntoIterator<Item = &'a [u8]>) -> Lying {
    let mut load = Load {
        alone: alone.len(),
        ..Load::default()
    };
    let mut entries: Vec<Entry> = Vec::new();
    for (key, value) in alone {
        entries.push((key, Some(value)));
    }
    for (at, block) in blocks.into_iter().enumerate() {
        if block.is_empty() {
            continue;
        }
        load = load.grown(block.len());
        let mut rest = block;
        while !rest.is_empty() {
            let Some((entry, after)) = entry_of(rest) else {
                // A letter for each byte, so that nothing of it is lost.
                let broken = rest.iter().copied().map(char::from).collect();
                entries.push((format!("{BROKEN}{at}"), Some(broken)));
                break;
            };
            entries.push(entry);
            rest = after;
        }
    }
    let mut seen = BTreeSet::new();
    let mut rows: Vec<Laid> = Vec::new();
    while let Some((key, value)) = entries.pop() {
        let is_last_word = seen.insert(key.clone());
        match value {
            Some(value) if is_last_word => rows.push((key, value)),
            told => {
                let bytes = key
                    .len()
                    .saturating_add(told.map_or(0, |value| value.len()));
                load.spare_bytes = load.spare_bytes.saturating_add(bytes);
            }
        }
    }
    Lying { rows, load }
}

/// What a block says of a key: its value, or that it is gone.
type Entry = (String, Option<String>);

fn set(block: &mut Vec<u8>, key: &str, value: &str) {
    head(block, "+", key.len());
    head(block, " ", value.len());
    block.push(b'\n');
    block.extend_from_slice(key.as_bytes());
    block.extend_from_slice(value.as_bytes());
}

fn head(block: &mut Vec<u8>, mark: &str, bytes: usize) {
    block.extend_from_slice(mark.as_bytes());
    block.extend_from_slice(bytes.to_string().as_bytes());
}

/// The first entry of what is left of a block, and what follows it; none where it is not one.
fn entry_of(rest: &[u8]) -> Option<(Entry, &[u8])> {
    let line = rest.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = rest.split_at_checked(line)?;
    let head = std::str::from_utf8(head).ok()?;
    let rest = rest.get(1..)?;
    let (sizes, is_set) = match head.strip_prefix('+') {
        Some(sizes) => (sizes.split_once(' ')?, true),
        None => ((head.strip_prefix('-')?, "0"), false),
    };
    let (key, rest) = rest.split_at_checked(sizes.0.parse().ok()?)?;
    let (value, rest) = rest.split_at_checked(sizes.1.parse().ok()?)?;
    let key = std::str::from_utf8(key).ok()?.to_owned();
    let value = std::str::from_utf8(value).ok()?;
    Some(((key, is_set.then(|| value.to_owned())), rest))
}

#[cfg(test)]
mod tests;
