//! What a community has before an import, looked up record by record.
//!
//! The one rule to know: nothing of it is held; a large programme beside the one that is taken would
//! be a hundred megabytes.

use super::report::NAMED_MAX;
use crate::db::{DbError, SqliteDepot};
use programme::feed::{Changes, Known};
use rules::id::{ActivityId, CommunityId, SessionId};
use rules::{Key, Record, Scope};
use rusqlite::Connection;
use std::collections::BTreeMap;
use sync::depot::Depot;

/// A community's public records, in a database or in none.
pub(super) struct Before<'a> {
    pub(super) db: Option<&'a Connection>,
    pub(super) community: &'a CommunityId,
}

impl Known for Before<'_> {
    type Error = DbError;

    fn record(&self, key: &Key) -> Result<Option<Record>, DbError> {
        let Some(db) = self.db else {
            return Ok(None);
        };
        let row = SqliteDepot::new(db, self.community.clone()).row(key)?;
        let public = row.filter(|row| row.scope == Scope::Public);
        Ok(public.and_then(|row| row.record))
    }

    fn sessions(&self) -> Result<Vec<SessionId>, DbError> {
        let Some(db) = self.db else {
            return Ok(Vec::new());
        };
        let mut statement = db.prepare_cached(
            "SELECT key FROM records WHERE community = ?1 AND scope = 'public'
                AND data IS NOT NULL AND key >= 'session/' AND key < 'session0' ORDER BY key",
        )?;
        let keys = statement.query_map([self.community.as_str()], |row| row.get::<_, String>(0))?;
        let mut sessions = Vec::new();
        for key in keys {
            match key?.parse() {
                Ok(Key::Session(id)) => sessions.push(id),
                _ => return Err(DbError::Unreadable { table: "records" }),
            }
        }
        Ok(sessions)
    }
}

/// The titles of the sessions that a report names.
pub(super) fn titles(
    before: &Before<'_>,
    changes: &Changes,
    gone_to_come: &[SessionId],
) -> Result<BTreeMap<SessionId, String>, DbError> {
    let mut offers: BTreeMap<&SessionId, &ActivityId> = BTreeMap::new();
    let mut said: BTreeMap<&ActivityId, &str> = BTreeMap::new();
    for item in &changes.items {
        match (&item.key, &item.record) {
            (Key::Activity(id), Record::Activity(found)) => {
                said.insert(id, found.title.zh_or_en());
            }
            (Key::Session(id), Record::Session(session)) => {
                offers.insert(id, &session.activity);
            }
            _ => {}
        }
    }
    let differing = changes.changed_sessions.iter().map(|it| &it.session);
    let named = changes
        .new_sessions
        .iter()
        .take(NAMED_MAX)
        .chain(differing.take(NAMED_MAX))
        .chain(changes.below.iter().map(|it| &it.session))
        .chain(gone_to_come.iter().take(NAMED_MAX))
        .chain(&changes.held);
    let mut titles = BTreeMap::new();
    for id in named {
        let activity = match offers.get(id) {
            Some(activity) => Some((*activity).clone()),
            None => match before.record(&Key::Session(id.clone()))? {
                Some(Record::Session(session)) => Some(session.activity),
                _ => None,
            },
        };
        let Some(activity) = activity else {
            continue;
        };
        let title = match said.get(&activity) {
            Some(title) => Some((*title).to_owned()),
            None => match before.record(&Key::Activity(activity))? {
                Some(Record::Activity(found)) => Some(found.title.zh_or_en().to_owned()),
                _ => None,
            },
        };
        titles.extend(title.map(|title| (id.clone(), title)));
    }
    Ok(titles)
}
