//! The address bar: where the page is, going elsewhere, and links and the back button heard.
//!
//! The one rule to know: a press on a link of ours changes the address without loading the page
//! anew; every other link, and every press with a modifier, is the browser's. Deliberately absent:
//! what the addresses mean, which is `route`'s.

use super::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, FocusOptions, HtmlAnchorElement, HtmlElement, MouseEvent};

/// The path and the query of the page's address.
pub fn address() -> String {
    let location = window().map(|window| window.location());
    let said = location.and_then(|at| Some(at.pathname().ok()? + at.search().ok()?.as_str()));
    said.unwrap_or_default()
}

/// Whether the way back leads to where one came from, or skips it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// The way back leads here.
    Kept,
    /// This address is replaced.
    Replaced,
}

/// Writes another address into the bar and shows its top.
pub fn go_to(address: &str, leaving: Leaving) {
    let Some(window) = window() else { return };
    let written = window.history().and_then(|history| match leaving {
        Leaving::Kept => history.push_state_with_url(&JsValue::NULL, "", Some(address)),
        Leaving::Replaced => history.replace_state_with_url(&JsValue::NULL, "", Some(address)),
    });
    if written.is_err() {
        leptos::logging::warn!("the address could not be changed");
    }
    window.scroll_to_with_x_and_y(0.0, 0.0);
}

/// Calls `back` when the browser moved to another address by itself, and `press` with the address
/// of a link of ours that was pressed. For the life of the page.
pub fn listen_to_addresses(back: impl Fn() + 'static, press: impl Fn(String) + 'static) {
    let (Some(window), Some(page)) = (window(), document()) else {
        return;
    };
    let moved = Closure::<dyn FnMut(Event)>::new(move |_| back());
    let pressed = Closure::<dyn FnMut(MouseEvent)>::new(move |event: MouseEvent| {
        if let Some(address) = link_of(&event) {
            event.prevent_default();
            press(address);
        }
    });
    let heard = window
        .add_event_listener_with_callback("popstate", moved.as_ref().unchecked_ref())
        .and_then(|()| {
            page.add_event_listener_with_callback("click", pressed.as_ref().unchecked_ref())
        });
    if heard.is_err() {
        leptos::logging::warn!("the address bar cannot be heard");
    }
    moved.forget();
    pressed.forget();
}

/// The address of the link of ours that a press means, if it means one.
fn link_of(event: &MouseEvent) -> Option<String> {
    let plain = event.button() == 0
        && !(event.default_prevented()
            || event.meta_key()
            || event.ctrl_key()
            || event.shift_key()
            || event.alt_key());
    let pressed: Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = pressed.closest("a[href]").ok()??.dyn_into().ok()?;
    let ours = link.origin() == window()?.location().origin().ok()?;
    let stays = link.target().is_empty() && !link.has_attribute("download");
    (plain && ours && stays).then(|| link.pathname() + link.search().as_str())
}

/// Moves the reader to the heading of the page that just came up: a screen reader says it, and the
/// next Tab starts there. What is in view stays in view.
pub fn focus_heading() {
    let stay = FocusOptions::new();
    stay.set_prevent_scroll(true);
    let heading = document().and_then(|page| page.query_selector("h1").ok().flatten());
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok())
        && heading.focus_with_options(&stay).is_err()
    {
        leptos::logging::warn!("the heading could not take the focus");
    }
}
