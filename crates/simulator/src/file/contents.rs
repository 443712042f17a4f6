//! All that a server keeps, in short: equal digests mean equal heads, records, lines and outcomes.

use crate::depot::MemoryDepot;
use crate::trace::short;
use rules::id::CommunityId;
use rusqlite::Connection;
use server::db::DbError;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use sync::identity::{Chain, Device, Epoch, FeedEpoch, Fingerprint};

/// What memory keeps.
pub fn of_memory(communities: &BTreeMap<CommunityId, MemoryDepot>) -> String {
    let mut hash = Sha256::new();
    for (community, depot) in communities {
        let head = &depot.head;
        hash.update(format!(
            "{community} {} {} {} {}\n",
            head.feed_epoch, head.rev, head.line, head.chain
        ));
    }
    let mut records = Vec::new();
    for (community, depot) in communities {
        for (key, row) in &depot.rows {
            let text = row.text.as_deref().unwrap_or("-");
            records.push(format!(
                "{community} {key} {} {} {text}\n",
                row.rev, row.scope
            ));
        }
    }
    records.sort_unstable();
    for record in &records {
        hash.update(record);
    }
    for (community, depot) in communities {
        for (line, (text, chain)) in (1_u64..).zip(&depot.journal) {
            hash.update(format!("{community} {line} {text} {chain}\n"));
        }
    }
    for (community, depot) in communities {
        for (id, (fingerprint, outcome)) in &depot.verdicts {
            let (device, epoch, seq) = (id.device, id.epoch, id.seq);
            hash.update(format!(
                "{community} {device} {epoch} {seq} {fingerprint} {outcome}\n"
            ));
        }
    }
    short(hash)
}

/// What a file keeps.
///
/// # Errors
/// When it cannot be read.
pub fn of_file(db: &Connection) -> Result<String, DbError> {
    let mut hash = Sha256::new();
    let mut heads = db.prepare_cached(
        "SELECT community, feed_epoch, rev, line, chain FROM communities ORDER BY community",
    )?;
    let mut rows = heads.query([])?;
    while let Some(row) = rows.next()? {
        let (community, rev, line): (String, u64, u64) = (row.get(0)?, row.get(2)?, row.get(3)?);
        let (epoch, chain) = (FeedEpoch(row.get(1)?), Chain(row.get(4)?));
        hash.update(format!("{community} {epoch} {rev} {line} {chain}\n"));
    }
    let mut records = Vec::new();
    let mut all = db.prepare_cached("SELECT community, key, rev, scope, data FROM records")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let (community, key, rev): (String, String, u64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (scope, data): (String, Option<String>) = (row.get(3)?, row.get(4)?);
        let text = data.as_deref().unwrap_or("-");
        records.push(format!("{community} {key} {rev} {scope} {text}\n"));
    }
    records.sort_unstable();
    for record in &records {
        hash.update(record);
    }
    let mut lines = db.prepare_cached(
        "SELECT community, line, text, chain FROM journal ORDER BY community, line",
    )?;
    let mut rows = lines.query([])?;
    while let Some(row) = rows.next()? {
        let (community, line, text): (String, u64, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        hash.update(format!(
            "{community} {line} {text} {}\n",
            Chain(row.get(3)?)
        ));
    }
    let mut verdicts = db.prepare_cached(
        "SELECT community, device, epoch, seq, fingerprint, outcome FROM verdicts
         ORDER BY community, device, epoch, seq",
    )?;
    let mut rows = verdicts.query([])?;
    while let Some(row) = rows.next()? {
        let community: String = row.get(0)?;
        let (device, epoch, seq) = (
            Device(row.get(1)?),
            Epoch(row.get(2)?),
            row.get::<_, u64>(3)?,
        );
        let (fingerprint, outcome) = (Fingerprint(row.get(4)?), row.get::<_, String>(5)?);
        hash.update(format!(
            "{community} {device} {epoch} {seq} {fingerprint} {outcome}\n"
        ));
    }
    Ok(short(hash))
}
