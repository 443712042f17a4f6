//! One round trip: what to ask, and what to make of the answer.
//!
//! The one rule to know: an intent leaves the outbox only in the batch that writes its outcome to
//! the history and applies the changes.

use super::prepare::note_key;
use super::{Fresh, META_IDENTITY, META_NEXT_SEQ, Pending, Replica, json, seq_key};
use crate::identity::{Epoch, IntentId};
use crate::limits::{
    HISTORY_ROWS_MAX, PROTO, REQUEST_BYTES_TARGET, REQUEST_INTENTS_MAX, REQUEST_NOTES_MAX,
    SCHEMA_VIEW,
};
use crate::outcome::Outcome;
use crate::rows::{Copied, Held, HistoryRow, Identity, NoteRow, OutboxRow};
use crate::store::{Batch, Durability, Table};
use crate::wire::{Feed, PushIntent, PushNote, Request, Response, Settled, Want};
use rules::id::CommunityId;
use rules::time::UnixMillis;

/// Why an answer was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveError {
    /// It speaks another protocol.
    #[error("the answer speaks protocol {found}")]
    Proto {
        /// What it speaks.
        found: u16,
    },
    /// It answers a request of somebody who is no longer signed in here.
    #[error("the answer is for another visitor")]
    OtherVisitor,
    /// The device has moved on since it asked: another answer came first, or scopes were emptied.
    /// Nothing is lost by dropping it: all of it will be answered again.
    #[error("the answer continues from where the device no longer is")]
    Stale,
}

/// An answer, ready to be made durable.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// What must be written before it is adopted.
    pub batch: Batch,
    /// Whether the server has more at once.
    pub more: bool,
    /// Whether the session has ended: what waits goes on waiting until somebody signs in.
    pub session_ended: bool,
    settled: Vec<HistoryRow>,
    held: Vec<OutboxRow>,
    reissued: Vec<(u64, OutboxRow)>,
    identity: Identity,
    next_seq: u64,
    forgotten: Vec<u64>,
    notes: Vec<NoteRow>,
    feeds: Vec<Feed>,
    server_time: UnixMillis,
}

impl Received {
    /// The intents that got their outcome.
    pub fn settled(&self) -> &[HistoryRow] {
        &self.settled
    }
}

impl Replica {
    /// The next request: as much of the outbox as fits, by who is signed in, and what is followed.
    pub fn request(&self, build: &str, follow: &[CommunityId]) -> Request {
        let mut request = Request {
            proto: PROTO,
            build: build.to_owned(),
            schema_view: SCHEMA_VIEW,
            device: self.identity.device,
            epoch: self.identity.epoch,
            who: self.who.as_ref().map(|who| who.resident.clone()),
            acked: self.acked(),
            feeds: follow
                .iter()
                .map(|community| self.want(community))
                .collect(),
            intents: Vec::new(),
            notes: Vec::new(),
        };
        let mut bytes = json(&request).len();
        if let Some(epoch) = self.sendable(build).next().map(|row| row.id.epoch) {
            request.epoch = epoch;
        }
        for row in self
            .sendable(build)
            .filter(|row| row.id.epoch == request.epoch)
        {
            bytes = bytes
                .saturating_add(row.body.as_str().len())
                .saturating_add(240);
            let full = request.intents.len() >= REQUEST_INTENTS_MAX;
            if full || bytes > REQUEST_BYTES_TARGET {
                break;
            }
            request.intents.push(self.push_of(row));
        }
        for row in self.unsent_notes() {
            bytes = bytes
                .saturating_add(row.body.as_str().len())
                .saturating_add(240);
            let full = request.notes.len() >= REQUEST_NOTES_MAX;
            if full || bytes > REQUEST_BYTES_TARGET {
                break;
            }
            request.notes.extend(push_note_of(row));
        }
        request
    }

    fn want(&self, community: &CommunityId) -> Want {
        let feed = self.feed(community);
        Want {
            community: community.clone(),
            cursor: feed.map(|feed| feed.cursor.clone()),
            emptied: feed.map(|feed| feed.emptied.clone()).unwrap_or_default(),
        }
    }

    /// Every sequence number up to this one is settled, durably.
    fn acked(&self) -> u64 {
        let first_open = self.outbox.keys().next().copied();
        first_open.unwrap_or(self.next_seq).saturating_sub(1)
    }

