//! Writing something down: decided provisionally, prepared as a strict batch, then adopted.

use super::{META_NEXT_SEQ, Pending, Replica, json, seq_key};
use crate::authority::body_of;
use crate::identity::{IntentId, fingerprint, revision_id};
use crate::limits::OUTBOX_ROWS_MAX;
use crate::rows::{Copied, NoteRow, OutboxRow, Owner};
use crate::store::{Batch, Durability, Guard, Table};
use crate::wire::Body;
use rules::diary::{NoteBody, NoteRevision, check_note};
use rules::id::{CommunityId, NoteId, RevisionId};
use rules::time::UnixMillis;
use rules::{Actor, Authority, Context, Fact, Intent, Key, Refusal};

/// Who asks on this device, where, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The community it is for.
    pub community: CommunityId,
    /// The device's clock: to be shown, never to be reasoned with.
    pub now: UnixMillis,
}

/// Why something was not written down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// A rule said no, already here.
    #[error("a rule said no")]
    Refused(#[from] Refusal),
    /// The outbox is full.
    #[error("{limit} requests wait already")]
    OutboxFull {
        /// [`OUTBOX_ROWS_MAX`].
        limit: usize,
    },
    /// It could not be written as JSON.
    #[error("a value cannot be written down")]
    Unwritable,
}

/// An intent, ready to be made durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedIntent {
    /// What must be durable before anyone calls it saved.
    pub batch: Batch,
    /// What the rules expect to come of it.
    pub facts: Vec<Fact>,
    row: OutboxRow,
}

impl PreparedIntent {
    /// The id it will have.
    pub fn id(&self) -> IntentId {
        self.row.id
    }
}

/// A revision of a note to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteDraft {
    /// The note: a fresh id for a new one.
    pub note: NoteId,
    /// The heads it follows; none for a new one.
    pub parents: Vec<RevisionId>,
    /// What it says.
    pub body: NoteBody,
    /// Whose it is; none before anyone signed in.
    pub owner: Option<Owner>,
    /// The device's clock.
    pub now: UnixMillis,
}

/// A revision of a note, ready to be made durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedNote {
    /// What must be durable before anyone calls it saved.
    pub batch: Batch,
    /// The revision's name.
    pub revision: RevisionId,
    row: NoteRow,
}

impl Replica {
    /// Decides an intent provisionally and prepares it for the outbox. The caller makes the batch
    /// durable, then calls [`Replica::adopt_intent`]; only then is it saved.
    ///
    /// # Errors
    /// What the rules refuse already here, and [`PrepareError::OutboxFull`].
    pub fn prepare_intent(
        &self,
        ask: &Ask,
        intent: &Intent,
    ) -> Result<PreparedIntent, PrepareError> {
        let who = self.who.as_ref().ok_or(Refusal::NotSignedIn)?;
        if self.outbox.len() >= OUTBOX_ROWS_MAX {
            let limit = OUTBOX_ROWS_MAX;
            return Err(PrepareError::OutboxFull { limit });
        }
        let actor = who.actor();
        let facts = self.decide_here(ask, &actor, intent)?;
        let (kind, kv, body) = body_of(intent).map_err(|_| PrepareError::Unwritable)?;
        let row = OutboxRow {
            id: IntentId {
                device: self.identity.device,
                epoch: self.identity.epoch,
                seq: self.next_seq,
            },
            community: ask.community.clone(),
            by: who.resident.clone(),
            household: who.household.clone(),
            kind: kind.to_owned(),
            kv,
            fp: fingerprint(&who.resident, kind, kv, body.as_str()),
            body,
            deps: self.deps_of(&ask.community, &actor, intent),
            written_at: ask.now,
            heard_at: self.feed(&ask.community).map(|feed| feed.server_time),
            held: None,
        };
        let mut batch = Batch::new(Durability::Strict);
        batch.guards.push(self.seq_guard());
        let next_seq = self.next_seq.saturating_add(1);
        batch.put(Table::Meta, META_NEXT_SEQ, next_seq.to_string());
        batch.put(Table::Outbox, seq_key(row.id.seq), json(&row));
        Ok(PreparedIntent { batch, facts, row })
    }

    /// What the rules say on this device, pending intents included.
    ///
    /// # Errors
    /// The refusal.
    pub fn decide_here(
        &self,
        ask: &Ask,
        actor: &Actor,
        intent: &Intent,
    ) -> Result<Vec<Fact>, Refusal> {
        let read = |key: &Key| {
            let record = self.record(&ask.community, key).cloned();
            Ok::<_, core::convert::Infallible>(record)
        };
        let Ok(slice) = rules::load(intent, actor, read);
        let context = Context {
            now: ask.now,
            actor: actor.clone(),
            authority: Authority::Device,
            origin: self.origin_in(&ask.community),
        };
        rules::decide(&slice, &context, intent)
    }

