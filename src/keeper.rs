//! The one place where the replica lives: prepare, make durable, adopt; one change at a time.
//!
//! The one rule to know: the replica is never borrowed across an await. Whoever changes it holds
//! the turn from preparing to adopting, so two quick touches never interleave; another page is
//! caught by the store's guard, and the change is prepared anew from what that page wrote.
//!
//! Deliberately absent: the browser. A host test drives this with a store in memory.

mod exchange;

pub use exchange::{Exchanged, Speaker, Trouble};

use crate::state::Index;
use crate::store::{CommitError, Store, StoreError};
use futures::lock::Mutex;
use rules::{Actor, Intent, Refusal};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use sync::Replica;
use sync::replica::{Ask, Fresh, NoteDraft, PrepareError, Who};
use sync::rows::Owner;
use sync::store::{Batch, Guard, StoredRow, Table, Write};

/// How often a change is prepared anew after another page wrote in between. Ten pages that write
/// at once still get through; a page that loops does not.
const TRIES_MAX: usize = 12;

/// Why something was not saved. Nothing was kept of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSaved {
    /// A rule said no, already here.
    #[error("a rule said no")]
    Refused(#[from] Refusal),
    /// Too much waits already.
    #[error("{limit} requests wait already")]
    OutboxFull {
        /// The limit.
        limit: usize,
    },
    /// It could not be written as JSON.
    #[error("a value cannot be written down")]
    Unwritable,
    /// Other pages kept writing in between.
    #[error("other pages kept writing in between")]
    OtherTabs,
    /// The medium failed.
    #[error("the storage failed")]
    Store(#[from] StoreError),
}

impl From<PrepareError> for NotSaved {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Refused(refusal) => Self::Refused(refusal),
            PrepareError::OutboxFull { limit } => Self::OutboxFull { limit },
            PrepareError::Unwritable => Self::Unwritable,
        }
    }
}

/// Where fresh identities come from.
pub type FreshSource = fn() -> Fresh;

/// Who hears of every change.
pub type Hearer = Rc<dyn Fn(Change)>;

/// What an index was worked out from: the replica's version, and how often something went out.
type Seen = (u64, u64);

/// The replica and its store.
pub struct Keeper {
    store: Rc<dyn Store>,
    fresh: FreshSource,
    replica: RefCell<Replica>,
    /// Held from preparing a change to adopting it.
    turn: Mutex<()>,
    /// Numbers that have gone out at least once since this page opened.
    sent: RefCell<BTreeSet<u64>>,
    /// Counts what changes the index beside the replica: numbers that went out.
    sent_version: Cell<u64>,
    mine: RefCell<Option<(Seen, Rc<Index>)>>,
    /// Called after every adoption.
    changed: RefCell<Option<Hearer>>,
}

