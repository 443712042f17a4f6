//! The desk of staff: what waits for a word, what is on, drafts; its pages below it.
//!
//! The one rule to know: nothing is decided here. What may be done, who is concerned and who is
//! passed over is asked of the rules before each button, and every request goes through
//! [`crate::dispatch`] like a resident's, offline too.
//!
//! Deliberately absent: whatever residents do for themselves.

mod change;
mod concerned;
mod days;
mod deciding;
mod draft;
mod drawn;
mod form;
mod home;
mod line;
mod paper;
mod poster;
mod roll;
mod session;
mod upload;
mod venue;

use super::frame::Screen;
use crate::parts::{Back, ButtonKind, ButtonLink, EmptyState, Glyph};
use crate::route::{DeskPage, Route};
use crate::state::{State, use_state};
use crate::text::desk as say;
use leptos::prelude::*;
use rules::id::SessionId;

/// The page at an address of the desk; whoever does not work here is told so.
pub fn page(at: DeskPage) -> AnyView {
    view! { <Guarded at /> }.into_any()
}

#[component]
fn Guarded(at: DeskPage) -> impl IntoView {
    let state = use_state();
    let is_staff = Memo::new(move |_| state.is_staff());
    move || {
        if is_staff.get() {
            drawn(at.clone())
        } else {
            view! { <NotStaff at=at.clone() /> }.into_any()
        }
    }
}

fn drawn(at: DeskPage) -> AnyView {
    match at {
        DeskPage::Home => view! { <home::Home /> }.into_any(),
        DeskPage::Session(session) => view! { <session::Session session /> }.into_any(),
        DeskPage::Roll(session, day) => view! { <roll::RollCall session day /> }.into_any(),
        DeskPage::Paper(session) => view! { <paper::Paper session /> }.into_any(),
        DeskPage::Poster(session) => view! { <poster::Poster session /> }.into_any(),
        DeskPage::Change(session) => view! { <change::Change session /> }.into_any(),
        DeskPage::New { like } => view! { <form::New like /> }.into_any(),
        DeskPage::Draft(draft) => view! { <draft::Draft draft /> }.into_any(),
        DeskPage::Edit { draft, mine } => view! { <form::Edit draft mine /> }.into_any(),
        DeskPage::Import => view! { <upload::Upload /> }.into_any(),
        DeskPage::Nowhere => view! { <Nowhere /> }.into_any(),
    }
}

/// The entry of the bar that all of this is in.
fn tab() -> Route {
    Route::Desk(String::new())
}

/// The way back to the desk.
fn back_home(state: State) -> Back {
    Back {
        href: DeskPage::Home.into(),
        word: say::title(state.lang()).to_owned(),
    }
}

/// The way back to a session of the desk.
fn back_to(state: State, session: &SessionId) -> Back {
    let lang = state.lang();
    let title = state
        .session_row(session)
        .map(|row| lang.of(&row.title))
        .unwrap_or_default();
    Back {
        href: DeskPage::Session(session.clone()).into(),
        word: title,
    }
}

#[component]
fn NotStaff(at: DeskPage) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let sign_in = Route::from(at).after_signing_in();
    view! {
        <Screen tab=Route::Nowhere title=say::title(lang)>
            <EmptyState
                glyph=Glyph::Person
                title=say::not_staff(lang)
                text=say::not_staff_text(lang)
            >
                <ButtonLink kind=ButtonKind::Main word=say::sign_in(lang) href=sign_in.href() />
            </EmptyState>
        </Screen>
    }
}

#[component]
fn Nowhere() -> impl IntoView {
    let state = use_state();
    view! {
        <Screen tab=tab() title=say::nowhere(state.lang()) back=back_home(state)>
            <p>{state.text().screens.nowhere_next}</p>
        </Screen>
    }
}

/// The session is not on this device: what to do.
#[component]
fn Missing() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    view! {
        <Screen tab=tab() title=say::title(lang) back=back_home(state)>
            <EmptyState title=say::missing(lang) text=say::missing_text(lang) />
        </Screen>
    }
}
