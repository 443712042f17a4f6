//! A series: one thing that is offered, and the sessions it becomes in a year.
//!
//! The one rule to know: a series is a table of a file in `data/dehua/`; this module only reads it.
//!
//! Deliberately absent: dates (`schedule`) and places (`agenda`).

use super::DehuaError;
use super::schedule::TWENTIETH;
use crate::aid;
use jiff::civil::{Date, DateTime, Time};
use rules::activity::fee::Fee;
use rules::activity::{Activity, ActivityKind, Audience};
use rules::id::{ActivityId, PlaceId, SessionId};
use rules::session::{Admission, Ages, Session};
use rules::time::add_days;
use rules::words::Words;
use serde::Deserialize;

const FILES: [&str; 10] = [
    include_str!("../../data/dehua/children.toml"),
    include_str!("../../data/dehua/heritage.toml"),
    include_str!("../../data/dehua/festivals-spring.toml"),
    include_str!("../../data/dehua/festivals-autumn.toml"),
    include_str!("../../data/dehua/twentieth.toml"),
    include_str!("../../data/dehua/culture.toml"),
    include_str!("../../data/dehua/learning.toml"),
    include_str!("../../data/dehua/sport-and-health.toml"),
    include_str!("../../data/dehua/service.toml"),
    include_str!("../../data/dehua/campaigns.toml"),
];

/// When registration opens and closes, and when a draw is held.
const OPENS_AT: Time = Time::constant(9, 0, 0, 0);
const CLOSES_AT: Time = Time::constant(18, 0, 0, 0);
/// How long before the first meeting registration for a draw closes. Units: days.
const BALLOT_CLOSES_DAYS: i32 = 5;
/// How long before the first meeting a draw is held. Units: days.
const BALLOT_DRAWN_DAYS: i32 = 3;

/// A file of series.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    series: Vec<Series>,
}

/// One thing that is offered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Series {
    /// Its name in ids.
    pub(super) slug: String,
    kind: ActivityKind,
    title: [String; 2],
    summary: [String; 2],
    topic: [String; 2],
    /// Who runs it.
    by: [String; 2],
    #[serde(default)]
    bring: [String; 2],
    audience: Audience,
    /// The youngest and oldest admitted; zero is no limit.
    #[serde(default)]
    ages: [u16; 2],
    /// `HH:MM-HH:MM`.
    time: String,
    /// Zero: anyone may come.
    #[serde(default)]
    seats: u32,
    #[serde(default)]
    admission: Means,
    /// How long a seat that becomes free is held for whoever waited. Units: hours; absent: theirs.
    hold_hours: Option<u16>,
    /// How long before the first meeting registration opens. Units: days.
    #[serde(default = "a_week")]
    opens_days: i32,
    /// Venues, or names of groups of them, taken in turn.
    pub(super) places: Vec<String>,
    /// At how many places at once.
    #[serde(default = "one")]
    pub(super) spread: usize,
    /// When it meets.
    pub(super) when: When,
}

/// How one gets in where seats are limited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Means {
    #[default]
    FirstCome,
    Ballot,
    Counter,
}

/// When a series meets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum When {
    /// On weekdays, but not on public holidays or worked weekends.
    Weekly {
        /// The weekdays: `mon` to `sun`.
        on: Vec<String>,
        /// Every so many weeks.
        #[serde(default = "one")]
        every: usize,
        /// How many weeks later than the year's first.
        #[serde(default)]
        shift: usize,
        /// The first day of the season, `MM-DD`.
        #[serde(default)]
        from: String,
        /// The last day of the season, `MM-DD`.
        #[serde(default)]
        until: String,
        /// Only in school terms.
        #[serde(default)]
        in_term: bool,
    },
    /// On the first, second, third or fourth such weekday of months; a holiday
    /// moves it a week, or away where the month has no week left.
    Monthly {
        /// Which of the month, 1 to 4.
        nth: usize,
        /// The weekday.
        on: String,
        /// The months; empty is every month.
        #[serde(default)]
        months: Vec<i8>,
    },
    /// On the 20th of each month, or the first day after it that is no public holiday.
    Twentieth {},
    /// On days of the lunar calendar, or some days before or after.
    Lunar {
        /// The month.
        month: usize,
        /// The day.
        day: i32,
        /// So many days later.
        #[serde(default)]
        plus: i32,
    },
    /// So many days after the first day of Spring Festival.
    NewYear {
        /// The days; negative is before.
        plus: i32,
    },
    /// On a solar term, or some days before or after; every one where no name is given.
    Solar {
        /// The term.
        #[serde(default)]
        term: String,
        /// So many days later.
        #[serde(default)]
        plus: i32,
    },
    /// On dates of the public calendar.
    Dates {
        /// The dates, `MM-DD`.
        on: Vec<String>,
    },
    /// One course a month, on every school day of it.
    SchoolMonths {},
    /// Courses of several meetings.
    Course {
        /// The weekdays.
        on: Vec<String>,
        /// How many meetings a course has.
        meetings: usize,
        /// The days on or after which the courses begin, `MM-DD`.
        #[serde(default)]
        from: Vec<String>,
        /// Other such days, so many days after the first of Spring Festival.
        #[serde(default)]
        after_new_year: Vec<i32>,
    },
}

