//! Weekday patterns as organisers type them, turned into dates:
//! `逢星期一,三,五(25/12,1/1,12/2)除外` from 2 December to 26 February.
//!
//! The one rule to know: a pattern is read with certainty or not at all. A year is never guessed:
//! a day and month without one must fall into the stated range just once.
//!
//! Deliberately absent: patterns without a range, holidays nobody wrote down, times of day.

mod grammar;
mod lexer;

use grammar::Group;
pub use lexer::PATTERN_CHARS_MAX;

use jiff::civil::{Date, Weekday};
use rules::session::SESSION_DAYS_MAX;
use rules::time::{add_days, days_between};

/// The longest range a pattern is applied to. Units: days. Two years; a feed that states more has
/// a wrong date in it.
pub const RANGE_DAYS_MAX: i32 = 731;

/// A day of a month, without its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfMonth {
    /// The day, 1 to 31.
    pub day: i8,
    /// The month, 1 to 12.
    pub month: i8,
}

/// Why a pattern cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// The text is longer than any pattern.
    #[error("a pattern of {found} characters, at most {limit} are read")]
    TooLong {
        /// How many characters it has.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A word or character that no pattern holds.
    #[error("{found:?} has no meaning in a weekday pattern")]
    Unknown {
        /// What was found.
        found: String,
    },
    /// The text ends where something must follow: it was cut off.
    #[error("the pattern ends too early")]
    Truncated,
    /// Something stands where it has no meaning.
    #[error("{found:?} stands where it has no meaning")]
    Misplaced {
        /// What was found.
        found: String,
    },
    /// A day of no month: `2,11,13` with nothing after it.
    #[error("day {day} has no month")]
    NoMonth {
        /// The day.
        day: u32,
    },
    /// A day and month that no year of the range has.
    #[error("there is no {day}/{month}")]
    NoSuchDay {
        /// The day.
        day: u32,
        /// The month.
        month: u32,
    },
    /// A day that lies in the range more than once.
    #[error("{day}/{month} lies in the range more than once")]
    Ambiguous {
        /// The day.
        day: i8,
        /// The month.
        month: i8,
    },
    /// A date that falls on another weekday than the pattern's.
    #[error("{day}/{month} falls on another weekday than the pattern's")]
    OffPattern {
        /// The day.
        day: i8,
        /// The month.
        month: i8,
    },
    /// A date to meet on that lies outside the range.
    #[error("{day}/{month} lies outside the range")]
    OutOfRange {
        /// The day.
        day: i8,
        /// The month.
        month: i8,
    },
    /// Some days are listed and others excluded; which hold is unclear.
    #[error("listed and excluded dates are mixed")]
    Mixed,
    /// The range is empty or too long.
    #[error("a range of {found} days, 1 to {limit} are read")]
    Range {
        /// How many days it has.
        found: i32,
        /// The limit.
        limit: i32,
    },
    /// The pattern names no day of the range, or more than a session holds.
    #[error("{found} meetings, 1 to {limit} make a session")]
    Meetings {
        /// How many days were found.
        found: usize,
        /// The limit.
        limit: usize,
    },
}

/// A pattern that was understood, not yet applied to a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    groups: Vec<Group>,
}

/// The days a pattern names within a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meetings {
    /// The days, ascending.
    pub days: Vec<Date>,
    /// Exclusions that lie outside the range and so exclude nothing. They are harmless: the same
    /// list is typed for many courses, and each such day is on the pattern's weekdays.
    pub idle: Vec<DayOfMonth>,
}

impl Pattern {
    /// Reads a pattern, in Chinese or in English.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use programme::weekdays::Pattern;
    /// let pattern = Pattern::read("逢星期三,五(25/12,01/01)除外")?;
    /// let meetings = pattern.meetings(date(2020, 12, 23), date(2021, 1, 6))?;
    /// assert_eq!(meetings.days, [date(2020, 12, 23), date(2020, 12, 30), date(2021, 1, 6)]);
    /// # Ok::<(), programme::weekdays::PatternError>(())
    /// ```
    pub fn read(text: &str) -> Result<Self, PatternError> {
        let groups = grammar::groups(&lexer::tokens(text)?)?;
        Ok(Self { groups })
    }

