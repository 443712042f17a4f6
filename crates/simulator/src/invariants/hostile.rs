//! What must hold of requests that somebody made up or overheard.

use super::{Ledger, S1, S11};
use crate::server::Reply;
use rules::Scope;
use rules::id::ResidentId;
use sync::identity::IntentId;
use sync::wire::{Request, Response};

impl Ledger {
    /// S1, S11: a request in another's hands has no effect, and its answer holds nothing private.
    pub fn check_overheard(&mut self, heard: &Request, reply: &Reply, now: u64) {
        let Reply::Answer {
            body, status: 200, ..
        } = reply
        else {
            return;
        };
        let Ok(response) = serde_json::from_slice::<Response>(body) else {
            return;
        };
        let effect = response
            .outcomes
            .iter()
            .any(|settled| settled.outcome.took_effect());
        self.demand((S1, now), !effect || heard.intents.is_empty(), || {
            format!("sent again by a stranger it took effect: {heard:?}")
        });
        let whose = |resident: &ResidentId| Scope::Resident(resident.clone());
        let victim = heard.who.as_ref().map(whose);
        let mut changes = response.feeds.iter().flat_map(|feed| &feed.changes);
        let private = changes
            .any(|change| Some(&change.scope) == victim.as_ref() || change.scope == Scope::Desk);
        self.demand((S11, now), !private, || {
            format!("a stranger was sent what is {:?}'s", heard.who)
        });
    }

    /// S1, S11: an attack has no effect and learns nothing.
    pub fn check_attack(&mut self, asked: &Request, me: &ResidentId, (reply, now): (&Reply, u64)) {
        let id = IntentId {
            device: asked.device,
            epoch: asked.epoch,
            seq: 1,
        };
        self.hostile.insert(id);
        let Reply::Answer {
            body, status: 200, ..
        } = reply
        else {
            return;
        };
        if let Ok(response) = serde_json::from_slice::<Response>(body) {
            let honest = asked.who.as_ref() == Some(me);
            let mut changes = response.feeds.iter().flat_map(|feed| &feed.changes);
            let learns_nothing =
                response.outcomes.is_empty() && changes.all(|change| change.scope == Scope::Public);
            self.demand((S11, now), honest || learns_nothing, || {
                String::from("a session was not compared")
            });
            let effect = response
                .outcomes
                .iter()
                .any(|settled| settled.outcome.took_effect());
            let kept = response.notes.iter().any(|note| note.refusal.is_none());
            self.demand((S1, now), !effect && !kept, || {
                format!("an attack took effect: {asked:?}")
            });
        }
    }
}
