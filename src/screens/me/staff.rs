//! The card of whoever works at the desk: what it is for, how far their word goes, and what their
//! device holds of others until they sign out.

use crate::parts::{Card, Fact, Facts, Glyph, Notice, NoticeTone, Section};
use crate::state::use_state;
use crate::text::me as text;
use crate::text::me::staff as say;
use leptos::prelude::*;

/// The card.
#[component]
pub fn StaffCard() -> impl IntoView {
    let state = use_state();
    let found = Memo::new(move |_| state.me_at_desk());
    move || {
        let lang = state.lang();
        let Some(me) = found.get() else {
            return view! { <Notice tone=NoticeTone::Quiet text=text::card_coming(lang) /> }
                .into_any();
        };
        let community = state.community_card().map(|card| lang.of(&card.name));
        let sub = [
            me.level.map(|level| say::post(lang, level).to_owned()),
            community,
        ];
        let sub = sub.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let may = me
            .level
            .map_or(say::over(lang), |level| say::may(lang, level));
        view! {
            <Card><Facts><Fact glyph=Glyph::Card title=me.name sub=sub /></Facts></Card>
            <Section head=say::head(lang)>
                <Card>
                    <div class="sentences"><Facts>
                        <Fact glyph=Glyph::Home title=say::is_for(lang) />
                        <Fact glyph=Glyph::Person title=may />
                        <Fact glyph=Glyph::Lock title=say::holds(lang) />
                    </Facts></div>
                </Card>
            </Section>
        }
        .into_any()
    }
}
