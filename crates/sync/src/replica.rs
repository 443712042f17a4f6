//! The device's replica: what it knows, what it asked for, what became of it.
//!
//! The one rule to know: nothing changes in memory before it is durable. Each change is prepared
//! as a [`Batch`] from `&self`, made durable by the caller, and only then adopted with `&mut self`.
//! What the screen sees is the server's records with the pending intents folded over them by the
//! same rules the server runs.
//!
//! Deliberately absent: the store and the network; who calls brings both.

mod asking;
mod exchange;
mod feeds;
mod import;
mod opening;
mod prepare;
mod upcast;
mod view;

pub use exchange::{ReceiveError, Received};
pub use import::{Brings, ImportError, PreparedImport, Reissue};
pub use prepare::{Ask, NoteDraft, PrepareError, PreparedIntent, PreparedNote};
pub use view::{OnlyHere, Pending};

use crate::authority::intent_of;
use crate::cursor::Cursor;
use crate::identity::{Device, Epoch, FeedEpoch, RowHash, row_hash};
use crate::rows::{HistoryRow, Identity, NoteRow, OutboxRow};
use crate::store::{Batch, Durability, SEQ_DIGITS, Table};
use crate::wire::{Alarms, LedgerHead};
use litemap::LiteMap;
use rules::id::{CommunityId, HouseholdId, NoteId, ResidentId, RevisionId};
use rules::time::UnixMillis;
use rules::{Actor, Key, Origin, Record, Scope};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The row of [`Table::Meta`] that says who this store is.
pub(crate) const META_IDENTITY: &str = "identity";
/// The row of [`Table::Meta`] that holds the next sequence number.
pub(crate) const META_NEXT_SEQ: &str = "next_seq";
/// The row of [`Table::Meta`] that says who is signed in.
pub(crate) const META_WHO: &str = "who";
/// The rows of [`Table::Meta`] that hold how far each community has come.
pub(crate) const META_FEED: &str = "feed/";

/// Fresh randomness for a store that has no identity yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fresh {
    /// A new device.
    pub device: Device,
    /// A new epoch.
    pub epoch: Epoch,
}

/// Who is signed in on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Their home community.
    pub community: CommunityId,
    /// The resident, or who of the staff.
    pub resident: ResidentId,
    /// Their household; absent for staff, who act for the community.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
}

impl Who {
    /// Who they are to the rules.
    pub fn actor(&self) -> Actor {
        Actor::signed_in(self.resident.clone(), self.household.clone())
    }

    /// The scopes that are theirs and nobody else's.
    pub(crate) fn private_scopes(&self) -> Vec<Scope> {
        let mut scopes = self.actor().scopes();
        scopes.retain(|scope| *scope != Scope::Public);
        scopes
    }
}

/// How far a community's feed has come on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRow {
    /// The cursor.
    pub cursor: Cursor,
    /// The life of the feed.
    pub feed_epoch: FeedEpoch,
    /// The journal's head when it was last heard of.
    pub ledger_head: LedgerHead,
    /// The server's clock at that moment.
    pub server_time: UnixMillis,
    /// Scopes that were emptied here since that cursor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emptied: Vec<Scope>,
    /// Whether the server has more that was not fetched yet.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub more: bool,
    /// What was ever found wrong with this feed.
    #[serde(default, skip_serializing_if = "Alarms::is_none")]
    pub alarms: Alarms,
    /// What of it the server has not been told.
    #[serde(default, skip_serializing_if = "Alarms::is_none")]
    pub untold: Alarms,
    /// As what this device counts there, as the server last said.
    #[serde(default, skip_serializing_if = "Origin::is_own")]
    pub origin: Origin,
}

/// A record as the replica holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) rev: u64,
    pub(crate) scope: Scope,
    pub(crate) hash: RowHash,
    /// Apart, so that the tree's nodes are small: a record is as large as the largest there is.
    pub(crate) record: Box<Record>,
}

/// What the replica knows of one community.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct World {
    pub(crate) feed: Option<FeedRow>,
    pub(crate) records: BTreeMap<Key, Kept>,
    /// Rows of kinds that this build does not know, by key text: scope, revision and hash.
    pub(crate) unread: LiteMap<String, (Scope, u64, RowHash)>,
    /// What pending intents would change.
    pub(crate) overlay: LiteMap<Key, Option<Record>>,
}

/// The device's replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replica {
    pub(crate) identity: Identity,
    pub(crate) next_seq: u64,
    pub(crate) who: Option<Who>,
    pub(crate) worlds: LiteMap<CommunityId, World>,
    pub(crate) outbox: BTreeMap<u64, Pending>,
    pub(crate) history: LiteMap<u64, HistoryRow>,
    pub(crate) notes: LiteMap<(NoteId, RevisionId), NoteRow>,
    pub(crate) set_aside: u64,
    /// What the server could read when it last answered this page.
    pub(crate) server_view: u16,
    /// Counts every adopted change, so that a view can tell whether it is stale.
    pub(crate) version: u64,
}

