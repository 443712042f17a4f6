//! Taking back what was carried along in a file: chosen, looked at, then taken or left.
//!
//! The one rule to know: nothing changes before the last press, and what went wrong leaves both
//! this phone and the file as they were. What waited in the file is sent from here only if the
//! person ticks it.

use crate::dispatch::{Dispatch, use_dispatch};
use crate::import::{Carried, FILE_BYTES_MAX, NotCarried};
use crate::parts::{Button, ButtonKind, Card, Glyph, Notice, NoticeTone, Section, Tick};
use crate::screens::press::{Problem, use_press};
use crate::screens::said;
use crate::state::{State, use_state};
use crate::text::storage as text;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use sync::replica::{Brings, Reissue};

/// How far it has come.
#[derive(Clone)]
enum Step {
    /// Nothing is chosen.
    Choose,
    /// It cannot be taken, for this reason.
    Not(String),
    /// This is in it.
    Look(Arc<Carried>, Brings),
    /// It was taken.
    Taken(String),
}

/// The part of a page.
#[component]
pub fn Import() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let step = RwSignal::new_local(Step::Choose);
    let pick = move |()| {
        // The chooser opens within this press; what it brings comes when it comes.
        let content = dispatch.pick_file();
        spawn_local(async move {
            let next = match content.await {
                Ok(None) => return,
                Ok(Some(content)) => looked_at(state, dispatch, &content),
                Err(why) => Step::Not(not_carried(state, why)),
            };
            // Whoever left the page is not called back to it; nothing was taken.
            drop(step.try_set(next));
        });
    };
    let below = move || match step.get() {
        Step::Choose => None,
        Step::Not(why) => Some(view! { <Notice tone=NoticeTone::Alarm text=why /> }.into_any()),
        Step::Look(carried, brings) => Some(look(state, step, (carried, brings))),
        Step::Taken(done) => Some(view! { <Notice tone=NoticeTone::Calm text=done /> }.into_any()),
    };
    view! {
        <Section head=text::import(lang)>
            <Card>
                <div class="stack">
                    <p>{text::import_text(lang)}</p>
                    <Button glyph=Glyph::Book word=text::import_choose(lang) on_press=pick />
                    {below}
                </div>
            </Card>
        </Section>
    }
}

fn looked_at(state: State, dispatch: Dispatch, content: &str) -> Step {
    match crate::import::read(content) {
        Ok(carried) => match dispatch.look_at(&carried) {
            Ok(brings) => Step::Look(Arc::new(carried), brings),
            Err(why) => Step::Not(said::not_saved(state, &why)),
        },
        Err(why) => Step::Not(not_carried(state, why)),
    }
}

/// What is in the file, and the last press.
fn look(
    state: State,
    step: RwSignal<Step, LocalStorage>,
    (carried, brings): (Arc<Carried>, Brings),
) -> AnyView {
    let (dispatch, lang) = (use_dispatch(), state.lang());
    let stays = text::import_stays(lang, brings).map(|said| view! { <p class="second">{said}</p> });
    if brings.notes == 0 && brings.settled == 0 && brings.waiting == 0 {
        let nothing = text::import_nothing(lang);
        return view! { <Notice tone=NoticeTone::Calm text=nothing />{stays} }.into_any();
    }
    let press = use_press();
    let again = RwSignal::new(false);
    let take = move |()| {
        let carried = Arc::clone(&carried);
        let reissue = if again.get_untracked() {
            Reissue::Yes
        } else {
            Reissue::No
        };
        press.run(
            async move { dispatch.take_back(&carried, reissue).await },
            move |taken: Brings| {
                let reissued = reissue == Reissue::Yes;
                step.set(Step::Taken(text::import_taken(lang, taken, reissued)));
            },
        );
    };
    let ask = (brings.waiting > 0).then(|| {
        view! {
            <Tick
                name=text::import_reissue(lang)
                sub=text::import_reissue_why(lang)
                checked=again
                on_toggle=move |ticked| again.set(ticked)
            />
        }
    });
    let word = move || {
        if press.busy.get() {
            text::import_taking(lang)
        } else {
            text::import_take(lang)
        }
    };
    view! {
        <Notice tone=NoticeTone::Quiet text=text::import_brings(lang, brings) />
        {stays}
        {ask}
        <Button kind=ButtonKind::Main word busy=press.busy on_press=take />
        <Button word=text::import_leave(lang) on_press=move |()| step.set(Step::Choose) />
        <Problem press />
    }
    .into_any()
}

/// Why a file is not taken, in words.
fn not_carried(state: State, why: NotCarried) -> String {
    let (lang, bytes) = (state.lang(), state.text().bytes);
    match why {
        NotCarried::TooLarge { found_bytes, .. } => {
            text::import_too_large(lang, &bytes(found_bytes), &bytes(FILE_BYTES_MAX))
        }
        NotCarried::Foreign => text::import_foreign(lang).to_owned(),
        NotCarried::Newer => text::import_newer(lang).to_owned(),
        NotCarried::Unread => text::import_unread(lang).to_owned(),
    }
}
