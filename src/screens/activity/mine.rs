//! How my household stands in one session, person by person, and leaving it.
//!
//! The one rule to know: leaving is asked back once, by name, with what it means.

use crate::dispatch::use_dispatch;
use crate::parts::{
    Button, ButtonKind, Card, Dialog, Notice, NoticeTone, Row, Rows, Section, StandingMark,
};
use crate::screens::said;
use crate::screens::standings::mark_of;
use crate::state::{self, Happening, Standing, State, use_state};
use crate::text::activity as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::id::SessionId;

/// Everyone of the household who asked for this session; nothing when nobody did.
#[component]
pub fn Mine(
    /// The session.
    session: SessionId,
) -> impl IntoView {
    let state = use_state();
    let here = session.clone();
    let row = Memo::new(move |_| state.session_row(&here));
    let leaving = RwSignal::new(None::<state::Mine>);
    let failed = RwSignal::new(None::<String>);
    let lines = move || {
        let row = row.get()?;
        let may_leave = matches!(row.happening, Happening::Ahead | Happening::Postponed);
        (!row.mine.is_empty()).then(|| {
            let lines = row
                .mine
                .iter()
                .map(|mine| line(state, mine, may_leave, leaving));
            let lines = lines.collect_view();
            view! {
                <Section head=say::mine(state.lang())>
                    <Card>
                        <Rows>{lines}</Rows>
                    </Card>
                </Section>
            }
        })
    };
    let said = move || {
        failed
            .get()
            .map(|said| view! { <Notice tone=NoticeTone::Alarm text=said /> })
    };
    view! {
        {lines}
        {said}
        <Leave session=session leaving=leaving failed=failed />
    }
}

/// One person: name, mark, reason, and the way out.
fn line(
    state: State,
    mine: &state::Mine,
    may_leave: bool,
    leaving: RwSignal<Option<state::Mine>>,
) -> impl IntoView + use<> {
    let lang = state.lang();
    let mark = mark_of(&mine.standing);
    let word = (state.text().standing)(&mine.standing);
    let why = match &mine.standing {
        Standing::NotPossible(outcome) => Some(said::outcome(state, outcome)),
        Standing::LeaveSaved | Standing::LeaveSent => Some(say::leaving(lang).to_owned()),
        Standing::SavedHere
        | Standing::Sent
        | Standing::Confirmed
        | Standing::Waiting(_)
        | Standing::Held(_)
        | Standing::Lapsed
        | Standing::Declined(_)
        | Standing::Applied
        | Standing::Asked => None,
    };
    let settled = match mine.standing {
        Standing::Confirmed
        | Standing::Waiting(_)
        | Standing::Held(_)
        | Standing::Applied
        | Standing::Asked => true,
        Standing::SavedHere
        | Standing::Sent
        | Standing::LeaveSaved
        | Standing::LeaveSent
        | Standing::Lapsed
        | Standing::Declined(_)
        | Standing::NotPossible(_) => false,
    };
    let name = mine.name.clone();
    let way_out = (may_leave && settled).then(|| {
        let mine = mine.clone();
        let ask = move |()| leaving.set(Some(mine.clone()));
        view! { <Button kind=ButtonKind::Quiet word=say::leave(lang) on_press=ask /> }
    });
    let why = why.map(|why| view! { <p class="second">{why}</p> });
    view! {
        <Row title=name>
            <StandingMark standing=mark word=word />
            {why}
            {way_out}
        </Row>
    }
}

/// The question before somebody leaves.
#[component]
fn Leave(
    session: SessionId,
    leaving: RwSignal<Option<state::Mine>>,
    failed: RwSignal<Option<String>>,
) -> impl IntoView {
    let state = use_state();
    let dispatch = use_dispatch();
    let lang = state.lang();
    let go = move |mine: state::Mine| {
        let session = session.clone();
        leaving.set(None);
        failed.set(None);
        spawn_local(async move {
            if let Err(error) = dispatch.leave(session, vec![mine.resident]).await {
                let said = said::not_saved(state, &error);
                // The screen may be gone; the request was not saved and nothing was lost.
                if failed.try_set(Some(said)).is_some() {
                    leptos::logging::warn!(
                        "nobody was there to be told that leaving was not saved"
                    );
                }
            }
        });
    };
    let acts = move || {
        let go = go.clone();
        leaving.get().map(|mine| {
            let word = say::leave_for(lang, &mine.name);
            let leave = move |()| go(mine.clone());
            view! {
                <Button kind=ButtonKind::Danger word=word on_press=leave />
                <Button word=say::stay(lang) on_press=move |()| leaving.set(None) />
            }
        })
    };
    let text = move || {
        let online = state.online.get();
        leaving
            .get()
            .map(|mine| say::leave_text(lang, &mine.name, (&mine.standing, online)))
    };
    view! {
        <Dialog
            title=say::leave_title(lang)
            open=Signal::derive(move || leaving.with(Option::is_some))
            on_close=move |()| leaving.set(None)
            acts=acts
        >
            <p>{text}</p>
        </Dialog>
    }
}
