//! The points policy: what an act is worth. Data, versioned; a community may change it.
//!
//! The one rule to know: worth is computed in whole steps and whole points, and every cap that was
//! met is named, so that the line can explain itself.
//!
//! Deliberately absent: crediting. Nothing is credited here; that needs two people.
//!
//! Source: the default rule pack follows what Chinese communities publish: 10 points a verified
//! hour, 40 a day, 300 a month; good acts 2 points, at most 5 a week.

use crate::claim::{ClaimMonth, claimed_between};
use crate::id::ActId;
use crate::key::Month;
use crate::time::add_days;
use crate::words::Words;
use jiff::civil;
use serde::{Deserialize, Serialize};

/// How an act is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// By time, in whole steps.
    Time {
        /// The most that counts at one time. Units: minutes.
        minutes_max: u16,
    },
    /// By the act, however long it took.
    Act {
        /// What one is worth. Units: points.
        points: u32,
        /// How many count in a week, Monday to Sunday.
        week_max: u32,
    },
}

/// A kind of act that the policy knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Its name in claims and notes.
    pub id: ActId,
    /// What it is called.
    pub words: Words,
    /// How it is measured.
    pub measure: Measure,
}

/// What acts are worth in a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsPolicy {
    /// Which edition this is.
    pub version: u32,
    /// The first day it applies to.
    #[serde(with = "crate::time::written")]
    pub effective: civil::Date,
    /// What an hour is worth. Units: points.
    pub hour_points: u32,
    /// The step in which time counts. Units: minutes.
    pub step_minutes: u16,
    /// The most a day can bring. Units: points.
    pub day_points_max: u32,
    /// The most a month can bring. Units: points.
    pub month_points_max: u32,
    /// How far back a claim may reach. Units: days.
    pub claim_days_max: u16,
    /// The acts it knows.
    pub acts: Vec<Act>,
}

impl PointsPolicy {
    /// The act of an id.
    pub fn act(&self, id: &ActId) -> Option<&Act> {
        self.acts.iter().find(|act| act.id == *id)
    }
}

impl Default for PointsPolicy {
    fn default() -> Self {
        let time = |id: &str, zh: &str, en: &str, minutes_max: u16| {
            let measure = Measure::Time { minutes_max };
            act(id, Words::new(zh, en), measure)
        };
        let deed = Measure::Act {
            points: 2,
            week_max: 5,
        };
        Self {
            version: 1,
            effective: civil::date(2026, 1, 1),
            hour_points: 10,
            step_minutes: 15,
            day_points_max: 40,
            month_points_max: 300,
            claim_days_max: 30,
            acts: [
                time("guard", "护学岗", "School crossing", 120),
                time("clean", "楼道清洁", "Stairwell cleaning", 120),
                time("visit", "陪伴老人", "Keeping an elder company", 120),
                time("patrol", "巡逻值守", "Patrol and watch", 120),
                time("teach", "教课带班", "Teaching a class", 120),
                time("event", "大型活动服务", "Helping at a large event", 240),
                act("deed", Words::new("随手好事", "A good deed"), deed),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    }
}

fn act(id: &str, words: Words, measure: Measure) -> Option<Act> {
    let id = id.parse().ok()?;
    Some(Act { id, words, measure })
}

/// A cap that a claim met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cap {
    /// The most that counts at one time. Units: minutes.
    AtOnce {
        /// The limit.
        minutes_max: u16,
    },
    /// The most a day can bring. Units: points.
    Day {
        /// The limit.
        points_max: u32,
    },
    /// The most a month can bring. Units: points.
    Month {
        /// The limit.
        points_max: u32,
    },
    /// How many of this act count in a week.
    Week {
        /// The limit.
        acts_max: u32,
    },
}

/// What a claim would be worth, and why not more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worth {
    /// Points.
    pub points: u32,
    /// Time that counts. Units: minutes.
    pub minutes: u16,
    /// The caps that were met, in the order they were applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<Cap>,
    /// The edition of the policy.
    pub version: u32,
}

/// The months whose tallies a claim for a day is weighed against: its own, and where its week
/// reaches into a neighbour, that one too.
pub fn months_weighed(day: civil::Date) -> Vec<Month> {
    let (monday, sunday) = week_of(day);
    let mut months = vec![Month::of(monday), Month::of(day), Month::of(sunday)];
    months.sort_unstable();
    months.dedup();
    months
}

