//! D8, D11: what was changed about a session is remembered, and drafts are published as looked over.

use super::Wrong;
use super::retold::{Retold, Said};
use crate::invariants::{D8, D11};
use rules::civil::Date;
use rules::draft::Stage;
use rules::id::SessionId;
use rules::session::changes::{Change, What};
use rules::session::{Session, SessionState};
use rules::{Fact, Key, Record};
use std::collections::BTreeSet;

/// How many changes a session remembers.
const REMEMBERED: usize = 12;

pub(super) fn wrong(told: &Retold, said: &Said, fact: &Fact) -> Wrong {
    let Fact::Put { key, record } = fact else {
        return None;
    };
    match (key, record.as_ref()) {
        (Key::Session(id), Record::Session(now)) => {
            let before = told.of(id)?.session?;
            forgotten(said, (id, before), now)
        }
        (Key::Draft(id), Record::Draft(now)) => {
            let before = told.drafts.get(id);
            let version = before.map_or(0, |before| before.version);
            let right = match (&now.stage, before) {
                (Stage::Written, _) => now.version == version + 1,
                (Stage::Reviewed { .. }, Some(before)) => {
                    now.version == version && now.plan == before.plan
                }
                (Stage::Reviewed { .. }, None) => false,
            };
            (!right).then(|| (D11, format!("draft {id} was {before:?} and is {now:?}")))
        }
        _ => None,
    }
}

/// D8: a session remembers what it did before, and what is new, the latest last.
fn forgotten(said: &Said, (id, before): (&SessionId, &Session), now: &Session) -> Wrong {
    let why = said.by.map_or("", |(_, why)| why);
    let mut expected: Vec<Change> = before.changes.clone();
    let differs = differences(before, now).into_iter();
    expected.extend(differs.map(|(what, without_day)| Change {
        at: said.line.at,
        what,
        why: why.to_owned(),
        without_day,
    }));
    let over = expected.len().saturating_sub(REMEMBERED);
    expected.drain(..over);
    let found = &now.changes;
    (*found != expected).then(|| (D8, format!("{id} remembers {found:?}, not {expected:?}")))
}

/// What differs, and whether it takes the session its day or gives it one again.
fn differences(before: &Session, now: &Session) -> Vec<(What, bool)> {
    let mut found = Vec::new();
    let when = |session: &Session| (session.days.clone(), session.starts, session.ends);
    let is_on = now.state == SessionState::Scheduled;
    let comes_back = before.day_follows && is_on;
    // Of what has no day, and of what never gets one, no day is told.
    let tells_days = !now.day_follows && (is_on || !before.day_follows);
    let is_told = tells_days && when(before) != when(now);
    if is_told && comes_back {
        let (day, starts) = (before.first_day(), before.starts);
        found.push((What::Postponed { day, starts }, true));
    } else if is_told {
        found.push((when_differs(before, now), false));
    }
    if before.place != now.place {
        let place = before.place.clone();
        found.push((What::Moved { place }, false));
    }
    if (before.state, before.day_follows) != (now.state, now.day_follows) {
        match now.state {
            SessionState::Cancelled => found.push((What::Cancelled, now.day_follows)),
            SessionState::Scheduled if is_told && comes_back => {}
            SessionState::Scheduled => found.push((What::Restored, before.day_follows)),
        }
    }
    let seats = (before.admission.seats(), now.admission.seats());
    if let (Some(before), Some(now)) = seats
        && before != now
    {
        found.push((What::Seats { before }, false));
    }
    found
}

/// One day of a course is named; whatever else differs about when it meets, what it was.
fn when_differs(before: &Session, now: &Session) -> What {
    let days = |session: &Session| session.days.iter().copied().collect::<BTreeSet<_>>();
    let (was, is) = (days(before), days(now));
    let is_same_hour = (before.starts, before.ends) == (now.starts, now.ends);
    let gone: Vec<_> = was.difference(&is).copied().collect();
    let come: Vec<_> = is.difference(&was).copied().collect();
    let ahead = |(was, is): (&Date, &Date)| rules::time::days_between(*was, *is);
    let moves: BTreeSet<_> = before.days.iter().zip(&now.days).map(ahead).collect();
    let is_whole = was.len() == 1 || (moves.len() == 1 && was.len() == is.len());
    match (gone.as_slice(), come.as_slice()) {
        ([day], []) if is_same_hour && was.len() > 1 => What::DayLeftOut { day: *day },
        ([day], [to]) if is_same_hour && !is_whole => What::DayMoved { day: *day, to: *to },
        _ => What::Postponed {
            day: before.first_day(),
            starts: before.starts,
        },
    }
}

/// D11: what residents come to see was looked over as it is, every week of it.
pub(super) fn released_wrong(told: &Retold, said: &Said) -> Wrong {
    let dropped = said.line.facts.iter().find_map(|fact| match fact {
        Fact::Dropped {
            key: Key::Draft(id),
        } => Some(id),
        _ => None,
    });
    let id = dropped?;
    let sessions = said.line.facts.iter().filter_map(|fact| match fact {
        Fact::Put { key, record } => match (key, record.as_ref()) {
            (Key::Session(of), Record::Session(session)) => Some((of, session)),
            _ => None,
        },
        _ => None,
    });
    let sessions: Vec<(&SessionId, &Session)> = sessions.collect();
    if sessions.is_empty() {
        return None;
    }
    let broken = |what: String| Some((D11, format!("draft {id} was published {what}")));
    let Some(draft) = told.drafts.get(id) else {
        return broken(String::from("although there was none"));
    };
    if draft.stage == Stage::Written {
        return broken(String::from("before anybody looked it over"));
    }
    let first = &draft.plan.session;
    let weeks = draft.plan.series.as_ref().map_or(0, |series| {
        let ahead = rules::time::days_between(first.first_day(), series.until);
        usize::try_from(ahead / 7).unwrap_or(0)
    });
    let as_planned = |session: &Session| {
        session.admission == first.admission
            && (session.starts, session.ends) == (first.starts, first.ends)
            && session.place == first.place
    };
    let right = sessions.len() == weeks + 1
        && sessions.first() == Some(&(id, first))
        && sessions.iter().all(|(_, session)| as_planned(session));
    if right {
        return None;
    }
    broken(format!("as {sessions:?}, not as {first:?}"))
}
