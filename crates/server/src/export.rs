//! Exporting a community's programme: what is public of it, and no more.
//!
//! The one rule to know: the records are read in one moment and written by `programme::out`.

use crate::db::DbError;
use crate::import::records;
use programme::out::{OutError, Programme, csv, events, workbook};
use rules::id::CommunityId;
use rusqlite::Connection;

/// How a programme is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Separated values in UTF-8.
    Csv,
    /// A workbook.
    Xlsx,
    /// schema.org events in JSON-LD.
    Json,
}

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The workbook.
    #[error(transparent)]
    Out(#[from] OutError),
}

/// A community's programme as a file.
///
/// # Errors
/// When the database fails, or the programme has more lines than a sheet.
pub fn export(
    db: &Connection,
    community: &CommunityId,
    format: Format,
) -> Result<Vec<u8>, ExportError> {
    let records = records(db, community)?;
    let programme = Programme::of(records.iter().map(|(key, record)| (key, record)));
    Ok(match format {
        Format::Csv => csv(&programme),
        Format::Xlsx => workbook(&programme)?,
        Format::Json => events(&programme),
    })
}
