//! Signing in with the member number and the PIN; and whose the notes are that this phone holds.
//!
//! The one rule to know: notes written before anyone signed in become nobody's by themselves; the
//! person is asked. An unknown number and a wrong PIN are one answer.
//!
//! Deliberately absent: keeping what was typed; the PIN leaves the page with it.

use super::frame::Screen;
use super::go::use_go;
use super::press::{Problem, use_press};
use crate::dispatch::use_dispatch;
use crate::parts::{
    Back, Button, ButtonKind, Card, Disclosure, Dock, FieldKind, Glyph, Notice, NoticeTone,
    TextField,
};
use crate::route::Route;
use crate::state::use_state;
use crate::text::sign_in as text;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The page.
#[component]
pub fn SignIn(
    /// Where to go afterwards; Me when nothing is named.
    then: Option<Box<Route>>,
) -> impl IntoView {
    let state = use_state();
    let then = then.map_or(Route::Me, |then| *then);
    let back = Back {
        href: then.href(),
        word: state.text().screens.back.to_owned(),
    };
    let offline = move || {
        (!state.online.get()).then(|| {
            view! {
                <Notice
                    tone=NoticeTone::Care
                    glyph=Glyph::CloudOff
                    text=text::offline(state.lang())
                />
            }
        })
    };
    view! {
        <Screen tab=Route::Me title=text::title(state.lang()) back>
            {offline}
            <p>{text::intro(state.lang())}</p>
            <Fields then />
        </Screen>
    }
}

/// What is typed and what is wrong with it.
#[derive(Clone, Copy)]
struct Typed {
    member: RwSignal<String>,
    pin: RwSignal<String>,
    /// Whether the button was pressed with something missing.
    asked: RwSignal<bool>,
    busy: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
}

#[component]
fn Fields(then: Route) -> impl IntoView {
    let state = use_state();
    let typed = Typed {
        member: RwSignal::new(String::new()),
        pin: RwSignal::new(String::new()),
        asked: RwSignal::new(false),
        busy: RwSignal::new(false),
        wrong: RwSignal::new(None),
    };
    let missing = move |field: RwSignal<String>, word: fn(crate::text::Lang) -> &'static str| {
        Signal::derive(move || {
            let is_missing = typed.asked.get() && field.with(|text| text.trim().is_empty());
            is_missing.then(|| word(state.lang()).to_owned())
        })
    };
    let press = signing_in(typed, then);
    let hidden = move || "true";
    let word = move || {
        if typed.busy.get() {
            text::busy(state.lang())
        } else {
            text::press(state.lang())
        }
    };
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); press.run(()); }>
            <TextField
                id="member"
                kind=FieldKind::Number
                label=text::number(state.lang())
                hint=text::number_hint(state.lang())
                error=missing(typed.member, text::number_missing)
                value=typed.member
                on_input=move |text| typed.member.set(text)
            />
            <TextField
                id="pin"
                kind=FieldKind::Pin
                label=text::pin(state.lang())
                hint=text::pin_hint(state.lang())
                error=missing(typed.pin, text::pin_missing)
                value=typed.pin
                on_input=move |text| typed.pin.set(text)
            />
            {move || typed.wrong.get().map(|text| view! { <Notice tone=NoticeTone::Alarm text /> })}
            // The key of the keyboard that sends the form needs a button of that kind.
            // Not all literals: such an element would be made from markup, which the page's policy
            // forbids.
            <button type="submit" class="unseen" tabindex="-1" aria-hidden=hidden></button>
        </form>
        <Disclosure summary=text::lost(state.lang())>
            <p>{text::lost_text(state.lang())}</p>
        </Disclosure>
        <Dock>
            <Button kind=ButtonKind::Main word busy=typed.busy on_press=press />
        </Dock>
    }
}

/// Signs in, then goes where one came from.
fn signing_in(typed: Typed, then: Route) -> Callback<()> {
    let (state, dispatch, go) = (use_state(), use_dispatch(), use_go());
    Callback::new(move |()| {
        let member = typed.member.get_untracked().trim().to_owned();
        let pin = typed.pin.get_untracked().trim().to_owned();
        typed.asked.set(true);
        if member.is_empty() || pin.is_empty() || typed.busy.get_untracked() {
            return;
        }
        typed.busy.set(true);
        typed.wrong.set(None);
        let then = then.clone();
        spawn_local(async move {
            let signed_in = dispatch.sign_in(member, pin).await;
            // Whoever left the page meanwhile is not called back to it.
            if typed.busy.try_set(false).is_some() {
                return;
            }
            match signed_in {
                // Staff begin at the desk unless they were on their way elsewhere.
                Ok(()) if state.is_staff() && then == Route::Me => {
                    go.instead(Route::Desk(String::new()));
                }
                // Whoever's notes wait on this phone is asked on Me.
                Ok(()) if state.notes_without_owner() > 0 => go.instead(Route::Me),
                Ok(()) => go.instead(then),
                Err(why) => {
                    typed.pin.set(String::new());
                    typed.asked.set(false);
                    typed.wrong.set(Some((state.text().sign_in_error)(&why)));
                }
            }
        });
    })
}

/// Asks whether notes written before anyone signed in become the resident's own.
#[component]
pub fn Adopt() -> impl IntoView {
    let (state, dispatch, go) = (use_state(), use_dispatch(), use_go());
    let notes = Memo::new(move |_| state.who().map_or(0, |_| state.notes_without_owner()));
    let later = RwSignal::new(false);
    let press = use_press();
    let adopt = Callback::new(move |()| {
        press.run(async move { dispatch.adopt_notes().await }, move |()| {
            go.to(Route::Diary { month: None });
        });
    });
    let is_asked = Memo::new(move |_| notes.get() > 0 && !later.get());
    move || {
        is_asked.get().then(|| {
            view! {
                <Card>
                    <div class="stack">
                        <h2>{text::adopt_title(state.lang())}</h2>
                        <p>{move || text::adopt_count(state.lang(), notes.get())}</p>
                        <p class="second">{text::adopt_text(state.lang())}</p>
                        <Button
                            kind=ButtonKind::Main
                            word=text::adopt(state.lang())
                            busy=press.busy
                            on_press=adopt
                        />
                        <Button
                            word=text::adopt_not(state.lang())
                            on_press=move |()| later.set(true)
                        />
                        <Problem press />
                    </div>
                </Card>
            }
        })
    }
}
