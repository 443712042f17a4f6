//! Lines of separated values. Which of comma, semicolon and tab separates them is found in the
//! first lines.

use super::decode;
use super::table::{Line, TABLE_CELLS_MAX};
use crate::feed::{FEED_ROWS_MAX, FeedError, Reason};
use csv::ReaderBuilder;
use std::io::Read;

const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// In how many first lines the separator is looked for. Lines above the headings have fewer.
const SNIFFED_LINES: usize = 20;

/// A line behind the last, by which it is seen whether all before it was closed.
const LAST: &str = "\n\u{1}";

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
        .from_reader(text.as_bytes().chain(LAST.as_bytes()));
    let mut lines = Vec::new();
    let (mut cells, mut number) = (0_usize, 0_usize);
    for record in reader.records() {
        let record = record.map_err(|_| FeedError::NotATable)?;
        let begins = record.position().map_or(0, csv::Position::byte);
        let begins = usize::try_from(begins).unwrap_or(usize::MAX);
        number = number
            .saturating_add(1)
            .saturating_add(empty_before(&text, begins));
        cells = cells.saturating_add(record.len());
        if lines.len() > FEED_ROWS_MAX.saturating_add(1) || cells > TABLE_CELLS_MAX {
            return Err(FeedError::TooManyCells);
        }
        lines.push(Line {
            number,
            cells: record.iter().map(unescaped).collect(),
            spoilt: None,
        });
    }
    if let Some(mut last) = lines.pop() {
        let swallowed = last.cells.last().and_then(|cell| cell.strip_suffix(LAST));
        if swallowed.is_some() {
            last.spoilt = Some(Reason::OpenQuote);
            lines.push(last);
        }
    }
    Ok(lines)
}

/// How many empty lines stand where a record begins. The reader leaves them out, and a spreadsheet
/// counts them; it counts a record with breaks within as one.
fn empty_before(text: &str, begins: usize) -> usize {
    let (before, rest) = text.split_at_checked(begins).unwrap_or((text, ""));
    // The second half of the break that ended the record before.
    let rest = match rest.strip_prefix('\n') {
        Some(rest) if before.ends_with('\r') => rest,
        _ => rest,
    };
    let lines = rest.trim_start_matches(['\r', '\n']);
    let breaks = rest.strip_suffix(lines).unwrap_or_default();
    breaks.replace("\r\n", "\n").len()
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
