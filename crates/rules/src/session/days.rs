//! One day of a course: held on another, or left out.
//!
//! The one rule to know: the others stay as they are, and so does the hour, which all of a course's
//! days share. The last day there is cannot be left out; a session that does not meet is cancelled.
//!
//! Deliberately absent: another hour or another place for one day; that is a session of its own.

use super::Session;
use jiff::civil::Date;

impl Session {
    /// The course with one of its days held on another; none where it does not meet on the one, or
    /// meets on the other already.
    pub fn with_day_moved(&self, from: Date, to: Date) -> Option<Self> {
        let mut moved = self.clone();
        let at = moved.days.binary_search(&from).ok()?;
        moved.days.remove(at);
        let to_at = moved.days.binary_search(&to).err()?;
        moved.days.insert(to_at, to);
        (to != from).then_some(moved)
    }

    /// The course with one of its days left out; none where it does not meet on it, or on no other.
    pub fn without_day(&self, day: Date) -> Option<Self> {
        let mut left = self.clone();
        let at = left.days.binary_search(&day).ok()?;
        left.days.remove(at);
        (!left.days.is_empty()).then_some(left)
    }
}

/// What differs between the days of two writings of a course, as far as it is one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OneDay {
    /// It is held on another day.
    Moved { from: Date, to: Date },
    /// It is left out.
    LeftOut { day: Date },
}

/// The one day in which two writings of a course differ; none where they differ otherwise. All days
/// together moved by as much are no one day.
pub(super) fn one_day_between(before: &[Date], now: &[Date]) -> Option<OneDay> {
    let gone: Vec<Date> = without(before, now);
    let come: Vec<Date> = without(now, before);
    let is_course = before.len() > 1;
    match (gone.as_slice(), come.as_slice()) {
        ([day], []) if is_course => Some(OneDay::LeftOut { day: *day }),
        ([from], [to]) if is_course && !are_shifted(before, now) => Some(OneDay::Moved {
            from: *from,
            to: *to,
        }),
        _ => None,
    }
}

fn without(days: &[Date], others: &[Date]) -> Vec<Date> {
    let missing = |day: &&Date| others.binary_search(day).is_err();
    days.iter().filter(missing).copied().collect()
}

/// Whether all days moved by the same number of days.
fn are_shifted(before: &[Date], now: &[Date]) -> bool {
    let mut ahead = before
        .iter()
        .zip(now)
        .map(|(before, now)| crate::time::days_between(*before, *now));
    let first = ahead.next();
    ahead.all(|by| Some(by) == first)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::session::Admission;
    use jiff::civil::{date, time};

    fn course(days: &[i8]) -> Session {
        let days = days.iter().map(|day| date(2026, 3, *day)).collect();
        let hours = (time(14, 30, 0, 0), time(16, 0, 0, 0));
        let ids = ("a".parse().unwrap(), "hall".parse().unwrap());
        Session::new(ids, days, hours, Admission::Open)
    }

    fn march(day: i8) -> Date {
        date(2026, 3, day)
    }

    #[test]
    fn one_day_moves_into_its_order_and_the_others_stay() {
        let four = course(&[6, 13, 20, 27]);
        let moved = |from, to| four.with_day_moved(march(from), march(to));
        assert_eq!(moved(13, 28).unwrap(), course(&[6, 20, 27, 28]));
        assert_eq!(moved(27, 1).unwrap(), course(&[1, 6, 13, 20]));
        assert!(moved(20, 20).is_none(), "nothing moved");
        assert!(moved(20, 27).is_none(), "it meets there already");
        assert!(moved(21, 22).is_none(), "it does not meet then");
        assert_eq!(four.without_day(march(6)), Some(course(&[13, 20, 27])));
        assert!(four.without_day(march(7)).is_none());
        assert!(course(&[6]).without_day(march(6)).is_none(), "the last one");
        assert!(four.with_day_moved(march(6), march(2)).unwrap().is_sound());
    }

    #[test]
    fn only_one_day_of_several_is_said_to_be_one_day() {
        let between =
            |before: &[i8], now: &[i8]| one_day_between(&course(before).days, &course(now).days);
        let moved = OneDay::Moved {
            from: march(13),
            to: march(14),
        };
        assert_eq!(between(&[6, 13, 20], &[6, 14, 20]), Some(moved));
        let day = march(20);
        assert_eq!(
            between(&[6, 13, 20], &[6, 13]),
            Some(OneDay::LeftOut { day })
        );
        assert_eq!(between(&[6, 13], &[6, 13]), None);
        assert_eq!(between(&[6], &[7]), None, "all of it");
        assert_eq!(between(&[6, 13], &[13, 20]), None, "a week later");
        assert_eq!(between(&[6, 13], &[6, 13, 20]), None, "one more");
        assert_eq!(between(&[6, 13, 20], &[7, 14, 20]), None, "two");
    }
}
