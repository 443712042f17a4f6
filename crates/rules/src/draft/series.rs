//! A series: the days an activity is repeated on, by rule, with exceptions.
//!
//! The one rule to know: a series always ends. It has a last day and at most [`SERIES_MAX`]
//! meetings; one that would go on is refused, never cut off, and so is one by the lunar calendar
//! into a year whose almanac is not known.
//!
//! Deliberately absent: what each meeting is; that is the draft's session, moved to the day.

use crate::almanac::Almanac;
use crate::key::Key;
use crate::refusal::Refusal;
use crate::time::{add_days, days_between};
use jiff::civil;
use serde::{Deserialize, Serialize};

/// How many meetings one series may have: every weekday of a quarter.
pub const SERIES_MAX: usize = 66;
/// How far ahead it may reach. Units: days.
pub const SERIES_DAYS_MAX: i32 = 400;

/// The days an activity is repeated on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// How it is repeated, from its first day on.
    pub every: Every,
    /// Its last day at the latest.
    #[serde(with = "crate::time::written")]
    pub until: civil::Date,
    /// Days it leaves out.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        with = "crate::time::written"
    )]
    pub except: Vec<civil::Date>,
    /// Whether public holidays are left out.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub not_on_holidays: bool,
}

/// How a series is repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// On these days of every so many weeks.
    Weeks {
        /// 1 for every week.
        every: u8,
        /// Days of the week, Monday 1 to Sunday 7; none: that of the first day.
        on: Vec<i8>,
    },
    /// On the first one's day of every so many months; months without it are left out.
    Months {
        /// 1 for every month.
        every: u8,
    },
    /// On a day of the lunar calendar.
    Lunar {
        /// The lunar month, 1 to 12; absent: each.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        month: Option<u8>,
        /// The day of it, 1 to 30.
        day: u8,
    },
}

impl Series {
    /// The days it meets on, the first one's included. `almanac` is asked for the year of a day.
    ///
    /// # Errors
    /// [`Refusal::SeriesTooLong`] when it has too many meetings or reaches too far;
    /// [`Refusal::Unsound`] for an almanac that it cannot do without.
    pub fn days<'a>(
        &self,
        first: civil::Date,
        almanac: impl Fn(i16) -> Option<&'a Almanac>,
    ) -> Result<Vec<civil::Date>, Refusal> {
        let reach = days_between(first, self.until);
        let too_long = Refusal::SeriesTooLong {
            limit: u32::try_from(SERIES_MAX).unwrap_or(u32::MAX),
        };
        if reach > SERIES_DAYS_MAX {
            return Err(too_long);
        }
        let mut days = vec![first];
        for ahead in 1..=reach.max(0) {
            let day = add_days(first, ahead);
            let year = almanac(day.year());
            if year.is_none() && matches!(self.every, Every::Lunar { .. }) {
                let key = Key::Almanac(day.year()).to_string();
                return Err(Refusal::Unsound { key });
            }
            let is_off = self.not_on_holidays && year.is_some_and(|year| year.on(day).is_off);
            if is_off || self.except.contains(&day) || !self.every.meets(first, day, year) {
                continue;
            }
            if days.len() >= SERIES_MAX {
                return Err(too_long);
            }
            days.push(day);
        }
        Ok(days)
    }
}

impl Every {
    fn meets(&self, first: civil::Date, day: civil::Date, year: Option<&Almanac>) -> bool {
        let nth = |steps: i32, every: u8| steps.rem_euclid(i32::from(every.max(1))) == 0;
        match self {
            Self::Weeks { every, on } => {
                let weekday = day.weekday().to_monday_one_offset();
                let first_weekday = first.weekday().to_monday_one_offset();
                let monday = add_days(first, 1_i32.saturating_sub(i32::from(first_weekday)));
                let weeks = days_between(monday, day).div_euclid(7);
                let is_on = if on.is_empty() {
                    weekday == first_weekday
                } else {
                    on.contains(&weekday)
                };
                is_on && nth(weeks, *every)
            }
            Self::Months { every } => {
                let years = i32::from(day.year()).saturating_sub(i32::from(first.year()));
                let months = i32::from(day.month()).saturating_sub(i32::from(first.month()));
                let months = years.saturating_mul(12).saturating_add(months);
                day.day() == first.day() && nth(months, *every)
            }
            Self::Lunar { month, day: of } => {
                let lunar = year.and_then(|year| year.on(day).lunar);
                lunar.is_some_and(|lunar| {
                    !lunar.leap
                        && lunar.day == *of
                        && month.is_none_or(|month| month == lunar.month)
                })
            }
        }
    }
}
