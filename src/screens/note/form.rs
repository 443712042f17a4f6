//! Changing a note: act, day, length, words; one button saves the next revision.
//!
//! The one rule to know: a revision names every head it was made over ([`DiaryLine::heads`]), so a
//! change never leaves a second version behind.

use super::super::frame::Screen;
use super::super::go::use_go;
use super::super::press::{Press, Problem, use_press};
use super::writer::act_choices;
use super::{gone, versions};
use crate::dispatch::use_dispatch;
use crate::parts::{
    Back, Button, ButtonKind, Chip, Choice, Dock, DurationPicker, Glyph, Group, Icon, OptionLook,
    Options, TextArea,
};
use crate::route::Route;
use crate::state::{DiaryLine, State, use_state};
use crate::text::diary as text;
use leptos::prelude::*;
use rules::civil::Date;
use rules::diary::{NOTE_TEXT_CHARS_MAX, NoteBody};
use rules::id::{ActId, NoteId};
use rules::time::add_days;

/// A day, moved to where a note may still be written: not ahead, not longer ago than a claim may
/// reach.
pub(super) fn within_reach(state: State, day: Date, today: Date) -> Date {
    let earliest = add_days(today, -i32::from(state.points_policy().claim_days_max));
    day.clamp(earliest, today)
}

/// Today, yesterday, the day before, and steps to any other.
#[component]
pub fn DayPicker(
    /// The day now.
    #[prop(into)]
    day: Signal<Date>,
    /// Today.
    today: Memo<Date>,
    /// Says which day is picked.
    #[prop(into)]
    on_pick: Callback<Date>,
) -> impl IntoView {
    let state = use_state();
    let chip = move |word: fn(crate::text::Lang) -> &'static str, ago: i32| {
        let that = Signal::derive(move || add_days(today.get(), -ago));
        let pressed = Signal::derive(move || day.get() == that.get());
        view! {
            <Chip
                word=word(state.lang())
                pressed
                on_toggle=move |_| on_pick.run(that.get_untracked())
            />
        }
    };
    let step = move |days: i32| {
        let to = add_days(day.get_untracked(), days);
        on_pick.run(within_reach(state, to, today.get_untracked()));
    };
    let is_first = move || within_reach(state, add_days(day.get(), -1), today.get()) == day.get();
    let is_last = move || day.get() >= today.get();
    view! {
        <Group legend=text::which_day(state.lang())>
            <div class="chips">
                {chip(|lang| lang.phrases().today_word, 0)}
                {chip(text::yesterday, 1)}
                {chip(text::day_before, 2)}
            </div>
            <div class="stepper">
                <button
                    type="button"
                    aria-label=text::day_earlier(state.lang())
                    disabled=is_first
                    on:click=move |_| step(-1)
                >
                    <Icon glyph=Glyph::Minus />
                </button>
                <output aria-live="polite">{move || state.lang().short_date(day.get())}</output>
                <button
                    type="button"
                    aria-label=text::day_later(state.lang())
                    disabled=is_last
                    on:click=move |_| step(1)
                >
                    <Icon glyph=Glyph::Plus />
                </button>
            </div>
        </Group>
    }
}

/// The page that changes a note.
#[component]
pub fn EditNote(
    /// The note.
    note: NoteId,
) -> impl IntoView {
    let state = use_state();
    let versions = versions(state, note);
    // Made once: what is being typed is not overwritten by what arrives meanwhile.
    let line = versions.get_untracked().into_iter().next();
    let behind = line.as_ref().map(|line| super::of(&line.head.note));
    let back = Back {
        href: behind.unwrap_or(Route::Diary { month: None }).href(),
        word: text::note_title(state.lang()).to_owned(),
    };
    let form = match line {
        Some(line) => view! { <NoteForm line /> }.into_any(),
        None => gone(state),
    };
    view! {
        <Screen tab=Route::Diary { month: None } title=text::edit_title(state.lang()) back>
            {form}
        </Screen>
    }
}

/// The acts of the policy, and the note's own where the policy no longer has it.
fn choices(state: State, line: &DiaryLine) -> Vec<Choice> {
    let mut choices = act_choices(state);
    let own = line.head.body.act.to_string();
    if !choices.iter().any(|choice| choice.value == own) {
        choices.push(Choice {
            value: own,
            word: state.lang().of(&line.act),
            sub: String::new(),
        });
    }
    choices
}

#[component]
fn NoteForm(line: DiaryLine) -> impl IntoView {
    let state = use_state();
    let today = Memo::new(move |_| state.today());
    let body = line.head.body.clone();
    let act = RwSignal::new(body.act.to_string());
    let day = RwSignal::new(body.day);
    let minutes = RwSignal::new(u32::from(body.minutes));
    let words = RwSignal::new(body.text);
    let press = use_press();
    let own = line.clone();
    let choices = Memo::new(move |_| choices(state, &own));
    let body = move || {
        Some(NoteBody {
            act: act.get_untracked().parse::<ActId>().ok()?,
            day: day.get_untracked(),
            minutes: u16::try_from(minutes.get_untracked()).ok()?,
            text: words.get_untracked().trim().to_owned(),
            discarded: false,
        })
    };
    let save = saving_over(line, body, press);
    let too_long =
        Signal::derive(move || words.with(|text| text.chars().count()) > NOTE_TEXT_CHARS_MAX);
    view! {
        <Options
            legend=text::what(state.lang())
            name="act"
            choices
            value=act
            on_pick=move |id| act.set(id)
            look=OptionLook::Chips
        />
        <DurationPicker
            legend=text::how_long_edit(state.lang())
            minutes
            spoken=move |minutes| text::length(state.lang(), minutes)
            shorter=text::shorter(state.lang())
            longer=text::longer(state.lang())
            on_pick=move |picked| minutes.set(picked)
        />
        <DayPicker day today on_pick=move |picked| day.set(picked) />
        <TextArea
            id="words"
            label=text::words(state.lang())
            value=words
            chars_max=NOTE_TEXT_CHARS_MAX
            count=move |counts| text::count(state.lang(), counts)
            on_input=move |typed| words.set(typed)
        />
        <Problem press />
        <Dock>
            <Button
                kind=ButtonKind::Main
                word=move || {
                    let lang = state.lang();
                    if press.busy.get() { text::saving(lang) } else { text::save(lang) }
                }
                busy=press.busy
                disabled=too_long
                on_press=save
            />
        </Dock>
    }
}

/// Saves a body as the next revision over every head of a note, then shows the note.
fn saving_over(
    line: DiaryLine,
    body: impl Fn() -> Option<NoteBody> + Send + Sync + 'static,
    press: Press,
) -> Callback<()> {
    let (dispatch, go) = (use_dispatch(), use_go());
    Callback::new(move |()| {
        let Some(body) = body() else { return };
        let (note, heads) = (line.head.note.clone(), line.heads.clone());
        let there = Route::Note {
            note: note.clone(),
            saved: true,
        };
        let act = async move { dispatch.revise_note(note, heads, body).await };
        press.run(act, move |_saved| go.instead(there));
    })
}
