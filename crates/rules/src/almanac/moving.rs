//! What falls on a public holiday is held on the first day after it that is none, and says why.
//!
//! The one rule to know: a make-up workday is a day like any other; people are at home or at work on
//! it as the county lives, and what is planned for it is held.
//!
//! Deliberately absent: what the holidays are called; names are sentences and live with the app.

use super::{Almanac, Festival};
use crate::time::{add_days, days_between};
use jiff::civil;

/// How far something is moved at most. Units: days. The longest holiday yet had nine.
pub const MOVE_DAYS_MAX: i32 = 30;

/// The solar term that is a public holiday, counted as in [`super::Particular::term`].
const QINGMING: usize = 6;

/// A public holiday by law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// 1 January.
    NewYear,
    /// The lunar new year.
    Spring,
    /// The solar term.
    Qingming,
    /// 1 May.
    Labour,
    /// The 5th of the fifth lunar month.
    DragonBoat,
    /// The 15th of the eighth lunar month.
    MidAutumn,
    /// 1 October.
    National,
}

/// The day on which what is planned for a day is held: that day, or the first after it that is no
/// public holiday. Where a whole month is off, it stays where it was.
///
/// ```
/// use jiff::civil::date;
/// use rules::almanac::held_on;
/// // Dragon Boat 2026: 19 to 21 June.
/// let is_off = |day| (date(2026, 6, 19)..=date(2026, 6, 21)).contains(&day);
/// assert_eq!(held_on(date(2026, 6, 20), is_off), date(2026, 6, 22));
/// ```
pub fn held_on(planned: civil::Date, is_off: impl Fn(civil::Date) -> bool) -> civil::Date {
    let mut days = (0..=MOVE_DAYS_MAX).map(|days| add_days(planned, days));
    days.find(|day| !is_off(*day)).unwrap_or(planned)
}

impl Almanac {
    /// The holiday that a day is off for: the nearest one in the same unbroken stretch of days off.
    pub fn holiday(&self, day: civil::Date) -> Option<Holiday> {
        let is_off = |day: &civil::Date| self.off.binary_search(day).is_ok();
        let stretch = |step: i32| {
            let days =
                (0..=MOVE_DAYS_MAX).map(move |days| add_days(day, days.saturating_mul(step)));
            days.take_while(is_off)
        };
        let named = stretch(-1).chain(stretch(1));
        let named = named.filter_map(|of| Some((days_between(of, day).abs(), self.named(of)?)));
        named
            .min_by_key(|(away, _)| *away)
            .map(|(_, holiday)| holiday)
    }

    /// The holiday whose own day this is.
    fn named(&self, day: civil::Date) -> Option<Holiday> {
        let particular = self.on(day);
        match (day.month(), day.day(), particular.festival, particular.term) {
            (_, _, Some(Festival::Eve | Festival::Spring), _) => Some(Holiday::Spring),
            (_, _, Some(Festival::DragonBoat), _) => Some(Holiday::DragonBoat),
            (_, _, Some(Festival::MidAutumn), _) => Some(Holiday::MidAutumn),
            (_, _, _, Some(QINGMING)) => Some(Holiday::Qingming),
            (1, 1, ..) => Some(Holiday::NewYear),
            (5, 1, ..) => Some(Holiday::Labour),
            (10, 1, ..) => Some(Holiday::National),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::almanac::LunarMonth;
    use jiff::civil::{Date, date};

    fn almanac(off: &[Date], first: Date, number: u8) -> Almanac {
        Almanac {
            months: vec![LunarMonth {
                first,
                days: 30,
                number,
                leap: false,
            }],
            off: off.to_vec(),
            ..Almanac::default()
        }
    }

    #[test]
    fn what_falls_on_a_holiday_is_held_on_the_first_day_after_it() {
        let off = [date(2021, 9, 19), date(2021, 9, 20), date(2021, 9, 21)];
        let is_off = |day| off.contains(&day);
        assert_eq!(held_on(date(2021, 9, 20), is_off), date(2021, 9, 22));
        assert_eq!(held_on(date(2021, 9, 18), is_off), date(2021, 9, 18));
        assert_eq!(held_on(date(2021, 9, 20), |_| true), date(2021, 9, 20));
        // The festival is the day after the one that was moved.
        let autumn = almanac(&off, date(2021, 9, 7), 8);
        assert_eq!(autumn.holiday(date(2021, 9, 20)), Some(Holiday::MidAutumn));
        assert_eq!(autumn.holiday(date(2021, 9, 22)), None);
    }

    #[test]
    fn each_holiday_is_known_by_its_own_day_and_by_the_days_off_beside_it() {
        let lunar = |day: Date, number, nth: i32| (add_days(day, 1 - nth), number);
        for (day, (first, number), holiday) in [
            (
                date(2025, 1, 1),
                lunar(date(2025, 1, 1), 3, 9),
                Holiday::NewYear,
            ),
            (
                date(2025, 5, 1),
                lunar(date(2025, 5, 1), 4, 4),
                Holiday::Labour,
            ),
            (
                date(2025, 10, 1),
                lunar(date(2025, 10, 1), 3, 9),
                Holiday::National,
            ),
            (
                date(2025, 1, 29),
                lunar(date(2025, 1, 29), 1, 1),
                Holiday::Spring,
            ),
            (
                date(2025, 1, 28),
                lunar(date(2025, 1, 29), 1, 1),
                Holiday::Spring,
            ),
            (
                date(2025, 5, 31),
                lunar(date(2025, 5, 31), 5, 5),
                Holiday::DragonBoat,
            ),
            (
                date(2025, 10, 6),
                lunar(date(2025, 10, 6), 8, 15),
                Holiday::MidAutumn,
            ),
        ] {
            for beside in [-1, 0, 1] {
                let off = [-1, 0, 1].map(|by| add_days(day, by));
                let year = almanac(&off, first, number);
                let found = year.holiday(add_days(day, beside));
                assert_eq!(found, Some(holiday), "{day} {beside}");
            }
        }
        let terms = (0..24).map(|term| add_days(date(2025, 1, 5), term * 15));
        let qingming = add_days(date(2025, 1, 5), 15 * i32::try_from(QINGMING).unwrap_or(0));
        let year = Almanac {
            terms: terms.collect(),
            ..almanac(&[qingming], date(2025, 1, 9), 12)
        };
        assert_eq!(year.holiday(qingming), Some(Holiday::Qingming));
        assert_eq!(year.holiday(add_days(qingming, 1)), None);
    }

    #[test]
    fn of_two_holidays_in_one_stretch_the_nearer_one_is_why() {
        // 2012: mid-autumn on 30 September, then the national day.
        let off: Vec<Date> = [date(2012, 9, 30)]
            .into_iter()
            .chain((1..=7).map(|day| date(2012, 10, day)))
            .collect();
        let autumn = almanac(&off, date(2012, 9, 16), 8);
        assert_eq!(autumn.holiday(date(2012, 9, 30)), Some(Holiday::MidAutumn));
        assert_eq!(autumn.holiday(date(2012, 10, 4)), Some(Holiday::National));
    }
}
