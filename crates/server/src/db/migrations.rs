//! The schema's history. Append-only: a step that was released is never edited.

use super::DbError;
use rusqlite::{Connection, TransactionBehavior};

/// Every step, in order; a step's number is its place, from 1.
const STEPS: [&str; 8] = [
    include_str!("../../migrations/0001_start.sql"),
    include_str!("../../migrations/0002_marks.sql"),
    include_str!("../../migrations/0003_departed.sql"),
    include_str!("../../migrations/0004_calendars.sql"),
    include_str!("../../migrations/0005_desk.sql"),
    include_str!("../../migrations/0006_desk_sees.sql"),
    include_str!("../../migrations/0007_blocks.sql"),
    include_str!("../../migrations/0008_stations.sql"),
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
