//! What was changed about a session after it was published, kept with it for whoever registered.
//!
//! The one rule to know: a change is found by comparing, whoever made it: staff at the desk or a
//! feed that was taken again. Registrations stay as they are; nobody loses a seat by a change, and
//! whoever cannot come any more leaves without a mark.
//!
//! Deliberately absent: who was told. A device compares with when its own people registered.

use super::days::{OneDay, one_day_between};
use super::{Session, Status};
use crate::id::PlaceId;
use crate::time::UnixMillis;
use jiff::civil;
use serde::{Deserialize, Serialize};

/// How many changes a session remembers; the oldest go first.
pub const CHANGES_MAX: usize = 12;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When the server took it. Zero while only a device has.
    pub at: UnixMillis,
    /// What was changed.
    pub what: What,
    /// The reason given; empty where none was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Whether the session has no day from now on ([`What::Cancelled`]), or had none until now
    /// ([`What::Postponed`], [`What::Restored`]). Builds before it pass over the mark and read that it
    /// is cancelled, and then that it is held again.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub without_day: bool,
}

/// What was changed, with what stood there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It meets on other days or at another hour.
    Postponed {
        /// The first day it met on.
        #[serde(with = "crate::time::written")]
        day: civil::Date,
        /// When it began.
        #[serde(with = "crate::time::written")]
        starts: civil::Time,
    },
    /// One day of a course is held on another.
    DayMoved {
        /// The day it was held on.
        #[serde(with = "crate::time::written")]
        day: civil::Date,
        /// The day it is held on.
        #[serde(with = "crate::time::written")]
        to: civil::Date,
    },
    /// One day of a course is left out.
    DayLeftOut {
        /// Which.
        #[serde(with = "crate::time::written")]
        day: civil::Date,
    },
    /// It meets elsewhere.
    Moved {
        /// Where it met.
        place: PlaceId,
    },
    /// It does not take place.
    Cancelled,
    /// It takes place after all.
    Restored,
    /// It has another number of seats.
    Seats {
        /// How many it had.
        before: u32,
    },
}

/// The session as it is written now in the place of what stood there: with the changes it remembers
/// and what is new among them. The same one where nothing differs.
pub(crate) fn written_over(
    before: &Session,
    now: &Session,
    (at, why): (UnixMillis, &str),
) -> Session {
    let mut changes = before.changes.clone();
    let found = found_between(before, now);
    changes.extend(found.into_iter().map(|what| Change {
        at,
        without_day: is_without_day(&what, (before.status(), now.status())),
        what,
        why: why.to_owned(),
    }));
    let over = changes.len().saturating_sub(CHANGES_MAX);
    changes.drain(..over);
    Session {
        changes,
        ..now.clone()
    }
}

/// Whether a change takes the session its day, or gives it one again.
fn is_without_day(what: &What, (before, now): (Status, Status)) -> bool {
    match what {
        What::Cancelled => now == Status::Postponed,
        What::Postponed { .. } | What::Restored => before == Status::Postponed,
        What::DayMoved { .. }
        | What::DayLeftOut { .. }
        | What::Moved { .. }
        | What::Seats { .. } => false,
    }
}

/// What differs between two writings of a session, as far as it concerns who comes. While it has no
/// day nothing is said of days, and the day that brings it back is one change.
pub fn found_between(before: &Session, now: &Session) -> Vec<What> {
    let days = days_between(before, now);
    let is_brought_back = days.is_some() && before.status() == Status::Postponed;
    let mut found = Vec::from_iter(days);
    if before.place != now.place {
        found.push(What::Moved {
            place: before.place.clone(),
        });
    }
    found.extend(match (before.status(), now.status()) {
        (Status::Scheduled | Status::Cancelled, Status::Postponed)
        | (Status::Scheduled | Status::Postponed, Status::Cancelled) => Some(What::Cancelled),
        (Status::Postponed, Status::Scheduled) if is_brought_back => None,
        (Status::Postponed | Status::Cancelled, Status::Scheduled) => Some(What::Restored),
        (Status::Scheduled, Status::Scheduled)
        | (Status::Postponed, Status::Postponed)
        | (Status::Cancelled, Status::Cancelled) => None,
    });
    if let (Some(seats), Some(now)) = (before.admission.seats(), now.admission.seats())
        && seats != now
    {
        found.push(What::Seats { before: seats });
    }
    found
}

/// What differs of its days and hours, where what it had before or has now are days.
fn days_between(before: &Session, now: &Session) -> Option<What> {
    let hours = |session: &Session| (session.starts, session.ends);
    let same_hours = hours(before) == hours(now);
    if before.days == now.days && same_hours {
        return None;
    }
    let one_day = match (before.status(), now.status()) {
        (_, Status::Postponed) | (Status::Postponed, Status::Cancelled) => return None,
        (Status::Postponed, Status::Scheduled) => None,
        (Status::Scheduled | Status::Cancelled, Status::Scheduled | Status::Cancelled) => {
            same_hours
                .then(|| one_day_between(&before.days, &now.days))
                .flatten()
        }
    };
    Some(match one_day {
        Some(OneDay::Moved { from, to }) => What::DayMoved { day: from, to },
        Some(OneDay::LeftOut { day }) => What::DayLeftOut { day },
        None => What::Postponed {
            day: before.first_day(),
            starts: before.starts,
        },
    })
}
