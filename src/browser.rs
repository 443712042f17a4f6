//! The browser: clock, randomness, sleeping, and the page itself.
//!
//! The one rule to know: with `store/indexed.rs` and `net.rs` this is all the code that touches
//! `web_sys`; everything else takes values. Where a browser lacks something, the answer is a value
//! too (`None`, "nobody else speaks"), never an error on screen.
//!
//! Deliberately absent: decisions.

mod addresses;
mod events;
mod file;
mod reminding;
mod tabs;
mod this_tab;
mod worker;

pub use addresses::{Leaving, address, focus_heading, go_to, listen_to_addresses};
pub use events::{Happened, listen};
pub use file::{ChosenFile, choose_file, dropped_file, pick_file};
pub use reminding::{Leave, ask_leave_to_remind, leave_to_remind, remind};
pub use tabs::{Channel, Turn, hearing_turn, live_unfrozen, speaking_turn};
pub use this_tab::{forget_in_tab, keep_in_tab, kept_in_tab};
pub use worker::{Haste, look_for_update, register_worker, take_update};

use crate::parts::TextSize;
use crate::state::Room;
use crate::store::StoreError;
use crate::text::Lang;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use rules::id::NoteId;
use rules::time::UnixMillis;
use sync::identity::{Device, Epoch};
use sync::replica::Fresh;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlAnchorElement, VisibilityState, Window};

/// The kind of the file that holds everything on this phone.
pub const EXPORT_FILE: &str = "application/json";
/// The kind of a file for calendars.
pub const CALENDAR_FILE: &str = "text/calendar;charset=utf-8";

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// The device's clock. To be shown; never to be reasoned with.
// JavaScript's numbers are floats; a moment fits them exactly for the next 280,000 years.
#[allow(clippy::as_conversions, clippy::cast_possible_truncation)]
pub fn now() -> UnixMillis {
    UnixMillis(js_sys::Date::now() as i64)
}

/// A clock that only runs forward, from the start of the page. Units: milliseconds.
#[allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
pub fn monotonic_millis() -> u64 {
    let performance = window().and_then(|window| window.performance());
    performance.map_or(0, |performance| performance.now() as u64)
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into());
    if let Ok(crypto) = crypto
        && let Ok(crypto) = crypto.dyn_into::<web_sys::Crypto>()
        && crypto.get_random_values_with_u8_array(&mut bytes).is_ok()
    {
        return bytes;
    }
    // A browser without `crypto` cannot run this app's server address (TLS) either.
    for byte in &mut bytes {
        *byte = weak_random();
    }
    bytes
}

#[allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
fn weak_random() -> u8 {
    (js_sys::Math::random() * 256.0) as u8
}

/// A fresh identity for a new store.
pub fn fresh() -> Fresh {
    Fresh {
        device: Device(random()),
        epoch: Epoch(random()),
    }
}

/// Randomness for the pauses between requests.
pub fn random_u64() -> u64 {
    u64::from_be_bytes(random())
}

/// A name that nothing else has: an id by construction.
pub fn fresh_name() -> String {
    Device(random()).to_string()
}

/// The name of a new note.
pub fn fresh_note_id() -> NoteId {
    let name = Device(random()).to_string();
    match name.parse() {
        Ok(id) => id,
        // Thirty-two hexadecimal characters are an id by construction.
        Err(_) => unreachable!("a random name is an id"),
    }
}

/// Sleeps. Units: milliseconds. Resolves at once where there is no window.
pub async fn sleep(millis: u32) {
    let millis = i32::try_from(millis).unwrap_or(i32::MAX);
    let promise = Promise::new(&mut |resolve, _| {
        let set = window().and_then(|window| {
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis)
                .ok()
        });
        if set.is_none() && resolve.call0(&JsValue::NULL).is_err() {
            leptos::logging::warn!("a pause could not be made");
        }
    });
    if JsFuture::from(promise).await.is_err() {
        leptos::logging::warn!("a pause was cut short");
    }
}

/// Whether the browser believes there is a network.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether somebody looks at the page.
pub fn is_visible() -> bool {
    document().is_none_or(|page| page.visibility_state() == VisibilityState::Visible)
}

