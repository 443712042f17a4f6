//! A rule of repetition (RFC 5545, 3.3.10): what it names, on the clock its event goes by.
//!
//! The one rule to know: what a rule does not name it takes from the event's first moment.
//!
//! Deliberately absent: checks of the text, which was read by a reader of all of it before; zones.

mod walk;

pub(in crate::feed::rows) use walk::FILE_STEPS_MAX;
pub(super) use walk::{Far, SERIES_YEARS_MAX};

use jiff::civil::{Date, DateTime};
use rules::time::add_days;

const WEEK: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pace {
    Yearly,
    Monthly,
    Weekly,
    Daily,
    Hourly,
    Minutely,
    Secondly,
}

/// A rule. Lists that are empty name everything.
#[derive(Debug)]
pub(super) struct Rule {
    pace: Pace,
    interval: i64,
    /// From Monday.
    week_start: i64,
    count: Option<usize>,
    months: Vec<i64>,
    weeks: Vec<i64>,
    year_days: Vec<i64>,
    month_days: Vec<i64>,
    /// Which of a month or year (0: each), and the day from Monday.
    week_days: Vec<(i64, i64)>,
    hours: Vec<i64>,
    minutes: Vec<i64>,
    seconds: Vec<i64>,
    /// Which of a period's moments; counted from its end where below zero.
    places: Vec<i64>,
}

impl Rule {
    /// Reads a rule's text, in capitals, with what it leaves to the event's first moment.
    pub(super) fn read(text: &str, starts: DateTime) -> Self {
        let part = |name: &str| {
            let mut parts = text.split(';');
            parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        let listed = |name: &str| {
            let texts = part(name).unwrap_or_default().split(',');
            sorted(texts.filter_map(|text| text.trim().parse().ok()).collect())
        };
        let week_days = part("BYDAY").unwrap_or_default().split(',');
        let pace = match part("FREQ") {
            Some("YEARLY") => Pace::Yearly,
            Some("MONTHLY") => Pace::Monthly,
            Some("WEEKLY") => Pace::Weekly,
            Some("HOURLY") => Pace::Hourly,
            Some("MINUTELY") => Pace::Minutely,
            Some("SECONDLY") => Pace::Secondly,
            Some(_) | None => Pace::Daily,
        };
        let mut rule = Self {
            pace,
            interval: part("INTERVAL").map_or(1, |text| text.parse().unwrap_or(1)),
            week_start: part("WKST").and_then(week_day).map_or(0, |(_, day)| day),
            count: part("COUNT").and_then(|text| text.parse().ok()),
            months: listed("BYMONTH"),
            weeks: listed("BYWEEKNO"),
            year_days: listed("BYYEARDAY"),
            month_days: listed("BYMONTHDAY"),
            week_days: week_days.filter_map(week_day).collect(),
            hours: listed("BYHOUR"),
            minutes: listed("BYMINUTE"),
            seconds: listed("BYSECOND"),
            places: listed("BYSETPOS"),
        };
        rule.fill(starts);
        rule
    }

    /// What a rule does not name is as in the event's first moment.
    fn fill(&mut self, starts: DateTime) {
        let names_days = !self.weeks.is_empty()
            || !self.year_days.is_empty()
            || !self.month_days.is_empty()
            || !self.week_days.is_empty();
        if !names_days {
            if self.pace == Pace::Yearly && self.months.is_empty() {
                self.months.push(starts.month().into());
            }
            match self.pace {
                Pace::Yearly | Pace::Monthly => self.month_days.push(starts.day().into()),
                Pace::Weekly => self.week_days.push((0, weekday(starts.date()))),
                Pace::Daily | Pace::Hourly | Pace::Minutely | Pace::Secondly => {}
            }
        }
        let finer = [
            (Pace::Hourly, &mut self.hours, starts.hour()),
            (Pace::Minutely, &mut self.minutes, starts.minute()),
            (Pace::Secondly, &mut self.seconds, starts.second()),
        ];
        for (pace, list, first) in finer {
            if list.is_empty() && self.pace < pace {
                list.push(first.into());
            }
        }
    }

    /// Whether a day is one of those that are named.
    fn holds(&self, day: Date) -> bool {
        let in_month = (i64::from(day.day()), i64::from(day.days_in_month()));
        let in_year = (i64::from(day.day_of_year()), i64::from(day.days_in_year()));
        let within = match self.pace {
            Pace::Yearly if self.months.is_empty() => Some(in_year),
            Pace::Yearly | Pace::Monthly => Some(in_month),
            _ => None,
        };
        let falls = |(which, on): &(i64, i64)| {
            let is_it = |(at, of): (i64, i64)| {
                let ahead = at.saturating_add(6).div_euclid(7);
                let behind = of.saturating_sub(at).div_euclid(7).saturating_add(1);
                *which == ahead || *which == behind.saturating_neg()
            };
            *on == weekday(day) && (*which == 0 || within.is_none_or(is_it))
        };
        is_among(&self.months, day.month())
            && is_counted(&self.month_days, in_month)
            && is_counted(&self.year_days, in_year)
            && (self.weeks.is_empty() || is_counted(&self.weeks, self.week(day)))
            && (self.week_days.is_empty() || self.week_days.iter().any(falls))
    }

    /// The number of a day's week, and how many its year has. A week is of the year that has its
    /// middle day.
    fn week(&self, day: Date) -> (i64, i64) {
        let into = weekday(day).saturating_sub(self.week_start).rem_euclid(7);
        let middle = add_days(day, i32::try_from(3_i64.saturating_sub(into)).unwrap_or(0));
        let at = i64::from(middle.day_of_year());
        let left = i64::from(middle.days_in_year()).saturating_sub(at);
        let number = at.saturating_add(6).div_euclid(7);
        (number, number.saturating_add(left.div_euclid(7)))
    }
}

fn sorted(mut list: Vec<i64>) -> Vec<i64> {
    list.sort_unstable();
    list.dedup();
    list
}

/// `-1FR`: the last, and the day from Monday.
fn week_day(text: &str) -> Option<(i64, i64)> {
    let text = text.trim();
    let (which, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let on = WEEK.iter().position(|day| *day == name)?;
    let which = match which {
        "" => 0,
        which => which.parse().ok()?,
    };
    Some((which, i64::try_from(on).ok()?))
}

fn weekday(day: Date) -> i64 {
    day.weekday().to_monday_zero_offset().into()
}

fn is_among(list: &[i64], found: i8) -> bool {
    list.is_empty() || list.contains(&found.into())
}

/// Whether a list names this one of so many, from the front or from the end.
fn is_counted(list: &[i64], (at, of): (i64, i64)) -> bool {
    let behind = at.saturating_sub(of).saturating_sub(1);
    list.is_empty() || list.contains(&at) || list.contains(&behind)
}
