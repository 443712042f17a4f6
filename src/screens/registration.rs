//! Registration: who of the household comes to a session, and what will happen, before it does.
//!
//! The one rule to know: this page is the activity's form alone, for whoever comes back from
//! signing in; the form itself is in [`form`], what its button does in [`plan`].
//!
//! Deliberately absent: deciding. The rules decide, here as a hint and on the server for good.

mod asking;
mod form;
mod plan;

pub use asking::Asking;
pub use form::{Ask, Party};
pub use plan::Plan;

use crate::dispatch::use_dispatch;
use crate::parts::{Back, ButtonLink, Card, Rows};
use crate::route::{CameFrom, Route};
use crate::screens::activities::{MeetingRow, NamesDay};
use crate::screens::activity::{Mine, Missing, ToCalendar, spoken_day};
use crate::screens::frame::Screen;
use crate::state::{State, use_state};
use crate::text::registration as say;
use leptos::prelude::*;
use rules::id::SessionId;

/// Registration for a session.
#[component]
pub fn Registration(
    /// The session.
    session: SessionId,
) -> impl IntoView {
    let state = use_state();
    let asking = Asking::new(state, use_dispatch(), session.clone());
    let known = {
        let session = session.clone();
        Memo::new(move |_| state.session_card(&session).is_some())
    };
    move || {
        if !known.get() {
            return view! { <Missing /> }.into_any();
        }
        page(state, asking, session.clone()).into_any()
    }
}

fn page(state: State, asking: Asking, session: SessionId) -> impl IntoView {
    let lang = state.lang();
    let here = session.clone();
    let card = Memo::new(move |_| state.session_card(&here));
    let title = move || {
        card.get()
            .map(|card| lang.of(&card.row.title))
            .unwrap_or_default()
    };
    let phone = Signal::derive(move || card.get().map(|card| card.phone).unwrap_or_default());
    let day = card
        .get_untracked()
        .and_then(|card| spoken_day(state, &card));
    let activity = Route::Activity {
        session: session.clone(),
        from: CameFrom::List,
    };
    let back = Back {
        href: activity.href(),
        word: untrack(title),
    };
    let row = {
        let session = session.clone();
        day.map(|day| view! { <Card><Rows><MeetingRow session=session day=day names_day=NamesDay::Yes /></Rows></Card> })
    };
    let held = move || matches!(asking.plan.get(), Some(Plan::Held(_)));
    let calendar = {
        let session = session.clone();
        move || held().then(|| view! { <ToCalendar session=session.clone() /> })
    };
    let on = move || {
        held().then(|| view! { <ButtonLink word=say::back_to_today(lang) href=Route::Today /> })
    };
    view! {
        <Screen tab=Route::Activities title=say::title(lang) back=back>
            {row}
            <Mine session=session />
            <Party asking=asking />
            {calendar}
            {on}
            <Ask asking=asking phone=phone />
        </Screen>
    }
}
