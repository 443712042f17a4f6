//! What people do: register, leave, write, claim, sign in and out, and what the desk changes.

mod fate;
mod plans;

use super::{Event, World, called};
use crate::bugs::Bug;
use crate::device::Commit;
use crate::programme::{self, name_of};
use plans::{Plan, Planner};
use rules::Intent;
use sync::authority::body_of;
use sync::courier::Event as CourierEvent;
use sync::replica::{Ask, NoteDraft, PrepareError, Who};
use sync::rows::Owner;
use sync::store::Table;

impl World {
    /// Everybody there is.
    pub(super) fn everyone(&self) -> Vec<Who> {
        programme::everyone(&self.options)
    }

    /// The next act of whoever is at hand.
    pub(super) fn act(&mut self) {
        if self.acts == usize::MAX {
            return;
        }
        self.acts += 1;
        let pause = self.folk.between(20, self.options.pause_millis_max.max(20));
        self.after(pause, Event::Act);
        self.strike();
        let at = self.folk.index(self.devices.len());
        let Some(device) = self.devices.get(at) else {
            return;
        };
        let (Some(replica), true) = (&device.replica, self.now >= device.frozen_until) else {
            return;
        };
        let mut planner = Planner {
            replica,
            folk: &mut self.folk,
            options: &self.options,
        };
        match planner.plan() {
            Some(Plan::Ask(intent)) => self.ask(at, &intent),
            Some(Plan::Write(draft)) => self.write(at, draft),
            None => {}
        }
    }

    /// Writes an intent down. Saved is said only after the commit.
    fn ask(&mut self, at: usize, intent: &Intent) {
        let (now, bug) = (self.now, self.bug);
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        let Some(replica) = &device.replica else {
            return;
        };
        let Some(who) = replica.who().cloned() else {
            return;
        };
        let ask = Ask {
            community: who.community.clone(),
            now: device.clock.shows(now),
        };
        let prepared = match replica.prepare_intent(&ask, intent) {
            Ok(prepared) => prepared,
            Err(PrepareError::Refused(refusal)) => {
                self.trace.tell(now, || {
                    format!(
                        "{} of {}: {}: not possible, {refusal:?}",
                        called(at),
                        name_of(&who.resident),
                        spelled(intent)
                    )
                });
                return;
            }
            Err(_) => return,
        };
        let id = prepared.id();
        if bug == Some(Bug::SavedTooSoon) {
            self.ledger.saved(at, &prepared.batch);
        }
        let mut done = device.commit(&prepared.batch, bug);
        if done == Commit::Failed && bug == Some(Bug::WriteErrorIgnored) {
            done = Commit::Done;
        }
        self.trace.tell(now, || {
            let said = match done {
                Commit::Done => format!("saved as {}", id.seq),
                other => told(other).to_owned(),
            };
            format!(
                "{} of {} writes {}: {said}",
                called(at),
                name_of(&who.resident),
                spelled(intent)
            )
        });
        match done {
            Commit::Done => {
                self.ledger.saved(at, &prepared.batch);
                if let Some(replica) = device.replica.as_mut() {
                    replica.adopt_intent(prepared);
                }
                self.nudge(at, CourierEvent::Wrote);
            }
            Commit::Failed => {}
            Commit::CrashedBefore | Commit::CrashedAfter => self.crash(at),
        }
    }

    /// Writes a note, or a new revision of one.
    fn write(&mut self, at: usize, draft: NoteDraft) {
        let (now, bug) = (self.now, self.bug);
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        let prepared = device.replica.as_ref().map(|r| r.prepare_note(draft));
        let Some(Ok(prepared)) = prepared else {
            return;
        };
        let done = device.commit(&prepared.batch, bug);
        self.trace.tell(now, || {
            format!(
                "{} writes a note, revision {}: {}",
                called(at),
                prepared.revision,
                told(done)
            )
        });
        match done {
            Commit::Done => {
                self.ledger.saved(at, &prepared.batch);
                if let Some(replica) = device.replica.as_mut() {
                    replica.adopt_note(prepared);
                }
                self.nudge(at, CourierEvent::Wrote);
            }
            Commit::Failed => {}
            Commit::CrashedBefore | Commit::CrashedAfter => self.crash(at),
        }
    }

    /// Somebody signs in; none: the owner of the device.
    pub(super) fn sign_in(&mut self, at: usize, who: Option<Who>) {
        let (now, bug) = (self.now, self.bug);
        let cut = self.net.happens(self.faults.loss) || now < self.server.down_until;
        self.cookies += 1;
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        let who = who.unwrap_or_else(|| device.owner.clone());
        let cut = cut || now < device.mute_until || now < device.deaf_until;
        let (Some(replica), false) = (&device.replica, cut) else {
            return;
        };
        self.server.sessions.insert(
            self.cookies,
            rules::Actor::Resident {
                resident: who.resident.clone(),
                household: who.household.clone(),
            },
        );
        device.cookie = Some(self.cookies);
        if !device.follow.contains(&who.community) {
            device.follow.push(who.community.clone());
        }
        let owner = Owner {
            community: who.community.clone(),
            resident: who.resident.clone(),
        };
        let batch = replica.prepare_who(Some(&who));
        let mut done = device.commit(&batch, bug);
        if let (Commit::Done, Some(replica)) = (done, device.replica.as_mut()) {
            if replica.who() != Some(&who) {
                device.seen.clear();
            }
            replica.adopt_who(Some(who.clone()));
            let batch = replica.prepare_adoption(&owner);
            done = device.commit(&batch, bug);
        }
        if let (Commit::Done, Some(replica)) = (done, device.replica.as_mut()) {
            replica.adopt_adoption(&owner);
        }
        self.trace.tell(now, || {
            format!(
                "{} signs in on {}: {}",
                name_of(&who.resident),
                called(at),
                told(done)
            )
        });
        match done {
            Commit::Done | Commit::Failed => self.nudge(at, CourierEvent::Woke),
            Commit::CrashedBefore | Commit::CrashedAfter => self.crash(at),
        }
    }

    /// Whoever is signed in signs out; the cookie goes only where the network lets it.
    pub(super) fn sign_out(&mut self, at: usize) {
        let (now, bug) = (self.now, self.bug);
        let reached = !self.net.happens(self.faults.loss);
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        let Some(replica) = &device.replica else {
            return;
        };
        let batch = replica.prepare_who(None);
        let done = device.commit(&batch, bug);
        self.trace.tell(now, || {
            format!("somebody signs out of {}: {}", called(at), told(done))
        });
        match done {
            Commit::Done => {
                if let Some(replica) = device.replica.as_mut() {
                    replica.adopt_who(None);
                }
                device.seen.clear();
                if reached {
                    device.cookie = None;
                }
                self.plant_drop(at, Bug::SignOutClearsNotes, Table::Notes);
            }
            Commit::Failed => {}
            Commit::CrashedBefore | Commit::CrashedAfter => self.crash(at),
        }
    }
}

/// An intent as stories spell it: its kind and its body.
fn spelled(intent: &Intent) -> String {
    body_of(intent).map_or_else(
        |_| intent.kind().to_owned(),
        |(kind, _, body)| format!("{kind} {}", body.as_str()),
    )
}

/// What became of a commit, as stories tell it.
fn told(commit: Commit) -> &'static str {
    match commit {
        Commit::Done => "saved",
        Commit::Failed => "not saved, the write failed",
        Commit::CrashedBefore => "crashed before it was written",
        Commit::CrashedAfter => "crashed after it was written, before saying so",
    }
}
