//! A community's storage twice: in memory and, where this world has one, in the real file.
//!
//! The one rule to know: every answer of the file is compared with memory's, so the two adapters
//! of the port are held to the same behaviour by whatever a world does to them.

use crate::depot::{GivenUp, MemoryDepot};
use core::fmt::Debug;
use rules::time::UnixMillis;
use rules::{Key, Scope};
use server::db::{DbError, SqliteDepot};
use sync::depot::{Depot, Head, Kept, Line, Row, Verdict, WriteBack};
use sync::identity::{Device, Epoch, IntentId};
use sync::wire::Change;

/// What a transaction is done on.
pub type Storage<'a> = &'a mut dyn Depot<Error = GivenUp>;

/// One community's storage, twice.
#[derive(Debug)]
pub struct Both<'s> {
    /// In memory.
    pub memory: &'s mut MemoryDepot,
    /// In the file.
    pub file: Option<SqliteDepot<'s>>,
    /// Where the two differ first.
    pub differs: &'s mut Option<String>,
    /// What is kept of it between transactions; none: each begins with nothing in memory.
    pub kept: Option<&'s mut Kept>,
    /// Planted: what was kept is not written before the commit.
    pub flushes_late: bool,
}

impl<'s> Both<'s> {
    /// Works on it: where something is kept, as the real server's writer does, so that records are
    /// written once, at the end.
    ///
    /// # Errors
    /// When the database gives the transaction up.
    pub fn work<T>(
        &mut self,
        work: impl FnOnce(&mut Storage<'_>) -> Result<T, GivenUp>,
    ) -> Result<T, GivenUp> {
        let flushes = !self.flushes_late;
        let Some(kept) = self.kept.take() else {
            let mut direct: Storage<'_> = self;
            return work(&mut direct);
        };
        let mut back = WriteBack::over(&mut *self, &mut *kept);
        let mut books: Storage<'_> = &mut back;
        let mut done = work(&mut books);
        if flushes && done.is_ok() {
            done = back.flush().and(done);
        }
        self.kept = Some(kept);
        done
    }

    fn compare<T: Debug + PartialEq>(
        &mut self,
        what: &str,
        memory: &T,
        ask: impl FnOnce(&mut SqliteDepot<'s>) -> Result<T, DbError>,
    ) {
        let Some(file) = &mut self.file else {
            return;
        };
        let found = ask(file);
        if !matches!(&found, Ok(found) if found == memory) && self.differs.is_none() {
            *self.differs = Some(format!(
                "{what}: the file says {found:?}, memory {memory:?}"
            ));
        }
    }
}

impl Depot for Both<'_> {
    type Error = GivenUp;

    fn head(&mut self) -> Result<Head, GivenUp> {
        let found = self.memory.head()?;
        self.compare("head", &found, Depot::head);
        Ok(found)
    }

    fn set_head(&mut self, head: &Head) -> Result<(), GivenUp> {
        self.memory.set_head(head)?;
        self.compare("head set", &(), |file| file.set_head(head));
        Ok(())
    }

    fn row(&mut self, key: &Key) -> Result<Option<Row>, GivenUp> {
        let found = self.memory.row(key)?;
        self.compare("record", &found, |file| file.row(key));
        Ok(found)
    }

    fn set_row(&mut self, key: &Key, row: &Row) -> Result<(), GivenUp> {
        self.memory.set_row(key, row)?;
        self.compare("record set", &(), |file| file.set_row(key, row));
        Ok(())
    }

    fn move_row(&mut self, key: &Key, way: (&Scope, &Scope), rev: u64) -> Result<(), GivenUp> {
        self.memory.move_row(key, way, rev)?;
        self.compare("move", &(), |file| file.move_row(key, way, rev));
        Ok(())
    }

    fn append(&mut self, line: &Line) -> Result<(), GivenUp> {
        self.memory.append(line)?;
        self.compare("line", &(), |file| file.append(line));
        Ok(())
    }

    fn append_all(&mut self, lines: &[Line]) -> Result<(), GivenUp> {
        self.memory.append_all(lines)?;
        self.compare("lines", &(), |file| file.append_all(lines));
        Ok(())
    }

    fn verdict(&mut self, id: &IntentId) -> Result<Option<Verdict>, GivenUp> {
        let found = self.memory.verdict(id)?;
        self.compare("outcome", &found, |file| file.verdict(id));
        Ok(found)
    }

    fn set_verdict(&mut self, id: &IntentId, verdict: &Verdict) -> Result<(), GivenUp> {
        self.memory.set_verdict(id, verdict)?;
        self.compare("outcome set", &(), |file| file.set_verdict(id, verdict));
        Ok(())
    }

    fn mark(&mut self, device: Device, epoch: Epoch) -> Result<u64, GivenUp> {
        let found = self.memory.mark(device, epoch)?;
        self.compare("mark", &found, |file| file.mark(device, epoch));
        Ok(found)
    }

    fn forget_verdicts(&mut self, before: UnixMillis) -> Result<usize, GivenUp> {
        let gone = self.memory.forget_verdicts(before)?;
        self.compare("outcomes gone", &gone, |file| file.forget_verdicts(before));
        Ok(gone)
    }

    fn changes(&mut self, scope: &Scope, after: u64, limit: usize) -> Result<Vec<Change>, GivenUp> {
        let found = self.memory.changes(scope, after, limit)?;
        self.compare("changes", &found, |file| file.changes(scope, after, limit));
        Ok(found)
    }

    fn change(&mut self, key: &Key) -> Result<Option<Change>, GivenUp> {
        let found = self.memory.change(key)?;
        self.compare("change", &found, |file| file.change(key));
        Ok(found)
    }
}
