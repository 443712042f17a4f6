//! What a community has before an import, looked up record by record.
//!
//! The one rule to know: nothing of it is held; a large programme beside the one that is taken would
//! be a hundred megabytes.

use super::report::NAMED_MAX;
use crate::db::{DbError, SqliteDepot};
use programme::feed::{Changes, Known};
use rules::civil::{Date, Time};
use rules::id::{ActivityId, CommunityId, SessionId};
use rules::session::Session;
use rules::words::Words;
use rules::{Key, Record, Scope};
use rusqlite::Connection;
use std::collections::BTreeMap;
use sync::depot::Depot;

/// A community's public records, in a database or in none.
pub(super) struct Before<'a> {
    pub(super) db: Option<&'a Connection>,
    pub(super) community: &'a CommunityId,
}

/// What a session is called, and when it meets first.
#[derive(Debug, Clone)]
pub(super) struct Called {
    pub(super) title: Words,
    pub(super) day: Date,
    pub(super) starts: Time,
}

impl Before<'_> {
    /// How far the community had come; none where it is not there.
    pub(super) fn revision(&self) -> Result<Option<u64>, DbError> {
        let Some(db) = self.db else {
            return Ok(None);
        };
        match SqliteDepot::new(db, self.community.clone()).head() {
            Ok(head) => Ok(Some(head.rev)),
            Err(DbError::UnknownCommunity) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn session(&self, id: &SessionId) -> Result<Option<Session>, DbError> {
        Ok(match self.record(&Key::Session(id.clone()))? {
            Some(Record::Session(session)) => Some(session),
            _ => None,
        })
    }
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

/// What the sessions that a report names are called.
pub(super) fn called(
    before: &Before<'_>,
    changes: &Changes,
    gone_to_come: &[SessionId],
) -> Result<BTreeMap<SessionId, Called>, DbError> {
    let mut offers: BTreeMap<&SessionId, &Session> = BTreeMap::new();
    let mut said: BTreeMap<&ActivityId, &Words> = BTreeMap::new();
    for item in &changes.items {
        match (&item.key, &item.record) {
            (Key::Activity(id), Record::Activity(found)) => {
                said.insert(id, &found.title);
            }
            (Key::Session(id), Record::Session(session)) => {
                offers.insert(id, session);
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
    let mut called = BTreeMap::new();
    for id in named {
        let known = match offers.get(id) {
            Some(_) => None,
            None => before.session(id)?,
        };
        let Some(session) = offers.get(id).copied().or(known.as_ref()) else {
            continue;
        };
        let title = match said.get(&session.activity) {
            Some(title) => Some((*title).clone()),
            None => match before.record(&Key::Activity(session.activity.clone()))? {
                Some(Record::Activity(found)) => Some(found.title),
                _ => None,
            },
        };
        let (day, starts) = (session.first_day(), session.starts);
        called.extend(title.map(|title| (id.clone(), Called { title, day, starts })));
    }
    Ok(called)
}
