//! Moments and the community's own wall clock.
//!
//! The one rule to know: programmes are written in the community's wall-clock time
//! ([`civil::DateTime`]); what happened is written in [`UnixMillis`]. [`Offset`] turns one into the
//! other, and it is the community's data.
//!
//! Deliberately absent: reading a clock; daylight saving (no served community has it; a community
//! that does would need a zone here instead of an offset).

use jiff::civil;
use serde::{Deserialize, Serialize};

/// Milliseconds in a minute.
const MINUTE_MILLIS: i64 = 60_000;
/// Minutes in a day.
const DAY_MINUTES: i64 = 1_440;
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
        let date = add_days(EPOCH, i32::try_from(days).unwrap_or(0));
        // Days and hours are added apart: one span holds one sign only.
        let of_day = jiff::Span::new().try_milliseconds(millis.rem_euclid(day_millis));
        date.to_datetime(civil::Time::midnight())
            .saturating_add(of_day.unwrap_or_default())
    }

    /// The moment of a wall-clock time.
    pub fn millis(self, wall: civil::DateTime) -> UnixMillis {
        let days = i64::from(days_between(EPOCH, wall.date()));
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

const EPOCH: civil::Date = civil::Date::constant(1970, 1, 1);

/// Whole days from the first date to the second; negative when the second is earlier.
pub fn days_between(from: civil::Date, to: civil::Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The date this many days later (or earlier), clamped to the calendar's ends.
#[must_use]
pub fn add_days(date: civil::Date, days: i32) -> civil::Date {
    match jiff::Span::new().try_days(days) {
        Ok(span) => date.saturating_add(span),
        Err(_) => date,
    }
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
