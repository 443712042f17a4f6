//! Buttons: the word is the truth of what a press does now.
//!
//! The one rule: one main button a page. A busy button keeps its place and says what it is doing.
//! Absent on purpose: spinners. A button that cannot be pressed has its reason beside it.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::icon::{Glyph, Icon};

/// What weight a button has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing this page is for.
    Main,
    /// Another thing to do.
    #[default]
    Second,
    /// A small thing within the text.
    Quiet,
    /// Something that cannot be undone.
    Danger,
    /// A round one with an icon; its word is for assistive technology.
    Round,
}

impl ButtonKind {
    const fn as_data(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Second => "second",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
            Self::Round => "round",
        }
    }
}

/// How tall a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// A target for a thumb.
    #[default]
    Thumb,
    /// For the kiosk: icon above the word, twice as tall.
    Tall,
}

impl ButtonSize {
    const fn as_data(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Tall => "tall",
        }
    }
}

/// A button.
#[component]
pub fn Button(
    /// What a press does.
    #[prop(into)]
    word: TextProp,
    /// What a press tells.
    #[prop(into)]
    on_press: Callback<()>,
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Its height.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the word.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// At work: presses are not taken, and the word should say so.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be pressed; the reason belongs beside it.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let name = word.clone();
    let label = (kind == ButtonKind::Round).then_some(move || name.get());
    let words = (kind != ButtonKind::Round).then_some(view! { <span>{move || word.get()}</span> });
    view! {
        <button
            class="button"
            type="button"
            data-kind=kind.as_data()
            data-size=size.as_data()
            aria-label=label
            aria-busy=move || busy.get().then_some("true")
            disabled=move || disabled.get()
            on:click=move |_| {
                if !busy.get_untracked() {
                    on_press.run(());
                }
            }
        >
            {glyph.map(|glyph| view! { <Icon glyph=glyph /> })}
            {words}
        </button>
    }
}

/// A link that looks like a button, for going somewhere or calling somebody (`tel:`).
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    word: TextProp,
    /// The address.
    #[prop(into)]
    href: String,
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Its height.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the word.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
) -> impl IntoView {
    let name = word.clone();
    let label = (kind == ButtonKind::Round).then_some(move || name.get());
    let words = (kind != ButtonKind::Round).then_some(view! { <span>{move || word.get()}</span> });
    view! {
        <a class="button" href=href data-kind=kind.as_data() data-size=size.as_data() aria-label=label>
            {glyph.map(|glyph| view! { <Icon glyph=glyph /> })}
            {words}
        </a>
    }
}
