//! Opening a replica from a store's rows: what cannot be read is set aside, and read again by a
//! build that can.
//!
//! The one rule to know: nothing is overwritten and nothing is fatal. A row set aside keeps its
//! value under a key that says where it was; a record that was lost to us that way is fetched
//! again, because its scope starts at its beginning.

use super::prepare::note_key;
use super::upcast::upcast;
use super::{
    FeedRow, Fresh, META_FEED, META_IDENTITY, META_NEXT_SEQ, META_WHO, Pending, Pulled, Replica,
    json,
};
use crate::rows::{HistoryRow, Identity, NoteRow, OutboxRow};
use crate::store::{Batch, Durability, FORM, StoredRow, Table};
use litemap::LiteMap;
use rules::Scope;
use rules::id::CommunityId;
use std::collections::{BTreeMap, BTreeSet};

/// The row of [`Table::Meta`] that says in which form the rows are.
const META_FORM: &str = "form";
/// What stands between a key that was taken already and how often it was.
const AGAIN: char = '#';

/// What is found while rows are read.
struct Found {
    batch: Batch,
    /// The form the rows are in.
    form: u16,
    has_identity: bool,
    /// Names in use among what is set aside.
    aside: BTreeSet<String>,
    /// Communities of which a record could not be read.
    holed: BTreeSet<CommunityId>,
    /// Whether records could not be read of which nobody knows whose they are.
    is_holed_anywhere: bool,
}

impl Replica {
    /// Opens a replica from the store's rows. The batch writes what a new or damaged store lacks
    /// (an identity; unreadable rows moved aside, readable ones moved back) and may be empty.
    pub fn open(rows: impl IntoIterator<Item = StoredRow>, fresh: Fresh) -> (Self, Batch) {
        let mut replica = Self::nobody(fresh);
        let (aside, rows): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .partition(|row| row.table == Table::Quarantine);
        let mut found = Found {
            batch: Batch::new(Durability::Strict),
            form: form_of(&rows),
            has_identity: false,
            aside: aside.iter().map(|row| row.key.clone()).collect(),
            holed: BTreeSet::new(),
            is_holed_anywhere: false,
        };
        for row in rows {
            let row = found.in_present_form(row);
            if replica.take_row(&row).is_none() {
                replica.set_aside = replica.set_aside.saturating_add(1);
                found.set_aside(row);
                continue;
            }
            found.has_identity |= row.table == Table::Meta && row.key == META_IDENTITY;
        }
        for row in aside {
            if !found.read_again(&mut replica, &row) {
                replica.set_aside = replica.set_aside.saturating_add(1);
            }
        }
        replica.fill_holes(&mut found);
        let beyond = replica.outbox.keys().chain(replica.history.keys()).max();
        let beyond = beyond.map_or(1, |seq| seq.saturating_add(1));
        replica.next_seq = replica.next_seq.max(beyond);
        if found.form < FORM {
            found.batch.put(Table::Meta, META_FORM, FORM.to_string());
        }
        if !found.has_identity {
            replica.recover_device();
            let identity = json(&replica.identity);
            found.batch.put(Table::Meta, META_IDENTITY, identity);
            let next_seq = replica.next_seq.to_string();
            found.batch.put(Table::Meta, META_NEXT_SEQ, next_seq);
        }
        replica.fold();
        (replica, found.batch)
    }

    fn nobody(fresh: Fresh) -> Self {
        Self {
            identity: Identity {
                device: fresh.device,
                epoch: fresh.epoch,
            },
            next_seq: 1,
            who: None,
            worlds: LiteMap::new(),
            outbox: BTreeMap::new(),
            history: LiteMap::new(),
            notes: LiteMap::new(),
            set_aside: 0,
            server_view: 0,
            version: 0,
        }
    }

    /// What waits may have been heard by the server already: it must be sent by the same device,
    /// or it would happen twice.
    fn recover_device(&mut self) {
        if let Some(pending) = self.outbox.values().next() {
            self.identity.device = pending.row.id.device;
        }
    }

    /// Asks for everything of a community again of which a record could not be read.
    fn fill_holes(&mut self, found: &mut Found) {
        let mut scopes = vec![Scope::Public];
        if let Some(who) = &self.who {
            scopes.extend(who.private_scopes());
        }
        if found.is_holed_anywhere {
            found.holed.extend(self.worlds.keys().cloned());
        }
        for community in core::mem::take(&mut found.holed) {
            let Some(feed) = &mut self.world(&community).feed else {
                continue;
            };
            feed.emptied.extend(scopes.iter().cloned());
            feed.emptied.sort_unstable();
            feed.emptied.dedup();
            let value = json(feed);
            let key = format!("{META_FEED}{community}");
            found.batch.put(Table::Meta, key, value);
        }
    }

