//! Changing a note: act, day, length, words; one button saves the next revision.
//!
//! The one rule to know: a revision names every head it was made over ([`DiaryLine::heads`]), so a
//! change never leaves a second version behind; one that comes back half filled names those that it
//! was begun over.

use super::super::filling::{
    CameBack, Field, Filling, beside, field, stored, words as typed_words,
};
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
use rules::id::{ActId, NoteId, RevisionId};
use rules::time::add_days;
use rules::time::written::{day_text, read_day};

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

/// What is typed, and over which heads. Copy it freely.
#[derive(Clone, Copy)]
struct Typed {
    act: RwSignal<String>,
    day: RwSignal<Date>,
    minutes: RwSignal<u32>,
    words: RwSignal<String>,
    heads: RwSignal<Vec<RevisionId>>,
}

impl Typed {
    /// What a note says.
    fn of(line: &DiaryLine) -> Self {
        let body = &line.head.body;
        Self {
            act: RwSignal::new(body.act.to_string()),
            day: RwSignal::new(body.day),
            minutes: RwSignal::new(u32::from(body.minutes)),
            words: RwSignal::new(body.text.clone()),
            heads: RwSignal::new(line.heads.clone()),
        }
    }

    fn fields(self) -> Vec<Field> {
        vec![
            typed_words("act", self.act),
            field("day", self.day, |day| day_text(*day), read_day),
            stored("minutes", self.minutes),
            typed_words("words", self.words),
            beside(stored("heads", self.heads)),
        ]
    }

    fn body(self) -> Option<NoteBody> {
        Some(NoteBody {
            act: self.act.get_untracked().parse::<ActId>().ok()?,
            day: self.day.get_untracked(),
            minutes: u16::try_from(self.minutes.get_untracked()).ok()?,
            text: self.words.get_untracked().trim().to_owned(),
            discarded: false,
        })
    }
}

#[component]
fn NoteForm(line: DiaryLine) -> impl IntoView {
    let state = use_state();
    let today = Memo::new(move |_| state.today());
    let typed = Typed::of(&line);
    let Typed {
        act,
        day,
        minutes,
        words,
        ..
    } = typed;
    let filling = Filling::of(typed.fields());
    let press = use_press();
    let note = line.head.note.clone();
    let choices = Memo::new(move |_| choices(state, &line));
    let save = saving(note, typed, (filling, press));
    let too_long =
        Signal::derive(move || words.with(|text| text.chars().count()) > NOTE_TEXT_CHARS_MAX);
    view! {
        <CameBack filling />
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

/// Saves what is typed as the next revision over the heads it was begun over, then shows the note.
fn saving(note: NoteId, typed: Typed, (filling, press): (Filling, Press)) -> Callback<()> {
    let (dispatch, go) = (use_dispatch(), use_go());
    Callback::new(move |()| {
        let Some(body) = typed.body() else { return };
        let (note, heads) = (note.clone(), typed.heads.get_untracked());
        let there = Route::Note {
            note: note.clone(),
            saved: true,
        };
        let act = async move { dispatch.revise_note(note, heads, body).await };
        press.run(filling.until_saved(act), move |_saved| go.instead(there));
    })
}
