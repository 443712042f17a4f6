//! A page: the running app over a device's store, and when it speaks.
//!
//! The one rule to know: a page knows only what it read; what another page of the same device
//! wrote since is news to it, until it is told and reads again.

use core::fmt;
use std::collections::BTreeMap;
use sync::courier::Courier;
use sync::replica::Replica;
use sync::room::Room;
use sync::wire::Request;

/// Which page of which device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The device's number.
    pub device: usize,
    /// The page's number on it.
    pub page: usize,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.page {
            0 => write!(f, "phone {}", self.device),
            page => write!(f, "phone {}, page {}", self.device, page + 1),
        }
    }
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The running app; none while it is not running.
    pub replica: Option<Replica>,
    /// When it speaks.
    pub courier: Courier,
    /// Counts its starts, so that what was meant for an earlier life is dropped.
    pub life: u64,
    /// The request that is waited for.
    pub waits_for: Option<u64>,
    /// Requests that may still be answered.
    pub out: BTreeMap<u64, Request>,
    /// Which of its timers is the valid one.
    pub timer: u64,
    /// It does nothing before this moment.
    pub frozen_until: u64,
    /// How much room there was when it last read or wrote the store.
    pub room: Room,
    /// Another page wrote, and this one has not read it yet.
    pub is_stale: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            replica: None,
            courier: Courier::new(0),
            life: 0,
            waits_for: None,
            out: BTreeMap::new(),
            timer: 0,
            frozen_until: 0,
            room: Room::default(),
            is_stale: false,
        }
    }
}

impl Page {
    /// Stops as if killed.
    pub fn stop(&mut self) {
        self.replica = None;
        self.life += 1;
        self.out.clear();
        self.waits_for = None;
        self.timer += 1;
        self.is_stale = false;
    }

    /// Begins to run, or runs on with what it has read again.
    pub fn shows(&mut self, (replica, room): (Replica, Room)) {
        self.shows_instead((replica, room));
    }

    /// The same, and what it showed until now.
    pub fn shows_instead(&mut self, (replica, room): (Replica, Room)) -> Option<Replica> {
        let before = self.replica.take();
        let version = before.as_ref().map_or(0, Replica::version);
        self.replica.insert(replica).outgrow(version);
        self.room = room;
        self.is_stale = false;
        before
    }
}
