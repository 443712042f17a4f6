//! A device: one store, one cookie, one network, and one or more pages over them.
//!
//! The one rule to know: prepare, commit, adopt, one change at a time; a crash may fall before or
//! after every commit, and only what was adopted was ever called saved.

use crate::bugs::Bug;
use crate::clock::Clock;
use crate::disk::{Disk, NotWritten};
use crate::page::Page;
use crate::random::Random;
use crate::server::Cookies;
use rules::id::CommunityId;
use sync::identity::{Device as DeviceId, Epoch};
use sync::marker::Marker as Kept;
use sync::replica::{Fresh, Replica, Who};
use sync::room::{ANSWER, DEAR, Giving, Room, Yield};
use sync::rows::Identity;
use sync::store::{Batch, Durability, StoredRow, Table, Write};

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
    /// There is no room, whatever gave way; nothing is written.
    Full,
    /// The device crashed before it was written.
    CrashedBefore,
    /// The device crashed after it was written.
    CrashedAfter,
}

/// What is kept beside the store, to tell a cleared store from a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// Who the store was.
    pub identity: Identity,
    /// What the app keeps.
    pub kept: Kept,
}

/// What was really lost with a store that was cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// Requests and notes that waited in it when a page could last mark how many.
    pub marked: u32,
    /// The same when it was cleared.
    pub waiting: u32,
    /// Those of them that the server had not settled.
    pub unsettled: u32,
    /// Whether the power had taken answers since.
    pub power_took: bool,
}

/// What a page says of a store that was cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// So much that was not sent is lost.
    Lost {
        /// How much.
        unsent: u32,
    },
    /// It was cleared; how much is lost is not known.
    Cleared,
    /// Nothing: it takes itself for new.
    Nothing,
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
    /// What it sends along if it was ever made a station.
    pub station: Option<u64>,
    /// Communities it follows.
    pub follow: Vec<CommunityId>,
    /// Counts its requests.
    pub requests: u64,
    /// Nothing it sends arrives before this moment.
    pub mute_until: u64,
    /// Nothing reaches it before this moment.
    pub deaf_until: u64,
    /// It runs an older build, which cannot read what places are.
    pub is_old: bool,
    /// How long its clocks stood still while it slept. Units: milliseconds.
    pub slept: u64,
    /// It sleeps until this moment.
    pub wakes_at: u64,
    /// What is kept beside the store.
    pub marker: Option<Marker>,
    /// What waited before a batch that was written in a crash, if no page has marked it since.
    pub unmarked: Option<u32>,
    /// The power took answers that were marked already.
    pub power_took: bool,
    /// The store was cleared and nobody has been told yet; so much was lost.
    pub cleared: Option<Lost>,
    /// Its clock.
    pub clock: Clock,
    /// Its luck.
    pub random: Random,
    /// How often things go wrong.
    pub weakness: Weakness,
}

impl Device {
    /// All that its browser sends along.
    pub fn cookies(&self) -> Cookies {
        Cookies {
            session: self.cookie,
            station: self.station,
        }
    }

    /// Fresh randomness, as a browser gives it.
    pub fn fresh(&mut self) -> Fresh {
        Fresh {
            device: DeviceId(self.random.bytes()),
            epoch: Epoch(self.random.bytes()),
        }
    }

    /// The clock that only runs forward, and stands still while the device sleeps.
    pub fn monotonic(&self, now: u64) -> u64 {
        now.max(self.wakes_at).saturating_sub(self.slept)
    }

    /// Everything stops for a while.
    pub fn sleep(&mut self, now: u64, pause: u64) {
        self.slept += pause;
        self.wakes_at = now + pause;
        for page in &mut self.pages {
            page.frozen_until = page.frozen_until.max(now + pause);
        }
    }

    /// Somebody wakes it up before its time.
    pub fn wake_early(&mut self, now: u64) {
        self.slept -= self.wakes_at.saturating_sub(now).min(self.slept);
        self.wakes_at = self.wakes_at.min(now);
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
        if crash && self.unmarked.is_none() {
            self.unmarked = Some(self.waiting());
        }
        match self.disk.commit(batch, bug) {
            Err(NotWritten::Conflict) => Commit::Conflict,
            Err(NotWritten::Full) => Commit::Full,
            Ok(()) if crash => Commit::CrashedAfter,
            Ok(()) => Commit::Done,
        }
    }

    /// Writes a batch of what a person wrote. Where there is no room, what may give way does.
    pub fn write(&mut self, page: usize, batch: &Batch, bug: Option<Bug>) -> Commit {
        let done = self.commit(batch, bug);
        if done != Commit::Full {
            return done;
        }
        for what in DEAR {
            match self.give(page, *what, bug) {
                Some(Commit::Done) => {}
                None | Some(Commit::Full) => continue,
                Some(other) => return other,
            }
            let done = self.commit(batch, bug);
            if done != Commit::Full {
                return done;
            }
        }
        Commit::Full
    }

    /// Writes a batch that holds something of the server's, as the app does.
    pub fn write_pulled(&mut self, page: usize, batch: &Batch, bug: Option<Bug>) -> Commit {
        self.write_counted((page, ANSWER), batch, bug)
    }

    /// Writes a note, as the app does.
    pub fn write_note(&mut self, page: usize, batch: &Batch, bug: Option<Bug>) -> Commit {
        self.write_counted((page, DEAR), batch, bug)
    }

