//! After the browser cleared the app's storage: what came back, what does not, what helps.
//!
//! The one rule to know: what came back is counted as it comes, and what had not been sent is
//! counted from the marker beside the store. Opened by hand when nothing happened, it says so.

use super::back_to_me;
use crate::dispatch::use_dispatch;
use crate::parts::{Button, ButtonKind, Card, Fact, Facts, Glyph};
use crate::route::Route;
use crate::screens::frame::{Screen, SignInLink};
use crate::state::{Recovered, State, StorageHealth, use_state};
use crate::text::storage as text;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The page.
#[component]
pub fn Cleared() -> impl IntoView {
    let state = use_state();
    let loss = Memo::new(move |_| match state.storage.get() {
        StorageHealth::Cleared { unsent } => Some(unsent),
        StorageHealth::Opening
        | StorageHealth::Kept { .. }
        | StorageHealth::UntilClosed { .. }
        | StorageHealth::OldPage => None,
    });
    let lang = state.lang();
    let title = move || {
        if loss.get().is_some() {
            text::cleared_title(lang)
        } else {
            text::cleared_not(lang)
        }
    };
    let page = move || match loss.get() {
        Some(unsent) => told(state, unsent),
        None => view! { <p>{text::cleared_not_text(lang)}</p> }.into_any(),
    };
    view! {
        <Screen tab=Route::Me title back=back_to_me(state)>
            {page}
        </Screen>
    }
}

fn told(state: State, unsent: Option<u32>) -> AnyView {
    let (dispatch, lang) = (use_dispatch(), state.lang());
    let back = move || {
        let came = match state.recovered() {
            Recovered { sessions: 0, .. } => text::cleared_back_none(lang).to_owned(),
            some => text::cleared_back_some(lang, some),
        };
        format!("{came}{}", text::cleared_back_text(lang))
    };
    let gone = match unsent {
        Some(0) => text::cleared_gone_none(lang).to_owned(),
        Some(some) => text::cleared_gone_text(lang, some),
        None => text::cleared_gone_unknown(lang).to_owned(),
    };
    let understood = move |()| spawn_local(async move { dispatch.understand_loss().await });
    let sign_in = move || {
        let nobody = state.who().is_none();
        nobody.then(|| view! { <SignInLink then=Route::Cleared /> })
    };
    view! {
        <p>{text::cleared_why(lang)}</p>
        <Card>
            <div class="sentences"><Facts>
                <Fact glyph=Glyph::Again title=text::cleared_back(lang) sub=back />
                <Fact glyph=Glyph::Care title=text::cleared_gone(lang) sub=gone />
                <Fact
                    glyph=Glyph::Info
                    title=text::cleared_next(lang)
                    sub=text::cleared_next_text(lang)
                />
            </Facts></div>
        </Card>
        {sign_in}
        <Button
            kind=ButtonKind::Second
            word=text::cleared_understood(lang)
            on_press=understood
        />
    }
    .into_any()
}
