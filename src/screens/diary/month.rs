//! A month of the diary as figures: sums, the days, and what was done.
//!
//! The one rule to know: points are those put forward, and the sentence beside them says that
//! nothing has been credited.

use crate::parts::{
    Card, Month as MonthDays, MonthDay, MonthMap, Section, ShareBar, ShareBars, Stat, Stats,
};
use crate::state::{DiaryMonth, State, use_state};
use crate::text::Lang;
use crate::text::diary as text;
use leptos::prelude::*;
use rules::civil::Date;
use rules::key::Month;

/// The sums of the month.
#[component]
pub fn Totals(sums: Memo<DiaryMonth>) -> impl IntoView {
    let state = use_state();
    let noted = move || text::sum_of_minutes(state.lang(), sums.with(|sums| sums.minutes));
    view! {
        <Card>
            <div class="stack">
            <Stats>
                <Stat
                    label=text::noted(state.lang())
                    value=move || noted().0
                    unit=move || noted().1
                />
                <Stat
                    label=text::put_forward_sum(state.lang())
                    value=move || sums.with(|sums| sums.points).to_string()
                    unit=text::points_unit(state.lang())
                />
            </Stats>
            <p class="second">{text::not_credited(state.lang())}</p>
            </div>
        </Card>
    }
}

/// What was done in the month, by kind; nothing while there is but one kind.
#[component]
pub fn Kinds(sums: Memo<DiaryMonth>) -> impl IntoView {
    let state = use_state();
    let bars = Memo::new(move |_| sums.with(|sums| bars_of(state.lang(), sums)));
    let several = Memo::new(move |_| bars.with(Vec::len) > 1);
    move || {
        several.get().then(|| {
            view! {
                <Section head=text::by_kind(state.lang())>
                    <Card><ShareBars bars /></Card>
                </Section>
            }
        })
    }
}

/// What was done, longest first, each in thousandths of the longest.
fn bars_of(lang: Lang, sums: &DiaryMonth) -> Vec<ShareBar> {
    let longest = sums
        .by_act
        .iter()
        .map(|(_, _, minutes, _)| *minutes)
        .max()
        .unwrap_or(0);
    let share = |minutes: u32| {
        let thousandths = minutes
            .saturating_mul(1000)
            .checked_div(longest)
            .unwrap_or(0);
        u16::try_from(thousandths).unwrap_or(1000)
    };
    let mut acts: Vec<_> = sums.by_act.iter().collect();
    acts.sort_by_key(|(_, _, minutes, _)| std::cmp::Reverse(*minutes));
    acts.into_iter()
        .map(|(_, words, minutes, points)| ShareBar {
            word: lang.of(words),
            value: text::kind_sum(lang, *minutes, *points),
            share_permille: share(*minutes),
        })
        .collect()
}

/// The days of the month; a press narrows the timeline to one.
#[component]
pub fn MonthCard(
    month: Memo<Month>,
    sums: Memo<DiaryMonth>,
    picked: RwSignal<Option<u8>>,
) -> impl IntoView {
    let state = use_state();
    let weekdays = text::weekdays(state.lang()).map(str::to_owned).to_vec();
    let days = Memo::new(move |_| sums.with(|sums| days_of(state, month.get(), sums)));
    view! {
        // Without a card: seven days of 44 px need the whole width of a phone.
            <MonthMap
                caption=move || text::month_caption(state.lang(), month.get())
                weekdays
                month=days
                picked
                on_pick=move |day| picked.update(|now| *now = (*now != Some(day)).then_some(day))
            />
    }
}

fn days_of(state: State, month: Month, sums: &DiaryMonth) -> MonthDays {
    let Ok(first) = Date::new(month.year, month.month, 1) else {
        return MonthDays::default();
    };
    let (lang, today) = (state.lang(), state.today());
    let day = |day: i8| {
        let date = Date::new(month.year, month.month, day).ok()?;
        let minutes = sums.minutes_by_day.get(&day).copied().unwrap_or(0);
        Some(MonthDay {
            day: u8::try_from(day).ok()?,
            level: level(minutes),
            label: text::day_label(lang, date, minutes),
            is_today: date == today,
        })
    };
    MonthDays {
        blank_days: u8::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0),
        days: (1..=first.days_in_month()).filter_map(day).collect(),
    }
}

/// How strong a day is shown: half an hour, an hour, two, more.
const fn level(minutes: u32) -> u8 {
    match minutes {
        0 => 0,
        1..=30 => 1,
        31..=60 => 2,
        61..=120 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::words::Words;

    #[test]
    fn the_longest_kind_comes_first_and_fills_its_bar() {
        let act = |id: &str, minutes, points| {
            id.parse()
                .ok()
                .map(|id| (id, Words::new("护学岗", "School crossing"), minutes, points))
        };
        let sums = DiaryMonth {
            by_act: [act("a", 30, 0), act("b", 120, 20)]
                .into_iter()
                .flatten()
                .collect(),
            ..DiaryMonth::default()
        };
        let bars = bars_of(Lang::Zh, &sums);
        let shares: Vec<_> = bars.iter().map(|bar| bar.share_permille).collect();
        assert_eq!(shares, [1000, 250]);
        assert_eq!(
            bars.first().map(|bar| bar.value.as_str()),
            Some("2小时，申报 20 分")
        );
    }

    #[test]
    fn a_day_grows_stronger_with_its_minutes() {
        assert_eq!(
            [0, 30, 31, 60, 61, 120, 121].map(level),
            [0, 1, 2, 2, 3, 3, 4]
        );
    }
}
