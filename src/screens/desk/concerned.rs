//! Whom a change concerns: how many people and families, and a list to call them by.
//!
//! The one rule to know: it is shown before the button, from the roster the rules made.

use crate::dispatch::use_dispatch;
use crate::parts::{Button, Disclosure, Notice, NoticeTone, Row, Rows, Section};
use crate::state::{State, use_state};
use crate::text::desk as say;
use leptos::prelude::*;
use rules::roster::Roster;

/// What the file of the list is called where it cannot be copied.
const LIST_NAME: &str = "cuobian-phones.txt";

/// Whom it concerns.
#[component]
pub fn Concerned(roster: Memo<Roster>) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let copied = RwSignal::new(None::<bool>);
    let copy = move |()| {
        let list = list(state, &roster.get_untracked());
        leptos::task::spawn_local(async move {
            let is_copied = dispatch.copy(list.clone()).await;
            // A browser that lets us do neither says so itself.
            let handed = is_copied || dispatch.hand_list(LIST_NAME, &list).is_ok();
            if copied.try_set(Some(is_copied)).is_some() || !handed {
                leptos::logging::log!("the list went to a page that was left");
            }
        });
    };
    let said = move || {
        copied.get().map(|is_copied| {
            let text = if is_copied {
                say::copied(lang)
            } else {
                say::not_copied(lang)
            };
            view! { <Notice tone=NoticeTone::Calm text /> }
        })
    };
    let body = move || {
        let roster = roster.get();
        let concerned = roster.concerned();
        if concerned.people == 0 {
            return view! { <p class="second">{say::concerned_nobody(lang)}</p> }.into_any();
        }
        let rows = roster.whom_it_concerns().map(|one| {
            let state_word = say::state(lang, one.state);
            let sub = format!("{} · {state_word}", say::person(lang, one));
            view! { <Row title=say::name_of(one) sub=sub /> }
        });
        let rows = rows.collect_view();
        let how_many = say::how_many(lang, concerned);
        view! {
            <p><b>{how_many.clone()}</b></p>
            <p class="second">{say::concerned_keep(lang)}</p>
            <Disclosure summary=format!("{} · {how_many}", say::phone(lang))>
                <Rows>{rows}</Rows>
            </Disclosure>
            <Button word=say::copy_list(lang) on_press=copy />
            {said}
        }
        .into_any()
    };
    view! { <Section head=say::concerned(lang)>{body}</Section> }
}

/// One person a line: name, telephone, how they stand.
fn list(state: State, roster: &Roster) -> String {
    let lang = state.lang();
    let line = |one: &rules::roster::Person| {
        let phone = if one.phone.is_empty() {
            say::no_phone(lang)
        } else {
            &one.phone
        };
        let name = say::name_of(one);
        format!("{name}\t{phone}\t{}", say::state(lang, one.state))
    };
    let lines: Vec<_> = roster.whom_it_concerns().map(line).collect();
    lines.join("\n")
}
