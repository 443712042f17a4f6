//! Audits what phones say against what the server has: one report over the database and any
//! number of files that people exported.
//!
//! The one rule to know: what a phone shows as settled must stand here with the same words, its
//! effect in the journal exactly once; what a phone still holds back is listed, and is no fault.
//!
//! Deliberately absent: names of people. Devices and intents are named by their ids.

mod device;
mod export;

pub use export::{Export, ExportError};

use crate::db::{DbError, communities, journal};
use crate::verify::{self, Report};
use rules::id::{NoteId, RevisionId};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fmt;
use sync::depot::JournalLine;
use sync::identity::{Fingerprint, IntentId};
use sync::outcome::Outcome;

/// What does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The phone was told an outcome that the server does not know.
    Forgotten(IntentId),
    /// The phone was told another outcome than the server has.
    Contradicted {
        /// The intent.
        intent: IntentId,
        /// What the phone was told.
        told: Box<Outcome>,
        /// What the server has.
        kept: Box<Outcome>,
    },
    /// Two different requests go by one id.
    Forked(IntentId),
    /// What stands in the journal is not, exactly once, what was asked and told.
    Effect {
        /// The intent.
        intent: IntentId,
        /// How often it stands there.
        times: usize,
    },
    /// The phone was told that a copy of its note is kept, and there is none, or another.
    Note {
        /// The note.
        note: NoteId,
        /// The revision.
        rev: RevisionId,
    },
    /// The phone has a record that the server never had so.
    Record {
        /// The key, after its community.
        key: String,
    },
    /// The phone saw the journal stand where it never stood.
    Journal {
        /// The line.
        line: u64,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forgotten(id) => {
                write!(f, "{} was settled, the server does not know it", name(id))
            }
            Self::Contradicted { intent, told, kept } => {
                let id = name(intent);
                write!(f, "{id} was told {told:?}, the server has {kept:?}")
            }
            Self::Forked(id) => write!(f, "{} names two different requests", name(id)),
            Self::Effect { intent, times } => {
                let id = name(intent);
                write!(
                    f,
                    "{id} stands in the journal {times} times, or not as asked"
                )
            }
            Self::Note { note, rev } => {
                write!(
                    f,
                    "note {note}/{rev} is said to be kept, and is not, or not so"
                )
            }
            Self::Record { key } => write!(f, "record {key} was never so on the server"),
            Self::Journal { line } => {
                write!(f, "it saw the journal at line {line} with another hash")
            }
        }
    }
}

/// What a phone still holds back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// A request that was not settled.
    Intent {
        /// Which.
        intent: IntentId,
        /// Its kind.
        kind: String,
    },
    /// A request that was settled, but the phone has not heard of it.
    Unheard {
        /// Which.
        intent: IntentId,
        /// What it will hear.
        outcome: Box<Outcome>,
    },
    /// A note of which no copy is kept.
    Note {
        /// The note.
        note: NoteId,
        /// The revision.
        rev: RevisionId,
    },
    /// A row that the phone could not read.
    SetAside {
        /// Its place.
        row: String,
    },
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intent { intent, kind } => write!(f, "waits: {kind} {}", name(intent)),
            Self::Unheard { intent, outcome } => {
                write!(f, "settled, not heard: {} {outcome:?}", name(intent))
            }
            Self::Note { note, rev } => write!(f, "waits: note {note}/{rev}"),
            Self::SetAside { row } => write!(f, "set aside, unreadable: {row}"),
        }
    }
}

fn name(id: &IntentId) -> String {
    verify::name(id)
}

/// What was found of one phone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Requests shown as settled that stand just so.
    pub settled: usize,
    /// Requests that had no effect and that the server does not know: it was put back to a backup,
    /// and phones send again only what had an effect.
    pub forgotten: usize,
    /// Notes shown as kept that are.
    pub notes: usize,
    /// Records that are as the server has or had them.
    pub records: usize,
    /// What does not agree.
    pub faults: Vec<Fault>,
    /// What it still holds back.
    pub waiting: Vec<Waiting>,
}

/// An audit's findings.
#[derive(Debug)]
pub struct Audit {
    /// The server by itself.
    pub server: Report,
    /// Each phone, under the name of its file.
    pub phones: Vec<(String, Found)>,
}

impl Audit {
    /// Whether all of it agrees.
    pub fn is_clean(&self) -> bool {
        let agrees = |(_, found): &(String, Found)| found.faults.is_empty();
        self.server.is_sound() && self.phones.iter().all(agrees)
    }

    /// Whether nothing is held back any more.
    pub fn is_drained(&self) -> bool {
        let holds_nothing = |(_, found): &(String, Found)| found.waiting.is_empty();
        self.phones.iter().all(holds_nothing)
    }
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.server)?;
        for (name, found) in &self.phones {
            for fault in &found.faults {
                writeln!(f, "{name}: FAULT {fault}")?;
            }
            for waiting in &found.waiting {
                writeln!(f, "{name}: {waiting}")?;
            }
            writeln!(
                f,
                "{name}: {} settled, {} notes and {} records agree; {} refusals forgotten, \
                 {} wait, {} faults",
                found.settled,
                found.notes,
                found.records,
                found.forgotten,
                found.waiting.len(),
                found.faults.len()
            )?;
        }
        Ok(())
    }
}

/// What the journals say of the intents that phones name.
type Lines = BTreeMap<IntentId, Vec<JournalLine>>;

/// Audits phones against a database, as it is at one moment.
///
/// # Errors
/// When the database cannot be read.
pub fn audit(db: &Connection, exports: &[(String, Export)]) -> Result<Audit, DbError> {
    let server = verify::verify(db)?;
    let transaction = db.unchecked_transaction()?;
    let asked: BTreeMap<IntentId, Fingerprint> = exports
        .iter()
        .flat_map(|(_, export)| export.intents())
        .map(|row| (row.id, row.fp))
        .collect();
    let lines = lines_of(&transaction, |id| asked.contains_key(id))?;
    let mut phones = Vec::new();
    for (name, export) in exports {
        let mut found = device::check(&transaction, export, &lines)?;
        // Two phones that give out one id are one store that was cloned.
        let forked = export
            .intents()
            .filter(|row| asked.get(&row.id) != Some(&row.fp));
        let forked: Vec<_> = forked.map(|row| Fault::Forked(row.id)).collect();
        found.faults.extend(forked);
        phones.push((name.clone(), found));
    }
    transaction.finish()?;
    Ok(Audit { server, phones })
}

fn lines_of(db: &Connection, is_asked: impl Fn(&IntentId) -> bool) -> Result<Lines, DbError> {
    let mut lines = Lines::new();
    for (community, _) in communities(db)? {
        journal::read(db, &community, 0, |block| {
            let texts = block.into_iter().flat_map(|block| block.texts);
            // A line that cannot be read is the verification's to name.
            let read = texts.filter_map(|text| serde_json::from_str::<JournalLine>(&text).ok());
            for line in read {
                if let Some(id) = line.intent.filter(|id| is_asked(id)) {
                    lines.entry(id).or_default().push(line);
                }
            }
            Ok(())
        })?;
    }
    Ok(lines)
}
