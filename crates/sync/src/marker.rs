//! The marker beside the store: enough to say, once a browser has cleared the store, exactly how
//! much that nobody else had is lost with it.
//!
//! The one rule to know: no page marks what it counted, for another may have written meanwhile
//! what it has not read. Requests get their numbers under one guard, and whatever else changes
//! what waits is counted under another; so the higher number and the higher count are the present
//! ones, whichever page says them, and what waits follows from the two.
//!
//! Deliberately absent: where the marker is kept.

use crate::identity::Device;
use crate::replica::Replica;
use crate::room::Room;
use serde::{Deserialize, Serialize};

/// What is remembered of a store beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The store's device.
    pub device: Device,
    /// Requests and notes that have not been sent.
    pub unsent: u32,
    /// The next request's number. None of a build that marked only what it had counted.
    #[serde(default)]
    next_seq: u64,
    /// How often anything else changed what waits.
    #[serde(default)]
    pulls: u64,
    /// By how much fewer wait, at that count, than numbers were given out; fewer than none where
    /// notes wait too.
    #[serde(default)]
    settled: i64,
}

impl Marker {
    /// The marker of what a page has read and written.
    pub fn of(replica: &Replica, room: &Room) -> Self {
        let (next_seq, unsent) = (replica.next_seq, replica.unsent());
        Self {
            device: replica.identity().device,
            unsent,
            next_seq,
            pulls: room.pulls(),
            settled: signed(next_seq).saturating_sub(i64::from(unsent)),
        }
    }

    /// The count it has heard of in a device's store; none of another's.
    pub fn heard_of(kept: Option<Self>, device: Device) -> u64 {
        let of_it = kept.filter(|kept| kept.device == device);
        of_it.map_or(0, |kept| kept.pulls)
    }

    /// What is to be kept where another page may have kept one before.
    #[must_use]
    pub fn beside(self, kept: Option<Self>) -> Self {
        let Some(kept) = kept.filter(|kept| kept.device == self.device) else {
            return self;
        };
        let latest = if self.pulls >= kept.pulls { self } else { kept };
        let next_seq = self.next_seq.max(kept.next_seq);
        let unsent = signed(next_seq).saturating_sub(latest.settled);
        Self {
            next_seq,
            unsent: u32::try_from(unsent.max(0)).unwrap_or(u32::MAX),
            ..latest
        }
    }
}

/// How much is lost of a store that is gone, as a page finds out that opens the one there is: the
/// marker speaks of another. None where nothing is lost, or nobody knows.
pub fn lost_with(kept: Option<Marker>, opened: &Replica) -> Option<u32> {
    let gone = kept.filter(|kept| kept.device != opened.identity().device);
    gone.map(|kept| kept.unsent)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn marker(next_seq: u64, pulls: u64, unsent: u32) -> Marker {
        Marker {
            device: Device([1; 16]),
            unsent,
            next_seq,
            pulls,
            settled: signed(next_seq) - i64::from(unsent),
        }
    }

    #[test]
    fn two_pages_that_know_one_half_each_mark_the_whole_whoever_is_last() {
        // Three wait. One page writes a fourth; the other hears that two are settled.
        let (wrote, heard) = (marker(5, 7, 4), marker(4, 8, 1));
        for whole in [wrote.beside(Some(heard)), heard.beside(Some(wrote))] {
            assert_eq!(whole, marker(5, 8, 2));
        }
        assert_eq!(marker(4, 7, 3).beside(Some(marker(5, 8, 2))).unsent, 2);
    }

    #[test]
    fn another_store_and_an_earlier_build_leave_nothing_behind() {
        let other = Marker {
            device: Device([2; 16]),
            ..marker(90, 90, 9)
        };
        assert_eq!(marker(3, 1, 1).beside(Some(other)), marker(3, 1, 1));
        let earlier = format!(r#"{{"device":"{}","unsent":6}}"#, Device([1; 16]));
        let earlier: Marker = serde_json::from_str(&earlier).unwrap();
        assert_eq!(earlier.unsent, 6);
        assert_eq!(marker(3, 1, 1).beside(Some(earlier)), marker(3, 1, 1));
    }

    #[test]
    fn what_is_lost_is_what_the_marker_of_another_store_says() {
        let fresh = crate::replica::Fresh {
            device: Device([1; 16]),
            epoch: crate::identity::Epoch([1; 8]),
        };
        let (opened, _) = Replica::open([], fresh);
        let here = Marker::of(&opened, &Room::default());
        assert_eq!(here, marker(1, 0, 0));
        let gone = Marker {
            device: Device([2; 16]),
            ..marker(9, 7, 3)
        };
        assert_eq!(lost_with(Some(gone), &opened), Some(3));
        assert_eq!(lost_with(Some(marker(9, 7, 3)), &opened), None);
        assert_eq!(lost_with(None, &opened), None);
        assert_eq!(Marker::heard_of(Some(marker(9, 7, 3)), here.device), 7);
        assert_eq!(Marker::heard_of(Some(gone), here.device), 0);
        assert_eq!(Marker::heard_of(None, here.device), 0);
        let nothing_left = marker(5, 8, 0).beside(Some(marker(3, 9, 0)));
        assert_eq!(
            nothing_left.unsent, 2,
            "numbers that the other has not heard of"
        );
    }
}
