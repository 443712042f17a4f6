//! The app's own store for the page on which it is compared with others: one put, one batch.
//!
//! The one rule: nothing of the store is done here; this is the door that a script can use.

#![cfg(target_arch = "wasm32")]
#![allow(
    unsafe_code,
    reason = "the doors to scripts are written by wasm-bindgen's macro"
)]

use cuobian::store::{Indexed, Store};
use sync::store::{Batch, Durability, Table};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// An open store.
#[wasm_bindgen]
pub struct Ours(Indexed);

/// Opens (and makes) the store of this name.
///
/// # Errors
/// When the browser offers none.
#[wasm_bindgen]
pub async fn open(name: String) -> Result<Ours, JsError> {
    Ok(Ours(Indexed::open(&name).await?))
}

#[wasm_bindgen]
impl Ours {
    /// Writes one row and resolves when the medium has it.
    ///
    /// # Errors
    /// When the medium did not take it.
    pub async fn put(&self, key: String, value: String) -> Result<(), JsError> {
        let mut batch = Batch::new(Durability::Strict);
        batch.put(Table::Notes, key, value);
        Ok(self.0.commit(&batch).await?)
    }
}
