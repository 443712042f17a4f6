//! What somebody at a desk would do next, given what their screen shows.
//!
//! The one rule to know: they decide about what they see, however old that is; what was changed
//! meanwhile is the server's to find out.

use super::plans::{Plan, Planner};
use crate::programme;
use rules::attendance::{HeadCount, RollCall};
use rules::civil::{Date, date, time};
use rules::draft::{Stage, Step, Taking, Writing};
use rules::id::{ResidentId, SessionId};
use rules::registration::admitting::{Admittance, Word};
use rules::session::revising::Revision;
use rules::session::{Admission, Session, Status};
use rules::time::add_days;
use rules::{Intent, Key, Record};
use sync::replica::Who;

impl Planner<'_> {
    pub(super) fn plan_at_desk(&mut self, who: &Who) -> Option<Plan> {
        let intent = match self.folk.below(100) {
            0..=34 => self.admit(who),
            35..=56 => self.revise(who),
            57..=72 => self.call_roll(who),
            73..=76 => self.count_heads(who),
            77..=85 => Some(self.write_draft(who)),
            _ => Some(self.take_draft(who)),
        };
        intent.map(Plan::Ask)
    }

    /// A reason, which now and then is forgotten.
    fn why(&mut self) -> String {
        match self.folk.below(10) {
            0 => String::new(),
            number => format!("因为 {number}"),
        }
    }

    fn session_here(&self, who: &Who, id: &SessionId) -> Option<&Session> {
        let key = Key::Session(id.clone());
        match self.replica.record(&who.community, &key) {
            Some(Record::Session(found)) => Some(found),
            _ => None,
        }
    }

    /// Every party that waits or applied, by session and turn.
    fn line(&self, who: &Who) -> Vec<(SessionId, u32)> {
        let mut line = Vec::new();
        for session in (0..programme::SESSIONS).map(programme::session_id) {
            let key = Key::Seats(session.clone());
            if let Some(Record::Seats(tally)) = self.replica.record(&who.community, &key) {
                let turns = (tally.head..tally.tail).filter(|turn| tally.place_of(*turn).is_some());
                line.extend(turns.map(|turn| (session.clone(), turn)));
            }
        }
        line
    }

    /// Whether a session has begun, by what the community's clock showed when it last answered:
    /// nobody is called to a free seat of it any more.
    fn has_begun(&self, who: &Who, session: &Session) -> bool {
        let community = self.replica.record(&who.community, &Key::Community);
        let feed = self.replica.feed(&who.community);
        match (community, feed) {
            (Some(Record::Community(community)), Some(feed)) => {
                session.line_goes_until(community.offset) <= feed.server_time
            }
            _ => false,
        }
    }

    /// Who waits for a session that has begun stands at its door: one of them is let in, or another
    /// chair is put up first.
    fn let_in(&mut self, who: &Who, line: &[(SessionId, u32)]) -> Option<Intent> {
        let is_at_door = |(session, _): &&(SessionId, u32)| {
            let found = self.session_here(who, session);
            found.is_some_and(|found| self.has_begun(who, found))
        };
        let at_door: Vec<_> = line.iter().filter(is_at_door).collect();
        let (session, turn) = (*self.folk.pick(&at_door)?).clone();
        let was = self.session_here(who, &session)?.clone();
        let key = Key::Seats(session.clone());
        let taken = match self.replica.record(&who.community, &key) {
            Some(Record::Seats(tally)) => tally.taken,
            _ => 0,
        };
        let mut now = was.clone();
        let Admission::FirstCome { seats } = &mut now.admission else {
            return None;
        };
        let why = self.why();
        if taken < *seats {
            let word = Word::Yes;
            return Some(Intent::Admit(Admittance {
                session,
                turn,
                word,
                why,
            }));
        }
        *seats = seats.saturating_add(2);
        Some(Intent::Revise(Revision {
            session,
            was: Box::new(was),
            now: Box::new(now),
            why,
        }))
    }

    fn admit(&mut self, who: &Who) -> Option<Intent> {
        let line = self.line(who);
        if let Some(let_in) = self.let_in(who, &line) {
            return Some(let_in);
        }
        let (session, turn) = self.folk.pick(&line)?.clone();
        let word = if self.folk.below(4) == 0 {
            Word::No
        } else {
            Word::Yes
        };
        let why = self.why();
        Some(Intent::Admit(Admittance {
            session,
            turn,
            word,
            why,
        }))
    }

    fn revise(&mut self, who: &Who) -> Option<Intent> {
        let line = self.line(who);
        let session = match self.folk.pick(&line) {
            Some((session, _)) if self.folk.below(3) == 0 => session.clone(),
            _ => self.any_session(),
        };
        let was = self.session_here(who, &session)?.clone();
        let mut now = was.clone();
        match self.folk.below(10) {
            8 => now = self.one_day(&was),
            // Holds that are open keep the deadline they were given.
            9 => now.hold_hours = *self.folk.pick(&[None, Some(1), Some(2), Some(9)])?,
            0 => put_off(&mut now),
            1 => now.starts = time(if was.starts.hour() == 22 { 21 } else { 22 }, 30, 0, 0),
            2 => now.place = programme::id(&format!("p{}", self.folk.below(2))),
            3 if self.folk.below(2) == 0 => now.set_status(Status::Postponed),
            3 => now.set_status(Status::Cancelled),
            4 => {
                // What had no day gets one, most often another.
                if was.status() == Status::Postponed && self.folk.below(4) > 0 {
                    put_off(&mut now);
                }
                now.set_status(Status::Scheduled);
            }
            _ => {
                if let Admission::FirstCome { seats }
                | Admission::Approval { seats }
                | Admission::Ballot { seats, .. } = &mut now.admission
                {
                    *seats = u32::try_from(self.folk.between(1, 8)).unwrap_or(1);
                }
            }
        }
        let why = self.why();
        Some(Intent::Revise(Revision {
            session,
            was: Box::new(was),
            now: Box::new(now),
            why,
        }))
    }

    /// A course with one of its days moved or left out; the same where it is none.
    fn one_day(&mut self, was: &Session) -> Session {
        let Some(day) = self.folk.pick(&was.days).copied() else {
            return was.clone();
        };
        let to = add_days(day, 1);
        let changed = if self.folk.below(2) == 0 {
            was.with_day_moved(day, to)
        } else {
            was.without_day(day)
        };
        changed.unwrap_or_else(|| was.clone())
    }

    /// A session that meets about now, and the day.
    fn meeting(&mut self, who: &Who) -> Option<(SessionId, Date)> {
        let session = programme::session_id(*self.folk.pick(&[6, 7, 10])?);
        let days = self.session_here(who, &session)?.days.clone();
        let soon = days.len().min(2);
        let day = *days.get(self.folk.index(soon))?;
        Some((session, day))
    }

    fn call_roll(&mut self, who: &Who) -> Option<Intent> {
        let (session, day) = self.meeting(who)?;
        let everyone = programme::everyone(self.options).into_iter();
        let here = everyone.filter(|other| other.community == who.community);
        let mut here: Vec<ResidentId> = here.map(|other| other.resident).collect();
        let mut marks = Vec::new();
        for _ in 0..self.folk.between(1, 4) {
            if here.is_empty() {
                break;
            }
            let resident = here.remove(self.folk.index(here.len()));
            let came = match self.folk.below(6) {
                0 => None,
                1 | 2 => Some(true),
                _ => Some(false),
            };
            marks.push((resident, came));
        }
        Some(Intent::CallRoll(RollCall {
            session,
            day,
            marks,
        }))
    }

    fn count_heads(&mut self, who: &Who) -> Option<Intent> {
        let (session, day) = self.meeting(who)?;
        let heads = u32::try_from(self.folk.below(60)).unwrap_or(0);
        Some(Intent::CountHeads(HeadCount {
            session,
            day,
            heads,
        }))
    }

    fn write_draft(&mut self, who: &Who) -> Intent {
        let draft = programme::desk::draft_id(self.folk);
        let was = match self
            .replica
            .record(&who.community, &Key::Draft(draft.clone()))
        {
            Some(Record::Draft(found)) => found.version,
            _ => 0,
        };
        let plan = Box::new(programme::desk::plan(self.folk));
        Intent::Write(Writing { draft, was, plan })
    }

    fn take_draft(&mut self, who: &Who) -> Intent {
        let draft = programme::desk::draft_id(self.folk);
        let key = Key::Draft(draft.clone());
        let Some(Record::Draft(found)) = self.replica.record(&who.community, &key) else {
            return self.write_draft(who);
        };
        let step = match (self.folk.below(6), &found.stage) {
            (0, _) => Step::Drop,
            (1, _) | (_, Stage::Reviewed { .. }) => Step::Release,
            (_, Stage::Written) => Step::Review,
        };
        let version = found.version;
        Intent::Take(Taking {
            draft,
            version,
            step,
        })
    }
}

/// A session a day later, or earlier where it is late enough.
fn put_off(session: &mut Session) {
    let ahead = if session.last_day() >= date(2026, 4, 20) {
        -1
    } else {
        1
    };
    session
        .days
        .iter_mut()
        .for_each(|day| *day = add_days(*day, ahead));
}
