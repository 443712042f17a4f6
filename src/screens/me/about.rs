//! A person to call, installing, where the programme comes from, the version.

use super::back_to_me;
use crate::parts::{
    ButtonKind, ButtonLink, Card, Disclosure, Fact, Facts, Glyph, Row, Rows, Section,
};
use crate::route::Route;
use crate::screens::frame::Screen;
use crate::state::{State, use_state};
use crate::text::{me as text, station};
use leptos::prelude::*;

/// The page.
#[component]
pub fn About() -> impl IntoView {
    let state = use_state();
    let build = state.build();
    let source = move || {
        let lang = state.lang();
        let named = state.community_card().map(|card| lang.of(&card.source));
        named
            .filter(|source| !source.is_empty())
            .unwrap_or_else(|| text::source_own(lang).to_owned())
    };
    view! {
        <Screen tab=Route::Me title=text::about(state.lang()) back=back_to_me(state)>
            <Section head=text::help(state.lang())>
                <Card><div class="stack">{move || help(state)}</div></Card>
            </Section>
            <Disclosure summary=text::install(state.lang())>
                <p>{text::install_text(state.lang())}</p>
            </Disclosure>
            <Card>
                <Facts>
                    <Fact
                        glyph=Glyph::Info
                        title=text::source(state.lang())
                        sub=source
                    />
                    <Fact
                        glyph=Glyph::Again
                        title=text::version(state.lang())
                        sub=build
                    />
                </Facts>
            </Card>
            <ToStation />
        </Screen>
    }
}

/// The way to make this browser a kiosk: for staff, and where nobody is signed in, as at a kiosk that
/// is being set up. A resident on their own phone is not asked such a thing.
#[component]
fn ToStation() -> impl IntoView {
    let state = use_state();
    let is_shown = Memo::new(move |_| state.who().is_none() || state.is_staff());
    move || {
        let lang = state.lang();
        let (title, sub) = (station::way(lang), station::way_for(lang));
        is_shown.get().then(|| {
            view! { <Card><Rows><Row title sub href=Route::Station /></Rows></Card> }
        })
    }
}

/// The community's desk, and calling it.
fn help(state: State) -> AnyView {
    let lang = state.lang();
    let card = state.community_card();
    let name = card
        .as_ref()
        .map(|card| lang.of(&card.name))
        .unwrap_or_default();
    match card
        .map(|card| card.phone)
        .filter(|phone| !phone.is_empty())
    {
        Some(phone) => {
            let href = format!("tel:{phone}");
            view! {
                <Facts><Fact glyph=Glyph::Phone title=name sub=phone /></Facts>
                <ButtonLink kind=ButtonKind::Main glyph=Glyph::Phone word=text::call(lang) href />
            }
            .into_any()
        }
        None => view! { <p>{text::help_none(lang)}</p> }.into_any(),
    }
}
