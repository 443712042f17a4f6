//! What must hold whenever an answer is given or taken.

use super::{Ledger, S1, S2, S8, S9, S11, Ticket, scopes_of};
use crate::device::Device;
use crate::server::{Reply, Server};
use rules::id::{CommunityId, ResidentId};
use rules::{Key, Record, Refusal};
use std::collections::BTreeMap;
use sync::Outcome;
use sync::Replica;
use sync::cursor::Position;
use sync::identity::IntentId;
use sync::wire::{Request, Response, Settled};

/// Every so many adoptions the whole prefix is compared: it costs a walk over all records.
const SAMPLE: u64 = 5;

impl Ledger {
    /// S2: an outcome, once given, is given again, by whatever answer, taken or lost.
    pub fn check_answer(&mut self, _server: &Server, (asked, answered): (&[u8], &[u8]), now: u64) {
        let request = serde_json::from_slice::<Request>(asked);
        let response = serde_json::from_slice::<Response>(answered);
        let (Ok(request), Ok(response)) = (request, response) else {
            return;
        };
        for Settled { seq, outcome } in response.outcomes {
            let push = request.intents.iter().find(|push| push.seq == seq);
            let Some(push) = push.filter(|_| outcome.is_final()) else {
                continue;
            };
            let id = IntentId {
                device: request.device,
                epoch: request.epoch,
                seq,
            };
            let ticket = (id, push.fp);
            let before = self.outcomes.entry(ticket).or_insert_with(|| outcome.clone());
            let (same, before) = (*before == outcome, before.clone());
            self.demand(S2, now, same, || format!("{id:?} was {before:?} and is {outcome:?}"));
            let signed_out = Outcome::Refused {
                refusal: Refusal::NotSignedIn,
            };
            self.demand(S2, now, outcome != signed_out, || {
                format!("{id:?} was refused for good because a session ended")
            });
        }
    }

    /// What must hold after a device took an answer.
    pub fn check_adopted(
        &mut self,
        device: &Device,
        before: &Replica,
        (sent, response, reply): (&Request, &Response, &Reply),
        (server, now): (&Server, u64),
    ) {
        let Some(replica) = &device.replica else {
            return;
        };
        self.adoptions += 1;
        self.follow_forks(device.number, before, replica);
        self.check_scopes(device, response, now);
        self.check_growth(replica, before, response, now);
        self.check_effects(replica, reply, now);
        if self.adoptions % SAMPLE == 0 || response.feeds.iter().any(|feed| feed.more) {
            self.check_prefix(replica, response, (server, now));
        }
        let _ = sent;
    }

    /// Keeps track of intents that took a new number.
    fn follow_forks(&mut self, device: usize, before: &Replica, after: &Replica) {
        let ticket = |row: &sync::rows::OutboxRow| (row.id, row.fp);
        let now: Vec<Ticket> = after.pending().map(|pending| ticket(&pending.row)).collect();
        let gone: Vec<_> = before
            .pending()
            .map(|pending| &pending.row)
            .filter(|row| !now.contains(&ticket(row)))
            .filter(|row| !after.history().any(|done| done.row.id == row.id))
            .cloned()
            .collect();
        let known: Vec<Ticket> = before.pending().map(|pending| ticket(&pending.row)).collect();
        let mut fresh: Vec<_> = after.pending().map(|pending| pending.row.clone()).collect();
        fresh.retain(|row| !known.contains(&ticket(row)));
        for row in gone {
            let at = fresh.iter().position(|new| new.fp == row.fp);
            if let Some(at) = at {
                let new = fresh.remove(at);
                self.moved.insert((device, ticket(&row)), ticket(&new));
                self.hold(device, new);
            }
        }
    }

    /// S11: nothing in an answer is of a scope that is not the visitor's, by label or by content.
    fn check_scopes(&mut self, device: &Device, response: &Response, now: u64) {
        let scopes = scopes_of(device);
        for change in response.feeds.iter().flat_map(|feed| &feed.changes) {
            let content = change.key.parse::<Key>().ok().and_then(|key| {
                let record: Record = change.data.as_ref()?.read().ok()?;
                Some(record.scope(&key))
            });
            let theirs = scopes.contains(&change.scope)
                && content.is_none_or(|scope| scopes.contains(&scope));
            self.demand(S11, now, theirs, || {
                format!("phone {} was sent {} of {}", device.number, change.key, change.scope)
            });
        }
    }