impl Keeper {
    /// Opens the replica from a store, writing what a new or damaged store lacks. Also says
    /// whether the store had no identity, which means that it is new, or was cleared.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn open(
        store: Rc<dyn Store>,
        fresh: FreshSource,
    ) -> Result<(Self, Birth), StoreError> {
        let (replica, birth) = open_replica(store.as_ref(), fresh).await?;
        Ok((Self::over(store, fresh, replica), birth))
    }

    /// A keeper over a store that cannot even be opened: empty, for reading. Every write to it is
    /// tried, and fails aloud.
    pub fn over_nothing(store: Rc<dyn Store>, fresh: FreshSource) -> Self {
        let (replica, _) = Replica::open([], fresh());
        Self::over(store, fresh, replica)
    }

    fn over(store: Rc<dyn Store>, fresh: FreshSource, replica: Replica) -> Self {
        Self {
            store,
            fresh,
            replica: RefCell::new(replica),
            turn: Mutex::new(()),
            sent: RefCell::default(),
            sent_version: Cell::new(0),
            mine: RefCell::new(None),
            changed: RefCell::new(None),
        }
    }

    /// Says whom to call after every adoption.
    pub fn on_change(&self, call: Hearer) {
        *self.changed.borrow_mut() = Some(call);
    }

    /// Looks at the replica. The closure must not call back into this keeper's writers.
    pub fn read<T>(&self, look: impl FnOnce(&Replica) -> T) -> T {
        look(&self.replica.borrow())
    }

    /// How the household stands in every session, worked out once a change.
    pub fn mine(&self) -> Rc<Index> {
        let at = (self.read(Replica::version), self.sent_version.get());
        if let Some((of, index)) = self.mine.borrow().as_ref()
            && *of == at
        {
            return Rc::clone(index);
        }
        let index = Rc::new(self.read(|replica| Index::of(replica, &self.sent.borrow())));
        *self.mine.borrow_mut() = Some((at, Rc::clone(&index)));
        index
    }

    /// Whether a request has gone out at least once since this page opened.
    pub fn was_sent(&self, seq: u64) -> bool {
        self.sent.borrow().contains(&seq)
    }

    /// Every row of the store, for the export.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn rows(&self) -> Result<Vec<StoredRow>, StoreError> {
        self.store.read_all().await
    }

    /// Decides an intent here and makes it durable. The number it has.
    ///
    /// # Errors
    /// A rule that says no, or a write that failed; nothing was kept then.
    pub async fn submit(&self, ask: &Ask, intent: &Intent) -> Result<u64, NotSaved> {
        let _turn = self.turn.lock().await;
        if self.read(|replica| {
            replica
                .who()
                .is_some_and(|who| who.community != ask.community)
        }) {
            // Members are a community's own; elsewhere one is a guest.
            return Err(Refusal::NotSignedIn.into());
        }
        for _try in 0..TRIES_MAX {
            let prepared = self.read(|replica| replica.prepare_intent(ask, intent))?;
            if self.write(&prepared.batch).await? == Written::Yes {
                let seq = prepared.id().seq;
                self.change(|replica| replica.adopt_intent(prepared));
                return Ok(seq);
            }
        }
        Err(NotSaved::OtherTabs)
    }

    /// Makes a note's revision durable.
    ///
    /// # Errors
    /// A rule that says no, or a write that failed; nothing was kept then.
    pub async fn write_note(&self, draft: NoteDraft) -> Result<(), NotSaved> {
        let _turn = self.turn.lock().await;
        // Notes carry no guard: two pages that write one at once leave two heads, both kept.
        let prepared = self.read(|replica| replica.prepare_note(draft))?;
        self.write(&prepared.batch).await?;
        self.change(|replica| replica.adopt_note(prepared));
        Ok(())
    }

    /// Makes durable who is signed in.
    ///
    /// # Errors
    /// When the write failed; nothing changed then.
    pub async fn set_who(&self, who: Option<Who>) -> Result<(), NotSaved> {
        let _turn = self.turn.lock().await;
        let batch = self.read(|replica| replica.prepare_who(who.as_ref()));
        self.write(&batch).await?;
        self.change(|replica| replica.adopt_who(who));
        Ok(())
    }

    /// Makes the notes written before anyone signed in the signed-in resident's.
    ///
    /// # Errors
    /// When nobody is signed in, or the write failed.
    pub async fn adopt_notes(&self) -> Result<(), NotSaved> {
        let _turn = self.turn.lock().await;
        let who = self
            .read(|replica| replica.who().cloned())
            .ok_or(Refusal::NotSignedIn)?;
        let owner = Owner {
            community: who.community,
            resident: who.resident,
        };
        let batch = self.read(|replica| replica.prepare_adoption(&owner));
        self.write(&batch).await?;
        self.change(|replica| replica.adopt_adoption(&owner));
        Ok(())
    }

    /// Reads everything again: another page wrote.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn reload(&self) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        self.reload_in_turn().await
    }

    /// Removes everything from this device, for good.
    ///
    /// # Errors
    /// When the store did not take it.
    pub async fn erase(&self) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        self.store.erase().await?;
        self.reload_in_turn().await
    }

    async fn reload_in_turn(&self) -> Result<(), StoreError> {
        let (replica, _) = open_replica(self.store.as_ref(), self.fresh).await?;
        self.adopt(Change::Reread, |held| {
            // The version only grows, or a view would take the new replica for one it has shown.
            let before = held.version();
            *held = replica;
            held.outgrow(before);
        });
        Ok(())
    }

    /// Writes a batch; where another page wrote in between, reads what it wrote.
    async fn write(&self, batch: &Batch) -> Result<Written, StoreError> {
        match self.store.commit(batch).await {
            Ok(()) => Ok(Written::Yes),
            Err(CommitError::Conflict) => {
                self.reload_in_turn().await?;
                Ok(Written::No)
            }
            Err(CommitError::Store(error)) => Err(error),
        }
    }

    fn change(&self, apply: impl FnOnce(&mut Replica)) {
        self.adopt(Change::Written, apply);
    }

    fn adopt(&self, change: Change, apply: impl FnOnce(&mut Replica)) {
        apply(&mut self.replica.borrow_mut());
        let call = self.changed.borrow().clone();
        if let Some(call) = call {
            call(change);
        }
    }

    fn mark_sent(&self, seqs: impl Iterator<Item = u64>) {
        self.sent.borrow_mut().extend(seqs);
        self.sent_version
            .set(self.sent_version.get().wrapping_add(1));
    }
}

/// What changed the replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// This page wrote.
    Written,
    /// Another page had written, and this one read it.
    Reread,
}

/// Whether a batch was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// It was.
    Yes,
    /// Another page wrote in between; what it wrote has been read.
    No,
}

/// Whether a store had been used before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    /// It had an identity.
    Known,
    /// It had none: it is new, or was cleared.
    New,
}

async fn open_replica(
    store: &dyn Store,
    fresh: FreshSource,
) -> Result<(Replica, Birth), StoreError> {
    for _try in 0..TRIES_MAX {
        let rows = store.read_all().await?;
        let had_identity = rows.iter().any(is_identity);
        let (replica, mut batch) = Replica::open(rows, fresh());
        let birth = if had_identity {
            Birth::Known
        } else {
            Birth::New
        };
        if batch.writes.is_empty() {
            return Ok((replica, birth));
        }
        if birth == Birth::New && batch.writes.iter().any(writes_identity) {
            // Two pages that open a new store at once must not both name it.
            batch.guards.push(Guard {
                key: IDENTITY.to_owned(),
                value: None,
            });
        }
        match store.commit(&batch).await {
            Ok(()) => return Ok((replica, birth)),
            Err(CommitError::Conflict) => {}
            Err(CommitError::Store(error)) => return Err(error),
        }
    }
    Err(StoreError::Failed)
}

/// The row of [`Table::Meta`] that says who a store is.
const IDENTITY: &str = "identity";

fn is_identity(row: &StoredRow) -> bool {
    row.table == Table::Meta && row.key == IDENTITY
}

fn writes_identity(write: &Write) -> bool {
    matches!(write, Write::Put { table: Table::Meta, key, .. } if key == IDENTITY)
}

/// Who asks, by who is signed in.
pub fn actor_of(who: Option<&Who>) -> Actor {
    who.map_or(Actor::Anonymous, |who| Actor::Resident {
        resident: who.resident.clone(),
        household: who.household.clone(),
    })
}
