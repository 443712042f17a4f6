//! What this tab alone remembers: across a reload and a crash, not beyond its own end.
//!
//! The one rule to know: it may be full or missing; then nothing is kept, and nothing else happens.
//! `gloo-storage` would end the page where it is missing.
//!
//! Deliberately absent: what is kept, and for whom; that is [`crate::typed`]'s.

use super::window;
use web_sys::Storage;

fn storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}

/// What is kept under a name.
pub fn kept_in_tab(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps a text under a name; where it is not taken, what was there before stays.
pub fn keep_in_tab(name: &str, text: &str) {
    if let Some(storage) = storage()
        && storage.set_item(name, text).is_err()
    {
        leptos::logging::warn!("what is typed could not be kept");
    }
}

/// Forgets what is kept under a name.
pub fn forget_in_tab(name: &str) {
    if let Some(storage) = storage()
        && storage.remove_item(name).is_err()
    {
        leptos::logging::warn!("what was typed could not be forgotten");
    }
}