    /// The days it names from the first date to the last, both included.
    pub fn meetings(&self, first: Date, last: Date) -> Result<Meetings, PatternError> {
        let range = days_between(first, last).saturating_add(1);
        if !(1..=RANGE_DAYS_MAX).contains(&range) {
            return Err(PatternError::Range {
                found: range,
                limit: RANGE_DAYS_MAX,
            });
        }
        let mut meetings = match self.groups.as_slice() {
            [Group::Every { weekdays, except }] => every(weekdays, except, (first, last))?,
            groups => listed(groups, (first, last))?,
        };
        meetings.days.sort_unstable();
        meetings.days.dedup();
        let found = meetings.days.len();
        if found == 0 || found > SESSION_DAYS_MAX {
            return Err(PatternError::Meetings {
                found,
                limit: SESSION_DAYS_MAX,
            });
        }
        Ok(meetings)
    }
}

/// Every such weekday of the range, but for the exceptions.
fn every(
    weekdays: &[Weekday],
    except: &[DayOfMonth],
    (first, last): (Date, Date),
) -> Result<Meetings, PatternError> {
    let mut left_out = Vec::new();
    let mut idle = Vec::new();
    for day in except {
        match locate(*day, (first, last))? {
            Located::Within(date) if weekdays.contains(&date.weekday()) => left_out.push(date),
            Located::Within(_) => return Err(off_pattern(*day)),
            Located::Outside(dates) => {
                // A wrong month would as a rule fall on another weekday; then nothing is certain.
                if !dates.iter().any(|date| weekdays.contains(&date.weekday())) {
                    return Err(off_pattern(*day));
                }
                idle.push(*day);
            }
        }
    }
    let days = (0..=days_between(first, last))
        .map(|days| add_days(first, days))
        .filter(|date| weekdays.contains(&date.weekday()) && !left_out.contains(date))
        .collect();
    Ok(Meetings { days, idle })
}

/// Exactly the dates that are listed.
fn listed(groups: &[Group], range: (Date, Date)) -> Result<Meetings, PatternError> {
    let mut days = Vec::new();
    for group in groups {
        let Group::Listed { weekdays, dates } = group else {
            return Err(PatternError::Mixed);
        };
        for day in dates {
            match locate(*day, range)? {
                Located::Within(date) if weekdays.contains(&date.weekday()) => days.push(date),
                Located::Within(_) => return Err(off_pattern(*day)),
                Located::Outside(_) => {
                    let DayOfMonth { day, month } = *day;
                    return Err(PatternError::OutOfRange { day, month });
                }
            }
        }
    }
    Ok(Meetings {
        days,
        idle: Vec::new(),
    })
}

/// Where a day and month lies.
enum Located {
    /// In the range, once.
    Within(Date),
    /// Outside; the nearest dates before and after it.
    Outside(Vec<Date>),
}

fn locate(day: DayOfMonth, (first, last): (Date, Date)) -> Result<Located, PatternError> {
    let years = first.year().saturating_sub(1)..=last.year().saturating_add(1);
    let dates: Vec<Date> = years
        .filter_map(|year| Date::new(year, day.month, day.day).ok())
        .collect();
    let within: Vec<Date> = dates
        .iter()
        .filter(|date| (first..=last).contains(*date))
        .copied()
        .collect();
    match within.as_slice() {
        [date] => Ok(Located::Within(*date)),
        [] if dates.is_empty() => Err(PatternError::NoSuchDay {
            day: u32::from(day.day.unsigned_abs()),
            month: u32::from(day.month.unsigned_abs()),
        }),
        [] => {
            let before = dates.iter().rfind(|date| **date < first);
            let after = dates.iter().find(|date| **date > last);
            Ok(Located::Outside(
                before.into_iter().chain(after).copied().collect(),
            ))
        }
        _ => Err(PatternError::Ambiguous {
            day: day.day,
            month: day.month,
        }),
    }
}

fn off_pattern(day: DayOfMonth) -> PatternError {
    PatternError::OffPattern {
        day: day.day,
        month: day.month,
    }
}

#[cfg(test)]
mod tests;
