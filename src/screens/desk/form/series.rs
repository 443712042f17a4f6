//! How a draft is repeated, as it is typed.
//!
//! The one rule to know: a series that has no end typed is no series; the rules say whether it is
//! too long.

use crate::parts::{Chip, Chips, Choice, FieldKind, OptionLook, Options, Section, TextField, Tick};
use crate::screens::filling::{Field, answer, stored, words};
use crate::state::use_state;
use crate::text::desk::draft as say;
use leptos::prelude::*;
use rules::civil::Date;
use rules::draft::series::{Every, Series};
use rules::time::written::{day_text, read_day};

/// The days of a week, Monday 1.
const WEEKDAYS: [i8; 7] = [1, 2, 3, 4, 5, 6, 7];

/// How it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Once,
    Weekly,
    Fortnightly,
    Monthly,
    Lunar,
}

impl How {
    const ALL: [Self; 5] = [
        Self::Once,
        Self::Weekly,
        Self::Fortnightly,
        Self::Monthly,
        Self::Lunar,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Weekly => "weekly",
            Self::Fortnightly => "fortnightly",
            Self::Monthly => "monthly",
            Self::Lunar => "lunar",
        }
    }

    const fn word(self, lang: crate::text::Lang) -> &'static str {
        match self {
            Self::Once => say::once(lang),
            Self::Weekly => say::weekly(lang),
            Self::Fortnightly => say::fortnightly(lang),
            Self::Monthly => say::monthly(lang),
            Self::Lunar => say::lunar(lang),
        }
    }
}

/// What is typed of it. Copy it freely.
#[derive(Clone, Copy)]
pub struct SeriesTyped {
    how: RwSignal<How>,
    weekdays: RwSignal<Vec<i8>>,
    until: RwSignal<String>,
    lunar_month: RwSignal<String>,
    lunar_day: RwSignal<String>,
    except: RwSignal<String>,
    not_on_holidays: RwSignal<bool>,
}

impl SeriesTyped {
    /// What a series says.
    pub fn of(series: Option<&Series>) -> Self {
        let typed = Self {
            how: RwSignal::new(How::Once),
            weekdays: RwSignal::new(Vec::new()),
            until: RwSignal::new(String::new()),
            lunar_month: RwSignal::new(String::new()),
            lunar_day: RwSignal::new(String::new()),
            except: RwSignal::new(String::new()),
            not_on_holidays: RwSignal::new(false),
        };
        let Some(series) = series else { return typed };
        typed.until.set(day_text(series.until));
        let except: Vec<_> = series.except.iter().map(|day| day_text(*day)).collect();
        typed.except.set(except.join(" "));
        typed.not_on_holidays.set(series.not_on_holidays);
        match &series.every {
            Every::Weeks { every, on } => {
                typed.how.set(if *every == 1 {
                    How::Weekly
                } else {
                    How::Fortnightly
                });
                typed.weekdays.set(on.clone());
            }
            Every::Months { .. } => typed.how.set(How::Monthly),
            Every::Lunar { month, day } => {
                typed.how.set(How::Lunar);
                let month = month.map(|month| month.to_string());
                typed.lunar_month.set(month.unwrap_or_default());
                typed.lunar_day.set(day.to_string());
            }
        }
        typed
    }

    /// Its fields.
    pub fn fields(self) -> [Field; 7] {
        [
            answer("series", self.how, How::name, &How::ALL),
            stored("weekdays", self.weekdays),
            words("until", self.until),
            words("lunar-month", self.lunar_month),
            words("lunar-day", self.lunar_day),
            words("except", self.except),
            stored("not-on-holidays", self.not_on_holidays),
        ]
    }

    /// The series; none of it where it is held once, nothing where it cannot be read.
    // Some of none: it is held once, and nothing is wrong.
    #[allow(clippy::option_option)]
    pub fn read(self, first: Date) -> Option<Option<Series>> {
        let how = self.how.get();
        if how == How::Once {
            return Some(None);
        }
        let until = self.until.with(|text| read_day(text))?;
        let every = match how {
            How::Once => return Some(None),
            How::Weekly => Every::Weeks {
                every: 1,
                on: self.on(first),
            },
            How::Fortnightly => Every::Weeks {
                every: 2,
                on: self.on(first),
            },
            How::Monthly => Every::Months { every: 1 },
            How::Lunar => Every::Lunar {
                month: self.month()?,
                day: self.day()?,
            },
        };
        Some(Some(Series {
            every,
            until,
            except: self.exceptions()?,
            not_on_holidays: self.not_on_holidays.get(),
        }))
    }

    /// The weekdays; that of the first day alone needs no list.
    fn on(self, first: Date) -> Vec<i8> {
        let mut on = self.weekdays.get();
        on.sort_unstable();
        if on == [first.weekday().to_monday_one_offset()] {
            on.clear();
        }
        on
    }

