//! Where and when a session met between its changes.
//!
//! The one rule to know: a change says what stood there before it, so the next of its kind says what
//! it put there, and the session itself says that of the last.

use super::Session;
use super::changes::{Change, What};
use crate::civil;
use crate::id::PlaceId;

/// Where and when a session meets, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its first day.
    pub day: civil::Date,
    /// When it begins.
    pub starts: civil::Time,
    /// Where.
    pub place: PlaceId,
}

impl Session {
    /// Each change it remembers with what it came to, in their order.
    pub fn changes_and_after(&self) -> Vec<(&Change, Meeting)> {
        let mut days = self.days.clone();
        let mut meeting = Meeting {
            day: self.first_day(),
            starts: self.starts,
            place: self.place.clone(),
        };
        let mut found = Vec::with_capacity(self.changes.len());
        for change in self.changes.iter().rev() {
            meeting.day = days.iter().min().copied().unwrap_or(meeting.day);
            found.push((change, meeting.clone()));
            match &change.what {
                What::Postponed { day, starts } => {
                    // Of all its days then, the first is all that is known. Where one day had been
                    // moved before all others, what came earlier is named by that day.
                    days = vec![*day];
                    meeting.starts = *starts;
                }
                What::DayMoved { day, to } => {
                    days.retain(|held| held != to);
                    days.push(*day);
                }
                What::DayLeftOut { day } => days.push(*day),
                What::Moved { place } => meeting.place = place.clone(),
                What::Cancelled | What::Restored | What::Seats { .. } => {}
            }
        }
        found.reverse();
        found
    }
}
