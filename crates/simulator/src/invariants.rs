//! What must hold, whatever happens: each invariant of the sync design is one small function.
//!
//! The one rule to know: the ledger keeps its own record of what was called saved and what was
//! answered; it never asks the code under test what that was.

mod adopted;
mod desk;
mod ending;
mod hostile;
mod journal;
mod line;
mod order;
mod reread;
mod sent;
mod storage;
mod work;

use crate::page::At;
use crate::server::Server;
use order::Order;
use rules::id::{NoteId, RevisionId};
use rules::{Actor, Scope};
use sent::Sent;
use std::collections::{BTreeMap, BTreeSet};
use sync::Outcome;
use sync::Replica;
use sync::identity::{Fingerprint, IntentId};
use sync::rows::{NoteRow, OutboxRow};
use sync::store::{Batch, Table, Write};

pub use adopted::Adoption;
pub use work::Work;

/// A law, by its number in the sync design, and the sentence it says there.
pub type Law = (&'static str, &'static str);

/// Each intent has its effect exactly once.
pub const S1: Law = (
    "S1",
    "each intent has its effect exactly once, under any replay",
);
/// Every durable intent gets its outcome.
pub const S2: Law = (
    "S2",
    "every durable intent has an outcome, and it never changes",
);
/// Every durable intent gets its outcome in its turn.
pub const IN_ORDER: Law = (
    "S2",
    "what a resident wrote on one device is decided in the order it was written",
);
/// What was called saved is saved.
pub const S3: Law = ("S3", "what was called saved survives a crash or power loss");
/// Tallies are true.
pub const S4: Law = ("S4", "tallies are what they count");
/// Nothing is oversold.
pub const S5: Law = (
    "S5",
    "seats are never oversold nor given in what is off, and nobody is let past who waits and fits",
);
/// Devices agree with the server.
pub const S7: Law = (
    "S7",
    "after quiescence each device's records equal the server's view",
);
/// Nothing is skipped.
pub const S8: Law = ("S8", "no change is skipped");
/// Nothing goes back.
pub const S9: Law = (
    "S9",
    "cursors and revisions only grow; no outcome without its effect",
);
/// Pages agree.
pub const S10: Law = ("S10", "all tabs of a device show one view");
/// Scopes hold.
pub const S11: Law = ("S11", "no byte of another's scope");
/// Notes reach every device.
pub const S13: Law = (
    "S13",
    "every saved note revision reaches all devices of its resident",
);
/// Work is bounded.
pub const S14: Law = ("S14", "bounded work");
/// The journal is whole.
pub const S16: Law = ("S16", "any altered ledger line is detected");
/// The outbox drains.
pub const S17: Law = (
    "S17",
    "after healing the outbox drains within 30 simulated seconds",
);
/// One trouble is not another's.
pub const GOES_ON: Law = (
    "S17",
    "an ended session or an unknown community stops nothing else",
);
/// A full medium loses nothing.
pub const S18: Law = (
    "S18",
    "what may give way does, so that what a person writes is saved",
);
/// Clocks do not matter.
pub const S19: Law = ("S19", "other client clocks, same server state");
/// Backups.
pub const S20: Law = (
    "S20",
    "restore and sending again is no restore, for what is still on devices",
);

/// Draws are fair.
pub const D1: Law = (
    "D1",
    "a draw is held once, in its hour, by the seed that was sealed before anybody applied",
);
/// Quotas hold.
pub const D2: Law = (
    "D2",
    "no quota is oversold, and who is counted in it is counted",
);
/// Families stay together.
pub const D3: Law = (
    "D3",
    "a party gets what it asked for as a whole or not at all",
);
/// Children are asked for.
pub const D4: Law = (
    "D4",
    "no child is registered without a consent of its household that stands then",
);
/// Staff answer for what they do.
pub const D5: Law = (
    "D5",
    "what staff decide says who, by a level that is enough then, and why where that is asked",
);
/// Seats are safe.
pub const D6: Law = (
    "D6",
    "nobody loses a seat but by leaving or by letting a hold pass",
);
/// Nobody is passed over in silence.
pub const D7: Law = (
    "D7",
    "whoever is passed over finds the move and its reason in the tally",
);
/// Changes are remembered.
pub const D8: Law = (
    "D8",
    "a session remembers what was changed about it, in order, with the reasons",
);
/// The last mark stands.
pub const D9: Law = ("D9", "a mark says who had a seat, and the last one stands");
/// Absences are counted.
pub const D10: Law = ("D10", "absences are what the marks say, meeting by meeting");
/// Drafts are looked over.
pub const D11: Law = (
    "D11",
    "residents see a draft as it was looked over, and nobody writes over another's",
);

