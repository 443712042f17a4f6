//! That somebody was let in before the household, and why; and the way to the desk for staff.
//!
//! The one rule to know: whoever is passed over reads the reason that staff gave, word for word.

use crate::parts::{ButtonLink, Card, Glyph, Notice, NoticeTone};
use crate::route::{DeskPage, Route};
use crate::state::use_state;
use crate::text::activity as say;
use leptos::prelude::*;
use rules::id::SessionId;

/// Each time somebody was let in before the household; nothing when nobody was.
#[component]
pub fn PassedOver(
    /// The session.
    session: SessionId,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let moves = Memo::new(move |_| state.passed_over(&session));
    move || {
        let moves = moves.get();
        (!moves.is_empty()).then(|| {
            let reasons = moves.into_iter().map(|(at, why)| {
                let said = format!("{} · {why}", lang.moment(at));
                view! { <p>{said}</p> }
            });
            let reasons = reasons.collect_view();
            view! { <Notice tone=NoticeTone::Quiet text=say::let_in_before(lang)>{reasons}</Notice> }
        })
    }
}

/// What staff see in the place of a registration.
#[component]
pub fn AtDesk(
    /// The session.
    session: SessionId,
) -> impl IntoView {
    let lang = use_state().lang();
    let href = Route::from(DeskPage::Session(session));
    view! {
        <Card>
            <div class="stack">
                <p class="second">{say::as_residents_see(lang)}</p>
                <ButtonLink glyph=Glyph::Home word=say::open_at_desk(lang) href=href />
            </div>
        </Card>
    }
}
