//! Writing in two touches: what, how long. The second one saves.
//!
//! The one rule to know: it is called saved only after the durable write; the page of the note
//! then says so and offers what may follow (words, points). The day is today unless another is
//! picked, and reaches back as far as a claim may.

use super::super::filling::{CameBack, Filling, field, stored, words};
use super::super::frame::Screen;
use super::super::go::use_go;
use super::super::press::{Press, Problem, use_press};
use super::{back_to_diary, form};
use crate::dispatch::use_dispatch;
use crate::parts::{
    Button, ButtonKind, Choice, Disclosure, DurationPicker, DurationScale, Group, OptionLook,
    Options,
};
use crate::route::Route;
use crate::state::{State, use_state};
use crate::text::diary as text;
use leptos::prelude::*;
use rules::civil::Date;
use rules::diary::NoteBody;
use rules::id::ActId;
use rules::time::days_between;
use rules::time::written::{day_text, read_day};

/// The lengths that one press saves. Units: minutes.
const USUAL_MINS: [u32; 6] = [15, 30, 45, 60, 90, 120];
/// The length that any other is picked from. Units: minutes.
const CUSTOM_MINS: u32 = 150;

/// A page of its own for writing; Today leads here, a day of the month does with `?day=`.
#[component]
pub fn NewNote(
    /// The day it is about; today when none is named.
    day: Option<Date>,
) -> impl IntoView {
    let state = use_state();
    view! {
        <Screen
            tab=Route::Diary { month: None }
            title=text::new_title(state.lang())
            back=back_to_diary(state)
        >
            <Writer day />
        </Screen>
    }
}

/// The acts as choices.
pub(super) fn act_choices(state: State) -> Vec<Choice> {
    let lang = state.lang();
    let choice = |act: rules::points::Act| Choice {
        value: act.id.to_string(),
        word: lang.of(&act.words),
        sub: String::new(),
    };
    state.acts().into_iter().map(choice).collect()
}

/// What was done, how long; and, for whoever needs it, another day or length.
#[component]
pub fn Writer(
    /// The day it is about; today when none is named.
    #[prop(optional_no_strip)]
    day: Option<Date>,
) -> impl IntoView {
    let state = use_state();
    let today = Memo::new(move |_| state.today());
    let act = RwSignal::new(String::new());
    let other_day = RwSignal::new(day);
    let day = Memo::new(move |_| {
        form::within_reach(state, other_day.get().unwrap_or(today.get()), today.get())
    });
    let custom = RwSignal::new(CUSTOM_MINS);
    let filling = Filling::of(vec![
        words("act", act),
        field(
            "day",
            other_day,
            |day| day.map(day_text).unwrap_or_default(),
            day_read,
        ),
        stored("minutes", custom),
    ])
    .for_this_visit();
    let begun = Begun {
        act,
        day,
        today,
        other_day,
        custom,
        filling,
    };
    let choices = Memo::new(move |_| act_choices(state));
    let picked = Memo::new(move |_| !act.with(String::is_empty));
    let lengths = move || picked.get().then(|| view! { <Lengths begun /> });
    view! {
        <CameBack filling />
        <Options
            legend=text::what_first(state.lang())
            name="act"
            choices
            value=act
            on_pick=move |id| act.set(id)
            look=OptionLook::Chips
        />
        {lengths}
    }
}

/// A day that was picked, as it is kept; empty where none was.
#[allow(clippy::option_option)] // Some of none: no day was picked.
fn day_read(text: &str) -> Option<Option<Date>> {
    if text.is_empty() {
        return Some(None);
    }
    read_day(text).map(Some)
}

/// A note that is being written. Copy it freely.
#[derive(Clone, Copy)]
struct Begun {
    act: RwSignal<String>,
    day: Memo<Date>,
    today: Memo<Date>,
    other_day: RwSignal<Option<Date>>,
    custom: RwSignal<u32>,
    filling: Filling,
}

/// The lengths; a press writes the note.
#[component]
fn Lengths(begun: Begun) -> impl IntoView {
    let state = use_state();
    let press = use_press();
    let Begun {
        day,
        today,
        other_day,
        custom,
        ..
    } = begun;
    let write = writing(begun, press);
    let spoken = move |minutes| text::length(state.lang(), minutes);
    let usual = USUAL_MINS.map(|minutes| {
        view! { <Button word=spoken(minutes) busy=press.busy on_press=move |()| write.run(minutes) /> }
    });
    let legend = move || {
        let lang = state.lang();
        text::how_long(lang, &when(state, day.get(), today.get()))
    };
    let scale = DurationScale {
        usual_mins: Vec::new(),
        ..DurationScale::default()
    };
    view! {
        <Group legend>
            <div class="grid" data-grid="tight">{usual.collect_view()}</div>
        </Group>
        <Problem press />
        <Disclosure summary=text::other_length(state.lang())>
            <div class="stack">
                <DurationPicker
                    legend=text::how_long_edit(state.lang())
                    minutes=custom
                    scale
                    spoken
                    shorter=text::shorter(state.lang())
                    longer=text::longer(state.lang())
                    on_pick=move |minutes| custom.set(minutes)
                />
                <Button
                    kind=ButtonKind::Main
                    word=text::save(state.lang())
                    busy=press.busy
                    on_press=move |()| write.run(custom.get_untracked())
                />
            </div>
        </Disclosure>
        <Disclosure summary=text::other_day(state.lang())>
            <form::DayPicker day today on_pick=move |day| other_day.set(Some(day)) />
        </Disclosure>
    }
}

/// `今天`, `昨天`, or the date.
fn when(state: State, day: Date, today: Date) -> String {
    let lang = state.lang();
    match days_between(day, today) {
        1 => text::yesterday(lang).to_owned(),
        _ => lang.near_date(day, today),
    }
}

/// Writes a note of a length and goes to its page.
fn writing(begun: Begun, press: Press) -> Callback<u32> {
    let (dispatch, go) = (use_dispatch(), use_go());
    Callback::new(move |minutes: u32| {
        let act = begun.act.get_untracked();
        let (Ok(act), Ok(minutes)) = (act.parse::<ActId>(), u16::try_from(minutes)) else {
            return;
        };
        let body = NoteBody {
            act,
            day: begun.day.get_untracked(),
            minutes,
            text: String::new(),
            discarded: false,
        };
        // The page that only asked is left behind; the diary stays where it was.
        let only_asked = matches!(go.at.get_untracked(), Route::NewNote { .. });
        let act = async move { dispatch.write_note(body).await };
        press.run(begun.filling.until_saved(act), move |note| {
            let there = Route::Note { note, saved: true };
            if only_asked {
                go.instead(there);
            } else {
                go.to(there);
            }
        });
    })
}
