//! What to make of an answer.
//!
//! The one rule to know: an intent leaves the outbox only in the batch that writes its outcome to
//! the history and applies the changes.

use super::prepare::note_key;
use super::{FeedRow, Fresh, META_IDENTITY, META_NEXT_SEQ, Pending, Replica, json, seq_key};
use crate::identity::{Epoch, IntentId};
use crate::limits::{HISTORY_ROWS_MAX, PROTO};
use crate::outcome::Outcome;
use crate::rows::{Copied, Held, HistoryRow, Identity, NoteRow, OutboxRow};
use crate::store::{Batch, Durability, Table};
use crate::wire::{Feed, Request, Response, Settled, Want};
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
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts of one answer, each asked for by itself"
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// What must be written before it is adopted.
    pub batch: Batch,
    /// Whether the server has more at once.
    pub more: bool,
    /// Whether it brought anything that was not known: an outcome, a note's copy, a newer record.
    pub moved: bool,
    /// Whether this build is too old to be told what changed; what it asks is settled.
    pub outdated: bool,
    /// Whether the session has ended: what waits goes on waiting until somebody signs in.
    pub session_ended: bool,
    settled: Vec<HistoryRow>,
    held: Vec<OutboxRow>,
    reissued: Vec<(u64, OutboxRow)>,
    again: Vec<OutboxRow>,
    identity: Identity,
    next_seq: u64,
    view: u16,
    forgotten: Vec<u64>,
    notes: Vec<NoteRow>,
    feeds: Vec<(Feed, FeedRow)>,
}

impl Received {
    /// Whether nothing of what was asked or written here changes.
    fn leaves_own_alone(&self) -> bool {
        let intents = self.settled.is_empty() && self.held.is_empty() && self.reissued.is_empty();
        intents && self.again.is_empty() && self.notes.is_empty()
    }

    /// The intents that got their outcome.
    pub fn settled(&self) -> &[HistoryRow] {
        &self.settled
    }
}

