//! Workbooks (.xlsx), read cell by cell.
//!
//! The one rule to know: a sheet is never laid out as a grid. Two cells in opposite corners of a
//! sheet span seventeen thousand million cells; only those that hold something are kept.

use super::table::{self, Line, TABLE_CELLS_MAX, TABLE_COLUMNS_MAX, UNWORKED};
use super::{Found, unpack};
use crate::feed::{FEED_ROWS_MAX, FeedError, Profile, Reason};
use calamine::{
    DataRef, Dimensions, ExcelDateTime, Reader, Sheet, SheetVisible, Xlsx, open_workbook_from_rs,
};
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use rules::time::written::day_text;
use std::collections::BTreeMap;
use std::io::Cursor;

/// The most text that a sheet's cells may hold together. Units: bytes. A text that many cells share
/// is one in the file and many here.
const TEXT_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Lines above the first row that are kept beside the rows.
const LINES_MAX: usize = FEED_ROWS_MAX + 1_000;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Whether bytes are those of a packed file, as every .xlsx is.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether bytes are those of a workbook before .xlsx, or of one behind a password.
pub(super) fn is_an_old_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

/// The rows of the sheet that the profile names, or of the first with its headings that is seen.
pub(super) fn rows(bytes: &[u8], profile: &Profile) -> Result<Vec<Found>, FeedError> {
    unpack::bounded(bytes)?;
    let mut book: Book<'_> =
        open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| FeedError::NotAWorkbook)?;
    let is_asked = |sheet: &&Sheet| {
        let named = &profile.source.sheet;
        // What nobody sees is an old draft, or lists for other sheets.
        (named.is_empty() && sheet.visible == SheetVisible::Visible) || sheet.name == *named
    };
    let sheets = book.sheets_metadata().iter().filter(is_asked);
    let sheets: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    for sheet in &sheets {
        let lines = lines(&mut book, sheet)?;
        if let Some(rows) = table::under_headings(lines, profile)? {
            return Ok(rows);
        }
    }
    Err(table::no_headings(profile, &sheets))
}

fn lines(book: &mut Book<'_>, sheet: &str) -> Result<Vec<Line>, FeedError> {
    let merged = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    let Ok(mut reader) = book.worksheet_cells_reader(sheet) else {
        // A chart's sheet has no cells.
        return Ok(Vec::new());
    };
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let (mut cells, mut bytes) = (0_usize, 0_usize);
    let broken = |_| FeedError::NotAWorkbook;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(broken)? {
        let (row, column) = cell.pos;
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let text = match (&cell.value, cell.formula) {
            (DataRef::Empty, Some(_)) => UNWORKED.to_owned(),
            (value, _) => shown(value),
        };
        if text.is_empty() || column >= TABLE_COLUMNS_MAX {
            continue;
        }
        cells = cells.saturating_add(1);
        bytes = bytes.saturating_add(text.len());
        let line = rows.entry(row).or_default();
        while line.len() < column {
            line.push(String::new());
        }
        if let Some(before) = line.get_mut(column) {
            *before = text;
        } else {
            line.push(text);
        }
        if cells > TABLE_CELLS_MAX || bytes > TEXT_BYTES_MAX || rows.len() > LINES_MAX {
            return Err(FeedError::TooManyCells);
        }
    }
    Ok(numbered(rows, &merged))
}

fn numbered(rows: BTreeMap<u32, Vec<String>>, merged: &[Dimensions]) -> Vec<Line> {
    let line = |(row, cells): (u32, Vec<String>)| {
        let mut touching = merged.iter();
        let range = touching.find(|range| (range.start.0..=range.end.0).contains(&row));
        Line {
            number: usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1),
            cells,
            spoilt: range.map(written).map(|range| Reason::Merged { range }),
        }
    };
    rows.into_iter().map(line).collect()
}

/// Merged cells as a spreadsheet writes them: `B5:B9`.
fn written(range: &Dimensions) -> String {
    let corner = |(row, column): (u32, u32)| {
        let mut letters = Vec::new();
        let mut left = u64::from(column).saturating_add(1);
        while left > 0 {
            left = left.saturating_sub(1);
            let letter = u8::try_from(left % 26).unwrap_or(0).saturating_add(b'A');
            letters.push(char::from(letter));
            left /= 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        format!("{letters}{}", u64::from(row).saturating_add(1))
    };
    format!("{}:{}", corner(range.start), corner(range.end))
}

/// A cell as text: dates and hours in the one form that has no two meanings.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(at) => moment(*at),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        // `#REF!` and the like stand where a value should be; its row is refused.
        DataRef::Error(error) => error.to_string(),
    }
}

/// A date, an hour, or both. A spreadsheet keeps parts of a day, so the nearest minute is meant.
fn moment(at: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let civil = |number: u8| i8::try_from(number).unwrap_or(i8::MAX);
    let year = i16::try_from(year).unwrap_or(i16::MAX);
    let day = Date::new(year, civil(month), civil(day));
    let hour = Time::new(civil(hour), civil(minute), civil(second), 0);
    let (Ok(day), Ok(hour)) = (day, hour) else {
        return format!("#{}", at.as_f64());
    };
    let rounded = day.to_datetime(hour).checked_add(30.seconds());
    let Ok(near) = rounded else {
        return format!("#{}", at.as_f64());
    };
    if (0.0..1.0).contains(&at.as_f64()) {
        return format!("{:02}:{:02}", near.hour(), near.minute());
    }
    let day = day_text(near.date());
    match (near.hour(), near.minute()) {
        (0, 0) => day,
        (hour, minute) => format!("{day} {hour:02}:{minute:02}"),
    }
}
