//! The days of a month as the grid shows them.
//!
//! The one rule to know: how deep a day is coloured is told against the fullest day of its month, so
//! a small village and a city both have a calendar that says something.

use crate::parts::{CalendarDay, CalendarMonth};
use crate::screens::months::ends;
use crate::state::State;
use crate::text::{almanac, calendar as say, diary as say_months};
use leptos::prelude::GetUntracked as _;
use rules::civil::Date;
use rules::key::Month;
use rules::programme::Line;

/// The strengths of a day that has something.
const LEVELS: usize = 4;

/// The days of a month, with how much of the lines each has.
pub fn days_of(state: State, month: Month, lines: &[Line]) -> CalendarMonth {
    let Some((first, last)) = ends(month) else {
        return CalendarMonth::default();
    };
    let counts = counts(lines);
    let most = counts.iter().copied().max().unwrap_or(0);
    let today = state.today();
    let day = |number: i8| {
        let day = Date::new(month.year, month.month, number).ok()?;
        let count = usize::try_from(number).ok().and_then(|at| counts.get(at));
        let count = count.copied().unwrap_or(0);
        Some(cell(state, (day, today), (count, most)))
    };
    CalendarMonth {
        blank_days: u8::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0),
        days: (1..=last.day()).filter_map(day).collect(),
    }
}

fn cell(state: State, (day, today): (Date, Date), (count, most): (usize, usize)) -> CalendarDay {
    let lang = state.lang.get_untracked();
    let particular = state.particular(day);
    let (mark, is_marked) = almanac::cell(lang, particular);
    let column = usize::try_from(day.weekday().to_monday_zero_offset()).ok();
    let weekday = column.and_then(|at| say_months::weekdays(lang).get(at).copied());
    CalendarDay {
        day: u8::try_from(day.day()).unwrap_or(0),
        weekday: say::weekday(lang, weekday.unwrap_or_default()),
        badge: say::badge(lang, particular),
        mark,
        is_marked,
        note: almanac::line(lang, particular),
        count: say::count(count),
        unit: say::unit(lang, count),
        level: level(count, most),
        label: say::label(lang, day, (particular, count)),
        is_today: day == today,
        is_past: day < today,
    }
}

/// How many lines each day of the month has, by its number.
fn counts(lines: &[Line]) -> [usize; 32] {
    let mut counts = [0_usize; 32];
    for line in lines {
        let at = usize::try_from(line.day.day()).ok();
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// How strong a day is shown: by quarters of the fullest, or by its count where that is small.
fn level(count: usize, most: usize) -> u8 {
    let most = most.max(LEVELS);
    let level = count.saturating_mul(LEVELS).div_ceil(most);
    u8::try_from(level).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_deep_as_its_share_of_the_fullest() {
        assert_eq!([0, 1, 2, 4].map(|count| level(count, 4)), [0, 1, 2, 4]);
        // A village with one a day is not shown as if it were full.
        assert_eq!([0, 1].map(|count| level(count, 1)), [0, 1]);
        let deep = [0, 1, 25, 26, 99, 100].map(|count| level(count, 100));
        assert_eq!(deep, [0, 1, 1, 2, 4, 4]);
    }
}
