//! The programme a month at a time: how much each day has, with its lunar day and festival, and
//! below it the day that was pressed.
//!
//! The one rule to know: what is shown is in the address (`?day=2026-11-20`), so the way back from a
//! session leads to the day it was found on. What is looked for is that of the list.
//!
//! Deliberately absent: what the list has for other days: the earlier ones stand here too.

mod days;

use self::days::days_of;
use super::activities::{
    Filters, Finder, Lookup, MeetingList, Rows, Shown, Way, Ways, fetching, no_programme,
    nothing_here, use_lookup,
};
use super::frame::Screen;
use super::go::{Go, use_go};
use super::months::{ends, neighbour};
use crate::parts::{Button, ButtonKind, CalendarGrid, Disclosure, Glyph, Turn};
use crate::route::{CameFrom, Route, Show};
use crate::state::{State, use_state};
use crate::text::{calendar as say, diary as say_months};
use leptos::prelude::*;
use rules::civil::Date;
use rules::key::Month;
use rules::programme::Line;
use std::sync::Arc;

/// What the page shows. Copy it freely.
#[derive(Clone, Copy)]
struct Looking {
    state: State,
    go: Go,
    lookup: Lookup,
    finder: Finder,
    month: Memo<Month>,
    /// The day picked, which lies in the month.
    day: Memo<Option<Date>>,
    /// The meetings of the month that match.
    lines: Memo<Arc<[Line]>>,
    /// Where the list below is to be brought into sight.
    jump: RwSignal<Option<usize>>,
}

impl Looking {
    fn new() -> Self {
        let (state, go, lookup) = (use_state(), use_go(), use_lookup());
        let show = Memo::new(move |_| match go.at.get() {
            Route::Calendar { show } => show,
            _ => Show::Now,
        });
        let day = Memo::new(move |_| match show.get() {
            Show::Now => Some(state.today()),
            Show::Month(_) => None,
            Show::Day(day) => Some(day),
        });
        let month = Memo::new(move |_| match show.get() {
            Show::Now => Month::of(state.today()),
            Show::Month(month) => month,
            Show::Day(day) => Month::of(day),
        });
        let finder = Finder::new(state, lookup);
        Self {
            state,
            go,
            lookup,
            finder,
            month,
            day,
            lines: Memo::new(move |_| lines_of(finder, month.get())),
            jump: RwSignal::new(None),
        }
    }

    fn show(self, show: Show) {
        self.go.instead(Route::Calendar { show });
    }

    /// Shows a day and brings its list into sight.
    fn pick(self, day: Date) {
        self.show(Show::Day(day));
        request_animation_frame(move || {
            // Whoever has left meanwhile is not brought back.
            if self.day.try_get_untracked() == Some(Some(day)) {
                self.jump.set(Some(0));
            }
        });
    }

    fn turn(self, turn: Turn) {
        self.show(Show::Month(neighbour(self.month.get_untracked(), turn)));
    }
}

fn lines_of(finder: Finder, month: Month) -> Arc<[Line]> {
    let Some((first, last)) = ends(month) else {
        return Arc::default();
    };
    finder.find(Some(first), Some(last)).into()
}

/// A month of the programme.
#[component]
pub fn Calendar() -> impl IntoView {
    let looking = Looking::new();
    let state = looking.state;
    let lang = state.lang();
    come_back(&looking);
    let is_empty = Memo::new(move |_| state.programme.with(|all| all.sessions() == 0));
    let body = move || {
        if !is_empty.get() {
            return view! { <Body looking=looking /> }.into_any();
        }
        match nothing_here(state) {
            Shown::Fetching => fetching(state).into_any(),
            Shown::List | Shown::NothingFound | Shown::NoProgramme => {
                no_programme(state).into_any()
            }
        }
    };
    view! {
        <Screen
            tab=Route::Activities
            title=state.text().screens.activities
            sub=move || state.lang().month(looking.month.get())
        >
            <div class="stack">
                <Ways here=Way::Calendar />
                <Disclosure summary=move || say::filters(lang, looking.lookup.narrows())>
                    <div class="stack">
                        <Filters on_day=move |day| looking.pick(day) />
                    </div>
                </Disclosure>
            </div>
            {body}
        </Screen>
    }
}

/// Goes back to the meeting that was opened last, once the page stands.
fn come_back(looking: &Looking) {
    let looking = *looking;
    let opened = looking.lookup.opened.get_untracked();
    let Some((_, on)) = opened.filter(|(_, on)| looking.day.get_untracked() == Some(*on)) else {
        return;
    };
    looking.lookup.opened.set(None);
    request_animation_frame(move || {
        request_animation_frame(move || {
            if looking.day.try_get_untracked() == Some(Some(on)) {
                looking.jump.set(Some(0));
            }
        });
    });
}

