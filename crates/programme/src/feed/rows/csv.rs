//! Lines of separated values. Which of comma, semicolon and tab separates them is found in the
//! first lines.

use super::decode;
use super::table::{Line, TABLE_CELLS_MAX};
use crate::feed::{FEED_ROWS_MAX, FeedError};
use csv::{Position, ReaderBuilder};

const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// In how many first lines the separator is looked for. Lines above the headings have fewer.
const SNIFFED_LINES: usize = 20;

/// The lines of a text.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, FeedError> {
    let text = decode::text(bytes)?;
    if text.contains('\0') {
        return Err(FeedError::NotATable);
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator(&text)).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let mut cells = 0_usize;
    for record in reader.records() {
        let record = record.map_err(|_| FeedError::NotATable)?;
        let number = record.position().map_or(0, Position::line);
        cells = cells.saturating_add(record.len());
        if lines.len() > FEED_ROWS_MAX || cells > TABLE_CELLS_MAX {
            return Err(FeedError::TooManyCells);
        }
        lines.push(Line {
            number: usize::try_from(number).unwrap_or(usize::MAX),
            cells: record.iter().map(unescaped).collect(),
            merged: None,
        });
    }
    Ok(lines)
}

/// The separator of which the first lines have most.
fn separator(text: &str) -> char {
    let head: Vec<&str> = text.lines().take(SNIFFED_LINES).collect();
    let count = |separator: &char| {
        head.iter()
            .map(|line| line.matches(*separator).count())
            .max()
    };
    SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(count)
        .unwrap_or(',')
}

/// A value without the apostrophe that [`crate::out`] puts before what a spreadsheet would take for
/// a formula.
fn unescaped(value: &str) -> String {
    let bare = value.trim_start_matches('\'');
    let is_escaped = bare.len() < value.len() && bare.starts_with(crate::out::FORMULA_SIGNS);
    let value = if is_escaped {
        value.get(1..).unwrap_or(value)
    } else {
        value
    };
    value.to_owned()
}
