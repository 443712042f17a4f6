//! Moments and the community's own wall clock.
//!
//! The one rule to know: programmes are written in the community's wall-clock time
//! ([`civil::DateTime`]); what happened is written in [`UnixMillis`]. [`Offset`] turns one into the
//! other, and it is the community's data.
//!
//! Deliberately absent: reading a clock; daylight saving (no served community has it; a community
//! that does would need a zone here instead of an offset).

pub mod written;

use jiff::civil;
use serde::{Deserialize, Serialize};

/// Milliseconds in a minute.
const MINUTE_MILLIS: i64 = 60_000;
/// Minutes in a day.
const DAY_MINUTES: i64 = 1_440;
/// Milliseconds in a day.
pub const DAY_MILLIS: i64 = 86_400_000;
/// An hour. Units: milliseconds.
pub const HOUR_MILLIS: i64 = 3_600_000;
/// Days from 1970-01-01 that a moment may lie away; beyond it a moment is clamped.
const DAYS_MAX: i64 = 40_000;

/// A moment. Units: milliseconds since 1970-01-01T00:00Z.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The moment this many milliseconds later.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The same moment, or the next whole minute: what is said and written in minutes.
    #[must_use]
    pub fn whole_minutes_up(self) -> Self {
        let over = self.0.rem_euclid(MINUTE_MILLIS);
        let up = if over == 0 {
            0
        } else {
            MINUTE_MILLIS.saturating_sub(over)
        };
        self.plus_millis(up)
    }
}

/// How far a community's wall clock is ahead of UTC. Units: minutes. China and Hong Kong: 480.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Offset(pub i16);

impl Offset {
    /// The wall-clock time of a moment.
    ///
    /// ```
    /// use rules::time::{Offset, UnixMillis};
    /// let noon = Offset(480).civil(UnixMillis(1_774_000_000_000));
    /// assert_eq!(noon.to_string(), "2026-03-20T17:46:40");
    /// ```
    pub fn civil(self, at: UnixMillis) -> civil::DateTime {
        let millis =
            at.0.saturating_add(i64::from(self.0).saturating_mul(MINUTE_MILLIS));
        let day_millis = DAY_MINUTES.saturating_mul(MINUTE_MILLIS);
        let days = millis.div_euclid(day_millis).clamp(-DAYS_MAX, DAYS_MAX);
        let date = day_at(i32::try_from(days).unwrap_or(0));
        let of_day = millis.rem_euclid(day_millis);
        let part = |unit: i64, of: i64| {
            let part = of_day.div_euclid(unit).rem_euclid(of);
            i32::try_from(part).unwrap_or(0)
        };
        let small = |part: i32| i8::try_from(part).unwrap_or(0);
        let nanos = part(1, 1_000).saturating_mul(1_000_000);
        let (hour, minute, second) = (
            small(part(3_600_000, 24)),
            small(part(60_000, 60)),
            small(part(1_000, 60)),
        );
        let time = civil::Time::new(hour, minute, second, nanos);
        date.to_datetime(time.unwrap_or_else(|_| civil::Time::midnight()))
    }

    /// The moment of a wall-clock time.
    pub fn millis(self, wall: civil::DateTime) -> UnixMillis {
        let days = i64::from(day_number(wall.date()));
        let time = wall.time();
        let of_day = i64::from(time.hour())
            .saturating_mul(60)
            .saturating_add(i64::from(time.minute()))
            .saturating_mul(MINUTE_MILLIS)
            .saturating_add(i64::from(time.second()).saturating_mul(1_000))
            .saturating_add(i64::from(time.millisecond()));
        let minutes = days
            .saturating_mul(DAY_MINUTES)
            .saturating_sub(i64::from(self.0));
        UnixMillis(minutes.saturating_mul(MINUTE_MILLIS).saturating_add(of_day))
    }
}

/// Days in 400 years of the calendar, after which it repeats.
const ERA_DAYS: i32 = 146_097;
/// Days from the first day of an era (1 March of year 0) to 1970-01-01.
const EPOCH_DAY: i32 = 719_468;

