//! Notifications of the browser: asked for, allowed or not, shown.
//!
//! The one rule to know: everything is looked up by name, because several browsers have none of it;
//! there the answer is [`Leave::Missing`].

use super::{window, worker};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether the browser lets us remind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// It cannot at all.
    Missing,
    /// It has not been asked.
    Open,
    /// It does.
    Given,
    /// It does not.
    Refused,
}

fn notification() -> Option<Function> {
    let window = window()?;
    let found = Reflect::get(&window, &"Notification".into()).ok()?;
    found.dyn_into().ok()
}

/// Whether the browser lets us remind now.
pub fn leave_to_remind() -> Leave {
    let Some(notification) = notification() else {
        return Leave::Missing;
    };
    let said = Reflect::get(&notification, &"permission".into()).ok();
    match said.and_then(|said| said.as_string()).as_deref() {
        Some("granted") => Leave::Given,
        Some("denied") => Leave::Refused,
        _ => Leave::Open,
    }
}

/// Lets the browser ask the person. Call it within a press.
pub async fn ask_leave_to_remind() -> Leave {
    let asked = || -> Option<Promise> {
        let notification = notification()?;
        let ask = Reflect::get(&notification, &"requestPermission".into()).ok()?;
        let ask: Function = ask.dyn_into().ok()?;
        ask.call0(&notification).ok()?.dyn_into().ok()
    };
    if let Some(answer) = asked()
        && JsFuture::from(answer).await.is_err()
    {
        return Leave::Refused;
    }
    leave_to_remind()
}

/// Shows a reminder, and says whether the browser took it. One of the same name takes its place.
pub async fn remind(title: &str, body: &str, name: &str) -> bool {
    let options = Object::new();
    for (key, value) in [("body", body), ("tag", name)] {
        if Reflect::set(&options, &key.into(), &value.into()).is_err() {
            return false;
        }
    }
    // Phones let only a worker show one; without a worker a page may.
    if let Some(registration) = worker::registration()
        && let Ok(show) = Reflect::get(&registration, &"showNotification".into())
        && let Ok(show) = show.dyn_into::<Function>()
        && let Ok(shown) = show.call2(&registration, &title.into(), &options)
        && let Ok(shown) = shown.dyn_into::<Promise>()
    {
        return JsFuture::from(shown).await.is_ok();
    }
    let made = notification().map(|notification| {
        let said: Array = Array::of2(&JsValue::from_str(title), &options);
        Reflect::construct(&notification, &said).is_ok()
    });
    made.unwrap_or(false)
}
