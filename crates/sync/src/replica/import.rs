//! Taking over what another store of the same resident held: a file they carried along, or what a
//! page without storage left behind.
//!
//! The one rule to know: taken twice is taken once. Notes are revisions named after what they say;
//! a request is known again by its print and the moment it was written, whatever number it got.
//! What waits in the other store is asked anew only if the resident says so: the other phone may
//! still send it itself.
//!
//! Deliberately absent: records. They come from the server.

use super::prepare::note_key;
use super::{Pending, Replica, json, seq_key};
use crate::identity::{Fingerprint, IntentId, revision_id};
use crate::limits::{HISTORY_ROWS_MAX, OUTBOX_ROWS_MAX};
use crate::rows::{Copied, HistoryRow, NoteRow, OutboxRow};
use crate::store::{Batch, Durability, Table};
use rules::time::UnixMillis;
use std::collections::{BTreeMap, BTreeSet};

/// Whether what waits in the other store is asked anew from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reissue {
    /// The resident said so: the other store sends nothing any more.
    Yes,
    /// It is left to the other store.
    No,
}

/// Why another store's content is not taken. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is somebody else's.
    #[error("it is another resident's")]
    AnotherResident,
    /// It is a resident's, and nobody is signed in here.
    #[error("nobody is signed in")]
    NobodySignedIn,
    /// More would wait than may.
    #[error("{found} would wait, at most {limit} may")]
    OutboxFull {
        /// How many would.
        found: usize,
        /// How many may.
        limit: usize,
    },
}

/// What another store's content would bring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Brings {
    /// Revisions of notes that are not here.
    pub notes: usize,
    /// Settled requests that are not here.
    pub settled: usize,
    /// Requests that wait there and are not here.
    pub waiting: usize,
    /// What is here already.
    pub known: usize,
    /// What is other residents', on a phone that several used; it stays where it was.
    pub others: usize,
    /// What cannot be read, or is not what it says it is; it stays where it was.
    pub unreadable: u64,
}

/// Another store's content, ready to be made durable here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedImport {
    /// What must be durable before anyone calls it taken.
    pub batch: Batch,
    /// What it brings.
    pub brings: Brings,
    notes: Vec<NoteRow>,
    history: Vec<HistoryRow>,
    outbox: Vec<OutboxRow>,
    next_seq: u64,
}

/// How a request is known again under another number.
type Trace = (Fingerprint, UnixMillis);

impl Replica {
    /// Prepares to take over what another store of the same resident held.
    ///
    /// # Errors
    /// When it is somebody else's, or more would wait than may.
    pub fn prepare_import(
        &self,
        other: &Self,
        reissue: Reissue,
    ) -> Result<PreparedImport, ImportError> {
        self.check_owner(other)?;
        let mut prepared = PreparedImport {
            batch: Batch::new(Durability::Strict),
            brings: Brings {
                unreadable: other.set_aside,
                ..Brings::default()
            },
            notes: Vec::new(),
            history: Vec::new(),
            outbox: Vec::new(),
            next_seq: self.next_seq,
        };
        self.import_notes(other, &mut prepared);
        let known: BTreeSet<Trace> = self.requests().map(trace).collect();
        self.import_history(other, &known, &mut prepared);
        self.import_outbox(other, &known, (&mut prepared, reissue))?;
        let nothing = Brings {
            others: prepared.brings.others,
            ..Brings::default()
        };
        if prepared.brings == nothing && nothing.others > 0 {
            return Err(ImportError::AnotherResident);
        }
        if prepared.next_seq != self.next_seq {
            prepared.batch.guards.push(self.seq_guard());
            let next_seq = prepared.next_seq.to_string();
            prepared
                .batch
                .put(Table::Meta, super::META_NEXT_SEQ, next_seq);
        }
        Ok(prepared)
    }

    /// Adopts what is durable.
    pub fn adopt_import(&mut self, prepared: PreparedImport) {
        self.next_seq = self.next_seq.max(prepared.next_seq);
        for row in prepared.notes {
            self.notes.insert((row.note.clone(), row.rev.clone()), row);
        }
        for row in prepared.history {
            self.history.insert(row.row.id.seq, row);
        }
        for row in prepared.outbox {
            self.outbox.insert(row.id.seq, Pending::of(row));
        }
        self.fold();
    }

