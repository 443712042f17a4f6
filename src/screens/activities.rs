//! The programme by day: search, filters, tens of thousands of meetings without a stutter.
//!
//! The one rule to know: the search runs once a change in a memo; a row works out its own details
//! when it is drawn ([`row`]). What is looked for outlives the screen ([`lookup`]).
//!
//! Deliberately absent: what matches; [`rules::programme`] decides. A month at a glance is
//! [`super::calendar`].

mod filters;
mod list;
mod lookup;
mod near;
mod row;
mod rows;
mod ways;

pub use filters::Filters;
pub use list::MeetingList;
pub use lookup::{Finder, Lookup, use_lookup};
pub use row::{MeetingRow, NamesDay, end_of, is_joinable};
pub use rows::{Item, Rows};
pub use ways::{Way, Ways};

use crate::dispatch::use_dispatch;
use crate::parts::{Button, ButtonKind, EmptyState, Glyph, Skeleton};
use crate::route::{CameFrom, Route};
use crate::screens::frame::Screen;
use crate::state::{State, SyncStatus, use_state};
use crate::text::{activities as say, today as say_today};
use leptos::prelude::*;
use rules::civil;
use rules::programme::{Line, Query};

/// The list, and where to go in it.
#[derive(Clone, Copy)]
struct Listing {
    rows: Memo<Rows>,
    today: Memo<civil::Date>,
    jump: RwSignal<Option<usize>>,
    lookup: Lookup,
}

impl Listing {
    fn new(state: State, lookup: Lookup) -> Self {
        let today = Memo::new(move |_| state.today());
        let finder = Finder::new(state, lookup);
        // What is over today is past too: it is listed with the earlier ones.
        let over = Memo::new(move |_| {
            if lookup.earlier.get() {
                return Vec::new();
            }
            over_on(state, today.get())
        });
        Self {
            rows: Memo::new(move |_| {
                let from = (!lookup.earlier.get()).then(|| today.get());
                let lines = finder.find(from, None);
                let lines = over.with(|over| without(lines, over));
                Rows::new(state.programme.get(), lines)
            }),
            today,
            jump: RwSignal::new(None),
            lookup,
        }
    }

    /// How many meetings are listed.
    fn meetings(self) -> usize {
        self.rows.with(Rows::meetings)
    }

    /// Goes to a day, past or to come.
    fn go_to(self, day: civil::Date) {
        if day < self.today.get_untracked() {
            self.lookup.earlier.set(true);
        }
        self.jump_soon(move |rows| Some(rows.row_of_day(day)));
    }

    /// Goes to a row once the list stands as it is now: other rows are laid out first, and the
    /// router scrolls to the top after a navigation.
    fn jump_soon(self, find: impl Fn(&Rows) -> Option<usize> + 'static) {
        request_animation_frame(move || {
            request_animation_frame(move || {
                let found = self.rows.try_with_untracked(|rows| find(rows));
                if let Some(row) = found.flatten() {
                    self.jump.set(Some(row));
                }
            });
        });
    }

    /// Goes back to the line that was opened last, once the page stands.
    fn come_back(self) {
        let Some((session, day)) = self.lookup.opened.get_untracked() else {
            return;
        };
        self.lookup.opened.set(None);
        let opened = Item::Meeting { session, day };
        // A row above keeps in sight where one was.
        self.jump_soon(move |rows| Some(rows.position(&opened)?.saturating_sub(1)));
    }
}

/// The lines without those that are over, which are all of the first day.
fn without(mut lines: Vec<Line>, over: &[Line]) -> Vec<Line> {
    let Some(day) = over.first().map(|line| line.day) else {
        return lines;
    };
    let later = lines.split_off(lines.partition_point(|line| line.day <= day));
    lines.retain(|line| !over.contains(line));
    lines.extend(later);
    lines
}

/// The meetings of a day that have ended.
fn over_on(state: State, day: civil::Date) -> Vec<Line> {
    let now = state.civil_now();
    let query = Query {
        from: Some(day),
        until: Some(day),
        ..Query::default()
    };
    let mut lines = state.find(&query, &[]);
    lines.retain(|line| {
        let row = state.session_of(line).and_then(|id| state.session_row(&id));
        row.is_some_and(|row| end_of(day, (row.starts, row.ends)) <= now)
    });
    lines
}