    /// S9: cursors and revisions only grow, unless a scope is begun anew.
    fn check_growth(&mut self, after: &Replica, before: &Replica, response: &Response, now: u64) {
        for feed in &response.feeds {
            let was = before.feed(&feed.community);
            let is = after.feed(&feed.community).and_then(|row| Position::unseal(&row.cursor));
            let anew = was.map(|row| row.emptied.clone()).unwrap_or_default();
            let was = was.and_then(|row| Position::unseal(&row.cursor));
            if let (Some(was), Some(is)) = (was, is) {
                for (scope, rev) in &was.scopes {
                    let begun_anew = feed.reset.contains(scope) || anew.contains(scope);
                    let grew = is.scopes.get(scope).is_some_and(|new| new >= rev);
                    self.demand(S9, now, grew || begun_anew, || {
                        format!("the cursor of {scope} went back from {rev}")
                    });
                }
            }
            for change in &feed.changes {
                let Ok(key) = change.key.parse::<Key>() else {
                    continue;
                };
                let was = before.revision(&feed.community, &key);
                let is = after.revision(&feed.community, &key);
                let grew = is >= was || change.data.is_none() || feed.reset.contains(&change.scope);
                self.demand(S9, now, grew, || format!("{key} went back from {was:?} to {is:?}"));
            }
        }
    }

    /// S9: an outcome is shown together with its effect.
    fn check_effects(&mut self, after: &Replica, reply: &Reply, now: u64) {
        let Reply::Answer { effects, .. } = reply else {
            return;
        };
        for (community, key, rev) in effects {
            let held = after.revision(community, key);
            self.demand(S9, now, held >= Some(*rev), || {
                format!("{key} is settled at revision {rev} but shown at {held:?}")
            });
        }
    }

    /// S8: all that a cursor stands for is there.
    fn check_prefix(&mut self, after: &Replica, response: &Response, (server, now): (&Server, u64)) {
        for feed in &response.feeds {
            let held: BTreeMap<&Key, u64> = after
                .revisions(&feed.community)
                .into_iter()
                .map(|(key, rev, _)| (key, rev))
                .collect();
            self.check_prefix_of(&feed.community, &held, (after, server, now));
        }
    }

    fn check_prefix_of(
        &mut self,
        community: &CommunityId,
        held: &BTreeMap<&Key, u64>,
        (after, server, now): (&Replica, &Server, u64),
    ) {
        let cursor = after.feed(community).and_then(|row| Position::unseal(&row.cursor));
        let depot = server.communities.get(community);
        let (Some(cursor), Some(depot)) = (cursor, depot) else {
            return;
        };
        let passed = depot.rows.iter().filter(|(_, row)| {
            let came_to = cursor.scopes.get(&row.scope).copied().unwrap_or(0);
            row.text.is_some() && row.rev <= came_to
        });
        for (key, row) in passed {
            let has = held.get(key).is_some_and(|rev| *rev >= row.rev);
            self.demand(S8, now, has, || format!("{key} at {} was skipped", row.rev));
        }
    }

    /// S1, S11: an attack has no effect and learns nothing.
    pub fn check_attack(&mut self, asked: &Request, me: &ResidentId, (reply, now): (&Reply, u64)) {
        let id = IntentId {
            device: asked.device,
            epoch: asked.epoch,
            seq: 1,
        };
        self.hostile.insert(id);
        let Reply::Answer { body, status: 200, .. } = reply else {
            return;
        };
        let honest = asked.who.as_ref() == Some(me);
        self.demand(S11, now, honest, || String::from("a session was not compared"));
        if let Ok(response) = serde_json::from_slice::<Response>(body) {
            let effect = response.outcomes.iter().any(|settled| settled.outcome.took_effect());
            self.demand(S1, now, !effect, || format!("an attack took effect: {asked:?}"));
        }
    }
}
