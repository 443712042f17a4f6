//! Opening and closing the database: older and newer forms, other pages that hold it.
//!
//! The one rule to know: a page lets go of the database the moment another one must change its
//! form, and says so; it never holds up a newer build. A database of a newer form is opened as it
//! is, to be read: what waits in it can still be sent.

use super::lying::{STORES, holds_blocks};
use crate::browser::sleep;
use crate::store::StoreError;
use futures::future::{Either, select};
use futures::{FutureExt, pin_mut};
use js_sys::{Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, Event, IdbDatabase, IdbFactory, IdbObjectStoreParameters, IdbOpenDbRequest,
};

/// How long other pages have to let go. Units: milliseconds. Ours do at once; one that is stopped
/// by the browser does not, and the person has to close it.
const BLOCKED_MILLIS: u32 = 3_000;

/// Whoever wants to know that the connection was closed under this page.
pub(super) type Told = Rc<RefCell<Option<Rc<dyn Fn()>>>>;

/// An open database.
pub(super) struct Connection {
    pub(super) db: IdbDatabase,
    /// Whether a newer build made it; it is read only then.
    pub(super) is_newer: bool,
    /// Set once another page, or the browser, closed the connection.
    pub(super) is_closed: Rc<Cell<bool>>,
    pub(super) told: Told,
    /// Kept alive as long as the connection is.
    _upgrade: Closure<dyn FnMut(Event)>,
    _close: Closure<dyn FnMut(Event)>,
}

/// Opens (and makes) a database in this form.
pub(super) async fn connect(name: &str, form: u32) -> Result<Connection, StoreError> {
    let factory = factory().ok_or(StoreError::Missing)?;
    let upgrade = Closure::<dyn FnMut(Event)>::new(|event: Event| {
        if upgrade(&event).is_none() {
            leptos::logging::warn!("the database could not be made");
        }
    });
    let missing = |_| StoreError::Missing;
    let request = factory.open_with_u32(name, form).map_err(missing)?;
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let (db, is_newer) = match opened(&request).await {
        Ok(db) => (db, false),
        Err(StoreError::Newer) => {
            let request = factory.open(name).map_err(missing)?;
            (opened(&request).await?, true)
        }
        Err(error) => return Err(error),
    };
    let (is_closed, told) = (Rc::new(Cell::new(false)), Told::default());
    let close = on_close(&db, &is_closed, &told);
    Ok(Connection {
        db,
        is_newer,
        is_closed,
        told,
        _upgrade: upgrade,
        _close: close,
    })
}

/// `IndexedDB` of this window or worker; some browsers throw where others lack it.
fn factory() -> Option<IdbFactory> {
    let found = Reflect::get(&js_sys::global(), &"indexedDB".into()).ok()?;
    found.dyn_into().ok()
}

/// Makes what a database of an older form lacks. What its rows say is brought into the present
/// form by whoever reads them.
fn upgrade(event: &Event) -> Option<()> {
    let request: IdbOpenDbRequest = event.target()?.dyn_into().ok()?;
    let db: IdbDatabase = request.result().ok()?.dyn_into().ok()?;
    let made = db.object_store_names();
    for name in STORES {
        if made.contains(name) {
            continue;
        }
        // The database numbers blocks, so that two pages never give two of them one place.
        let numbered = IdbObjectStoreParameters::new();
        numbered.set_auto_increment(holds_blocks(name));
        db.create_object_store_with_optional_parameters(name, &numbered)
            .ok()?;
    }
    Some(())
}

/// Lets go of the database when another page changes its form, or the browser clears it.
fn on_close(
    db: &IdbDatabase,
    is_closed: &Rc<Cell<bool>>,
    told: &Told,
) -> Closure<dyn FnMut(Event)> {
    let (held, flag, told) = (db.clone(), Rc::clone(is_closed), Rc::clone(told));
    let close = Closure::<dyn FnMut(Event)>::new(move |_| {
        held.close();
        flag.set(true);
        let tell = told.borrow().clone();
        if let Some(tell) = tell {
            tell();
        }
    });
    db.set_onversionchange(Some(close.as_ref().unchecked_ref()));
    db.set_onclose(Some(close.as_ref().unchecked_ref()));
    close
}

async fn opened(request: &IdbOpenDbRequest) -> Result<IdbDatabase, StoreError> {
    let done = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    let blocked = Promise::new(&mut |resolve, _| request.set_onblocked(Some(&resolve)));
    let done = JsFuture::from(done).fuse();
    let blocked = JsFuture::from(blocked).fuse();
    pin_mut!(done, blocked);
    let ended = match select(done, blocked).await {
        Either::Left((ended, _)) => ended,
        Either::Right((_, done)) => {
            let patience = sleep(BLOCKED_MILLIS).fuse();
            pin_mut!(patience);
            match select(done, patience).await {
                Either::Left((ended, _)) => ended,
                Either::Right(_) => {
                    let_go_when_opened(request);
                    return Err(StoreError::Blocked);
                }
            }
        }
    };
    match ended {
        Ok(_) => request
            .result()
            .map(JsCast::unchecked_into)
            .map_err(|_| StoreError::Failed),
        Err(_) => Err(refused(request)),
    }
}

/// Nobody waits for it any more: opened late, it would hold up others for nothing.
fn let_go_when_opened(request: &IdbOpenDbRequest) {
    let late = Closure::once_into_js(|event: Event| {
        let request = event.target().and_then(|of| of.dyn_into().ok());
        let db = request.and_then(|request: IdbOpenDbRequest| request.result().ok());
        if let Some(db) = db.and_then(|db| db.dyn_into::<IdbDatabase>().ok()) {
            db.close();
        }
    });
    request.set_onsuccess(Some(late.unchecked_ref()));
}

fn refused(request: &IdbOpenDbRequest) -> StoreError {
    let error: Option<DomException> = request.error().ok().flatten();
    match error.map(|error| error.name()).as_deref() {
        Some("VersionError") => StoreError::Newer,
        Some("QuotaExceededError") => StoreError::Full,
        Some(_) | None => StoreError::Missing,
    }
}

/// A value of a row as text; what another hand wrote there is kept as what it says.
pub(super) fn text_of(value: &JsValue) -> String {
    let said = value.as_string();
    said.or_else(|| js_sys::JSON::stringify(value).ok()?.as_string())
        .unwrap_or_default()
}