/// Activities.
#[component]
pub fn Activities() -> impl IntoView {
    let state = use_state();
    let listing = Listing::new(state, use_lookup());
    let lang = state.lang();
    listing.come_back();
    let sub = move || {
        let card = state.community_card();
        card.map(|community| lang.of(&community.name))
            .unwrap_or_default()
    };
    view! {
        <Screen tab=Route::Activities title=state.text().screens.activities sub=sub>
            <div class="stack">
                <Ways here=Way::List />
                <Filters on_day=move |day| listing.go_to(day) />
                <Found listing=listing />
            </div>
            <Body listing=listing />
        </Screen>
    }
}

/// How many were found, and the ways to other days.
#[component]
fn Found(listing: Listing) -> impl IntoView {
    let state = use_state();
    let lookup = listing.lookup;
    let lang = state.lang();
    let count = Memo::new(move |_| listing.meetings());
    let narrows = Memo::new(move |_| lookup.narrows() || lookup.earlier.get());
    let show_earlier = move |()| {
        lookup.earlier.set(true);
        listing.go_to(listing.today.get_untracked());
    };
    let days = move || {
        let lang = lang;
        if lookup.earlier.get() {
            let back = move |()| listing.go_to(listing.today.get_untracked());
            view! { <Button kind=ButtonKind::Quiet word=say::to_today(lang) on_press=back /> }
        } else {
            view! { <Button kind=ButtonKind::Quiet word=say::earlier(lang) on_press=show_earlier /> }
        }
    };
    view! {
        <div class="cluster" data-spread="yes">
            <p class="figure-text" role="status">
                {move || say::found(lang, count.get(), narrows.get())}
            </p>
            {days}
        </div>
    }
}

/// The list, or why there is none.
#[component]
fn Body(listing: Listing) -> impl IntoView {
    let state = use_state();
    let state_of = Memo::new(move |_| {
        if !listing.rows.with(Rows::is_empty) {
            Shown::List
        } else if state.programme.with(|programme| programme.sessions() > 0) {
            Shown::NothingFound
        } else {
            nothing_here(state)
        }
    });
    move || match state_of.get() {
        Shown::List => list(listing).into_any(),
        Shown::NothingFound => nothing_found(state, listing.lookup).into_any(),
        Shown::Fetching => fetching(state).into_any(),
        Shown::NoProgramme => no_programme(state).into_any(),
    }
}

/// What the page has to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Rows.
    List,
    /// No rows, for what is looked for.
    NothingFound,
    /// Nothing yet; it is on its way.
    Fetching,
    /// Nothing, and nobody to ask.
    NoProgramme,
}

/// Why there is no programme.
pub fn nothing_here(state: State) -> Shown {
    let asking = match state.sync_status.get() {
        SyncStatus::Unheard | SyncStatus::Sending => true,
        SyncStatus::Fresh
        | SyncStatus::Waiting(_)
        | SyncStatus::Offline
        | SyncStatus::Stuck(_)
        | SyncStatus::SignedOut
        | SyncStatus::Outdated => false,
    };
    if !state.opened.get() || (asking && state.online.get()) {
        Shown::Fetching
    } else {
        Shown::NoProgramme
    }
}

fn list(listing: Listing) -> impl IntoView {
    view! { <MeetingList rows=listing.rows jump=listing.jump from=|_| CameFrom::List /> }
}

/// Nothing matches: what to do.
pub fn nothing_found(state: State, lookup: Lookup) -> impl IntoView {
    let lang = state.lang();
    view! {
        <EmptyState glyph=Glyph::Search title=say::nothing(lang) text=say::nothing_text(lang)>
            <Button word=say::clear_all(lang) on_press=move |()| lookup.clear() />
        </EmptyState>
    }
}

/// The shape of what is on its way.
pub fn fetching(state: State) -> impl IntoView {
    let label = say_today::fetching(state.lang());
    view! { <Skeleton label=label rows=5 /> }
}

/// No programme on this phone: what to do.
pub fn no_programme(state: State) -> impl IntoView {
    let dispatch = use_dispatch();
    let lang = state.lang();
    view! {
        <EmptyState
            glyph=Glyph::CloudOff
            title=say_today::no_programme(lang)
            text=say_today::no_programme_text(lang)
        >
            <Button
                glyph=Glyph::Again
                word=say_today::try_again(lang)
                on_press=move |()| dispatch.try_now()
            />
        </EmptyState>
    }
}
