//! A session: what one registration covers. It meets on one day, or, as a course, on several.
//!
//! The one rule to know: all meetings of a session share one wall-clock time; a course whose times
//! differ by day is several sessions. One of its days may be held on another, or left out.
//!
//! Deliberately absent: how many seats are taken; that is the tally [`crate::registration::Seats`].

pub mod changes;
pub mod days;
pub mod meetings;
pub mod quota;
pub mod revising;
mod status;

use crate::id::{ActivityId, PlaceId};
use crate::registration::holding::HOLD_HOURS_MAX;
use crate::time::Offset;
use crate::time::UnixMillis;
use crate::words::Words;
use changes::{CHANGES_MAX, Change};
use jiff::civil;
use quota::{Counted, QUOTAS_MAX, Quota};
use serde::{Deserialize, Serialize};
pub use status::Status;

/// How many days one session may meet on. A year of weekdays fits.
pub const SESSION_DAYS_MAX: usize = 400;

/// How one gets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// Come as you are; nothing to register.
    Open,
    /// First come, first served, on the server's order.
    FirstCome {
        /// How many seats there are.
        seats: u32,
    },
    /// Apply now, a draw decides.
    Ballot {
        /// How many seats will be drawn.
        seats: u32,
        /// The day of the draw, where it is known.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "crate::time::written"
        )]
        drawn_on: Option<civil::Date>,
    },
    /// Apply now, staff decide.
    Approval {
        /// How many seats there are.
        seats: u32,
    },
    /// Registration is in person at the organiser's counter.
    Counter {
        /// How many seats there are.
        seats: u32,
    },
}

impl Admission {
    /// How many seats there are; none when anyone may come.
    pub fn seats(&self) -> Option<u32> {
        match self {
            Self::Open => None,
            Self::FirstCome { seats }
            | Self::Ballot { seats, .. }
            | Self::Approval { seats }
            | Self::Counter { seats } => Some(*seats),
        }
    }
}

/// The ages admitted. Units: full years on the day of the first meeting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    /// The youngest admitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u16>,
    /// The oldest admitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u16>,
}

impl Ages {
    /// Whether everyone is admitted.
    pub fn are_all(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }

    /// Whether no age lies between the two.
    pub fn are_crossed(&self) -> bool {
        self.min.zip(self.max).is_some_and(|(min, max)| min > max)
    }

    /// Whether somebody of this age is admitted.
    pub fn admit(&self, age: u16) -> bool {
        self.min.is_none_or(|min| min <= age) && self.max.is_none_or(|max| age <= max)
    }
}

/// Whether it takes place on its days, as it is written. What became of it is [`Session::status`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// It takes place.
    #[default]
    Scheduled,
    /// It does not.
    Cancelled,
}

/// What one registration covers.
///
/// Its fields are written in this order: what differs between the sessions of one activity stands
/// together at the beginning, which is a tenth less of a packed programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The days it meets on, ascending, at least one.
    #[serde(with = "crate::time::written")]
    pub days: Vec<civil::Date>,
    /// When registration closes; absent: when the first meeting begins.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "crate::time::written"
    )]
    pub closes: Option<civil::DateTime>,
    /// When registration opens; absent: at once.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "crate::time::written"
    )]
    pub opens: Option<civil::DateTime>,
    /// Where.
    pub place: PlaceId,
    /// What is offered.
    pub activity: ActivityId,
    /// When each meeting begins, on the community's wall clock.
    #[serde(with = "crate::time::written")]
    pub starts: civil::Time,
    /// When each meeting ends; at or before `starts` means on the next day.
    #[serde(with = "crate::time::written")]
    pub ends: civil::Time,
    /// The hours in the organiser's own words, where they cannot be read with certainty: screens say
    /// these. `starts` is then the earliest it may begin and `ends` the latest it may end.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub as_written: Words,
    /// How one gets in.
    pub admission: Admission,
    /// The ages admitted.
    #[serde(default, skip_serializing_if = "Ages::are_all")]
    pub ages: Ages,
    /// How long a seat that becomes free is held for whoever waited, until they say that they come.
    /// Units: hours; absent: it is theirs outright. A hold keeps the deadline it was given, whatever
    /// is written here afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_hours: Option<u16>,
    /// How many of the seats some of the people may take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<Quota>,
    /// The day its series names, where that is a public holiday and it is held on another; see
    /// [`crate::almanac::held_on`].
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "crate::time::written"
    )]
    pub moved_from: Option<civil::Date>,
    /// Whether it takes place.
    #[serde(default, skip_serializing_if = "is_scheduled")]
    pub state: SessionState,
    /// Whether it is to be held on a day that is not set yet. Only of what does not take place.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub day_follows: bool,
    /// What was changed about it, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