/// The number of a day, counted from 1970-01-01. Years are counted from March, so that the odd
/// day of a leap year is the last of its year (the algorithm is Howard Hinnant's).
fn day_number(day: civil::Date) -> i32 {
    let month = i32::from(day.month());
    let year = i32::from(day.year()).saturating_sub(i32::from(month <= 2));
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let march_based = month.saturating_add(9).rem_euclid(12);
    let day_of_year = march_based
        .saturating_mul(153)
        .saturating_add(2)
        .div_euclid(5)
        .saturating_add(i32::from(day.day()))
        .saturating_sub(1);
    let leaps = year_of_era
        .div_euclid(4)
        .saturating_sub(year_of_era.div_euclid(100));
    let day_of_era = year_of_era
        .saturating_mul(365)
        .saturating_add(leaps)
        .saturating_add(day_of_year);
    era.saturating_mul(ERA_DAYS)
        .saturating_add(day_of_era)
        .saturating_sub(EPOCH_DAY)
}

/// The day of a number, clamped to the calendar's ends.
fn day_at(number: i32) -> civil::Date {
    let since = number.saturating_add(EPOCH_DAY);
    let era = since.div_euclid(ERA_DAYS);
    let day_of_era = since.rem_euclid(ERA_DAYS);
    let year_of_era = day_of_era
        .saturating_sub(day_of_era.div_euclid(1_460))
        .saturating_add(day_of_era.div_euclid(36_524))
        .saturating_sub(day_of_era.div_euclid(ERA_DAYS.saturating_sub(1)))
        .div_euclid(365);
    let years_days = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era.div_euclid(4))
        .saturating_sub(year_of_era.div_euclid(100));
    let day_of_year = day_of_era.saturating_sub(years_days);
    let march_based = day_of_year
        .saturating_mul(5)
        .saturating_add(2)
        .div_euclid(153);
    let before = march_based
        .saturating_mul(153)
        .saturating_add(2)
        .div_euclid(5);
    let day = day_of_year.saturating_sub(before).saturating_add(1);
    let month = march_based
        .saturating_add(2)
        .rem_euclid(12)
        .saturating_add(1);
    let year = era
        .saturating_mul(400)
        .saturating_add(year_of_era)
        .saturating_add(i32::from(month <= 2));
    let end = match number {
        0.. => civil::Date::MAX,
        _ => civil::Date::MIN,
    };
    match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => civil::Date::new(year, month, day).unwrap_or(end),
        _ => end,
    }
}

/// Whole days from the first date to the second; negative when the second is earlier.
pub fn days_between(from: civil::Date, to: civil::Date) -> i32 {
    day_number(to).saturating_sub(day_number(from))
}

/// The date this many days later (or earlier), clamped to the calendar's ends.
#[must_use]
pub fn add_days(date: civil::Date, days: i32) -> civil::Date {
    day_at(day_number(date).saturating_add(days))
}

/// Full years of age on a day. Someone born on 29 February is a year older on 1 March.
pub fn age_on(born: civil::Date, day: civil::Date) -> u16 {
    let years = i32::from(day.year()).saturating_sub(i32::from(born.year()));
    let before_birthday = (day.month(), day.day()) < (born.month(), born.day());
    let years = years.saturating_sub(i32::from(before_birthday));
    u16::try_from(years).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_moment_goes_to_the_wall_and_back(
            at in -1_000_000_000_000_i64..3_000_000_000_000,
            offset in -720_i16..=840,
        ) {
            let offset = Offset(offset);
            prop_assert_eq!(offset.millis(offset.civil(UnixMillis(at))), UnixMillis(at));
        }

        #[test]
        fn days_are_counted_as_the_calendar_counts_them(number in -4_000_000_i32..2_900_000) {
            let day = day_at(number);
            prop_assert_eq!(day_number(day), number);
            let next = day_at(number.saturating_add(1));
            prop_assert_eq!(Ok(next), day.tomorrow().map_err(|_| ()));
        }
    }

    #[test]
    fn the_calendars_ends_are_not_passed() {
        assert_eq!(add_days(civil::Date::MAX, 1), civil::Date::MAX);
        assert_eq!(add_days(civil::Date::MIN, -1), civil::Date::MIN);
        assert_eq!(add_days(date(1970, 1, 1), i32::MAX), civil::Date::MAX);
        assert_eq!(day_at(0), date(1970, 1, 1));
        assert_eq!(days_between(date(2024, 2, 28), date(2024, 3, 1)), 2);
    }

    #[test]
    fn a_birthday_counts_from_its_own_day() {
        let born = date(2018, 9, 1);
        assert_eq!(age_on(born, date(2026, 8, 31)), 7);
        assert_eq!(age_on(born, date(2026, 9, 1)), 8);
        assert_eq!(age_on(born, date(2010, 1, 1)), 0);
        assert_eq!(age_on(date(2016, 2, 29), date(2017, 2, 28)), 0);
        assert_eq!(age_on(date(2016, 2, 29), date(2017, 3, 1)), 1);
    }
}
