//! The plainest storage there can be keeps the contract: maps, and no transaction.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::wire::Body;
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Maps {
    pub(super) head: Head,
    pub(super) rows: BTreeMap<Key, Row>,
    /// The revisions of rows, as they were written.
    pub(super) written: Vec<u64>,
    left: BTreeMap<(Scope, Key), u64>,
    pub(super) lines: BTreeMap<u64, String>,
    verdicts: BTreeMap<IntentId, Verdict>,
    marks: BTreeMap<(Device, Epoch), u64>,
}

/// A line that is written already.
#[derive(Debug)]
pub(super) struct Written;

impl Maps {
    fn told(key: &Key, row: &Row, scope: Scope) -> Change {
        let text = row
            .record
            .as_ref()
            .map(|it| serde_json::to_string(it).unwrap());
        Change {
            scope,
            key: key.to_string(),
            rev: row.rev,
            data: text.map(|text| Body::from_text(text).unwrap()),
        }
    }
}

impl Depot for Maps {
    type Error = Written;

    fn head(&mut self) -> Result<Head, Written> {
        Ok(self.head)
    }

    fn set_head(&mut self, head: &Head) -> Result<(), Written> {
        self.head = *head;
        Ok(())
    }

    fn row(&mut self, key: &Key) -> Result<Option<Row>, Written> {
        Ok(self.rows.get(key).cloned())
    }

    fn set_row(&mut self, key: &Key, row: &Row) -> Result<(), Written> {
        self.rows.insert(key.clone(), row.clone());
        self.written.push(row.rev);
        Ok(())
    }

    fn move_row(&mut self, key: &Key, way: (&Scope, &Scope), rev: u64) -> Result<(), Written> {
        self.left.remove(&(way.1.clone(), key.clone()));
        self.left.insert((way.0.clone(), key.clone()), rev);
        Ok(())
    }

    fn append(&mut self, line: &Line) -> Result<(), Written> {
        match self.lines.insert(line.number, line.text.clone()) {
            Some(_) => Err(Written),
            None => Ok(()),
        }
    }

    fn verdict(&mut self, id: &IntentId) -> Result<Option<Verdict>, Written> {
        Ok(self.verdicts.get(id).cloned())
    }

    fn set_verdict(&mut self, id: &IntentId, verdict: &Verdict) -> Result<(), Written> {
        self.verdicts.insert(*id, verdict.clone());
        Ok(())
    }

    fn mark(&mut self, device: Device, epoch: Epoch) -> Result<u64, Written> {
        Ok(self.marks.get(&(device, epoch)).copied().unwrap_or(0))
    }

    fn forget_verdicts(&mut self, before: UnixMillis) -> Result<usize, Written> {
        let is_old = |verdict: &Verdict| verdict.outcome.is_final() && verdict.settled_at < before;
        let old = self.verdicts.extract_if(.., |_, verdict| is_old(verdict));
        let old: Vec<IntentId> = old.map(|(id, _)| id).collect();
        for id in &old {
            let mark = self.marks.entry((id.device, id.epoch)).or_default();
            *mark = id.seq.max(*mark);
        }
        Ok(old.len())
    }

    fn changes(&mut self, scope: &Scope, after: u64, limit: usize) -> Result<Vec<Change>, Written> {
        let mut found: Vec<Change> = Vec::new();
        for (key, row) in &self.rows {
            if let Some(seen) = row.scope.seen_among(core::slice::from_ref(scope), key) {
                found.push(Self::told(key, row, seen));
            }
        }
        let gone = self.left.iter().filter(|((of, _), _)| of == scope);
        found.extend(gone.map(|((_, key), rev)| Change {
            scope: scope.clone(),
            key: key.to_string(),
            rev: *rev,
            data: None,
        }));
        found.retain(|change| change.rev > after);
        found.sort_by_key(|change| change.rev);
        found.truncate(limit);
        Ok(found)
    }

    fn change(&mut self, key: &Key) -> Result<Option<Change>, Written> {
        let row = self.rows.get(key);
        Ok(row.map(|row| Self::told(key, row, row.scope.clone())))
    }
}

/// Runs a promise on an empty storage.
macro_rules! promises {
    ($($promise:ident),* $(,)?) => {$(
        #[test]
        fn $promise() {
            crate::contract::$promise(&mut Maps::default());
        }
    )*};
}

promises!(a_line_is_written_once);
crate::depot_promises!(promises);

mod kept {
    use super::Maps;
    use crate::depot::{Kept, WriteBack};

    /// The same on a storage that is written at the end.
    macro_rules! promises {
        ($($promise:ident),* $(,)?) => {$(
            #[test]
            fn $promise() {
                let mut kept = Kept::default();
                crate::contract::$promise(&mut WriteBack::over(Maps::default(), &mut kept));
            }
        )*};
    }

    crate::depot_promises!(promises);
}
