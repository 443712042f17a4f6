//! Transactions: each intent, each note and each publication in its own, in memory and in the file.
//!
//! The one rule to know: the file is never ahead of memory nor behind it, except in a crash; then
//! what is left of the file decides what happened.

use super::{Gone, Server, YOUNG_KIND};
use crate::bugs::{Bug, Doing, OTHER_SEED};
use crate::clock;
use crate::file::{Both, Crashed, File, Remains, of_memory};
use rules::id::{CommunityId, ResidentId, SessionId};
use rules::registration::RegistrationState;
use rules::time::UnixMillis;
use rules::{Actor, Intent, Key, Record};
use server::db::{DbError, SqliteDepot};
use sync::authority::{self, Before, DrawSecret, Visit};
use sync::wire::{PushIntent, PushNote, Request, Settled, SettledNote};

/// What the seeds of this server's draws follow from.
const SECRET: DrawSecret = DrawSecret([7; 32]);

/// What became of a transaction.
pub(super) enum Transaction<T> {
    Done(T),
    GivenUp,
    NoCommunity,
}

impl Server {
    /// Planted: takes somebody for whom they say they are.
    pub(super) fn believe(&self, visit: &mut Visit, who: &ResidentId) {
        let says =
            |actor: &&Actor| matches!(actor, Actor::Resident { resident, .. } if resident == who);
        if let Some(actor) = self.sessions.values().find(says) {
            visit.actor = actor.clone();
        }
    }

    pub(super) fn settle(
        &mut self,
        visit: &Visit,
        request: &Request,
        (push, before): (&PushIntent, Before),
    ) -> Result<Transaction<Option<Settled>>, Gone> {
        let mut push = push.clone();
        if self.bug == Some(Bug::NeverExpires) {
            push.heard_at = None;
        }
        if self.bug == Some(Bug::DependencyIgnored) {
            push.deps.clear();
        }
        if self.is_old && push.kind == YOUNG_KIND {
            // It finds no such kind, and keeps the request's number for whoever can read it.
            push.kind = String::from("unknown");
        }
        let mut visit = visit.clone();
        if self.bug == Some(Bug::AskerBelieved) {
            self.believe(&mut visit, &push.by);
        }
        let late = self.bug == Some(Bug::HourOfDrawOutlived) && push.kind == "register";
        if late || self.bug == Some(Bug::HoldOutlived) && push.kind == "confirm" {
            visit.now = visit.now.plus_millis(-rules::time::DAY_MILLIS);
        }
        let visit = &visit;
        let (bug, crash) = (self.bug, self.random.draw() % 1_000 < self.crash);
        let fails = self.random.happens(self.failure);
        let gives_up_in = fails.then(|| self.random.below(30));
        let (falls_before, group) = (self.random.below(2) == 0, Bug::AnswerBeforeCommit);
        let Some(mut depot) = self.begin(&push.community) else {
            return Ok(Transaction::NoCommunity);
        };
        depot.memory.at_hand = Some(push.fp);
        depot.memory.doing = doing(bug, &push);
        let savepoint = depot.memory.savepoint();
        depot.memory.gives_up_in = gives_up_in;
        let known = depot.memory.verdicts.len();
        let settled = depot.work(|books| {
            let whose = (request.device, request.epoch);
            authority::settle(books, visit, whose, (&push, before))
        });
        depot.memory.doing = Doing::default();
        if bug == Some(Bug::ChangeTakesASeat) && push.kind == "revise" {
            put_somebody_out(&mut depot, visit.now);
        }
        let depot = depot.memory;
        let Ok(settled) = settled else {
            match bug {
                Some(Bug::EffectWithoutVerdict) => depot.commit(),
                _ => depot.roll_back_to(savepoint),
            }
            self.file_gives_up();
            return Ok(Transaction::GivenUp);
        };
        if crash && falls_before {
            if bug == Some(Bug::VerdictWithoutEffect) {
                depot.roll_back_partly(true);
            }
            return Err(Gone);
        }
        depot.gives_up_in = None;
        self.settled += u64::from(depot.verdicts.len() > known);
        if bug != Some(group) {
            self.commit(&push.community, crash);
        }
        if crash {
            Err(Gone)
        } else {
            Ok(Transaction::Done(settled))
        }
    }

