//! A year as the county lives it: public holidays, make-up workdays, school days.
//!
//! The one rule to know: where the State Council has announced a year's holidays they stand here;
//! for other years the thirteen statutory days are taken, without bridges and without make-up
//! workdays, and nothing else is guessed.
//!
//! Deliberately absent: the school's own calendar. Terms follow a rule: spring from the first
//! workday after the Lantern Festival to 3 July, autumn from 1 September to 18 days before Spring
//! Festival.

use crate::lunar::{lunar_date, months_in, new_year, solar_term, solar_terms};
use jiff::civil::{Date, Weekday, date};
use rules::almanac::Almanac;
use rules::time::add_days;
use std::collections::BTreeSet;

/// How long before Spring Festival the schools close. Units: days.
const WINTER_BREAK_DAYS: i32 = -18;

/// Announced holidays: (month, first day, last day).
const HOLIDAYS_2026: [(i8, i8, i8); 7] = [
    (1, 1, 3),
    (2, 15, 23),
    (4, 4, 6),
    (5, 1, 5),
    (6, 19, 21),
    (9, 25, 27),
    (10, 1, 7),
];

/// Announced make-up workdays: (month, day).
const WORKDAYS_2026: [(i8, i8); 6] = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)];

/// A year's days off and school days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    year: i16,
    holidays: BTreeSet<Date>,
    workdays: BTreeSet<Date>,
    new_year: Date,
    spring_term: (Date, Date),
}

impl Calendar {
    /// The calendar of a year; none where the lunar tables do not reach.
    pub fn of(year: i16) -> Option<Self> {
        let mut calendar = Self {
            year,
            holidays: statutory(year)?,
            workdays: BTreeSet::new(),
            new_year: new_year(year)?,
            spring_term: (lunar_date(year, 1, 16)?, date(year, 7, 3)),
        };
        if year == 2026 {
            for (month, first, last) in HOLIDAYS_2026 {
                calendar
                    .holidays
                    .extend((first..=last).map(|day| date(year, month, day)));
            }
            calendar.workdays = WORKDAYS_2026
                .map(|(month, day)| date(year, month, day))
                .into();
        }
        Some(calendar)
    }

    /// The year.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// Every day of the year.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let year = self.year;
        (0..366)
            .map(move |days| add_days(date(year, 1, 1), days))
            .filter(move |day| day.year() == year)
    }

    /// Whether a day is a public holiday.
    pub fn is_holiday(&self, day: Date) -> bool {
        self.holidays.contains(&day)
    }

    /// Whether people work: weekdays but for holidays, and make-up workdays.
    pub fn is_workday(&self, day: Date) -> bool {
        self.workdays.contains(&day) || !(is_weekend(day) || self.is_holiday(day))
    }

    /// Whether a weekend day is worked to make up for a holiday.
    pub fn is_made_up(&self, day: Date) -> bool {
        self.workdays.contains(&day)
    }

    /// The same as a record, for devices to show.
    pub fn almanac(&self) -> Almanac {
        let terms = solar_terms().map(|name| solar_term(self.year, name));
        Almanac {
            months: months_in(self.year),
            terms: terms.collect::<Option<Vec<_>>>().unwrap_or_default(),
            off: self.holidays.iter().copied().collect(),
            worked: self.workdays.iter().copied().collect(),
        }
    }

    /// Whether a day lies in a school term.
    pub fn is_term(&self, day: Date) -> bool {
        let (first, last) = self.spring_term;
        (first..=last).contains(&day)
            || day >= date(self.year, 9, 1)
            || day <= add_days(self.new_year, WINTER_BREAK_DAYS)
    }

    /// Whether children go to school.
    pub fn is_school_day(&self, day: Date) -> bool {
        self.is_term(day) && self.is_workday(day)
    }
}

/// The days off by law since 2025: thirteen.
fn statutory(year: i16) -> Option<BTreeSet<Date>> {
    let spring = new_year(year)?;
    let mut days: BTreeSet<Date> = (-1..3).map(|days| add_days(spring, days)).collect();
    days.extend([date(year, 1, 1), date(year, 5, 1), date(year, 5, 2)]);
    days.extend([1, 2, 3].map(|day| date(year, 10, day)));
    days.extend([
        solar_term(year, "清明")?,
        lunar_date(year, 5, 5)?,
        lunar_date(year, 8, 15)?,
    ]);
    Some(days)
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announced_holidays_of_2026_are_off_and_their_price_is_worked() {
        let calendar = Calendar::of(2026).unwrap();
        assert_eq!(calendar.days().count(), 365);
        assert_eq!(
            calendar
                .days()
                .filter(|day| calendar.is_holiday(*day))
                .count(),
            33
        );
        assert_eq!(
            calendar
                .days()
                .filter(|day| calendar.is_made_up(*day))
                .count(),
            6
        );
        assert!(!calendar.is_workday(date(2026, 2, 23)) && calendar.is_workday(date(2026, 2, 28)));
    }

    #[test]
    fn an_unannounced_year_has_its_statutory_days_only() {
        let calendar = Calendar::of(2027).unwrap();
        assert_eq!(
            calendar
                .days()
                .filter(|day| calendar.is_holiday(*day))
                .count(),
            13
        );
        assert!(calendar.is_holiday(date(2027, 2, 5)) && !calendar.is_holiday(date(2027, 2, 9)));
        assert!(calendar.days().all(|day| !calendar.is_made_up(day)));
    }

    #[test]
    fn school_is_on_in_term_and_on_make_up_workdays_only() {
        let calendar = Calendar::of(2026).unwrap();
        for (month, day) in [(1, 30), (3, 4), (7, 3), (9, 1), (5, 9), (9, 20), (10, 10)] {
            assert!(
                calendar.is_school_day(date(2026, month, day)),
                "{month}-{day}"
            );
        }
        // Holidays, vacations, and make-up workdays within vacations.
        for (month, day) in [
            (2, 2),
            (2, 14),
            (2, 28),
            (3, 3),
            (5, 5),
            (7, 6),
            (8, 31),
            (9, 25),
        ] {
            assert!(
                !calendar.is_school_day(date(2026, month, day)),
                "{month}-{day}"
            );
        }
    }
}
