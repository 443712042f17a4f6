//! One session at the desk: its facts, who stands in it, what waits for a word, what can be done.

use super::super::activity::{facts, sentence};
use super::super::frame::Screen;
use super::deciding::{Asked, Deciding};
use super::drawn::Draw;
use super::{Missing, back_home, line, tab};
use crate::parts::{
    ButtonKind, ButtonLink, Card, Disclosure, Glyph, Notice, NoticeTone, Row, Rows, Section,
};
use crate::route::{CameFrom, DeskPage, Route};
use crate::state::{Happening, State, use_state};
use crate::text::desk as say;
use leptos::prelude::*;
use rules::id::SessionId;
use rules::roster::{Person, Roster};

/// The page.
#[component]
pub fn Session(session: SessionId) -> impl IntoView {
    let state = use_state();
    let here = session.clone();
    let is_here = Memo::new(move |_| state.session_row(&here).is_some());
    move || {
        if is_here.get() {
            view! { <Here session=session.clone() /> }.into_any()
        } else {
            view! { <Missing /> }.into_any()
        }
    }
}

#[component]
fn Here(session: SessionId) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let id = StoredValue::new(session);
    let desk = Memo::new(move |_| state.desk_row(&id.get_value()));
    let roster = Memo::new(move |_| state.roster(&id.get_value()).unwrap_or_default());
    let asked = RwSignal::new(None::<Asked>);
    let title = move || {
        desk.get()
            .map(|desk| lang.of(&desk.row.title))
            .unwrap_or_default()
    };
    let sub = move || desk.get().map(|desk| say::counts(lang, &desk));
    let card = move || {
        let card = state.session_card(&id.get_value())?;
        Some(facts(state, &card))
    };
    let minded = move || {
        let text = match desk.get()?.row.happening {
            Happening::Cancelled => say::cancelled(lang),
            Happening::Postponed => say::postponed(lang),
            Happening::Ahead | Happening::Over => return None,
        };
        Some(view! { <Notice tone=NoticeTone::Care text /> })
    };
    view! {
        <Screen
            tab=tab()
            title=title
            sub=move || sub().unwrap_or_default()
            back=back_home(state)
        >
            {minded}
            <div class="columns">
                <div>
                    <line::Line session=id roster asked />
                    <Seated roster />
                    <Gone roster />
                </div>
                <div>
                    <Acts session=id />
                    {card}
                    <Draw session=id roster />
                    <History session=id />
                </div>
            </div>
            <Deciding session=id roster asked />
        </Screen>
    }
}

/// What can be done with it.
#[component]
fn Acts(session: StoredValue<SessionId>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let day = Memo::new(move |_| {
        let row = state.session_row(&session.get_value())?;
        let (days, today) = (row.days, state.today());
        let next = days.iter().copied().find(|day| *day >= today);
        let day = next.or_else(|| days.last().copied())?;
        Some((day, row.happening == Happening::Postponed))
    });
    let roll = move || {
        let (day, has_none) = day.get()?;
        if has_none {
            let word = say::change::new_day(lang);
            let href = DeskPage::Change(session.get_value());
            return Some(view! {
                <ButtonLink kind=ButtonKind::Main glyph=Glyph::Calendar word=word href=href />
            });
        }
        let word = format!(
            "{} · {}",
            say::roll(lang),
            lang.near_date(day, state.today())
        );
        let href = DeskPage::Roll(session.get_value(), day);
        Some(view! {
            <ButtonLink kind=ButtonKind::Main glyph=Glyph::Check word=word href=href />
        })
    };
    let id = session.get_value();
    let seen = Route::Activity {
        session: id.clone(),
        from: CameFrom::List,
    };
    let like = Some(id.clone());
    view! {
        <Section head=say::acts(lang)>
            {roll}
            <Card>
                <Rows>
                    <Row title=say::change(lang) href=DeskPage::Change(id.clone()) />
                    <Row title=say::duplicate(lang) href=DeskPage::New { like } />
                    <Row title=say::paper(lang) href=DeskPage::Paper(id.clone()) />
                    <Row title=say::poster::link(lang) href=DeskPage::Poster(id) />
                    <Row title=say::as_resident(lang) href=seen />
                </Rows>
            </Card>
        </Section>
    }
}

/// Everybody with a seat.
#[component]
fn Seated(roster: Memo<Roster>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let body = move || {
        let people = roster.get().seated;
        if people.is_empty() {
            return view! { <p class="second">{say::nobody(lang)}</p> }.into_any();
        }
        let rows = people.iter().map(|one| person(state, one)).collect_view();
        view! { <Card><Rows>{rows}</Rows></Card> }.into_any()
    };
    let aside = move || say::people(lang, roster.with(|roster| roster.seated.len()));
    view! { <Section head=say::roster(lang) aside=aside>{body}</Section> }
}

/// One person: name, age, telephone, what is missing.
pub fn person(state: State, one: &Person) -> impl IntoView + use<> {
    let lang = state.lang();
    let missing = one.lacks_consent.then(|| {
        view! { <Notice tone=NoticeTone::Care text=say::no_consent(lang) /> }
    });
    let call = (!one.phone.is_empty()).then(|| {
        let href = format!("tel:{}", one.phone);
        let word = crate::text::activity::call_whom(lang, &one.phone);
        view! { <a class="link" href=href>{word}</a> }
    });
    let sub = if one.phone.is_empty() {
        say::person(lang, one)
    } else {
        one.age
            .map(|age| crate::text::registration::age(lang, age))
            .unwrap_or_default()
    };
    view! {
        <Row title=say::name_of(one) sub=sub>
            {call}
            {missing}
        </Row>
    }
}

/// Those who left, were declined or let it pass.
#[component]
fn Gone(roster: Memo<Roster>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    move || {
        let gone = roster.get().gone;
        (!gone.is_empty()).then(|| {
            let rows = gone.iter().map(|one| {
                let sub = say::state(lang, one.state);
                view! { <Row title=say::name_of(one) sub=sub /> }
            });
            let rows = rows.collect_view();
            view! { <Disclosure summary=say::gone(lang)><Rows>{rows}</Rows></Disclosure> }
        })
    }
}

/// What was changed and who was let in before others, each with its reason.
#[component]
fn History(session: StoredValue<SessionId>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    move || {
        let changes = state.changes_of(&session.get_value());
        let moves = state.tally(&session.get_value()).moves;
        if changes.is_empty() && moves.is_empty() {
            return None;
        }
        let offset = state.offset();
        let changes = changes.iter().rev().map(|changed| {
            let said = sentence(lang, changed);
            (said, changed.change.at, String::new())
        });
        let moves = moves
            .iter()
            .rev()
            .map(|moved| (say::moves(lang).to_owned(), moved.at, moved.why.clone()));
        let rows = changes.chain(moves).map(|(title, at, why)| {
            let when = (at.0 > 0).then(|| lang.moment(offset.civil(at)));
            let parts = [when.unwrap_or_default(), why];
            let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            view! { <Row title=title sub=parts.join(" · ") /> }
        });
        let rows = rows.collect_view();
        Some(view! {
            <Section head=say::changes(lang)>
                <Card>
                    <Rows>{rows}</Rows>
                </Card>
            </Section>
        })
    }
}
