//! Somebody else's programme, read from their feed: tables, lists in JSON or XML, calendars, pages.
//!
//! The one rule to know: each row is either taken or refused with its code and a reason. What
//! cannot be read with certainty is never guessed, and one bad row never spoils another.
//!
//! Deliberately absent: fetching; knowing a particular feed (that is a [`Profile`], a file of data);
//! withdrawing what vanished ([`Changes`] names it, whoever publishes decides).

mod changes;
mod days;
mod fee;
mod field;
mod known;
mod profile;
mod reason;
mod row;
mod rows;
mod text;
mod venues;

pub use changes::{Below, Change, Changes, Known, changes};
pub use profile::{Method, Profile, ProfileError};
pub use reason::{Note, Noted, Reason, Refused};
pub use rows::File;

use profile::Form;
use row::{Offer, Row};
use rows::Found;
use rules::activity::Activity;
use rules::id::{ActivityId, SessionId};
use rules::key::Key;
use rules::publish::Item;
use rules::record::Record;
use std::collections::{BTreeMap, BTreeSet};

/// The largest feed that is read. Units: bytes. Ten times the largest seen.
pub const FEED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The most rows that are read. The largest feed seen has 7,011; a table of a line for each day of
/// the largest has 60,000.
pub const FEED_ROWS_MAX: usize = 100_000;

/// Why a whole feed cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// The file is too large.
    #[error("a feed of {found} bytes, at most {limit} are read")]
    TooLarge {
        /// How many bytes it has.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A file that the profile names is not there.
    #[error("the file {name:?} is missing")]
    NoFile {
        /// Its name.
        name: String,
    },
    /// The file is no text that can be read.
    #[error("not UTF-8 from byte {at}, nor GB18030 or Big5 as a whole")]
    NotUtf8 {
        /// The first byte that is not.
        at: usize,
    },
    /// The file is not JSON.
    #[error("not JSON at line {line}, column {column}")]
    NotJson {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// The file is JSON, but no array of rows.
    #[error("the feed is not an array of rows")]
    NotAnArray,
    /// The file is not XML, or goes too deep.
    #[error("{file} is not XML at byte {at}")]
    NotXml {
        /// The file.
        file: String,
        /// Where.
        at: u64,
    },
    /// The file is no calendar, or ends within an event.
    #[error("no iCalendar file, or one that was cut off")]
    NotACalendar,
    /// The page or file holds no events.
    #[error("there are no schema.org events in it")]
    NoEvents,
    /// The file is no table.
    #[error("the file is no table of separated values")]
    NotATable,
    /// The file is packed, but no workbook that can be read.
    #[error("the file is no .xlsx workbook, or a damaged one")]
    NotAWorkbook,
    /// The file is a workbook of before 2007, or locked with a password.
    #[error("an old .xls workbook, or one with a password: save it as .xlsx or .csv")]
    OldWorkbook,
    /// The workbook holds far more than it seems.
    #[error("it holds more than {limit} bytes when unpacked")]
    TooMuchPacked {
        /// The limit.
        limit: u64,
    },
    /// The table has too many cells.
    #[error("the table has more cells or lines than are read")]
    TooManyCells,
    /// No line of the table has the headings.
    #[error("no line has the headings {wanted}; sheets: {}", sheets.join(", "))]
    NoHeadings {
        /// The headings without which it is another table.
        wanted: String,
        /// The sheets that were looked through.
        sheets: Vec<String>,
    },
    /// The feed has too many rows.
    #[error("a feed of {found} rows, at most {limit} are read")]
    TooManyRows {
        /// How many rows it has.
        found: usize,
        /// The limit.
        limit: usize,
    },
}

/// What a feed came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The records to publish: the community, its places, then activities and sessions.
    pub items: Vec<Item>,
    /// The sessions that were taken, one a row, in the feed's order.
    pub taken: Vec<SessionId>,
    /// The rows that were not.
    pub refused: Vec<Refused>,
    /// What is worth knowing about rows that were taken.
    pub notes: Vec<Noted>,
}

