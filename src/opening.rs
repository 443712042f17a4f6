//! Opening the storage, and finding out what happened to it since the last visit.
//!
//! The one rule to know: a loss is remembered until the person has read it. Two marks stand beside
//! each other, the store's identity and a marker in the settings; which of them is missing says
//! what the browser cleared. The session's cookie is the third: see [`crate::sync`].
//!
//! Deliberately absent: what the screen says of it.

use crate::browser;
use crate::keeper::{Keeper, Left, take_over};
use crate::settings;
use crate::state::StorageHealth;
use crate::store::{Emergency, Indexed, Store, StoreError, forget_journal, journal};
use std::rc::Rc;
use sync::marker::lost_with;

/// The name of the database.
const DATABASE: &str = "cuobian";

/// What was opened: a keeper and how safe its store is.
pub struct Opened {
    /// The keeper.
    pub keeper: Rc<Keeper>,
    /// How safe.
    pub storage: StorageHealth,
    store: Option<Rc<Indexed>>,
}

impl Opened {
    /// Calls once the database is closed under this page: a newer build takes over in another one,
    /// or the browser cleared the storage.
    pub fn on_closed(&self, call: impl Fn() + 'static) {
        if let Some(store) = &self.store {
            store.on_closed(Rc::new(call));
        }
    }

    /// Lets go of the database, as the end of a page does; for tests.
    #[doc(hidden)]
    pub fn close(&self) {
        if let Some(store) = &self.store {
            store.close();
        }
    }
}

/// Opens the store: `IndexedDB`, or the emergency store where there is none.
pub async fn open() -> Opened {
    browser::live_unfrozen().await;
    match open_database().await {
        Ok(opened) => opened,
        Err(why) => emergency(why).await,
    }
}

async fn open_database() -> Result<Opened, StoreError> {
    let (marker, was_awake) = (settings::marker(), settings::was_awake());
    let database = Rc::new(Indexed::open(DATABASE).await?);
    let store: Rc<dyn Store> = database.clone();
    let left = journal();
    if !left.is_empty() && take_over(&store, &left, browser::fresh).await? == Left::Nothing {
        forget_journal();
    }
    let (keeper, _) = Keeper::open(store, browser::fresh).await?;
    keeper.heed(marker);
    if let Some(unsent) = keeper.read(|replica| lost_with(marker, replica)) {
        settings::add_loss((!was_awake).then_some(unsent));
        // Told once: the next page finds the marker of the store that is there now.
        settings::set_marker(keeper.marker());
    }
    let storage = if database.is_newer() {
        StorageHealth::OldPage
    } else {
        kept().await
    };
    Ok(Opened {
        keeper: Rc::new(keeper),
        storage,
        store: Some(database),
    })
}

/// How safe a store in the phone's storage is; a loss that was not read yet comes first.
pub async fn kept() -> StorageHealth {
    match settings::loss() {
        Some(loss) => StorageHealth::Cleared {
            unsent: loss.unsent,
        },
        None => StorageHealth::Kept {
            persisted: browser::is_persisted().await,
        },
    }
}

async fn emergency(why: StoreError) -> Opened {
    let store: Rc<dyn Store> = Rc::new(Emergency::open());
    let keeper = match Keeper::open(Rc::clone(&store), browser::fresh).await {
        Ok((keeper, _)) => keeper,
        // Not even the journal can be written: memory alone, and every write says so itself.
        Err(_) => Keeper::over_nothing(store, browser::fresh),
    };
    Opened {
        keeper: Rc::new(keeper),
        storage: StorageHealth::UntilClosed { why },
        store: None,
    }
}