    fn take_row(&mut self, row: &StoredRow) -> Option<()> {
        let value = row.value.as_str();
        match row.table {
            Table::Meta => self.take_meta(&row.key, value)?,
            Table::Records => {
                let (community, key) = row.key.split_once('/')?;
                let record: Pulled = crate::json::read(value).ok()?;
                self.take_record(&community.parse().ok()?, key, record);
            }
            Table::Outbox => {
                let row: OutboxRow = crate::json::read(value).ok()?;
                self.outbox.insert(row.id.seq, Pending::of(row));
            }
            Table::History => {
                let row: HistoryRow = crate::json::read(value).ok()?;
                self.history.insert(row.row.id.seq, row);
            }
            Table::Notes => {
                let row: NoteRow = crate::json::read(value).ok()?;
                self.notes.insert((row.note.clone(), row.rev.clone()), row);
            }
            Table::Quarantine => return None,
        }
        Some(())
    }

    /// Whether there is a row in the place of one that nobody can send again.
    fn holds(&self, row: &StoredRow) -> bool {
        let seq = || row.key.parse().ok();
        match row.table {
            Table::Outbox => seq().is_some_and(|seq| self.outbox.contains_key(&seq)),
            Table::History => seq().is_some_and(|seq| self.history.contains_key(&seq)),
            Table::Notes => self.notes.values().any(|note| note_key(note) == row.key),
            Table::Meta | Table::Records | Table::Quarantine => false,
        }
    }

    fn take_meta(&mut self, key: &str, value: &str) -> Option<()> {
        if let Some(community) = key.strip_prefix(META_FEED) {
            let feed: FeedRow = crate::json::read(value).ok()?;
            self.world(&community.parse().ok()?).feed = Some(feed);
            return Some(());
        }
        match key {
            META_IDENTITY => self.identity = crate::json::read(value).ok()?,
            META_NEXT_SEQ => self.next_seq = value.parse().ok()?,
            META_WHO => self.who = crate::json::read(value).ok()?,
            // A later build may know more of its own; left as it is.
            _ => {}
        }
        Some(())
    }
}

impl Found {
    /// A row of an earlier build as this one writes it.
    fn in_present_form(&mut self, row: StoredRow) -> StoredRow {
        if self.form >= FORM || row.table == Table::Meta {
            return row;
        }
        match upcast(&row.value) {
            Some(value) => {
                self.batch.put(row.table, row.key.clone(), value.clone());
                StoredRow { value, ..row }
            }
            None => row,
        }
    }

    fn set_aside(&mut self, row: StoredRow) {
        if row.table == Table::Records {
            let community = row.key.split_once('/').map(|(community, _)| community);
            match community.map(str::parse) {
                Some(Ok(community)) => drop(self.holed.insert(community)),
                Some(Err(_)) | None => self.is_holed_anywhere = true,
            }
        }
        let name = format!("{}/{}", row.table.name(), row.key);
        let mut free = name.clone();
        let mut times = 1_u32;
        while self.aside.contains(&free) {
            times = times.saturating_add(1);
            free = format!("{name}{AGAIN}{times}");
        }
        self.aside.insert(free.clone());
        self.batch.delete(row.table, row.key);
        self.batch.put(Table::Quarantine, free, row.value);
    }

    /// Moves a row back that this build can read, unless another has taken its place.
    fn read_again(&mut self, replica: &mut Replica, aside: &StoredRow) -> bool {
        let Some(row) = before(aside) else {
            return false;
        };
        if replica.holds(&row) {
            return false;
        }
        // It may have been set aside by a build that was older still.
        let value = upcast(&row.value).unwrap_or(row.value);
        let row = StoredRow { value, ..row };
        if replica.take_row(&row).is_none() {
            return false;
        }
        self.batch.delete(Table::Quarantine, aside.key.clone());
        self.batch.put(row.table, row.key, row.value);
        true
    }
}

/// The row that one set aside was, where nobody can send it again. Records were asked for again,
/// and what a page remembers of itself is made anew.
fn before(aside: &StoredRow) -> Option<StoredRow> {
    let (table, key) = aside.key.split_once('/')?;
    let table = Table::ALL.into_iter().find(|of| of.name() == table)?;
    let key = key.split(AGAIN).next()?;
    is_dear(table).then(|| StoredRow {
        table,
        key: key.to_owned(),
        value: aside.value.clone(),
    })
}

/// The form a store's rows are in. Form 1 did not say so.
fn form_of(rows: &[StoredRow]) -> u16 {
    let said = rows
        .iter()
        .find(|row| row.table == Table::Meta && row.key == META_FORM);
    said.and_then(|row| row.value.parse().ok()).unwrap_or(1)
}

fn is_dear(table: Table) -> bool {
    match table {
        Table::Outbox | Table::History | Table::Notes => true,
        Table::Meta | Table::Records | Table::Quarantine => false,
    }
}
