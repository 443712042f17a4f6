//! Where and when a session met between its changes.
//!
//! The one rule to know: a change says what stood there before it, so the next of its kind says what
//! it put there, and the session itself says that of the last. Where that leaves the day open, no day
//! is named rather than a likely one.

use super::Session;
use super::changes::{Change, What};
use crate::civil;
use crate::id::PlaceId;

/// Where and when a session meets, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its first day and when it begins; none where no later change says it.
    pub when: Option<civil::DateTime>,
    /// Where.
    pub place: PlaceId,
}

impl Session {
    /// Each change it remembers with what it came to, in their order.
    pub fn changes_and_after(&self) -> Vec<(&Change, Meeting)> {
        let mut days = Days::all(&self.days);
        let mut starts = self.starts;
        let mut place = self.place.clone();
        let mut found = Vec::with_capacity(self.changes.len());
        for change in self.changes.iter().rev() {
            let meeting = Meeting {
                when: days.first().map(|day| day.to_datetime(starts)),
                place: place.clone(),
            };
            found.push((change, meeting));
            match &change.what {
                What::Postponed { day, starts: began } => {
                    days = Days::since(*day);
                    starts = *began;
                }
                What::DayMoved { day, to } => days.move_back(*day, *to),
                What::DayLeftOut { day } => days.put_back(*day),
                What::Moved { place: before } => place = before.clone(),
                // What is written while it has no day is no change, so of before nothing is known.
                What::Cancelled if change.without_day => days = Days::unknown(),
                What::Cancelled | What::Restored | What::Seats { .. } => {}
            }
        }
        found.reverse();
        found
    }
}

/// The days it met on, as far as its later changes say.
struct Days {
    known: Vec<civil::Date>,
    /// What every other day comes after; none where there is no other.
    others_after: Option<civil::Date>,
}

impl Days {
    fn all(days: &[civil::Date]) -> Self {
        Self {
            known: days.to_vec(),
            others_after: None,
        }
    }

    /// This day first, and others after it that nobody wrote down.
    fn since(first: civil::Date) -> Self {
        Self {
            known: vec![first],
            others_after: Some(first),
        }
    }

    fn unknown() -> Self {
        Self {
            known: Vec::new(),
            others_after: Some(civil::Date::MIN),
        }
    }

    fn put_back(&mut self, day: civil::Date) {
        self.known.push(day);
    }

    fn move_back(&mut self, day: civil::Date, to: civil::Date) {
        self.known.retain(|held| *held != to);
        self.put_back(day);
    }

    fn first(&self) -> Option<civil::Date> {
        let first = self.known.iter().min().copied()?;
        self.others_after
            .is_none_or(|after| first <= after)
            .then_some(first)
    }
}
