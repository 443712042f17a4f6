//! What is on this phone: how safe it is, how much, taking it along.
//!
//! The one rule to know: health is said in words, and only what the browser really told. A file is
//! called handed over only after it was made.

use super::import::Import;
use super::{back_to_me, to_staff_or_resident};
use crate::dispatch::use_dispatch;
use crate::keeper::Tightness;
use crate::parts::{
    Button, ButtonLink, Card, Fact, Facts, Glyph, Notice, NoticeTone, Row, Rows, Section,
};
use crate::route::Route;
use crate::screens::frame::Screen;
use crate::screens::press::{Problem, use_press};
use crate::state::{State, StorageHealth, use_state};
use crate::text::me::staff;
use crate::text::{me as text, storage};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many times over what is used must fit before the room needs no figure.
const AMPLE_TIMES: u64 = 10;

/// The page.
#[component]
pub fn ThisPhone() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    spawn_local(async move { dispatch.measure_room().await });
    let erase = text::erase(state.lang());
    view! {
        <Screen tab=Route::Me title=text::this_phone(state.lang()) back=back_to_me(state)>
            <Health />
            <Export />
            <Import />
            <Card><Rows><Row title=erase href=Route::Erase /></Rows></Card>
        </Screen>
    }
}

/// How safe it is, what waits, how much, and what cannot be read.
#[component]
fn Health() -> impl IntoView {
    let state = use_state();
    let safe = move || health(state);
    let unsent = move || {
        let (lang, waits) = (state.lang(), state.only_here());
        match (waits.requests, waits.notes) {
            (0, 0) => text::all_sent(lang).to_owned(),
            (0, notes) => text::notes_waiting(lang, notes),
            (_, _) => text::unsent(lang, waits),
        }
    };
    let room = move || {
        let bytes = state.text().bytes;
        // What the browser estimates is not said beside what it did.
        let shown = state
            .room
            .get()
            .filter(|_| state.tightness() == Tightness::Ample);
        shown.map(|room| {
            let (lang, used) = (state.lang(), bytes(room.used_bytes));
            let said = if room.used_bytes.saturating_mul(AMPLE_TIMES) < room.quota_bytes {
                text::room_ample(lang, &used)
            } else {
                text::room(lang, &used, &bytes(room.quota_bytes))
            };
            view! { <Fact glyph=Glyph::Book title=said /> }
        })
    };
    let tight = move || {
        let lang = state.lang();
        let said = match state.tightness() {
            Tightness::Ample => return None,
            Tightness::Reserve => storage::tight_reserve(lang),
            Tightness::Shed => storage::tight_shed(lang),
        };
        Some(view! { <Fact glyph=Glyph::Care title=said /> })
    };
    let unreadable = move || match state.unreadable_rows() {
        0 => None,
        rows => Some(view! { <Fact glyph=Glyph::Care title=(state.text().unreadable)(rows) /> }),
    };
    let went_back = move || {
        let said = storage::journal_went_back(state.lang());
        let is_so = state.journal_went_back();
        is_so.then(|| view! { <Fact glyph=Glyph::Care title=said /> })
    };
    let cleared = move || {
        matches!(state.storage.get(), StorageHealth::Cleared { .. }).then(|| {
            view! {
                <ButtonLink word=storage::cleared_title(state.lang()) glyph=Glyph::Info href=Route::Cleared />
            }
        })
    };
    view! {
        <Section head=text::health(state.lang())>
            <Card>
                <div class="sentences"><Facts>
                    <Fact glyph=Glyph::Lock title=safe />
                    <Fact glyph=Glyph::Cloud title=unsent />
                    {room}
                    {tight}
                    {unreadable}
                    {went_back}
                </Facts></div>
            </Card>
            {cleared}
        </Section>
    }
}

/// How safe what is written is, in a sentence.
fn health(state: State) -> String {
    let lang = state.lang();
    let health = state.storage.get();
    match health {
        StorageHealth::Kept {
            persisted: Some(true),
        } => text::persisted(lang).to_owned(),
        StorageHealth::Kept {
            persisted: Some(false),
        } => text::not_persisted(lang).to_owned(),
        StorageHealth::Kept { persisted: None } => text::perhaps_persisted(lang).to_owned(),
        StorageHealth::Opening
        | StorageHealth::Cleared { .. }
        | StorageHealth::OldPage
        | StorageHealth::UntilClosed { .. } => (state.text().storage)(&health),
    }
}

/// Everything as one file.
#[component]
pub fn Export() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let press = use_press();
    let done = RwSignal::new(false);
    let export = move |()| {
        done.set(false);
        press.run(async move { dispatch.export().await }, move |()| {
            done.set(true);
        });
    };
    let word = move || {
        if press.busy.get() {
            text::exporting(state.lang())
        } else {
            text::export(state.lang())
        }
    };
    let what = to_staff_or_resident(state, (staff::export_text, text::export_text));
    view! {
        <Card>
            <div class="stack">
                <p>{what}</p>
                <Button glyph=Glyph::Export word busy=press.busy on_press=export />
                <Problem press />
                {move || done.get().then(|| {
                    view! { <Notice tone=NoticeTone::Calm text=text::exported(state.lang()) /> }
                })}
            </div>
        </Card>
    }
}