impl Replica {
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
            more: false,
            moved: false,
            outdated: response.outdated,
            session_ended: response.session_ended,
            settled: Vec::new(),
            held: Vec::new(),
            reissued: Vec::new(),
            again: Vec::new(),
            identity: self.identity,
            next_seq: self.next_seq,
            view: response.view,
            forgotten: Vec::new(),
            notes: Vec::new(),
            feeds: Vec::new(),
        };
        let mut asked: Vec<u64> = sent.intents.iter().map(|push| push.seq).collect();
        asked.sort_unstable();
        let asked = |of: &&Settled| asked.binary_search(&of.seq).is_ok();
        for settled in response.outcomes.iter().filter(asked) {
            let settled = (settled, response.server_time);
            self.receive_outcome(&mut received, sent, settled);
        }
        self.reissue_what_follows(&mut received, (sent, response), fresh.epoch);
        self.reissue_dependents(&mut received);
        self.remember(&mut received);
        self.receive_notes(&mut received, response);
        for feed in &response.feeds {
            if self.may_be_restored(feed) {
                self.ask_again(&mut received, &feed.community);
            }
            let row = self.receive_feed(&mut received.batch, feed, response.server_time);
            received.more |= row.more;
            received.feeds.push((feed.clone(), row));
        }
        received.moved =
            !received.leaves_own_alone() || response.feeds.iter().any(|feed| self.moves(feed));
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
        sent: &Request,
        (settled, at): (&Settled, UnixMillis),
    ) {
        let pending = self.outbox.get(&settled.seq);
        let Some(row) = pending.map(|pending| &pending.row) else {
            return;
        };
        if row.id.epoch != sent.epoch {
            return;
        }
        match &settled.outcome {
            // In the order of writing, once all outcomes are read.
            Outcome::Fork => {}
            outcome if outcome.is_final() => {
                let row = HistoryRow {
                    row: row.clone(),
                    outcome: outcome.clone(),
                    settled_at: at,
                    foreign: false,
                };
                received.batch.delete(Table::Outbox, seq_key(settled.seq));
                received.settled.push(row);
            }
            outcome => {
                let held = Held {
                    outcome: outcome.clone(),
                    build: sent.build.clone(),
                    view: received.view,
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

    /// What found its number taken takes a new one, and so does all that its author wrote after it
    /// and the server has not decided: whatever was written first is decided first. What could not
    /// be read before may have been overtaken already; then only what was asked with it follows.
    fn reissue_what_follows(
        &self,
        received: &mut Received,
        (sent, response): (&Request, &Response),
        fresh: Epoch,
    ) {
        let told = &response.outcomes;
        if !told.iter().any(|settled| settled.outcome == Outcome::Fork) {
            return;
        }
        let mine = self.outbox.values().map(|pending| &pending.row);
        let mine =
            mine.filter(|row| row.id.epoch == sent.epoch && sent.who.as_ref() == Some(&row.by));
        let mut forked: Option<(&CommunityId, bool)> = None;
        for row in mine {
            let seq = row.id.seq;
            let was_asked = sent.intents.iter().any(|push| push.seq == seq);
            let outcome = told.iter().find(|settled| was_asked && settled.seq == seq);
            match outcome.map(|settled| &settled.outcome) {
                Some(Outcome::Fork) => {
                    let in_turn = forked.is_none_or(|(_, in_turn)| in_turn) && row.held.is_none();
                    forked = Some((&row.community, in_turn));
                    self.reissue(received, row, fresh);
                }
                None if row.held.is_none() => {
                    let follows = forked.is_some_and(|(community, in_turn)| {
                        *community == row.community && (in_turn || was_asked)
                    });
                    if follows {
                        self.reissue(received, row, fresh);
                    }
                }
                _ => {}
            }
        }
    }

    /// Our number was somebody else's: this store was cloned. It takes a new epoch, and what was
    /// not settled is asked again under it. The number is durable before anything goes out under it,
    /// in whatever answer it is given: the power must not take back what may have had its effect.
    fn reissue(&self, received: &mut Received, row: &OutboxRow, fresh: Epoch) {
        received.batch.durability = Durability::Strict;
        if received.identity == self.identity && self.identity.epoch == row.id.epoch {
            received.identity.epoch = fresh;
            let identity = json(&received.identity);
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

    /// The server may have been restored from a backup, and have forgotten what it settled. What
    /// took effect is asked again under its own number: whatever the server still knows it answers
    /// from storage, the rest it decides anew. What was refused is not: it would be a surprise.
    fn ask_again(&self, received: &mut Received, community: &CommunityId) {
        let settled = self.history.values();
        for row in settled.filter(|row| row.row.community == *community) {
            let seq = row.row.id.seq;
            if row.outcome.took_effect() && !row.foreign && !received.forgotten.contains(&seq) {
                received.batch.durability = Durability::Strict;
                let key = seq_key(seq);
                received.batch.delete(Table::History, key.clone());
                received.batch.put(Table::Outbox, key, json(&row.row));
                received.again.push(row.row.clone());
            }
        }
        let kept = self.notes.values().filter(|row| row.copy == Copied::Kept);
        let theirs = |row: &&NoteRow| {
            let owner = row.owner.as_ref();
            owner.is_some_and(|owner| owner.community == *community)
        };
        for row in kept.filter(theirs) {
            let row = NoteRow {
                copy: Copied::Waiting,
                ..row.clone()
            };
            received.batch.durability = Durability::Strict;
            received.batch.put(Table::Notes, note_key(&row), json(&row));
            received.notes.push(row);
        }
    }

    /// Writes what was settled to the history, and forgets the oldest of it where it is too long.
    fn remember(&self, received: &mut Received) {
        let settled = received.settled.iter().map(|row| row.row.id.seq);
        let mut kept: Vec<u64> = self.history.keys().copied().chain(settled).collect();
        kept.sort_unstable();
        let over = kept.len().saturating_sub(HISTORY_ROWS_MAX);
        let from = kept.get(over).copied().unwrap_or(u64::MAX);
        for row in &received.settled {
            let seq = row.row.id.seq;
            if seq >= from {
                received.batch.put(Table::History, seq_key(seq), json(row));
            } else {
                received.forgotten.push(seq);
            }
        }
        for seq in self.history.keys().take_while(|seq| **seq < from) {
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
        for row in received.again {
            self.history.remove(&row.id.seq);
            self.outbox.insert(row.id.seq, Pending::of(row));
        }
        self.identity = received.identity;
        self.server_view = received.view;
        self.next_seq = self.next_seq.max(received.next_seq);
        for row in received.notes {
            self.notes.insert((row.note.clone(), row.rev.clone()), row);
        }
        for (feed, row) in received.feeds {
            self.adopt_feed(&feed, row);
        }
        self.fold();
    }
}
