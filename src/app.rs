//! The page: opens the store, chooses the adapters, and routes.
//!
//! The one rule to know: this is the only place that knows which store and which network there
//! are. Everything below takes [`crate::state`] and [`crate::dispatch`] from the context.

use crate::browser::{self, Leaving};
use crate::dispatch::Dispatch;
use crate::opening;
use crate::pages::{self, Desk, Rest};
use crate::parts::{Skeleton, TextSizeControl};
use crate::route::Route;
use crate::screens::activities::Lookup;
use crate::screens::go::Go;
use crate::settings::{self, Settings};
use crate::state::{State, StorageHealth};
use crate::sync::Driver;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The whole page: the store is opened first, then the screens stand over it.
#[component]
pub fn App() -> impl IntoView {
    let settings = Settings::load(&browser::language());
    browser::mark_lang(settings.lang);
    browser::mark_text_size(settings.text_size);
    browser::name_page(settings.lang.phrases().app_name);
    let ready = RwSignal::new(None::<(State, Dispatch)>);
    let wait = settings.lang.phrases().screens.opening;
    spawn_local(async move {
        // The owner of the page keeps every signal alive for the life of the page.
        let opened = opening::open().await;
        ready.set(Some(stand(opened, &settings)));
    });
    move || match ready.get() {
        None => view! { <Skeleton label=wait /> }.into_any(),
        Some((state, dispatch)) => {
            provide_context(state);
            provide_context(dispatch);
            provide_context(text_size_control(state, dispatch));
            provide_context(Lookup::new());
            view! { <Screens /> }.into_any()
        }
    }
}

/// What stands under which address.
#[component]
fn Screens() -> impl IntoView {
    let state = crate::state::use_state();
    let go = follow_addresses();
    provide_context(go);
    let rest = Rest::awaited();
    provide_context(Desk::away());
    let is_staff = Memo::new(move |_| state.is_staff());
    // Whoever works at the desk begins their day there.
    let page = Memo::new(move |_| match go.at.get().page() {
        Route::Today if is_staff.get() => Route::Desk(String::new()),
        page => page,
    });
    Effect::new(move |before: Option<()>| {
        page.track();
        state.lang.track();
        if before.is_some() {
            browser::focus_heading();
        }
    });
    move || {
        // Sentences are values, not signals: another language draws the page anew.
        state.lang.track();
        pages::page(page.get(), rest)
    }
}

/// Keeps the page's route equal to the address bar, both ways.
fn follow_addresses() -> Go {
    let at = RwSignal::new(Route::read(&browser::address()));
    let go = move |address: &str, leaving| {
        browser::go_to(address, leaving);
        at.set(Route::read(address));
    };
    browser::listen_to_addresses(
        move || at.set(Route::read(&browser::address())),
        move |address| {
            let here = address == browser::address();
            let leaving = if here {
                Leaving::Replaced
            } else {
                Leaving::Kept
            };
            go(&address, leaving);
        },
    );
    Go {
        at: at.into(),
        act: Callback::new(move |(route, replaced): (Route, bool)| {
            let leaving = if replaced {
                Leaving::Replaced
            } else {
                Leaving::Kept
            };
            go(&route.href(), leaving);
        }),
    }
}

fn text_size_control(state: State, dispatch: Dispatch) -> TextSizeControl {
    TextSizeControl {
        size: state.text_size.into(),
        pick: Callback::new(move |size| dispatch.set_text_size(size)),
        label: (move || (state.text().screens.text_size)(state.text_size.get())).into(),
        sample: (move || state.text().screens.text_sample).into(),
    }
}

/// Builds state, driver and dispatch over what was opened, and starts the conversation.
fn stand(opened: opening::Opened, settings: &Settings) -> (State, Dispatch) {
    let state = State::new(&opened.keeper, settings, browser::now());
    let millis = browser::monotonic_millis();
    state
        .opened_millis
        .set(u32::try_from(millis).unwrap_or(u32::MAX));
    opened.on_closed(move || state.storage.set(StorageHealth::OldPage));
    state.storage.set(opened.storage);
    state.online.set(browser::is_online());
    state.index_programme();
    if let Some(marker) = state.marker() {
        settings::set_marker(marker);
    }
    settings::set_awake(browser::is_visible());
    let (driver, listener) = Driver::new(state);
    spawn_local(listener.start());
    spawn_local(async move {
        browser::register_worker(move || state.update_waits.set(true)).await;
    });
    (state, Dispatch::new(state, driver))
}
