//! What befalls a device as a whole: its medium fills up, the browser clears it, it sleeps.
//!
//! The one rule to know: what was cleared is told by what is left beside the store (a marker, the
//! cookie), and the ledger knows what was really lost; the two must agree.

use super::{Event, World, called};
use crate::bugs::Bug;
use crate::device::{Commit, Device, Lost, Marker, Told};
use crate::page::At;
use sync::courier::Event as CourierEvent;
use sync::marker::{Marker as Kept, lost_with};
use sync::replica::Replica;

/// How much room is left at most on a medium that fills up. Units: bytes.
const ROOM_BYTES_MAX: u64 = 6_000;

impl World {
    /// Whatever happens to the medium of a device, or to all of it, before the next act.
    pub(super) fn strike_device(&mut self, at: usize) {
        let pause = self.fate.between(1_000, 60_000);
        if self.fate.happens(self.faults.quota) {
            self.fill_up(at, pause);
        }
        if self.fate.happens(self.faults.evictions) {
            self.evict(at);
        }
        if self.fate.happens(self.faults.suspends) {
            self.suspend(at, pause);
        }
    }

    /// Something else takes the room: what is written from now on must make its own.
    fn fill_up(&mut self, number: usize, pause: u64) {
        let (left, below) = (self.fate.below(ROOM_BYTES_MAX), self.fate.below(3) == 0);
        let now = self.now;
        let Some(device) = self.devices.get_mut(number) else {
            return;
        };
        let left = usize::try_from(left).unwrap_or(0);
        let bytes = device.disk.bytes();
        let budget = if below { bytes / 2 } else { bytes + left };
        device.disk.budget = Some(budget);
        self.trace.tell(now, || {
            format!(
                "{} has room for {budget} bytes, {bytes} are taken",
                called(number)
            )
        });
        self.after(pause, Event::Roomy { device: number });
    }

    /// There is room again.
    pub(super) fn roomy(&mut self, number: usize) {
        let (now, bug) = (self.now, self.bug);
        let Some(device) = self.devices.get_mut(number) else {
            return;
        };
        device.disk.budget = None;
        let front = device.front;
        let runs = device.replica(front).is_some();
        self.trace
            .tell(now, || format!("{} has room again", called(number)));
        if runs {
            let done = device.take_room_back(front, bug);
            self.after_commit(number, done);
        }
    }

    /// A page that starts takes its reserve, and fetches again what the store did without.
    pub(super) fn find_room(&mut self, at: At) {
        let bug = self.bug;
        if self.options.quota == 0 {
            return;
        }
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        let mut done = device.take_room_back(at.page, bug);
        if matches!(done, Commit::Done | Commit::Full | Commit::Conflict) {
            done = device.keep_all_again(at.page, bug);
        }
        self.after_commit(at.device, done);
    }

    fn after_commit(&mut self, number: usize, done: Commit) {
        if matches!(done, Commit::CrashedBefore | Commit::CrashedAfter) {
            self.crash(number);
        }
    }

    /// The browser clears what a device keeps: all of it, or only one of two places.
    fn evict(&mut self, number: usize) {
        let (kind, cookie_too) = (self.fate.below(3), self.fate.below(2) == 0);
        let now = self.now;
        let Some(device) = self.devices.get_mut(number) else {
            return;
        };
        for page in &mut device.pages {
            page.stop();
        }
        device.speaker = None;
        if kind == 2 {
            device.marker = None;
        } else {
            let budget = device.disk.budget;
            let fresh = device.fresh();
            let disk = core::mem::take(&mut device.disk);
            device.disk.budget = budget;
            let (held, _) = Replica::open(disk.read(None), fresh);
            let unsettled = self.ledger.evicted((number, &held), &self.server, now);
            let waiting = held.unsent();
            let lost = Lost {
                // The page that wrote last may have crashed before it came to mark it.
                marked: device.unmarked.take().unwrap_or(waiting),
                waiting,
                unsettled,
                power_took: core::mem::take(&mut device.power_took),
            };
            // What was cleared before anybody could be told of an earlier loss held nothing.
            device.cleared = device.cleared.or(Some(lost));
            if kind == 0 {
                device.marker = None;
                if cookie_too {
                    device.cookie = None;
                    device.station = None;
                }
            }
        }
        self.trace.tell(now, || {
            let what = ["everything", "the store, not the marker", "the marker"];
            let what = usize::try_from(kind).ok().and_then(|kind| what.get(kind));
            format!(
                "the browser clears {} of {}",
                what.unwrap_or(&""),
                called(number)
            )
        });
        self.start_later(number, 800);
    }

