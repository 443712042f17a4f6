//! Somebody else's programme, read from their feed: a JSON array of rows.
//!
//! The one rule to know: each row is either taken or refused with its code and a reason. What
//! cannot be read with certainty is never guessed, and one bad row never spoils another.
//!
//! Deliberately absent: fetching; knowing a particular feed (that is a [`Profile`], a file of data);
//! withdrawing what vanished ([`Changes`] names it, whoever publishes decides).

mod changes;
mod field;
mod profile;
mod reason;
mod row;
mod text;
mod venues;

pub use changes::{Changes, changes};
pub use profile::{Method, Profile, ProfileError};
pub use reason::{Note, Noted, Reason, Refused};

use row::Row;
use rules::id::SessionId;
use rules::key::Key;
use rules::publish::Item;
use rules::record::Record;
use serde_json::Value;
use std::collections::BTreeSet;

/// The largest feed that is read. Units: bytes. Ten times the largest seen.
pub const FEED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The most rows that are read. The largest feed seen has 7,011.
pub const FEED_ROWS_MAX: usize = 50_000;

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
    /// The file is not UTF-8.
    #[error("not UTF-8 from byte {at}")]
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

/// Reads a feed.
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
    let rows = rows(bytes)?;
    let mut codes = BTreeSet::new();
    let mut venues = venues::Venues::new(profile);
    let mut reading = Reading {
        items: Vec::new(),
        taken: Vec::new(),
        refused: Vec::new(),
        notes: Vec::new(),
    };
    let mut offers = Vec::new();
    for (at, value) in rows.iter().enumerate() {
        let row = Row { value, profile };
        let code = row.code();
        let taken = code.clone().and_then(|code| {
            if codes.insert(code.clone()) {
                row.offer(&code)
            } else {
                Err(Reason::Duplicate)
            }
        });
        let code = code.ok();
        match taken {
            Ok(offer) => {
                venues.add(&offer.venue, &offer.session.place, &offer.district);
                reading.taken.push(offer.id.clone());
                let noted = offer.notes.iter().cloned();
                let code = code.unwrap_or_default();
                reading.notes.extend(noted.map(|note| Noted {
                    code: code.clone(),
                    note,
                }));
                offers.push(offer);
            }
            Err(reason) => reading.refused.push(Refused {
                row: at.saturating_add(1),
                code,
                reason,
            }),
        }
    }
    reading.items.push(Item {
        key: Key::Community,
        record: Record::Community(profile.community()),
    });
    reading.items.extend(venues.into_items());
    for offer in offers {
        let activity = offer.session.activity.clone();
        reading.items.push(Item {
            key: Key::Activity(activity),
            record: Record::Activity(offer.activity),
        });
        reading.items.push(Item {
            key: Key::Session(offer.id),
            record: Record::Session(offer.session),
        });
    }
    Ok(reading)
}

fn rows(bytes: &[u8]) -> Result<Vec<Value>, FeedError> {
    let found = bytes.len();
    if found > FEED_BYTES_MAX {
        return Err(FeedError::TooLarge {
            found,
            limit: FEED_BYTES_MAX,
        });
    }
    let text = core::str::from_utf8(bytes).map_err(|error| FeedError::NotUtf8 {
        at: error.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| FeedError::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    let Value::Array(rows) = value else {
        return Err(FeedError::NotAnArray);
    };
    let found = rows.len();
    if found > FEED_ROWS_MAX {
        return Err(FeedError::TooManyRows {
            found,
            limit: FEED_ROWS_MAX,
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests;
