//! The service worker: registered once, asked for a newer build, told to let it take over.
//!
//! The one rule to know: a newer build waits. It takes over when the person says so or the last
//! page is closed; the page then starts anew exactly once.
//!
//! Deliberately absent: knowing which build is newer. Another set on the server is the newer one,
//! also after a rollback.

use super::{monotonic_millis, reload, window};
use js_sys::{Function, Object, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState,
};

const SCRIPT: &str = "/sw.js";
/// How long a page goes without asking for a newer build. Units: milliseconds. Browsers ask only
/// when a page starts; one that stays open for weeks would never hear of an update.
const LOOK_AGAIN_MILLIS: u64 = 3_600_000;

thread_local! {
    /// The registration of this page, once there is one.
    static REGISTRATION: RefCell<Option<ServiceWorkerRegistration>> = const { RefCell::new(None) };
    /// When a newer build was last asked for, on the page's own clock. Units: milliseconds.
    static ASKED: Cell<u64> = const { Cell::new(0) };
    /// Whether the build that is being fetched takes over as soon as it is here: somebody pressed
    /// the button. Only that one: the page that comes of it is not to lose its worker at once.
    static IS_WANTED: Cell<bool> = const { Cell::new(false) };
}

/// How soon a newer build is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Haste {
    /// Within the hour is soon enough.
    Hourly,
    /// At once: this build no longer does.
    Now,
}

/// The registration of this page, once there is one.
pub(super) fn registration() -> Option<ServiceWorkerRegistration> {
    REGISTRATION.with_borrow(Clone::clone)
}

/// Registers the worker and calls `waits` whenever a newer build is ready. Without workers the app
/// still works, but does not open offline.
pub async fn register_worker(waits: impl Fn() + 'static) {
    let Some(container) = container() else { return };
    let Ok(promise) = register(&container) else {
        return;
    };
    let Ok(found) = JsFuture::from(promise).await else {
        leptos::logging::warn!("the service worker was not registered");
        return;
    };
    let registration: ServiceWorkerRegistration = found.unchecked_into();
    let waits = Rc::new(waits);
    if registration.waiting().is_some() && container.controller().is_some() {
        waits();
    }
    // A page that began to load while the worker became active was not there to be taken.
    if let (None, Some(active)) = (container.controller(), registration.active()) {
        tell(&active, "claim");
    }
    watch(&container, &registration, &waits);
    REGISTRATION.set(Some(registration));
}

/// Asks whether there is a newer build; whoever registered the worker is told when one is ready.
pub async fn look_for_update(haste: Haste) {
    let now = monotonic_millis();
    let is_due = now.saturating_sub(ASKED.get()) >= LOOK_AGAIN_MILLIS;
    let Some(registration) = REGISTRATION.with_borrow(Clone::clone) else {
        return;
    };
    if haste == Haste::Now || is_due {
        ASKED.set(now);
        // Without a network there is no answer, and another hour is soon enough.
        if let Ok(asked) = registration.update() {
            drop(JsFuture::from(asked).await);
        }
    }
}

/// Lets the newer build take over; the page starts anew once it has. Where none waits, one is asked
/// for; where there is none, or another page has let it take over already, starting anew is all.
pub async fn take_update() {
    let (Some(container), Some(registration)) =
        (container(), REGISTRATION.with_borrow(Clone::clone))
    else {
        return reload();
    };
    let anew = Closure::once_into_js(|_: JsValue| reload());
    container.set_oncontrollerchange(Some(anew.unchecked_ref()));
    if registration.waiting().is_none() {
        look_for_update(Haste::Now).await;
    }
    match registration.waiting() {
        Some(worker) => tell(&worker, "take-over"),
        None if registration.installing().is_none() => reload(),
        None => IS_WANTED.set(true),
    }
}

fn tell(worker: &ServiceWorker, kind: &str) {
    let say = Object::new();
    let said =
        Reflect::set(&say, &"kind".into(), &kind.into()).and_then(|_| worker.post_message(&say));
    if said.is_err() {
        leptos::logging::warn!("the service worker could not be told to {kind}");
    }
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window()?.navigator();
    // Missing where the page is not on a secure address.
    Reflect::get(&navigator, &"serviceWorker".into())
        .ok()?
        .dyn_into()
        .ok()
}

/// The page's policy wants addresses of scripts to be made by a named policy of ours.
fn register(container: &ServiceWorkerContainer) -> Result<js_sys::Promise, JsValue> {
    let address = trusted(SCRIPT).unwrap_or_else(|| SCRIPT.into());
    let register: Function = Reflect::get(container, &"register".into())?.unchecked_into();
    Ok(register.call1(container, &address)?.unchecked_into())
}

fn trusted(address: &'static str) -> Option<JsValue> {
    let types = Reflect::get(&js_sys::global(), &"trustedTypes".into()).ok()?;
    let create: Function = Reflect::get(&types, &"createPolicy".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let rules = Object::new();
    // Whatever is asked, this one address is the answer.
    let answer = Closure::once_into_js(move |_: JsValue| JsValue::from_str(address));
    Reflect::set(&rules, &"createScriptURL".into(), &answer).ok()?;
    let policy = create.call2(&types, &"cuobian".into(), &rules).ok()?;
    let make: Function = Reflect::get(&policy, &"createScriptURL".into())
        .ok()?
        .dyn_into()
        .ok()?;
    make.call1(&policy, &address.into()).ok()
}

fn watch(
    container: &ServiceWorkerContainer,
    registration: &ServiceWorkerRegistration,
    waits: &Rc<impl Fn() + 'static>,
) {
    let (container, of, waits) = (container.clone(), registration.clone(), Rc::clone(waits));
    let found = Closure::<dyn FnMut(JsValue)>::new(move |_| {
        let Some(worker) = of.installing() else {
            return;
        };
        let (container, waits, of) = (container.clone(), Rc::clone(&waits), worker.clone());
        let moved = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            let state = of.state();
            // Without a controller this is the first install: nothing older to take over from.
            if state == ServiceWorkerState::Installed && container.controller().is_some() {
                if IS_WANTED.replace(false) {
                    tell(&of, "take-over");
                }
                waits();
            }
            // It was not taken whole, and somebody waits for it.
            if state == ServiceWorkerState::Redundant && IS_WANTED.replace(false) {
                reload();
            }
        });
        worker.set_onstatechange(Some(moved.as_ref().unchecked_ref()));
        moved.forget();
    });
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    found.forget();
}
