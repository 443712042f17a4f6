//! A device: a store, a replica over it, a courier, a cookie, and a network of its own.
//!
//! The one rule to know: prepare, commit, adopt, one change at a time; a crash may fall before or
//! after every commit, and only what was adopted was ever called saved.

use crate::bugs::Bug;
use crate::clock::Clock;
use crate::disk::Disk;
use crate::random::Random;
use rules::Scope;
use rules::id::CommunityId;
use std::collections::BTreeMap;
use sync::courier::Courier;
use sync::identity::{Device as DeviceId, Epoch};
use sync::replica::{Fresh, Replica, Who};
use sync::store::{Batch, Durability, Table, Write};
use sync::wire::Request;

/// How often things go wrong on one device. Units: per mille.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weakness {
    /// Commits that crash it.
    pub crash: u64,
    /// Crashes that take the power.
    pub power_loss: u64,
    /// Commits that fail.
    pub aborts: u64,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// It is written.
    Done,
    /// It failed; nothing is written, and the app knows.
    Failed,
    /// The device crashed before it was written.
    CrashedBefore,
    /// The device crashed after it was written.
    CrashedAfter,
}

/// A device.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its number.
    pub number: usize,
    /// Whose it is, and who signs in when all is well.
    pub owner: Who,
    /// Its medium.
    pub disk: Disk,
    /// The running app; none while it is not running.
    pub replica: Option<Replica>,
    /// When it speaks.
    pub courier: Courier,
    /// What the browser sends along.
    pub cookie: Option<u64>,
    /// Communities it follows.
    pub follow: Vec<CommunityId>,
    /// Counts its starts, so that what was meant for an earlier life is dropped.
    pub life: u64,
    /// Counts its requests.
    pub requests: u64,
    /// The request that is waited for.
    pub waits_for: Option<u64>,
    /// Requests that may still be answered.
    pub out: BTreeMap<u64, Request>,
    /// Which of its timers is the valid one.
    pub timer: u64,
    /// It does nothing before this moment.
    pub frozen_until: u64,
    /// Nothing it sends arrives before this moment.
    pub mute_until: u64,
    /// Nothing reaches it before this moment.
    pub deaf_until: u64,
    /// Its clock.
    pub clock: Clock,
    /// Its luck.
    pub random: Random,
    /// How often things go wrong.
    pub weakness: Weakness,
    /// How far each scope had come in this life and visit.
    pub seen: BTreeMap<(CommunityId, Scope), u64>,
}

impl Device {
    /// Fresh randomness, as a browser gives it.
    pub fn fresh(&mut self) -> Fresh {
        Fresh {
            device: DeviceId(self.random.bytes()),
            epoch: Epoch(self.random.bytes()),
        }
    }

    /// Writes a batch, or fails, or crashes.
    pub fn commit(&mut self, batch: &Batch, bug: Option<Bug>) -> Commit {
        let crash = self.random.happens(self.weakness.crash);
        let before = self.random.below(2) == 0;
        if self.random.happens(self.weakness.aborts) {
            return Commit::Failed;
        }
        if crash && before {
            return Commit::CrashedBefore;
        }
        if self.disk.commit(batch, bug).is_err() {
            return Commit::Failed;
        }
        if crash {
            Commit::CrashedAfter
        } else {
            Commit::Done
        }
    }

    /// Writes the batch of an answer; planted bugs tear it in two.
    pub fn commit_answer(&mut self, batch: &Batch, bug: Option<Bug>) -> Commit {
        let is_outbox_delete =
            |write: &Write| matches!(write, Write::Delete { table, .. } if *table == Table::Outbox);
        let is_meta =
            |write: &Write| matches!(write, Write::Put { table, .. } if *table == Table::Meta);
        let (first, second): (Vec<Write>, Vec<Write>) = match bug {
            Some(Bug::OutboxRowGoneFirst) => {
                batch.writes.iter().cloned().partition(is_outbox_delete)
            }
            Some(Bug::CursorBeforeRows) => batch.writes.iter().cloned().partition(is_meta),
            _ => return self.commit(batch, bug),
        };
        let part = |writes| Batch {
            durability: Durability::Strict,
            guards: Vec::new(),
            writes,
        };
        match self.commit(&part(first), bug) {
            Commit::Done => self.commit(&part(second), bug),
            other => other,
        }
    }

    /// Stops as if killed. The power may go too.
    pub fn stop(&mut self) {
        self.replica = None;
        self.life += 1;
        self.out.clear();
        self.waits_for = None;
        self.timer += 1;
        self.seen.clear();
        if self.random.happens(self.weakness.power_loss) {
            let most = u64::try_from(self.disk.unflushed()).unwrap_or(0);
            let lost = usize::try_from(self.random.below(most + 1)).unwrap_or(0);
            self.disk.lose_power(lost);
        }
    }

    /// Starts the app again from its store.
    pub fn start(&mut self, now: u64, bug: Option<Bug>) -> Commit {
        let fresh = self.fresh();
        let (replica, batch) = Replica::open(self.disk.read(bug), fresh);
        if !batch.writes.is_empty() {
            let done = self.commit(&batch, bug);
            if done != Commit::Done {
                return done;
            }
        }
        self.replica = Some(replica);
        self.courier = Courier::new(now);
        Commit::Done
    }
}
