//! A month to look through: each day with its number, a mark, and how much there is; one is picked.
//!
//! The one rule: a grid with one stop for the keyboard. Arrows move by day and week, Home and End to
//! the ends of a week, Page Up and Page Down by month; what moved the focus keeps it. Where text is
//! too large for seven columns the same days stand as a list, and up and down move by one.
//! Absent on purpose: calendars. The caller knows on which weekday a month begins.

mod stop;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use self::stop::Stop;

/// Days in a row.
const WEEK: u8 = 7;

/// One day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// The number of the day.
    pub day: u8,
    /// Its weekday in short, for the list.
    pub weekday: String,
    /// A short mark beside the number: off, worked; empty for none.
    pub badge: &'static str,
    /// What stands under the number, two signs.
    pub mark: String,
    /// Whether that is a festival or a term, to be seen at once.
    pub is_marked: bool,
    /// The same in full, for the list.
    pub note: String,
    /// How much there is, in figures; empty for none.
    pub count: String,
    /// What is counted, for the list.
    pub unit: &'static str,
    /// How strong the day is shown, 0 to 4.
    pub level: u8,
    /// Everything in words, for assistive technology.
    pub label: String,
    /// Whether it is today.
    pub is_today: bool,
    /// Whether it is over.
    pub is_past: bool,
}

/// A month as the caller counts it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarMonth {
    /// Empty cells before the first day.
    pub blank_days: u8,
    /// The days.
    pub days: Vec<CalendarDay>,
}

/// A neighbour of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The one before.
    Back,
    /// The one after.
    Forward,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    /// To a day of this month.
    To(u8),
    /// To the same day of a neighbour.
    Turn(Turn),
}

/// How the days stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Seven columns.
    Weeks,
    /// One column.
    List,
}

impl CalendarMonth {
    fn weeks(&self) -> Vec<Vec<Option<CalendarDay>>> {
        let blanks = std::iter::repeat_n(None, usize::from(self.blank_days));
        let cells: Vec<_> = blanks.chain(self.days.iter().cloned().map(Some)).collect();
        cells.chunks(usize::from(WEEK)).map(<[_]>::to_vec).collect()
    }

    fn length(&self) -> u8 {
        u8::try_from(self.days.len()).unwrap_or(u8::MAX)
    }

    /// What a key does on a day; none when it does nothing here.
    fn moved(&self, key: &str, day: u8, layout: Layout) -> Option<Move> {
        let column = self.blank_days.saturating_add(day).saturating_sub(1) % WEEK;
        let step = match layout {
            Layout::Weeks => WEEK,
            Layout::List => 1,
        };
        let to = match key {
            "ArrowLeft" => day.checked_sub(1)?,
            "ArrowRight" => day.saturating_add(1),
            "ArrowUp" => day.checked_sub(step)?,
            "ArrowDown" => day.saturating_add(step),
            "Home" => day.saturating_sub(column).max(1),
            "End" => {
                let left = WEEK.saturating_sub(1).saturating_sub(column);
                day.saturating_add(left).min(self.length())
            }
            "PageUp" => return Some(Move::Turn(Turn::Back)),
            "PageDown" => return Some(Move::Turn(Turn::Forward)),
            _ => return None,
        };
        (1..=self.length()).contains(&to).then_some(Move::To(to))
    }
}

/// The month.
#[component]
pub fn CalendarGrid(
    /// What the grid shows.
    #[prop(into)]
    caption: TextProp,
    /// The seven weekdays in short, in the order of the columns.
    weekdays: Vec<String>,
    /// The month.
    #[prop(into)]
    month: Signal<CalendarMonth>,
    /// The day picked, by its number.
    #[prop(into)]
    picked: Signal<Option<u8>>,
    /// Says which day was pressed.
    #[prop(into)]
    on_pick: Callback<u8>,
    /// Asks for a neighbour.
    #[prop(into)]
    on_turn: Callback<Turn>,
) -> impl IntoView {
    let stop = Stop::new(month, picked);
    let heads = weekdays
        .into_iter()
        .map(|word| view! { <th scope="col" role="columnheader">{word}</th> })
        .collect_view();
    let on_key = move |event: KeyboardEvent| {
        let held = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
        let moved = (!held).then(|| stop.moved(&event.key())).flatten();
        let Some(moved) = moved else { return };
        event.prevent_default();
        match moved {
            Move::To(day) => stop.go(day),
            Move::Turn(turn) => {
                stop.stay();
                on_turn.run(turn);
            }
        }
    };
    let cell = move |day: Option<CalendarDay>| {
        let day = day.map(|day| day_view(day, stop, (picked, on_pick)));
        view! { <td role="gridcell">{day}</td> }
    };
    let weeks = move || {
        let weeks = month.with(CalendarMonth::weeks).into_iter();
        weeks
            .map(|week| view! { <tr role="row">{week.into_iter().map(cell).collect_view()}</tr> })
            .collect_view()
    };
    view! {
        <div class="calendar">
            <table
                role="grid"
                aria-label=move || caption.get()
                on:keydown=on_key
                on:focusin=move |_| stop.holds.set_value(true)
                on:focusout=move |_| stop.holds.set_value(false)
            >
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{weeks}</tbody>
            </table>
        </div>
    }
}