    pub(super) fn keep(
        &mut self,
        visit: &Visit,
        push: &PushNote,
    ) -> Result<Transaction<SettledNote>, Gone> {
        let crash = self.random.happens(self.crash);
        let fails = self.random.happens(self.failure);
        let gives_up_in = fails.then(|| self.random.below(4));
        let (before, loses) = (self.random.below(2) == 0, self.random.below(5) == 0);
        let loses = loses && self.bug == Some(Bug::NoteNotKept);
        let Some(mut depot) = self.begin(&push.community) else {
            return Ok(Transaction::NoCommunity);
        };
        let savepoint = depot.memory.savepoint();
        depot.memory.gives_up_in = gives_up_in;
        let settled = depot.work(|books| authority::keep_note(books, visit, push));
        let depot = depot.memory;
        let Ok(settled) = settled else {
            depot.roll_back_to(savepoint);
            self.file_gives_up();
            return Ok(Transaction::GivenUp);
        };
        if crash && before {
            return Err(Gone);
        }
        depot.gives_up_in = None;
        if loses {
            depot.roll_back_to(savepoint);
        }
        if self.bug != Some(Bug::AnswerBeforeCommit) {
            self.commit(&push.community, crash);
        }
        if crash {
            Err(Gone)
        } else {
            Ok(Transaction::Done(settled))
        }
    }

    /// More than a year goes by, and what was settled before is forgotten, but for its marks.
    pub fn leap(&mut self, now: u64) {
        let days = sync::limits::VERDICT_DAYS + 1;
        self.leapt = self.leapt.saturating_add(days * rules::time::DAY_MILLIS);
        let now = clock::server(now).plus_millis(self.leapt);
        let names: Vec<CommunityId> = self.communities.keys().cloned().collect();
        for community in names {
            let Some(mut depot) = self.begin(&community) else {
                continue;
            };
            if depot
                .work(|books| authority::forget_old(books, now))
                .is_ok()
            {
                self.commit(&community, false);
            } else {
                depot.memory.roll_back();
                self.file_gives_up();
            }
        }
    }

    /// Some hours pass on the server's clock.
    pub fn pass_hours(&mut self, hours: u64) {
        let millis = i64::try_from(hours).unwrap_or(0) * rules::time::HOUR_MILLIS;
        self.leapt = self.leapt.saturating_add(millis);
    }

    /// Ends the holds that are due, as the real server does every few seconds.
    pub fn look_at_deadlines(&mut self, now: u64) {
        if now < self.down_until {
            return;
        }
        let due = self.wall_clock(now);
        self.looked_at = due;
        self.look_at_draws(due);
        if self.bug == Some(Bug::DeadlinesForgotten) {
            return;
        }
        // As the real one, it writes only where something is held.
        let holds = self.communities.iter().filter(|(_, depot)| {
            let row = depot.rows.get(&Key::Holds);
            row.is_some_and(|row| row.text.is_some())
        });
        let names: Vec<CommunityId> = holds.map(|(name, _)| name.clone()).collect();
        for community in names {
            let Some(mut depot) = self.begin(&community) else {
                continue;
            };
            let ended = depot.work(|books| authority::lapse(books, due, usize::MAX));
            if ended.is_ok() {
                self.commit(&community, false);
            } else {
                depot.memory.roll_back();
                self.file_gives_up();
            }
        }
    }

    /// Shows seals and holds draws, as the real server does every few seconds.
    fn look_at_draws(&mut self, due: UnixMillis) {
        if self.bug == Some(Bug::DrawForgotten) {
            return;
        }
        let again = self.bug == Some(Bug::DrawnTwice);
        let listed = self.communities.iter().filter(|(_, depot)| {
            let row = depot.rows.get(&Key::Draws);
            again || row.is_some_and(|row| row.text.is_some())
        });
        let names: Vec<CommunityId> = listed.map(|(name, _)| name.clone()).collect();
        for community in names {
            let Some(mut depot) = self.begin(&community) else {
                continue;
            };
            let whose = (&community, SECRET);
            depot.memory.doing.kind = String::from("draws");
            if depot.memory.bug == Some(Bug::SeedNotSealed) {
                draw_otherwise(&mut depot, due);
            }
            let held = depot.work(|books| authority::hold_draws(books, whose, due, usize::MAX));
            depot.memory.doing = Doing::default();
            if held.is_ok() {
                self.commit(&community, false);
            } else {
                depot.memory.roll_back();
                self.file_gives_up();
            }
        }
    }

    fn wall_clock(&self, now: u64) -> UnixMillis {
        clock::server(now).plus_millis(self.leapt)
    }

    /// The desk publishes; never in the middle of anything else.
    pub fn publish(&mut self, now: u64, community: &CommunityId, intent: &Intent) {
        let visit = Visit::new(Actor::System, clock::server(now).plus_millis(self.leapt));
        let Some(mut depot) = self.begin(community) else {
            return;
        };
        let seals = depot.memory.bug != Some(Bug::SealedAfterwards);
        let done = depot.work(|books| {
            authority::execute(books, &visit, None, intent)?;
            if !seals {
                return Ok(());
            }
            // As the real one: whoever reads that a draw decides finds its seal beside it.
            authority::seal_draws(books, (community, SECRET), visit.now)
        });
        if done.is_ok() {
            self.commit(community, false);
        } else {
            depot.memory.roll_back();
            self.file_gives_up();
        }
    }

