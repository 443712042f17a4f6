//! Several pages of one browser: one speaks at a time, all hear of changes.
//!
//! The one rule to know: correctness never rests on this. The store's guard and the server's
//! idempotency hold without locks; the turn only saves requests.

use futures::channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

const LOCK: &str = "cuobian-speaks";
const CHANNEL: &str = "cuobian-changed";

/// The turn to speak to the server. Dropping it gives it back.
pub struct SpeakingTurn {
    release: Option<Function>,
}

impl Drop for SpeakingTurn {
    fn drop(&mut self) {
        if let Some(release) = self.release.take()
            && release.call0(&JsValue::NULL).is_err()
        {
            leptos::logging::warn!("the turn to speak could not be given back");
        }
    }
}

/// Takes the turn to speak; none while another page has it. Where the browser has no locks,
/// everybody has the turn.
pub async fn speaking_turn() -> Option<SpeakingTurn> {
    let Some(locks) = locks() else {
        return Some(SpeakingTurn { release: None });
    };
    let (tell, told) = oneshot::channel();
    let tell = Rc::new(RefCell::new(Some(tell)));
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let (answer, held) = if lock.is_null() {
            (None, JsValue::UNDEFINED)
        } else {
            (Some(SpeakingTurn { release }), held.into())
        };
        // A page that no longer waits drops the turn with the answer.
        let tell = tell.borrow_mut().take();
        drop(tell.map(|tell| tell.send(answer)));
        held
    });
    let options = Object::new();
    let request = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE)
        .and_then(|_| Reflect::get(&locks, &"request".into()))
        .map(JsCast::unchecked_into::<Function>)
        .and_then(|request| request.call3(&locks, &LOCK.into(), &options, &granted));
    match request {
        Ok(_) => told.await.ok().flatten(),
        Err(_) => Some(SpeakingTurn { release: None }),
    }
}

fn locks() -> Option<JsValue> {
    let navigator = super::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}

/// How the pages of one browser tell each other that the store changed.
pub struct Channel {
    channel: Option<web_sys::BroadcastChannel>,
    _heard: Closure<dyn FnMut(JsValue)>,
}

impl Channel {
    /// Calls `changed` whenever another page wrote.
    pub fn open(changed: impl Fn() + 'static) -> Self {
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |_| changed());
        let has = Reflect::has(&js_sys::global(), &"BroadcastChannel".into());
        let channel = (has == Ok(true))
            .then(|| web_sys::BroadcastChannel::new(CHANNEL).ok())
            .flatten();
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        }
        Self {
            channel,
            _heard: heard,
        }
    }

    /// Tells the other pages that this one wrote.
    pub fn tell(&self) {
        let told = self
            .channel
            .as_ref()
            .map(|channel| channel.post_message(&JsValue::TRUE));
        if matches!(told, Some(Err(_))) {
            leptos::logging::warn!("the other pages could not be told");
        }
    }
}
