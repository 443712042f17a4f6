//! What the conversation does for the storage beside: asks the browser to keep it, puts it in
//! order, and takes back the room that gave way.
//!
//! Deliberately absent: giving way; that is the keeper's.

use super::Talk;
use crate::browser;
use crate::keeper::Tightness;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// How long the page has itself to itself first. Units: milliseconds.
const RESTS_MILLIS: u32 = 5_000;

impl Talk {
    /// Asks the browser to keep the storage, after the first thing worth keeping.
    pub(super) fn persist_once(self: &Rc<Self>) {
        if self.asked_to_persist.replace(true) {
            return;
        }
        let state = self.state;
        spawn_local(async move {
            let persisted = browser::persist().await;
            state.storage.update(|storage| {
                if let crate::state::StorageHealth::Kept { persisted: held } = storage {
                    *held = persisted;
                }
            });
        });
    }

    /// Puts the storage in order once the page rests, and now and then; nobody waits for it, and a full
    /// one stays as it is. At the start too: many a visit is over before the first minute is.
    pub(super) fn tidy(&self) {
        let keeper = self.state.keeper();
        spawn_local(async move {
            browser::sleep(RESTS_MILLIS).await;
            if keeper.tidy().await.is_err() {
                leptos::logging::warn!("the storage was not put in order");
            }
        });
    }

    /// Looks now and then whether there is room again for what gave way.
    pub(super) fn take_room_back(&self) {
        if self.state.keeper().tightness() == Tightness::Ample {
            return;
        }
        let state = self.state;
        spawn_local(async move {
            match state.keeper().take_room_back().await {
                Ok(()) => state.bump(),
                Err(_) => leptos::logging::warn!("the reserve could not be taken again"),
            }
        });
    }
}
