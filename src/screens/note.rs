//! One note: what it says, where it is kept, putting it forward for points, changing it.
//!
//! The one rule to know: a note that two devices changed at once is shown in both versions until
//! somebody chooses; choosing names both as parents, so that they become one again.
//!
//! Deliberately absent: bringing a note back that was thrown away; the page says so first.

mod discard;
mod form;
mod heads;
mod worth;
mod writer;

pub use form::EditNote;
pub use writer::{NewNote, Writer};

use self::discard::Discard;
use self::heads::Heads;
use self::worth::Points;
use super::diary::copy_mark;
use super::frame::Screen;
use super::said;
use crate::parts::{
    Back, ButtonKind, ButtonLink, Card, EmptyState, Fact, Facts, Glyph, Notice, NoticeTone,
    Section, StandingMark,
};
use crate::route::Route;
use crate::state::{DiaryCopy, DiaryLine, State, StorageHealth, use_state};
use crate::text::diary as text;
use leptos::prelude::*;
use rules::id::NoteId;

/// The page of a note.
fn of(note: &NoteId) -> Route {
    Route::Note {
        note: note.clone(),
        saved: false,
    }
}

/// Every version of a note; one, when no two devices wrote at once.
fn versions(state: State, note: NoteId) -> Memo<Vec<DiaryLine>> {
    Memo::new(move |_| {
        let lines = state.diary_lines(None).into_iter();
        lines.filter(|line| line.head.note == note).collect()
    })
}

/// The way back to the diary.
fn back_to_diary(state: State) -> Back {
    Back {
        href: Route::Diary { month: None }.href(),
        word: state.text().screens.diary.to_owned(),
    }
}

/// One note.
#[component]
pub fn Note(
    /// The note.
    note: NoteId,
    /// Whether it was saved just now.
    saved: bool,
) -> impl IntoView {
    let state = use_state();
    let versions = versions(state, note);
    let just_saved = saved;
    let inside = move || {
        let lang = state.lang();
        let lines = versions.get();
        match lines.as_slice() {
            [] => gone(state),
            [line] => view! {
                <OneNote line=line.clone() />
                {just_saved.then(|| view! {
                    <ButtonLink word=text::again(lang) glyph=Glyph::Plus href=Route::NewNote { day: None } />
                })}
            }
            .into_any(),
            [_, ..] => view! { <Heads lines=lines.clone() /> }.into_any(),
        }
    };
    let saved = move || {
        (just_saved && !versions.with(Vec::is_empty)).then(|| {
            let lang = state.lang();
            if matches!(state.storage.get(), StorageHealth::UntilClosed { .. }) {
                view! { <Notice tone=NoticeTone::Care text=text::saved_until_closed(lang) /> }
            } else {
                view! { <Notice tone=NoticeTone::Calm text=text::saved_now(lang) /> }
            }
        })
    };
    view! {
        <Screen
            tab=Route::Diary { month: None }
            title=text::note_title(state.lang())
            back=back_to_diary(state)
        >
            {saved}
            {inside}
        </Screen>
    }
}

/// What to do when there is no such note.
fn gone(state: State) -> AnyView {
    let lang = state.lang();
    view! {
        <EmptyState glyph=Glyph::Book title=text::gone_title(lang) text=text::gone_text(lang)>
            <ButtonLink kind=ButtonKind::Main word=text::to_diary(lang) href=Route::Diary { month: None } />
        </EmptyState>
    }
    .into_any()
}

#[component]
fn OneNote(line: DiaryLine) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let note = line.head.note.clone();
    // What was put forward stays as it was; changing the note under it would tell two stories.
    let is_free = line
        .claim
        .as_ref()
        .is_none_or(|claim| matches!(claim.standing, crate::state::Standing::NotPossible(_)));
    let acts = is_free.then(|| {
        let discarded = line.clone();
        view! {
            <div class="grid" data-grid="tight">
                <ButtonLink word=text::change(lang) glyph=Glyph::Pencil href=Route::EditNote { note } />
                <Discard line=discarded />
            </div>
        }
    });
    let what = line.clone();
    view! {
        <Card><div class="stack sentences"><What line=what /></div></Card>
        <Points line />
        {acts}
    }
}

/// What a note says and where it is kept.
#[component]
fn What(line: DiaryLine) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let body = line.head.body.clone();
    let (mark, word) = copy_mark(state, &line.copy);
    let why = match &line.copy {
        DiaryCopy::Refused(refusal) => Some(said::refusal(state, refusal)),
        DiaryCopy::ThisPhoneOnly | DiaryCopy::SavedHere | DiaryCopy::Copied => None,
    };
    let length = text::length(lang, body.minutes.into());
    let words = (!body.text.is_empty())
        .then(|| view! { <Fact glyph=Glyph::Pencil title=body.text.clone() /> });
    view! {
        <Facts>
            <Fact glyph=Glyph::Heart title=lang.of(&line.act) sub=length />
            <Fact glyph=Glyph::Calendar title=lang.date(body.day) />
            {words}
        </Facts>
        <p><StandingMark standing=mark word /></p>
        {why.map(|why| view! { <p class="second">{why}</p> })}
    }
}

/// A section under a heading of the note's page.
#[component]
fn Part(head: &'static str, children: Children) -> impl IntoView {
    view! { <Section head=head><Card><div class="stack">{children()}</div></Card></Section> }
}
