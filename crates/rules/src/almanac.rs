//! The almanac: the calendar people live by. Lunar days, solar terms, days off, and the weekend
//! days that are worked to make up for them.
//!
//! The one rule to know: facts of one year as they were published; a day that is not in it has
//! none, and nothing is extrapolated.
//!
//! Deliberately absent: what the days are called; names are sentences and live with the app.

mod moving;

pub use moving::{Holiday, MOVE_DAYS_MAX, held_on};

use jiff::civil;
use serde::{Deserialize, Serialize};

/// The solar terms of a year, from the one of early January on.
pub const TERMS: usize = 24;
/// Lunar months that may touch one year: thirteen of its own and one begun before.
const MONTHS_MAX: usize = 15;
/// Days off or worked that a year may list.
const DAYS_MAX: usize = 200;

/// One year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Almanac {
    /// The lunar months that touch it, ascending.
    pub months: Vec<LunarMonth>,
    /// The days of its solar terms, from the one of early January on; all or none.
    #[serde(with = "crate::time::written")]
    pub terms: Vec<civil::Date>,
    /// Public holidays, with the days between them that are off, ascending.
    #[serde(with = "crate::time::written")]
    pub off: Vec<civil::Date>,
    /// Weekend days that are worked, ascending.
    #[serde(with = "crate::time::written")]
    pub worked: Vec<civil::Date>,
}

/// A lunar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LunarMonth {
    /// Its first day.
    #[serde(with = "crate::time::written")]
    pub first: civil::Date,
    /// How many days it has: 29 or 30.
    pub days: u8,
    /// Its number, 1 to 12.
    pub number: u8,
    /// Whether it repeats the month before it.
    #[serde(default, skip_serializing_if = "is_no_leap")]
    pub leap: bool,
}

// serde's `skip_serializing_if` wants a function of a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_no_leap(leap: &bool) -> bool {
    !leap
}

/// A day of the lunar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LunarDay {
    /// The month's number, 1 to 12.
    pub month: u8,
    /// Whether that month repeats the one before it.
    pub leap: bool,
    /// The day, 1 to 30.
    pub day: u8,
}

/// A festival by the lunar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Festival {
    /// The last day of the lunar year.
    Eve,
    /// The first day of the first month.
    Spring,
    /// The 15th of the first month.
    Lantern,
    /// The 5th of the fifth month.
    DragonBoat,
    /// The 7th of the seventh month.
    DoubleSeventh,
    /// The 15th of the seventh month.
    Zhongyuan,
    /// The 15th of the eighth month.
    MidAutumn,
    /// The 9th of the ninth month.
    DoubleNinth,
    /// The 8th of the twelfth month.
    Laba,
}

/// What is particular about a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Particular {
    /// Its lunar day.
    pub lunar: Option<LunarDay>,
    /// Its festival.
    pub festival: Option<Festival>,
    /// Its solar term, counted from the one of early January, from 0.
    pub term: Option<usize>,
    /// Whether it is a public holiday.
    pub is_off: bool,
    /// Whether it is a weekend day that is worked.
    pub is_worked: bool,
}

impl Almanac {
    /// What is particular about a day.
    pub fn on(&self, day: civil::Date) -> Particular {
        let lunar = self.lunar(day);
        Particular {
            lunar,
            festival: lunar.and_then(|lunar| self.festival(day, lunar)),
            term: self.terms.binary_search(&day).ok(),
            is_off: self.off.binary_search(&day).is_ok(),
            is_worked: self.worked.binary_search(&day).is_ok(),
        }
    }

    fn lunar(&self, day: civil::Date) -> Option<LunarDay> {
        let begun = self.months.partition_point(|month| month.first <= day);
        let month = self.months.get(begun.checked_sub(1)?)?;
        let after = crate::time::days_between(month.first, day);
        let nth = u8::try_from(after).ok()?.checked_add(1)?;
        (nth <= month.days).then_some(LunarDay {
            month: month.number,
            leap: month.leap,
            day: nth,
        })
    }

    fn festival(&self, day: civil::Date, lunar: LunarDay) -> Option<Festival> {
        let next = crate::time::add_days(day, 1);
        let begins = |month: &LunarMonth| month.number == 1 && !month.leap && month.first == next;
        match (lunar.month, lunar.day, lunar.leap) {
            (1, 1, false) => Some(Festival::Spring),
            (1, 15, false) => Some(Festival::Lantern),
            (5, 5, false) => Some(Festival::DragonBoat),
            (7, 7, false) => Some(Festival::DoubleSeventh),
            (7, 15, false) => Some(Festival::Zhongyuan),
            (8, 15, false) => Some(Festival::MidAutumn),
            (9, 9, false) => Some(Festival::DoubleNinth),
            (12, 8, false) => Some(Festival::Laba),
            _ => self.months.iter().any(begins).then_some(Festival::Eve),
        }
    }

