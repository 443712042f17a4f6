//! Following a rule: period by period, day by day, until it ends.
//!
//! The one rule to know: whatever is looked at is counted, and there is an end to it. A day that is
//! rare (29 February) is waited for, one that never comes (30 February) is not.

use super::{Pace, Rule, is_among, is_counted, weekday};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use rules::time::{add_days, days_between};
use std::cell::Cell;
use std::num::TryFromIntError;

/// How far from its first day a series is followed. Units: years. A life long, so that every leap
/// day of it comes; no programme says more.
pub(in super::super) const SERIES_YEARS_MAX: i16 = 100;
/// Months, days and moments of one rule that are looked at. All days of those years are a third.
const STEPS_MAX: usize = 100_000;
/// The same for all rules of a file: a hundred thousand series, each once a week for a year.
pub(in crate::feed::rows) const FILE_STEPS_MAX: usize = 50_000_000;

/// Why a rule is not followed to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Far {
    /// It has not ended after so many years.
    Years,
    /// It has too many days and moments that have to be looked at.
    Steps,
}

impl From<TryFromIntError> for Far {
    fn from(_: TryFromIntError) -> Self {
        Self::Years
    }
}

/// What of a period is to be offered.
enum Set {
    Days(Date, Date),
    Moment(DateTime),
    Nothing,
}

/// What was found, and how much was looked at.
struct Walk {
    starts: DateTime,
    until: DateTime,
    wanted: usize,
    found: Vec<DateTime>,
    steps: usize,
    steps_max: usize,
}

impl Walk {
    fn step(&mut self) -> Result<(), Far> {
        self.steps = self.steps.saturating_add(1);
        if self.steps > self.steps_max {
            return Err(Far::Steps);
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.found.len() >= self.wanted
    }

    /// Takes a moment; whether none after it is wanted.
    fn offer(&mut self, at: DateTime) -> bool {
        if at > self.until {
            return true;
        }
        if at >= self.starts {
            self.found.push(at);
        }
        self.is_over()
    }
}

impl Rule {
    /// The first moments of a series, as many as `limit`, up to its end. What is looked at goes from
    /// what is `left` of the file's.
    pub(in super::super) fn moments(
        &self,
        starts: DateTime,
        until: Option<DateTime>,
        (limit, left): (usize, &Cell<usize>),
    ) -> Result<Vec<DateTime>, Far> {
        if self.interval < 1 {
            return Ok(Vec::new());
        }
        let mut walk = self.walk(starts, until, limit);
        walk.steps_max = STEPS_MAX.min(left.get());
        let done = self.follow(&mut walk);
        left.set(left.get().saturating_sub(walk.steps));
        done.map(|()| walk.found)
    }

    fn walk(&self, starts: DateTime, until: Option<DateTime>, limit: usize) -> Walk {
        Walk {
            starts,
            until: until.unwrap_or(DateTime::MAX),
            wanted: self.count.map_or(limit, |count| count.min(limit)),
            found: Vec::new(),
            steps: 0,
            steps_max: STEPS_MAX,
        }
    }

    fn follow(&self, walk: &mut Walk) -> Result<(), Far> {
        let year = walk.starts.year().saturating_add(SERIES_YEARS_MAX);
        let last = Date::new(year, 12, 31).unwrap_or(Date::MAX);
        let mut at = 0;
        while !walk.is_over() {
            walk.step()?;
            let (first, set, next) = if self.pace < Pace::Hourly {
                let (first, last) = self.days(at, walk.starts.date())?;
                (first, Set::Days(first, last), self.after(at, first))
            } else {
                self.fine(at, walk.starts)?
            };
            if first > walk.until.date() {
                break;
            }
            if first > last {
                return Err(Far::Years);
            }
            self.offer(walk, &set)?;
            at = next;
        }
        Ok(())
    }

    /// The first and the last day of a period.
    fn days(&self, number: i64, starts: Date) -> Result<(Date, Date), Far> {
        let on = number.saturating_mul(self.interval);
        let months = match self.pace {
            Pace::Yearly => on.saturating_mul(12),
            _ => on,
        };
        let day_after = |day: Date, days: i64| Ok::<_, Far>(add_days(day, i32::try_from(days)?));
        match self.pace {
            Pace::Yearly | Pace::Monthly => {
                let from = match self.pace {
                    Pace::Yearly => 0,
                    _ => i64::from(starts.month()).saturating_sub(1),
                };
                let all = i64::from(starts.year()).saturating_mul(12);
                let all = all.saturating_add(from).saturating_add(months);
                let year = i16::try_from(all.div_euclid(12))?;
                let month = i8::try_from(all.rem_euclid(12))?.saturating_add(1);
                let first = Date::new(year, month, 1).map_err(|_| Far::Years)?;
                Ok(match self.pace {
                    Pace::Yearly => (first, first.last_of_year()),
                    _ => (first, first.last_of_month()),
                })
            }
            Pace::Weekly => {
                let into = weekday(starts)
                    .saturating_sub(self.week_start)
                    .rem_euclid(7);
                let first = day_after(starts, on.saturating_mul(7).saturating_sub(into))?;
                Ok((first, add_days(first, 6)))
            }
            _ => {
                let day = day_after(starts, on)?;
                Ok((day, day))
            }
        }
    }

