//! What must hold whenever an answer is given or taken.

use super::{GOES_ON, Ledger, S2, S7, S8, S9, S11, S16, Ticket, scopes_of};
use crate::server::{Reply, Server};
use rules::id::CommunityId;
use rules::time::DAY_MILLIS;
use rules::{Key, Record, Refusal, Scope};
use sync::Outcome;
use sync::Replica;
use sync::cursor::Position;
use sync::replica::FeedRow;
use sync::rows::OutboxRow;
use sync::wire::{Change, Feed, Response};

/// Every so many adoptions the whole prefix is compared: it costs a walk over all records.
const SAMPLE: u64 = 5;

/// An answer that is about to be taken, and what stood before.
#[derive(Debug)]
pub struct Adoption<'a> {
    /// The answer.
    pub response: &'a Response,
    /// How it came.
    pub reply: &'a Reply,
    /// When.
    pub now: u64,
    pending: Vec<Ticket>,
    feeds: Vec<(Option<FeedRow>, Vec<Option<u64>>)>,
}

impl<'a> Adoption<'a> {
    /// Notes what stands before an answer is taken.
    pub fn of(before: &Replica, (response, reply): (&'a Response, &'a Reply), now: u64) -> Self {
        let held = |feed: &Feed| {
            let revision = |change: &Change| {
                let key = change.key.parse().ok()?;
                before.revision(&feed.community, &key)
            };
            let revisions = feed.changes.iter().map(revision).collect();
            (before.feed(&feed.community).cloned(), revisions)
        };
        Self {
            response,
            reply,
            now,
            pending: before
                .pending()
                .map(|pending| (pending.row.id, pending.row.fp))
                .collect(),
            feeds: response.feeds.iter().map(held).collect(),
        }
    }

    /// Whether a scope is emptied that had come somewhere.
    pub fn resets(&self) -> bool {
        let feeds = self.response.feeds.iter().zip(&self.feeds);
        feeds
            .into_iter()
            .any(|(feed, (was, _))| !feed.reset.is_empty() && was.is_some())
    }
}

impl Ledger {
    /// Whatever became of a session or a community, an honest device is answered.
    pub fn check_status(&mut self, status: u16, now: u64) {
        let stopped = matches!(status, 401 | 403 | 404);
        self.demand((GOES_ON, now), !stopped, || {
            format!("a whole request was answered with {status}")
        });
    }

    /// An ended session empties nothing of what is the resident's own.
    fn check_ended(&mut self, response: &Response, now: u64) {
        let resets = response.feeds.iter().flat_map(|feed| &feed.reset);
        let own: Vec<_> = resets.filter(|scope| **scope != Scope::Public).collect();
        let keeps = !response.session_ended || own.is_empty();
        self.demand((GOES_ON, now), keeps, || {
            format!("a session ended, and {own:?} was emptied")
        });
    }

    /// S2: an outcome, once given, is given again, by whatever answer, taken or lost.
    pub fn check_answer(&mut self, outcomes: &[(Ticket, Outcome)], server: &Server, now: u64) {
        for (ticket, outcome) in outcomes.iter().filter(|(_, outcome)| outcome.is_final()) {
            self.check_fresh((ticket, outcome), server, now);
            let before = self
                .outcomes
                .entry(*ticket)
                .or_insert_with(|| outcome.clone());
            let (same, before) = (before == outcome, before.clone());
            let id = ticket.0;
            // What was forgotten in a year is known again by a backup from before it.
            let known_again = self.leapt && self.restores > 0 && before == Outcome::AlreadySettled;
            if known_again {
                self.outcomes.insert(*ticket, outcome.clone());
            }
            let same = same || known_again;
            let same = same || (self.leapt && *outcome == Outcome::AlreadySettled);
            let expires = *outcome == Outcome::Expired;
            self.demand((S2, now), self.leapt || !expires, || {
                format!("{id:?} expired within minutes")
            });
            self.demand((S2, now), same, || {
                format!("{id:?} was {before:?} and is {outcome:?}")
            });
            let signed_out = Outcome::Refused {
                refusal: Refusal::NotSignedIn,
            };
            self.demand((S2, now), *outcome != signed_out, || {
                format!("{id:?} was refused for good because a session ended")
            });
            let not_allowed = Outcome::Refused {
                refusal: Refusal::NotAllowed,
            };
            // Whoever does not work at the desk any more is told so.
            let row = self.intents.get(ticket);
            let by_staff = row.is_some_and(|row| row.household.is_none());
            self.demand((S2, now), by_staff || *outcome != not_allowed, || {
                format!("{id:?} was refused for good because somebody else had sent it")
            });
        }
    }