    /// Whether it keeps its own promises: everything ascending, months of 29 or 30 days, all terms
    /// or none, and no more than a year has.
    pub fn is_sound(&self) -> bool {
        let ascending = |days: &[civil::Date]| {
            let pairs = days.iter().zip(days.iter().skip(1));
            days.len() <= DAYS_MAX && pairs.into_iter().all(|(one, next)| one < next)
        };
        let firsts: Vec<_> = self.months.iter().map(|month| month.first).collect();
        let is_month =
            |month: &LunarMonth| matches!(month.days, 29 | 30) && (1..=12).contains(&month.number);
        firsts.len() <= MONTHS_MAX
            && self.months.iter().all(is_month)
            && [0, TERMS].contains(&self.terms.len())
            && [&firsts, &self.terms, &self.off, &self.worked]
                .into_iter()
                .all(|days| ascending(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn turn_of_the_year() -> Almanac {
        let month = |first, days, number, leap| LunarMonth {
            first,
            days,
            number,
            leap,
        };
        Almanac {
            months: vec![
                month(date(2025, 7, 25), 29, 6, true),
                month(date(2026, 1, 19), 29, 12, false),
                month(date(2026, 2, 17), 30, 1, false),
            ],
            terms: Vec::new(),
            off: vec![date(2026, 2, 16), date(2026, 2, 17)],
            worked: vec![date(2026, 2, 14)],
        }
    }

    #[test]
    fn a_day_has_its_place_in_the_lunar_month_that_holds_it() {
        let almanac = turn_of_the_year();
        assert!(almanac.is_sound());
        let lunar = |day| almanac.on(day).lunar.map(|at| (at.month, at.leap, at.day));
        assert_eq!(lunar(date(2026, 2, 16)), Some((12, false, 29)));
        assert_eq!(lunar(date(2026, 2, 17)), Some((1, false, 1)));
        assert_eq!(lunar(date(2025, 8, 22)), Some((6, true, 29)));
        assert_eq!(lunar(date(2025, 8, 23)), None, "no month here holds it");
        assert_eq!(lunar(date(2025, 1, 1)), None);
    }

    #[test]
    fn the_eve_is_the_day_before_the_first_month_however_long_the_last_one_was() {
        let almanac = turn_of_the_year();
        let festival = |day| almanac.on(day).festival;
        assert_eq!(festival(date(2026, 2, 16)), Some(Festival::Eve));
        assert_eq!(festival(date(2026, 2, 17)), Some(Festival::Spring));
        assert_eq!(festival(date(2026, 3, 3)), Some(Festival::Lantern));
        assert_eq!(festival(date(2026, 2, 15)), None);
        let day = almanac.on(date(2026, 2, 14));
        assert!(day.is_worked && !day.is_off);
    }

    #[test]
    fn each_festival_has_its_own_day_and_a_leap_month_has_none() {
        let year = |leap| Almanac {
            months: (1..=12)
                .map(|number| LunarMonth {
                    first: crate::time::add_days(date(2026, 2, 17), i32::from(number - 1) * 30),
                    days: 30,
                    number,
                    leap,
                })
                .collect(),
            ..Almanac::default()
        };
        let found = |almanac: &Almanac| -> Vec<(u8, u8, Festival)> {
            let days = (0..360).map(|after| crate::time::add_days(date(2026, 2, 17), after));
            let of = days.filter_map(|day| {
                let on = almanac.on(day);
                Some((on.lunar?.month, on.lunar?.day, on.festival?))
            });
            of.collect()
        };
        let festivals = [
            (1, 1, Festival::Spring),
            (1, 15, Festival::Lantern),
            (5, 5, Festival::DragonBoat),
            (7, 7, Festival::DoubleSeventh),
            (7, 15, Festival::Zhongyuan),
            (8, 15, Festival::MidAutumn),
            (9, 9, Festival::DoubleNinth),
            (12, 8, Festival::Laba),
        ];
        assert_eq!(found(&year(false)), festivals);
        assert_eq!(found(&year(true)), []);
    }

    #[test]
    fn an_almanac_is_sound_up_to_its_limits() {
        let days = |many: usize| -> Vec<civil::Date> {
            let day = |at| crate::time::add_days(date(2026, 1, 1), at);
            (0..).map(day).take(many).collect()
        };
        let months = |many: usize, length: u8, number: u8| -> Vec<LunarMonth> {
            let month = |first| LunarMonth {
                first,
                days: length,
                number,
                leap: false,
            };
            days(many).into_iter().map(month).collect()
        };
        let check = |months: Vec<LunarMonth>, terms, off, is_sound| {
            let almanac = Almanac {
                months,
                terms,
                off,
                worked: Vec::new(),
            };
            assert_eq!(almanac.is_sound(), is_sound, "{almanac:?}");
        };
        for (length, number, is_sound) in [
            (29, 1, true),
            (30, 12, true),
            (28, 1, false),
            (31, 1, false),
            (30, 0, false),
            (30, 13, false),
        ] {
            check(months(2, length, number), Vec::new(), Vec::new(), is_sound);
        }
        let mut one_wrong = months(2, 30, 1);
        one_wrong.extend(months(3, 31, 1).pop());
        check(one_wrong, Vec::new(), Vec::new(), false);
        for (over, is_sound) in [(0, true), (1, false)] {
            let long = months(MONTHS_MAX + over, 30, 1);
            check(long, Vec::new(), Vec::new(), is_sound);
            check(Vec::new(), days(TERMS + over), Vec::new(), is_sound);
            check(Vec::new(), Vec::new(), days(DAYS_MAX + over), is_sound);
            let twice = vec![date(2026, 1, 1); 1 + over];
            check(Vec::new(), Vec::new(), twice, is_sound);
        }
    }

    #[test]
    fn what_no_calendar_says_is_not_sound() {
        let mut almanac = turn_of_the_year();
        almanac.terms = vec![date(2026, 1, 5)];
        assert!(!almanac.is_sound());
        almanac.terms.clear();
        almanac.off.reverse();
        assert!(!almanac.is_sound());
    }
}
