//! Each intent's outcome goes with what the journal says of it.

use super::{Flaw, Found};
use crate::db::DbError;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use sync::identity::{Device, Epoch, IntentId};
use sync::outcome::Outcome;

/// Compares the outcomes with the intents that the journal names.
pub(super) fn check(
    db: &Connection,
    found: &mut Found,
    in_journal: &BTreeMap<IntentId, u32>,
) -> Result<(), DbError> {
    let mut known = BTreeSet::new();
    let mut statement =
        db.prepare_cached("SELECT device, epoch, seq, outcome FROM verdicts WHERE community = ?1")?;
    let mut rows = statement.query([found.community.as_str()])?;
    while let Some(row) = rows.next()? {
        let intent = IntentId {
            device: Device(row.get(0)?),
            epoch: Epoch(row.get(1)?),
            seq: row.get(2)?,
        };
        let outcome: String = row.get(3)?;
        let outcome: Result<Outcome, _> = serde_json::from_str(&outcome);
        let is_in_journal = in_journal.contains_key(&intent);
        found.verdicts = found.verdicts.saturating_add(1);
        known.insert(intent);
        if outcome.ok().map(|outcome| outcome.took_effect()) != Some(is_in_journal) {
            found.flaws.push(Flaw::Verdict { intent });
        }
    }
    let marks = marks(db, found)?;
    let is_forgotten = |id: &IntentId| {
        let mark = marks.get(&(id.device, id.epoch));
        mark.is_some_and(|mark| id.seq <= *mark)
    };
    let told = in_journal.keys().filter(|id| !known.contains(id));
    for intent in told.filter(|id| !is_forgotten(id)) {
        found.flaws.push(Flaw::Verdict { intent: *intent });
    }
    Ok(())
}

/// Up to which number each epoch's verdicts were forgotten.
fn marks(db: &Connection, found: &Found) -> Result<BTreeMap<(Device, Epoch), u64>, DbError> {
    let mut statement =
        db.prepare_cached("SELECT device, epoch, seq FROM marks WHERE community = ?1")?;
    let rows = statement.query_map([found.community.as_str()], |row| {
        Ok(((Device(row.get(0)?), Epoch(row.get(1)?)), row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
