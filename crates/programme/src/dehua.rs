//! The built-in programme: a year of Dehua county's community work, made from facts.
//!
//! The one rule to know: what is offered is data (`data/dehua/`), when it happens follows from the
//! year's calendar, and where follows from the order of the data. The same year is the same
//! programme, byte for byte; ids hold the year, so years never meet.
//!
//! Deliberately absent: registrations, attendance; events that really took place. It is an example
//! programme with the county's real divisions, calendar and figures, and says so.

mod agenda;
mod calendar;
mod households;
mod places;
mod schedule;
mod series;

pub use calendar::Calendar;
pub use households::{
    CHEN_HOUSEHOLD, CHEN_MASTER, CHEN_SON, CHEN_WIFE, LIN_DAUGHTER, LIN_GRANDMOTHER, LIN_HOUSEHOLD,
    STAFF_SU, STAFF_WANG, XIAOMAN, XIAOXUE, demo_households, demo_staff,
};

use agenda::Agenda;
use jiff::civil::Date;
use rules::community::Community;
use rules::id::{CommunityId, IdError};
use rules::key::Key;
use rules::points::PointsPolicy;
use rules::publish::Item;
use rules::record::Record;
use rules::time::Offset;
use rules::words::Words;

/// The county's community id: its code.
pub const COMMUNITY: &str = "350526";

/// Why the built-in programme cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DehuaError {
    /// The calendar does not reach that year.
    #[error("no calendar for {found}, only from {first} to {last}")]
    Year {
        /// The year asked for.
        found: i16,
        /// The first year there is.
        first: i16,
        /// The last year there is.
        last: i16,
    },
    /// An id in the data is none.
    #[error(transparent)]
    Id(#[from] IdError),
    /// A line of a table cannot be read.
    #[error("line {line} of a table cannot be read")]
    Table {
        /// The line.
        line: usize,
    },
    /// A file of offers cannot be read.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// A time, date or weekday of an offer cannot be read.
    #[error("{slug}: {found:?} is no time, date or weekday")]
    When {
        /// The offer.
        slug: String,
        /// What was found.
        found: String,
    },
    /// An offer's places do not exist.
    #[error("{slug}: there is no place {found:?}")]
    Place {
        /// The offer.
        slug: String,
        /// What was found.
        found: String,
    },
    /// No place is free.
    #[error("{slug}: no place is free on {day}")]
    NoRoom {
        /// The offer.
        slug: String,
        /// The first day.
        day: Date,
    },
}

/// The county's community id.
pub fn community_id() -> Result<CommunityId, DehuaError> {
    Ok(COMMUNITY.parse()?)
}

/// What does not change with the year: the community, its points policy, its places.
pub fn foundation() -> Result<Vec<Item>, DehuaError> {
    let county = Words::new("德化县", "Dehua County");
    let community = Community {
        source: Words::new(
            "示例节目单：真实区划与历法，活动为示范内容",
            "Example programme: real divisions and calendar, invented activities",
        ),
        // The age below which the country's law asks for a guardian's consent.
        consent_below: Some(14),
        ..Community::new(county.clone(), county, Offset(480))
    };
    let mut items = vec![
        Item {
            key: Key::Community,
            record: Record::Community(community),
        },
        Item {
            key: Key::Policy,
            record: Record::Policy(PointsPolicy::default()),
        },
    ];
    items.extend(places::places()?.into_iter().map(|placed| Item {
        key: Key::Place(placed.id),
        record: Record::Place(placed.place),
    }));
    Ok(items)
}

/// The activities and sessions of a year.
///
/// ```
/// let year = programme::dehua::programme(2026)?;
/// assert!(year.len() > 1_600);
/// # Ok::<(), programme::dehua::DehuaError>(())
/// ```
pub fn programme(year: i16) -> Result<Vec<Item>, DehuaError> {
    let calendar = Calendar::of(year).ok_or(DehuaError::Year {
        found: year,
        first: crate::lunar::LUNAR_YEAR_FIRST,
        last: crate::lunar::LUNAR_YEAR_LAST,
    })?;
    let places = places::places()?;
    let mut agenda = Agenda::new(places::select(&places, "@station-seat"));
    let mut items = vec![Item {
        key: Key::Almanac(year),
        record: Record::Almanac(calendar.almanac()),
    }];
    for series in series::all()? {
        let mut venues = Vec::new();
        for name in &series.places {
            let found = places::select(&places, name);
            if found.is_empty() {
                return Err(DehuaError::Place {
                    slug: series.slug,
                    found: name.clone(),
                });
            }
            venues.extend(found);
        }
        let meetings = schedule::meetings(&series, &calendar)?;
        // An offer that this year has no day for leaves no activity behind.
        if meetings.is_empty() {
            continue;
        }
        let activity = series.id(year)?;
        items.push(Item {
            key: Key::Activity(activity.clone()),
            record: Record::Activity(series.activity()),
        });
        for sitting in agenda.seat(&series, &meetings, &venues)? {
            let (id, session) = series.session(&activity, sitting)?;
            items.push(Item {
                key: Key::Session(id),
                record: Record::Session(session),
            });
        }
    }
    Ok(items)
}

#[cfg(test)]
mod tests;
