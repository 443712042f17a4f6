//! The server's storage in memory, with transactions: everything as text, as a database has it.
//!
//! The one rule to know: every write leaves what it replaced in the undo log; giving a transaction
//! up plays the log backwards.

use crate::bugs::{Bug, Doing};
use rules::record::Record;
use rules::time::UnixMillis;
use rules::{Key, Scope};
use std::collections::BTreeMap;
use sync::depot::{Depot, Head, Line, Row, Verdict};
use sync::identity::{Chain, Device, Epoch, Fingerprint, IntentId};
use sync::wire::{Body, Change};

/// The database gave the transaction up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenUp;

/// A record as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// Its revision.
    pub rev: u64,
    /// Who sees it.
    pub scope: Scope,
    /// What it says; none when it is gone.
    pub text: Option<Body>,
}

#[derive(Debug, Clone)]
enum Undo {
    Head(Head),
    Row(Key, Option<TextRow>),
    Line,
    Moved(Key, Scope, Option<u64>),
    Verdict(IntentId, Option<(Fingerprint, String)>, Option<UnixMillis>),
    Mark((Device, Epoch), Option<u64>),
}

/// One community's storage.
#[derive(Debug, Clone, Default)]
pub struct MemoryDepot {
    /// Where feed and journal stand.
    pub head: Head,
    /// Records by key.
    pub rows: BTreeMap<Key, TextRow>,
    /// The journal: each line's text and the chain after it.
    pub journal: Vec<(String, Chain)>,
    /// Outcomes by intent.
    pub verdicts: BTreeMap<IntentId, (Fingerprint, String)>,
    /// Records that left a scope, and at which revision.
    pub departed: BTreeMap<(Scope, Key), u64>,
    /// When each was settled.
    pub settled_at: BTreeMap<IntentId, UnixMillis>,
    /// The highest number forgotten of each epoch.
    pub marks: BTreeMap<(Device, Epoch), u64>,
    feed: BTreeMap<(Scope, u64), Key>,
    undo: Vec<Undo>,
    /// Operations until the database gives this transaction up; none: it does not.
    pub gives_up_in: Option<u64>,
    /// The bug planted in this storage.
    pub bug: Option<Bug>,
    /// The fingerprint of the intent at hand, for the bug that ignores fingerprints.
    pub at_hand: Option<Fingerprint>,
    writes: u64,
    /// What is being decided, for the bugs that are about it.
    pub doing: Doing,
    /// Planted: what the chain is after a line that was altered before it was hashed.
    lied: Option<Chain>,
    /// Planted: rows that the feed will show one commit late.
    late: Vec<(Scope, u64)>,
}

impl MemoryDepot {
    /// Keeps what was written since the last commit.
    pub fn commit(&mut self) {
        if self.bug == Some(Bug::FeedRowLate) {
            self.show_late();
        }
        self.undo.clear();
        self.gives_up_in = None;
    }

    fn show_late(&mut self) {
        for (key, row) in &self.rows {
            if self.late.contains(&(row.scope.clone(), row.rev)) {
                self.feed.insert((row.scope.clone(), row.rev), key.clone());
            }
        }
        self.late.clear();
        for undo in &self.undo {
            if let Undo::Row(key, _) = undo
                && let Some(row) = self.rows.get(key)
            {
                let place = (row.scope.clone(), row.rev);
                self.feed.remove(&place);
                self.late.push(place);
            }
        }
    }

    /// The newest public revision.
    pub fn newest_public(&self) -> u64 {
        let public = (Scope::Public, 0)..=(Scope::Public, u64::MAX);
        let newest = self.feed.range(public).next_back();
        newest.map_or(0, |((_, rev), _)| *rev)
    }

    /// Where the transaction stands, to come back to.
    pub fn savepoint(&self) -> usize {
        self.undo.len()
    }

    /// Forgets what was written since the last commit.
    pub fn roll_back(&mut self) {
        self.roll_back_to(0);
    }

    /// Forgets what was written since a savepoint.
    pub fn roll_back_to(&mut self, savepoint: usize) {
        self.gives_up_in = None;
        self.lied = None;
        while self.undo.len() > savepoint {
            match self.undo.pop() {
                Some(Undo::Head(head)) => self.head = head,
                Some(Undo::Row(key, before)) => {
                    self.place(&key, before);
                }
                Some(Undo::Moved(key, scope, Some(before))) => {
                    self.departed.insert((scope, key), before);
                }
                Some(Undo::Moved(key, scope, None)) => {
                    self.departed.remove(&(scope, key));
                }
                Some(Undo::Line) => {
                    self.journal.pop();
                }
                Some(Undo::Verdict(id, Some(before), at)) => {
                    self.verdicts.insert(id, before);
                    self.settled_at.extend(at.map(|at| (id, at)));
                }
                Some(Undo::Mark(whose, Some(before))) => {
                    self.marks.insert(whose, before);
                }
                Some(Undo::Mark(whose, None)) => {
                    self.marks.remove(&whose);
                }
                Some(Undo::Verdict(id, None, _)) => {
                    self.verdicts.remove(&id);
                }
                None => {}
            }
        }
    }

