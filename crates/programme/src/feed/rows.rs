//! The rows of a feed, whatever its files are: trees of named values, or lines under headings.
//!
//! The one rule to know: what a file holds comes out as rows in its own order, each with the number
//! by which a person finds it again (its place in a list, its line in a table). A row that its file
//! itself spoils is a row all the same, with the reason why it cannot be taken.
//!
//! Deliberately absent: what the values mean.

mod calendar;
mod csv;
mod decode;
mod json;
mod linked;
mod moment;
mod table;
mod unpack;
mod workbook;
mod xml;

use super::{FEED_BYTES_MAX, FEED_ROWS_MAX, FeedError, Form, Profile, Reason};
use serde_json::Value;
use std::borrow::Cow;
use std::rc::Rc;
use table::Headings;

/// One file of a feed.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, without folders.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// A row and where it stands.
pub(super) struct Found {
    /// Its number, from 1: of a list's entry, or of a table's line.
    pub(super) number: usize,
    pub(super) cells: Cells,
}

/// What a row holds.
pub(super) enum Cells {
    /// Values with names.
    Tree(Value),
    /// Texts under the headings of their table.
    Line(Rc<Headings>, Vec<String>),
    /// Nothing that could be taken.
    Spoilt(Reason),
}

/// A value of a row.
pub(super) enum Cell<'a> {
    /// There is none, or an empty one.
    Absent,
    /// A text or a number.
    Text(Cow<'a, str>),
    /// Something else.
    Other,
}

impl Cells {
    /// The value at a path.
    pub(super) fn get(&self, path: &str) -> Cell<'_> {
        match self {
            Self::Tree(value) => path
                .split('|')
                .map(|path| cell(at(value, path)))
                .find(|cell| !matches!(cell, Cell::Absent))
                .unwrap_or(Cell::Absent),
            Self::Line(headings, cells) => {
                let found = headings.column(path).and_then(|column| cells.get(column));
                match found.map(|text| text.trim()) {
                    None | Some("") => Cell::Absent,
                    Some(text) => Cell::Text(Cow::Borrowed(text)),
                }
            }
            Self::Spoilt(_) => Cell::Absent,
        }
    }

    /// The texts of the list at a path; of a lone text, that one.
    pub(super) fn list(&self, path: &str) -> Vec<String> {
        let value = match self {
            Self::Tree(value) => at(value, path),
            Self::Line(..) | Self::Spoilt(_) => None,
        };
        if let Some(Value::Array(entries)) = value {
            let texts = entries.iter().map(|entry| cell(Some(entry)));
            return texts.filter_map(text).collect();
        }
        text(self.get(path)).into_iter().collect()
    }
}

fn text(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.into_owned()),
        Cell::Absent | Cell::Other => None,
    }
}

/// The value at a path. A list of one is what it holds; of several nobody can say which is meant, so
/// it is the value itself, and neither text nor a number.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, part| match value {
        Value::Array(list) => match list.as_slice() {
            [] => None,
            [one] => one.get(part),
            _ => Some(value),
        },
        value => value.get(part),
    })
}

fn cell(value: Option<&Value>) -> Cell<'_> {
    match value {
        None | Some(Value::Null) => Cell::Absent,
        Some(Value::String(text)) => match text.trim() {
            "" => Cell::Absent,
            text => Cell::Text(Cow::Borrowed(text)),
        },
        Some(Value::Number(number)) => Cell::Text(Cow::Owned(number.to_string())),
        Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => Cell::Other,
    }
}

/// The rows of a feed's files.
pub(super) fn rows(files: &[File<'_>], profile: &Profile) -> Result<Vec<Found>, FeedError> {
    for file in files {
        let found = file.bytes.len();
        if found > FEED_BYTES_MAX {
            return Err(FeedError::TooLarge {
                found,
                limit: FEED_BYTES_MAX,
            });
        }
    }
    let source = &profile.source;
    let file = pick(files, &source.file)?;
    let rows = match source.form {
        Form::Json => json::rows(file, &source.rows)?,
        Form::Table => table::rows(file, profile)?,
        Form::Xml => xml::rows(files, source)?,
        Form::Calendar => calendar::rows(file, profile)?,
        Form::Events => linked::rows(file, profile)?,
    };
    let found = rows.len();
    if found > FEED_ROWS_MAX {
        return Err(FeedError::TooManyRows {
            found,
            limit: FEED_ROWS_MAX,
        });
    }
    Ok(rows)
}

/// The file of a name; where no name is asked for, the one there is.
fn pick<'a>(files: &[File<'a>], name: &str) -> Result<File<'a>, FeedError> {
    let missing = || FeedError::NoFile {
        name: name.to_owned(),
    };
    if let ("", [file]) = (name, files) {
        return Ok(*file);
    }
    let named = |file: &&File<'a>| file.name.eq_ignore_ascii_case(name);
    files.iter().find(named).copied().ok_or_else(missing)
}

/// Numbered rows of trees.
fn numbered(values: impl IntoIterator<Item = Value>) -> Vec<Found> {
    let values = values.into_iter().enumerate();
    values
        .map(|(at, value)| Found {
            number: at.saturating_add(1),
            cells: Cells::Tree(value),
        })
        .collect()
}
