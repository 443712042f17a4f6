//! Opening: every row is read, what a new or damaged store lacks is written, nothing is fatal.
//!
//! The one rule to know: a store that knows who it is opens even where nothing can be written any
//! more; what cannot be read is then read past, and moved aside another time. Only a store without
//! an identity must take one first, or a number could be given out twice.

use super::{FreshSource, TRIES_MAX};
use crate::store::{CommitError, Store, StoreError};
use sync::Replica;
use sync::room::Room;
use sync::store::{Guard, StoredRow, Table, Write};

/// The row of [`Table::Meta`] that says who a store is.
pub(super) const IDENTITY: &str = "identity";

/// What was opened.
pub(super) struct Opening {
    pub(super) replica: Replica,
    pub(super) room: Room,
    pub(super) birth: Birth,
}

/// Whether a store had been used before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    /// It had an identity.
    Known,
    /// It had none: it is new, or was cleared.
    New,
}

/// Opens a store's rows.
pub(super) async fn open_rows(
    store: &dyn Store,
    fresh: FreshSource,
) -> Result<Opening, StoreError> {
    for _try in 0..TRIES_MAX {
        let mut rows = store.read_all().await?;
        let birth = if rows.iter().any(is_identity) {
            Birth::Known
        } else {
            Birth::New
        };
        let room = Room::taken_from(&mut rows);
        let (replica, mut batch) = Replica::open(rows, fresh());
        let opening = Opening {
            replica,
            room,
            birth,
        };
        if batch.writes.is_empty() {
            return Ok(opening);
        }
        let names_it = batch.writes.iter().any(writes_identity);
        if birth == Birth::New && names_it {
            // Two pages that open a new store at once must not both name it.
            batch.guards.push(Guard {
                key: IDENTITY.to_owned(),
                value: None,
            });
        }
        match store.commit(&batch).await {
            Err(CommitError::Conflict) => {}
            Err(CommitError::Store(error)) if names_it => return Err(error),
            Ok(()) | Err(CommitError::Store(_)) => return Ok(opening),
        }
    }
    Err(StoreError::Failed)
}

pub(super) fn is_identity(row: &StoredRow) -> bool {
    row.table == Table::Meta && row.key == IDENTITY
}

fn writes_identity(write: &Write) -> bool {
    matches!(write, Write::Put { table: Table::Meta, key, .. } if key == IDENTITY)
}
