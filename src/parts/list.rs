//! Section, card, rows and facts: how anything is listed.
//!
//! The one rule: one idea a card, and the whole row is the target when it leads somewhere.
//! Absent on purpose: what a row is about. Windowing of long lists is in `windowed`.

use leptos::either::Either;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::icon::{Glyph, Icon};

/// How a card stands on the ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CardTone {
    /// White on the ground.
    #[default]
    Plain,
    /// With the double rim: what comes next. At most one a page.
    Next,
    /// Sunk into the ground: what is beside the point.
    Sunk,
}

impl CardTone {
    const fn as_data(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Next => "next",
            Self::Sunk => "sunk",
        }
    }
}

/// Whether what a row is about is still to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowState {
    /// Still to come, or without time.
    #[default]
    Open,
    /// Over: it fades.
    Past,
    /// Called off: struck through; the row's line says so in words.
    Cancelled,
    /// Put off to nobody knows when: its time is struck through, and the row's line says so.
    Postponed,
}

impl RowState {
    const fn as_data(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Past => "past",
            Self::Cancelled => "cancelled",
            Self::Postponed => "postponed",
        }
    }
}

/// What stands before a row's title, usually the time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// The large line, `14:30`.
    pub main: String,
    /// The small line, `today`; empty for none.
    pub sub: String,
}

/// A heading of second rank, an aside, and what belongs under it.
#[component]
pub fn Section(
    /// The heading.
    #[prop(into)]
    head: TextProp,
    /// A short word at the end of the heading's line.
    #[prop(optional, into)]
    aside: Option<TextProp>,
    /// What belongs under it.
    children: Children,
) -> impl IntoView {
    let aside = aside.map(|word| view! { <span class="section-aside">{move || word.get()}</span> });
    view! {
        <section class="section">
            <div class="section-head">
                <h2>{move || head.get()}</h2>
                {aside}
            </div>
            {children()}
        </section>
    }
}

/// A card.
#[component]
pub fn Card(
    /// How it stands on the ground.
    #[prop(optional)]
    tone: CardTone,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="card" data-tone=tone.as_data()>
            {children()}
        </div>
    }
}

/// The rows of a card; each child should be a [`Row`] or a tick.
#[component]
pub fn Rows(
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! { <div class="rows">{children()}</div> }
}

/// One line of a list: lead, title, a line under it, something at the end, something below.
#[component]
pub fn Row(
    /// The title: with `href` it is the link.
    #[prop(into)]
    title: TextProp,
    /// The time before the title.
    #[prop(optional, into)]
    lead: Option<Lead>,
    /// The line under the title.
    #[prop(optional, into)]
    sub: Option<TextProp>,
    /// Where the row leads.
    #[prop(optional, into)]
    href: Option<String>,
    /// Something at the end of the line: a word, an icon, a round button.
    #[prop(optional, into)]
    more: ViewFn,
    /// Still to come, over, or called off.
    #[prop(optional)]
    state: RowState,
    /// Below the line: a standing, a button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let has_lead = lead.is_some().then_some("yes");
    let before = lead.map(|lead| {
        let sub =
            (!lead.sub.is_empty()).then(|| view! { <span class="row-lead-sub">{lead.sub}</span> });
        view! {
            <div class="row-lead">
                <span class="row-lead-main">{lead.main}</span>
                {sub}
            </div>
        }
    });
    let leads = href.is_some();
    let name = move || title.get();
    let name = match href {
        Some(href) => Either::Left(view! { <a class="row-title" href=href>{name}</a> }),
        None => Either::Right(view! { <span class="row-title">{name}</span> }),
    };
    let under = sub.map(|sub| view! { <span class="row-sub">{move || sub.get()}</span> });
    let foot = children.map(|children| view! { <div class="row-foot">{children()}</div> });
    let arrow = leads.then(|| view! { <Icon glyph=Glyph::Forward /> });
    view! {
        <div class="row" data-lead=has_lead data-state=state.as_data()>
            {before}
            <div class="row-body">{name} {under}</div>
            <div class="row-more">{move || more.run()} {arrow}</div>
            {foot}
        </div>
    }
}

/// The facts of one thing: what, when, where, for whom.
#[component]
pub fn Facts(
    /// Each a [`Fact`].
    children: Children,
) -> impl IntoView {
    view! { <div class="facts">{children()}</div> }
}

/// One fact: icon, the fact, a line under it, something to do with it.
#[component]
pub fn Fact(
    /// Its icon.
    glyph: Glyph,
    /// The fact.
    #[prop(into)]
    title: TextProp,
    /// A line under it.
    #[prop(optional, into)]
    sub: Option<TextProp>,
    /// Something to do with it: a call, a map.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let under = sub.map(|sub| view! { <p class="fact-sub">{move || sub.get()}</p> });
    let act = children.map(|children| view! { <div class="fact-act">{children()}</div> });
    view! {
        <div class="fact">
            <Icon glyph=glyph />
            <p class="fact-title">{move || title.get()}</p>
            {under}
            {act}
        </div>
    }
}

/// The heading of a day within a list.
#[component]
pub fn DayHead(
    /// The day.
    #[prop(into)]
    day: TextProp,
    /// What is particular about it: a festival, a count.
    #[prop(optional, into)]
    note: Option<TextProp>,
) -> impl IntoView {
    let note = note.map(|note| view! { <span>{move || note.get()}</span> });
    view! { <h2 class="day-head">{move || day.get()} {note}</h2> }
}
