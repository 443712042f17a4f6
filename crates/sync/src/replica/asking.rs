//! What to ask in the next round trip.
//!
//! The one rule to know: only what is whoever's who is signed in, only under one epoch, and only
//! what rests on nothing that is still open.

use super::{Replica, json};
use crate::courier::Portion;
use crate::limits::{
    PROTO, REQUEST_BYTES_TARGET, REQUEST_INTENTS_MAX, REQUEST_NOTES_MAX, SCHEMA_VIEW,
    SHORT_BYTES_TARGET, SHORT_INTENTS_MAX,
};
use crate::rows::{Copied, Held, HistoryRow, NoteRow, OutboxRow};
use crate::wire::{PushIntent, PushNote, Request, Want};
use rules::id::CommunityId;

impl Replica {
    /// The next request: as much of the outbox as fits, by who is signed in, and what is followed.
    pub fn request(&self, build: &str, follow: &[CommunityId], portion: Portion) -> Request {
        let (intents_max, bytes_max) = match portion {
            Portion::Whole => (REQUEST_INTENTS_MAX, REQUEST_BYTES_TARGET),
            Portion::Short => (SHORT_INTENTS_MAX, SHORT_BYTES_TARGET),
        };
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
            let full = request.intents.len() >= intents_max;
            if full || bytes > bytes_max {
                break;
            }
            request.intents.push(self.push_of(row));
        }
        for row in self.unsent_notes() {
            bytes = bytes
                .saturating_add(row.body.as_str().len())
                .saturating_add(240);
            let full = request.notes.len() >= REQUEST_NOTES_MAX;
            if full || bytes > bytes_max {
                break;
            }
            request.notes.extend(push_note_of(row));
        }
        request
    }

    pub(super) fn want(&self, community: &CommunityId) -> Want {
        let feed = self.feed(community);
        Want {
            community: community.clone(),
            cursor: feed.map(|feed| feed.cursor.clone()),
            emptied: feed.map(|feed| feed.emptied.clone()).unwrap_or_default(),
            alarms: feed.map(|feed| feed.untold).unwrap_or_default(),
            brief: feed.is_none(),
        }
    }

    /// Every sequence number up to this one is settled, durably.
    fn acked(&self) -> u64 {
        let first_open = self.outbox.keys().next().copied();
        first_open.unwrap_or(self.next_seq).saturating_sub(1)
    }

    /// What may go out now, in the order it was written. What something depends on is settled
    /// first: were that number found to be another's, it would be decided against the other's
    /// outcome. Nothing overtakes what waits for an answer; what the server cannot read yet, and
    /// what rests on that, is left where it is.
    fn sendable<'a>(&'a self, build: &'a str) -> impl Iterator<Item = &'a OutboxRow> + 'a {
        let me = self.who.as_ref();
        let mine = self.outbox.values().map(|pending| &pending.row);
        let mine = mine.filter(move |row| me.is_some_and(|me| me.resident == row.by));
        let mut left: Vec<u64> = Vec::new();
        mine.filter(move |row| {
            let mut deps = row.deps.iter();
            let is_left = !self.may_be_read_now(row, build)
                || deps.any(|dep| left.binary_search(dep).is_ok());
            if is_left {
                left.push(row.id.seq);
            }
            !is_left
        })
        .take_while(|row| row.deps.iter().all(|dep| !self.outbox.contains_key(dep)))
    }

    /// Whether the server may be able to read a request, as far as it said: it did not say
    /// otherwise, or one of the two has been renewed since.
    fn may_be_read_now(&self, row: &OutboxRow, build: &str) -> bool {
        let renewed = |held: &Held| held.build != build || held.view < self.server_view;
        row.held.as_ref().is_none_or(renewed)
    }

    fn push_of(&self, row: &OutboxRow) -> PushIntent {
        let settled = row.deps.iter().filter_map(|dep| self.history.get(dep));
        let settled = settled.filter(|dep| dep.row.id.epoch == row.id.epoch);
        let numbers = |deps: &mut dyn Iterator<Item = &HistoryRow>| {
            deps.map(|dep| dep.row.id.seq).collect::<Vec<_>>()
        };
        PushIntent {
            community: row.community.clone(),
            seq: row.id.seq,
            by: row.by.clone(),
            kind: row.kind.clone(),
            kv: row.kv,
            body: row.body.clone(),
            fp: row.fp,
            heard_at: row.heard_at,
            void: numbers(&mut settled.clone().filter(|dep| !dep.outcome.took_effect())),
            deps: numbers(&mut settled.clone()),
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
