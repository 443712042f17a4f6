//! What became of a session: it is held, it is postponed and its new day follows, or it is cancelled.
//!
//! The one rule to know: whoever has to tell the three apart asks [`Session::status`]. What is written
//! is one of two states, as builds before the third know them, and a mark beside: those show what is
//! postponed as cancelled, which seats nobody and sends nobody out into the typhoon.
//!
//! Deliberately absent: the day it had. It stays in [`Session::days`], and nothing is held on it.

use super::{Session, SessionState};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is held on its days.
    Scheduled,
    /// It is not held on its days, and the new ones are not set.
    Postponed,
    /// It is not held.
    Cancelled,
}

impl Session {
    /// What became of it.
    pub fn status(&self) -> Status {
        match (self.state, self.day_follows) {
            (SessionState::Scheduled, _) => Status::Scheduled,
            (SessionState::Cancelled, true) => Status::Postponed,
            (SessionState::Cancelled, false) => Status::Cancelled,
        }
    }

    /// Writes down what became of it.
    pub fn set_status(&mut self, status: Status) {
        (self.state, self.day_follows) = match status {
            Status::Scheduled => (SessionState::Scheduled, false),
            Status::Postponed => (SessionState::Cancelled, true),
            Status::Cancelled => (SessionState::Cancelled, false),
        };
    }

    /// The same session, of which this became.
    #[must_use]
    pub fn with_status(mut self, status: Status) -> Self {
        self.set_status(status);
        self
    }

    /// That it takes place on its days; else why nobody gets in, and nothing is offered.
    pub(crate) fn check_takes_place(&self) -> Result<(), Refusal> {
        match self.status() {
            Status::Scheduled => Ok(()),
            Status::Postponed => Err(Refusal::SessionPostponed),
            Status::Cancelled => Err(Refusal::SessionCancelled),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::session::Admission;
    use crate::time::Offset;
    use jiff::civil::{date, time};

    fn session() -> Session {
        let days = vec![date(2026, 3, 20)];
        let hours = (time(14, 30, 0, 0), time(16, 0, 0, 0));
        let ids = ("a".parse().unwrap(), "hall".parse().unwrap());
        Session::new(ids, days, hours, Admission::Open)
    }

    #[test]
    fn each_status_is_read_as_it_was_written_and_builds_before_read_held_or_not() {
        let old = |session: &Session| {
            let mut value = serde_json::to_value(session).unwrap();
            value.as_object_mut().unwrap().remove("day_follows");
            serde_json::from_value::<Session>(value).unwrap().status()
        };
        for (status, seen_before) in [
            (Status::Scheduled, Status::Scheduled),
            (Status::Postponed, Status::Cancelled),
            (Status::Cancelled, Status::Cancelled),
        ] {
            let written = session().with_status(status);
            assert!(written.is_sound(), "{status:?}");
            let text = serde_json::to_string(&written).unwrap();
            let read: Session = serde_json::from_str(&text).unwrap();
            assert_eq!((read.status(), read), (status, written.clone()));
            assert_eq!(old(&written), seen_before);
            let says_it = text.contains("day_follows");
            assert_eq!(says_it, status == Status::Postponed, "{text}");
        }
    }

    #[test]
    fn what_takes_place_has_a_day_and_the_mark_on_it_is_unsound() {
        let marked = Session {
            day_follows: true,
            ..session()
        };
        assert!(!marked.is_sound());
        assert_eq!(marked.status(), Status::Scheduled);
    }

    #[test]
    fn what_has_no_day_is_not_over_when_the_day_it_had_is() {
        let offset = Offset(480);
        let late = offset.millis(date(2026, 3, 21).at(9, 0, 0, 0));
        for (status, is_over) in [
            (Status::Scheduled, true),
            (Status::Postponed, false),
            (Status::Cancelled, true),
        ] {
            let session = session().with_status(status);
            assert_eq!(session.is_over(offset, late), is_over, "{status:?}");
        }
    }
}
