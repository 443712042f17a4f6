//! Writing: what gives way where there is no room, and whose answer is taken where pages compete.
//!
//! The one rule to know: notes and what waits to be sent never give way. The reserve does, then
//! what the server can send again: public records first, then the household's.
//!
//! Deliberately absent: taking shed records out of memory. This page shows what it has; only the
//! store does without.

use super::room::{FEED, SHED, Tightness, ballast, is_count, json, scope_of};
use super::{Keeper, Written};
use crate::store::{BALLAST, CommitError, StoreError};
use rules::Scope;
use sync::store::{Batch, Durability, Table};

/// One thing that gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Yield {
    /// The reserve.
    Ballast,
    /// What everybody may read.
    Public,
    /// What the household may read.
    Private,
}

/// For what a person wrote: the reserve is there for it.
pub(super) const DEAR: &[Yield] = &[Yield::Ballast, Yield::Public, Yield::Private];
/// For an answer: most of it can be fetched again, so the reserve is kept as long as that helps.
pub(super) const ANSWER: &[Yield] = &[Yield::Public, Yield::Ballast, Yield::Public, Yield::Private];

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
        if !self.room.borrow().has_ballast {
            let mut batch = Batch::new(Durability::Relaxed);
            batch.put(Table::Meta, BALLAST, ballast(&(self.fresh)().device.0));
            match self.store.commit(&batch).await {
                Ok(()) => self.room.borrow_mut().has_ballast = true,
                Err(CommitError::Conflict | CommitError::Store(StoreError::Full)) => return Ok(()),
                Err(CommitError::Store(error)) => return Err(error),
            }
        }
        Ok(())
    }

    /// Fetches again from now on what this store did without. For a page that starts: it has
    /// nothing of it in memory yet.
    pub(super) async fn keep_all_again(&self) -> Result<(), StoreError> {
        if self.tightness() != Tightness::Shed || !self.room.borrow().has_ballast {
            return Ok(());
        }
        let mut batch = Batch::new(Durability::Strict);
        self.read(|replica| {
            for community in replica.communities() {
                if let Some(feed) = replica.feed(community) {
                    batch.put(Table::Meta, format!("{FEED}{community}"), json(feed));
                }
            }
        });
        batch.delete(Table::Meta, SHED);
        self.room.borrow().count(&mut batch);
        match self.store.commit(&batch).await {
            Ok(()) => {
                let mut room = self.room.borrow_mut();
                room.counted();
                room.shed.clear();
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
        self.room.borrow().count(batch);
        let written = self.write(batch, ANSWER).await?;
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
        match what {
            Yield::Ballast => self.give_ballast().await,
            Yield::Public => self.shed(|scope| *scope == Scope::Public).await,
            Yield::Private => self.shed(|_| true).await,
        }
    }

    async fn give_ballast(&self) -> Result<Gave, CommitError> {
        if !self.room.borrow().has_ballast {
            return Ok(Gave::Nothing);
        }
        let mut batch = Batch::new(Durability::Relaxed);
        batch.delete(Table::Meta, BALLAST);
        self.store.commit(&batch).await?;
        self.room.borrow_mut().has_ballast = false;
        Ok(Gave::Way)
    }

    /// Removes the records of some scopes from the store, unread ones too.
    async fn shed(&self, what: impl Fn(&Scope) -> bool) -> Result<Gave, CommitError> {
        let mut batch = Batch::new(Durability::Relaxed);
        let mut shed = self.room.borrow().shed.clone();
        // Named even where none is held: an answer that does not fit does without it too.
        shed.extend(what(&Scope::Public).then_some(Scope::Public));
        for row in self.store.read_all().await? {
            let scope = (row.table == Table::Records).then(|| scope_of(&row.value));
            if let Some(scope) = scope.flatten().filter(&what) {
                batch.delete(row.table, row.key);
                shed.insert(scope);
            }
        }
        if batch.writes.is_empty() && shed == self.room.borrow().shed {
            return Ok(Gave::Nothing);
        }
        let named: Vec<&Scope> = shed.iter().collect();
        batch.put(Table::Meta, SHED, json(&named));
        self.room.borrow().count(&mut batch);
        self.store.commit(&batch).await?;
        let mut room = self.room.borrow_mut();
        room.counted();
        room.shed = shed;
        Ok(Gave::Way)
    }
}
