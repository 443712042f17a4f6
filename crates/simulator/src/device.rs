//! A device: one store, one cookie, one network, and one or more pages over them.
//!
//! The one rule to know: prepare, commit, adopt, one change at a time; a crash may fall before or
//! after every commit, and only what was adopted was ever called saved.

use crate::bugs::Bug;
use crate::clock::Clock;
use crate::disk::{Disk, NotWritten};
use crate::page::Page;
use crate::random::Random;
use rules::id::CommunityId;
use sync::identity::{Device as DeviceId, Epoch};
use sync::replica::{Fresh, Replica, Who};
use sync::store::{Batch, Durability, Guard, Table, Write};

/// The row that counts what was written of the server's.
const PULLS: &str = "pulls";

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
    /// Another page had written in between; nothing is written.
    Conflict,
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
    /// The pages that are open, or were.
    pub pages: Vec<Page>,
    /// The page that somebody looks at.
    pub front: usize,
    /// The page whose turn it is to speak, in which of its lives.
    pub speaker: Option<(usize, u64)>,
    /// What the browser sends along.
    pub cookie: Option<u64>,
    /// Communities it follows.
    pub follow: Vec<CommunityId>,
    /// Counts its requests.
    pub requests: u64,
    /// Nothing it sends arrives before this moment.
    pub mute_until: u64,
    /// Nothing reaches it before this moment.
    pub deaf_until: u64,
    /// How long its clocks stood still while it slept. Units: milliseconds.
    pub slept: u64,
    /// Its clock.
    pub clock: Clock,
    /// Its luck.
    pub random: Random,
    /// How often things go wrong.
    pub weakness: Weakness,
}

impl Device {
    /// Fresh randomness, as a browser gives it.
    pub fn fresh(&mut self) -> Fresh {
        Fresh {
            device: DeviceId(self.random.bytes()),
            epoch: Epoch(self.random.bytes()),
        }
    }

    /// The apps that run.
    pub fn running(&self) -> impl Iterator<Item = &Replica> {
        self.pages.iter().filter_map(|page| page.replica.as_ref())
    }

    /// The app of a page, if it runs.
    pub fn replica(&self, page: usize) -> Option<&Replica> {
        self.pages.get(page)?.replica.as_ref()
    }

    /// The app of a page, if it runs, to be changed.
    pub fn replica_mut(&mut self, page: usize) -> Option<&mut Replica> {
        self.pages.get_mut(page)?.replica.as_mut()
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
        match self.disk.commit(batch, bug) {
            Err(NotWritten::Conflict) => Commit::Conflict,
            Ok(()) if crash => Commit::CrashedAfter,
            Ok(()) => Commit::Done,
        }
    }

    /// Writes a batch that holds something of the server's, as the app does: under a count that a
    /// page must have read, so that none writes over what another fetched meanwhile.
    pub fn commit_pulled(&mut self, page: usize, batch: &mut Batch, bug: Option<Bug>) -> Commit {
        let read = self.pages.get(page).and_then(|page| page.pulls.clone());
        let so_far: u64 = read.as_deref().map_or(0, |text| text.parse().unwrap_or(0));
        let next = so_far.wrapping_add(1).to_string();
        batch.guards.push(Guard {
            key: PULLS.to_owned(),
            value: read,
        });
        batch.put(Table::Meta, PULLS, next.clone());
        let done = self.commit_answer(batch, bug);
        if let (Commit::Done, Some(page)) = (done, self.pages.get_mut(page)) {
            page.pulls = Some(next);
        }
        done
    }

    /// Writes the batch of an answer; planted bugs tear it in two.
    fn commit_answer(&mut self, batch: &Batch, bug: Option<Bug>) -> Commit {
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

    /// Stops as if killed, every page of it. The power may go too.
    pub fn stop(&mut self) {
        for page in &mut self.pages {
            page.stop();
        }
        self.speaker = None;
        if self.random.happens(self.weakness.power_loss) {
            let most = u64::try_from(self.disk.unflushed()).unwrap_or(0);
            let lost = usize::try_from(self.random.below(most + 1)).unwrap_or(0);
            self.disk.lose_power(lost);
        }
    }

    /// What a page would show if it read the store now, and the count of answers it read there.
    pub fn open(&mut self, bug: Option<Bug>) -> Result<(Replica, Option<String>), Commit> {
        let fresh = self.fresh();
        let rows = self.disk.read(bug);
        let pulls = rows
            .iter()
            .find(|row| row.table == Table::Meta && row.key == PULLS)
            .map(|row| row.value.clone());
        let (replica, batch) = Replica::open(rows, fresh);
        if !batch.writes.is_empty() {
            let done = self.commit(&batch, bug);
            if done != Commit::Done {
                return Err(done);
            }
        }
        Ok((replica, pulls))
    }
}
