//! The shelf: the first page of what is public, kept as it once was for whoever comes with nothing.
//!
//! The one rule to know: its rows, its cursor and its head are of one moment. Whoever takes it goes
//! on from that cursor, so however old it is nothing is missed; and it is of one life of the feed.
//!
//! Deliberately absent: how it is packed, and when it is made anew.

use super::pages::{Extent, page};
use super::{Admitted, Reader};
use crate::depot::{Depot, Head};
use crate::limits::SCHEMA_VIEW;
use crate::wire::{Feed, Request, Want, leave_away_revisions};
use rules::id::CommunityId;
use rules::{Origin, Scope};
use std::collections::BTreeSet;

/// The first public page of one community, as it was at one revision.
#[derive(Debug, Clone)]
pub struct Shelf {
    feed: Feed,
    rev: u64,
}

/// Makes the first page of what is public, as it stands.
///
/// # Errors
/// Whatever the depot fails with.
pub fn shelve<D: Depot>(depot: &mut D, community: &CommunityId) -> Result<Shelf, D::Error> {
    let rev = depot.head()?.rev;
    let reader = Reader {
        scopes: &[Scope::Public],
        admitted: Admitted::Whole,
        schema_view: SCHEMA_VIEW,
        // Whoever is given a page that lies there is nobody known; a station asks for its own.
        origin: Origin::OwnDevice,
    };
    let nothing = Want::since(community.clone(), None);
    let asked = BTreeSet::new();
    let mut feed = page(depot, reader, &nothing, (&asked, Extent::Shelf))?;
    leave_away_revisions(&mut feed.changes);
    Ok(Shelf { feed, rev })
}

impl Shelf {
    /// Takes the page itself out; what is kept goes on to say all else of it.
    pub fn take_changes(&mut self) -> Vec<crate::wire::Change> {
        core::mem::take(&mut self.feed.changes)
    }

    /// How far it goes behind a head; none where it is of another life of the feed, or of none.
    pub fn behind(&self, head: &Head) -> Option<u64> {
        let is_of_this_life = self.feed.feed_epoch == head.feed_epoch;
        head.rev.checked_sub(self.rev).filter(|_| is_of_this_life)
    }

    /// The answer to whoever comes with nothing, while the community's head is this; none where it
    /// is not for them.
    pub fn feed_for(&self, head: &Head) -> Option<Feed> {
        let behind = self.behind(head)?;
        Some(Feed {
            more: self.feed.more || behind > 0,
            ..self.feed.clone()
        })
    }
}

impl Request {
    /// The community of whose public records this asks for the first page and for nothing else;
    /// none where it asks for anything else.
    pub fn asks_for_shelf(&self) -> Option<&CommunityId> {
        let [want] = self.feeds.as_slice() else {
            return None;
        };
        let comes_with_nothing = want.cursor.is_none() && want.brief && self.who.is_none();
        let asks_nothing = self.intents.is_empty() && self.notes.is_empty();
        // What was made for this build's view is for whoever reads as much.
        let reads_all = self.schema_view >= SCHEMA_VIEW;
        (comes_with_nothing && asks_nothing && reads_all).then_some(&want.community)
    }
}
