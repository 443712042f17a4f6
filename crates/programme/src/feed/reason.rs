//! Why a row was refused, and what is worth knowing about one that was taken.

use crate::weekdays::PatternError;
use jiff::civil::Date;
use rules::id::IdError;
use serde::Serialize;

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which row, from 1.
    pub row: usize,
    /// Its code, where that could be read.
    pub code: Option<String>,
    /// Why.
    pub reason: Reason,
}

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The row is not an object.
    #[error("the row is not an object")]
    NotAnObject,
    /// A field that is needed is absent, null or empty.
    #[error("{field} is missing")]
    Missing {
        /// The field.
        field: String,
    },
    /// A field is neither text nor a number.
    #[error("{field} is neither text nor a number")]
    NotText {
        /// The field.
        field: String,
    },
    /// A field is too long.
    #[error("{field} has {found} bytes, at most {limit} are read")]
    TooLong {
        /// The field.
        field: String,
        /// How many bytes it has.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A field has too many signs for where it is shown.
    #[error("{field} has {found} characters, at most {limit} are shown")]
    TooManySigns {
        /// The field.
        field: String,
        /// How many it has.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A field is not a number in the range it may have.
    #[error("{field} is {found:?}, not a number of its kind")]
    Number {
        /// The field.
        field: String,
        /// What was found.
        found: String,
    },
    /// A field is not a date (at midnight, where it has an hour).
    #[error("{field} is {found:?}, not a date")]
    Date {
        /// The field.
        field: String,
        /// What was found.
        found: String,
    },
    /// A field is not a time of day.
    #[error("{field} is {found:?}, not a time")]
    Time {
        /// The field.
        field: String,
        /// What was found.
        found: String,
    },
    /// A field holds a word that the profile does not know.
    #[error("{field} is {found:?}, which the profile does not know")]
    Unknown {
        /// The field.
        field: String,
        /// What was found.
        found: String,
    },
    /// The code cannot be part of an id.
    #[error("the code: {0}")]
    Code(#[from] IdError),
    /// An earlier row that was taken has this code.
    #[error("an earlier row has this code")]
    Duplicate,
    /// The file holds a later version of the same event.
    #[error("a later version of it is in the file")]
    Outdated,
    /// The weekday pattern cannot be read with certainty.
    #[error("the weekdays: {0}")]
    Pattern(#[from] PatternError),
    /// The Chinese and the English weekday patterns name different days.
    #[error("the Chinese and the English weekdays name different days")]
    LanguagesDisagree,
    /// The programme says it begins or ends on a day on which it does not meet.
    #[error("it meets from {first} to {last}, which are not its first and last day")]
    Edges {
        /// The first day the pattern names.
        first: Date,
        /// The last day the pattern names.
        last: Date,
    },
    /// It ends at or before the time it starts.
    #[error("it ends at or before the time it starts")]
    EndsBeforeStart,
    /// The youngest admitted is older than the oldest.
    #[error("ages {min} to {max}")]
    Ages {
        /// The youngest.
        min: u16,
        /// The oldest.
        max: u16,
    },
    /// Cells of the row are merged, so that nobody can say what the others hold.
    #[error("cells {range} are merged")]
    Merged {
        /// Which.
        range: String,
    },
    /// A text begins with a quotation mark that is never closed, so that it is all of the file's rest.
    #[error("a quotation mark is opened and never closed: the lines below are lost in it")]
    OpenQuote,
    /// The row has values beyond the last heading: a separator within a value, most likely.
    #[error("it has more values than there are headings ({headings})")]
    TooWide {
        /// How many headings there are.
        headings: usize,
    },
    /// No day is named, or only in words that are no days.
    #[error("no day is named{}", only_words(written))]
    NoDays {
        /// The words; empty where there are none.
        written: String,
    },
    /// It meets on more days than one session may have.
    #[error("it meets on {found} days or more, at most {limit} are taken")]
    TooManyDays {
        /// How many days were found.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A series has no end.
    #[error("the series has no end")]
    NoEnd,
    /// A series does not come to its end.
    #[error("the series has not ended after {limit} years")]
    Unending {
        /// After how many years. Units: years.
        limit: usize,
    },
    /// A series cannot be read.
    #[error("the series: {said}")]
    Series {
        /// What its reader says.
        said: String,
    },
    /// Meetings of one row begin or end at different hours.
    #[error("its meetings are at different hours")]
    HoursDiffer,
    /// There is no such latitude or longitude.
    #[error("{found:?} is no point on the map")]
    Point {
        /// What was found.
        found: String,
    },
    /// An earlier row says something else about the same activity.
    #[error("an earlier row of this activity has another title, text or price")]
    ActivityDiffers,
    /// Registration closes before it opens.
    #[error("registration closes before it opens")]
    Window,
}

fn only_words(written: &str) -> String {
    if written.is_empty() {
        return String::new();
    }
    format!(", only words: {written:?}")
}

/// Something worth knowing about a row that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The row's code.
    pub code: String,
    /// What.
    pub note: Note,
}

/// What is worth knowing about a row that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// An excluded day lies outside the programme's range and excludes nothing.
    IdleExclusion {
        /// The day.
        day: i8,
        /// The month.
        month: i8,
    },
    /// The English weekday pattern cannot be read; the Chinese one stands alone.
    EnglishUnread,
    /// Fewer than no places are left: more people applied for a draw than there are places.
    PlacesNegative {
        /// What the feed says is left.
        left: i64,
    },
    /// More places are left than there are; the smaller number is offered.
    PlacesOverQuota {
        /// What the feed says is left.
        left: i64,
        /// How many there are.
        quota: u32,
    },
    /// The English notes are garbled and were left away.
    EnglishGarbled,
    /// The link is no web address and was left away.
    LinkDropped,
}