/// The browser's own language; empty when it does not say.
pub fn language() -> String {
    let said = window().and_then(|window| window.navigator().language());
    said.unwrap_or_default()
}

/// The build that runs, as the page's `meta[name=build]` says; the version where it says nothing.
pub fn build() -> String {
    let said = document()
        .and_then(|page| page.query_selector("meta[name=build]").ok().flatten())
        .and_then(|meta| meta.get_attribute("content"));
    said.filter(|build| !build.is_empty())
        .unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned())
}

fn mark(attribute: &str, value: &str) {
    let root: Option<Element> = document().and_then(|page| page.document_element());
    if let Some(root) = root
        && root.set_attribute(attribute, value).is_err()
    {
        leptos::logging::warn!("the page could not be marked");
    }
}

/// Writes the text size where the style reads it.
pub fn mark_text_size(size: TextSize) {
    mark("data-text", size.as_data());
}

/// Writes the language where the browser and its voices read it.
pub fn mark_lang(lang: Lang) {
    mark("lang", lang.code());
}

/// Sets the name of the page.
pub fn name_page(name: &str) {
    if let Some(page) = document() {
        page.set_title(name);
    }
}

/// Where the app is served: scheme and host; empty where the page does not say.
pub fn origin() -> String {
    let said = window().and_then(|window| window.location().origin().ok());
    said.filter(|origin| origin.starts_with("http"))
        .unwrap_or_default()
}

/// Starts the page anew.
pub fn reload() {
    if window().is_some_and(|window| window.location().reload().is_err()) {
        leptos::logging::warn!("the page could not be started anew");
    }
}

/// Asks the browser not to clear the storage by itself; none where it cannot be asked.
pub async fn persist() -> Option<bool> {
    let storage = storage_manager()?;
    let asked = JsFuture::from(storage.persist().ok()?).await.ok()?;
    asked.as_bool()
}

/// Whether the browser promised that already.
pub async fn is_persisted() -> Option<bool> {
    let storage = storage_manager()?;
    let said = JsFuture::from(storage.persisted().ok()?).await.ok()?;
    said.as_bool()
}

/// Room used and given, as the browser estimates it.
#[allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
pub async fn room() -> Option<Room> {
    let storage = storage_manager()?;
    let said = JsFuture::from(storage.estimate().ok()?).await.ok()?;
    let number = |name: &str| Reflect::get(&said, &name.into()).ok()?.as_f64();
    Some(Room {
        used_bytes: number("usage")? as u64,
        quota_bytes: number("quota")? as u64,
    })
}

fn storage_manager() -> Option<web_sys::StorageManager> {
    let navigator = window()?.navigator();
    // Missing where the page is not on a secure address, and in some in-app browsers.
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    storage.dyn_into().ok()
}

/// Opens the browser's own printing of the page; where it has none, nothing happens.
pub fn print() {
    if window().is_none_or(|window| window.print().is_err()) {
        leptos::logging::warn!("this browser does not print");
    }
}

/// Puts a text where the next paste takes it from, and says whether the browser did.
pub async fn copy(text: &str) -> bool {
    let Some(navigator) = window().map(|window| window.navigator()) else {
        return false;
    };
    // By name: it is missing where the page is not on a secure address.
    let asked = || -> Result<Promise, JsValue> {
        let board = Reflect::get(&navigator, &"clipboard".into())?;
        let write = Reflect::get(&board, &"writeText".into())?;
        let write: js_sys::Function = write.dyn_into()?;
        write.call1(&board, &text.into())?.dyn_into()
    };
    match asked() {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

/// Hands a file to the person: a download.
///
/// # Errors
/// When the browser does not let us.
pub fn hand_over(name: &str, kind: &str, content: &str) -> Result<(), StoreError> {
    offer(name, kind, content).map_err(|_| StoreError::Failed)
}

fn offer(name: &str, kind: &str, content: &str) -> Result<(), JsValue> {
    let bytes = Uint8Array::from(content.as_bytes());
    let bag = web_sys::BlobPropertyBag::new();
    bag.set_type(kind);
    let parts = Array::of1(&bytes);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &bag)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let page = document().ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = page.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&address)
}
