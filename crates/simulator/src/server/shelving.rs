//! The shelf of the simulated server: first pages, as old as the server or younger.
//!
//! The one rule to know: the real one loses its pages when it stops, and so when it is restored;
//! here they outlive a restore, so that what guards against one of another life is tried.

use super::Server;
use crate::bugs::Bug;
use rules::{Actor, Scope};
use sync::authority::{Shelf, Visit, shelve};
use sync::cursor::Position;
use sync::depot::{Depot, Head};
use sync::wire::{Feed, Request};

impl Server {
    /// Makes a first page of every community, as a server does when it starts.
    pub fn stock(&mut self) {
        for (community, depot) in &mut self.communities {
            if let Ok(made) = shelve(depot, community) {
                self.shelves.insert(community.clone(), made);
            }
        }
    }

    /// The first page for a device that comes with nothing; none where there is none for it.
    pub(super) fn off_the_shelf(&mut self, visit: &Visit, request: &Request) -> Option<Feed> {
        let community = request.asks_for_shelf()?;
        if visit.actor != Actor::Anonymous || self.is_at_station() {
            return None;
        }
        let depot = self.communities.get_mut(community)?;
        let head = depot.head().ok()?;
        let found = self.shelves.get(community);
        let feed = found.and_then(|shelf| planted(self.bug, shelf, &head));
        // Sooner or later one is made anew, for whoever comes next.
        if feed.is_none() || self.random.happens(200) {
            let made = shelve(depot, community).ok()?;
            self.shelves.insert(community.clone(), made);
        }
        feed
    }
}

fn planted(bug: Option<Bug>, shelf: &Shelf, head: &Head) -> Option<Feed> {
    let mut feed = shelf.feed_for(head)?;
    match bug {
        Some(Bug::ShelfMiscounts) => {
            for change in feed.changes.iter_mut().skip(1) {
                change.rev = 0;
            }
        }
        Some(Bug::ShelfSaysAll) => {
            let mut at = Position::unseal(&feed.cursor)?;
            at.scopes.insert(Scope::Public, head.rev);
            feed.cursor = at.seal();
            feed.more = false;
        }
        _ => {}
    }
    Some(feed)
}
