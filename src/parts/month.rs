//! A month at a glance: every day with its number and how much there was of something.
//!
//! The one rule: a table with its caption, so a day is read with its weekday; strength is shown by
//! colour, by the bar under the number, and said in the day's label.
//! Absent on purpose: calendars. The caller knows on which weekday a month begins.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// Days in a row.
const WEEK: usize = 7;

/// One day of the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthDay {
    /// The number of the day.
    pub day: u8,
    /// How strong, 0 to 4; more counts as 4.
    pub level: u8,
    /// The day and the amount in words, for assistive technology.
    pub label: String,
    /// Whether it is today.
    pub is_today: bool,
}

/// A month as the caller counts it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// Empty cells before the first day.
    pub blank_days: u8,
    /// The days.
    pub days: Vec<MonthDay>,
}

impl Month {
    fn weeks(self) -> Vec<Vec<Option<MonthDay>>> {
        let blanks = std::iter::repeat_n(None, usize::from(self.blank_days));
        let cells: Vec<_> = blanks.chain(self.days.into_iter().map(Some)).collect();
        cells.chunks(WEEK).map(<[_]>::to_vec).collect()
    }
}

/// The month as a table; with `on_pick` every day is a button.
#[component]
pub fn MonthMap(
    /// What the table shows.
    #[prop(into)]
    caption: TextProp,
    /// The seven weekdays in short, in the order of the columns.
    weekdays: Vec<String>,
    /// The month.
    #[prop(into)]
    month: Signal<Month>,
    /// The day picked, by its number.
    #[prop(optional, into)]
    picked: Signal<Option<u8>>,
    /// Says which day was pressed.
    #[prop(optional, into)]
    on_pick: Option<Callback<u8>>,
) -> impl IntoView {
    let heads = weekdays
        .into_iter()
        .map(|word| view! { <th scope="col">{word}</th> })
        .collect_view();
    let cell = move |day: Option<MonthDay>| match day {
        None => view! { <td></td> }.into_any(),
        Some(day) => view! { <td>{day_view(day, picked, on_pick)}</td> }.into_any(),
    };
    let weeks = move || {
        month
            .get()
            .weeks()
            .into_iter()
            .map(|week| view! { <tr>{week.into_iter().map(cell).collect_view()}</tr> })
            .collect_view()
    };
    view! {
        <table class="month">
            <caption>{move || caption.get()}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{weeks}</tbody>
        </table>
    }
}

fn day_view(day: MonthDay, picked: Signal<Option<u8>>, on_pick: Option<Callback<u8>>) -> AnyView {
    let MonthDay {
        day: number,
        level,
        label,
        is_today,
    } = day;
    let level = level.min(4).to_string();
    let today = is_today.then_some("date");
    match on_pick {
        None => view! {
            <span class="day" data-level=level aria-current=today role="img" aria-label=label>{number}</span>
        }
        .into_any(),
        Some(on_pick) => view! {
            <button
                class="day"
                type="button"
                data-level=level
                aria-current=today
                aria-label=label
                aria-pressed=move || if picked.get() == Some(number) { "true" } else { "false" }
                on:click=move |_| on_pick.run(number)
            >
                {number}
            </button>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_that_begins_late_in_the_week_keeps_its_columns() {
        let day = |day| MonthDay {
            day,
            level: 0,
            label: String::new(),
            is_today: false,
        };
        let month = Month {
            blank_days: 6,
            days: (1..=31).map(day).collect(),
        };
        let weeks = month.weeks();
        assert_eq!(weeks.len(), 6);
        let first_of = |week: usize| {
            weeks
                .get(week)
                .and_then(|days| days.first())
                .cloned()
                .flatten()
        };
        assert_eq!(first_of(0), None);
        assert_eq!(first_of(1).map(|day| day.day), Some(2));
    }
}
