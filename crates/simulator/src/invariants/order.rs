//! What one resident wrote on one device is decided in the order they wrote it.
//!
//! The one rule to know: an intent has its place from its writing and keeps it whatever numbers it
//! takes; only what a server could not read yet, and what rests on that, is decided late. What two
//! copies wrote alike, each by itself and under one number, is one intent with two places: it is
//! decided with the first of the two that comes, and says nothing of the order on either.

use super::{IN_ORDER, Ledger, Ticket};
use rules::id::ResidentId;
use std::collections::{BTreeMap, BTreeSet};
use sync::Outcome;
use sync::identity::IntentId;

/// The order of writing, and how far deciding has come in it.
#[derive(Debug, Default)]
pub(super) struct Order {
    written: u64,
    places: BTreeMap<(usize, Ticket), u64>,
    decided: BTreeMap<(usize, ResidentId), u64>,
    late: BTreeSet<IntentId>,
    alike: BTreeSet<Ticket>,
}

impl Order {
    /// A device holds an intent. What it held before keeps its place. `anothers`: some other device
    /// holds the same, and this one has it from nobody.
    pub(super) fn wrote(&mut self, device: usize, ticket: Ticket, anothers: bool) {
        if anothers {
            self.alike.insert(ticket);
        }
        self.written += 1;
        let next = self.written;
        self.places.entry((device, ticket)).or_insert(next);
    }

    /// An intent took a new number, and keeps its place.
    pub(super) fn renumbered(&mut self, device: usize, (old, new): (Ticket, Ticket)) {
        if let Some(place) = self.places.get(&(device, old)).copied() {
            self.places.insert((device, new), place);
        }
    }

    /// A device is a copy of another.
    pub(super) fn cloned(&mut self, from: usize, to: usize) {
        let places = self.places.iter();
        let held = places.filter(|((device, _), _)| *device == from);
        let copy: Vec<_> = held
            .map(|((_, ticket), place)| ((to, *ticket), *place))
            .collect();
        self.places.extend(copy);
    }

    /// A device was cleared: what of it is still under way comes when it comes.
    pub(super) fn cleared(&mut self, device: usize) {
        self.places.retain(|(of, _), _| *of != device);
    }
}

impl Ledger {
    /// What a device asked is decided for the first time, one after the other.
    pub fn check_order(&mut self, device: usize, outcomes: &[(Ticket, Outcome)], now: u64) {
        if self.restores > 0 || self.leapt {
            return;
        }
        for (ticket, outcome) in outcomes {
            let Some(row) = self.intents.get(ticket) else {
                continue;
            };
            let rests_on = row.deps.iter().map(|seq| IntentId {
                seq: *seq,
                ..ticket.0
            });
            let waits = matches!(outcome, Outcome::Quarantined { .. });
            if waits || rests_on.into_iter().any(|on| self.order.late.contains(&on)) {
                self.order.late.insert(ticket.0);
            }
            let is_one = !self.order.alike.contains(ticket);
            let is_new = is_one && outcome.is_final() && !self.outcomes.contains_key(ticket);
            let place = self.order.places.get(&(device, *ticket)).copied();
            let (true, Some(place)) = (is_new, place) else {
                continue;
            };
            let whose = (device, row.by.clone());
            let before = self.order.decided.get(&whose).copied().unwrap_or(0);
            let is_late = self.order.late.contains(&ticket.0);
            self.order.decided.insert(whose, place.max(before));
            self.demand((IN_ORDER, now), place >= before || is_late, || {
                format!(
                    "{:?} of phone {device} was decided after a later one",
                    ticket.0
                )
            });
        }
    }
}