    /// Writes a batch under a count that a page must have read, so that none writes over what
    /// another fetched meanwhile. Where there is no room, what may give way does.
    fn write_counted(
        &mut self,
        (page, yields): (usize, &[Yield]),
        batch: &Batch,
        bug: Option<Bug>,
    ) -> Commit {
        let mut yields = yields.iter();
        loop {
            let Some(held) = self.pages.get(page) else {
                return Commit::Failed;
            };
            let mut batch = batch.clone();
            held.room.lean(&mut batch);
            held.room.count(&mut batch);
            let done = self.commit_answer(&batch, bug);
            if let (Commit::Done, Some(held)) = (done, self.pages.get_mut(page)) {
                held.room.counted();
            }
            if done != Commit::Full {
                return done;
            }
            loop {
                let Some(what) = yields.next() else {
                    return Commit::Full;
                };
                match self.give(page, *what, bug) {
                    Some(Commit::Done) => break,
                    None | Some(Commit::Full) => {}
                    Some(other) => return other,
                }
            }
        }
    }

    /// Gives something up for room; none where there is nothing of the kind.
    fn give(&mut self, page: usize, what: Yield, bug: Option<Bug>) -> Option<Commit> {
        if bug == Some(Bug::NothingGivesWay) {
            return None;
        }
        let rows = self.disk.read(None);
        let mut giving = self.pages.get(page)?.room.giving(what, &rows)?;
        plant_in_giving(bug, &mut giving.batch, &rows);
        let done = self.commit(&giving.batch, bug);
        if let (Commit::Done, Some(held)) = (done, self.pages.get_mut(page)) {
            held.room = giving.after;
        }
        Some(done)
    }

    /// Takes the reserve again where there is room. For a page that starts, and now and then.
    pub fn take_room_back(&mut self, page: usize, bug: Option<Bug>) -> Commit {
        let seed: [u8; 16] = self.random.bytes();
        let taken = self
            .pages
            .get(page)
            .and_then(|held| held.room.taking_back(&seed));
        self.settle_room(page, taken, bug)
    }

    /// Fetches again from now on what the store did without. For a page that starts.
    pub fn keep_all_again(&mut self, page: usize, bug: Option<Bug>) -> Commit {
        let held = self.pages.get(page);
        let kept = held.and_then(|held| held.room.keeping_all(held.replica.as_ref()?));
        self.settle_room(page, kept, bug)
    }

    fn settle_room(&mut self, page: usize, giving: Option<Giving>, bug: Option<Bug>) -> Commit {
        let Some(giving) = giving else {
            return Commit::Done;
        };
        let done = self.commit(&giving.batch, bug);
        if let (Commit::Done, Some(held)) = (done, self.pages.get_mut(page)) {
            held.room = giving.after;
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
            Some(Bug::ForkNotFlushed) if gives_numbers(batch) => {
                let durability = Durability::Relaxed;
                let relaxed = Batch {
                    durability,
                    ..batch.clone()
                };
                return self.commit(&relaxed, bug);
            }
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
            self.power_took |= lost > 0;
        }
    }

    /// How much waits in the store, whatever any page shows.
    pub fn waiting(&self) -> u32 {
        let fresh = Fresh {
            device: DeviceId([0; 16]),
            epoch: Epoch([0; 8]),
        };
        Replica::open(self.disk.read(None), fresh).0.unsent()
    }

    /// What a page would show if it read the store now, and how much room there is.
    pub fn open(&mut self, bug: Option<Bug>) -> Result<(Replica, Room), Commit> {
        let mut fresh = self.fresh();
        if let (Some(Bug::IdentityComesBack), Some(marker)) = (bug, self.marker) {
            fresh.device = marker.identity.device;
            fresh.epoch = marker.identity.epoch;
        }
        let mut rows = self.disk.read(bug);
        let mut room = Room::taken_from(&mut rows);
        let (replica, batch) = Replica::open(rows, fresh);
        if bug != Some(Bug::CountComesBack) {
            let kept = self.marker.map(|marker| marker.kept);
            room.count_beyond(Kept::heard_of(kept, replica.identity().device));
        }
        if !batch.writes.is_empty() {
            let done = self.commit(&batch, bug);
            if done != Commit::Done {
                return Err(done);
            }
        }
        self.disk.tidy(bug);
        Ok((replica, room))
    }
}

/// Whether a batch gives out numbers.
fn gives_numbers(batch: &Batch) -> bool {
    let mut writes = batch.writes.iter();
    writes.any(
        |write| matches!(write, Write::Put { table: Table::Meta, key, .. } if key == "next_seq"),
    )
}

/// Planted: what gives way is not what may, or is not named.
fn plant_in_giving(bug: Option<Bug>, batch: &mut Batch, rows: &[StoredRow]) {
    match bug {
        Some(Bug::ShedNotNamed) => batch
            .writes
            .retain(|write| !matches!(write, Write::Put { key, .. } if key == "shed")),
        Some(Bug::OutboxGivesWay) => {
            let oldest = rows.iter().find(|row| row.table == Table::Outbox);
            if let Some(oldest) = oldest {
                batch.delete(oldest.table, oldest.key.clone());
            }
        }
        _ => {}
    }
}
