//! What an answer's outcomes must show on the device that hears it.
//!
//! The one rule to know: an effect is what is newer than what the device said it has.

use super::{Effect, Server};
use rules::Scope;
use sync::authority::{self, Visit};
use sync::cursor::Position;
use sync::identity::{Fingerprint, IntentId};
use sync::outcome::Outcome;
use sync::wire::{Request, Settled};

impl Server {
    /// The revisions that a device must hold once it shows these outcomes as confirmed.
    pub(super) fn effects(
        &mut self,
        visit: &Visit,
        request: &Request,
        outcomes: &[Settled],
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        for settled in outcomes
            .iter()
            .filter(|settled| settled.outcome.took_effect())
        {
            let push = request.intents.iter().find(|push| push.seq == settled.seq);
            let Some(push) = push else { continue };
            let want = request
                .feeds
                .iter()
                .find(|want| want.community == push.community);
            let Some(want) = want else { continue };
            let Ok(intent) = authority::intent_of(&push.kind, push.kv, &push.body) else {
                continue;
            };
            let Some(depot) = self.communities.get_mut(&push.community) else {
                continue;
            };
            let Ok(scopes) = authority::scopes_of(depot, visit) else {
                continue;
            };
            // What the device says it has already is no effect, whether or not its medium kept it.
            let position = want.cursor.as_ref().and_then(Position::unseal);
            let has = |scope: &Scope| {
                let known = position.as_ref().filter(|_| !want.emptied.contains(scope));
                known
                    .and_then(|at| at.scopes.get(scope).copied())
                    .unwrap_or(0)
            };
            for key in intent.keys(&visit.actor) {
                if let Some(row) = depot.rows.get(&key)
                    && let Some(scope) = row.scope.seen_among(&scopes, &key)
                    && row.rev > has(&scope)
                {
                    let is = (row.rev, row.text.is_some());
                    effects.push((push.community.clone(), key, is));
                }
            }
        }
        effects
    }
}

/// The requests that outcomes settle, each with its outcome.
pub(super) fn tickets(
    request: &Request,
    outcomes: &[Settled],
) -> Vec<((IntentId, Fingerprint), Outcome)> {
    let of = |settled: &Settled| {
        let push = request.intents.iter().find(|push| push.seq == settled.seq);
        let id = IntentId {
            device: request.device,
            epoch: request.epoch,
            seq: settled.seq,
        };
        Some(((id, push?.fp), settled.outcome.clone()))
    };
    outcomes.iter().filter_map(of).collect()
}
