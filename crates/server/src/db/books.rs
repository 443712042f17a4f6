//! What a job writes on: the connection inside its transaction, and what is kept of each community.
//!
//! The one rule to know: a community's records are reached through [`Books::of`] alone while the
//! writer holds the connection; whoever wrote them past it would be overwritten or not be seen.

use super::{DbError, SqliteDepot};
use rules::id::CommunityId;
use rusqlite::Connection;
use std::collections::BTreeMap;
use sync::depot::{Kept, WriteBack};

/// The writer's books.
#[derive(Debug)]
pub struct Books<'c> {
    db: &'c Connection,
    kept: BTreeMap<CommunityId, Kept>,
    /// Moves when anybody else commits to the file (an import, a command beside the server).
    seen: Option<i64>,
}

impl<'c> Books<'c> {
    /// Books over a connection that nobody else writes through.
    pub fn new(db: &'c Connection) -> Self {
        Self {
            db,
            kept: BTreeMap::new(),
            seen: None,
        }
    }

    /// The connection, for what is not a community's records.
    pub fn db(&self) -> &'c Connection {
        self.db
    }

    /// A community's storage.
    pub fn of(&mut self, community: &CommunityId) -> WriteBack<'_, SqliteDepot<'c>> {
        let depot = SqliteDepot::new(self.db, community.clone());
        let kept = self.kept.entry(community.clone()).or_default();
        WriteBack::over(depot, kept)
    }

    /// Forgets what somebody else may have changed since. First in every transaction.
    pub(super) fn open(&mut self) -> Result<(), DbError> {
        let version = self
            .db
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |row| row.get::<_, i64>(0))?;
        if self.seen.replace(version) != Some(version) {
            self.forget();
        }
        Ok(())
    }

    /// Writes what waits. Last in every transaction.
    pub(super) fn close(&mut self) -> Result<(), DbError> {
        for (community, kept) in &mut self.kept {
            let depot = SqliteDepot::new(self.db, community.clone());
            WriteBack::over(depot, kept).flush()?;
        }
        // Whoever names communities that are not there must not fill the memory with them.
        self.kept.retain(|_, kept| !kept.is_empty());
        Ok(())
    }

    /// Forgets everything: what was written since is undone.
    pub(super) fn forget(&mut self) {
        self.kept.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::ensure_community;
    use crate::world::World;
    use rules::Key;
    use sync::depot::Depot;

    #[test]
    fn a_community_that_is_not_there_is_not_kept() {
        let mut db = Connection::open_in_memory().unwrap();
        crate::db::migrations::run(&mut db).unwrap();
        let (there, nowhere) = ("there".parse().unwrap(), "nowhere".parse().unwrap());
        ensure_community(&db, &World::real(), &there).unwrap();
        let mut books = Books::new(&db);
        books.open().unwrap();
        books.of(&there).head().unwrap();
        let found = books.of(&nowhere).head();
        assert!(matches!(found, Err(DbError::UnknownCommunity)));
        assert_eq!(books.of(&nowhere).row(&Key::Community).unwrap(), None);
        assert_eq!(books.kept.len(), 2);
        books.close().unwrap();
        let kept: Vec<&CommunityId> = books.kept.keys().collect();
        assert_eq!(kept, [&there]);
    }
}
