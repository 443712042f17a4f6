//! The desk's first page: what waits for a word, drafts, and what is on with its counts.
//!
//! The one rule to know: without a word in the search field it shows two weeks from today; with one
//! it finds every session there is, also those that are over. What staff begin stands before that
//! list, which has a stop of the keyboard for each session.

use super::super::frame::Screen;
use super::tab;
use crate::parts::{
    ButtonKind, ButtonLink, Card, DayHead, Glyph, Lead, Row, RowState, Rows, SearchField, Section,
    WindowedList,
};
use crate::route::DeskPage;
use crate::screens::activities::{Shown, fetching, no_programme, nothing_here};
use crate::state::{DraftRow, Happening, State, use_state};
use crate::text::desk as say;
use crate::text::{activities, time};
use leptos::prelude::*;
use rules::civil::Date;
use rules::id::SessionId;
use rules::programme::Query;
use rules::staff::Level;
use rules::time::add_days;
use std::sync::Arc;

/// How far ahead the page looks. Units: days.
const AHEAD_DAYS: i32 = 14;

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let sub = move || {
        let card = state.community_card();
        let community = card.map(|card| lang.of(&card.name)).unwrap_or_default();
        let name = state
            .who()
            .map(|who| state.staff_name(&who.resident))
            .unwrap_or_default();
        let level = state
            .staff_level()
            .map(|level| say::level(lang, level))
            .unwrap_or_default();
        let parts = [community.as_str(), name.as_str(), level].into_iter();
        let said: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        said.join(" · ")
    };
    view! {
        <Screen tab=tab() title=say::title(lang) sub=sub>
            <div class="columns" data-wide="last">
                <div>
                    <Waiting head=say::to_decide(lang) of=State::to_decide />
                    <Waiting head=say::without_day(lang) of=State::to_set_day />
                    <Begin />
                    <Drafts />
                </div>
                <div>
                    <Sessions />
                </div>
            </div>
        </Screen>
    }
}

/// Sessions that wait for a word of the desk: of applications, or of a new day; nothing where none do.
#[component]
fn Waiting(head: &'static str, of: fn(&State) -> Vec<(Date, SessionId)>) -> impl IntoView {
    let state = use_state();
    let waits = Memo::new(move |_| of(&state));
    move || {
        let waits = waits.get();
        (!waits.is_empty()).then(|| {
            let rows = waits.into_iter();
            let rows = rows
                .map(|(day, session)| view! { <Meeting session day names_day=true /> })
                .collect_view();
            view! {
                <Section head=head>
                    <Card>
                        <Rows>{rows}</Rows>
                    </Card>
                </Section>
            }
        })
    }
}

/// The ways to new activities.
#[component]
fn Begin() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    // What an editor cannot do is not offered.
    let bring_in = move || {
        (state.staff_level() == Some(Level::Publisher)).then(|| {
            view! { <ButtonLink word=say::upload::title(lang) href=DeskPage::Import /> }
        })
    };
    view! {
        <div class="stack" data-gap="small">
            <ButtonLink
                kind=ButtonKind::Main
                glyph=Glyph::Plus
                word=say::new(lang)
                href=DeskPage::New { like: None }
            />
            {bring_in}
        </div>
    }
}

/// Drafts.
#[component]
fn Drafts() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let drafts = Memo::new(move |_| state.drafts());
    let rows = move || {
        let drafts = drafts.get();
        if drafts.is_empty() {
            return view! { <p class="second">{say::no_drafts(lang)}</p> }.into_any();
        }
        let rows = drafts.into_iter().map(|row| draft(state, &row));
        let rows = rows.collect_view();
        view! { <Card><Rows>{rows}</Rows></Card> }.into_any()
    };
    view! {
        <Section head=say::drafts(lang)>{rows}</Section>
    }
}

