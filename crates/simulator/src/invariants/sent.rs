//! What goes out: durable before it does, and from where, as the world knows it and no server does.
//!
//! The one rule to know: one that was sent from both a phone and a station may count as either; which
//! of the two arrived first nobody outside can say.

use super::{Ledger, S3};
use crate::disk::Disk;
use rules::Origin;
use rules::id::CommunityId;
use sync::identity::IntentId;
use sync::wire::Request;

/// From where an intent was sent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sent {
    by_phone: bool,
    at_station: bool,
}

impl Sent {
    /// As what it may count. Of what nobody saw nothing is known.
    pub(super) fn origins(self) -> impl Iterator<Item = Origin> {
        let is_unseen = !self.by_phone && !self.at_station;
        let phone = (self.by_phone || is_unseen).then_some(Origin::OwnDevice);
        let station = (self.at_station || is_unseen).then_some(Origin::Station);
        phone.into_iter().chain(station)
    }
}

impl Ledger {
    /// S3: what goes out under a number is durable under it. Where the power took the number back
    /// it would be given out a second time, and what took effect under it be done again.
    pub fn check_goes_out(&mut self, (at, disk): (usize, &Disk), request: &Request, now: u64) {
        let mut seqs = request.intents.iter().map(|push| push.seq);
        let forgotten = seqs.find(|seq| disk.may_forget(*seq));
        self.demand((S3, now), forgotten.is_none(), || {
            format!("phone {at} sends {forgotten:?}, which the power can take back")
        });
    }

    /// A request arrives.
    pub fn sent_from(&mut self, request: &Request, origin: impl Fn(&CommunityId) -> Origin) {
        for push in &request.intents {
            let id = IntentId {
                device: request.device,
                epoch: request.epoch,
                seq: push.seq,
            };
            let sent = self.sent.entry(id).or_default();
            match origin(&push.community) {
                Origin::OwnDevice => sent.by_phone = true,
                Origin::Station => sent.at_station = true,
            }
        }
    }

    pub(super) fn sent(&self, id: Option<&IntentId>) -> Sent {
        let sent = id.and_then(|id| self.sent.get(id));
        sent.copied().unwrap_or_default()
    }
}
