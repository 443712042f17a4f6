//! What publishing a reading would do to what is there.
//!
//! The one rule to know: silence is no cancellation. A session that is gone from its feed is named
//! here and left alone by publishing; so is what a record holds and the feed does not speak of.

use super::profile::Profile;
use super::{Reading, known};
use rules::id::{ActivityId, SessionId};
use rules::key::Key;
use rules::publish::Item;
use rules::record::Record;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What publishing would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The records to publish: those that are new or differ, with what is known beside.
    pub items: Vec<Item>,
    /// Keys that are not there yet.
    pub new: Vec<Key>,
    /// Keys whose records differ.
    pub changed: Vec<Key>,
    /// How many records are as they were.
    pub same: usize,
    /// Sessions that are not there yet.
    pub new_sessions: Vec<SessionId>,
    /// Sessions that differ, or whose activity does.
    pub changed_sessions: Vec<Change>,
    /// How many sessions are as they were, and so is what they offer.
    pub same_sessions: usize,
    /// Sessions that are there, but in no row of the feed.
    pub gone: Vec<SessionId>,
    /// Sessions that are there and whose row is refused now: they stay as they were.
    pub held: Vec<SessionId>,
    /// Sessions that would have fewer seats than people: everybody keeps theirs.
    pub below: Vec<Below>,
}

/// A session that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The session.
    pub session: SessionId,
    /// What differs of it and of its activity, by the names of the records' fields.
    pub fields: BTreeSet<String>,
}

/// A session with fewer seats than people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Below {
    /// The session.
    pub session: SessionId,
    /// How many seats it would have.
    pub seats: u32,
    /// How many are taken.
    pub taken: u32,
}

/// The public records of a community, as they stand before.
pub trait Known {
    /// Why they cannot be read.
    type Error;

    /// The record under a key, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    fn record(&self, key: &Key) -> Result<Option<Record>, Self::Error>;

    /// All of its sessions, in the order of their ids.
    ///
    /// # Errors
    /// When they cannot be read.
    fn sessions(&self) -> Result<Vec<SessionId>, Self::Error>;
}

impl Known for BTreeMap<Key, Record> {
    type Error = core::convert::Infallible;

    fn record(&self, key: &Key) -> Result<Option<Record>, Self::Error> {
        Ok(self.get(key).cloned())
    }

    fn sessions(&self) -> Result<Vec<SessionId>, Self::Error> {
        let session = |key: &Key| match key {
            Key::Session(id) => Some(id.clone()),
            _ => None,
        };
        Ok(self.keys().filter_map(session).collect())
    }
}

/// What publishing a reading would do to the public records of its community. Its records move into
/// the answer, as far as they are to be published: of a large feed they are held once.
///
/// # Errors
/// When what is known cannot be read.
pub fn changes<K: Known>(
    previous: &K,
    reading: &mut Reading,
    profile: &Profile,
) -> Result<Changes, K::Error> {
    let mut changes = Changes::default();
    let mut differs: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
    let mut sessions = Vec::new();
    for item in std::mem::take(&mut reading.items) {
        let known = previous.record(&item.key)?;
        if let (Key::Session(id), Record::Session(session)) = (&item.key, &item.record) {
            sessions.push(Said {
                id: id.clone(),
                activity: session.activity.clone(),
                seats: session.admission.seats(),
                is_new: known.is_none(),
            });
        }
        let Some(known) = known else {
            changes.new.push(item.key.clone());
            changes.items.push(item);
            continue;
        };
        let record = known::over(profile, &item.record, &known);
        if record == known {
            changes.same = changes.same.saturating_add(1);
            continue;
        }
        differs.insert(item.key.clone(), fields(&record, &known));
        changes.changed.push(item.key.clone());
        changes.items.push(Item { record, ..item });
    }
    changes.count_sessions(sessions, previous, &differs)?;
    changes.find_gone(reading, previous, &profile.id_prefix)?;
    Ok(changes)
}

/// What a reading says of a session, in short.
struct Said {
    id: SessionId,
    activity: ActivityId,
    seats: Option<u32>,
    is_new: bool,
}

impl Changes {
    fn count_sessions<K: Known>(
        &mut self,
        sessions: Vec<Said>,
        previous: &K,
        differs: &BTreeMap<Key, BTreeSet<String>>,
    ) -> Result<(), K::Error> {
        for said in sessions {
            if said.is_new {
                self.new_sessions.push(said.id);
                continue;
            }
            let keys = [Key::Session(said.id.clone()), Key::Activity(said.activity)];
            let both = keys.each_ref().map(|key| differs.get(key));
            let fields: BTreeSet<String> = both.into_iter().flatten().flatten().cloned().collect();
            let tally = previous.record(&Key::Seats(said.id.clone()))?;
            if let (Some(Record::Seats(tally)), Some(seats)) = (tally, said.seats)
                && tally.taken > seats
            {
                self.below.push(Below {
                    session: said.id.clone(),
                    seats,
                    taken: tally.taken,
                });
            }
            if fields.is_empty() {
                self.same_sessions = self.same_sessions.saturating_add(1);
            } else {
                self.changed_sessions.push(Change {
                    session: said.id,
                    fields,
                });
            }
        }
        Ok(())
    }

    fn find_gone<K: Known>(
        &mut self,
        reading: &Reading,
        previous: &K,
        prefix: &str,
    ) -> Result<(), K::Error> {
        let taken: BTreeSet<&SessionId> = reading.taken.iter().collect();
        let refused = reading.refused.iter().filter_map(|row| row.code.as_deref());
        let refused: BTreeSet<&str> = refused.collect();
        for session in previous.sessions()? {
            let Some(code) = session.as_str().strip_prefix(prefix) else {
                continue;
            };
            if taken.contains(&session) {
                continue;
            }
            let list = if refused.contains(code) {
                &mut self.held
            } else {
                &mut self.gone
            };
            list.push(session);
        }
        Ok(())
    }
}

/// The names of the fields in which two records of a kind differ.
fn fields(record: &Record, known: &Record) -> BTreeSet<String> {
    let inner = |record: &Record| {
        let value = serde_json::to_value(record).unwrap_or_default();
        match value {
            Value::Object(kinds) => kinds.into_iter().next().map(|(_, value)| value),
            _ => None,
        }
    };
    let (Some(Value::Object(new)), Some(Value::Object(old))) = (inner(record), inner(known)) else {
        return BTreeSet::new();
    };
    let names = new.keys().chain(old.keys());
    let differing = names.filter(|name| new.get(*name) != old.get(*name));
    differing.cloned().collect()
}
