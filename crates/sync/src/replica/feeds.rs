//! What an answer's feeds change on the device: rows by revision, resets by scope, the cursor.
//!
//! The one rule to know: revisions only grow; a row that is not newer changes nothing.

use super::{FeedRow, META_FEED, Pulled, Replica, json};
use crate::identity::{RowHash, row_hash};
use crate::store::{Batch, Table};
use crate::wire::{Alarms, Body, Change, Feed, ScopeSum};
use litemap::LiteMap;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use rules::{Key, Scope};

impl Replica {
    /// Whether an answer brings anything of this feed that is not held.
    pub(super) fn moves(&self, feed: &Feed) -> bool {
        let is_news = |change: &Change| {
            let is_there = change.data.is_some() || self.held(&feed.community, change).is_some();
            let is_again = self.is_unread_at(&feed.community, change);
            is_there && !is_again && self.is_newer(feed, change)
        };
        let is_other = feed.origin != self.origin_in(&feed.community);
        is_other || feed.more || !feed.reset.is_empty() || feed.changes.iter().any(is_news)
    }

    /// Whether the feed may live another life than what was settled here. Who lost the row that
    /// says which life that was (a page without storage keeps none) does not know.
    pub(super) fn may_be_restored(&self, feed: &Feed) -> bool {
        let known = self.feed(&feed.community);
        known.is_none_or(|known| known.feed_epoch != feed.feed_epoch)
    }

    /// Prepares what a feed changes, and the row that will say how far it came.
    pub(super) fn receive_feed(
        &self,
        batch: &mut Batch,
        feed: &Feed,
        server_time: UnixMillis,
    ) -> FeedRow {
        let community = &feed.community;
        let world = self.worlds.get(community);
        if let Some(world) = world {
            for key in world.keys_in(|scope| feed.reset.contains(scope)) {
                batch.delete(Table::Records, format!("{community}/{key}"));
            }
        }
        for change in &feed.changes {
            let newer = self.is_newer(feed, change);
            let key = format!("{community}/{}", change.key);
            match &change.data {
                Some(data) if newer => {
                    batch.put(Table::Records, key, json(&pulled(change, data)));
                }
                None if newer => batch.delete(Table::Records, key),
                _ => {}
            }
        }
        let row = self.feed_row(feed, server_time);
        batch.put(Table::Meta, format!("{META_FEED}{community}"), json(&row));
        row
    }

    fn feed_row(&self, feed: &Feed, server_time: UnixMillis) -> FeedRow {
        let known = self.feed(&feed.community);
        let is_broken = known.is_some_and(|known| {
            known.feed_epoch == feed.feed_epoch && feed.ledger_head.contradicts(&known.ledger_head)
        });
        let differing = self.differing(feed);
        let found = Alarms {
            ledger: u32::from(is_broken),
            sums: u32::try_from(differing.len()).unwrap_or(u32::MAX),
        };
        FeedRow {
            cursor: feed.cursor.clone(),
            feed_epoch: feed.feed_epoch,
            ledger_head: feed.ledger_head,
            server_time,
            more: feed.more || !differing.is_empty(),
            emptied: differing,
            alarms: known
                .map(|known| known.alarms)
                .unwrap_or_default()
                .plus(found),
            // What it held before was told with the request that this answers.
            untold: found,
            origin: feed.origin,
        }
    }

    /// The scopes of which this device, having taken the answer, does not hold what the server
    /// does: they begin anew with the next request. What is shown until then stays.
    fn differing(&self, feed: &Feed) -> Vec<Scope> {
        if feed.sums.is_empty() {
            return Vec::new();
        }
        let newer = feed.changes.iter();
        let newer = newer.filter(|change| self.is_newer(feed, change));
        let newer: LiteMap<&str, &Change> = newer.map(|one| (one.key.as_str(), one)).collect();
        // By key as records are held: a text of each of their keys would be most of the work.
        let mut newer_keys: Vec<Key> = newer.keys().filter_map(|key| key.parse().ok()).collect();
        newer_keys.sort_unstable();
        let stays = |scope: &Scope| !feed.reset.contains(scope);
        let mut rows: Vec<(&Scope, RowHash)> = Vec::new();
        if let Some(world) = self.worlds.get(&feed.community) {
            let kept = world.records.iter().filter(|(_, kept)| stays(&kept.scope));
            let kept = kept.filter(|(key, _)| newer_keys.binary_search(key).is_err());
            rows.extend(kept.map(|(_, kept)| (&kept.scope, kept.hash)));
            let unread = world.unread.iter().filter(|(_, (scope, ..))| stays(scope));
            let unread = unread.filter(|(key, _)| !newer.contains_key(key.as_str()));
            rows.extend(unread.map(|(_, (scope, _, hash))| (scope, *hash)));
        }
        rows.extend(newer.values().filter_map(|change| {
            let data = change.data.as_ref()?;
            let hash = row_hash(&change.key, change.rev, data.as_str());
            Some((&change.scope, hash))
        }));
        let differs = |sum: &&ScopeSum| {
            let of = rows.iter().filter(|(scope, _)| **scope == sum.scope);
            ScopeSum::of(sum.scope.clone(), of.map(|(_, hash)| *hash)) != **sum
        };
        let differing = feed.sums.iter().filter(differs);
        differing.map(|sum| sum.scope.clone()).collect()
    }

    /// Whether a change is newer than what is held, by revision: revisions only grow.
    fn is_newer(&self, feed: &Feed, change: &Change) -> bool {
        let held = self.held(&feed.community, change);
        // What could not be read may come again as it is, for a build that can.
        self.is_unread_at(&feed.community, change)
            || held.is_none_or(|(scope, rev)| rev < change.rev || feed.reset.contains(scope))
    }

    fn is_unread_at(&self, community: &CommunityId, change: &Change) -> bool {
        let world = self.worlds.get(community);
        let unread = world.and_then(|world| world.unread.get(&change.key));
        unread.is_some_and(|(_, rev, _)| *rev == change.rev)
    }

    fn held(&self, community: &CommunityId, change: &Change) -> Option<(&Scope, u64)> {
        let world = self.worlds.get(community)?;
        let read = change
            .key
            .parse()
            .ok()
            .and_then(|key| world.records.get(&key));
        let held = read.map(|kept| (&kept.scope, kept.rev));
        held.or_else(|| {
            let unread = world.unread.get(&change.key)?;
            Some((&unread.0, unread.1))
        })
    }

    pub(super) fn adopt_feed(&mut self, feed: &Feed, row: FeedRow) {
        for change in &feed.changes {
            if !self.is_newer(feed, change) {
                continue;
            }
            let world = self.world(&feed.community);
            if let Ok(key) = change.key.parse() {
                world.records.remove(&key);
            }
            world.unread.remove(&change.key);
        }
        if !feed.reset.is_empty() {
            let world = self.world(&feed.community);
            let keep = |scope: &Scope| !feed.reset.contains(scope);
            world.records.retain(|_, kept| keep(&kept.scope));
            world.unread.retain(|_, (scope, ..)| keep(scope));
        }
        for change in &feed.changes {
            if let Some(data) = &change.data
                && self.is_newer(feed, change)
            {
                self.take_record(&feed.community, &change.key, pulled(change, data));
            }
        }
        self.world(&feed.community).feed = Some(row);
    }
}

fn pulled<'a>(change: &Change, data: &'a Body) -> Pulled<'a> {
    Pulled {
        rev: change.rev,
        scope: change.scope.clone(),
        data: data.as_raw(),
    }
}