    /// Adopts an intent whose batch is durable.
    pub fn adopt_intent(&mut self, prepared: PreparedIntent) {
        let seq = prepared.row.id.seq;
        self.next_seq = self.next_seq.max(seq.saturating_add(1));
        let pending = Pending::of(prepared.row);
        self.fold_in(&pending);
        self.outbox.insert(seq, pending);
        self.version = self.version.wrapping_add(1);
    }

    /// The guard that a batch giving out sequence numbers must carry.
    pub(super) fn seq_guard(&self) -> Guard {
        Guard {
            key: META_NEXT_SEQ.to_owned(),
            value: Some(self.next_seq.to_string()),
        }
    }

    /// What must have taken effect first: leaving waits for the registration it undoes, confirming
    /// for whoever leaves the party, taking a claim back for the claim.
    fn deps_of(&self, community: &CommunityId, actor: &Actor, intent: &Intent) -> Vec<u64> {
        let undone = |earlier: &Intent| match (intent, earlier) {
            (
                Intent::Leave { session, members },
                Intent::Register {
                    session: of,
                    members: who,
                    ..
                },
            ) => session == of && members.iter().any(|member| who.contains(member)),
            // Whoever stays away leaves the party first; then the others take its seats.
            (Intent::Confirm { session, .. }, Intent::Leave { session: of, .. }) => session == of,
            (Intent::WithdrawClaim { note, .. }, Intent::Claim(asked)) => *note == asked.note,
            _ => false,
        };
        let earlier = self
            .outbox
            .values()
            .filter(|earlier| earlier.row.community == *community && earlier.actor() == *actor)
            .filter(|earlier| earlier.intent.as_ref().is_some_and(undone))
            .map(|earlier| earlier.row.id.seq);
        let deps: Vec<u64> = earlier.collect();
        // Of a note's claims only the last can be taken back: the others were before.
        let undone_by_another = match intent {
            Intent::WithdrawClaim { .. } => deps.len().saturating_sub(1),
            _ => 0,
        };
        deps.into_iter().skip(undone_by_another).collect()
    }

    /// Prepares a revision of a note.
    ///
    /// # Errors
    /// What the rules refuse: a length out of bounds, a text too long.
    pub fn prepare_note(&self, draft: NoteDraft) -> Result<PreparedNote, PrepareError> {
        let revision = NoteRevision {
            parents: draft.parents,
            body: draft.body,
        };
        check_note(&revision)?;
        let body = Body::of(&revision.body).map_err(|_| PrepareError::Unwritable)?;
        let rev = revision_id(&draft.note, &revision.parents, body.as_str());
        let row = NoteRow {
            note: draft.note,
            rev: rev.clone(),
            parents: revision.parents,
            body,
            owner: draft.owner,
            written_at: draft.now,
            copy: Copied::Waiting,
        };
        let mut batch = Batch::new(Durability::Strict);
        batch.put(Table::Notes, note_key(&row), json(&row));
        Ok(PreparedNote {
            batch,
            revision: rev,
            row,
        })
    }

    /// Adopts a note whose batch is durable.
    pub fn adopt_note(&mut self, prepared: PreparedNote) {
        let row = prepared.row;
        self.notes.insert((row.note.clone(), row.rev.clone()), row);
        self.version = self.version.wrapping_add(1);
    }

    /// Prepares that the notes written before anyone signed in become somebody's.
    pub fn prepare_adoption(&self, owner: &Owner) -> Batch {
        let mut batch = Batch::new(Durability::Strict);
        for row in self.notes.values().filter(|row| row.owner.is_none()) {
            let adopted = NoteRow {
                owner: Some(owner.clone()),
                ..row.clone()
            };
            batch.put(Table::Notes, note_key(&adopted), json(&adopted));
        }
        batch
    }

    /// Adopts what [`Replica::prepare_adoption`] prepared.
    pub fn adopt_adoption(&mut self, owner: &Owner) {
        for (_, row) in self.notes.iter_mut().filter(|(_, row)| row.owner.is_none()) {
            row.owner = Some(owner.clone());
        }
        self.version = self.version.wrapping_add(1);
    }
}

/// The key of a note's row.
pub(super) fn note_key(row: &NoteRow) -> String {
    format!("{}/{}", row.note, row.rev)
}
