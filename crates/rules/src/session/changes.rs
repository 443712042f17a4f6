//! What was changed about a session after it was published, kept with it for whoever registered.
//!
//! The one rule to know: a change is found by comparing, whoever made it: staff at the desk or a
//! feed that was taken again. Registrations stay as they are; nobody loses a seat by a change, and
//! whoever cannot come any more leaves without a mark.
//!
//! Deliberately absent: who was told. A device compares with when its own people registered.

use super::days::{OneDay, one_day_between};
use super::{Session, SessionState};
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

/// What differs between two writings of a session, as far as it concerns who comes.
pub fn found_between(before: &Session, now: &Session) -> Vec<What> {
    let mut found = Vec::new();
    let hours = |session: &Session| (session.starts, session.ends);
    let one_day = if hours(before) == hours(now) {
        one_day_between(&before.days, &now.days)
    } else {
        None
    };
    if before.days != now.days || hours(before) != hours(now) {
        found.push(match one_day {
            Some(OneDay::Moved { from, to }) => What::DayMoved { day: from, to },
            Some(OneDay::LeftOut { day }) => What::DayLeftOut { day },
            None => What::Postponed {
                day: before.first_day(),
                starts: before.starts,
            },
        });
    }
    if before.place != now.place {
        found.push(What::Moved {
            place: before.place.clone(),
        });
    }
    match (before.state, now.state) {
        (SessionState::Scheduled, SessionState::Cancelled) => found.push(What::Cancelled),
        (SessionState::Cancelled, SessionState::Scheduled) => found.push(What::Restored),
        _ => {}
    }
    if let (Some(seats), Some(now)) = (before.admission.seats(), now.admission.seats())
        && seats != now
    {
        found.push(What::Seats { before: seats });
    }
    found
}