    /// A community's storage in a transaction that has begun; none where it is not known.
    fn begin(&mut self, community: &CommunityId) -> Option<Both<'_>> {
        let memory = self.communities.get_mut(community)?;
        let begun = self.file.as_ref().map(File::begin).transpose();
        if let Err(error) = begun {
            self.file_fault.get_or_insert(error.to_string());
        }
        let file = self.file.as_ref();
        let late = self.bug == Some(Bug::FlushedLate) && self.random.below(4) == 0;
        let kept = self.kept.as_mut();
        Some(Both {
            memory,
            file: file.map(|file| SqliteDepot::new(file.db(), community.clone())),
            differs: &mut self.file_fault,
            kept: kept.map(|kept| kept.entry(community.clone()).or_default()),
            flushes_late: late,
        })
    }

    /// Commits, and perhaps crashes while it does.
    fn commit(&mut self, community: &CommunityId, crashes: bool) {
        let after = self.file.is_some().then(|| of_memory(&self.communities));
        let mut remains = Remains::Whole;
        if let (Some(file), Some(after)) = (&mut self.file, after) {
            if crashes {
                match file.crash_in_commit(after) {
                    Ok(found) => remains = found,
                    Err(broken) => self.tell_crashed(broken),
                }
            } else {
                let lost = file.commit(after);
                self.tell_lost(lost);
            }
        }
        if let Some(depot) = self.communities.get_mut(community) {
            match remains {
                Remains::Whole => depot.commit(),
                Remains::Nothing => depot.roll_back(),
            }
        }
    }

    /// A transaction is undone, in the file and in what was kept of it.
    fn file_gives_up(&mut self) {
        if self.bug != Some(Bug::KeptTooLong) {
            self.forget_kept();
        }
        if let Some(file) = &self.file {
            let lost = file.roll_back().map(|()| None);
            self.tell_lost(lost);
        }
    }

    /// The server is gone; what is left of the file is what it starts from.
    pub(super) fn crash_file(&mut self) {
        if let Some(file) = &mut self.file
            && let Err(crashed) = file.crash()
        {
            self.tell_crashed(crashed);
        }
    }

    fn tell_lost(&mut self, lost: Result<Option<String>, DbError>) {
        let found = match lost {
            Ok(found) => found,
            Err(error) => Some(error.to_string()),
        };
        self.file_fault = self.file_fault.take().or(found);
    }

    fn tell_crashed(&mut self, crashed: Crashed) {
        let found = match crashed {
            Crashed::Db(error) => error.to_string(),
            Crashed::Lost(found) => found,
        };
        self.file_fault.get_or_insert(found);
    }
}

/// What is being decided, where a bug asks.
fn doing(bug: Option<Bug>, push: &PushIntent) -> Doing {
    if bug.is_none() {
        return Doing::default();
    }
    let intent = authority::intent_of(&push.kind, push.kv, &push.body);
    let saw = match intent {
        Ok(Intent::Revise(asked)) => Some(asked.was),
        _ => None,
    };
    let kind = push.kind.clone();
    Doing { kind, saw }
}

/// Planted: who comes first in a session is out of it.
fn put_somebody_out(depot: &mut Both, now: UnixMillis) {
    let seated = depot.memory.rows.iter().find_map(|(key, row)| {
        let record: Record = row.text.as_ref()?.read().ok()?;
        match (key, record) {
            (Key::Registration(session, who), Record::Registration(found))
                if found.state == RegistrationState::Confirmed =>
            {
                Some((session.clone(), who.clone(), found.household))
            }
            _ => None,
        }
    });
    if let Some((session, resident, household)) = seated {
        let members = vec![resident.clone()];
        let actor = Actor::Resident {
            resident,
            household,
        };
        let visit = Visit::new(actor, now);
        let leave = Intent::Leave { session, members };
        depot
            .work(|books| authority::execute(books, &visit, None, &leave))
            .ok();
    }
}

/// Planted: draws are held by a seed that was never sealed.
fn draw_otherwise(depot: &mut Both, now: UnixMillis) {
    let text = depot
        .memory
        .rows
        .get(&Key::Draws)
        .and_then(|row| row.text.clone());
    let open: Vec<SessionId> = match text.and_then(|text| text.read().ok()) {
        Some(Record::Draws(draws)) => draws.open,
        _ => Vec::new(),
    };
    let actor = Actor::System;
    let system = Visit::new(actor, now);
    for session in open {
        let seed = OTHER_SEED;
        let draw = Intent::Draw { session, seed };
        depot
            .work(|books| authority::execute(books, &system, None, &draw))
            .ok();
    }
}