/// The month and the day.
#[component]
fn Body(looking: Looking) -> impl IntoView {
    let Looking {
        state,
        lookup,
        month,
        lines,
        ..
    } = looking;
    let lang = state.lang();
    let found = move || {
        let count = lines.with(|lines| lines.len());
        say::found(lang, month.get(), (count, lookup.narrows()))
    };
    let weekdays = say_months::weekdays(lang).map(str::to_owned).to_vec();
    let days = Memo::new(move |_| lines.with(|lines| days_of(state, month.get(), lines)));
    let picked = Memo::new(move |_| {
        looking
            .day
            .get()
            .and_then(|day| u8::try_from(day.day()).ok())
    });
    let pick = move |number: u8| {
        let month = month.get_untracked();
        let day = i8::try_from(number).ok();
        let day = day.and_then(|day| Date::new(month.year, month.month, day).ok());
        if let Some(day) = day {
            looking.pick(day);
        }
    };
    view! {
        <div class="columns">
            <div>
                <div class="stack" data-gap="none">
                    <p class="figure-text" role="status">{found}</p>
                    <Steps looking=looking />
                </div>
                <CalendarGrid
                    caption=move || lang.month(month.get())
                    weekdays=weekdays
                    month=days
                    picked=picked
                    on_pick=pick
                    on_turn=move |turn| looking.turn(turn)
                />
                <p class="second">{say::legend(lang)}</p>
            </div>
            <div>
                <Day looking=looking />
            </div>
        </div>
    }
}

/// The month before, the present one, the month after.
#[component]
fn Steps(looking: Looking) -> impl IntoView {
    let state = looking.state;
    let lang = state.lang();
    let is_now = Memo::new(move |_| looking.month.get() == Month::of(state.today()));
    let back_to_now = move || {
        (!is_now.get()).then(|| {
            view! {
                <Button
                    kind=ButtonKind::Quiet
                    word=say::this_month(lang)
                    on_press=move |()| looking.show(Show::Now)
                />
            }
        })
    };
    view! {
        <div class="cluster" data-spread="yes">
            <Button
                kind=ButtonKind::Quiet
                glyph=Glyph::Back
                word=say_months::previous_month(lang)
                on_press=move |()| looking.turn(Turn::Back)
            />
            {back_to_now}
            <Button
                kind=ButtonKind::Quiet
                glyph=Glyph::Forward
                word=say_months::next_month(lang)
                on_press=move |()| looking.turn(Turn::Forward)
            />
        </div>
    }
}

/// What the day picked has.
#[component]
fn Day(looking: Looking) -> impl IntoView {
    let Looking {
        state, day, lines, ..
    } = looking;
    let lang = state.lang();
    let rows = Memo::new(move |_| {
        let picked = day.get();
        let of_day = lines.with(|lines| {
            let of_day = lines.iter().filter(|line| Some(line.day) == picked);
            of_day.copied().collect::<Vec<_>>()
        });
        Rows::new(state.programme.get(), of_day)
    });
    let is_any = Memo::new(move |_| rows.with(|rows: &Rows| !rows.is_empty()));
    move || match (day.get(), is_any.get()) {
        (None, _) => view! { <p class="second">{say::pick(lang)}</p> }.into_any(),
        (Some(_), true) => {
            view! { <MeetingList rows=rows jump=looking.jump from=CameFrom::Calendar /> }.into_any()
        }
        (Some(day), false) => view! { <Nothing looking=looking day=day /> }.into_any(),
    }
}

/// The day has nothing: when there is something next.
#[component]
fn Nothing(looking: Looking, day: Date) -> impl IntoView {
    let Looking { state, lookup, .. } = looking;
    let lang = state.lang();
    let next = Memo::new(move |_| {
        let found = looking
            .finder
            .find(Some(rules::time::add_days(day, 1)), None);
        found.first().map(|line| line.day)
    });
    let said = move || {
        if lookup.narrows() {
            say::nothing_found(lang)
        } else {
            say::nothing(lang)
        }
    };
    let on = move || {
        let next = next.get()?;
        let word = say::next_day(lang, next);
        Some(view! {
            <Button
                kind=ButtonKind::Second
                glyph=Glyph::Calendar
                word=word
                on_press=move |()| looking.pick(next)
            />
        })
    };
    view! {
        <div class="stack">
            <h2>{lang.short_date(day)}</h2>
            <p>{said}</p>
            {on}
        </div>
    }
}
