//! A file that staff bring in at the desk: how it is read, what it would do, what became of it.
//!
//! The one rule to know: a file is looked at first; taking it names the digest of what was seen, and
//! a server that would do anything else takes nothing and shows what it would do now.
//!
//! Deliberately absent: the file itself, which travels as it is; reading it, which is the server's.

use crate::newer::{Newer, or_newer};
use rules::Refusal;
use rules::civil::{Date, Time};
use rules::id::SessionId;
use rules::words::Words;
use serde::{Deserialize, Serialize};

/// How a file is read: the profiles that one file is enough for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// A community's own sheet.
    Sheet,
    /// What was exported as a table.
    Cuobian,
    /// A calendar.
    Calendar,
    /// Events of a page.
    Events,
    /// Hong Kong's recreation programmes.
    LcsdLeisure,
}

impl Reads {
    /// Each of them, the usual one first.
    pub const ALL: [Self; 5] = [
        Self::Sheet,
        Self::Calendar,
        Self::Events,
        Self::Cuobian,
        Self::LcsdLeisure,
    ];

    /// The name of the profile.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Cuobian => "cuobian",
            Self::Calendar => "calendar",
            Self::Events => "events",
            Self::LcsdLeisure => "lcsd-leisure",
        }
    }

    /// The one of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reads| reads.name() == name)
    }

    /// How a file of this name is read, most likely.
    pub fn likely(file: &str) -> Self {
        let ending = file.rsplit('.').next().unwrap_or_default();
        let is = |known: &[&str]| known.iter().any(|one| ending.eq_ignore_ascii_case(one));
        if is(&["ics", "ical", "ifb"]) {
            Self::Calendar
        } else if is(&["json", "jsonld", "htm", "html"]) {
            Self::Events
        } else {
            Self::Sheet
        }
    }
}

/// A session that is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Which.
    pub session: SessionId,
    /// What is offered.
    pub title: Words,
    /// Its first day.
    #[serde(with = "rules::time::written")]
    pub day: Date,
    /// When it begins.
    #[serde(with = "rules::time::written")]
    pub starts: Time,
}

/// A session that differs from what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which, as it shall be.
    pub of: Named,
    /// What differs.
    pub differs: Vec<Differs>,
}

/// One thing that differs. Values are as a sheet has them, without a language: `2026-12-05`, `14:30`,
/// `20`; empty where a text is too long to be shown, or where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differs {
    /// What.
    #[serde(deserialize_with = "or_newer")]
    pub what: Field,
    /// As it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub was: String,
    /// As it would be.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub now: String,
}

/// What of a session or its activity may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The title.
    Title,
    /// What it is about.
    Summary,
    /// The days.
    Days,
    /// When it begins.
    Starts,
    /// When it ends.
    Ends,
    /// The hours in the organiser's words.
    Hours,
    /// Where.
    Place,
    /// How many seats.
    Seats,
    /// How one gets in.
    Admission,
    /// The ages.
    Ages,
    /// When registration opens.
    Opens,
    /// When it closes.
    Closes,
    /// It does not take place any more.
    Cancelled,
    /// It takes place after all.
    Restored,
    /// It is postponed, and its new day is not set.
    Postponed,
    /// What it costs.
    Fee,
    /// Whom to call.
    Phone,
    /// A page about it.
    Link,
    /// Who runs it.
    Organiser,
    /// Its kind.
    Kind,
    /// For whom.
    Audience,
    /// What to bring.
    Bring,
    /// Something else.
    Other,
}

impl Newer for Field {
    const NEWER: Self = Self::Other;
}

/// A session that would have fewer seats than people: all of them keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Below {
    /// Which.
    pub of: Named,
    /// How many seats it would have.
    pub seats: u32,
    /// How many are taken.
    pub taken: u32,
}

/// A line that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its number, by which a person finds it.
    pub row: u32,
    /// Its own code, where that could be read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Why.
    pub why: Fault,
}

/// What is wrong with a file or one of its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What kind of fault.
    #[serde(deserialize_with = "or_newer")]
    pub kind: FaultKind,
    /// The field; several names of it are parted by `|`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// What was found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// The most that is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

/// The kinds of faults: first a file's as a whole, then a line's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The file is too large.
    FileTooLarge,
    /// It consists of several files.
    NoFile,
    /// Its letters are in no encoding that is read.
    Letters,
    /// It is not JSON.
    NotJson,
    /// It is not XML.
    NotXml,
    /// It is JSON, but no list.
    NotAList,
    /// It is no calendar.
    NotACalendar,
    /// It has no events.
    NoEvents,
    /// It is no table.
    NotATable,
    /// It is no workbook.
    NotAWorkbook,
    /// It is an old workbook, or a locked one.
    OldWorkbook,
    /// It holds far more than it seems.
    TooMuchPacked,
    /// It has too many cells.
    TooManyCells,
    /// No line has the headings; `found` names the sheets.
    NoHeadings,
    /// It has too many lines.
    TooManyRows,
    /// The line is no record.
    NotARecord,
    /// A field is empty.
    Missing,
    /// A field is no text.
    NotText,
    /// A field is too long.
    TooLong,
    /// A field is no number of its kind.
    Number,
    /// A field is no date.
    Date,
    /// A field is no hour.
    Time,
    /// A field holds a word that is not known.
    Unknown,
    /// The code cannot be used.
    Code,
    /// An earlier line has the code.
    Duplicate,
    /// The weekdays cannot be read with certainty.
    Weekdays,
    /// It does not meet on its own first and last day; `found` names those.
    Edges,
    /// It ends before it begins.
    EndsBeforeStart,
    /// The youngest is older than the oldest.
    Ages,
    /// Cells are merged.
    Merged,
    /// It has more values than there are headings.
    TooWide,
    /// It names no day.
    NoDays,
    /// It meets on too many days.
    TooManyDays,
    /// Its series has no end.
    NoEnd,
    /// Its series has not ended after `limit` years.
    Unending,
    /// Its series cannot be read.
    Series,
    /// Its meetings are at different hours.
    HoursDiffer,
    /// No such point on the map.
    Point,
    /// An earlier line says something else about the same activity.
    ActivityDiffers,
    /// Registration closes before it opens.
    Window,
    /// Something that a later version knows.
    Newer,
}

