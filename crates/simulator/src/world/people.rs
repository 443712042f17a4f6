//! What people do: register, leave, write, claim, sign in and out, and what the desk changes.

mod attacks;
mod desk_plans;
mod fate;
mod plans;

use super::{Event, World};
use crate::bugs::Bug;
use crate::device::Commit;
use crate::page::At;
use crate::programme::{self, name_of};
use plans::{Plan, Planner};
use rules::Intent;
use sync::authority::body_of;
use sync::courier::Event as CourierEvent;
use sync::replica::{Ask, NoteDraft, PrepareError, Who};
use sync::rows::Owner;
use sync::store::Table;

impl World {
    /// Every resident there is.
    pub(super) fn everyone(&self) -> Vec<Who> {
        programme::everyone(&self.options)
    }

    /// Every resident, and all who work at a desk.
    pub(super) fn whoever(&self) -> Vec<Who> {
        let mut whoever = self.everyone();
        whoever.extend(programme::desk::all_staff(&self.options));
        whoever
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
        let device = self.folk.index(self.devices.len());
        let pages = self.devices.get(device).map_or(0, |d| d.pages.len());
        let page = self.folk.index(pages);
        let at = At { device, page };
        self.look_at(at);
        self.act_on(at);
        if self.folk.happens(self.faults.two_hands) {
            // Two windows side by side: the second is touched before it heard of the first.
            let page = self.folk.index(pages);
            self.act_on(At { device, page });
        }
    }

