//! The roster on paper: numbered, with room to sign.
//!
//! The one rule to know: what is printed is what the page shows; the frame around it is left out by
//! the style for paper.

use super::super::frame::Screen;
use super::{Missing, back_to, tab};
use crate::dispatch::use_dispatch;
use crate::parts::{Button, ButtonKind, Glyph};
use crate::state::{Happening, State, use_state};
use crate::text::{activity, desk as say, time};
use leptos::prelude::*;
use rules::id::SessionId;
use rules::roster::Person;

/// The page.
#[component]
pub fn Paper(session: SessionId) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let Some(row) = state.session_row(&session) else {
        return view! { <Missing /> }.into_any();
    };
    let back = back_to(state, &session);
    let days = (state.text().days)(&row.days);
    let hours = format!("{}–{}", time(row.starts), time(row.ends));
    let when = format!("{days} {hours}");
    let when = match row.happening {
        Happening::Postponed => activity::without_day(lang, &when),
        Happening::Ahead | Happening::Over | Happening::Cancelled => when,
    };
    let sub = format!("{when} · {}", lang.of(&row.place));
    let roster = Memo::new(move |_| state.roster(&session).unwrap_or_default());
    let lines = move || {
        let seated = roster.get().seated;
        let lines = seated.iter().enumerate();
        lines
            .map(|(at, one)| line(state, at.saturating_add(1), one))
            .collect_view()
    };
    let all = move || say::people(lang, roster.with(|roster| roster.seated.len()));
    view! {
        <Screen tab=tab() title=lang.of(&row.title) sub=sub back=back>
            <div class="no-print">
                <Button
                    kind=ButtonKind::Main
                    glyph=Glyph::Book
                    word=say::print(lang)
                    on_press=move |()| dispatch.print()
                />
            </div>
            <p>{all}</p>
            <div class="paper" tabindex="0" role="region" aria-label=say::roster(lang)>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{say::number(lang)}</th>
                            <th scope="col">{say::name(lang)}</th>
                            <th scope="col">{say::age(lang)}</th>
                            <th scope="col">{say::phone(lang)}</th>
                            <th scope="col">{say::sign(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </Screen>
    }
    .into_any()
}

fn line(state: State, number: usize, one: &Person) -> impl IntoView + use<> {
    let lang = state.lang();
    let missing = one.lacks_consent.then(|| say::no_consent(lang));
    let age = one.age.map(|age| age.to_string());
    view! {
        <tr>
            <td>{number}</td>
            <th scope="row">{say::name_of(one)}</th>
            <td>{age}</td>
            <td>{one.phone.clone()}</td>
            <td>{missing}</td>
        </tr>
    }
}
