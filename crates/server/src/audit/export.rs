//! Reads the file that a phone exported.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::path::Path;
use sync::replica::FeedRow;
use sync::rows::{HistoryRow, NoteRow, OutboxRow, RecordRow};
use sync::store::Table;

/// The form that is read.
const FORMAT: &str = "cuobian-device-1";
/// How the rows that say how far a community has come begin.
const FEED: &str = "feed/";

/// Why a file cannot be audited.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It cannot be opened.
    #[error("the file: {0}")]
    File(#[from] std::io::Error),
    /// It is not JSON of the right shape.
    #[error("this is no file that a phone exported: {0}")]
    Shape(#[from] serde_json::Error),
    /// It is of another form.
    #[error("this file is of the form {found}, {FORMAT} is read here")]
    Format {
        /// Its form.
        found: String,
    },
}

#[derive(Deserialize)]
struct Document {
    format: String,
    tables: BTreeMap<String, BTreeMap<String, Box<RawValue>>>,
}

/// What a phone has.
#[derive(Debug, Default)]
pub struct Export {
    /// What waits for an outcome.
    pub outbox: Vec<OutboxRow>,
    /// What has one.
    pub history: Vec<HistoryRow>,
    /// What was written on it.
    pub notes: Vec<NoteRow>,
    /// What it pulled, by community and key.
    pub records: BTreeMap<String, RecordRow>,
    /// How far each community has come, by community.
    pub feeds: BTreeMap<String, FeedRow>,
    /// Rows that nobody can read.
    pub set_aside: Vec<String>,
}

impl Export {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is none that a phone exported.
    pub fn open(path: &Path) -> Result<Self, ExportError> {
        Self::read(&std::fs::read_to_string(path)?)
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// When it is none that a phone exported.
    pub fn read(text: &str) -> Result<Self, ExportError> {
        let document: Document = serde_json::from_str(text)?;
        if document.format != FORMAT {
            let found = document.format;
            return Err(ExportError::Format { found });
        }
        let mut export = Self::default();
        for (table, rows) in &document.tables {
            for (key, value) in rows {
                if export.take((table, key), value.get()).is_none() {
                    export.set_aside.push(format!("{table}/{key}"));
                }
            }
        }
        Ok(export)
    }

    fn take(&mut self, (table, key): (&str, &str), text: &str) -> Option<()> {
        let table = Table::ALL.into_iter().find(|known| known.name() == table);
        match table? {
            Table::Outbox => self.outbox.push(row(text)?),
            Table::History => self.history.push(row(text)?),
            Table::Notes => self.notes.push(row(text)?),
            Table::Records => drop(self.records.insert(key.to_owned(), row(text)?)),
            Table::Meta => {
                if let Some(community) = key.strip_prefix(FEED) {
                    self.feeds.insert(community.to_owned(), row(text)?);
                }
            }
            Table::Quarantine => return None,
        }
        Some(())
    }

    /// Every request it knows of, settled or not.
    pub fn intents(&self) -> impl Iterator<Item = &OutboxRow> {
        let settled = self.history.iter().map(|row| &row.row);
        self.outbox.iter().chain(settled)
    }
}

fn row<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
