//! What a person would do next, given what their screen shows.

use crate::options::Options;
use crate::programme;
use crate::random::Random;
use rules::claim::{Asked, ClaimState};
use rules::diary::{NoteBody, NoteHead};
use rules::id::{NoteId, ResidentId, RevisionId, SessionId};
use rules::registration::{RegistrationState, WhenFull};
use rules::time::UnixMillis;
use rules::{Intent, Key, Record};
use sync::replica::{NoteDraft, Replica, Who};
use sync::rows::Owner;

/// The course for which people go on waiting when it has begun. Where somebody is at the desk who
/// may let them in, more of them ask for it than for others.
const LONGED_FOR: usize = 10;

/// Something to be written down.
pub(super) enum Plan {
    /// An intent.
    Ask(Intent),
    /// A revision of a note.
    Write(NoteDraft),
}

/// A person in front of a screen.
pub(super) struct Planner<'a> {
    /// What the screen shows.
    pub replica: &'a Replica,
    /// Their whims.
    pub folk: &'a mut Random,
    /// Who lives here.
    pub options: &'a Options,
    /// The screen stands at a desk.
    pub at_desk: bool,
}

impl Planner<'_> {
    /// What they do next; none where nothing comes to mind.
    pub fn plan(&mut self) -> Option<Plan> {
        match self.replica.who() {
            Some(who) if who.household.is_none() => return self.plan_at_desk(who),
            None if self.at_desk => return None,
            _ => {}
        }
        if self.folk.below(4) == 0
            && let Some(plan) = self.confirm()
        {
            return Some(plan);
        }
        match self.folk.below(100) {
            0..=44 => self.register(),
            45..=61 => self.leave(),
            62..=76 => Some(self.write()),
            77..=88 => self.claim(),
            89..=92 => self.consent(),
            _ => self.withdraw(),
        }
    }

    fn state(&self, who: &Who, key: &Key) -> Option<RegistrationState> {
        match self.replica.record(&who.community, key) {
            Some(Record::Registration(found)) if found.state.is_open() => Some(found.state),
            _ => None,
        }
    }

    fn family(&self, who: &Who) -> Vec<ResidentId> {
        let everyone = programme::everyone(self.options).into_iter();
        let family = everyone.filter(|other| other.household == who.household);
        family.map(|other| other.resident).collect()
    }

    fn register(&mut self) -> Option<Plan> {
        let who = self.replica.who()?;
        let session = if self.options.staff > 0 && self.folk.below(4) == 0 {
            programme::session_id(LONGED_FOR)
        } else {
            self.any_session()
        };
        let mut free = self.family(who);
        free.retain(|member| {
            let key = Key::Registration(session.clone(), member.clone());
            self.state(who, &key).is_none()
        });
        let mut members = Vec::new();
        for _ in 0..=self.folk.index(3) {
            if !free.is_empty() {
                members.push(free.remove(self.folk.index(free.len())));
            }
        }
        let has_none = |child: &&ResidentId| {
            let key = Key::Consent((*child).clone());
            self.is_child(who, child) && self.replica.record(&who.community, &key).is_none()
        };
        if let Some(child) = members.iter().find(has_none).cloned()
            && self.folk.below(4) > 0
        {
            let given = true;
            return Some(Plan::Ask(Intent::Consent { child, given }));
        }
        let when_full = match self.folk.below(3) {
            0 => WhenFull::Refuse,
            _ => WhenFull::Wait,
        };
        Some(Plan::Ask(Intent::Register {
            session,
            members,
            when_full,
        }))
    }

    /// A session, mostly of the programme everybody began with.
    pub(super) fn any_session(&mut self) -> SessionId {
        if self.options.staff > 0 && self.folk.below(12) == 0 {
            return programme::desk::draft_id(self.folk);
        }
        programme::session_id(self.folk.index(programme::SESSIONS))
    }

    fn is_child(&self, who: &Who, member: &ResidentId) -> bool {
        let found = self
            .replica
            .record(&who.community, &Key::Resident(member.clone()));
        matches!(found, Some(Record::Resident(found)) if found.born.year() > 2012)
    }

    /// A guardian gives a consent, or takes one back.
    fn consent(&mut self) -> Option<Plan> {
        let who = self.replica.who()?;
        let mut family = self.family(who);
        if self.folk.below(10) > 0 {
            family.retain(|member| self.is_child(who, member));
        }
        let child = self.folk.pick(&family)?.clone();
        let given = self.folk.below(2) == 0;
        Some(Plan::Ask(Intent::Consent { child, given }))
    }

    /// What the family stands in, person by person.
    fn held(&self) -> Option<Vec<(SessionId, ResidentId, RegistrationState)>> {
        let who = self.replica.who()?;
        let family = self.family(who);
        let mut held = Vec::new();
        for session in (0..programme::SESSIONS).map(programme::session_id) {
            for member in &family {
                let key = Key::Registration(session.clone(), member.clone());
                if let Some(state) = self.state(who, &key) {
                    held.push((session.clone(), member.clone(), state));
                }
            }
        }
        Some(held)
    }

    /// Takes the first seats that are held for the family; now and then not all of them.
    fn confirm(&mut self) -> Option<Plan> {
        let held = self.held()?;
        let is_held = |state: &RegistrationState| matches!(state, RegistrationState::Held { .. });
        let (session, _, state) = held.iter().find(|(_, _, state)| is_held(state))?.clone();
        let alike = held
            .iter()
            .filter(|(of, _, at)| *of == session && *at == state);
        let mut members: Vec<_> = alike.map(|(_, who, _)| who.clone()).collect();
        if members.len() > 1 && self.folk.below(5) == 0 {
            members.pop();
        }
        Some(Plan::Ask(Intent::Confirm { session, members }))
    }

    fn leave(&mut self) -> Option<Plan> {
        let held = self.held()?;
        let (session, member, state) = self.folk.pick(&held)?.clone();
        let waits = matches!(state, RegistrationState::Waiting { .. });
        if waits && session == programme::session_id(LONGED_FOR) && self.folk.below(6) > 0 {
            return None;
        }
        let members = vec![member];
        Some(Plan::Ask(Intent::Leave { session, members }))
    }

    fn diary(&self) -> Vec<NoteHead> {
        let of = self.replica.who();
        self.replica
            .diary(of.map(|who| (&who.community, &who.resident)))
    }

    fn claim(&mut self) -> Option<Plan> {
        self.replica.who()?;
        let diary = self.diary();
        let Some(head) = self.folk.pick(&diary) else {
            return Some(self.write());
        };
        Some(Plan::Ask(Intent::Claim(Asked {
            note: head.note.clone(),
            revision: head.revision.clone(),
            act: head.body.act.clone(),
            day: head.body.day,
            minutes: head.body.minutes,
        })))
    }

    fn withdraw(&mut self) -> Option<Plan> {
        let who = self.replica.who()?;
        let diary = self.diary();
        let claims = diary.iter().filter_map(|head| {
            let key = Key::Claim(who.resident.clone(), head.note.clone());
            match self.replica.record(&who.community, &key) {
                Some(Record::Claim(claim)) if claim.state == ClaimState::Submitted => {
                    Some((head.note.clone(), claim.asked.day))
                }
                _ => None,
            }
        });
        let claims: Vec<_> = claims.collect();
        let (note, mut day) = self.folk.pick(&claims)?.clone();
        if self.folk.happens(100) {
            // An old page may show another day than the claim's own.
            day = programme::day(self.folk);
        }
        Some(Plan::Ask(Intent::WithdrawClaim { note, day }))
    }

    fn write(&mut self) -> Plan {
        let owner = self.replica.who().map(|who| Owner {
            community: who.community.clone(),
            resident: who.resident.clone(),
        });
        let diary = self.diary();
        let edits = self.folk.below(2) == 0;
        let (note, parents): (NoteId, Vec<RevisionId>) = match self.folk.pick(&diary) {
            Some(head) if edits => {
                let heads = diary.iter().filter(|other| other.note == head.note);
                let parents = heads.map(|other| other.revision.clone()).collect();
                (head.note.clone(), parents)
            }
            _ => {
                let name = format!("n{:016x}", self.folk.draw());
                (programme::id(&name), Vec::new())
            }
        };
        Plan::Write(NoteDraft {
            note,
            parents,
            body: NoteBody {
                act: programme::id("guard"),
                day: programme::day(self.folk),
                minutes: u16::try_from(self.folk.between(5, 200)).unwrap_or(5),
                text: format!("护学岗 {}", self.folk.below(1_000)),
                discarded: false,
            },
            owner,
            now: UnixMillis(0),
        })
    }
}