    /// Planted: the last line of the journal is gone, and the head says so.
    pub fn lose_line(&mut self) {
        if self.journal.pop().is_some() {
            let last = self.journal.last();
            self.head.chain = last.map(|(_, chain)| *chain).unwrap_or_default();
            self.head.line = self.head.line.saturating_sub(1);
        }
    }

    /// Planted: gives up only part of a transaction.
    pub fn roll_back_partly(&mut self, keeps_verdict: bool) {
        let kept: Vec<Undo> = core::mem::take(&mut self.undo);
        let (verdicts, rest): (Vec<_>, Vec<_>) = kept
            .into_iter()
            .partition(|undo| matches!(undo, Undo::Verdict(..)));
        self.undo = if keeps_verdict { rest } else { verdicts };
        self.roll_back();
    }

    fn place(&mut self, key: &Key, row: Option<TextRow>) -> Option<TextRow> {
        if let Some(before) = self.rows.get(key) {
            self.feed.remove(&(before.scope.clone(), before.rev));
        }
        match row {
            Some(row) => {
                self.feed.insert((row.scope.clone(), row.rev), key.clone());
                self.rows.insert(key.clone(), row)
            }
            None => self.rows.remove(key),
        }
    }

    /// What the desk sees of households after a revision, in its own scope.
    fn of_households(&self, after: u64) -> impl Iterator<Item = Change> + '_ {
        let theirs = self.rows.iter().filter(move |(key, row)| {
            key.is_the_desks() && row.rev > after && row.scope != Scope::Desk
        });
        theirs.map(|(key, row)| Change {
            scope: Scope::Desk,
            ..Self::change_of(key, row)
        })
    }

    fn kept(&self, key: &Key) -> Result<Option<Row>, GivenUp> {
        let Some(row) = self.rows.get(key) else {
            return Ok(None);
        };
        let record: Option<Record> = match &row.text {
            Some(text) => Some(text.read().map_err(|_| GivenUp)?),
            None => None,
        };
        Ok(Some(Row {
            rev: row.rev,
            scope: row.scope.clone(),
            record,
        }))
    }

    fn step(&mut self) -> Result<(), GivenUp> {
        match self.gives_up_in.as_mut() {
            Some(0) => Err(GivenUp),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn change_of(key: &Key, row: &TextRow) -> Change {
        Change {
            scope: row.scope.clone(),
            key: key.to_string(),
            rev: row.rev,
            data: row.text.clone(),
        }
    }
}

impl Depot for MemoryDepot {
    type Error = GivenUp;

    fn head(&mut self) -> Result<Head, GivenUp> {
        self.step()?;
        Ok(self.head)
    }

    fn set_head(&mut self, head: &Head) -> Result<(), GivenUp> {
        self.step()?;
        self.undo.push(Undo::Head(self.head));
        self.head = *head;
        if let Some(chain) = self.lied.take() {
            self.head.chain = chain;
        }
        Ok(())
    }

    fn row(&mut self, key: &Key) -> Result<Option<Row>, GivenUp> {
        self.step()?;
        let mut found = self.kept(key)?;
        if let Some(bug) = self.bug {
            crate::bugs::plant_in_reading(bug, &self.doing, key, &mut found);
        }
        if let Some(found) = &mut found {
            crate::bugs::plant_in_read(self.bug, &self.doing, key, found);
        }
        Ok(found)
    }

    fn set_row(&mut self, key: &Key, row: &Row) -> Result<(), GivenUp> {
        self.step()?;
        self.writes += 1;
        let mut row = row.clone();
        if crate::bugs::plant_in_write(self.bug, self.writes, key, &mut row) {
            return Ok(());
        }
        let known = self.rows.get(key).is_some_and(|row| row.text.is_some());
        if let Some(bug) = self.bug
            && crate::bugs::is_lost(bug, &self.doing, key, (&row, known))
        {
            return Ok(());
        }
        let record = row.record.as_ref();
        let text = record.and_then(|record| Body::of(record).ok());
        let row = TextRow {
            rev: row.rev,
            scope: row.scope.clone(),
            text,
        };
        let before = self.place(key, Some(row));
        self.undo.push(Undo::Row(key.clone(), before));
        Ok(())
    }

    fn move_row(&mut self, key: &Key, way: (&Scope, &Scope), rev: u64) -> Result<(), GivenUp> {
        self.step()?;
        if self.bug == Some(Bug::MoveNotTold) {
            return Ok(());
        }
        let (from, to) = (way.0.clone(), way.1.clone());
        let back = self.departed.remove(&(to.clone(), key.clone()));
        self.undo.push(Undo::Moved(key.clone(), to, back));
        let before = self.departed.insert((from.clone(), key.clone()), rev);
        self.undo.push(Undo::Moved(key.clone(), from, before));
        Ok(())
    }

    fn append(&mut self, line: &Line) -> Result<(), GivenUp> {
        self.step()?;
        let (mut text, mut chain) = (line.text.clone(), line.chain);
        if let Some(lied) = crate::bugs::plant_in_line(self.bug, &text) {
            chain = sync::identity::chain(self.head.chain, lied.as_bytes());
            self.lied = Some(chain);
            text = lied;
        }
        if self.bug == Some(Bug::JournalAltered) && line.number.is_multiple_of(7) {
            text = text.replacen("\"at\":1", "\"at\":2", 1);
        }
        self.journal.push((text, chain));
        self.undo.push(Undo::Line);
        Ok(())
    }

    fn verdict(&mut self, id: &IntentId) -> Result<Option<Verdict>, GivenUp> {
        self.step()?;
        let Some((fingerprint, text)) = self.verdicts.get(id) else {
            return Ok(None);
        };
        let fingerprint = match (self.bug, self.at_hand) {
            (Some(Bug::FingerprintIgnored), Some(at_hand)) => at_hand,
            _ => *fingerprint,
        };
        let outcome = serde_json::from_str(text).map_err(|_| GivenUp)?;
        Ok(Some(Verdict {
            fingerprint,
            outcome,
            settled_at: self.settled_at.get(id).copied().unwrap_or_default(),
        }))
    }

    fn set_verdict(&mut self, id: &IntentId, verdict: &Verdict) -> Result<(), GivenUp> {
        self.step()?;
        if self.bug == Some(Bug::OutcomeNotSticky) {
            return Ok(());
        }
        let text = serde_json::to_string(&verdict.outcome).map_err(|_| GivenUp)?;
        let before = self.verdicts.insert(*id, (verdict.fingerprint, text));
        let at = self.settled_at.insert(*id, verdict.settled_at);
        self.undo.push(Undo::Verdict(*id, before, at));
        Ok(())
    }

    fn mark(&mut self, device: Device, epoch: Epoch) -> Result<u64, GivenUp> {
        self.step()?;
        Ok(self.marks.get(&(device, epoch)).copied().unwrap_or(0))
    }

    fn forget_verdicts(&mut self, before: UnixMillis) -> Result<usize, GivenUp> {
        self.step()?;
        let is_old = |(id, (_, text)): &(&IntentId, &(Fingerprint, String))| {
            let settled_at = self.settled_at.get(id).copied().unwrap_or_default();
            settled_at < before && !text.starts_with("{\"quarantined\"")
        };
        let old: Vec<IntentId> = self
            .verdicts
            .iter()
            .filter(is_old)
            .map(|(id, _)| *id)
            .collect();
        for id in &old {
            let was = self.verdicts.remove(id);
            self.undo.push(Undo::Verdict(*id, was, None));
            let whose = (id.device, id.epoch);
            let before = self.marks.get(&whose).copied();
            if self.bug != Some(Bug::MarkForgotten) {
                self.marks.insert(whose, before.unwrap_or(0).max(id.seq));
                self.undo.push(Undo::Mark(whose, before));
            }
        }
        Ok(old.len())
    }

    fn changes(&mut self, scope: &Scope, after: u64, limit: usize) -> Result<Vec<Change>, GivenUp> {
        self.step()?;
        let limit = match self.bug {
            // Planted: a page ends early and the cursor goes to the head all the same.
            Some(Bug::PageCutShort) => limit.min(3),
            _ => limit,
        };
        let from = (scope.clone(), after.saturating_add(1));
        let to = (scope.clone(), u64::MAX);
        let page = self.feed.range(from..=to).take(limit);
        let mut changes: Vec<Change> = page
            .filter_map(|(_, key)| Some(Self::change_of(key, self.rows.get(key)?)))
            .collect();
        if *scope == Scope::Desk {
            changes.extend(self.of_households(after));
        }
        let left = self
            .departed
            .iter()
            .filter(|((of, _), rev)| of == scope && **rev > after);
        changes.extend(left.map(|((_, key), rev)| Change {
            scope: scope.clone(),
            key: key.to_string(),
            rev: *rev,
            data: None,
        }));
        changes.sort_by_key(|change| change.rev);
        changes.truncate(limit);
        if self.bug == Some(Bug::ScopeNotAsked) && *scope == Scope::Public {
            let others = self
                .feed
                .iter()
                .filter(|((of, rev), _)| matches!(of, Scope::Household(_)) && *rev > after);
            let others = others.take(limit).filter_map(|((_, _), key)| {
                let mut change = Self::change_of(key, self.rows.get(key)?);
                change.scope = Scope::Public;
                Some(change)
            });
            changes.extend(others);
        }
        let told = self.rows.iter().filter(|(_, row)| {
            row.rev > after && crate::bugs::is_told_too(self.bug, scope, &row.scope)
        });
        changes.extend(told.take(limit).map(|(key, row)| Change {
            scope: scope.clone(),
            ..Self::change_of(key, row)
        }));
        Ok(changes)
    }

    fn change(&mut self, key: &Key) -> Result<Option<Change>, GivenUp> {
        self.step()?;
        Ok(self.rows.get(key).map(|row| Self::change_of(key, row)))
    }
}