    /// Nobody's wish for seats is decided by what they knew two months ago, unless it was before.
    fn check_fresh(&mut self, (ticket, outcome): (&Ticket, &Outcome), server: &Server, now: u64) {
        let row = self.intents.get(ticket);
        let asks = row.filter(|row| row.kind == "register" && !self.outcomes.contains_key(ticket));
        // What was decided in time may be answered late, if the server could not say so then.
        let decided_at = |row: &OutboxRow| {
            let depot = server.communities.get(&row.community)?;
            depot.settled_at.get(&ticket.0).copied()
        };
        let age = asks.and_then(|row| Some(decided_at(row)?.0.saturating_sub(row.heard_at?.0)));
        let age = age.unwrap_or(0);
        let late = age > 60 * DAY_MILLIS;
        let decided = matches!(
            outcome,
            Outcome::Accepted | Outcome::Changed { .. } | Outcome::Refused { .. }
        );
        self.demand((S2, now), !late || !decided, || {
            format!("{:?} was decided on knowledge {age} ms old", ticket.0)
        });
    }

    /// What must hold after a device took an answer.
    pub fn check_adopted(
        &mut self,
        (device, replica): (usize, &Replica),
        adoption: &Adoption,
        server: &Server,
    ) {
        let Adoption {
            response,
            reply,
            now,
            ..
        } = *adoption;
        self.adoptions += 1;
        self.follow_forks(device, adoption, replica);
        self.check_scopes((device, replica), response, now);
        self.check_growth(replica, adoption);
        self.check_ended(response, now);
        let alarms = replica.alarms();
        self.demand((S16, now), alarms.ledger == 0, || {
            format!("phone {device} was shown a journal that went back")
        });
        self.check_effects(replica, reply, now);
        self.check_no_surprise(device, reply, now);
        let sampled = self.adoptions.is_multiple_of(SAMPLE);
        let sound = alarms.sums == 0 || self.is_rotten(device);
        self.demand((S7, now), sound, || {
            format!("phone {device} and the server add up differently")
        });
        if self.is_rotten(device) || self.olds.contains(&device) {
            return;
        }
        if sampled || response.feeds.iter().any(|feed| feed.more) {
            self.check_prefix(replica, response, (server, now));
        }
    }

    /// Keeps track of intents that took a new number.
    fn follow_forks(&mut self, device: usize, before: &Adoption, after: &Replica) {
        let ticket = |row: &OutboxRow| (row.id, row.fp);
        let now: Vec<Ticket> = after
            .pending()
            .map(|pending| ticket(&pending.row))
            .collect();
        let gone: Vec<Ticket> = before
            .pending
            .iter()
            .filter(|ticket| !now.contains(ticket))
            .filter(|(id, _)| !after.history().any(|done| done.row.id == *id))
            .copied()
            .collect();
        if gone.is_empty() {
            return;
        }
        let mut fresh: Vec<_> = after.pending().map(|pending| pending.row.clone()).collect();
        fresh.retain(|row| !before.pending.contains(&ticket(row)));
        for old in gone {
            if let Some(at) = fresh.iter().position(|new| new.fp == old.1) {
                let new = fresh.remove(at);
                self.took_number(device, (old, ticket(&new)), before.now);
                self.hold(device, new);
            }
        }
    }

    /// S11: nothing in an answer is of a scope that is not the visitor's, by label or by content.
    fn check_scopes(
        &mut self,
        (device, replica): (usize, &Replica),
        response: &Response,
        now: u64,
    ) {
        let scopes = scopes_of(replica);
        for change in response.feeds.iter().flat_map(|feed| &feed.changes) {
            // The desk sees of households what is its own, and nothing else of theirs.
            let content = change.key.parse::<Key>().ok().and_then(|key| {
                let record: Record = change.data.as_ref()?.read().ok()?;
                let seen = record.scope(&key).seen_among(&scopes, &key);
                Some(seen.as_ref() == Some(&change.scope))
            });
            let theirs = scopes.contains(&change.scope) && content.unwrap_or(true);
            self.demand((S11, now), theirs, || {
                format!("phone {device} was sent {} of {}", change.key, change.scope)
            });
        }
    }