/// A pulled record as the store keeps it (a [`RecordRow`]), read where it lies.
///
/// [`RecordRow`]: crate::rows::RecordRow
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Pulled<'a> {
    pub(crate) rev: u64,
    pub(crate) scope: Scope,
    #[serde(borrow)]
    pub(crate) data: &'a RawValue,
}

impl Replica {
    /// Takes a pulled record into memory, read or unread.
    pub(crate) fn take_record(&mut self, community: &CommunityId, key: &str, row: Pulled<'_>) {
        let data = row.data.get();
        let read: Option<(Key, Box<Record>)> =
            key.parse::<Key>().ok().zip(crate::json::read(data).ok());
        let hash = row_hash(key, row.rev, data);
        let world = self.world(community);
        match read {
            Some((known, record)) if record.fits(&known) => {
                let kept = Kept {
                    rev: row.rev,
                    scope: row.scope,
                    hash,
                    record,
                };
                world.unread.remove(key);
                world.records.insert(known, kept);
            }
            _ => {
                let unread = (row.scope, row.rev, hash);
                world.unread.insert(key.to_owned(), unread);
            }
        }
    }

    pub(crate) fn world(&mut self, community: &CommunityId) -> &mut World {
        self.worlds.entry(community.clone()).or_default()
    }

    /// Who this store is.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Who is signed in.
    pub fn who(&self) -> Option<&Who> {
        self.who.as_ref()
    }

    /// Counts every change, so that a view can tell whether it is stale.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Takes the place of a replica whose version was this one, as something newer.
    pub fn outgrow(&mut self, version: u64) {
        self.version = self.version.max(version.wrapping_add(1));
    }

    /// How many rows are set aside because no build here could read them yet.
    pub fn unreadable_rows(&self) -> u64 {
        let unread = self.worlds.values().map(|world| world.unread.len());
        let unread: usize = unread.sum();
        self.set_aside
            .saturating_add(u64::try_from(unread).unwrap_or(u64::MAX))
    }

    /// Prepares that somebody is signed in (or nobody any more). Records that were theirs are
    /// removed from this device when they leave; what they asked for and wrote stays.
    pub fn prepare_who(&self, who: Option<&Who>) -> Batch {
        let mut batch = Batch::new(Durability::Strict);
        match who {
            Some(who) => batch.put(Table::Meta, META_WHO, json(who)),
            None => batch.delete(Table::Meta, META_WHO),
        }
        if self.who.as_ref() == who {
            return batch;
        }
        for (community, world) in &self.worlds {
            for key in world.keys_in(|scope| *scope != Scope::Public) {
                batch.delete(Table::Records, format!("{community}/{key}"));
            }
            if let Some(feed) = self.emptied_feed(world) {
                batch.put(Table::Meta, format!("{META_FEED}{community}"), json(&feed));
            }
        }
        batch
    }

    /// Adopts what [`Replica::prepare_who`] prepared.
    pub fn adopt_who(&mut self, who: Option<Who>) {
        if self.who != who {
            let mut worlds = core::mem::take(&mut self.worlds);
            for (_, world) in worlds.iter_mut() {
                world.feed = self.emptied_feed(world);
                world.records.retain(|_, kept| kept.scope == Scope::Public);
                world
                    .unread
                    .retain(|_, (scope, ..)| *scope == Scope::Public);
            }
            self.worlds = worlds;
        }
        self.who = who;
        self.fold();
    }

    /// A feed whose private scopes start at their beginning again: those of whoever is signed in.
    fn emptied_feed(&self, world: &World) -> Option<FeedRow> {
        let mut feed = world.feed.clone()?;
        if let Some(who) = &self.who {
            feed.emptied.extend(who.private_scopes());
            feed.emptied.sort_unstable();
            feed.emptied.dedup();
        }
        Some(feed)
    }
}

impl World {
    /// The keys, as text, of every row held in some scopes, read or unread.
    pub(crate) fn keys_in(&self, is_meant: impl Fn(&Scope) -> bool) -> Vec<String> {
        let kept = self.records.iter();
        let kept = kept.filter(|(_, kept)| is_meant(&kept.scope));
        let unread = self.unread.iter();
        let unread = unread.filter(|(_, (scope, ..))| is_meant(scope));
        let unread = unread.map(|(key, _)| key.clone());
        kept.map(|(key, _)| key.to_string()).chain(unread).collect()
    }
}

impl Pending {
    /// A pending intent of an outbox row; unread when this build does not know its kind.
    pub(crate) fn of(row: OutboxRow) -> Self {
        let intent = intent_of(&row.kind, row.kv, &row.body).ok();
        Self { row, intent }
    }
}

/// Writes a row's value. Rows are plain data; writing them as JSON cannot fail.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The key of an outbox or history row: numbers sort as text.
pub(crate) fn seq_key(seq: u64) -> String {
    format!("{seq:0SEQ_DIGITS$}")
}
