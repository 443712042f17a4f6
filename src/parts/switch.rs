//! A switch between two or three ways to look at the same: links side by side, one of them here.
//!
//! The one rule: they are links with addresses, so the browser's own back works between them.
//! Absent on purpose: what they lead to.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// One way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchLink {
    /// Where it leads.
    pub href: String,
    /// Its word.
    pub word: String,
    /// Whether one is there.
    pub is_here: bool,
}

/// The ways, side by side.
#[component]
pub fn Switch(
    /// The name of the switch, for assistive technology.
    #[prop(into)]
    label: TextProp,
    /// The ways.
    links: Vec<SwitchLink>,
) -> impl IntoView {
    let link = |link: SwitchLink| {
        let here = link.is_here.then_some("page");
        view! { <a href=link.href aria-current=here>{link.word}</a> }
    };
    view! {
        <nav class="switch" aria-label=move || label.get()>
            {links.into_iter().map(link).collect_view()}
        </nav>
    }
}