impl Newer for FaultKind {
    const NEWER: Self = Self::Newer;
}

/// What taking a file would do. Lists name the first [`crate::limits::UPLOAD_NAMED_MAX`]; counts are
/// of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// What stands for all of this, when it is taken.
    pub digest: String,
    /// Lines that can be taken.
    pub rows: u32,
    /// Sessions that are there already, just so.
    pub same: u32,
    /// Records that would be written for the sessions named and for places.
    pub records: u32,
    /// Sessions that are not there yet.
    pub new: Listed<Named>,
    /// Sessions that differ.
    pub changed: Listed<Changed>,
    /// Sessions still to come that are not in the file any more: they stay as they are.
    pub gone: Listed<Named>,
    /// Sessions whose line cannot be taken now: they stay as they are.
    pub held: Listed<Named>,
    /// Sessions that would have fewer seats than people.
    pub below: Listed<Below>,
    /// Lines that cannot be taken.
    pub refused: Listed<Refused>,
}

/// The first of several, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed<T> {
    /// How many.
    pub all: u32,
    /// The first of them.
    pub first: Vec<T>,
}

/// What became of a file that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Sessions that are new.
    pub new: u32,
    /// Sessions that are changed.
    pub changed: u32,
    /// Records that were left as they are, because somebody changed them at the same moment or
    /// because a rule forbids it.
    pub left: u32,
}

/// What the server says about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// This is what taking it would do.
    Preview(Box<Preview>),
    /// It was taken.
    Taken(Taken),
    /// Nothing was taken: it would no longer do what was seen, but this.
    Differs(Box<Preview>),
    /// The file cannot be read.
    Unread(Fault),
    /// Another file is being taken or looked at.
    UnderWay,
    /// Whoever asks may not.
    Not {
        /// Why.
        #[serde(deserialize_with = "or_newer")]
        why: Refusal,
    },
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_way_to_read_has_a_name_that_reads_back() {
        for reads in Reads::ALL {
            assert_eq!(Reads::named(reads.name()), Some(reads));
        }
        assert_eq!(Reads::named("lcsd-cultural"), None, "it is three files");
        for (file, reads) in [
            ("十二月.xlsx", Reads::Sheet),
            ("plan.CSV", Reads::Sheet),
            ("holidays.ICS", Reads::Calendar),
            ("events.jsonld", Reads::Events),
            ("no-ending", Reads::Sheet),
            ("", Reads::Sheet),
        ] {
            assert_eq!(Reads::likely(file), reads, "{file}");
        }
    }

    #[test]
    fn an_answer_reads_back_with_the_apps_own_reader_and_what_is_newer_is_said_to_be() {
        let of = Named {
            session: "sheet-1".parse().unwrap(),
            title: Words::new("书法", ""),
            day: rules::civil::date(2026, 12, 5),
            starts: rules::civil::time(14, 30, 0, 0),
        };
        let listed = |first: Vec<Named>| Listed { all: 300, first };
        let none = Listed {
            all: 0,
            first: Vec::new(),
        };
        let answer = Answer::Differs(Box::new(Preview {
            digest: "ab".to_owned(),
            rows: 300,
            same: 0,
            records: 2,
            new: listed(vec![of.clone()]),
            changed: Listed {
                all: 1,
                first: vec![Changed {
                    of: of.clone(),
                    differs: vec![Differs {
                        what: Field::Seats,
                        was: "20".to_owned(),
                        now: String::new(),
                    }],
                }],
            },
            gone: none.clone(),
            held: none,
            below: Listed {
                all: 1,
                first: vec![Below {
                    of,
                    seats: 3,
                    taken: 4,
                }],
            },
            refused: Listed {
                all: 1,
                first: vec![Refused {
                    row: 7,
                    code: String::new(),
                    why: Fault {
                        kind: FaultKind::Date,
                        field: "日期|Dates".to_owned(),
                        found: "5/12/2026".to_owned(),
                        limit: None,
                    },
                }],
            },
        }));
        let text = serde_json::to_string(&answer).unwrap();
        let read: Answer = crate::json::read(&text).unwrap();
        assert_eq!(read, answer);
        let newer: Fault = crate::json::read(r#"{"kind":"in_verse"}"#).unwrap();
        assert_eq!(newer.kind, FaultKind::Newer);
        let not: Answer = crate::json::read(r#"{"not":{"why":"publisher_only"}}"#).unwrap();
        let why = Refusal::PublisherOnly;
        assert_eq!(not, Answer::Not { why });
    }
}
