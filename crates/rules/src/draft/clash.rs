//! Whether two meetings would be in one room at one time.
//!
//! The one rule to know: a warning, never a refusal; two groups may share a square, and only people
//! know that. A meeting that ends when the next begins does not clash with it.
//!
//! Deliberately absent: rooms within a venue; no record has them.

use crate::id::SessionId;
use crate::session::{Session, SessionState};
use crate::time::add_days;
use jiff::civil;

/// A meeting that takes place at the same venue at the same time as a planned one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clash {
    /// The day of the planned meeting.
    pub day: civil::Date,
    /// The session that is there already.
    pub session: SessionId,
}

/// Every clash of planned sessions with those that stand, by day. Nothing clashes with itself.
pub fn clashes<'s>(
    planned: &[(SessionId, Session)],
    others: impl Iterator<Item = (&'s SessionId, &'s Session)>,
) -> Vec<Clash> {
    let is_own = |id: &SessionId| planned.iter().any(|(own, _)| own == id);
    let mut found = Vec::new();
    for (id, other) in others.filter(|(id, _)| !is_own(id)) {
        for (_, session) in planned {
            let days = days_in_common(session, other);
            found.extend(days.into_iter().map(|day| Clash {
                day,
                session: id.clone(),
            }));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The days of the first on which it meets the second in the same room.
fn days_in_common(session: &Session, other: &Session) -> Vec<civil::Date> {
    let is_on = |of: &Session| of.state == SessionState::Scheduled;
    if session.place != other.place || !is_on(session) || !is_on(other) {
        return Vec::new();
    }
    let meets = |day: &&civil::Date| {
        // Only a meeting of the day itself, of the evening before or of the next can overlap.
        let near = (-1..=1).map(|ahead| add_days(**day, ahead));
        let mut there = near.filter(|near| other.days.binary_search(near).is_ok());
        there.any(|near| overlap((session, **day), (other, near)))
    };
    session.days.iter().filter(meets).copied().collect()
}

/// Whether two meetings overlap, the end of each left out.
fn overlap(one: (&Session, civil::Date), other: (&Session, civil::Date)) -> bool {
    let ((begins, ends), (other_begins, other_ends)) = (span(one), span(other));
    begins < other_ends && other_begins < ends
}

/// When a meeting begins and ends, on the wall.
fn span((session, day): (&Session, civil::Date)) -> (civil::DateTime, civil::DateTime) {
    let last = if session.ends <= session.starts {
        add_days(day, 1)
    } else {
        day
    };
    (
        day.to_datetime(session.starts),
        last.to_datetime(session.ends),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
    use super::*;
    use crate::session::Admission;
    use jiff::civil::{date, time};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    type Drawn = (u8, BTreeSet<i32>, u8, u8, bool);

    fn half(hours: u8) -> civil::Time {
        let half = i8::try_from(hours).unwrap();
        time(half / 2, half % 2 * 30, 0, 0)
    }

    fn session((place, days, starts, ends, is_on): &Drawn) -> Session {
        let ids = ("a".parse().unwrap(), format!("p{place}").parse().unwrap());
        let days = days.iter().map(|day| add_days(date(2026, 3, 1), *day));
        let hours = (half(*starts), half(*ends));
        let mut session = Session::new(ids, days.collect(), hours, Admission::Open);
        if !is_on {
            session.state = SessionState::Cancelled;
        }
        session
    }

    /// Every half hour that a meeting takes, counted from the first day.
    fn slots((_, _, starts, ends, _): &Drawn, day: i32) -> BTreeSet<i32> {
        let (starts, ends) = (i32::from(*starts), i32::from(*ends));
        let ends = if ends <= starts { ends + 48 } else { ends };
        (starts..ends).map(|slot| slot + day * 48).collect()
    }

    fn drawn() -> impl Strategy<Value = Drawn> {
        let days = prop::collection::btree_set(0..5_i32, 1..4);
        (0..2_u8, days, 0..48_u8, 0..48_u8, prop::bool::weighted(0.8))
    }

    proptest! {
        #[test]
        fn two_sessions_clash_on_just_the_days_whose_half_hours_they_share(
            one in drawn(), other in drawn(),
        ) {
            let planned = [("one".parse().unwrap(), session(&one))];
            let stands: SessionId = "other".parse().unwrap();
            let record = session(&other);
            let found = clashes(&planned, [(&stands, &record)].into_iter());
            let taken: BTreeSet<i32> = other.1.iter().flat_map(|day| slots(&other, *day)).collect();
            let both_on = one.0 == other.0 && one.4 && other.4;
            let wanted = one.1.iter().filter(|day| {
                both_on && !slots(&one, **day).is_disjoint(&taken)
            });
            let wanted: Vec<_> = wanted.map(|day| add_days(date(2026, 3, 1), *day)).collect();
            let days: Vec<_> = found.iter().map(|clash| clash.day).collect();
            prop_assert_eq!(days, wanted);
        }
    }

    #[test]
    fn of_two_planned_sessions_neither_clashes_with_the_other() {
        let one = (0, BTreeSet::from([0]), 18, 20, true);
        let ids: [SessionId; 2] = ["one".parse().unwrap(), "two".parse().unwrap()];
        let planned = ids.each_ref().map(|id| (id.clone(), session(&one)));
        let stands = planned.iter().map(|(id, session)| (id, session));
        assert_eq!(clashes(&planned, stands), []);
    }

    #[test]
    fn nothing_clashes_with_itself_or_with_what_begins_when_it_ends() {
        let one = (0, BTreeSet::from([0]), 18, 20, true);
        let next = (0, BTreeSet::from([0]), 20, 22, true);
        let id: SessionId = "s".parse().unwrap();
        let planned = [(id.clone(), session(&one))];
        assert_eq!(clashes(&planned, [(&id, &session(&one))].into_iter()), []);
        let later: SessionId = "later".parse().unwrap();
        assert_eq!(
            clashes(&planned, [(&later, &session(&next))].into_iter()),
            []
        );
    }
}
