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
use super::frame::{DIARY, Screen};
use super::go::use_go;
use super::note::Writer;
use crate::parts::{Button, ButtonKind, Glyph};
use crate::state::use_state;
use crate::text::diary as text;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::civil::Date;
use rules::id::NoteId;
use rules::key::Month;

/// The address of a note.
pub fn note_href(note: &NoteId) -> String {
    format!("{DIARY}/{note}")
}

/// The address of a month of the diary.
fn month_href(month: Month) -> String {
    format!("{DIARY}?month={month}")
}

/// Reads what a month's address says.
fn read_month(said: &str) -> Option<Month> {
    let (year, month) = said.split_once('-')?;
    let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    Some(Month::of(first))
}

/// A neighbour of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Back,
    Forward,
}

/// The month before or after; itself at the ends of the calendar.
fn neighbour(month: Month, step: Step) -> Month {
    // From the first of a month, 31 days on and one day back surely lead into its neighbours.
    let days = match step {
        Step::Back => -1,
        Step::Forward => 31,
    };
    let first = Date::new(month.year, month.month, 1);
    first.map_or(month, |first| Month::of(rules::time::add_days(first, days)))
}

/// The diary.
#[component]
pub fn Diary() -> impl IntoView {
    let state = use_state();
    let query = use_query_map();
    let month = Memo::new(move |_| {
        let this = Month::of(state.today());
        let asked = query.read().get("month").and_then(|said| read_month(&said));
        asked.filter(|month| *month <= this).unwrap_or(this)
    });
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
            tab=DIARY
            title=move || state.text().screens.diary
            sub=move || state.lang.get().month(month.get())
        >
            <div class="columns">
                <div>
                    {writer}
                    <Totals month />
                    <MonthCard month picked />
                    <MonthSteps month />
                </div>
                <div>
                    <Timeline month picked />
                    <Kinds month />
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
    let turn = move |step| move |()| go.instead(month_href(neighbour(month.get_untracked(), step)));
    let is_last = Signal::derive(move || month.get() >= Month::of(state.today()));
    let next = move || {
        (!is_last.get()).then(|| {
            view! {
                <Button
                    kind=ButtonKind::Quiet
                    glyph=Glyph::Forward
                    word=move || text::next_month(state.lang.get())
                    on_press=turn(Step::Forward)
                />
            }
        })
    };
    view! {
        <div class="cluster" data-spread="yes">
            <Button
                kind=ButtonKind::Quiet
                glyph=Glyph::Back
                word=move || text::previous_month(state.lang.get())
                on_press=turn(Step::Back)
            />
            {next}
        </div>
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_month_reads_back_from_its_address_and_nonsense_does_not() {
        let march = read_month("2026-03").unwrap();
        assert_eq!(month_href(march), "/diary?month=2026-03");
        for bad in ["", "2026", "2026-13", "2026-0x", "x-3"] {
            assert_eq!(read_month(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_month_has_its_neighbours_also_at_the_turn_of_the_year() {
        let (december, january) = (
            read_month("2025-12").unwrap(),
            read_month("2026-01").unwrap(),
        );
        assert_eq!(neighbour(december, Step::Forward), january);
        assert_eq!(neighbour(january, Step::Back), december);
        assert_eq!(
            neighbour(january, Step::Forward),
            read_month("2026-02").unwrap()
        );
    }
}
