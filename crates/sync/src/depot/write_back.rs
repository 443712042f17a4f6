//! A depot that keeps records and the head in memory and writes them once, at the end.
//!
//! The one rule to know: nothing kept is written before [`WriteBack::flush`], which comes before
//! the commit; after a transaction that was given up, or once anybody else has written,
//! [`Kept::forget`] comes before anything is read.
//!
//! A hundred people who register for one session change its tally a hundred times; one commit
//! writes it once, and lays their lines of the journal together. Verdicts go straight through.
//!
//! Deliberately absent: reading changes out of memory. Whoever asks for them has all flushed first.

use super::{Depot, Head, Line, Row, Verdict};
use crate::identity::{Device, Epoch, IntentId};
use crate::wire::Change;
use rules::key::{Key, Scope};
use rules::time::UnixMillis;
use std::collections::{BTreeMap, BTreeSet};

/// Records kept between transactions, and those that wait in one. Units: records; some 500 bytes
/// each. Beyond it what waits is written, and all are read anew.
const KEPT_MAX: usize = 8_192;
/// Lines of the journal that are laid together: what is quickly packed and unpacked. Units: bytes.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// What is known of one community's storage: what was read, and what is still to be written.
#[derive(Debug, Default)]
pub struct Kept {
    head: Option<Head>,
    head_waits: bool,
    rows: BTreeMap<Key, Option<Row>>,
    /// What is still to be written, by revision: in the order in which it came about.
    waiting: BTreeSet<(u64, Key)>,
    /// Lines that wait, in order, and how long they are. Units: bytes.
    lines: Vec<Line>,
    line_bytes: usize,
    /// What nobody else asks for: somebody's own, and what is not there. It goes with the transaction.
    passing: Vec<Key>,
}

impl Kept {
    /// Forgets everything, also what was not written.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Whether nothing is kept, as of a community that is not there.
    pub fn is_empty(&self) -> bool {
        self.head.is_none() && self.rows.is_empty()
    }

    fn keep(&mut self, key: &Key, row: Option<Row>) -> Option<Row> {
        let scope = row.as_ref().map(|row| &row.scope);
        if !matches!(scope, Some(Scope::Public | Scope::Desk)) {
            self.passing.push(key.clone());
        }
        self.rows.insert(key.clone(), row).flatten()
    }
}

/// One community inside one transaction, with what is kept of it.
#[derive(Debug)]
pub struct WriteBack<'k, D> {
    depot: D,
    kept: &'k mut Kept,
}

impl<'k, D: Depot> WriteBack<'k, D> {
    /// A depot whose transaction has begun, and what is kept of it from the ones before.
    pub fn over(depot: D, kept: &'k mut Kept) -> Self {
        Self { depot, kept }
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// Whatever the depot fails with; the transaction must then be abandoned.
    pub fn flush(&mut self) -> Result<(), D::Error> {
        self.flush_lines()?;
        while let Some((_, key)) = self.kept.waiting.pop_first() {
            if let Some(Some(row)) = self.kept.rows.get(&key) {
                self.depot.set_row(&key, row)?;
            }
        }
        if let (true, Some(head)) = (self.kept.head_waits, &self.kept.head) {
            self.depot.set_head(head)?;
        }
        self.kept.head_waits = false;
        for key in self.kept.passing.drain(..) {
            self.kept.rows.remove(&key);
        }
        if self.kept.rows.len() > KEPT_MAX {
            self.kept.rows.clear();
        }
        Ok(())
    }

    fn flush_lines(&mut self) -> Result<(), D::Error> {
        let lines = core::mem::take(&mut self.kept.lines);
        self.kept.line_bytes = 0;
        if lines.is_empty() {
            return Ok(());
        }
        self.depot.append_all(&lines)
    }
}

impl<D: Depot> Depot for WriteBack<'_, D> {
    type Error = D::Error;

    fn head(&mut self) -> Result<Head, D::Error> {
        if let Some(head) = self.kept.head {
            return Ok(head);
        }
        let head = self.depot.head()?;
        self.kept.head = Some(head);
        Ok(head)
    }

    fn set_head(&mut self, head: &Head) -> Result<(), D::Error> {
        if self.kept.head.as_ref() != Some(head) {
            self.kept.head = Some(*head);
            self.kept.head_waits = true;
        }
        Ok(())
    }

    fn row(&mut self, key: &Key) -> Result<Option<Row>, D::Error> {
        if let Some(kept) = self.kept.rows.get(key) {
            return Ok(kept.clone());
        }
        let row = self.depot.row(key)?;
        self.kept.keep(key, row.clone());
        Ok(row)
    }

    fn set_row(&mut self, key: &Key, row: &Row) -> Result<(), D::Error> {
        // What waited under the revision before is not written any more.
        if let Some(before) = self.kept.keep(key, Some(row.clone())) {
            self.kept.waiting.remove(&(before.rev, key.clone()));
        }
        self.kept.waiting.insert((row.rev, key.clone()));
        if self.kept.waiting.len() > KEPT_MAX {
            return self.flush();
        }
        Ok(())
    }

    fn move_row(&mut self, key: &Key, way: (&Scope, &Scope), rev: u64) -> Result<(), D::Error> {
        self.depot.move_row(key, way, rev)
    }

