//! The draw at the desk: what residents see of it, and, for staff, whose lots those were.
//!
//! The one rule to know: the list of lots is the published one, without names. Who was drawn is
//! the rules' to say ([`Roster::drawn_at`]). Nobody's name is put beside a lot.

use crate::parts::{Card, Row, Rows, Section};
use crate::screens::activity::Lots;
use crate::state::{State, use_state};
use crate::text::desk as say;
use leptos::prelude::*;
use rules::id::SessionId;
use rules::roster::Roster;
use rules::time::UnixMillis;

/// The draw; nothing where nothing is drawn.
#[component]
pub fn Draw(session: StoredValue<SessionId>, roster: Memo<Roster>) -> impl IntoView {
    let state = use_state();
    let draw = Memo::new(move |_| state.lots_of(&session.get_value()));
    move || {
        let found = draw.get()?;
        let held = found.draw.and_then(|draw| draw.held);
        let named = match held {
            None => before(state, roster).into_any(),
            Some(held) => roster
                .with(|roster| after(state, held.at, roster))
                .into_any(),
        };
        Some(view! {
            <Lots session=session.get_value() />
            {named}
        })
    }
}

/// How many applied, and that nobody can change what comes.
fn before(state: State, roster: Memo<Roster>) -> impl IntoView + use<> {
    let lang = state.lang();
    let said = move || {
        let applied = roster.with(|roster| roster.line.iter().filter(|one| one.applied).count());
        let applied = say::families(lang, applied);
        say::draw_ahead(lang, &applied)
    };
    view! { <p class="second">{said}</p> }
}

/// Who was drawn, and who waits on.
fn after(state: State, at: UnixMillis, roster: &Roster) -> impl IntoView + use<> {
    let lang = state.lang();
    let (won, lost) = roster.drawn_at(at);
    let seats = won.iter().copied().map(|one| {
        let sub = say::person(lang, one);
        view! { <Row title=say::name_of(one) sub=sub /> }
    });
    let seats = seats.collect_view();
    let turns = lost.iter().map(|party| {
        let names: Vec<_> = party.people.iter().map(say::name_of).collect();
        let title = crate::text::registration::names(lang, &names);
        let sub = say::party(lang, party.place, party.people.len());
        view! { <Row title=title sub=sub /> }
    });
    let turns = turns.collect_view();
    let waiting = (!lost.is_empty()).then(|| {
        let aside = say::families(lang, lost.len());
        view! {
            <Section head=say::not_drawn(lang) aside=aside>
                <p class="second">{say::not_drawn_text(lang)}</p>
                <Card><Rows>{turns}</Rows></Card>
            </Section>
        }
    });
    let aside = say::people(lang, won.len());
    view! {
        <Section head=say::who_was_drawn(lang) aside=aside>
            <p class="second">{say::who_was_drawn_text(lang)}</p>
            <Card><Rows>{seats}</Rows></Card>
        </Section>
        {waiting}
    }
}
