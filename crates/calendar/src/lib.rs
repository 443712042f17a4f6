//! What is written into other calendars: the meetings of sessions as iCalendar (RFC 5545, 7986).
//!
//! The one rule to know: a file is made of [`Event`]s, and an event of one's own is made of a
//! session and of how many stand how in it ([`Own`]); no name of a resident ever gets here, so none
//! can get out.
//!
//! Deliberately absent: reading calendars (`programme` does); zones. Times are moments in UTC: a
//! community has an offset and no zone's name, every calendar shows a moment by its owner's own
//! clock, and a made-up zone is what they read worst. Rules of repetition too: a course is one
//! event a meeting, because several calendars leave out lists of days (`RDATE`).
#![forbid(unsafe_code)]

mod event;
mod line;
mod own;
pub mod words;
mod write;

pub use event::{Certainty, Event, Meetings, View};
pub use own::{Own, Stand};
pub use write::{Calendar, REFRESH_HOURS, write};

/// A language of the house.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tongue {
    /// Chinese, as it is published.
    #[default]
    Zh,
    /// English, where there is any.
    En,
}

impl Tongue {
    /// A text in this language, or in the other where it is not there.
    pub fn of(self, words: &rules::words::Words) -> &str {
        match self {
            Self::Zh => words.zh_or_en(),
            Self::En => words.en_or_zh(),
        }
    }
}
