//! Chips that narrow a list, and the search field over it.
//!
//! The one rule: a chip is a button with `aria-pressed`; its look follows that attribute.
//! Absent on purpose: what is searched, and how.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::icon::{Glyph, Icon};

/// A named group of chips.
#[component]
pub fn Chips(
    /// The name of the group, for assistive technology.
    #[prop(into)]
    label: TextProp,
    /// The chips.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="chips" role="group" aria-label=move || label.get()>
            {children()}
        </div>
    }
}

/// One filter: on or off.
#[component]
pub fn Chip(
    /// Its word.
    #[prop(into)]
    word: TextProp,
    /// Whether it is on.
    #[prop(into)]
    pressed: Signal<bool>,
    /// Asks for the other state.
    #[prop(into)]
    on_toggle: Callback<bool>,
) -> impl IntoView {
    let tick = move || pressed.get().then(|| view! { <Icon glyph=Glyph::Check /> });
    view! {
        <button
            class="chip"
            type="button"
            aria-pressed=move || if pressed.get() { "true" } else { "false" }
            on:click=move |_| on_toggle.run(!pressed.get_untracked())
        >
            {tick}
            {move || word.get()}
        </button>
    }
}

/// Search as one types, with a way to clear it.
#[component]
pub fn SearchField(
    /// The name of the field, for assistive technology.
    #[prop(into)]
    label: TextProp,
    /// What may be typed, shown while the field is empty.
    #[prop(into)]
    hint: TextProp,
    /// The name of the button that clears.
    #[prop(into)]
    clear: TextProp,
    /// What is typed.
    #[prop(into)]
    value: Signal<String>,
    /// Says what is typed now, at every keystroke, also within an input method.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let empty = move || value.with(String::is_empty);
    let wipe = move |_| {
        on_input.run(String::new());
        if let Some(Err(_)) = field.get().map(|element| element.focus()) {
            leptos::logging::warn!("the search field could not take the focus");
        }
    };
    let clear_button = move || {
        let clear = clear.clone();
        (!empty()).then(|| {
            view! {
                <button class="search-clear" type="button" aria-label=move || clear.get() on:click=wipe>
                    <Icon glyph=Glyph::Cross />
                </button>
            }
        })
    };
    view! {
        <div class="search" role="search">
            <Icon glyph=Glyph::Search />
            <input
                class="input"
                type="search"
                enterkeyhint="search"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                node_ref=field
                aria-label=move || label.get()
                placeholder=move || hint.get()
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            {clear_button}
        </div>
    }
}