/// An intent as it was written: the same number may be taken twice, by a clone.
pub type Ticket = (IntentId, Fingerprint);

/// Nothing acknowledged is lost.
pub const R3: Law = (
    "R3",
    "nothing acknowledged is lost, whatever a crash leaves of the server's file",
);

/// A law that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub law: Law,
    /// What was found.
    pub found: String,
    /// When. Units: milliseconds since the beginning.
    pub at: u64,
}

/// What was promised, and what was seen.
#[derive(Debug, Default)]
pub struct Ledger {
    intents: BTreeMap<Ticket, OutboxRow>,
    holders: BTreeMap<Ticket, BTreeSet<usize>>,
    moved: BTreeMap<(usize, Ticket), Ticket>,
    notes: BTreeMap<(NoteId, RevisionId), BTreeSet<usize>>,
    outcomes: BTreeMap<Ticket, Outcome>,
    /// What each device was told for good and keeps: whether it took effect.
    heard: BTreeMap<(usize, Ticket), bool>,
    hostile: BTreeSet<IntentId>,
    has_clones: bool,
    shed: BTreeSet<usize>,
    works: BTreeMap<At, Work>,
    adoptions: u64,
    restores: u64,
    rotten: BTreeSet<usize>,
    leapt: bool,
    olds: BTreeSet<usize>,
    sent: BTreeMap<IntentId, Sent>,
    order: Order,
    violation: Option<Violation>,
}

impl Ledger {
    /// Whether a law was broken.
    pub fn is_broken(&self) -> bool {
        self.violation.is_some()
    }

