//! Ticks and options: choosing several, or one.
//!
//! The one rule: native inputs inside their labels, so the whole line is the target.
//! Absent on purpose: deciding who may be ticked; a blocked line brings its reason along.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A named group of ticks, options or fields.
#[component]
pub fn Group(
    /// The question.
    #[prop(into)]
    legend: TextProp,
    /// The lines; put them on a card where they need one.
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class="group">
            <legend>{move || legend.get()}</legend>
            {children()}
        </fieldset>
    }
}

/// One line that can be ticked.
#[component]
pub fn Tick(
    /// Who or what.
    #[prop(into)]
    name: TextProp,
    /// A line under the name.
    #[prop(optional, into)]
    sub: Option<TextProp>,
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Why it cannot be ticked; `None` when it can.
    #[prop(optional, into)]
    blocked: Signal<Option<String>>,
    /// A word at the end of the line while it can be ticked.
    #[prop(optional, into)]
    aside: Option<TextProp>,
    /// Says what the tick is now.
    #[prop(into)]
    on_toggle: Callback<bool>,
) -> impl IntoView {
    let under = sub.map(|sub| view! { <span class="tick-sub">{move || sub.get()}</span> });
    let at_end = move || {
        blocked
            .get()
            .or_else(|| aside.as_ref().map(|word| word.get().into()))
            .map(|word| view! { <span class="tick-why">{word}</span> })
    };
    view! {
        <label class="tick">
            <input
                type="checkbox"
                prop:checked=move || checked.get()
                disabled=move || blocked.with(Option::is_some)
                on:change=move |event| on_toggle.run(event_target_checked(&event))
            />
            <span>
                <span class="tick-name">{move || name.get()}</span>
                {under}
            </span>
            {at_end}
        </label>
    }
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the answer is called in the program.
    pub value: String,
    /// What it is called on the screen.
    pub word: String,
    /// A line under the word; empty for none.
    pub sub: String,
}

/// How options stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OptionLook {
    /// One under the other, as lines of a card.
    #[default]
    Lines,
    /// Side by side, as chips.
    Chips,
}

/// One of several: like a select, but all answers are seen at once.
#[component]
pub fn Options(
    /// The question.
    #[prop(into)]
    legend: TextProp,
    /// A name for the group of inputs, one of its kind on the page.
    name: &'static str,
    /// The answers.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The value of the answer chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Says which value is chosen now.
    #[prop(into)]
    on_pick: Callback<String>,
    /// Lines or chips.
    #[prop(optional)]
    look: OptionLook,
) -> impl IntoView {
    let line = move |choice: Choice| {
        let Choice {
            value: own,
            word,
            sub,
        } = choice;
        let told = own.clone();
        let mine = own.clone();
        let input = view! {
            <input
                class=(look == OptionLook::Chips).then_some("unseen")
                type="radio"
                name=name
                value=own
                prop:checked=move || value.with(|now| *now == mine)
                on:change=move |_| on_pick.run(told.clone())
            />
        };
        match look {
            OptionLook::Chips => view! { <label class="chip">{input} {word}</label> }.into_any(),
            OptionLook::Lines => view! {
                <label class="tick">
                    {input}
                    <span>
                        <span class="tick-name">{word}</span>
                        {(!sub.is_empty()).then(|| view! { <span class="tick-sub">{sub}</span> })}
                    </span>
                </label>
            }
            .into_any(),
        }
    };
    let lines = move || choices.get().into_iter().map(line).collect_view();
    let body = match look {
        OptionLook::Chips => view! { <div class="chips">{lines}</div> }.into_any(),
        OptionLook::Lines => {
            view! { <div class="card"><div class="rows">{lines}</div></div> }.into_any()
        }
    };
    view! {
        <fieldset class="group">
            <legend>{move || legend.get()}</legend>
            {body}
        </fieldset>
    }
}
