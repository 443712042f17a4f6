//! What must hold when a page reads what another page of its device wrote.
//!
//! The one rule to know: it may see more than it showed, never less, unless a scope begins anew.

use super::{Ledger, S9};
use crate::page::At;
use sync::Replica;
use sync::cursor::Position;

impl Ledger {
    /// S9: what another page wrote is never older than what this one showed.
    pub fn check_reread(
        &mut self,
        at: At,
        (before, after): (Option<&Replica>, Option<&Replica>),
        now: u64,
    ) {
        let (Some(before), Some(after)) = (before, after) else {
            return;
        };
        if before.identity().device != after.identity().device || before.who() != after.who() {
            return;
        }
        if self.shed.contains(&at.device) {
            return;
        }
        for community in before.communities() {
            let position = |replica: &Replica| {
                let feed = replica.feed(community)?;
                Some((feed.clone(), Position::unseal(&feed.cursor)?))
            };
            let (Some((earlier, was)), Some((feed, is))) = (position(before), position(after))
            else {
                continue;
            };
            // A scope that did not add up begins anew; its page may be read half way through.
            let alarmed = feed.alarms.sums > earlier.alarms.sums;
            for (scope, rev) in &was.scopes {
                // One that is not there was emptied meanwhile, by somebody who signed out.
                let grew = is.scopes.get(scope).is_none_or(|new| new >= rev);
                // Or it was to begin anew already when this page last looked.
                let anew = feed.emptied.contains(scope)
                    || earlier.emptied.contains(scope)
                    || alarmed
                    || was.feed_epoch != is.feed_epoch
                    || was.schema_view != is.schema_view;
                self.demand((S9, now), grew || anew, || {
                    format!("{at} read a cursor of {scope} that went back from {rev}")
                });
            }
        }
    }
}
