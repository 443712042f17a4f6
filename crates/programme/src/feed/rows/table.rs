//! Tables: lines under headings, out of a workbook or of separated values.
//!
//! The one rule to know: columns are found by their headings, never by their order, and the line
//! of headings is the first that names the title and the day. Lines above it are titles of the
//! sheet; columns without a known heading are somebody's own and are left alone.

use super::{Cells, File, Found, csv, workbook};
use crate::feed::field::unknown;
use crate::feed::{FEED_ROWS_MAX, FeedError, Profile, Reason};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The most columns of a table that are read.
pub(super) const TABLE_COLUMNS_MAX: usize = 200;
/// The most cells of a table that are read: thirty for each of the most rows.
pub(super) const TABLE_CELLS_MAX: usize = 3_000_000;
/// In how many first lines the headings are looked for.
const HEADING_LINES_MAX: usize = 20;
/// How many sheets an answer names.
const SHEETS_SHOWN_MAX: usize = 10;

/// What stands for a formula that was never worked out: some programs write workbooks so.
pub(super) const UNWORKED: &str = "=";
/// What a spreadsheet shows where a formula came to nothing.
const FORMULA_ERRORS: [&str; 9] = [
    "#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", UNWORKED,
];

/// A line of a table.
pub(super) struct Line {
    /// Its number as a spreadsheet shows it.
    pub(super) number: usize,
    pub(super) cells: Vec<String>,
    /// Why its file spoils it, if it does.
    pub(super) spoilt: Option<Reason>,
}

/// The headings of a table: which column each path of the profile is.
pub(in crate::feed) struct Headings {
    columns: BTreeMap<String, usize>,
    /// Other columns under the very heading of a path.
    twins: Vec<(String, usize)>,
    width: usize,
}

impl Headings {
    pub(super) fn column(&self, path: &str) -> Option<usize> {
        self.columns.get(path).copied()
    }

    /// That two columns under one heading say different things.
    fn torn(&self, cells: &[String]) -> Option<Reason> {
        let text = |column: usize| cells.get(column).map_or("", |text| text.trim());
        self.twins.iter().find_map(|(path, column)| {
            let (first, second) = (text(self.column(path)?), text(*column));
            let is_torn = !second.is_empty() && first != second;
            is_torn.then(|| unknown(path, &format!("{first} / {second}")))
        })
    }

    /// That a formula came to nothing under a heading that is known.
    fn broken(&self, cells: &[String]) -> Option<Reason> {
        self.columns.iter().find_map(|(path, column)| {
            let text = cells.get(*column)?.trim();
            FORMULA_ERRORS.contains(&text).then(|| unknown(path, text))
        })
    }

    /// The headings that a line is, if it is one of headings.
    fn of(line: &Line, profile: &Profile) -> Option<Self> {
        let columns: BTreeMap<String, usize> = profile
            .fields
            .paths()
            .into_iter()
            .filter_map(|path| Some((path.to_owned(), find(&line.cells, path)?)))
            .collect();
        let needed = profile.fields.needed();
        let has_all = needed.iter().all(|path| columns.contains_key(*path));
        let last = |cell: &String| !cell.trim().is_empty();
        let width = line.cells.iter().rposition(last)?.saturating_add(1);
        let twins = columns.iter().flat_map(|(path, column)| {
            let heading = line.cells.get(*column).map_or("", |cell| cell.trim());
            let others = line.cells.iter().enumerate().skip(column.saturating_add(1));
            let others = others.filter(move |(_, cell)| cell.trim().eq_ignore_ascii_case(heading));
            others.map(|(column, _)| (path.clone(), column))
        });
        let twins = twins.collect();
        has_all.then_some(Self {
            columns,
            twins,
            width,
        })
    }
}

/// The column of a path: a heading that is one of its names, or begins with one before a space, a
/// bracket or a slash.
fn find(headings: &[String], path: &str) -> Option<usize> {
    let same = |heading: &String, name: &str| heading.trim().eq_ignore_ascii_case(name);
    let begins = |heading: &String, name: &str| {
        let rest = heading.trim().strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([' ', '\n', '\r', '(', '（', '/', '　']))
    };
    let names = || {
        path.split('|')
            .map(str::trim)
            .filter(|name| !name.is_empty())
    };
    names()
        .find_map(|name| headings.iter().position(|heading| same(heading, name)))
        .or_else(|| {
            names().find_map(|name| headings.iter().position(|heading| begins(heading, name)))
        })
}

/// The rows of a table.
pub(super) fn rows(file: File<'_>, profile: &Profile) -> Result<Vec<Found>, FeedError> {
    if workbook::is_one(file.bytes) {
        return workbook::rows(file.bytes, profile);
    }
    if workbook::is_an_old_one(file.bytes) {
        return Err(FeedError::OldWorkbook);
    }
    let lines = csv::lines(file.bytes)?;
    under_headings(lines, profile)?.ok_or_else(|| no_headings(profile, &[]))
}

/// The lines under the headings as rows; none where there are no headings.
pub(super) fn under_headings(
    lines: Vec<Line>,
    profile: &Profile,
) -> Result<Option<Vec<Found>>, FeedError> {
    let mut lines = lines.into_iter();
    let mut heads = lines.by_ref().take(HEADING_LINES_MAX);
    let Some(headings) = heads.find_map(|line| Headings::of(&line, profile)) else {
        return Ok(None);
    };
    let headings = Rc::new(headings);
    let is_empty = |line: &Line| line.cells.iter().all(|cell| cell.trim().is_empty());
    let full = lines.filter(|line| line.spoilt.is_some() || !is_empty(line));
    let rows: Vec<Found> = full.map(|line| row(line, &headings)).collect();
    let found = rows.len();
    if found > FEED_ROWS_MAX {
        return Err(FeedError::TooManyRows {
            found,
            limit: FEED_ROWS_MAX,
        });
    }
    Ok(Some(rows))
}

fn row(line: Line, headings: &Rc<Headings>) -> Found {
    let beyond = line.cells.iter().skip(headings.width);
    let too_wide = beyond.filter(|cell| !cell.trim().is_empty()).count() > 0;
    let cells = if let Some(reason) = line.spoilt {
        Cells::Spoilt(reason)
    } else if too_wide {
        Cells::Spoilt(Reason::TooWide {
            headings: headings.width,
        })
    } else if let Some(reason) = headings
        .broken(&line.cells)
        .or_else(|| headings.torn(&line.cells))
    {
        Cells::Spoilt(reason)
    } else {
        Cells::Line(Rc::clone(headings), line.cells)
    };
    Found {
        number: line.number,
        cells,
    }
}

/// That no line is one of headings, with what was looked for and where.
pub(super) fn no_headings(profile: &Profile, sheets: &[String]) -> FeedError {
    let needed = profile.fields.needed();
    let names: Vec<String> = needed.iter().map(|path| path.replace('|', " / ")).collect();
    FeedError::NoHeadings {
        wanted: names.join(" + "),
        sheets: sheets.iter().take(SHEETS_SHOWN_MAX).cloned().collect(),
    }
}