/// Reads a feed that is one file.
///
/// ```
/// use programme::feed::{Profile, read};
/// let profile = Profile::lcsd_leisure()?;
/// let feed = include_bytes!("../examples/leisure.json");
/// let reading = read(feed, &profile)?;
/// assert_eq!((reading.taken.len(), reading.refused.len()), (3, 1));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn read(bytes: &[u8], profile: &Profile) -> Result<Reading, FeedError> {
    read_files(&[File { name: "", bytes }], profile)
}

/// Reads a feed of one or several files; [`Profile::files`] names those that it needs.
pub fn read_files(files: &[File<'_>], profile: &Profile) -> Result<Reading, FeedError> {
    let mut reader = Reader {
        profile,
        codes: BTreeSet::new(),
        activities: BTreeMap::new(),
        venues: venues::Venues::new(profile),
        records: Vec::new(),
        taken: Vec::new(),
        refused: Vec::new(),
        notes: Vec::new(),
    };
    for found in rows::rows(files, profile)? {
        reader.take(&found);
    }
    Ok(reader.finish())
}

/// What was read so far.
struct Reader<'a> {
    profile: &'a Profile,
    codes: BTreeSet<String>,
    /// Activities that several rows may share.
    activities: BTreeMap<ActivityId, Activity>,
    venues: venues::Venues<'a>,
    records: Vec<Item>,
    taken: Vec<SessionId>,
    refused: Vec<Refused>,
    notes: Vec<Noted>,
}

impl Reader<'_> {
    fn take(&mut self, found: &Found) {
        let row = Row {
            cells: &found.cells,
            profile: self.profile,
        };
        let code = row.code();
        let taken = code.clone().and_then(|code| {
            if self.codes.contains(&code) {
                Err(Reason::Duplicate)
            } else {
                row.offer(&code)
            }
        });
        let taken = taken.and_then(|offer| self.shared(&offer).map(|is_new| (offer, is_new)));
        let code = code.ok();
        match taken {
            Ok((offer, is_new)) => self.keep(&code.unwrap_or_default(), offer, is_new),
            Err(reason) => self.refused.push(Refused {
                row: found.number,
                code,
                reason,
            }),
        }
    }

    /// Whether an offer's activity is not there yet. One that is there says the same.
    fn shared(&mut self, offer: &Offer) -> Result<bool, Reason> {
        if self.profile.fields.activity.is_empty() {
            return Ok(true);
        }
        match self.activities.get(&offer.session.activity) {
            Some(known) if *known == offer.activity => Ok(false),
            Some(_) => Err(Reason::ActivityDiffers),
            None => {
                let id = offer.session.activity.clone();
                self.activities.insert(id, offer.activity.clone());
                Ok(true)
            }
        }
    }

    fn keep(&mut self, code: &str, offer: Offer, is_new: bool) {
        self.codes.insert(code.to_owned());
        self.venues.add(&offer.venue, &offer.session.place);
        let noted = offer.notes.into_iter();
        self.notes.extend(noted.map(|note| Noted {
            code: code.to_owned(),
            note,
        }));
        if is_new {
            self.records.push(Item {
                key: Key::Activity(offer.session.activity.clone()),
                record: Record::Activity(offer.activity),
            });
        }
        self.records.push(Item {
            key: Key::Session(offer.id.clone()),
            record: Record::Session(offer.session),
        });
        self.taken.push(offer.id);
    }

    fn finish(self) -> Reading {
        let community = Item {
            key: Key::Community,
            record: Record::Community(self.profile.community()),
        };
        // They move up within their own list: of a large feed a second one is a hundred megabytes.
        let mut items = self.records;
        let first = std::iter::once(community).chain(self.venues.into_items());
        items.splice(0..0, first);
        Reading {
            items,
            taken: self.taken,
            refused: self.refused,
            notes: self.notes,
        }
    }
}

#[cfg(test)]
mod tests;