fn day_view(
    day: CalendarDay,
    stop: Stop,
    (picked, on_pick): (Signal<Option<u8>>, Callback<u8>),
) -> impl IntoView {
    let number = day.day;
    let pick = move |_| {
        stop.gone.set(Some(number));
        on_pick.run(number);
    };
    view! {
        <button
            class="calendar-day"
            type="button"
            data-level=day.level.min(4).to_string()
            data-past=day.is_past.then_some("yes")
            aria-current=day.is_today.then_some("date")
            aria-pressed=move || if picked.get() == Some(number) { "true" } else { "false" }
            tabindex=move || if stop.day.get() == number { "0" } else { "-1" }
            node_ref=stop.button(number)
            on:click=pick
        >
            <span class="unseen">{day.label}</span>
            <span class="calendar-cell" aria-hidden="true">
                <span class="calendar-number">
                    {number}
                    <span class="calendar-badge">{day.badge}</span>
                </span>
                <span class="calendar-weekday">{day.weekday}</span>
                <span class="calendar-mark" data-marked=day.is_marked.then_some("yes")>
                    {day.mark}
                </span>
                <span class="calendar-note">{day.note}</span>
                <span class="calendar-count">
                    {day.count}
                    <span class="calendar-word">{day.unit}</span>
                </span>
            </span>
        </button>
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A month of 30 days that begins on a Wednesday.
    fn month() -> CalendarMonth {
        let day = |day| CalendarDay {
            day,
            weekday: String::new(),
            badge: "",
            mark: String::new(),
            is_marked: false,
            note: String::new(),
            count: String::new(),
            unit: "",
            level: 0,
            label: String::new(),
            is_today: false,
            is_past: false,
        };
        CalendarMonth {
            blank_days: 2,
            days: (1..=30).map(day).collect(),
        }
    }

    #[test]
    fn days_stand_under_their_weekdays() {
        let weeks = month().weeks();
        assert_eq!(weeks.len(), 5);
        let day =
            |week: usize, column: usize| weeks.get(week)?.get(column)?.as_ref().map(|day| day.day);
        assert_eq!((day(0, 1), day(0, 2), day(1, 0)), (None, Some(1), Some(6)));
    }

    #[test]
    fn keys_move_by_day_week_and_month_and_stop_at_the_ends() {
        let month = month();
        let to = |key, day| month.moved(key, day, Layout::Weeks);
        for (key, day, expect) in [
            ("ArrowRight", 1, Some(2)),
            ("ArrowRight", 30, None),
            ("ArrowLeft", 1, None),
            ("ArrowDown", 8, Some(15)),
            ("ArrowDown", 24, None),
            ("ArrowUp", 7, None),
            ("ArrowUp", 8, Some(1)),
            // The week of the 8th begins on the 6th and ends on the 12th.
            ("Home", 8, Some(6)),
            ("End", 8, Some(12)),
            ("Home", 2, Some(1)),
            ("End", 29, Some(30)),
            ("a", 8, None),
        ] {
            assert_eq!(to(key, day), expect.map(Move::To), "{key} on {day}");
        }
        assert_eq!(to("PageDown", 8), Some(Move::Turn(Turn::Forward)));
        let listed = |key| month.moved(key, 8, Layout::List);
        assert_eq!(listed("ArrowDown"), Some(Move::To(9)));
        assert_eq!(listed("ArrowUp"), Some(Move::To(7)));
    }
}
