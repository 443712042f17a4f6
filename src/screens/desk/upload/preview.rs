//! What taking a file would do, line by line: first what somebody should mend, then what changes.
//!
//! The one rule to know: sums count all; lists name the first, and say how many they do not.

use crate::parts::{Card, Disclosure, Notice, NoticeTone, Row, Rows, Section};
use crate::state::{State, use_state};
use crate::text::desk::upload as say;
use leptos::prelude::*;
use sync::upload::{Below, Changed, Listed, Named, Preview, Refused};

/// How many lines of a kind are open to see; the others are behind a fold.
const OPEN_MAX: usize = 6;

/// All of it.
#[component]
pub fn Seen(preview: Preview) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let sums = say::sums(lang, &preview);
    let way =
        (preview.records > 0).then(|| view! { <p class="second">{say::take_below(lang)}</p> });
    let Preview {
        refused,
        below,
        changed,
        new,
        gone,
        held,
        ..
    } = preview;
    view! {
        <Notice tone=NoticeTone::Quiet text=sums>{way}</Notice>
        {part(state, &refused, (say::refused(lang), say::refused_text(lang)), refused_row)}
        {part(state, &below, (say::below(lang), say::below_text(lang)), below_row)}
        {part(state, &changed, (say::changed(lang), ""), changed_row)}
        {part(state, &new, (say::new(lang), ""), named_row)}
        {part(state, &gone, (say::gone(lang), say::gone_text(lang)), named_row)}
        {part(state, &held, (say::held(lang), say::held_text(lang)), named_row)}
    }
}

/// The lines of one kind; nothing where there are none.
fn part<T>(
    state: State,
    listed: &Listed<T>,
    (head, text): (&'static str, &'static str),
    row: fn(State, &T) -> AnyView,
) -> Option<AnyView> {
    if listed.all == 0 {
        return None;
    }
    let lang = state.lang();
    let split = OPEN_MAX.min(listed.first.len());
    let (open, behind) = listed.first.split_at(split);
    let open: Vec<_> = open.iter().map(|one| row(state, one)).collect();
    let more = (!behind.is_empty()).then(|| {
        let rows: Vec<_> = behind.iter().map(|one| row(state, one)).collect();
        view! { <Disclosure summary=say::more(lang, behind.len())><Rows>{rows}</Rows></Disclosure> }
    });
    let named = u32::try_from(listed.first.len()).unwrap_or(u32::MAX);
    let unnamed = listed.all.saturating_sub(named);
    let unnamed = (unnamed > 0).then(|| {
        view! { <p class="second">{say::unnamed(lang, unnamed)}</p> }
    });
    let text = (!text.is_empty()).then(|| view! { <p class="second">{text}</p> });
    let aside = listed.all.to_string();
    let part = view! {
        <Section head=head aside=aside>
            {text}
            <Card>
                <Rows>{open}</Rows>
            </Card>
            {more}
            {unnamed}
        </Section>
    };
    Some(part.into_any())
}

fn when(state: State, of: &Named) -> String {
    state.lang().moment(of.day.to_datetime(of.starts))
}

fn named_row(state: State, of: &Named) -> AnyView {
    let title = state.lang().of(&of.title);
    view! { <Row title=title sub=when(state, of) /> }.into_any()
}

fn changed_row(state: State, changed: &Changed) -> AnyView {
    let lang = state.lang();
    let title = lang.of(&changed.of.title);
    let lines = changed.differs.iter();
    let lines: Vec<_> = lines
        .map(|one| view! { <span class="row-said">{say::differs_in(lang, one)}</span> })
        .collect();
    view! {
        <Row title=title sub=when(state, &changed.of)>
            <div class="stack" data-stack="tight">{lines}</div>
        </Row>
    }
    .into_any()
}

fn below_row(state: State, below: &Below) -> AnyView {
    let lang = state.lang();
    let title = lang.of(&below.of.title);
    let said = say::fewer(lang, below.seats, below.taken);
    view! { <Row title=title sub=format!("{} · {said}", when(state, &below.of)) /> }.into_any()
}

fn refused_row(state: State, refused: &Refused) -> AnyView {
    let lang = state.lang();
    let title = say::line(lang, refused);
    view! { <Row title=title sub=say::unread(lang, &refused.why) /> }.into_any()
}
