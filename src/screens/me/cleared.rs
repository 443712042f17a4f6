//! After the browser cleared the app's storage: what comes back, what does not, what helps.
//!
//! The one rule to know: it counts what had not been sent, from the marker beside the store.

use super::back_to_me;
use crate::parts::{Card, Fact, Facts, Glyph};
use crate::route::Route;
use crate::screens::frame::{Screen, SignInLink};
use crate::state::{StorageHealth, use_state};
use crate::text::me as text;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Cleared() -> impl IntoView {
    let state = use_state();
    let gone = move || {
        let lang = state.lang();
        match state.storage.get() {
            StorageHealth::Cleared { unsent } if unsent > 0 => {
                text::cleared_gone_text(lang, unsent)
            }
            _ => text::cleared_gone_none(lang).to_owned(),
        }
    };
    let sign_in = move || {
        state
            .who()
            .is_none()
            .then(|| view! { <SignInLink then=Route::Me /> })
    };
    view! {
        <Screen
            tab=Route::Me
            title=text::cleared_title(state.lang())
            back=back_to_me(state)
        >
            <p>{text::cleared_why(state.lang())}</p>
            <Card>
                <div class="sentences"><Facts>
                    <Fact
                        glyph=Glyph::Again
                        title=text::cleared_back(state.lang())
                        sub=text::cleared_back_text(state.lang())
                    />
                    <Fact
                        glyph=Glyph::Care
                        title=text::cleared_gone(state.lang())
                        sub=gone
                    />
                    <Fact
                        glyph=Glyph::Info
                        title=text::cleared_next(state.lang())
                        sub=text::cleared_next_text(state.lang())
                    />
                </Facts></div>
            </Card>
            {sign_in}
        </Screen>
    }
}