    fn sendable<'a>(&'a self, build: &'a str) -> impl Iterator<Item = &'a OutboxRow> + 'a {
        let me = self.who.as_ref();
        self.outbox
            .values()
            .map(|pending| &pending.row)
            .filter(move |row| me.is_some_and(|me| me.resident == row.by))
            .filter(move |row| row.held.as_ref().is_none_or(|held| held.build != build))
            // What it depends on is settled first: were that number found to be another's, this
            // one would be decided against the other's outcome.
            .filter(|row| row.deps.iter().all(|dep| !self.outbox.contains_key(dep)))
    }

    fn push_of(&self, row: &OutboxRow) -> PushIntent {
        let same_epoch = |dep: &&u64| {
            let settled = self.history.get(dep);
            settled.is_some_and(|settled| settled.row.id.epoch == row.id.epoch)
        };
        PushIntent {
            community: row.community.clone(),
            seq: row.id.seq,
            by: row.by.clone(),
            kind: row.kind.clone(),
            kv: row.kv,
            body: row.body.clone(),
            fp: row.fp,
            deps: row.deps.iter().filter(same_epoch).copied().collect(),
        }
    }

    fn unsent_notes(&self) -> impl Iterator<Item = &NoteRow> {
        let me = self.who.as_ref();
        self.notes
            .values()
            .filter(|row| row.copy == Copied::Waiting)
            .filter(move |row| {
                let owner = row.owner.as_ref().map(|owner| &owner.resident);
                owner.is_some() && owner == me.map(|me| &me.resident)
            })
    }

    /// Whether there is anything of the signed-in resident's to send.
    pub fn has_unsent(&self, build: &str) -> bool {
        self.sendable(build).next().is_some() || self.unsent_notes().next().is_some()
    }

    /// Prepares an answer to a request. `fresh` is used only if the server found a fork.
    ///
    /// # Errors
    /// When the answer speaks another protocol, is for somebody who has signed out since, or is
    /// late.
    pub fn receive(
        &self,
        sent: &Request,
        response: &Response,
        fresh: Fresh,
    ) -> Result<Received, ReceiveError> {
        if response.proto != PROTO {
            let found = response.proto;
            return Err(ReceiveError::Proto { found });
        }
        if sent.who.as_ref() != self.who.as_ref().map(|who| &who.resident) {
            return Err(ReceiveError::OtherVisitor);
        }
        if !self.still_asks(sent) {
            return Err(ReceiveError::Stale);
        }
        let mut received = Received {
            batch: Batch::new(Durability::Relaxed),
            more: response.feeds.iter().any(|feed| feed.more),
            session_ended: response.session_ended,
            settled: Vec::new(),
            held: Vec::new(),
            reissued: Vec::new(),
            identity: self.identity,
            next_seq: self.next_seq,
            forgotten: Vec::new(),
            notes: Vec::new(),
            feeds: response.feeds.clone(),
            server_time: response.server_time,
        };
        for settled in &response.outcomes {
            self.receive_outcome(&mut received, (sent, fresh.epoch), settled);
        }
        self.reissue_dependents(&mut received);
        self.forget_history(&mut received);
        self.receive_notes(&mut received, response);
        for feed in &response.feeds {
            self.receive_feed(&mut received.batch, feed, response.server_time);
        }
        Ok(received)
    }

    /// Whether this device stands where it stood when it asked.
    fn still_asks(&self, sent: &Request) -> bool {
        let same = |want: &Want| self.want(&want.community) == *want;
        sent.device == self.identity.device && sent.feeds.iter().all(same)
    }

    fn receive_outcome(
        &self,
        received: &mut Received,
        (sent, fresh): (&Request, Epoch),
        settled: &Settled,
    ) {
        let asked = sent.intents.iter().any(|push| push.seq == settled.seq);
        let pending = self.outbox.get(&settled.seq);
        let Some(row) = pending.map(|pending| &pending.row) else {
            return;
        };
        if !asked || row.id.epoch != sent.epoch {
            return;
        }
        match &settled.outcome {
            Outcome::Fork => self.reissue(received, row, fresh),
            outcome if outcome.is_final() => {
                let row = HistoryRow {
                    row: row.clone(),
                    outcome: outcome.clone(),
                    settled_at: received.server_time,
                };
                let key = seq_key(settled.seq);
                received.batch.delete(Table::Outbox, key.clone());
                received.batch.put(Table::History, key, json(&row));
                received.settled.push(row);
            }
            outcome => {
                let held = Held {
                    outcome: outcome.clone(),
                    build: sent.build.clone(),
                };
                let row = OutboxRow {
                    held: Some(held),
                    ..row.clone()
                };
                received
                    .batch
                    .put(Table::Outbox, seq_key(settled.seq), json(&row));
                received.held.push(row);
            }
        }
    }

    /// Our number was somebody else's: this store was cloned. It takes a new epoch, and what was
    /// not settled is asked again under it.
    fn reissue(&self, received: &mut Received, row: &OutboxRow, fresh: Epoch) {
        if received.identity == self.identity && self.identity.epoch == row.id.epoch {
            received.identity.epoch = fresh;
            let identity = json(&received.identity);
            received.batch.durability = Durability::Strict;
            received.batch.put(Table::Meta, META_IDENTITY, identity);
        }
        received.batch.guards = vec![self.seq_guard()];
        let seq = received.next_seq;
        received.next_seq = seq.saturating_add(1);
        let moved = |dep: &u64| received.reissued.iter().find(|(old, _)| old == dep);
        let deps = row
            .deps
            .iter()
            .map(|dep| moved(dep).map_or(*dep, |(_, row)| row.id.seq));
        let again = OutboxRow {
            id: IntentId {
                seq,
                epoch: received.identity.epoch,
                ..row.id
            },
            deps: deps.collect(),
            ..row.clone()
        };
        received.batch.delete(Table::Outbox, seq_key(row.id.seq));
        received
            .batch
            .put(Table::Outbox, seq_key(seq), json(&again));
        let next_seq = received.next_seq.to_string();
        received.batch.put(Table::Meta, META_NEXT_SEQ, next_seq);
        received.reissued.push((row.id.seq, again));
    }

    /// What depends on an intent that took a new number was never sent; it follows it into the
    /// new epoch, where the server can tell the two belong together.
    fn reissue_dependents(&self, received: &mut Received) {
        if received.reissued.is_empty() {
            return;
        }
        for pending in self.outbox.values() {
            let row = &pending.row;
            let moved = |seq: &u64| received.reissued.iter().any(|(old, _)| old == seq);
            if !moved(&row.id.seq) && row.deps.iter().any(moved) {
                self.reissue(received, row, received.identity.epoch);
            }
        }
    }

    fn forget_history(&self, received: &mut Received) {
        let kept = self.history.len().saturating_add(received.settled.len());
        let over = kept.saturating_sub(HISTORY_ROWS_MAX);
        for seq in self.history.keys().take(over) {
            received.batch.delete(Table::History, seq_key(*seq));
            received.forgotten.push(*seq);
        }
    }

    fn receive_notes(&self, received: &mut Received, response: &Response) {
        for settled in &response.notes {
            let known = self.notes.get(&(settled.note.clone(), settled.rev.clone()));
            let Some(row) = known else { continue };
            let copy = match &settled.refusal {
                None => Copied::Kept,
                Some(refusal) => Copied::Refused {
                    refusal: refusal.clone(),
                },
            };
            let row = NoteRow {
                copy,
                ..row.clone()
            };
            received.batch.put(Table::Notes, note_key(&row), json(&row));
            received.notes.push(row);
        }
    }

    /// Adopts an answer whose batch is durable.
    pub fn adopt_received(&mut self, received: Received) {
        for row in received.settled {
            self.outbox.remove(&row.row.id.seq);
            self.history.insert(row.row.id.seq, row);
        }
        for seq in received.forgotten {
            self.history.remove(&seq);
        }
        for row in received.held {
            self.outbox.insert(row.id.seq, Pending::of(row));
        }
        for (old, row) in received.reissued {
            self.outbox.remove(&old);
            self.outbox.insert(row.id.seq, Pending::of(row));
        }
        self.identity = received.identity;
        self.next_seq = self.next_seq.max(received.next_seq);
        for row in received.notes {
            self.notes.insert((row.note.clone(), row.rev.clone()), row);
        }
        for feed in received.feeds {
            self.adopt_feed(&feed, received.server_time);
        }
        self.fold();
    }
}

fn push_note_of(row: &NoteRow) -> Option<PushNote> {
    let owner = row.owner.as_ref()?;
    Some(PushNote {
        community: owner.community.clone(),
        note: row.note.clone(),
        rev: row.rev.clone(),
        parents: row.parents.clone(),
        body: row.body.clone(),
    })
}