/// A session with its place, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sitting {
    pub(super) days: Vec<Date>,
    pub(super) place: PlaceId,
    /// Which of those at the same time, from 1; zero where there is one only.
    pub(super) number: usize,
}

fn one() -> usize {
    1
}

fn a_week() -> i32 {
    7
}

/// Every series, in the order in which they take places.
pub(super) fn all() -> Result<Vec<Series>, DehuaError> {
    let mut all = Vec::new();
    for file in FILES {
        all.extend(toml::from_str::<File>(file)?.series);
    }
    Ok(all)
}

impl Series {
    /// The activity's id in a year.
    pub(super) fn id(&self, year: i16) -> Result<ActivityId, DehuaError> {
        Ok(format!("dh-{year}-{}", self.slug).parse()?)
    }

    /// The activity.
    pub(super) fn activity(&self) -> Activity {
        let words = |[zh, en]: &[String; 2]| Words::new(zh.clone(), en.clone());
        let (title, topic) = (words(&self.title), words(&self.topic));
        Activity {
            aid: aid::of_activity(&title.zh, &topic.zh),
            title,
            summary: words(&self.summary),
            kind: self.kind,
            topic,
            audience: self.audience,
            bring: words(&self.bring),
            organiser: words(&self.by),
            phone: String::new(),
            fee: Fee::Free,
            link: String::new(),
        }
    }

    /// When each meeting begins and ends.
    pub(super) fn hours(&self) -> Result<(Time, Time), DehuaError> {
        let wrong = || self.no_time(&self.time);
        let (starts, ends) = self.time.split_once('-').ok_or_else(wrong)?;
        let read = |text: &str| {
            let (hour, minute) = text.split_once(':')?;
            Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
        };
        read(starts).zip(read(ends)).ok_or_else(wrong)
    }

    /// The day the series names, where it is held on another.
    fn moved_from(&self, held: Date) -> Option<Date> {
        let When::Twentieth {} = self.when else {
            return None;
        };
        let planned = Date::new(held.year(), held.month(), TWENTIETH).ok();
        planned.filter(|planned| *planned != held)
    }

    /// The session of a sitting.
    pub(super) fn session(
        &self,
        activity: &ActivityId,
        sitting: Sitting,
    ) -> Result<(SessionId, Session), DehuaError> {
        let (starts, ends) = self.hours()?;
        let first = sitting.days.first().copied().unwrap_or(Date::MIN);
        // The number stands before the day: in order of ids only the day differs from row to row.
        let mut id = activity.to_string();
        if sitting.number > 0 {
            id = format!("{id}-{}", sitting.number);
        }
        id = format!("{id}-{:02}{:02}", first.month(), first.day());
        let (admission, closes_days) = self.admission(first);
        let at = |days: i32, hour: Time| -> DateTime { add_days(first, -days).to_datetime(hour) };
        let limit = |age: u16| (age > 0).then_some(age);
        let [min, max] = self.ages.map(limit);
        let is_open = admission == Admission::Open;
        let session = Session {
            ages: Ages { min, max },
            opens: (!is_open).then(|| at(self.opens_days, OPENS_AT)),
            closes: (!is_open).then(|| at(closes_days, CLOSES_AT)),
            hold_hours: self.hold_hours,
            moved_from: self.moved_from(first),
            ..Session::new(
                (activity.clone(), sitting.place),
                sitting.days,
                (starts, ends),
                admission,
            )
        };
        Ok((id.parse()?, session))
    }

    fn admission(&self, first: Date) -> (Admission, i32) {
        let seats = self.seats;
        match self.admission {
            _ if seats == 0 => (Admission::Open, 0),
            Means::FirstCome => (Admission::FirstCome { seats }, 1),
            Means::Counter => (Admission::Counter { seats }, 1),
            Means::Ballot => {
                let drawn_on = Some(add_days(first, -BALLOT_DRAWN_DAYS));
                (Admission::Ballot { seats, drawn_on }, BALLOT_CLOSES_DAYS)
            }
        }
    }

    /// The error for a text that is no time, date or weekday.
    pub(super) fn no_time(&self, found: &str) -> DehuaError {
        DehuaError::When {
            slug: self.slug.clone(),
            found: found.to_owned(),
        }
    }
}
