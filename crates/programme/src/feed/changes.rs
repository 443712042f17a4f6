//! What publishing a reading would do to what is there.
//!
//! The one rule to know: silence is no cancellation. A session that is gone from its feed is named
//! here and left alone by publishing.

use super::Reading;
use rules::id::SessionId;
use rules::key::Key;
use rules::record::Record;
use std::collections::BTreeMap;

/// What publishing would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Keys that are not there yet.
    pub new: Vec<Key>,
    /// Keys whose records differ.
    pub changed: Vec<Key>,
    /// How many records are as they were.
    pub same: usize,
    /// Sessions that are there, but in no row of the feed.
    pub gone: Vec<SessionId>,
    /// Sessions that are there and whose row is refused now: they stay as they were.
    pub held: Vec<SessionId>,
}

/// What publishing a reading would do to the records of its community.
pub fn changes<'a>(
    previous: impl IntoIterator<Item = (&'a Key, &'a Record)>,
    reading: &Reading,
    prefix: &str,
) -> Changes {
    let previous: BTreeMap<&Key, &Record> = previous.into_iter().collect();
    let mut changes = Changes::default();
    for item in &reading.items {
        match previous.get(&item.key) {
            None => changes.new.push(item.key.clone()),
            Some(record) if **record == item.record => {
                changes.same = changes.same.saturating_add(1);
            }
            Some(_) => changes.changed.push(item.key.clone()),
        }
    }
    let taken: std::collections::BTreeSet<_> = reading.taken.iter().collect();
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
        let is_refused = reading
            .refused
            .iter()
            .any(|row| row.code.as_deref() == Some(code));
        let list = if is_refused {
            &mut changes.held
        } else {
            &mut changes.gone
        };
        list.push(session.clone());
    }
    changes
}
