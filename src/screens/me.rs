//! Me: who I am here, what waits to be sent and why, how this phone is set.
//!
//! The one rule to know: every way out of trouble is reachable from here: a person to call, trying
//! again, taking everything along. What could be lost is said before the button that loses it.
//!
//! Deliberately absent: the card's code to scan, until the kiosk that reads it exists.

mod about;
mod calendar;
mod card;
mod cleared;
mod erase;
mod import;
mod settings;
mod staff;
mod station;
mod storage;
mod waiting;

pub use about::About;
pub use calendar::MyCalendar;
pub use cleared::Cleared;
pub use erase::Erase;
pub use station::Kiosk;
pub use storage::ThisPhone;
pub use waiting::Progress;

use self::card::{CardOrGuest, SignOut};
use self::settings::Settings;
use self::waiting::Waiting;
use super::frame::Screen;
use super::sign_in::Adopt;
use crate::dispatch::use_dispatch;
use crate::parts::{Back, Button, Card, Glyph, Notice, NoticeTone, Row, Rows};
use crate::route::Route;
use crate::state::{State, SyncStatus, use_state};
use crate::text::{Lang, me as text, subscription};
use leptos::prelude::*;

/// The way back to Me.
fn back_to_me(state: State) -> Back {
    Back {
        href: Route::Me.href(),
        word: state.text().screens.me.to_owned(),
    }
}

/// What is said to whoever works at the desk, or else to a resident. Tracks who is signed in.
fn to_staff_or_resident(
    state: State,
    (staff, resident): (Sentence, Sentence),
) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || {
        let said = if state.is_staff() { staff } else { resident };
        said(state.lang())
    }
}

/// A sentence in each language.
type Sentence = fn(Lang) -> &'static str;

/// Me.
#[component]
pub fn Me() -> impl IntoView {
    let state = use_state();
    let who = Memo::new(move |_| state.who());
    let name = move || {
        let at_desk = || state.me_at_desk().map(|me| me.name);
        state.my_name().or_else(at_desk).unwrap_or_default()
    };
    view! {
        <Screen tab=Route::Me title=state.text().screens.me sub=name>
            <Update />
            <div class="columns">
                <div>
                    <CardOrGuest who />
                    <Adopt />
                    <Waiting />
                </div>
                <div>
                    <Settings who />
                    <More />
                    <SignOut who />
                </div>
            </div>
        </Screen>
    }
}

/// A newer version that is ready; where the present one no longer does, the frame says so above.
#[component]
fn Update() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    move || {
        let elsewhere = state.sync_status.get() == SyncStatus::Outdated;
        (state.update_waits.get() && !elsewhere).then(|| {
            view! {
                <Notice tone=NoticeTone::Calm glyph=Glyph::Again text=text::update(state.lang())>
                    <Button
                        word=text::update_take(state.lang())
                        on_press=move |()| dispatch.take_update()
                    />
                </Notice>
            }
        })
    }
}

/// The pages behind Me.
#[component]
fn More() -> impl IntoView {
    let state = use_state();
    let phone = text::this_phone(state.lang());
    let about = text::about(state.lang());
    // Staff act for the community; there is no household whose calendar it could be.
    let is_staff = Memo::new(move |_| state.is_staff());
    let calendar = move || {
        let title = subscription::title(state.lang());
        (!is_staff.get()).then(|| view! { <Row title=title href=Route::MyCalendar /> })
    };
    view! {
        <Card>
            <Rows>
                {calendar}
                <Row title=phone href=Route::Phone />
                <Row title=about href=Route::About />
            </Rows>
        </Card>
    }
}
