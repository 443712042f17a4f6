//! What must hold of a device's storage: cleared, full, or copied.

use super::{Ledger, S1, S3, S18, Ticket};
use crate::device::{Lost, Told};
use crate::disk::Disk;
use crate::server::Server;
use rules::Key;
use rules::id::{CommunityId, NoteId, ResidentId, RevisionId};
use std::collections::{BTreeMap, BTreeSet};
use sync::identity::{Fingerprint, IntentId};
use sync::replica::Replica;
use sync::rows::Copied;

impl Ledger {
    /// S3: a cleared store loses what was not sent, and nothing else. How much of it nobody can
    /// have settled.
    pub fn evicted(&mut self, (device, held): (usize, &Replica), server: &Server, now: u64) -> u32 {
        let waiting: BTreeSet<Ticket> = held
            .pending()
            .map(|pending| (pending.row.id, pending.row.fp))
            .collect();
        let holders = self.holders.iter();
        let mine = holders.filter(|(_, holders)| holders.contains(&device));
        // A set: after a restore two of them may have become one.
        let mine: BTreeSet<Ticket> = mine
            .map(|(ticket, _)| self.followed(device, *ticket))
            .collect();
        let settled: BTreeSet<Ticket> =
            held.history().map(|row| (row.row.id, row.row.fp)).collect();
        // A copy that crashed as its number was found taken asks the same under another one, and
        // has not been started again to say so.
        let asked_anew =
            |(_, fp): &Ticket| self.has_clones && waiting.iter().any(|(_, of)| of == fp);
        let lost = mine.iter().find(|ticket| {
            !waiting.contains(ticket) && !settled.contains(ticket) && !asked_anew(ticket)
        });
        self.demand((S3, now), lost.is_none(), || {
            format!("{lost:?} was neither waiting on phone {device} nor settled")
        });
        let kept = held.notes().filter(|row| row.copy == Copied::Kept);
        let lost = kept
            .map(|row| (&row.note, &row.rev))
            .find(|(note, rev)| owner_of(server, note, rev).is_none());
        let restored = self.restores > 0;
        self.demand((S3, now), restored || lost.is_none(), || {
            format!("note {lost:?} counted as kept, the server has none")
        });
        let asked = waiting
            .iter()
            .filter(|ticket| !self.outcomes.contains_key(ticket))
            .count();
        let notes = held.notes().filter(|row| row.copy == Copied::Waiting);
        let notes = notes.filter(|row| owner_of(server, &row.note, &row.rev).is_none());
        let unsettled = asked + notes.count();
        for holders in self.holders.values_mut().chain(self.notes.values_mut()) {
            holders.remove(&device);
        }
        self.forgot(device);
        self.order.cleared(device);
        self.forget_lost_notes(server);
        u32::try_from(unsettled).unwrap_or(u32::MAX)
    }

    /// Notes that nobody has any more, neither a phone nor the server, were lost aloud.
    pub(super) fn forget_lost_notes(&mut self, server: &Server) {
        self.notes.retain(|(note, rev), holders| {
            !holders.is_empty() || owner_of(server, note, rev).is_some()
        });
    }

    /// S3: what a page says of a cleared store is what was lost with it.
    pub fn check_told(
        &mut self,
        (device, said): (usize, Told),
        (lost, marked, has_session): (Lost, bool, bool),
        now: u64,
    ) {
        let right = match said {
            Told::Lost { unsent } if lost.power_took => {
                (lost.unsettled..=lost.waiting.max(lost.marked)).contains(&unsent)
            }
            Told::Lost { unsent } => unsent == lost.marked,
            Told::Cleared => !marked,
            Told::Nothing => !marked && !has_session,
        };
        self.demand((S3, now), right, || {
            format!("phone {device} says {said:?} of {lost:?}")
        });
    }

    /// S3: nothing is said to be lost where nothing was cleared.
    pub fn check_nothing_told(&mut self, (device, said): (usize, Told), now: u64) {
        self.demand((S3, now), said == Told::Nothing, || {
            format!("phone {device} says {said:?}, and nothing was cleared")
        });
    }

    /// S18: no room is said only when nothing is left that may give way.
    pub fn check_full(&mut self, disk: &Disk, now: u64) {
        self.demand((S18, now), !disk.can_yield(), || {
            String::from("not saved for want of room, although records could be fetched again")
        });
    }

    /// S1: no number was given out twice, except on a copy.
    pub(super) fn check_numbers(&mut self, now: u64) {
        let mut seen: BTreeMap<IntentId, Fingerprint> = BTreeMap::new();
        let twice = self
            .intents
            .keys()
            .find(|(id, fp)| seen.insert(*id, *fp).is_some())
            .copied();
        let has_clones = self.has_clones;
        self.demand((S1, now), has_clones || twice.is_none(), || {
            format!("the number of {twice:?} was given out twice")
        });
    }
}

/// Whose note this is, where the server keeps a copy.
pub(super) fn owner_of<'s>(
    server: &'s Server,
    note: &NoteId,
    rev: &RevisionId,
) -> Option<(&'s CommunityId, &'s ResidentId)> {
    server.communities.iter().find_map(|(community, depot)| {
        depot.rows.keys().find_map(|key| match key {
            Key::Note(owner, of, found) if of == note && found == rev => Some((community, owner)),
            _ => None,
        })
    })
}
