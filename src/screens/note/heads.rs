//! Two versions of one note, written on two devices at once: both are shown, one is kept.
//!
//! The one rule to know: nothing chooses by itself. Keeping one writes a revision over all heads.

use super::What;
use crate::dispatch::use_dispatch;
use crate::parts::{Button, Card, Notice, NoticeTone};
use crate::screens::press::{Problem, use_press};
use crate::state::{DiaryLine, use_state};
use crate::text::diary as text;
use leptos::prelude::*;

/// Every version, each with the button that keeps it.
#[component]
pub fn Heads(lines: Vec<DiaryLine>) -> impl IntoView {
    let state = use_state();
    let dispatch = use_dispatch();
    let press = use_press();
    let version = |line: DiaryLine| {
        let shown = line.clone();
        let keep = move |()| {
            let head = line.head.clone();
            let heads = line.heads.clone();
            let act = async move { dispatch.revise_note(head.note, heads, head.body).await };
            press.run(act, |_saved| ());
        };
        view! {
            <Card>
                <div class="stack sentences">
                    <What line=shown />
                    <Button
                        word=text::keep_this(state.lang())
                        busy=press.busy
                        on_press=keep
                    />
                </div>
            </Card>
        }
    };
    view! {
        <Notice tone=NoticeTone::Care text=text::heads_text(state.lang()) />
        {lines.into_iter().map(version).collect_view()}
        <Problem press />
    }
}
