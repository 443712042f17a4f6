//! Meetings under the headings of their days: the list itself, wherever one stands.
//!
//! The one rule to know: it remembers which line was opened, so that the way back leads there.

use super::lookup::use_lookup;
use super::row::MeetingRow;
use super::rows::{Item, Rows};
use crate::parts::{Card, DayHead, WindowedList};
use crate::route::CameFrom;
use crate::state::{SessionRow, State, use_state};
use crate::text::{activities as say, almanac};
use leptos::prelude::*;
use rules::civil;
use std::sync::Arc;

/// The list.
#[component]
pub fn MeetingList(
    /// What stands in it.
    rows: Memo<Rows>,
    /// A row to go to, whenever this changes.
    jump: RwSignal<Option<usize>>,
    /// Where the way back from a meeting of a day leads.
    from: fn(civil::Date) -> CameFrom,
    /// Says where a meeting is, under its title.
    #[prop(default = place)]
    place: fn(State, &SessionRow) -> String,
) -> impl IntoView {
    let state = use_state();
    let lookup = use_lookup();
    let today = Memo::new(move |_| state.today());
    let render = move |item: Item| match item {
        Item::Day { day, meetings } => {
            view! { <Head day=day meetings=meetings today=today /> }.into_any()
        }
        Item::Meeting { session, day } => {
            let opened = Arc::clone(&session);
            let open = move |_| lookup.opened.set(Some((Arc::clone(&opened), day)));
            let id = session.as_ref().clone();
            view! {
                <Card on:click=open>
                    <MeetingRow session=id day=day from=from(day) place=place />
                </Card>
            }
            .into_any()
        }
    };
    let rows: Signal<Rows> = rows.into();
    view! {
        <WindowedList
            label=say::list(state.lang())
            rows=rows
            key=Item::key
            render=render
            jump=jump
        />
    }
}

/// The heading of a day: its name, what the almanac says of it, and how many meetings it has.
#[component]
fn Head(day: civil::Date, meetings: u32, today: Memo<civil::Date>) -> impl IntoView {
    let state = use_state();
    let head = move || say::day(state.lang(), day, today.get());
    let note = move || note(state, day, meetings);
    view! { <DayHead day=head note=note /> }
}

fn note(state: State, day: civil::Date, meetings: u32) -> String {
    let lang = state.lang();
    let beside = almanac::beside(lang, state.particular(day));
    say::on_day(lang, &beside, meetings)
}

/// Where a meeting is, and how near that is while near is asked for.
fn place(state: State, row: &SessionRow) -> String {
    let home = use_lookup().home(state);
    let near = home.map(|home| state.nearness(&home, &row.at));
    say::place(state.lang(), near, &state.lang().of(&row.place))
}
