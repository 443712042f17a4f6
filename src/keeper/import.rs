//! Taking over what another store held: a carried file, or what a page without storage left.
//!
//! The one rule to know: the other store's rows are opened as a store is, so that its older forms
//! are read and its unreadable rows are counted; then its content is merged under this store's
//! identity. A store that has none yet takes the other's whole, identity included: then nothing
//! changes its number.

use super::{FreshSource, Keeper, NotSaved, TRIES_MAX, Written};
use crate::store::{CommitError, Store, StoreError};
use sync::Replica;
use sync::replica::{Brings, ImportError, Reissue};
use sync::room::DEAR;
use sync::store::{Batch, Durability, Guard, StoredRow};

impl Keeper {
    /// What taking these rows would bring. Nothing changes.
    ///
    /// # Errors
    /// When they are another resident's.
    pub fn look_at(&self, rows: &[StoredRow]) -> Result<Brings, ImportError> {
        let other = self.opened(rows);
        let prepared = self.read(|replica| replica.prepare_import(&other, Reissue::No))?;
        Ok(prepared.brings)
    }

    /// Takes over what these rows hold and this store does not. Taken twice is taken once.
    ///
    /// # Errors
    /// When they are another resident's, or could not be written; nothing was changed then.
    pub async fn import(&self, rows: &[StoredRow], reissue: Reissue) -> Result<Brings, NotSaved> {
        let _turn = self.turn.lock().await;
        let other = self.opened(rows);
        for _try in 0..TRIES_MAX {
            let mut prepared = self.read(|replica| replica.prepare_import(&other, reissue))?;
            if prepared.batch.writes.is_empty() {
                return Ok(prepared.brings);
            }
            if self.write_counted(&mut prepared.batch, DEAR).await? == Written::Yes {
                let brings = prepared.brings;
                self.change(|replica| replica.adopt_import(prepared));
                return Ok(brings);
            }
        }
        Err(NotSaved::OtherTabs)
    }

    fn opened(&self, rows: &[StoredRow]) -> Replica {
        Replica::open(rows.iter().cloned(), (self.fresh)()).0
    }
}

/// Takes over what a page without storage left behind, into a store that is there again. What
/// cannot be taken now (it is another resident's) is left where it is.
///
/// # Errors
/// When the store cannot be read or written; then nothing was taken.
pub async fn take_over(
    store: &std::rc::Rc<dyn Store>,
    left: &[StoredRow],
    fresh: FreshSource,
) -> Result<Left, StoreError> {
    let mut batch = Batch::new(Durability::Strict);
    batch.guards.push(Guard {
        key: super::opening::IDENTITY.to_owned(),
        value: None,
    });
    for row in left {
        batch.put(row.table, row.key.clone(), row.value.clone());
    }
    let has_identity = left.iter().any(super::opening::is_identity);
    if has_identity {
        match store.commit(&batch).await {
            Ok(()) => return Ok(Left::Nothing),
            Err(CommitError::Conflict) => {}
            Err(CommitError::Store(error)) => return Err(error),
        }
    }
    let (keeper, _) = Keeper::open(std::rc::Rc::clone(store), fresh).await?;
    // Here the same person goes on with the same phone, and the other page is gone: nobody else
    // will send what waited.
    match keeper.import(left, Reissue::Yes).await {
        Ok(brings) if brings.others == 0 && brings.unreadable == 0 => Ok(Left::Nothing),
        Ok(_) | Err(NotSaved::NotTaken(_)) => Ok(Left::Something),
        Err(NotSaved::Store(error)) => Err(error),
        Err(_) => Err(StoreError::Failed),
    }
}

/// Whether anything of what was left behind still only stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// All of it is in the store.
    Nothing,
    /// Some is not; it is tried again at the next start.
    Something,
}
