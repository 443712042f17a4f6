//! Nudges: a page that listens is told that something public changed, and nothing more.
//!
//! The one rule to know: a nudge is a bonus. Any of them may be lost, and no law rests on one; but
//! however many come, no page may ask more often than the law of bounded work allows.

use super::{Event, World};
use crate::page::At;
use rules::id::CommunityId;
use sync::courier::Event as CourierEvent;

/// A community's listeners are told once in so long at most. Units: milliseconds.
const NUDGE_EVERY_MILLIS: u64 = 1_000;
/// How long the server takes to notice a change, and the nudge to arrive. Units: milliseconds.
const NUDGE_WAY_MILLIS: u64 = 500;

impl World {
    /// Tells those who listen of what became public since they were told last.
    pub(super) fn tell_listeners(&mut self) {
        if self.now < self.server.down_until {
            return;
        }
        let mut news = Vec::new();
        for (community, depot) in &self.server.communities {
            let newest = depot.newest_public();
            let (known, at) = self.told.get(community).copied().unwrap_or_default();
            if newest > known && self.now >= at + NUDGE_EVERY_MILLIS {
                news.push((community.clone(), newest));
            }
        }
        for (community, newest) in news {
            self.nudge_followers(&community);
            self.told.insert(community, (newest, self.now));
        }
    }

    fn nudge_followers(&mut self, community: &CommunityId) {
        for device in 0..self.devices.len() {
            let at = self.front_of(device);
            let follows = self
                .devices
                .get(device)
                .is_some_and(|device| device.follow.contains(community));
            if let (true, Some(life)) = (follows, self.life_of(at))
                && self.net.happens(self.faults.nudges)
            {
                let way = self.net.between(1, NUDGE_WAY_MILLIS);
                self.after(way, Event::Nudged { at, life });
            }
        }
    }

    /// A nudge arrives, where the network lets it and somebody is awake to hear it.
    pub(super) fn nudged(&mut self, at: At) {
        let device = self.devices.get(at.device);
        let page = device.and_then(|device| device.pages.get(at.page));
        let is_deaf = device.is_some_and(|device| self.now < device.deaf_until);
        let is_awake =
            page.is_some_and(|page| page.replica.is_some() && self.now >= page.frozen_until);
        if is_awake && !is_deaf {
            self.nudge(at, CourierEvent::Nudged);
        }
    }
}
