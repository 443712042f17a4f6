//! Rows that lie in blocks, as a device's store lays them: the blocks alone are read at a start.

use crate::bugs::Bug;
use std::collections::BTreeMap;
use std::sync::Arc;
use sync::store::blocks::{block_of, lay, read};
use sync::store::{Batch, StoredRow, Table, Write};

/// So many blocks are laid anew. A world is small; a phone has more patience.
const BLOCKS_MAX: usize = 6;

/// The blocks of every table, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Laid {
    tables: BTreeMap<Table, Vec<Arc<[u8]>>>,
}

impl Laid {
    /// One block more for each table that a batch writes in.
    pub(super) fn add(&mut self, batch: &Batch, bug: Option<Bug>) {
        for table in Table::ALL
            .into_iter()
            .filter(|table| table.lies_in_blocks())
        {
            let writes = batch.writes.iter();
            let writes = writes.filter(|write| write.table() == table && !left_out(write, bug));
            let block = block_of(writes);
            if !block.is_empty() {
                self.tables.entry(table).or_default().push(block.into());
            }
        }
    }

    /// Whether many batches have written since it was laid.
    pub(super) fn is_worn(&self) -> bool {
        self.tables.values().any(|blocks| blocks.len() > BLOCKS_MAX)
    }

    /// Lays every table anew.
    pub(super) fn lay_anew(&mut self, bug: Option<Bug>) {
        for blocks in self.tables.values_mut() {
            if bug == Some(Bug::LaidAsRead) {
                blocks.pop();
            }
            let lying = read(Vec::new(), blocks.iter().map(AsRef::as_ref));
            let anew = lay(&lying.rows).into_iter().map(Into::into).collect();
            *blocks = anew;
        }
    }

    /// The rows that a start reads.
    pub(super) fn rows(&self) -> impl Iterator<Item = StoredRow> + '_ {
        self.tables.iter().flat_map(|(table, blocks)| {
            let lying = read(Vec::new(), blocks.iter().map(AsRef::as_ref));
            lying.rows.into_iter().map(|(key, value)| StoredRow {
                table: *table,
                key,
                value,
            })
        })
    }
}

/// Planted: a block says what came, and not what went.
fn left_out(write: &Write, bug: Option<Bug>) -> bool {
    bug == Some(Bug::GoingNotWritten) && matches!(write, Write::Delete { .. })
}
