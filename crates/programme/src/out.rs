//! A programme given away: as a table for people and their spreadsheets, and as a feed for reuse.
//!
//! The one rule to know: a table holds one line a session with all that a sheet can say of it, under
//! the headings that the profile `cuobian` reads, so what goes out comes in again and changes
//! nothing. What a sheet cannot say (quotas, rules of staff) stays where it is.
//!
//! Deliberately absent: people. Only public records get here, and nothing of registrations.

mod csv;
mod events;
mod labels;
mod table;
mod workbook;

pub use csv::csv;
pub use events::events;
pub use workbook::{OutError, workbook};

use rules::activity::Activity;
use rules::community::{Community, Place};
use rules::id::{ActivityId, PlaceId, SessionId};
use rules::key::Key;
use rules::record::Record;
use rules::session::Session;
use std::collections::BTreeMap;

/// With what a cell begins that a spreadsheet would take for a formula.
pub const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The public records of a community, put together.
#[derive(Debug, Default)]
pub struct Programme<'a> {
    community: Option<&'a Community>,
    places: BTreeMap<&'a PlaceId, &'a Place>,
    activities: BTreeMap<&'a ActivityId, &'a Activity>,
    sessions: Vec<(&'a SessionId, &'a Session)>,
}

impl<'a> Programme<'a> {
    /// Puts records together; those of other kinds are left out.
    pub fn of(records: impl IntoIterator<Item = (&'a Key, &'a Record)>) -> Self {
        let mut programme = Self::default();
        for (key, record) in records {
            match (key, record) {
                (Key::Community, Record::Community(it)) => programme.community = Some(it),
                (Key::Place(id), Record::Place(it)) => {
                    programme.places.insert(id, it);
                }
                (Key::Activity(id), Record::Activity(it)) => {
                    programme.activities.insert(id, it);
                }
                (Key::Session(id), Record::Session(it)) => programme.sessions.push((id, it)),
                _ => {}
            }
        }
        let order = |(id, it): &(&'a SessionId, &'a Session)| (it.first_day(), it.starts, *id);
        programme.sessions.sort_by(|a, b| order(a).cmp(&order(b)));
        programme
    }

    /// The sessions in the order of their first days, each with what it offers.
    fn offers(&self) -> impl Iterator<Item = (&'a SessionId, &'a Session, &'a Activity)> {
        self.sessions.iter().filter_map(|(id, session)| {
            let activity = self.activities.get(&session.activity)?;
            Some((*id, *session, *activity))
        })
    }

    fn place(&self, id: &PlaceId) -> Option<&'a Place> {
        self.places.get(id).copied()
    }
}