    /// What a page that found no identity says, and whether it is so.
    pub(super) fn tell_cleared(&mut self, at: At) {
        let (now, bug) = (self.now, self.bug);
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        let session = device
            .cookie
            .and_then(|cookie| self.server.sessions.get(&cookie));
        let said = device.says_of_its_storage(at.page, session.is_some(), bug);
        let Some(lost) = device.cleared.take() else {
            self.ledger.check_nothing_told((at.device, said), now);
            return;
        };
        self.trace.tell(now, || match said {
            Told::Lost { unsent } => {
                format!("{at} says: the browser cleared this app, {unsent} unsent are lost")
            }
            Told::Cleared => format!("{at} says: the browser cleared this app"),
            Told::Nothing => format!("{at} is like new"),
        });
        let marked = device.marker.is_some();
        self.ledger
            .check_told((at.device, said), (lost, marked, session.is_some()), now);
        let device = at.device;
        let pause = self.fate.between(200, 3_000);
        self.after(pause, Event::SignIn { device });
    }

    /// Keeps beside the store what would be lost if the browser cleared it now, as the app does
    /// whenever a page wrote or read again what another wrote.
    pub(super) fn mark(&mut self, at: At) {
        let bug = self.bug;
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        if bug == Some(Bug::MarkerNotMoved) && device.marker.is_some() {
            return;
        }
        let Some(page) = device.pages.get(at.page) else {
            return;
        };
        let Some(replica) = &page.replica else {
            return;
        };
        let of_page = Kept::of(replica, &page.room);
        let before = match bug {
            Some(Bug::MarkerOfOnePage) => None,
            _ => device.marker.map(|marker| marker.kept),
        };
        let kept = of_page.beside(before);
        device.unmarked = None;
        // Until the store has caught up with what the marker knows of answers the power took.
        device.power_took &= kept != of_page;
        device.marker = Some(Marker {
            identity: replica.identity(),
            kept,
        });
    }

    /// A device sleeps: nothing runs, and its own clocks stand still.
    fn suspend(&mut self, number: usize, pause: u64) {
        let now = self.now;
        let Some(device) = self.devices.get_mut(number) else {
            return;
        };
        if now < device.wakes_at {
            return;
        }
        device.sleep(now, pause);
        self.trace.tell(now, || {
            format!("{} sleeps for {} s", called(number), pause / 1_000)
        });
        self.after(pause, Event::Wake { device: number });
    }

    /// A device wakes up; the page that is looked at is told.
    pub(super) fn wake(&mut self, number: usize) {
        let at = self.front_of(number);
        self.nudge(at, CourierEvent::Woke);
    }
}

impl Device {
    /// What a page that found its store cleared says of it.
    fn says_of_its_storage(&self, page: usize, has_session: bool, bug: Option<Bug>) -> Told {
        let kept = self.marker.map(|marker| marker.kept);
        let opened = self.replica(page);
        let lost = match (bug, kept) {
            (Some(Bug::EvictionNotTold), _) => return Told::Nothing,
            (Some(Bug::IdentityComesBack), Some(kept)) if self.cleared.is_some() => {
                Some(kept.unsent)
            }
            _ => opened.and_then(|opened| lost_with(kept, opened)),
        };
        match lost {
            Some(unsent) => Told::Lost { unsent },
            None if has_session && self.cleared.is_some() => Told::Cleared,
            None => Told::Nothing,
        }
    }
}