/// Monday and Sunday of the week a day lies in.
pub fn week_of(day: civil::Date) -> (civil::Date, civil::Date) {
    let since_monday = i32::from(day.weekday().to_monday_zero_offset());
    let monday = add_days(day, since_monday.saturating_neg());
    (monday, add_days(monday, 6))
}

/// What an act on a day would be worth, given what was claimed before.
pub fn worth(
    policy: &PointsPolicy,
    act: &Act,
    (day, minutes): (civil::Date, u16),
    months: &[(Month, ClaimMonth)],
) -> Worth {
    let mut caps = Vec::new();
    let (minutes, asked) = match act.measure {
        Measure::Time { minutes_max } => by_time(policy, minutes, minutes_max, &mut caps),
        Measure::Act { points, week_max } => {
            let (monday, sunday) = week_of(day);
            let acts = claimed_between(months, &act.id, monday, sunday);
            if acts >= week_max {
                caps.push(Cap::Week { acts_max: week_max });
                (minutes, 0)
            } else {
                (minutes, points)
            }
        }
    };
    let tally = months.iter().find(|(month, _)| *month == Month::of(day));
    let (of_day, of_month) = tally.map_or((0, 0), |(_, tally)| {
        (tally.day_points(day.day()), tally.points())
    });
    let mut points = asked;
    let mut cap = |left: u32, met: Cap| {
        if points > left {
            points = left;
            caps.push(met);
        }
    };
    let points_max = policy.day_points_max;
    cap(points_max.saturating_sub(of_day), Cap::Day { points_max });
    let points_max = policy.month_points_max;
    cap(
        points_max.saturating_sub(of_month),
        Cap::Month { points_max },
    );
    Worth {
        points,
        minutes,
        caps,
        version: policy.version,
    }
}

fn by_time(
    policy: &PointsPolicy,
    minutes: u16,
    minutes_max: u16,
    caps: &mut Vec<Cap>,
) -> (u16, u32) {
    let counted = minutes.min(minutes_max);
    if minutes > minutes_max {
        caps.push(Cap::AtOnce { minutes_max });
    }
    let step = policy.step_minutes.max(1);
    let whole = counted.saturating_sub(counted.checked_rem(step).unwrap_or(0));
    let points = u32::from(whole)
        .saturating_mul(policy.hour_points)
        .checked_div(60)
        .unwrap_or(0);
    (whole, points)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn check(act: &str, minutes: u16, before: &[(i8, &str, u32)], expect: (u32, &[Cap])) {
        let policy = PointsPolicy::default();
        let day = date(2026, 3, 20);
        let mut month = ClaimMonth::default();
        for (day, act, points) in before {
            month.add(*day, &act.parse().unwrap(), *points);
        }
        let found = worth(
            &policy,
            policy.act(&act.parse().unwrap()).unwrap(),
            (day, minutes),
            &[(Month::of(day), month)],
        );
        assert_eq!((found.points, found.caps.as_slice()), expect);
    }

    #[test]
    fn an_hour_and_a_half_is_fifteen_points() {
        check("guard", 90, &[], (15, &[]));
    }

    #[test]
    fn time_counts_in_whole_quarters() {
        check("guard", 14, &[], (0, &[]));
        check("guard", 29, &[], (2, &[]));
        check("guard", 59, &[], (7, &[]));
    }

    #[test]
    fn no_more_than_two_hours_at_once() {
        check("guard", 121, &[], (20, &[Cap::AtOnce { minutes_max: 120 }]));
        check("event", 240, &[], (40, &[]));
    }

    #[test]
    fn a_day_and_a_month_have_an_end() {
        check(
            "guard",
            60,
            &[(20, "clean", 35)],
            (5, &[Cap::Day { points_max: 40 }]),
        );
        let full: Vec<_> = (1..=8).map(|day| (day, "clean", 37)).collect();
        check("guard", 60, &full, (4, &[Cap::Month { points_max: 300 }]));
    }

    #[test]
    fn the_sixth_good_deed_of_a_week_brings_nothing() {
        let deeds: Vec<_> = (16..=19).map(|day| (day, "deed", 2)).collect();
        check("deed", 15, &deeds, (2, &[]));
        let deeds: Vec<_> = (15..=20).map(|day| (day, "deed", 2)).collect();
        check("deed", 15, &deeds, (0, &[Cap::Week { acts_max: 5 }]));
    }

    #[test]
    fn a_week_that_spans_two_months_weighs_both() {
        assert_eq!(months_weighed(date(2026, 3, 20)).len(), 1);
        assert_eq!(months_weighed(date(2026, 4, 1)).len(), 2);
    }
}
