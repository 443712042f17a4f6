//! What was changed about a session since it was published, the latest first.
//!
//! Deliberately absent: whose news it is; Today says that to whoever registered.

use crate::parts::{Card, Fact, Facts, Glyph, Section};
use crate::state::{Changed, Happening, SessionRow, State, use_state};
use crate::text::Lang;
use crate::text::news as say;
use leptos::prelude::*;
use rules::id::SessionId;

/// All changes; nothing where there were none.
#[component]
pub fn Changes(
    /// The session.
    session: SessionId,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let changes = Memo::new(move |_| {
        let row = state.session_row(&session)?;
        let changes = state.changes_of(&session);
        (!changes.is_empty()).then_some((row, changes))
    });
    move || {
        let (row, changes) = changes.get()?;
        let is_in = row.mine.iter().any(|mine| mine.standing.is_held());
        let stays = is_in.then(|| view! { <p class="second">{meaning(state, &row)}</p> });
        let facts = changes.into_iter().rev().map(|changed| {
            let said = sentence(lang, &changed);
            let at = state.wall(changed.change.at);
            view! { <Fact glyph=Glyph::Clock title=said sub=lang.moment(at) /> }
        });
        let facts = facts.collect_view();
        Some(view! {
            <Section head=say::changes(lang)>
                <Card>
                    <div class="stack sentences">
                        <Facts>{facts}</Facts>
                        {stays}
                    </div>
                </Card>
            </Section>
        })
    }
}

/// What a change means for whoever registered.
pub fn meaning(state: State, row: &SessionRow) -> &'static str {
    match row.happening {
        Happening::Cancelled => say::off(state.lang()),
        Happening::Postponed => say::no_day(state.lang()),
        Happening::Ahead | Happening::Over => say::stays(state.lang()),
    }
}

/// One change as a sentence, with its reason.
pub fn sentence(lang: Lang, changed: &Changed) -> String {
    let (before, place) = (lang.of(&changed.before), lang.of(&changed.place));
    let what = say::what(lang, &changed.change, (&before, &place), changed.after.when);
    say::because(lang, &what, &changed.change.why)
}
