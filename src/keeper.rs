//! The one place where the replica lives: prepare, make durable, adopt; one change at a time.
//!
//! The one rule to know: the replica is never borrowed across an await. Whoever changes it holds
//! the turn from preparing to adopting, so two quick touches never interleave; another page is
//! caught by the store's guard, and the change is prepared anew from what that page wrote.
//!
//! Deliberately absent: the browser. A host test drives this with a store in memory.

mod exchange;
mod import;
mod opening;
mod writing;

pub use exchange::{Exchanged, Speaker, Trouble};
pub use import::{Left, take_over};
pub use opening::Birth;
pub use sync::room::Tightness;

use self::opening::{Opening, open_rows};
use crate::state::Index;
use crate::store::{BALLAST, Store, StoreError};
use futures::lock::Mutex;
use rules::{Actor, Intent, Refusal};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use sync::Replica;
use sync::marker::Marker;
use sync::replica::{Ask, Fresh, ImportError, NoteDraft, PrepareError, Who};
use sync::room::{DEAR, Room};
use sync::rows::Owner;
use sync::store::StoredRow;

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
    /// What was to be taken over is not this resident's, or too much.
    #[error("it cannot be taken over")]
    NotTaken(#[from] ImportError),
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
    room: RefCell<Room>,
    /// Held from preparing a change to adopting it.
    turn: Mutex<()>,
    /// Numbers that are out. One whose answer never came is no longer called sent: nobody knows
    /// whether it arrived.
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
    /// When the store cannot be read, or has no identity and cannot be written.
    pub async fn open(
        store: Rc<dyn Store>,
        fresh: FreshSource,
    ) -> Result<(Self, Birth), StoreError> {
        let opening = open_rows(store.as_ref(), fresh).await?;
        let keeper = Self::over(store, fresh, opening.replica);
        keeper.room.replace(opening.room);
        // Without the reserve, or with some scopes not kept, everything else still works; a medium
        // that fails says so at the first write that matters.
        if keeper.take_room_back().await.is_err() || keeper.keep_all_again().await.is_err() {
            leptos::logging::warn!("the storage could not be put in order");
        }
        Ok((keeper, opening.birth))
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
            room: RefCell::default(),
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

    /// What to remember beside the store, so that its loss can be told.
    pub fn marker(&self) -> Marker {
        self.read(|replica| Marker::of(replica, &self.room.borrow()))
    }

    /// Takes note of what the marker beside the store has heard of; the store may have lost it.
    pub fn heed(&self, marker: Option<Marker>) {
        let device = self.read(Replica::identity).device;
        let heard_of = Marker::heard_of(marker, device);
        self.room.borrow_mut().count_beyond(heard_of);
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

    /// Whether a request is out, or was answered without its outcome.
    pub fn was_sent(&self, seq: u64) -> bool {
        self.sent.borrow().contains(&seq)
    }

    /// Every row of the store, for the export; the reserve, which says nothing, is left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn rows(&self) -> Result<Vec<StoredRow>, StoreError> {
        let mut rows = self.store.read_all().await?;
        rows.retain(|row| row.key != BALLAST);
        Ok(rows)
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
            let mut prepared = self.read(|replica| replica.prepare_intent(ask, intent))?;
            if self.write(&mut prepared.batch, DEAR).await? == Written::Yes {
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
        // Two pages that write one at once leave two heads, both kept; they are only counted.
        for _try in 0..TRIES_MAX {
            let mut prepared = self.read(|replica| replica.prepare_note(draft.clone()))?;
            if self.write_counted(&mut prepared.batch, DEAR).await? == Written::Yes {
                self.change(|replica| replica.adopt_note(prepared));
                return Ok(());
            }
        }
        Err(NotSaved::OtherTabs)
    }

    /// Makes durable who is signed in.
    ///
    /// # Errors
    /// When the write failed; nothing changed then.
    pub async fn set_who(&self, who: Option<Who>) -> Result<(), NotSaved> {
        let _turn = self.turn.lock().await;
        for _try in 0..TRIES_MAX {
            let mut batch = self.read(|replica| replica.prepare_who(who.as_ref()));
            if self.write_pulled(&mut batch).await? == Written::Yes {
                self.change(|replica| replica.adopt_who(who));
                return Ok(());
            }
        }
        Err(NotSaved::OtherTabs)
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
        // Staff keep no diary: what somebody wrote before stays nobody's.
        if who.household.is_none() {
            return Ok(());
        }
        let owner = Owner {
            community: who.community,
            resident: who.resident,
        };
        for _try in 0..TRIES_MAX {
            let mut batch = self.read(|replica| replica.prepare_adoption(&owner));
            if self.write(&mut batch, DEAR).await? == Written::Yes {
                self.change(|replica| replica.adopt_adoption(&owner));
                return Ok(());
            }
        }
        Err(NotSaved::OtherTabs)
    }

    /// Reads everything again: another page wrote.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn reload(&self) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        self.reload_in_turn().await
    }

    /// Puts in order what the store wrote one after the other. Nothing that anybody reads changes.
    ///
    /// # Errors
    /// When the medium did not take it; it is as it was then.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        self.store.tidy().await
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
        let opened = open_rows(self.store.as_ref(), self.fresh).await?;
        let Opening {
            replica, mut room, ..
        } = opened;
        room.heard_with(&self.room.borrow());
        self.room.replace(room);
        self.adopt(Change::Reread, |held| {
            // The version only grows, or a view would take the new replica for one it has shown.
            let before = held.version();
            *held = replica;
            held.outgrow(before);
        });
        Ok(())
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

    fn mark_sent(&self, seqs: &[u64], how: Sent) {
        let mut sent = self.sent.borrow_mut();
        match how {
            Sent::Out => sent.extend(seqs),
            Sent::Unheard => sent.retain(|seq| !seqs.contains(seq)),
        }
        drop(sent);
        self.sent_version
            .set(self.sent_version.get().wrapping_add(1));
    }
}

/// What became of numbers that went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    /// They are on their way.
    Out,
    /// No answer came.
    Unheard,
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

/// Who asks, by who is signed in.
pub fn actor_of(who: Option<&Who>) -> Actor {
    who.map_or(Actor::Anonymous, Who::actor)
}
