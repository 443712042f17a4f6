//! Making this browser a kiosk, by a code that staff were given.
//!
//! The one rule to know: what it is, the server says; the code is asked for only where it says that it
//! is none. Deliberately absent: ending it, which whoever stands before it could do.

use super::back_to_me;
use crate::dispatch::{Station, use_dispatch};
use crate::keeper::Trouble;
use crate::parts::{
    Button, ButtonKind, ButtonLink, FieldKind, Glyph, Notice, NoticeTone, Skeleton, TextField,
};
use crate::route::Route;
use crate::screens::frame::Screen;
use crate::state::use_state;
use crate::text::{Lang, station as say};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is known of this browser.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    /// It is being asked.
    Asked,
    /// Nobody answered.
    Unknown,
    /// It is none.
    No,
    /// It is this one.
    Yes(Station),
}

/// The page.
#[component]
pub fn Kiosk() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let known = RwSignal::new(Known::Asked);
    let look = move || {
        known.set(Known::Asked);
        spawn_local(async move {
            let found = match dispatch.station().await {
                Ok(Some(station)) => Known::Yes(station),
                Ok(None) => Known::No,
                Err(_) => Known::Unknown,
            };
            drop(known.try_set(found));
        });
    };
    look();
    let body = move || match known.get() {
        Known::Asked => view! { <Skeleton label=say::asking(lang) rows=2 /> }.into_any(),
        Known::Unknown => view! {
            <Notice tone=NoticeTone::Quiet glyph=Glyph::CloudOff text=say::no_answer(lang) />
            <Button
                glyph=Glyph::Again
                word=state.text().screens.lost_again
                on_press=move |()| look()
            />
        }
        .into_any(),
        Known::Yes(station) => {
            let said = say::is_one(lang, &station.name, &lang.of(&station.place));
            view! {
                <Notice tone=NoticeTone::Calm text=said />
                <p>{say::is_one_next(lang)}</p>
                <ButtonLink
                    kind=ButtonKind::Second
                    word=say::go_on(lang)
                    href=Route::Activities
                />
            }
            .into_any()
        }
        Known::No => view! { <Code known /> }.into_any(),
    };
    // What the page is for is said to whoever may still do it.
    let is_one = Memo::new(move |_| known.with(|known| matches!(known, Known::Yes(_))));
    let intro = move || (!is_one.get()).then(|| view! { <p>{say::intro(lang)}</p> });
    view! {
        <Screen tab=Route::Me title=say::title(lang) back=back_to_me(state)>
            {intro}
            {body}
        </Screen>
    }
}

/// The code, typed.
#[component]
fn Code(known: RwSignal<Known>) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<&'static str>);
    let press = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let typed = code.get_untracked().trim().to_owned();
        if typed.is_empty() {
            wrong.set(Some(say::code_missing(lang)));
            return;
        }
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let became = dispatch.become_station(typed).await;
            // Whoever left the page meanwhile is not called back to it.
            if busy.try_set(false).is_some() {
                return;
            }
            match became {
                Ok(station) => known.set(station.map_or(Known::No, Known::Yes)),
                Err(trouble) => wrong.set(Some(why(lang, &trouble))),
            }
        });
    });
    let error = Signal::derive(move || wrong.get().map(str::to_owned));
    let word = move || {
        if busy.get() {
            say::busy(lang)
        } else {
            say::press(lang)
        }
    };
    let hidden = move || "true";
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); press.run(()); }>
            <TextField
                id="code"
                kind=FieldKind::Number
                label=say::code(lang)
                hint=say::code_hint(lang)
                error=error
                value=code
                on_input=move |text| code.set(text)
            />
            // As on the page of signing in: for the key of the keyboard that sends.
            <button type="submit" class="unseen" tabindex="-1" aria-hidden=hidden></button>
        </form>
        <Button kind=ButtonKind::Main word busy=busy on_press=press />
    }
}

fn why(lang: Lang, trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::SignedOut | Trouble::Protested | Trouble::TooLong => say::wrong(lang),
        Trouble::Busy { .. } => say::too_often(lang),
        Trouble::Transport | Trouble::Store(_) => say::no_answer(lang),
    }
}