    /// The first law that was broken.
    pub fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }

    /// How many intents were saved.
    pub fn intents_saved(&self) -> usize {
        self.intents.len()
    }

    /// How many note revisions were saved.
    pub fn notes_saved(&self) -> usize {
        self.notes.len()
    }

    /// How many outcomes were seen.
    pub fn outcomes_seen(&self) -> usize {
        self.outcomes.len()
    }

    /// Notes that a law is broken; the first one counts.
    pub fn demand(&mut self, (law, at): (Law, u64), holds: bool, found: impl FnOnce() -> String) {
        if !holds && self.violation.is_none() {
            let found = found();
            self.violation = Some(Violation { law, found, at });
        }
    }

    /// More than a year went by: what became of older intents may be forgotten, not decided again.
    pub fn leapt(&mut self) {
        self.leapt = true;
    }

    /// A device runs an older build, which does not show what it cannot read.
    pub fn is_old(&mut self, device: usize) {
        self.olds.insert(device);
    }

    /// A device lost a record: until the next comparison its cursor says too much.
    pub fn rotted(&mut self, device: usize) {
        self.rotten.insert(device);
    }

    /// A device no longer knows what it was told.
    pub fn forgot(&mut self, device: usize) {
        self.heard.retain(|(of, _), _| *of != device);
    }

    /// Whether a device ever lost a record.
    pub fn is_rotten(&self, device: usize) -> bool {
        self.rotten.contains(&device)
    }

    /// The server was restored: of what it forgot it may say something else.
    pub fn restored(&mut self, server: &Server) {
        self.restores += 1;
        self.forget_lost_notes(server);
        self.outcomes.retain(|(id, fp), _| {
            let mut depots = server.communities.values();
            // What an older server could not read it had not decided yet.
            let decided = |text: &str| {
                let kept = serde_json::from_str::<Outcome>(text);
                kept.is_ok_and(|kept| kept.is_final())
            };
            let knows = |(kept, text): &(Fingerprint, String)| kept == fp && decided(text);
            depots.any(|depot| depot.verdicts.get(id).is_some_and(knows))
        });
    }

    /// The screen said saved.
    pub fn saved(&mut self, device: usize, batch: &Batch) {
        for write in &batch.writes {
            let Write::Put { table, value, .. } = write else {
                continue;
            };
            match table {
                Table::Outbox => {
                    if let Ok(row) = serde_json::from_str::<OutboxRow>(value) {
                        self.hold(device, row);
                    }
                }
                Table::Notes => {
                    if let Ok(row) = serde_json::from_str::<NoteRow>(value) {
                        self.notes
                            .entry((row.note, row.rev))
                            .or_default()
                            .insert(device);
                    }
                }
                Table::Meta | Table::Records | Table::History | Table::Quarantine => {}
            }
        }
    }

    fn hold(&mut self, device: usize, row: OutboxRow) {
        let ticket = (row.id, row.fp);
        let holders = self.holders.entry(ticket).or_default();
        let anothers = !holders.is_empty() && !holders.contains(&device);
        holders.insert(device);
        self.order.wrote(device, ticket, anothers);
        self.intents.entry(ticket).or_insert(row);
    }

    /// A device did without records; it fetches them from their beginning.
    pub fn gave_way(&mut self, device: usize) {
        self.shed.insert(device);
    }

    /// A device is a copy of another: it holds what that one held.
    pub fn cloned(&mut self, from: usize, to: usize) {
        self.has_clones = true;
        self.order.cloned(from, to);
        for holders in self.holders.values_mut().chain(self.notes.values_mut()) {
            if holders.contains(&from) {
                holders.insert(to);
            }
        }
        if self.olds.contains(&from) {
            self.olds.insert(to);
        }
        if self.rotten.contains(&from) {
            self.rotten.insert(to);
        }
        let moves = self.moved.iter().filter(|((device, _), _)| *device == from);
        let moves: Vec<_> = moves.map(|((_, old), new)| ((to, *old), *new)).collect();
        self.moved.extend(moves);
    }

    /// An intent took a new number. One that it had before is none: under the number between it may
    /// have had its effect, and nobody on the device knows any more.
    fn took_number(&mut self, device: usize, (old, new): (Ticket, Ticket), now: u64) {
        let went_back = self.followed(device, new) == old;
        self.demand((S3, now), !went_back, || {
            format!(
                "phone {device} has {:?} again, and forgot {:?}",
                new.0, old.0
            )
        });
        if !went_back {
            self.moved.insert((device, old), new);
            self.order.renumbered(device, (old, new));
        }
    }

    /// Where an intent went after forks.
    fn followed(&self, device: usize, mut ticket: Ticket) -> Ticket {
        while let Some(next) = self.moved.get(&(device, ticket)) {
            ticket = *next;
        }
        ticket
    }

    /// A device may crash between writing that an intent took a new number and showing it. What
    /// depends on such a one takes a new number too, also where it is of the new epoch already.
    fn follow_moved(&mut self, device: usize, found: &BTreeMap<Ticket, &OutboxRow>, now: u64) {
        let held = self
            .holders
            .iter()
            .filter(|(_, holders)| holders.contains(&device));
        let held: Vec<Ticket> = held
            .map(|(ticket, _)| self.followed(device, *ticket))
            .collect();
        for lost in held.iter().filter(|ticket| !found.contains_key(ticket)) {
            let again = found
                .keys()
                .find(|(id, fp)| *fp == lost.1 && *id != lost.0 && !held.contains(&(*id, *fp)));
            if let Some(again) = again {
                self.took_number(device, (*lost, *again), now);
            }
        }
    }

    /// S3: a device that starts holds all that it ever called saved.
    pub fn check_started(&mut self, at: usize, replica: Option<&Replica>, now: u64) {
        let Some(replica) = replica else {
            return;
        };
        let waiting = replica.pending().map(|pending| &pending.row);
        let settled = replica.history().map(|row| &row.row);
        let found: BTreeMap<Ticket, &OutboxRow> = waiting
            .chain(settled)
            .map(|row| ((row.id, row.fp), row))
            .collect();
        self.follow_moved(at, &found, now);
        let held = self
            .holders
            .iter()
            .filter(|(_, holders)| holders.contains(&at));
        let lost = held
            .map(|(ticket, _)| self.followed(at, *ticket))
            .find(|ticket| !found.contains_key(ticket));
        self.demand((S3, now), lost.is_none(), || {
            format!("phone {at} lost intent {lost:?}")
        });
        let notes: BTreeSet<_> = replica.notes().map(|row| (&row.note, &row.rev)).collect();
        let lost = self
            .notes
            .iter()
            .find(|((note, rev), holders)| holders.contains(&at) && !notes.contains(&(note, rev)))
            .map(|(name, _)| name.clone());
        self.demand((S3, now), lost.is_none(), || {
            format!("phone {at} lost note {lost:?}")
        });
        let durable: Vec<OutboxRow> = replica
            .pending()
            .map(|pending| pending.row.clone())
            .collect();
        let written: Vec<_> = notes
            .iter()
            .map(|(n, r)| ((*n).clone(), (*r).clone()))
            .collect();
        for row in durable {
            self.hold(at, row);
        }
        for name in written {
            self.notes.entry(name).or_default().insert(at);
        }
    }
}

/// The scopes a page may hold.
fn scopes_of(replica: &Replica) -> Vec<Scope> {
    let actor = replica
        .who()
        .map_or(Actor::Anonymous, sync::replica::Who::actor);
    actor.scopes()
}
