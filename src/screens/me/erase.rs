//! Erasing this phone, in two steps that say what goes, what stays and what is lost.
//!
//! The one rule to know: what only this phone holds is counted before the first step.

use super::storage::Export;
use super::to_staff_or_resident;
use crate::dispatch::use_dispatch;
use crate::parts::{
    Back, Button, ButtonKind, Card, Dialog, Fact, Facts, Glyph, Notice, NoticeTone, Tick,
};
use crate::route::Route;
use crate::screens::frame::Screen;
use crate::screens::press::{Problem, use_press};
use crate::state::{State, use_state};
use crate::text::me as text;
use crate::text::me::staff;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Erase() -> impl IntoView {
    let state = use_state();
    let back = Back {
        href: Route::Phone.href(),
        word: text::this_phone(state.lang()).to_owned(),
    };
    let unsent = Memo::new(move |_| state.only_here());
    let goes = to_staff_or_resident(state, (staff::erase_goes, text::erase_goes));
    let stays = to_staff_or_resident(state, (staff::erase_stays, text::erase_stays));
    let lost = move || {
        let lost = unsent.get();
        let lang = state.lang();
        match lost.all() {
            0 => view! { <Notice tone=NoticeTone::Calm text=text::erase_none_lost(lang) /> }
                .into_any(),
            _ => view! {
                <Notice tone=NoticeTone::Alarm text=text::would_be_lost(lang, lost) />
                <p>{text::erase_export_first(lang)}</p>
                <Export />
            }
            .into_any(),
        }
    };
    view! {
        <Screen tab=Route::Me title=text::erase_title(state.lang()) back>
            <Card>
                <div class="sentences"><Facts>
                    <Fact glyph=Glyph::Bin title=goes />
                    <Fact glyph=Glyph::Cloud title=stays />
                </Facts></div>
            </Card>
            {lost}
            <Steps state />
        </Screen>
    }
}

/// The tick, then the button, then the last question.
#[component]
fn Steps(state: State) -> impl IntoView {
    let dispatch = use_dispatch();
    let understood = RwSignal::new(false);
    let open = RwSignal::new(false);
    let press = use_press();
    let erase = Callback::new(move |()| {
        press.run(async move { dispatch.erase().await }, |()| ());
    });
    let word = move || {
        if press.busy.get() {
            text::erasing(state.lang())
        } else {
            text::erase_press(state.lang())
        }
    };
    let acts = move || {
        view! {
            <Button kind=ButtonKind::Danger word busy=press.busy on_press=erase />
            <Button word=text::erase_not(state.lang()) on_press=move |()| open.set(false) />
        }
    };
    let first = move || {
        (!understood.get())
            .then(|| view! { <p class="second">{text::erase_tick_first(state.lang())}</p> })
    };
    view! {
        <Card>
            <Tick
                name=text::erase_understood(state.lang())
                checked=understood
                on_toggle=move |ticked| understood.set(ticked)
            />
        </Card>
        {first}
        <Button
            kind=ButtonKind::Danger
            glyph=Glyph::Bin
            word=text::erase_press(state.lang())
            disabled=Signal::derive(move || !understood.get())
            on_press=move |()| open.set(true)
        />
        <Dialog
            title=text::erase_ask(state.lang())
            open
            on_close=move |()| open.set(false)
            acts
        >
            <p>{text::erase_final(state.lang())}</p>
            <Problem press />
        </Dialog>
    }
}
