//! The draw of a session: when, with how many tickets, and how anybody can draw the lots again.
//!
//! The one rule to know: this phone draws again from the published seed and says what it found; it
//! does not take the result on trust.

use crate::dispatch::use_dispatch;
use crate::parts::{Button, Card, Disclosure, Fact, Facts, Glyph, Notice, NoticeTone, Section};
use crate::screens::press::{Problem, use_press};
use crate::state::{Lots as Found, State, use_state};
use crate::text::news as say;
use leptos::prelude::*;
use rules::id::SessionId;
use rules::registration::draw::{Draw, Drawn, Hash};

/// The draw; nothing where nothing is drawn.
#[component]
pub fn Lots(
    /// The session.
    session: SessionId,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let here = session.clone();
    let found = Memo::new(move |_| state.lots_of(&here));
    move || {
        let found = found.get()?;
        let body = match &found.draw {
            Some(Draw {
                seal,
                held: Some(drawn),
            }) => held(state, &session, (*seal, drawn), found.quotas).into_any(),
            _ => ahead(state, found.clone()).into_any(),
        };
        Some(view! { <Section head=say::draw(lang)><Card>{body}</Card></Section> })
    }
}

fn ahead(state: State, found: Found) -> impl IntoView + use<> {
    let lang = state.lang();
    let Found { at, draw, .. } = found;
    let seal = match draw {
        Some(draw) => view! {
            <Fact glyph=Glyph::Lot title=say::seal_hint(lang)>
                <p class="second digits">{draw.seal.to_string()}</p>
            </Fact>
        }
        .into_any(),
        None => view! { <Fact glyph=Glyph::Lot title=say::no_seal(lang) /> }.into_any(),
    };
    view! {
        <Facts>
            <Fact glyph=Glyph::Clock title=say::held_at(lang, at) sub=say::tickets(lang) />
            {seal}
        </Facts>
    }
}

fn held(
    state: State,
    session: &SessionId,
    (seal, drawn): (Hash, &Drawn),
    quotas: bool,
) -> impl IntoView + use<> {
    let (lang, dispatch) = (state.lang(), use_dispatch());
    let count = (drawn.entries.len(), drawn.seats);
    let title = say::drawn(lang, state.wall(drawn.at), count);
    let (tone, checked) = if drawn.is_right(seal, quotas) {
        (NoticeTone::Calm, say::right(lang))
    } else {
        (NoticeTone::Alarm, say::wrong(lang))
    };
    let lines = drawn.entries.iter();
    let lines = lines.map(|entry| view! { <li>{say::place(lang, entry)}</li> });
    let lines = lines.collect_view();
    let press = use_press();
    let session = session.clone();
    let keep = Callback::new(move |()| {
        let session = session.clone();
        press.run(async move { dispatch.keep_draw(&session) }, |()| ());
    });
    view! {
        <div class="stack">
            <Facts><Fact glyph=Glyph::Lot title=title sub=say::tickets(lang) /></Facts>
            <Notice tone=tone text=checked />
            <Disclosure summary=say::all(lang)>
                <ol class="stack figure-text" data-gap="small">{lines}</ol>
            </Disclosure>
            <Button word=say::keep(lang) on_press=keep />
            <Problem press />
        </div>
    }
}
