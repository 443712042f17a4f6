//! One phone against the server.

use super::{Export, Fault, Found, Lines, Waiting};
use crate::db::{DbError, SqliteDepot, journal};
use rules::id::CommunityId;
use rules::{Key, Record};
use rusqlite::{Connection, OptionalExtension};
use sync::authority::intent_of;
use sync::depot::{Depot, Verdict};
use sync::outcome::Outcome;
use sync::replica::FeedRow;
use sync::rows::{Copied, HistoryRow, NoteRow, OutboxRow, RecordRow};

/// Compares everything a phone has with what the server has.
pub(super) fn check(db: &Connection, export: &Export, lines: &Lines) -> Result<Found, DbError> {
    let mut found = Found::default();
    for settled in &export.history {
        match settled_right(db, settled, lines)? {
            None => found.settled += 1,
            Some(Fault::Forgotten(_)) if !settled.outcome.took_effect() => found.forgotten += 1,
            Some(fault) => found.faults.push(fault),
        }
    }
    for row in &export.outbox {
        let waiting = match verdict(db, row)? {
            Some(kept) if kept.fingerprint != row.fp => {
                found.faults.push(Fault::Forked(row.id));
                continue;
            }
            Some(kept) if kept.outcome.is_final() => Waiting::Unheard {
                intent: row.id,
                outcome: Box::new(kept.outcome),
            },
            _ => Waiting::Intent {
                intent: row.id,
                kind: row.kind.clone(),
            },
        };
        found.waiting.push(waiting);
    }
    for note in &export.notes {
        check_note(db, note, &mut found)?;
    }
    for (place, row) in &export.records {
        check_record(db, (place, row), export, &mut found)?;
    }
    for (community, feed) in &export.feeds {
        check_journal(db, community, feed, &mut found)?;
    }
    for row in &export.set_aside {
        let row = row.clone();
        found.waiting.push(Waiting::SetAside { row });
    }
    Ok(found)
}

fn verdict(db: &Connection, row: &OutboxRow) -> Result<Option<Verdict>, DbError> {
    SqliteDepot::new(db, row.community.clone()).verdict(&row.id)
}

/// What is wrong with a settled request, if anything is.
fn settled_right(
    db: &Connection,
    settled: &HistoryRow,
    lines: &Lines,
) -> Result<Option<Fault>, DbError> {
    let (row, told) = (&settled.row, &settled.outcome);
    if *told == Outcome::Fork {
        // The id is another phone's; what was asked goes on under a new one.
        return Ok(None);
    }
    let Some(kept) = verdict(db, row)? else {
        let mark = SqliteDepot::new(db, row.community.clone()).mark(row.id.device, row.id.epoch)?;
        let is_old = row.id.seq <= mark;
        // What was settled so long ago is known by the journal alone.
        return Ok((!is_old).then_some(Fault::Forgotten(row.id)).or_else(|| {
            let is_right = stands_right(row, told.took_effect(), lines);
            (!is_right).then(|| effect(row, lines))
        }));
    };
    if kept.fingerprint != row.fp {
        return Ok(Some(Fault::Forked(row.id)));
    }
    if kept.outcome != *told && *told != Outcome::AlreadySettled {
        return Ok(Some(Fault::Contradicted {
            intent: row.id,
            told: Box::new(told.clone()),
            kept: Box::new(kept.outcome),
        }));
    }
    let is_right = stands_right(row, kept.outcome.took_effect(), lines);
    Ok((!is_right).then(|| effect(row, lines)))
}

/// What took effect stands in the journal once and as asked, anything else not at all.
fn stands_right(row: &OutboxRow, took_effect: bool, lines: &Lines) -> bool {
    let asked = intent_of(&row.kind, row.kv, &row.body);
    match lines.get(&row.id).map(Vec::as_slice).unwrap_or_default() {
        [] => !took_effect || asked.is_ok_and(|asked| rules::is_effect(&asked, &[])),
        [line] => took_effect && asked.is_ok_and(|asked| rules::is_effect(&asked, &line.facts)),
        _ => false,
    }
}

fn effect(row: &OutboxRow, lines: &Lines) -> Fault {
    Fault::Effect {
        intent: row.id,
        times: lines.get(&row.id).map_or(0, Vec::len),
    }
}

fn check_note(db: &Connection, note: &NoteRow, found: &mut Found) -> Result<(), DbError> {
    let named = || (note.note.clone(), note.rev.clone());
    let Some(owner) = note.owner.as_ref().filter(|_| note.copy == Copied::Kept) else {
        if !matches!(note.copy, Copied::Refused { .. }) {
            let (note, rev) = named();
            found.waiting.push(Waiting::Note { note, rev });
        }
        return Ok(());
    };
    let key = Key::Note(owner.resident.clone(), note.note.clone(), note.rev.clone());
    let kept = SqliteDepot::new(db, owner.community.clone()).row(&key)?;
    let is_same = match kept.and_then(|row| row.record) {
        Some(Record::Note(kept)) => {
            kept.parents == note.parents && note.body.read().ok() == Some(kept.body)
        }
        _ => false,
    };
    if is_same {
        found.notes += 1;
    } else {
        let (note, rev) = named();
        found.faults.push(Fault::Note { note, rev });
    }
    Ok(())
}

/// A record of a phone is one that the server has, or had and replaced by a newer one.
fn check_record(
    db: &Connection,
    (place, row): (&str, &RecordRow),
    export: &Export,
    found: &mut Found,
) -> Result<(), DbError> {
    let Some((community, key)) = split(place) else {
        return Ok(());
    };
    let is_of_this_feed = match export.feeds.get(community.as_str()) {
        Some(feed) => feed_epoch(db, &community)? == Some(feed.feed_epoch.0),
        None => false,
    };
    if !is_of_this_feed {
        // Of a feed before a restore; the phone will read anew.
        return Ok(());
    }
    let kept = SqliteDepot::new(db, community).row(&key)?;
    let is_right = match kept {
        Some(kept) if kept.rev == row.rev => {
            kept.record.is_some() && kept.record == row.data.read().ok()
        }
        Some(kept) => kept.rev > row.rev,
        None => false,
    };
    if is_right {
        found.records += 1;
    } else {
        let key = place.to_owned();
        found.faults.push(Fault::Record { key });
    }
    Ok(())
}

fn split(place: &str) -> Option<(CommunityId, Key)> {
    let (community, key) = place.split_once('/')?;
    Some((community.parse().ok()?, key.parse().ok()?))
}

fn feed_epoch(db: &Connection, community: &CommunityId) -> Result<Option<[u8; 8]>, DbError> {
    let mut statement =
        db.prepare_cached("SELECT feed_epoch FROM communities WHERE community = ?1")?;
    let found = statement.query_row([community.as_str()], |row| row.get(0));
    Ok(found.optional()?)
}

/// The journal once stood where the phone saw it stand.
fn check_journal(
    db: &Connection,
    community: &str,
    feed: &FeedRow,
    found: &mut Found,
) -> Result<(), DbError> {
    let line = feed.ledger_head.line;
    let Ok(id) = community.parse() else {
        return Ok(());
    };
    if line == 0 || feed_epoch(db, &id)? != Some(feed.feed_epoch.0) {
        return Ok(());
    }
    if journal::chain_at(db, &id, line)? != Some(feed.ledger_head.chain) {
        found.faults.push(Fault::Journal { line });
    }
    Ok(())
}