fn draft(state: State, row: &DraftRow) -> impl IntoView + use<> {
    let lang = state.lang();
    let plan = &row.draft.plan;
    let day = lang.short_date(plan.session.first_day());
    let sub = format!("{day} · {}", say::draft::stage(lang, &row.draft.stage));
    let href = String::from(DeskPage::Draft(row.id.clone()));
    view! { <Row title=lang.of(&plan.activity.title) sub=sub href=href /> }
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Item {
    Day(Date),
    Meeting { session: Arc<SessionId>, day: Date },
}

/// What is on, or what was found.
#[component]
fn Sessions() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let words = RwSignal::new(String::new());
    let today = Memo::new(move |_| state.today());
    let rows = Memo::new(move |_| -> Arc<[Item]> { items(state, &words.get(), today.get()) });
    let head = move || {
        if words.with(|words| words.trim().is_empty()) {
            say::coming(lang)
        } else {
            say::found(lang)
        }
    };
    let listed: Signal<Arc<[Item]>> = rows.into();
    let body = move || {
        if !rows.with(|rows| rows.is_empty()) {
            return view! {
                <WindowedList
                    label=head
                    rows=listed
                    key=Item::clone
                    render=move |item: Item| line(state, item)
                />
            }
            .into_any();
        }
        if state.programme.with(|programme| programme.sessions() > 0) {
            let is_looking = words.with(|words| !words.trim().is_empty());
            let said = if is_looking {
                say::nothing_found(lang)
            } else {
                say::nothing_on(lang)
            };
            return view! { <p class="second" role="status">{said}</p> }.into_any();
        }
        match nothing_here(state) {
            Shown::Fetching => fetching(state).into_any(),
            Shown::List | Shown::NothingFound | Shown::NoProgramme => {
                no_programme(state).into_any()
            }
        }
    };
    view! {
        <Section head=head>
            <SearchField
                label=say::search(lang)
                hint=say::search_hint(lang)
                clear=say::search_clear(lang)
                value=words
                on_input=move |text| words.set(text)
            />
            {body}
        </Section>
    }
}

fn items(state: State, words: &str, today: Date) -> Arc<[Item]> {
    let is_looking = !words.trim().is_empty();
    let query = Query {
        text: words.to_owned(),
        from: (!is_looking).then_some(today),
        until: (!is_looking).then(|| add_days(today, AHEAD_DAYS)),
        ..Query::default()
    };
    let mut lines = state.find(&query, &[]);
    // What is to come is looked for more often than what is over.
    let ahead = lines.partition_point(|line| line.day < today);
    lines.rotate_left(ahead);
    let programme = state.programme.get();
    let mut items = Vec::with_capacity(lines.len());
    let mut on = None;
    for line in &lines {
        let Some(listed) = programme.listed(line) else {
            continue;
        };
        if on != Some(line.day) {
            items.push(Item::Day(line.day));
            on = Some(line.day);
        }
        items.push(Item::Meeting {
            session: Arc::clone(&listed.id),
            day: line.day,
        });
    }
    items.into()
}

fn line(state: State, item: Item) -> AnyView {
    let lang = state.lang();
    match item {
        Item::Day(day) => {
            let named = move || lang.near_date(day, state.today());
            view! { <DayHead day=named /> }.into_any()
        }
        Item::Meeting { session, day } => view! {
            <Card>
                <Meeting session=SessionId::clone(&session) day />
            </Card>
        }
        .into_any(),
    }
}

/// One meeting with its counts.
#[component]
fn Meeting(
    session: SessionId,
    day: Date,
    /// Whether it names its day.
    #[prop(optional)]
    names_day: bool,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let href = String::from(DeskPage::Session(session.clone()));
    let row = Memo::new(move |_| state.desk_row(&session));
    move || {
        let desk = row.get()?;
        let counts = say::counts(lang, &desk);
        let row = desk.row;
        let look = match row.happening {
            Happening::Cancelled => RowState::Cancelled,
            Happening::Postponed => RowState::Postponed,
            Happening::Over => RowState::Past,
            Happening::Ahead if day < state.today() => RowState::Past,
            Happening::Ahead => RowState::Open,
        };
        let said = match row.happening {
            Happening::Cancelled => activities::cancelled(lang).to_owned(),
            Happening::Postponed => format!("{} · {counts}", activities::postponed(lang)),
            Happening::Over | Happening::Ahead => counts,
        };
        let lead = Lead {
            main: time(row.starts),
            sub: if names_day {
                activities::brief_day(lang, day, state.today())
            } else {
                String::new()
            },
        };
        Some(view! {
            <Row
                title=lang.of(&row.title)
                sub=lang.of(&row.place)
                lead=lead
                href=href.clone()
                state=look
            >
                <span class="row-said">{said}</span>
            </Row>
        })
    }
}