    #[allow(clippy::option_option)] // Some of none: each month.
    fn month(self) -> Option<Option<u8>> {
        self.lunar_month.with(|text| {
            let text = text.trim();
            if text.is_empty() {
                return Some(None);
            }
            let month = text.parse().ok();
            month.filter(|month| (1..=12).contains(month)).map(Some)
        })
    }

    fn day(self) -> Option<u8> {
        let day = self.lunar_day.with(|text| text.trim().parse().ok());
        day.filter(|day| (1..=30).contains(day))
    }

    fn exceptions(self) -> Option<Vec<Date>> {
        self.except.with(|text| {
            let words =
                text.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '，' | '、'));
            let words = words.filter(|word| !word.is_empty());
            let mut days: Vec<Date> = words.map(read_day).collect::<Option<_>>()?;
            days.sort_unstable();
            days.dedup();
            Some(days)
        })
    }
}

/// The fields.
#[component]
pub fn SeriesFields(series: SeriesTyped, #[prop(into)] asked: Signal<bool>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let how = series.how;
    let choices: Vec<_> = How::ALL
        .into_iter()
        .map(|how| Choice {
            value: how.name().to_owned(),
            word: how.word(lang).to_owned(),
            sub: String::new(),
        })
        .collect();
    let pick = move |name: String| {
        let found = How::ALL.into_iter().find(|how| how.name() == name);
        how.set(found.unwrap_or(How::Once));
    };
    let of_week = move || {
        matches!(how.get(), How::Weekly | How::Fortnightly)
            .then(|| view! { <Weekdays weekdays=series.weekdays /> })
    };
    let of_moon = move || (how.get() == How::Lunar).then(|| view! { <Moon series asked /> });
    let is_repeated = Memo::new(move |_| how.get() != How::Once);
    let end = move || is_repeated.get().then(|| view! { <End series asked /> });
    view! {
        <Section head=say::series(lang)>
            <Options
                legend=say::how_often(lang)
                name="series"
                look=OptionLook::Chips
                choices=choices
                value=Signal::derive(move || how.get().name().to_owned())
                on_pick=pick
            />
            {of_week}
            {of_moon}
            {end}
        </Section>
    }
}

/// On which days of the week.
#[component]
fn Weekdays(weekdays: RwSignal<Vec<i8>>) -> impl IntoView {
    let lang = use_state().lang();
    let chips = WEEKDAYS.into_iter().map(|day| {
        let pressed = Signal::derive(move || weekdays.with(|on| on.contains(&day)));
        let toggle = move |is_on: bool| {
            weekdays.update(|on| {
                on.retain(|other| *other != day);
                if is_on {
                    on.push(day);
                }
            });
        };
        view! { <Chip word=say::weekday(lang, day) pressed on_toggle=toggle /> }
    });
    let chips = chips.collect_view();
    view! { <Chips label=say::weekdays(lang)>{chips}</Chips> }
}

/// On which day of the lunar calendar.
#[component]
fn Moon(series: SeriesTyped, asked: Signal<bool>) -> impl IntoView {
    let lang = use_state().lang();
    let (month, day) = (series.lunar_month, series.lunar_day);
    let wrong = Signal::derive(move || {
        let is_wrong = asked.get() && series.day().is_none();
        is_wrong.then(|| say::lunar_day_missing(lang).to_owned())
    });
    view! {
        <div class="grid">
            <TextField
                id="lunar-month"
                kind=FieldKind::Count
                label=say::lunar_month(lang)
                value=month
                on_input=move |text| month.set(text)
            />
            <TextField
                id="lunar-day"
                kind=FieldKind::Count
                label=say::lunar_day(lang)
                error=wrong
                value=day
                on_input=move |text| day.set(text)
            />
        </div>
    }
}

/// Until when, and which days are left out.
#[component]
fn End(series: SeriesTyped, asked: Signal<bool>) -> impl IntoView {
    let lang = use_state().lang();
    let (until, except, off) = (series.until, series.except, series.not_on_holidays);
    let no_end = Signal::derive(move || {
        let is_missing = asked.get() && until.with(|text| read_day(text).is_none());
        is_missing.then(|| say::until_missing(lang).to_owned())
    });
    let wrong = Signal::derive(move || {
        let is_wrong = series.exceptions().is_none();
        is_wrong.then(|| say::except_wrong(lang).to_owned())
    });
    view! {
        <TextField
            id="until"
            kind=FieldKind::Day
            label=say::until(lang)
            error=no_end
            value=until
            on_input=move |text| until.set(text)
        />
        <Tick
            name=say::not_on_holidays(lang)
            checked=off
            on_toggle=move |is_on| off.set(is_on)
        />
        <TextField
            id="except"
            label=say::except(lang)
            error=wrong
            value=except
            on_input=move |text| except.set(text)
        />
    }
}
