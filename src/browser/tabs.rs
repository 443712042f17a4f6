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
use wasm_bindgen_futures::{JsFuture, spawn_local};

const SPEAKS: &str = "cuobian-speaks";
const HEARS: &str = "cuobian-hears";
const LIVES: &str = "cuobian-lives";
/// How long a starting page waits for others to be ended. Units: milliseconds. The browser ends a
/// frozen page in a few; longer would be felt when a second page is opened beside a living one.
const THAW_MILLIS: u32 = 250;
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

/// Takes the turn to listen; none while another page has it.
pub async fn hearing_turn() -> Option<Turn> {
    turn(HEARS, ("ifAvailable", JsValue::TRUE)).await
}

/// Holds a lock that every page shares, for as long as this page lives, after asking once for all
/// of it.
///
/// A page that is left may be frozen for the way back, with its half-opened database and its
/// unfinished transactions, and whatever page comes next would wait for them for ever (Chromium
/// 156: four of fourteen quick navigations). A frozen page whose lock somebody else wants is ended
/// by the browser; pages that are alive keep theirs, and are waited for [`THAW_MILLIS`] only.
pub async fn live_unfrozen() {
    if let Some(patience) = patience() {
        drop(turn(LIVES, ("signal", patience)).await);
    }
    let turn = turn(LIVES, ("mode", JsValue::from_str("shared"))).await;
    // Given back by the end of the page alone.
    core::mem::forget(turn);
}

/// A signal that ends a request after [`THAW_MILLIS`], where the browser has such.
fn patience() -> Option<JsValue> {
    let signals = Reflect::get(&js_sys::global(), &"AbortSignal".into()).ok()?;
    let timeout = Reflect::get(&signals, &"timeout".into()).ok()?;
    let timeout: Function = timeout.dyn_into().ok()?;
    timeout.call1(&signals, &THAW_MILLIS.into()).ok()
}

/// Takes a lock by name, with one option of the Web Locks API.
async fn turn(name: &str, (option, value): (&str, JsValue)) -> Option<Turn> {
    let Some(locks) = locks() else {
        return Some(Turn { release: None });
    };
    let (tell, told) = oneshot::channel();
    let tell = Rc::new(RefCell::new(Some(tell)));
    let untold = Rc::clone(&tell);
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
    let Ok(request) = request else {
        return Some(Turn { release: None });
    };
    spawn_local(async move {
        let request: Promise = request.unchecked_into();
        if JsFuture::from(request).await.is_err() {
            // Patience ended, or the lock was refused: nobody will be told any more.
            drop(untold.borrow_mut().take());
        }
    });
    told.await.ok().flatten()
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