// serde's `skip_serializing_if` wants a function of a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_scheduled(state: &SessionState) -> bool {
    *state == SessionState::Scheduled
}

impl Session {
    /// A session that takes place and asks for nothing beside.
    pub fn new(
        (activity, place): (ActivityId, PlaceId),
        days: Vec<civil::Date>,
        (starts, ends): (civil::Time, civil::Time),
        admission: Admission,
    ) -> Self {
        Self {
            activity,
            days,
            starts,
            ends,
            as_written: Words::default(),
            place,
            admission,
            ages: Ages::default(),
            opens: None,
            closes: None,
            hold_hours: None,
            quotas: Vec::new(),
            moved_from: None,
            state: SessionState::Scheduled,
            day_follows: false,
            changes: Vec::new(),
        }
    }

    /// The first day it meets.
    pub fn first_day(&self) -> civil::Date {
        self.days.first().copied().unwrap_or(civil::Date::MIN)
    }

    /// The last day it meets.
    pub fn last_day(&self) -> civil::Date {
        self.days.last().copied().unwrap_or(civil::Date::MIN)
    }

    /// When registration closes, on the community's wall clock.
    pub fn closing(&self) -> civil::DateTime {
        self.closes
            .unwrap_or_else(|| self.first_day().to_datetime(self.starts))
    }

    /// When the first meeting begins.
    pub fn begins(&self, offset: Offset) -> UnixMillis {
        offset.millis(self.first_day().to_datetime(self.starts))
    }

    /// Until when a free seat goes to whoever waits: until it begins, or as long as newcomers may
    /// still register, who would otherwise pass by those who waited.
    pub fn line_goes_until(&self, offset: Offset) -> UnixMillis {
        self.begins(offset).max(offset.millis(self.closing()))
    }

    /// Whether the last meeting has ended at a moment. What has no day has no end either.
    pub fn is_over(&self, offset: Offset, at: UnixMillis) -> bool {
        if self.status() == Status::Postponed {
            return false;
        }
        let last = self.last_day();
        let ends_on = if self.ends <= self.starts {
            crate::time::add_days(last, 1)
        } else {
            last
        };
        offset.millis(ends_on.to_datetime(self.ends)) <= at
    }

    /// Whether the record keeps its own promises: days ascending without repeats, at least one and
    /// at most [`SESSION_DAYS_MAX`], a window that opens before it closes, holds of at least an hour
    /// and at most [`HOLD_HOURS_MAX`], ages that somebody has, and a day if it takes place.
    pub fn is_sound(&self) -> bool {
        let ascending = self
            .days
            .iter()
            .zip(self.days.iter().skip(1))
            .all(|(earlier, later)| earlier < later);
        let window = self.opens.is_none_or(|opens| opens < self.closing());
        let hold = self
            .hold_hours
            .is_none_or(|hours| (1..=HOLD_HOURS_MAX).contains(&hours));
        let few = self.days.len() <= SESSION_DAYS_MAX
            && self.quotas.len() <= QUOTAS_MAX
            && self.changes.len() <= CHANGES_MAX;
        let counted = self.quotas.iter().filter_map(|quota| match &quota.of {
            Counted::Aged(ages) => Some(ages),
            Counted::LivingIn(_) | Counted::LivingElsewhere(_) | Counted::ByOwnDevice => None,
        });
        let mut ages = counted.chain([&self.ages]);
        let ages = !ages.any(Ages::are_crossed);
        let has_day = !self.day_follows || self.state == SessionState::Cancelled;
        !self.days.is_empty() && few && ascending && window && hold && ages && has_day
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn ages_that_nobody_has_are_refused_of_a_session_and_of_its_quotas() {
        let days = vec![date(2026, 3, 20)];
        let hours = (time(14, 30, 0, 0), time(16, 0, 0, 0));
        let seats = Admission::FirstCome { seats: 9 };
        let ids = ("a".parse().unwrap(), "hall".parse().unwrap());
        let open = Session::new(ids, days, hours, seats);
        for (min, max, is_sound) in [
            (None, None, true),
            (Some(6), Some(6), true),
            (Some(7), Some(6), false),
            (Some(7), None, true),
            (None, Some(6), true),
        ] {
            let ages = Ages { min, max };
            let session = Session {
                ages,
                ..open.clone()
            };
            assert_eq!(session.is_sound(), is_sound, "{ages:?}");
            let quota = Quota {
                name: Words::default(),
                of: Counted::Aged(ages),
                seats: 3,
            };
            let session = Session {
                quotas: vec![quota],
                ..open.clone()
            };
            assert_eq!(session.is_sound(), is_sound, "of a quota: {ages:?}");
        }
    }
}
