//! Dialog, notice, disclosure, and the states of a page with nothing to show yet.
//!
//! The one rule: no dead ends; every panel says what is safe and what to do.
//! Absent on purpose: panels that open by themselves.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::icon::{Glyph, Icon};

/// A native modal dialog.
#[component]
pub fn Dialog(
    /// Its heading, also its name.
    #[prop(into)]
    title: TextProp,
    /// Whether it stands open.
    #[prop(into)]
    open: Signal<bool>,
    /// Says that it was closed by the Escape key or the way back.
    #[prop(into)]
    on_close: Callback<()>,
    /// The buttons, the main one first.
    #[prop(into)]
    acts: ViewFn,
    /// What it says; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                if dialog.show_modal().is_err() {
                    leptos::logging::warn!("the dialog could not open");
                }
            }
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let closed = move |_| {
        if open.get_untracked() {
            on_close.run(());
        }
    };
    let name = title.clone();
    let inside = move || {
        let (title, children, acts) = (title.clone(), children.clone(), acts.clone());
        open.get().then(move || {
            view! {
                <h2>{move || title.get()}</h2>
                <div class="dialog-body">{children()}</div>
                <div class="dialog-acts">{acts.run()}</div>
            }
        })
    };
    view! {
        <dialog class="dialog" node_ref=node aria-label=move || name.get() on:close=closed>
            {inside}
        </dialog>
    }
}

/// How loud a notice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeTone {
    /// A quiet line across the page: no network, the age of what is shown.
    Line,
    /// Something to know.
    #[default]
    Quiet,
    /// Something went well.
    Calm,
    /// Something to mind.
    Care,
    /// Something went wrong: what is safe, what to do.
    Alarm,
}

impl NoticeTone {
    const fn as_data(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Quiet => "quiet",
            Self::Calm => "calm",
            Self::Care => "care",
            Self::Alarm => "alarm",
        }
    }

    const fn role(self) -> &'static str {
        match self {
            Self::Alarm => "alert",
            Self::Line | Self::Quiet | Self::Calm | Self::Care => "status",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Line => Glyph::CloudOff,
            Self::Quiet => Glyph::Info,
            Self::Calm => Glyph::Check,
            Self::Care | Self::Alarm => Glyph::Care,
        }
    }
}

/// A notice: icon, sentence, and what to do about it.
#[component]
pub fn Notice(
    /// How loud.
    #[prop(optional)]
    tone: NoticeTone,
    /// Another icon than the tone's own.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// The sentence.
    #[prop(into)]
    text: TextProp,
    /// What to do: a button or a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="notice" data-tone=tone.as_data() role=tone.role()>
            <Icon glyph=glyph.unwrap_or(tone.glyph()) />
            <div class="notice-body">
                <p>{move || text.get()}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// Something that opens in place.
#[component]
pub fn Disclosure(
    /// What is behind it.
    #[prop(into)]
    summary: TextProp,
    /// What opens.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure">
            <summary>
                <span>{move || summary.get()}</span>
                <Icon glyph=Glyph::Down />
            </summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}

/// Nothing here yet: what would be here, and what to do for it.
#[component]
pub fn EmptyState(
    /// Its icon; a bowl when nothing fits better.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// What there is not.
    #[prop(into)]
    title: TextProp,
    /// What to do.
    #[prop(into)]
    text: TextProp,
    /// A button to do it with.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon glyph=glyph.unwrap_or(Glyph::Bowl) />
            <h2>{move || title.get()}</h2>
            <p>{move || text.get()}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// The shape of rows still to come, with the sentence that says so.
#[component]
pub fn Skeleton(
    /// What is being read, for example `Reading what is kept on this phone`.
    #[prop(into)]
    label: TextProp,
    /// How many rows.
    #[prop(default = 4)]
    rows: u8,
) -> impl IntoView {
    let row = |_| view! { <div class="skeleton-row" aria-hidden="true"><span></span><span></span><span></span></div> };
    view! {
        <div class="skeleton" role="status">
            <p class="second">{move || label.get()}</p>
            {(0..rows).map(row).collect_view()}
        </div>
    }
}
