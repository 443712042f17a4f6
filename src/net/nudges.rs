//! Hearing that something changed: one `EventSource`, for as long as it is held.
//!
//! The one rule to know: an event says nothing and may never come; whoever cannot listen asks
//! twice a minute anyway. The browser's own way of coming back is not used: a hall of phones would
//! come back in the same moment.

use js_sys::Reflect;
use rules::id::CommunityId;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventSource;

/// A connection on which the server says that something changed. Dropping it ends it.
pub struct Nudges {
    source: EventSource,
    _heard: Closure<dyn FnMut()>,
    _failed: Closure<dyn FnMut()>,
}

impl Nudges {
    /// Listens to a community. None where this browser has no such connections. `failed` is called
    /// when the connection ended; the holder then lets go of it, though not within the call.
    pub fn open(
        community: &CommunityId,
        heard: impl Fn() + 'static,
        failed: impl Fn() + 'static,
    ) -> Option<Self> {
        // Missing in some in-app browsers, where naming it would be an error.
        if Reflect::has(&js_sys::global(), &"EventSource".into()) != Ok(true) {
            return None;
        }
        let address = format!("/sync/v1/nudge?community={community}");
        let source = EventSource::new(&address).ok()?;
        let heard = Closure::<dyn FnMut()>::new(heard);
        let failed = Closure::<dyn FnMut()>::new(failed);
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        Some(Self {
            source,
            _heard: heard,
            _failed: failed,
        })
    }
}

impl Drop for Nudges {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}
