//! What people do: register, leave, write, claim, sign in and out, and what the desk changes.

mod fate;

use super::{Event, World, called};
use crate::bugs::Bug;
use crate::device::Commit;
use crate::programme;
use rules::claim::{Asked, ClaimState};
use rules::diary::NoteBody;
use rules::id::{NoteId, ResidentId, RevisionId};
use rules::registration::{RegistrationState, WhenFull};
use rules::{Intent, Key, Record};
use sync::courier::Event as CourierEvent;
use sync::replica::{Ask, NoteDraft, PrepareError, Replica, Who};
use sync::rows::Owner;
use sync::store::Table;

impl World {
    /// Everybody there is.
    pub(super) fn everyone(&self) -> Vec<Who> {
        let households = 0..self.options.households;
        let all = households.flat_map(|h| (0..self.options.members).map(move |m| (h, m)));
        all.map(|(h, m)| programme::who(&self.options, h, m)).collect()
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
        let replica = replica.clone();
        match self.folk.below(100) {
            0..=44 => self.register(at, &replica),
            45..=61 => self.leave(at, &replica),
            62..=76 => self.write_note(at, &replica),
            77..=91 => self.claim(at, &replica),
            _ => self.withdraw(at, &replica),
        }
    }

    fn register(&mut self, at: usize, replica: &Replica) {
        let Some(who) = replica.who() else { return };
        let session = programme::session_id(self.folk.index(programme::SESSIONS));
        let mut household: Vec<ResidentId> = self
            .everyone()
            .into_iter()
            .filter(|other| other.household == who.household)
            .map(|other| other.resident)
            .collect();
        let free = |member: &ResidentId| {
            let key = Key::Registration(session.clone(), member.clone());
            match replica.record(&who.community, &key) {
                Some(Record::Registration(found)) => found.state == RegistrationState::Left,
                _ => true,
            }
        };
        household.retain(free);
        let mut members = Vec::new();
        for _ in 0..=self.folk.index(3) {
            if !household.is_empty() {
                members.push(household.remove(self.folk.index(household.len())));
            }
        }
        let when_full = match self.folk.below(3) {
            0 => WhenFull::Refuse,
            _ => WhenFull::Wait,
        };
        let intent = Intent::Register {
            session,
            members,
            when_full,
        };
        self.ask(at, replica, &intent);
    }

    fn leave(&mut self, at: usize, replica: &Replica) {
        let Some(who) = replica.who() else { return };
        let mut held = Vec::new();
        for session in 0..programme::SESSIONS {
            let session = programme::session_id(session);
            for other in self.everyone() {
                let key = Key::Registration(session.clone(), other.resident.clone());
                if let Some(Record::Registration(found)) = replica.record(&who.community, &key)
                    && found.state != RegistrationState::Left
                    && found.household == who.household
                {
                    held.push((session.clone(), other.resident));
                }
            }
        }
        if let Some((session, member)) = self.folk.pick(&held).cloned() {
            let members = vec![member];
            self.ask(at, replica, &Intent::Leave { session, members });
        }
    }

    fn claim(&mut self, at: usize, replica: &Replica) {
        let Some(who) = replica.who() else { return };
        let diary = replica.diary(Some((&who.community, &who.resident)));
        if let Some(head) = self.folk.pick(&diary) {
            let intent = Intent::Claim(Asked {
                note: head.note.clone(),
                revision: head.revision.clone(),
                act: head.body.act.clone(),
                day: head.body.day,
                minutes: head.body.minutes,
            });
            self.ask(at, replica, &intent);
        } else {
            self.write_note(at, replica);
        }
    }

    fn withdraw(&mut self, at: usize, replica: &Replica) {
        let Some(who) = replica.who() else { return };
        let diary = replica.diary(Some((&who.community, &who.resident)));
        let claims = diary.iter().filter_map(|head| {
            let key = Key::Claim(who.resident.clone(), head.note.clone());
            match replica.record(&who.community, &key) {
                Some(Record::Claim(claim)) if claim.state == ClaimState::Submitted => {
                    Some((head.note.clone(), claim.asked.day))
                }
                _ => None,
            }
        });
        let claims: Vec<_> = claims.collect();
        if let Some((note, day)) = self.folk.pick(&claims).cloned() {
            self.ask(at, replica, &Intent::WithdrawClaim { note, day });
        }
    }

    /// Writes an intent down. Saved is said only after the commit.
    fn ask(&mut self, at: usize, replica: &Replica, intent: &Intent) {
        let Some(who) = replica.who().cloned() else {
            return;
        };
        let (now, bug) = (self.now, self.bug);
        let Some(device) = self.devices.get_mut(at) else {
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
                    format!("{} of {}: {intent:?}: not possible, {refusal:?}", called(at), who.resident)
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
                other => format!("{other:?}"),
            };
            format!("{} of {} writes {intent:?}: {said}", called(at), who.resident)
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
    fn write_note(&mut self, at: usize, replica: &Replica) {
        let owner = replica.who().map(|who| Owner {
            community: who.community.clone(),
            resident: who.resident.clone(),
        });
        let of = owner.as_ref().map(|owner| (&owner.community, &owner.resident));
        let diary = replica.diary(of);
        let edits = self.folk.below(2) == 0;
        let (note, parents): (NoteId, Vec<RevisionId>) = match self.folk.pick(&diary) {
            Some(head) if edits => {
                let heads = diary.iter().filter(|other| other.note == head.note);
                let parents = heads.map(|other| other.revision.clone()).collect();
                (head.note.clone(), parents)
            }
            _ => (programme::id(&format!("n{:016x}", self.folk.next())), Vec::new()),
        };
        let draft = NoteDraft {
            note,
            parents,
            body: NoteBody {
                act: programme::id("guard"),
                day: programme::day(&mut self.folk),
                minutes: u16::try_from(self.folk.between(5, 200)).unwrap_or(5),
                text: format!("护学岗 {}", self.folk.below(1_000)),
                discarded: false,
            },
            owner,
            now: rules::time::UnixMillis(0),
        };
        let (now, bug) = (self.now, self.bug);
        let Ok(prepared) = replica.prepare_note(draft) else {
            return;
        };
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        let done = device.commit(&prepared.batch, bug);
        self.trace.tell(now, || {
            format!("{} writes a note, revision {}: {done:?}", called(at), prepared.revision)
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
        self.trace.tell(now, || format!("{} signs in on {}: {done:?}", who.resident, called(at)));
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
        self.trace.tell(now, || format!("somebody signs out of {}: {done:?}", called(at)));
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
