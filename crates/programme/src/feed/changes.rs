//! What publishing a reading would do to what is there.
//!
//! The one rule to know: silence is no cancellation. A session that is gone from its feed is named
//! here and left alone by publishing; so is what a record holds and the feed does not speak of.

use super::profile::Profile;
use super::{Reading, known};
use rules::id::SessionId;
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

/// What publishing a reading would do to the public records of its community.
pub fn changes<'a>(
    previous: impl IntoIterator<Item = (&'a Key, &'a Record)>,
    reading: &Reading,
    profile: &Profile,
) -> Changes {
    let previous: BTreeMap<&Key, &Record> = previous.into_iter().collect();
    let mut changes = Changes::default();
    let mut differs: BTreeMap<&Key, BTreeSet<String>> = BTreeMap::new();
    for item in &reading.items {
        let Some(known) = previous.get(&item.key) else {
            changes.new.push(item.key.clone());
            changes.items.push(item.clone());
            continue;
        };
        let record = known::over(profile, &item.record, known);
        if record == **known {
            changes.same = changes.same.saturating_add(1);
            continue;
        }
        differs.insert(&item.key, fields(&record, known));
        changes.changed.push(item.key.clone());
        changes.items.push(Item {
            key: item.key.clone(),
            record,
        });
    }
    changes.count_sessions(reading, &previous, &differs);
    changes.find_gone(reading, &previous, &profile.id_prefix);
    changes
}

impl Changes {
    fn count_sessions(
        &mut self,
        reading: &Reading,
        previous: &BTreeMap<&Key, &Record>,
        differs: &BTreeMap<&Key, BTreeSet<String>>,
    ) {
        for item in &reading.items {
            let (Key::Session(id), Record::Session(session)) = (&item.key, &item.record) else {
                continue;
            };
            if !previous.contains_key(&item.key) {
                self.new_sessions.push(id.clone());
                continue;
            }
            let activity = Key::Activity(session.activity.clone());
            let both = [&item.key, &activity].map(|key| differs.get(key));
            let fields: BTreeSet<String> = both.into_iter().flatten().flatten().cloned().collect();
            if fields.is_empty() {
                self.same_sessions = self.same_sessions.saturating_add(1);
            } else {
                self.changed_sessions.push(Change {
                    session: id.clone(),
                    fields,
                });
            }
            let tally = previous.get(&Key::Seats(id.clone()));
            if let (Some(Record::Seats(tally)), Some(seats)) = (tally, session.admission.seats())
                && tally.taken > seats
            {
                self.below.push(Below {
                    session: id.clone(),
                    seats,
                    taken: tally.taken,
                });
            }
        }
    }

    fn find_gone(&mut self, reading: &Reading, previous: &BTreeMap<&Key, &Record>, prefix: &str) {
        let taken: BTreeSet<&SessionId> = reading.taken.iter().collect();
        let refused = reading.refused.iter().filter_map(|row| row.code.as_deref());
        let refused: BTreeSet<&str> = refused.collect();
        for key in previous.keys() {
            let Key::Session(session) = key else {
                continue;
            };
            let Some(code) = session.as_str().strip_prefix(prefix) else {
                continue;
            };
            if taken.contains(session) {
                continue;
            }
            let list = if refused.contains(code) {
                &mut self.held
            } else {
                &mut self.gone
            };
            list.push(session.clone());
        }
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
