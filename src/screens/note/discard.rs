//! Throwing a note away: asked once, and said plainly that it does not come back.

use crate::dispatch::use_dispatch;
use crate::parts::{Button, ButtonKind, Dialog, Glyph};
use crate::route::Route;
use crate::screens::go::use_go;
use crate::screens::press::{Problem, use_press};
use crate::state::{DiaryLine, use_state};
use crate::text::diary as text;
use leptos::prelude::*;

/// The button and its question.
#[component]
pub fn Discard(line: DiaryLine) -> impl IntoView {
    let (state, dispatch, go) = (use_state(), use_dispatch(), use_go());
    let open = RwSignal::new(false);
    let press = use_press();
    let discard = Callback::new(move |()| {
        let line = line.clone();
        let act = async move {
            let discarded = dispatch.discard_note(&line.head, line.heads).await?;
            let note = line.head.note;
            dispatch.forget_typed(&Route::EditNote { note }.href());
            Ok(discarded)
        };
        press.run(act, move |_saved| go.instead(Route::Diary { month: None }));
    });
    let acts = move || {
        view! {
            <Button
                kind=ButtonKind::Danger
                word=text::discard(state.lang())
                busy=press.busy
                on_press=discard
            />
            <Button word=text::keep(state.lang()) on_press=move |()| open.set(false) />
        }
    };
    view! {
        <Button
            glyph=Glyph::Bin
            word=text::discard(state.lang())
            on_press=move |()| open.set(true)
        />
        <Dialog
            title=text::discard_ask(state.lang())
            open
            on_close=move |()| open.set(false)
            acts
        >
            <p>{text::discard_text(state.lang())}</p>
            <Problem press />
        </Dialog>
    }
}
