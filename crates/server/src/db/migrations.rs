//! The schema's history. Append-only: a step that was released is never edited.

use super::DbError;
use rusqlite::{Connection, TransactionBehavior};

/// Every step, in order; a step's number is its place, from 1.
const STEPS: [&str; 9] = [
    include_str!("../../migrations/0001_start.sql"),
    include_str!("../../migrations/0002_marks.sql"),
    include_str!("../../migrations/0003_departed.sql"),
    include_str!("../../migrations/0004_calendars.sql"),
    include_str!("../../migrations/0005_desk.sql"),
    include_str!("../../migrations/0006_desk_sees.sql"),
    include_str!("../../migrations/0007_blocks.sql"),
    include_str!("../../migrations/0008_stations.sql"),
    include_str!("../../migrations/0009_pieces.sql"),
];

/// The newest schema there is.
fn known() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// Whether a database's schema is the newest, to be read without being changed.
///
/// # Errors
/// When it is newer still.
pub(super) fn is_current(db: &Connection) -> Result<bool, DbError> {
    let found: u32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = known();
    if found > known {
        return Err(DbError::Newer { found, known });
    }
    Ok(found == known)
}

/// Brings a database to the newest schema, each step in a transaction of its own. One that is
/// there already is only read: the last step says so in the transaction that makes it.
pub(super) fn run(db: &mut Connection) -> Result<(), DbError> {
    if is_current(db)? {
        return Ok(());
    }
    let known = known();
    for (number, step) in (1_u32..).zip(STEPS) {
        // Taking the write lock first: two processes may start at once.
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            return Err(DbError::Newer { found, known });
        }
        if found < number {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::journal::{self, Block};
    use crate::db::proof::{Proof, prove};
    use flate2::{Compression, write::DeflateEncoder};
    use rules::id::CommunityId;
    use rusqlite::params;
    use std::io::Write;
    use sync::depot::Line;
    use sync::identity::{Chain, chain};

    /// As a build whose newest schema it is would have left it.
    fn of_schema(number: u32) -> Connection {
        let db = Connection::open_in_memory().unwrap();
        for (_, step) in (1..=number).zip(STEPS) {
            db.execute_batch(step).unwrap();
        }
        db.pragma_update(None, "user_version", number).unwrap();
        db
    }

    fn packed(lines: &[String]) -> Vec<u8> {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
        packer.write_all(lines.join("\n").as_bytes()).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn a_journal_of_rows_is_one_of_pieces_and_goes_on() {
        let mut db = of_schema(8);
        let community: CommunityId = "c".parse().unwrap();
        crate::db::ensure_community(&db, &crate::world::World::real(), &community).unwrap();
        let mut so_far = Chain::default();
        let mut lines = Vec::new();
        for number in 1..=102_u64 {
            let text = format!("{{\"line\":{number},\"whose\":\"{so_far}\"}}");
            so_far = chain(so_far, text.as_bytes());
            lines.push((text, so_far));
        }
        let texts: Vec<String> = lines.iter().map(|(text, _)| text.clone()).collect();
        let add = "INSERT INTO journal (community, line, text, chain) VALUES ('c', ?1, ?2, ?3)";
        let row = packed(&texts[1..101]);
        assert!(row.len() > 1_002, "it lay in two pages");
        db.execute(add, params![1, texts[0], lines[0].1.0]).unwrap();
        db.execute(add, params![101, row, lines[100].1.0]).unwrap();
        run(&mut db).unwrap();
        let last = Line {
            number: 102,
            text: texts[101].clone(),
            chain: so_far,
        };
        journal::append(&db, &community, &[last]).unwrap();
        let head = "UPDATE communities SET line = 102, chain = ?1";
        db.execute(head, [so_far.0]).unwrap();
        let sound = Proof::Sound {
            lines: 102,
            chain: so_far,
        };
        assert_eq!(prove(&db, &community).unwrap(), sound);
        let mut found = Vec::new();
        journal::read(&db, &community, 0, |block| {
            found.extend(
                block
                    .iter()
                    .flat_map(Block::lines)
                    .map(|(_, text)| text.to_owned()),
            );
            Ok(())
        })
        .unwrap();
        assert_eq!(found, texts);
        let kept = journal::chain_at(&db, &community, 50).unwrap();
        assert_eq!(kept, Some(lines[49].1));
        for sql in ["UPDATE journal SET part = 1", "DELETE FROM journal"] {
            let said = db.execute(sql, []).unwrap_err().to_string();
            assert_eq!(said, "the journal is append-only");
        }
    }
}
