//! A number pad of our own, for the kiosk: no system keyboard opens there.
//!
//! The one rule: it tells keys, and keeps nothing of what was typed.
//! Absent on purpose: showing what was typed.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// One key of the pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PadKey {
    /// A digit, 0 to 9.
    Digit(char),
    /// Takes the last digit back.
    Erase,
    /// Done.
    Enter,
}

/// The pad: 1 to 9, erase, 0, done.
#[component]
pub fn NumberPad(
    /// The word on the key that takes back.
    #[prop(into)]
    erase: TextProp,
    /// The word on the key that is pressed last.
    #[prop(into)]
    enter: TextProp,
    /// Says which key was pressed.
    #[prop(into)]
    on_key: Callback<PadKey>,
) -> impl IntoView {
    let digit = move |digit: char| {
        view! {
            <button class="button" type="button" on:click=move |_| on_key.run(PadKey::Digit(digit))>
                {digit.to_string()}
            </button>
        }
    };
    view! {
        <div class="pad">
            {('1'..='9').map(digit).collect_view()}
            <button class="button" type="button" data-key="word" on:click=move |_| on_key.run(PadKey::Erase)>
                {move || erase.get()}
            </button>
            {digit('0')}
            <button class="button" type="button" data-key="word" data-kind="main" on:click=move |_| on_key.run(PadKey::Enter)>
                {move || enter.get()}
            </button>
        </div>
    }
}