    fn append(&mut self, line: &Line) -> Result<(), D::Error> {
        self.kept.line_bytes = self.kept.line_bytes.saturating_add(line.text.len());
        self.kept.lines.push(line.clone());
        if self.kept.line_bytes >= LINE_BYTES_MAX {
            return self.flush_lines();
        }
        Ok(())
    }

    fn verdict(&mut self, id: &IntentId) -> Result<Option<Verdict>, D::Error> {
        self.depot.verdict(id)
    }

    fn set_verdict(&mut self, id: &IntentId, verdict: &Verdict) -> Result<(), D::Error> {
        self.depot.set_verdict(id, verdict)
    }

    fn mark(&mut self, device: Device, epoch: Epoch) -> Result<u64, D::Error> {
        self.depot.mark(device, epoch)
    }

    fn forget_verdicts(&mut self, before: UnixMillis) -> Result<usize, D::Error> {
        self.depot.forget_verdicts(before)
    }

    fn changes(
        &mut self,
        scope: &Scope,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Change>, D::Error> {
        self.flush()?;
        self.depot.changes(scope, after, limit)
    }

    fn change(&mut self, key: &Key) -> Result<Option<Change>, D::Error> {
        self.flush()?;
        self.depot.change(key)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::Maps;
    use super::*;

    fn key(name: &str) -> Key {
        Key::Resident(name.parse().unwrap())
    }

    /// A row that is gone, at a revision.
    fn row(rev: u64) -> Row {
        let scope = Scope::Public;
        let record = None;
        Row { rev, scope, record }
    }

    fn head(rev: u64) -> Head {
        let head = Head::default();
        Head { rev, ..head }
    }

    #[test]
    fn what_changes_often_is_written_once_and_in_the_order_it_came_about() {
        let mut kept = Kept::default();
        let mut back = WriteBack::over(Maps::default(), &mut kept);
        for (name, rev) in [("lin", 1), ("ada", 2), ("lin", 3), ("bo", 4), ("ada", 5)] {
            back.set_row(&key(name), &row(rev)).unwrap();
            back.set_head(&head(rev)).unwrap();
        }
        assert_eq!(back.row(&key("lin")).unwrap(), Some(row(3)));
        assert_eq!((back.depot.written.len(), back.depot.head), (0, head(0)));
        back.flush().unwrap();
        back.flush().unwrap();
        assert_eq!(
            (&*back.depot.written, back.depot.head),
            (&[3, 4, 5][..], head(5))
        );
    }

    #[test]
    fn what_was_given_up_is_read_anew_and_not_written() {
        let mut depot = Maps::default();
        depot.set_row(&key("lin"), &row(1)).unwrap();
        let mut kept = Kept::default();
        let mut back = WriteBack::over(depot, &mut kept);
        back.set_row(&key("lin"), &row(2)).unwrap();
        back.set_head(&head(2)).unwrap();
        back.kept.forget();
        assert_eq!(back.row(&key("lin")).unwrap(), Some(row(1)));
        assert_eq!(back.head().unwrap(), head(0));
        back.flush().unwrap();
        assert_eq!(back.depot.written, [1]);
    }

    #[test]
    fn what_is_everybodys_is_kept_and_what_is_somebodys_goes_with_the_transaction() {
        let mut depot = Maps::default();
        let home = Scope::Household("lin".parse().unwrap());
        let own = Row {
            scope: home,
            ..row(2)
        };
        depot.set_row(&key("everybodys"), &row(1)).unwrap();
        depot.set_row(&key("own"), &own).unwrap();
        let mut kept = Kept::default();
        let mut back = WriteBack::over(depot, &mut kept);
        for name in ["everybodys", "own", "nobodys"] {
            back.row(&key(name)).unwrap();
        }
        assert_eq!(back.kept.rows.len(), 3);
        back.flush().unwrap();
        let names: Vec<&Key> = back.kept.rows.keys().collect();
        assert_eq!(names, [&key("everybodys")]);
        assert_eq!(back.row(&key("own")).unwrap(), Some(own));
    }

    #[test]
    fn lines_wait_for_one_another_up_to_a_length() {
        let mut kept = Kept::default();
        let mut back = WriteBack::over(Maps::default(), &mut kept);
        let line = |number: u64| Line {
            number,
            text: "x".repeat(LINE_BYTES_MAX / 2),
            chain: crate::identity::Chain::default(),
        };
        back.append(&line(1)).unwrap();
        assert_eq!(back.depot.lines.len(), 0);
        back.append(&line(2)).unwrap();
        assert_eq!(back.depot.lines.len(), 2);
        back.append(&line(3)).unwrap();
        back.flush().unwrap();
        assert_eq!((back.depot.lines.len(), back.kept.line_bytes), (3, 0));
    }

    #[test]
    fn no_more_waits_and_no_more_is_kept_than_there_is_room_for() {
        let mut kept = Kept::default();
        let mut back = WriteBack::over(Maps::default(), &mut kept);
        let most = u64::try_from(KEPT_MAX).unwrap();
        for rev in 1..=most {
            back.set_row(&key(&format!("r{rev}")), &row(rev)).unwrap();
        }
        assert_eq!(back.depot.written.len(), 0);
        back.set_row(&key("one-more"), &row(most + 1)).unwrap();
        assert_eq!(back.depot.written.len(), KEPT_MAX + 1);
        assert_eq!(back.kept.rows.len(), 0);
    }
}
