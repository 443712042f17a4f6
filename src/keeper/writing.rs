//! Writing: what gives way where there is no room, and whose answer is taken where pages compete.
//!
//! The one rule to know: notes and what waits to be sent never give way. The reserve does, then
//! what the server can send again: public records first, then the household's.
//!
//! Deliberately absent: taking shed records out of memory. This page shows what it has; only the
//! store does without.

use super::{Keeper, Written};
use crate::store::{CommitError, StoreError};
use sync::room::{ANSWER, Tightness, Yield, is_count};
use sync::store::Batch;

/// Whether anything gave way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gave {
    /// There may be room now.
    Way,
    /// There was nothing of the kind.
    Nothing,
}

impl Keeper {
    /// How much room the store has.
    pub fn tightness(&self) -> Tightness {
        self.room.borrow().tightness()
    }

    /// Takes the reserve again where there is room, and fetches again what was shed; for a page
    /// that starts, and now and then.
    ///
    /// # Errors
    /// When the medium failed in another way than being full.
    pub async fn take_room_back(&self) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        let seed = (self.fresh)().device.0;
        let taken = self.room.borrow().taking_back(&seed);
        let Some(taken) = taken else {
            return Ok(());
        };
        match self.store.commit(&taken.batch).await {
            Ok(()) => {
                *self.room.borrow_mut() = taken.after;
                Ok(())
            }
            Err(CommitError::Conflict | CommitError::Store(StoreError::Full)) => Ok(()),
            Err(CommitError::Store(error)) => Err(error),
        }
    }

    /// Fetches again from now on what this store did without. For a page that starts: it has
    /// nothing of it in memory yet.
    pub(super) async fn keep_all_again(&self) -> Result<(), StoreError> {
        let kept = self.read(|replica| self.room.borrow().keeping_all(replica));
        let Some(kept) = kept else {
            return Ok(());
        };
        match self.store.commit(&kept.batch).await {
            Ok(()) => {
                *self.room.borrow_mut() = kept.after;
                Ok(())
            }
            // Another page was quicker, or there is no room even for this: as it was.
            Err(CommitError::Conflict | CommitError::Store(StoreError::Full)) => Ok(()),
            Err(CommitError::Store(error)) => Err(error),
        }
    }

    /// Writes a batch that holds something of the server's; where another page did so since this
    /// one read, it is read again and nothing is written.
    pub(super) async fn write_pulled(&self, batch: &mut Batch) -> Result<Written, StoreError> {
        self.write_counted(batch, ANSWER).await
    }

    /// Writes a batch that is counted: one that holds something of the server's, or changes what
    /// waits without giving a request its number. The marker beside the store rests on the count.
    pub(super) async fn write_counted(
        &self,
        batch: &mut Batch,
        yields: &[Yield],
    ) -> Result<Written, StoreError> {
        self.room.borrow().count(batch);
        let written = self.write(batch, yields).await?;
        if written == Written::Yes {
            self.room.borrow_mut().counted();
        }
        Ok(written)
    }

    /// Writes a batch. Where there is no room, what may give way does, one after the other; where
    /// another page wrote in between, what it wrote is read and nothing is written.
    pub(super) async fn write(
        &self,
        batch: &mut Batch,
        yields: &[Yield],
    ) -> Result<Written, StoreError> {
        let mut yields = yields.iter();
        self.room.borrow().lean(batch);
        loop {
            match self.store.commit(batch).await {
                Ok(()) => return Ok(Written::Yes),
                Err(CommitError::Conflict) => return self.reread().await,
                Err(CommitError::Store(StoreError::Full)) => {}
                Err(CommitError::Store(error)) => return Err(error),
            }
            loop {
                let next = yields.next().ok_or(StoreError::Full)?;
                match self.give(*next).await {
                    Ok(Gave::Way) => break,
                    Ok(Gave::Nothing) | Err(CommitError::Store(StoreError::Full)) => {}
                    Err(CommitError::Conflict) => return self.reread().await,
                    Err(CommitError::Store(error)) => return Err(error),
                }
            }
            let room = self.room.borrow();
            room.lean(batch);
            if batch.writes.iter().any(is_count) {
                room.count(batch);
            }
        }
    }

    async fn reread(&self) -> Result<Written, StoreError> {
        self.reload_in_turn().await?;
        Ok(Written::No)
    }

    async fn give(&self, what: Yield) -> Result<Gave, CommitError> {
        let rows = self.store.read_all().await?;
        let giving = self.room.borrow().giving(what, &rows);
        let Some(giving) = giving else {
            return Ok(Gave::Nothing);
        };
        self.store.commit(&giving.batch).await?;
        *self.room.borrow_mut() = giving.after;
        Ok(Gave::Way)
    }
}
