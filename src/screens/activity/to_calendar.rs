//! A session for the phone's own calendar: one button, what it brings, and what became of it.
//!
//! Deliberately absent: what stands in the file (`calendar`), and any promise that it rings.

use crate::dispatch::use_dispatch;
use crate::parts::{Button, Card, Glyph, Notice, NoticeTone};
use crate::screens::press::{Problem, use_press};
use crate::state::{Happening, use_state};
use crate::text::subscription as say;
use leptos::prelude::*;
use rules::id::SessionId;

/// How the session stands for a calendar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It is to come, and nobody of the household is in it.
    Theirs,
    /// It is to come, and somebody is.
    Ours,
    /// Somebody is in it, and the day it had is to come, and nothing is held on it.
    OursPostponed,
    /// Somebody is in it, and it does not take place.
    OursCancelled,
}

/// The button; nothing for what is over, or does not take place and is nobody's here.
#[component]
pub fn ToCalendar(
    /// The session.
    session: SessionId,
) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let here = session.clone();
    let stands = Memo::new(move |_| {
        let row = state.session_row(&here)?;
        let is_ours = row.mine.iter().any(|mine| mine.standing.is_held());
        match (row.happening, is_ours) {
            (Happening::Ahead, false) => Some(Stands::Theirs),
            (Happening::Ahead, true) => Some(Stands::Ours),
            (Happening::Cancelled, true) => Some(Stands::OursCancelled),
            (Happening::Postponed, true) => {
                let is_ahead = row.days.last().is_some_and(|day| *day >= state.today());
                is_ahead.then_some(Stands::OursPostponed)
            }
            (Happening::Postponed | Happening::Cancelled, false) | (Happening::Over, _) => None,
        }
    });
    let press = use_press();
    let done = RwSignal::new(false);
    let hand = Callback::new(move |()| {
        let session = session.clone();
        done.set(false);
        let handed = async move { dispatch.hand_to_calendar(&session) };
        press.run(handed, move |()| done.set(true));
    });
    move || {
        let (word, hint) = match stands.get()? {
            Stands::Theirs => (say::to_calendar(lang), Some(say::to_calendar_hint(lang))),
            Stands::Ours => (say::to_calendar(lang), Some(say::to_calendar_own(lang))),
            Stands::OursPostponed => (say::to_calendar_postponed(lang), None),
            Stands::OursCancelled => (say::to_calendar_cancelled(lang), None),
        };
        let hint = hint.map(|hint| view! { <p class="second">{hint}</p> });
        let said = move || {
            done.get().then(|| {
                view! { <Notice tone=NoticeTone::Calm text=say::handed_over(lang) /> }
            })
        };
        Some(view! {
            <Card>
                <div class="stack">
                    <Button glyph=Glyph::Calendar word=word on_press=hand />
                    {hint}
                    <Problem press />
                    {said}
                </div>
            </Card>
        })
    }
}
