//! D9, D10: a mark says who had a seat, the last one stands, and absences are the sum of marks.

use super::Wrong;
use super::retold::Retold;
use crate::invariants::journal::Records;
use crate::invariants::{D9, D10};
use rules::attendance::Mark;
use rules::civil::Date;
use rules::id::ResidentId;
use rules::{Fact, Key, Record};
use std::collections::BTreeMap;

/// D9: who had a seat came or stayed away, who had none walked in.
pub(super) fn wrong(told: &Retold, fact: &Fact) -> Wrong {
    let Fact::Marked {
        session,
        resident,
        mark: Some(mark),
        ..
    } = fact
    else {
        return None;
    };
    let seated = told.of(session)?.seated.contains_key(resident);
    let right = seated == (*mark != Mark::WalkIn);
    (!right).then(|| (D9, format!("a seat of theirs: {seated}, and {fact:?}")))
}

/// D9 and D10, at the end.
pub(super) fn kept_wrong(told: &Retold, kept: &Records) -> Wrong {
    let mut absent: BTreeMap<&ResidentId, Vec<Date>> = BTreeMap::new();
    for ((session, day, who), mark) in &told.marks {
        let key = Key::Presence((*session).clone(), *day, (*who).clone());
        let found = match kept.get(&key) {
            Some(Record::Presence(found)) => Some(found.mark),
            _ => None,
        };
        if found != Some(*mark) {
            return Some((D9, format!("{key} is {found:?}, marked last was {mark:?}")));
        }
        if *mark == Mark::Absent {
            absent.entry(who).or_default().push(*day);
        }
    }
    let known = |key: &Key| match key {
        Key::Presence(session, day, who) => told.marks.contains_key(&(session, *day, who)),
        _ => true,
    };
    if let Some(key) = kept.keys().find(|key| !known(key)) {
        return Some((D9, format!("{key} stands although it was taken back")));
    }
    let mut counted: BTreeMap<&ResidentId, Vec<Date>> = BTreeMap::new();
    for (key, record) in kept {
        if let (Key::Absences(who), Record::Absences(found)) = (key, record) {
            counted.insert(who, found.days.clone());
        }
    }
    for days in absent.values_mut() {
        days.sort_unstable();
    }
    let same = absent == counted;
    (!same).then(|| {
        (
            D10,
            format!("absences are {counted:?}, the marks say {absent:?}"),
        )
    })
}
