//! The diary: write in two touches, the month as figures, the timeline with every line's standing.
//!
//! The one rule to know: the month is in the address (`?month=2026-10`), so the way back from a
//! note leads to the month it was read in. Nothing here says that points were earned.
//!
//! Deliberately absent: photos and printing, which come later.

mod month;
mod timeline;

pub use timeline::{claim_mark, copy_mark};

use self::month::{Kinds, MonthCard, Totals};
use self::timeline::Timeline;
use super::frame::Screen;
use super::go::use_go;
use super::months::neighbour;
use super::note::Writer;
use crate::parts::{Button, ButtonKind, Glyph, Turn};
use crate::route::Route;
use crate::state::use_state;
use crate::text::diary as text;
use leptos::prelude::*;
use rules::key::Month;

/// The diary.
#[component]
pub fn Diary() -> impl IntoView {
    let state = use_state();
    let go = use_go();
    let month = Memo::new(move |_| {
        let this = Month::of(state.today());
        let asked = match go.at.get() {
            Route::Diary { month } => month,
            _ => None,
        };
        asked.filter(|month| *month <= this).unwrap_or(this)
    });
    let lines = Memo::new(move |_| state.diary_lines(Some(month.get())));
    let sums = Memo::new(move |_| lines.with(|lines| state.diary_sums(lines)));
    let picked = RwSignal::new(None::<u8>);
    Effect::new(move |_| {
        month.track();
        picked.set(None);
    });
    // A memo: the clock moves every minute, and what is being picked must outlive that.
    let is_now = Memo::new(move |_| month.get() == Month::of(state.today()));
    let writer = move || {
        is_now.get().then(|| {
            view! {
                <div class="stack"><Writer /></div>
            }
        })
    };
    view! {
        <Screen
            tab=Route::Diary { month: None }
            title=state.text().screens.diary
            sub=move || state.lang().month(month.get())
        >
            <div class="columns">
                <div>
                    {writer}
                    <Totals sums />
                    <MonthCard month sums picked />
                    <MonthSteps month />
                </div>
                <div>
                    <Timeline month lines picked />
                    <Kinds sums />
                </div>
            </div>
        </Screen>
    }
}

/// The month before and the month after.
#[component]
fn MonthSteps(month: Memo<Month>) -> impl IntoView {
    let state = use_state();
    let go = use_go();
    let turn = move |step| {
        move |()| {
            let month = Some(neighbour(month.get_untracked(), step));
            go.instead(Route::Diary { month });
        }
    };
    let is_last = Signal::derive(move || month.get() >= Month::of(state.today()));
    let next = move || {
        (!is_last.get()).then(|| {
            view! {
                <Button
                    kind=ButtonKind::Quiet
                    glyph=Glyph::Forward
                    word=text::next_month(state.lang())
                    on_press=turn(Turn::Forward)
                />
            }
        })
    };
    view! {
        <div class="cluster" data-spread="yes">
            <Button
                kind=ButtonKind::Quiet
                glyph=Glyph::Back
                word=text::previous_month(state.lang())
                on_press=turn(Turn::Back)
            />
            {next}
        </div>
    }
}
