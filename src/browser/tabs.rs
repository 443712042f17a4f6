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

const SPEAKS: &str = "cuobian-speaks";
const LIVES: &str = "cuobian-lives";
const CHANNEL: &str = "cuobian-changed";

/// A lock among the pages of this browser. Dropping it gives it back.
pub struct Turn {
    release: Option<Function>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(release) = self.release.take()
            && release.call0(&JsValue::NULL).is_err()
        {
            leptos::logging::warn!("a lock could not be given back");
        }
    }
}

/// Takes the turn to speak; none while another page has it. Where the browser has no locks,
/// everybody has the turn.
pub async fn speaking_turn() -> Option<Turn> {
    turn(SPEAKS, ("ifAvailable", JsValue::TRUE)).await
}

/// Holds a lock that every page shares, for as long as this page lives.
///
/// A page that holds a lock is ended when it is left, not frozen for the way back. A frozen one
/// keeps its half-opened database and its unfinished transactions, and whatever page comes next
/// waits for them for ever (Chromium 156: four of fourteen quick navigations).
pub async fn live_unfrozen() {
    let turn = turn(LIVES, ("mode", JsValue::from_str("shared"))).await;
    // Given back by the end of the page alone.
    core::mem::forget(turn);
}

/// Takes a lock by name, with one option of the Web Locks API.
async fn turn(name: &str, (option, value): (&str, JsValue)) -> Option<Turn> {
    let Some(locks) = locks() else {
        return Some(Turn { release: None });
    };
    let (tell, told) = oneshot::channel();
    let tell = Rc::new(RefCell::new(Some(tell)));
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let (answer, held) = if lock.is_null() {
            (None, JsValue::UNDEFINED)
        } else {
            (Some(Turn { release }), held.into())
        };
        // A page that no longer waits drops the turn with the answer.
        let tell = tell.borrow_mut().take();
        drop(tell.map(|tell| tell.send(answer)));
        held
    });
    let options = Object::new();
    let request = Reflect::set(&options, &option.into(), &value)
        .and_then(|_| Reflect::get(&locks, &"request".into()))
        .map(JsCast::unchecked_into::<Function>)
        .and_then(|request| request.call3(&locks, &name.into(), &options, &granted));
    match request {
        Ok(_) => told.await.ok().flatten(),
        Err(_) => Some(Turn { release: None }),
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