    pub(super) fn act_on(&mut self, at: At) {
        let device = self.devices.get(at.device);
        let Some(page) = device.and_then(|device| device.pages.get(at.page)) else {
            return;
        };
        let (Some(replica), true) = (&page.replica, self.now >= page.frozen_until) else {
            return;
        };
        let mut planner = Planner {
            at_desk: device.is_some_and(|device| device.owner.household.is_none()),
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

    /// Writes an intent down. Saved is said only after the commit; where another page wrote in
    /// between, what it wrote is read and the intent decided anew.
    fn ask(&mut self, at: At, intent: &Intent) {
        if self.try_to_ask(at, intent) == Some(Commit::Conflict) {
            self.reread(at);
            self.try_to_ask(at, intent);
        }
    }

    fn try_to_ask(&mut self, at: At, intent: &Intent) -> Option<Commit> {
        let (now, bug) = (self.now, self.bug);
        let device = self.devices.get_mut(at.device)?;
        let replica = device.replica(at.page)?;
        let who = replica.who().cloned()?;
        let ask = Ask {
            community: who.community.clone(),
            now: device.clock.shows(now),
        };
        let prepared = match replica.prepare_intent(&ask, intent) {
            Ok(prepared) => prepared,
            Err(PrepareError::Refused(refusal)) => {
                self.trace.tell(now, || {
                    format!(
                        "{at} of {}: {}: not possible, {refusal:?}",
                        name_of(&who.resident),
                        spelled(intent)
                    )
                });
                return None;
            }
            Err(_) => return None,
        };
        let id = prepared.id();
        if bug == Some(Bug::SavedTooSoon) {
            self.ledger.saved(at.device, &prepared.batch);
        }
        let mut done = device.write(at.page, &prepared.batch, bug);
        if done == Commit::Failed && bug == Some(Bug::WriteErrorIgnored) {
            done = Commit::Done;
        }
        if done == Commit::Full {
            self.ledger.check_full(&device.disk, now);
        }
        self.trace.tell(now, || {
            let said = match done {
                Commit::Done => format!("saved as {}", id.seq),
                other => told(other).to_owned(),
            };
            format!(
                "{at} of {} writes {}: {said}",
                name_of(&who.resident),
                spelled(intent)
            )
        });
        match done {
            Commit::Done => {
                self.ledger.saved(at.device, &prepared.batch);
                if let Some(replica) = device.replica_mut(at.page) {
                    replica.adopt_intent(prepared);
                }
                self.tell_others(at);
                self.nudge(at, CourierEvent::Wrote);
            }
            Commit::Failed | Commit::Conflict | Commit::Full => {}
            Commit::CrashedBefore | Commit::CrashedAfter => self.crash(at.device),
        }
        Some(done)
    }

    /// Writes a note, or a new revision of one. Where another page wrote in between, that is read
    /// first.
    fn write(&mut self, at: At, draft: NoteDraft) {
        if self.try_to_write(at, draft.clone()) == Some(Commit::Conflict) {
            self.reread(at);
            self.try_to_write(at, draft);
        }
    }

    fn try_to_write(&mut self, at: At, draft: NoteDraft) -> Option<Commit> {
        let (now, bug) = (self.now, self.bug);
        let device = self.devices.get_mut(at.device)?;
        let prepared = device.replica(at.page)?.prepare_note(draft).ok()?;
        let done = device.write_note(at.page, &prepared.batch, bug);
        self.trace.tell(now, || {
            format!(
                "{at} writes a note, revision {}: {}",
                prepared.revision,
                told(done)
            )
        });
        match done {
            Commit::Done => {
                self.ledger.saved(at.device, &prepared.batch);
                if let Some(replica) = device.replica_mut(at.page) {
                    replica.adopt_note(prepared);
                }
                self.tell_others(at);
                self.nudge(at, CourierEvent::Wrote);
            }
            Commit::Failed | Commit::Conflict | Commit::Full => {}
            Commit::CrashedBefore | Commit::CrashedAfter => self.crash(at.device),
        }
        Some(done)
    }

    /// Whoever was signed in signs in again, on the page they look at.
    pub(super) fn sign_in_again(&mut self, device: usize) {
        let at = self.front_of(device);
        self.catch_up(at);
        let running = self.devices.get(device).and_then(|d| d.replica(at.page));
        let who = running.map(|replica| replica.who().cloned());
        if let Some(who) = who {
            self.sign_in(device, who);
        }
    }

    /// Somebody signs in on the page they look at; none: the owner of the device.
    pub(super) fn sign_in(&mut self, number: usize, who: Option<Who>) {
        let now = self.now;
        let at = self.front_of(number);
        let cut = self.net.happens(self.faults.loss) || now < self.server.down_until;
        self.cookies += 1;
        let Some(device) = self.devices.get_mut(number) else {
            return;
        };
        let who = who.unwrap_or_else(|| device.owner.clone());
        let cut = cut || now < device.mute_until || now < device.deaf_until;
        if cut || device.replica(at.page).is_none() {
            return;
        }
        self.server.sessions.insert(self.cookies, who.actor());
        device.cookie = Some(self.cookies);
        if !device.follow.contains(&who.community) {
            device.follow.push(who.community.clone());
        }
        let done = self.write_who(at, Some(&who));
        let done = match done {
            // As the app: staff keep no diary, and what nobody owned stays nobody's.
            Commit::Done if who.household.is_some() => self.adopt_notes(at, &who),
            other => other,
        };
        self.trace.tell(now, || {
            format!(
                "{} signs in on {at}: {}",
                name_of(&who.resident),
                told(done)
            )
        });
        match done {
            Commit::Done | Commit::Failed | Commit::Conflict | Commit::Full => {
                self.nudge(at, CourierEvent::Woke);
            }
            Commit::CrashedBefore | Commit::CrashedAfter => self.crash(number),
        }
    }

    /// Writes down who is signed in. Where another page wrote in between, that is read first.
    fn write_who(&mut self, at: At, who: Option<&Who>) -> Commit {
        let done = self.try_to_write_who(at, who);
        if done != Commit::Conflict {
            return done;
        }
        self.reread(at);
        self.try_to_write_who(at, who)
    }

    fn try_to_write_who(&mut self, at: At, who: Option<&Who>) -> Commit {
        let bug = self.bug;
        let Some(device) = self.devices.get_mut(at.device) else {
            return Commit::Failed;
        };
        let Some(batch) = device.replica(at.page).map(|r| r.prepare_who(who)) else {
            return Commit::Failed;
        };
        let done = device.write_pulled(at.page, &batch, bug);
        if let (Commit::Done, Some(replica)) = (done, device.replica_mut(at.page)) {
            replica.adopt_who(who.cloned());
            self.tell_others(at);
        }
        done
    }

    /// Notes that were nobody's become those of whoever signed in.
    fn adopt_notes(&mut self, at: At, who: &Who) -> Commit {
        let bug = self.bug;
        let owner = Owner {
            community: who.community.clone(),
            resident: who.resident.clone(),
        };
        let Some(device) = self.devices.get_mut(at.device) else {
            return Commit::Failed;
        };
        let Some(batch) = device.replica(at.page).map(|r| r.prepare_adoption(&owner)) else {
            return Commit::Failed;
        };
        let done = device.write(at.page, &batch, bug);
        if let (Commit::Done, Some(replica)) = (done, device.replica_mut(at.page)) {
            replica.adopt_adoption(&owner);
            self.tell_others(at);
        }
        done
    }

    /// Whoever is signed in signs out; the cookie goes only where the network lets it.
    pub(super) fn sign_out(&mut self, number: usize) {
        let now = self.now;
        let at = self.front_of(number);
        let reached = !self.net.happens(self.faults.loss);
        if self
            .devices
            .get(number)
            .and_then(|d| d.replica(at.page))
            .is_none()
        {
            return;
        }
        let done = self.write_who(at, None);
        self.trace.tell(now, || {
            format!("somebody signs out of {at}: {}", told(done))
        });
        match done {
            Commit::Done => {
                if let (true, Some(device)) = (reached, self.devices.get_mut(number)) {
                    device.cookie = None;
                }
                self.plant_drop(number, Bug::SignOutClearsNotes, Table::Notes);
            }
            Commit::Failed | Commit::Conflict | Commit::Full => {}
            Commit::CrashedBefore | Commit::CrashedAfter => self.crash(number),
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
        Commit::Full => "not saved, there is no room and nothing left that may give way",
        Commit::Conflict => "not yet, another page wrote in between",
        Commit::CrashedBefore => "crashed before it was written",
        Commit::CrashedAfter => "crashed after it was written, before saying so",
    }
}