    /// A file of somebody who was signed in is theirs; one of a phone on which nobody was is whose
    /// phone it was.
    fn check_owner(&self, other: &Self) -> Result<(), ImportError> {
        match (&other.who, &self.who) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(ImportError::NobodySignedIn),
            (Some(theirs), Some(mine))
                if (&theirs.community, &theirs.resident) == (&mine.community, &mine.resident) =>
            {
                Ok(())
            }
            (Some(_), Some(_)) => Err(ImportError::AnotherResident),
        }
    }

    fn import_notes(&self, other: &Self, prepared: &mut PreparedImport) {
        let me = self.who.as_ref();
        for (name, row) in &other.notes {
            let owner = row.owner.as_ref();
            if owner.is_some() && owner.map(|owner| &owner.resident) != me.map(|me| &me.resident) {
                prepared.brings.others = prepared.brings.others.saturating_add(1);
                continue;
            }
            if self.notes.contains_key(name) {
                prepared.brings.known = prepared.brings.known.saturating_add(1);
                continue;
            }
            if revision_id(&row.note, &row.parents, row.body.as_str()) != row.rev {
                prepared.brings.unreadable = prepared.brings.unreadable.saturating_add(1);
                continue;
            }
            // The server may have forgotten what it kept for the other store; it is told again,
            // and knows a revision by its name.
            let copy = match &row.copy {
                Copied::Waiting | Copied::Kept => Copied::Waiting,
                refused @ Copied::Refused { .. } => refused.clone(),
            };
            let row = NoteRow {
                copy,
                ..row.clone()
            };
            prepared.batch.put(Table::Notes, note_key(&row), json(&row));
            prepared.notes.push(row);
        }
        prepared.brings.notes = prepared.notes.len();
    }

    fn import_history(&self, other: &Self, known: &BTreeSet<Trace>, prepared: &mut PreparedImport) {
        let room = HISTORY_ROWS_MAX.saturating_sub(self.history.len());
        let new = |row: &&HistoryRow| self.is_mine(&row.row) && !known.contains(&trace(&row.row));
        let rows: Vec<&HistoryRow> = other.history().filter(new).take(room).collect();
        let all = other.history.values().filter(|row| self.is_mine(&row.row));
        prepared.brings.known = prepared
            .brings
            .known
            .saturating_add(all.count().saturating_sub(rows.len()));
        // The oldest first, so that numbers keep their order.
        for row in rows.into_iter().rev() {
            // Its own device and epoch stay: it is no request of this store.
            let id = IntentId {
                seq: prepared.take_seq(),
                ..row.row.id
            };
            let row = HistoryRow {
                row: OutboxRow {
                    id,
                    deps: Vec::new(),
                    ..row.row.clone()
                },
                foreign: true,
                ..row.clone()
            };
            prepared
                .batch
                .put(Table::History, seq_key(id.seq), json(&row));
            prepared.history.push(row);
        }
        prepared.brings.settled = prepared.history.len();
    }

    fn import_outbox(
        &self,
        other: &Self,
        known: &BTreeSet<Trace>,
        (prepared, reissue): (&mut PreparedImport, Reissue),
    ) -> Result<(), ImportError> {
        let mut moved: BTreeMap<u64, u64> = BTreeMap::new();
        for pending in other.outbox.values() {
            let row = &pending.row;
            if !self.is_mine(row) {
                prepared.brings.others = prepared.brings.others.saturating_add(1);
                continue;
            }
            if known.contains(&trace(row)) {
                prepared.brings.known = prepared.brings.known.saturating_add(1);
                continue;
            }
            prepared.brings.waiting = prepared.brings.waiting.saturating_add(1);
            if reissue == Reissue::No {
                continue;
            }
            let id = IntentId {
                device: self.identity.device,
                epoch: self.identity.epoch,
                seq: prepared.take_seq(),
            };
            moved.insert(row.id.seq, id.seq);
            let deps = row.deps.iter().filter_map(|dep| moved.get(dep).copied());
            let row = OutboxRow {
                id,
                deps: deps.collect(),
                held: None,
                ..row.clone()
            };
            prepared
                .batch
                .put(Table::Outbox, seq_key(id.seq), json(&row));
            prepared.outbox.push(row);
        }
        let found = self.outbox.len().saturating_add(prepared.outbox.len());
        if found > OUTBOX_ROWS_MAX {
            let limit = OUTBOX_ROWS_MAX;
            return Err(ImportError::OutboxFull { found, limit });
        }
        Ok(())
    }

    /// Whether a request is of who is signed in.
    fn is_mine(&self, row: &OutboxRow) -> bool {
        self.who.as_ref().is_some_and(|me| me.resident == row.by)
    }

    fn requests(&self) -> impl Iterator<Item = &OutboxRow> {
        let settled = self.history.values().map(|row| &row.row);
        settled.chain(self.outbox.values().map(|pending| &pending.row))
    }
}

impl PreparedImport {
    fn take_seq(&mut self) -> u64 {
        let seq = self.next_seq;
        self.next_seq = seq.saturating_add(1);
        seq
    }
}

fn trace(row: &OutboxRow) -> Trace {
    (row.fp, row.written_at)
}
