//! One day of a course: held on another day, or left out.
//!
//! The one rule to know: what comes of it is the rules' (`Session::with_day_moved`, `without_day`);
//! days that are over are not offered.

use crate::parts::{Choice, FieldKind, OptionLook, Options, TextField};
use crate::screens::filling::{Field, answer, words};
use crate::state::{State, use_state};
use crate::text::desk::change as say;
use leptos::prelude::*;
use rules::civil::Date;
use rules::session::Session;
use rules::time::written::{day_text, read_day};

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Moved,
    LeftOut,
}

impl Fate {
    const ALL: [Self; 2] = [Self::Moved, Self::LeftOut];

    const fn name(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::LeftOut => "left-out",
        }
    }
}

/// The day and what becomes of it, as typed. Copy it freely.
#[derive(Clone, Copy)]
pub struct OneDay {
    day: RwSignal<String>,
    fate: RwSignal<Fate>,
    to: RwSignal<String>,
}

impl OneDay {
    /// The next day of a course.
    pub fn of(state: State, was: &Session) -> Self {
        let next = to_come(state, was).into_iter().next();
        let text = next.map(day_text).unwrap_or_default();
        Self {
            day: RwSignal::new(text.clone()),
            fate: RwSignal::new(Fate::Moved),
            to: RwSignal::new(text),
        }
    }

    /// As a form keeps it.
    pub fn fields(self) -> [Field; 3] {
        [
            words("which-day", self.day),
            answer("fate", self.fate, Fate::name, &Fate::ALL),
            words("to", self.to),
        ]
    }

    /// The course as it shall be, where it can be read; as it is where nothing moves. Tracks the
    /// fields.
    pub fn now(self, was: &Session) -> Option<Session> {
        let day = self.day.with(|text| read_day(text))?;
        match self.fate.get() {
            Fate::LeftOut => was.without_day(day),
            Fate::Moved => {
                let to = self.to.with(|text| read_day(text))?;
                if to == day {
                    return Some(was.clone());
                }
                was.with_day_moved(day, to)
            }
        }
    }
}

/// The days of a course from today on.
pub fn to_come(state: State, was: &Session) -> Vec<Date> {
    let today = state.today();
    let days = was.days.iter().copied();
    days.filter(|day| *day >= today).collect()
}

/// Its fields.
#[component]
pub fn DayFields(one: OneDay, days: Vec<Date>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let choices: Vec<_> = days
        .into_iter()
        .map(|day| choice(day_text(day), lang.near_date(day, state.today())))
        .collect();
    let fates = vec![
        choice(
            Fate::Moved.name().to_owned(),
            say::to_another(lang).to_owned(),
        ),
        choice(
            Fate::LeftOut.name().to_owned(),
            say::left_out(lang).to_owned(),
        ),
    ];
    let OneDay { day, fate, to } = one;
    let pick = move |name: String| {
        fate.set(if name == Fate::LeftOut.name() {
            Fate::LeftOut
        } else {
            Fate::Moved
        });
    };
    let to = move || {
        (fate.get() == Fate::Moved).then(|| {
            view! {
                <TextField
                    id="to"
                    kind=FieldKind::Day
                    label=say::to_day(lang)
                    value=to
                    on_input=move |text| to.set(text)
                />
            }
        })
    };
    view! {
        <div class="stack">
            <Options
                legend=say::which_day(lang)
                name="which-day"
                look=OptionLook::Chips
                choices=choices
                value=day
                on_pick=move |picked| day.set(picked)
            />
            <Options
                legend=say::what_of_it(lang)
                name="fate"
                look=OptionLook::Chips
                choices=fates
                value=Signal::derive(move || fate.get().name().to_owned())
                on_pick=pick
            />
            {to}
            <p class="second">{say::one_day_text(lang)}</p>
        </div>
    }
}

fn choice(value: String, word: String) -> Choice {
    Choice {
        value,
        word,
        sub: String::new(),
    }
}
