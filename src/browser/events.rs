//! What happens to the page: network, visibility, focus, the minute hand.

use super::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Event;

/// How often the clock on screen moves. Units: milliseconds.
const MINUTE_MILLIS: i32 = 60_000;

/// What happened to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// The network came or went.
    Network,
    /// Somebody looks at the page again, or no longer.
    Attention,
    /// The page is left.
    Left,
}

/// Calls `woke` whenever the network, the visibility or the focus of the page changed, and `tick`
/// once a minute. For the life of the page.
pub fn listen(woke: impl Fn(Happened) + Clone + 'static, tick: impl Fn() + 'static) {
    let Some(window) = window() else { return };
    let on = |target: &web_sys::EventTarget, name: &str, what: Happened| {
        let woke = woke.clone();
        let heard = Closure::<dyn FnMut(Event)>::new(move |_| woke(what));
        let added = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        if added.is_err() {
            leptos::logging::warn!("an event of the page cannot be heard");
        }
        // For the life of the page.
        heard.forget();
    };
    for name in ["online", "offline"] {
        on(&window, name, Happened::Network);
    }
    for name in ["focus", "pageshow"] {
        on(&window, name, Happened::Attention);
    }
    on(&window, "pagehide", Happened::Left);
    if let Some(page) = window.document() {
        for name in ["visibilitychange", "resume"] {
            on(&page, name, Happened::Attention);
        }
    }
    let tick = Closure::<dyn FnMut()>::new(tick);
    let set = window.set_interval_with_callback_and_timeout_and_arguments_0(
        tick.as_ref().unchecked_ref(),
        MINUTE_MILLIS,
    );
    if set.is_err() {
        leptos::logging::warn!("the minute hand does not move");
    }
    tick.forget();
}
