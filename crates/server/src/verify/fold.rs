//! Folds a journal anew and compares the records with it.

use super::{Flaw, Found};
use crate::db::DbError;
use crate::db::journal::{self, Block};
use rules::{Key, Record, Slice};
use rusqlite::Connection;
use std::collections::BTreeMap;
use sync::depot::JournalLine;
use sync::identity::IntentId;

/// What a journal leads to.
pub(super) struct Folded {
    /// Its records.
    pub records: Slice,
    /// The intents it names, and how often.
    pub intents: BTreeMap<IntentId, u32>,
}

/// Folds a journal from its first line.
pub(super) fn fold(db: &Connection, found: &mut Found) -> Result<Folded, DbError> {
    let mut folded = Folded {
        records: Slice::default(),
        intents: BTreeMap::new(),
    };
    let community = found.community.clone();
    journal::read(db, &community, 0, |block| {
        // Whoever folds has proved the journal before.
        for (number, text) in block.iter().flat_map(Block::lines) {
            folded.take(number, text, found);
        }
        Ok(())
    })?;
    Ok(folded)
}

impl Folded {
    fn take(&mut self, number: u64, text: &str, found: &mut Found) {
        let read: Result<JournalLine, _> = serde_json::from_str(text);
        let Some(line) = read.ok().filter(|line| line.line == number) else {
            found.flaws.push(Flaw::Line { line: number });
            return;
        };
        for fact in &line.facts {
            rules::apply(&mut self.records, fact);
        }
        if let Some(intent) = line.intent {
            let times = self.intents.entry(intent).or_default();
            *times = times.saturating_add(1);
            if *times == 2 {
                found.flaws.push(Flaw::Double { intent });
            }
        }
    }
}

/// Compares the records that are kept with those that follow, and gives them. Notes are the
/// residents' own: no line leads to them.
pub(super) fn compare(
    db: &Connection,
    found: &mut Found,
    mut follow: Slice,
) -> Result<BTreeMap<Key, Record>, DbError> {
    let mut kept = BTreeMap::new();
    let mut newest = 0;
    let mut statement =
        db.prepare_cached("SELECT key, rev, scope, data FROM records WHERE community = ?1")?;
    let mut rows = statement.query([found.community.as_str()])?;
    while let Some(row) = rows.next()? {
        let (text, rev): (String, u64) = (row.get(0)?, row.get(1)?);
        let (scope, data): (String, Option<String>) = (row.get(2)?, row.get(3)?);
        newest = newest.max(rev);
        let Ok(key) = text.parse::<Key>() else {
            found.flaws.push(Flaw::Record { key: text });
            continue;
        };
        let Some(data) = data else { continue };
        let read: Result<Record, _> = serde_json::from_str(&data);
        let lies_right =
            |record: &Record| record.fits(&key) && record.scope(&key).to_string() == scope;
        let Some(record) = read.ok().filter(lies_right) else {
            follow.remove(&key);
            found.flaws.push(Flaw::Record { key: text });
            continue;
        };
        found.records = found.records.saturating_add(1);
        match follow.get(&key) {
            Some(other) if *other != record => found.flaws.push(Flaw::Differs { key: text }),
            None if !matches!(key, Key::Note(..)) => {
                found.flaws.push(Flaw::Unexplained { key: text });
            }
            _ => {}
        }
        follow.remove(&key);
        kept.insert(key, record);
    }
    for (key, _) in follow.iter() {
        let key = key.to_string();
        found.flaws.push(Flaw::Missing { key });
    }
    check_head(db, found, newest)?;
    Ok(kept)
}

fn check_head(db: &Connection, found: &mut Found, newest: u64) -> Result<(), DbError> {
    let mut statement = db.prepare_cached("SELECT rev FROM communities WHERE community = ?1")?;
    let head: u64 = statement.query_row([found.community.as_str()], |row| row.get(0))?;
    if head != newest {
        found.flaws.push(Flaw::Head { head, newest });
    }
    Ok(())
}