    /// The number of the next period: of days, the first beyond a month that is not named.
    fn after(&self, number: i64, day: Date) -> i64 {
        if self.pace != Pace::Daily || is_among(&self.months, day.month()) {
            return number.saturating_add(1);
        }
        let left = i64::from(days_between(day, day.last_of_month()));
        let periods = left.div_euclid(self.interval.max(1)).saturating_add(1);
        number.saturating_add(periods)
    }

    /// A period within a day, and the number of the next that is worth a look.
    fn fine(&self, number: i64, starts: DateTime) -> Result<(Date, Set, i64), Far> {
        let midnight = starts.date().to_datetime(Time::midnight());
        let into = starts.duration_since(midnight).as_secs();
        let unit = match self.pace {
            Pace::Hourly => 3_600,
            Pace::Minutely => 60,
            _ => 1,
        };
        let span = self.interval.max(1).saturating_mul(unit);
        let into = into.saturating_sub(into.rem_euclid(unit));
        let secs = number.saturating_mul(span).saturating_add(into);
        let at = midnight.checked_add(SignedDuration::from_secs(secs));
        let at = at.map_err(|_| Far::Years)?;
        // Whatever fails fails until the end of the largest thing that does.
        let lasts = if !self.holds(at.date()) {
            86_400
        } else if !is_among(&self.hours, at.hour()) {
            3_600
        } else if self.pace > Pace::Hourly && !is_among(&self.minutes, at.minute()) {
            60
        } else if self.pace == Pace::Secondly && !is_among(&self.seconds, at.second()) {
            1
        } else {
            return Ok((at.date(), Set::Moment(at), number.saturating_add(1)));
        };
        let ends = secs
            .div_euclid(lasts)
            .saturating_add(1)
            .saturating_mul(lasts);
        let missing = ends
            .saturating_sub(secs)
            .saturating_add(span)
            .saturating_sub(1);
        let next = number.saturating_add(missing.div_euclid(span).max(1));
        Ok((at.date(), Set::Nothing, next))
    }

    /// Offers the moments of a period in order.
    fn offer(&self, walk: &mut Walk, set: &Set) -> Result<(), Far> {
        let mut chosen = Vec::new();
        let (mut day, last) = match set {
            Set::Days(first, last) => (*first, *last),
            Set::Moment(at) => (at.date(), at.date()),
            Set::Nothing => return Ok(()),
        };
        while day <= last && !walk.is_over() {
            walk.step()?;
            if !is_among(&self.months, day.month()) {
                day = add_days(day.last_of_month(), 1);
                continue;
            }
            if self.holds(day) {
                for at in self.times(day, set) {
                    walk.step()?;
                    if !self.places.is_empty() {
                        chosen.push(at);
                    } else if walk.offer(at) {
                        return Ok(());
                    }
                }
            }
            day = add_days(day, 1);
        }
        for at in placed(&self.places, &chosen) {
            if walk.offer(at) {
                break;
            }
        }
        Ok(())
    }

    /// The moments of a day, or of a period within it, in order.
    fn times(&self, day: Date, set: &Set) -> impl Iterator<Item = DateTime> {
        let (hours, minutes, seconds) = match set {
            Set::Moment(at) => (
                vec![i64::from(at.hour())],
                match self.pace {
                    Pace::Hourly => self.minutes.clone(),
                    _ => vec![i64::from(at.minute())],
                },
                match self.pace {
                    Pace::Secondly => vec![i64::from(at.second())],
                    _ => self.seconds.clone(),
                },
            ),
            Set::Days(..) | Set::Nothing => (
                self.hours.clone(),
                self.minutes.clone(),
                self.seconds.clone(),
            ),
        };
        hours.into_iter().flat_map(move |hour| {
            let seconds = seconds.clone();
            minutes.clone().into_iter().flat_map(move |minute| {
                let seconds = seconds.clone().into_iter();
                seconds.filter_map(move |second| moment(day, (hour, minute, second)))
            })
        })
    }
}

fn moment(day: Date, (hour, minute, second): (i64, i64, i64)) -> Option<DateTime> {
    let small = |number: i64| i8::try_from(number).ok();
    let time = Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    Some(day.to_datetime(time))
}

/// Those of a period's moments that stand at these places, in order.
fn placed(places: &[i64], all: &[DateTime]) -> Vec<DateTime> {
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let numbered = (1_i64..).zip(all);
    let chosen = numbered.filter(|(at, _)| !places.is_empty() && is_counted(places, (*at, count)));
    chosen.map(|(_, moment)| *moment).collect()
}

#[cfg(test)]
mod tests;
