//! The frame of every page: skip button, main, bar of at most five; and the page's head.
//!
//! The one rule: one `h1` a page, in the head, and the text-size switch always beside it.
//! Absent on purpose: routing. Links are plain `a href`, whoever routes listens.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::icon::{Glyph, Icon};
use super::text_size::TextSizeButton;

/// One entry of the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Where it leads.
    pub href: String,
    /// Its word, always shown.
    pub word: String,
    /// Its icon.
    pub glyph: Glyph,
    /// Whether one is in it.
    pub is_here: bool,
}

/// Where the way back leads and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// The address.
    pub href: String,
    /// The name of the page behind, shown beside the arrow.
    pub word: String,
}

/// Skip button, main region and, below or beside it, the bar.
#[component]
pub fn Frame(
    /// The word of the skip button, seen only when it has the focus.
    #[prop(into)]
    skip: TextProp,
    /// The bar, usually [`TabBar`]; screens with one task leave it out.
    #[prop(optional, into)]
    bar: ViewFn,
    /// The page.
    children: Children,
) -> impl IntoView {
    let main = NodeRef::<html::Main>::new();
    let enter = move |_| {
        if let Some(Err(_)) = main.get().map(|element| element.focus()) {
            leptos::logging::warn!("the main region could not take the focus");
        }
    };
    view! {
        <div class="frame">
            <button class="skip unseen" type="button" on:click=enter>
                {move || skip.get()}
            </button>
            <main node_ref=main tabindex="-1">
                {children()}
            </main>
            {move || bar.run()}
        </div>
    }
}

/// The bar of at most five, with words: at the foot of a phone, at the side of a wide screen.
#[component]
pub fn TabBar(
    /// The name of the navigation, for assistive technology.
    #[prop(into)]
    label: TextProp,
    /// The entries, five at most.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let entry = move |tab: Tab| {
        let here = tab.is_here.then_some("page");
        view! {
            <li>
                <a class="tab" href=tab.href aria-current=here>
                    <Icon glyph=tab.glyph />
                    <span>{tab.word}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="tab-bar" aria-label=move || label.get()>
            <ul>{tabs.into_iter().map(entry).collect_view()}</ul>
        </nav>
    }
}

/// The head of a page: title, a line under it, the way back, and the text-size switch.
#[component]
pub fn PageHead(
    /// The page's one `h1`.
    #[prop(into)]
    title: TextProp,
    /// A line under the title.
    #[prop(optional, into)]
    sub: Option<TextProp>,
    /// The way back; first pages have none.
    #[prop(optional_no_strip)]
    back: Option<Back>,
) -> impl IntoView {
    let way_back = back.map(|back| {
        view! {
            <a class="back" href=back.href>
                <Icon glyph=Glyph::Back />
                {back.word}
            </a>
        }
    });
    let under = sub.map(|sub| view! { <p class="page-head-sub">{move || sub.get()}</p> });
    view! {
        <header class="page-head">
            <div class="page-head-inner">
                <div>
                    {way_back}
                    <h1 tabindex="-1">{move || title.get()}</h1>
                </div>
                <TextSizeButton />
                {under}
            </div>
        </header>
    }
}

/// What stays in reach of the thumb at the foot of a page: the consequence, then the button.
#[component]
pub fn Dock(
    /// What a press will do, said before the button.
    #[prop(optional, into)]
    say: Option<TextProp>,
    /// The button, or two.
    children: Children,
) -> impl IntoView {
    let said = say.map(|say| view! { <p class="dock-say">{move || say.get()}</p> });
    view! {
        <div class="dock">
            {said}
            <div class="dock-acts">{children()}</div>
        </div>
    }
}