    /// S9: cursors and revisions only grow, unless a scope is begun anew.
    fn check_growth(&mut self, after: &Replica, before: &Adoption) {
        let now = before.now;
        for (feed, (was, revisions)) in before.response.feeds.iter().zip(&before.feeds) {
            let is = after
                .feed(&feed.community)
                .and_then(|row| Position::unseal(&row.cursor));
            let anew = was
                .as_ref()
                .map(|row| row.emptied.clone())
                .unwrap_or_default();
            let was = was.as_ref().and_then(|row| Position::unseal(&row.cursor));
            if let (Some(was), Some(is)) = (was, is) {
                for (scope, rev) in &was.scopes {
                    // A feed of a new life begins anew, whoever asks.
                    let begun_anew = feed.reset.contains(scope)
                        || anew.contains(scope)
                        || was.feed_epoch != is.feed_epoch
                        || was.schema_view != is.schema_view;
                    let grew = is.scopes.get(scope).is_some_and(|new| new >= rev);
                    self.demand((S9, now), grew || begun_anew, || {
                        format!("the cursor of {scope} went back from {rev}")
                    });
                }
            }
            for (change, was) in feed.changes.iter().zip(revisions) {
                let Ok(key) = change.key.parse::<Key>() else {
                    continue;
                };
                let is = after.revision(&feed.community, &key);
                let grew =
                    is >= *was || change.data.is_none() || feed.reset.contains(&change.scope);
                self.demand((S9, now), grew, || {
                    format!("{key} went back from {was:?} to {is:?}")
                });
            }
        }
    }

    /// S9: an outcome is shown together with its effect.
    fn check_effects(&mut self, after: &Replica, reply: &Reply, now: u64) {
        let Reply::Answer { effects, .. } = reply else {
            return;
        };
        for (community, key, (rev, is_there)) in effects {
            let held = after.revision(community, key);
            // What is gone is shown by not being there.
            let shown = held >= Some(*rev) || (held.is_none() && !is_there);
            self.demand((S9, now), shown, || {
                format!("{key} is settled at revision {rev} but shown at {held:?}")
            });
        }
    }

    /// S2: what somebody was told is not possible never turns out to be, a restored server or not.
    fn check_no_surprise(&mut self, device: usize, reply: &Reply, now: u64) {
        let Reply::Answer { outcomes, .. } = reply else {
            return;
        };
        // What was forgotten after a year says neither yes nor no.
        let says = |outcome: &Outcome| outcome.is_final() && *outcome != Outcome::AlreadySettled;
        for (ticket, outcome) in outcomes.iter().filter(|(_, outcome)| says(outcome)) {
            let effect = outcome.took_effect();
            let before = self.heard.insert((device, *ticket), effect);
            self.demand((S2, now), !effect || before != Some(false), || {
                format!("phone {device} was told no for {ticket:?}, and now {outcome:?}")
            });
        }
    }

    /// S8: all that a cursor stands for is there.
    fn check_prefix(
        &mut self,
        after: &Replica,
        response: &Response,
        (server, now): (&Server, u64),
    ) {
        for feed in &response.feeds {
            self.check_prefix_of(&feed.community, (after, server, now));
        }
    }

    fn check_prefix_of(
        &mut self,
        community: &CommunityId,
        (after, server, now): (&Replica, &Server, u64),
    ) {
        let cursor = after
            .feed(community)
            .and_then(|row| Position::unseal(&row.cursor));
        let depot = server.communities.get(community);
        let (Some(cursor), Some(depot)) = (cursor, depot) else {
            return;
        };
        if cursor.feed_epoch != depot.head.feed_epoch {
            // The server was restored since it answered; the device hears so with the next answer.
            return;
        }
        let asked: Vec<Scope> = cursor.scopes.keys().cloned().collect();
        let passed = depot.rows.iter().filter(|(key, row)| {
            let seen = row.scope.seen_among(&asked, key);
            let came_to = seen.and_then(|scope| cursor.scopes.get(&scope).copied());
            row.text.is_some() && row.rev <= came_to.unwrap_or(0)
        });
        // Both are in the order of keys: one walk over the two.
        let mut held = after.revisions(community).into_iter().peekable();
        for (key, row) in passed {
            while held.next_if(|(before, ..)| *before < key).is_some() {}
            let has = held.peek();
            let has = has.is_some_and(|(of, rev, _)| *of == key && *rev >= row.rev);
            self.demand((S8, now), has, || {
                format!("{key} at {} was skipped", row.rev)
            });
        }
    }
}
