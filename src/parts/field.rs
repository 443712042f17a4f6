//! Fields to type in: a line, a number, a secret number, a text with its count.
//!
//! The one rule: the label is always seen, and an error says what to do in words beside an icon.
//! Absent on purpose: checking what was typed.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::icon::{Glyph, Icon};

/// What a field takes; decides the keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Words.
    #[default]
    Text,
    /// Digits, large and apart: a member number.
    Number,
    /// Digits that are not shown.
    Pin,
    /// A telephone number.
    Phone,
    /// How many.
    Count,
    /// A day of the calendar.
    Day,
    /// An hour of the clock.
    Hour,
    /// A day and an hour.
    Moment,
}

impl FieldKind {
    const fn as_data(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Pin => "pin",
            Self::Phone => "phone",
            Self::Count => "count",
            Self::Day | Self::Hour | Self::Moment => "when",
        }
    }

    const fn input_type(self) -> &'static str {
        match self {
            Self::Text | Self::Number | Self::Count => "text",
            Self::Pin => "password",
            Self::Phone => "tel",
            Self::Day => "date",
            Self::Hour => "time",
            Self::Moment => "datetime-local",
        }
    }

    const fn input_mode(self) -> &'static str {
        match self {
            Self::Text | Self::Day | Self::Hour | Self::Moment => "text",
            Self::Number | Self::Pin | Self::Count => "numeric",
            Self::Phone => "tel",
        }
    }

    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Text | Self::Count | Self::Day | Self::Hour | Self::Moment => "off",
            Self::Number => "username",
            Self::Pin => "current-password",
            Self::Phone => "tel",
        }
    }
}

/// One line to type in.
#[component]
pub fn TextField(
    /// The field's id, one of its kind on the page.
    id: &'static str,
    /// Its label.
    #[prop(into)]
    label: TextProp,
    /// What it takes.
    #[prop(optional)]
    kind: FieldKind,
    /// A line under the label.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// What is wrong and what to do; `None` when nothing is.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What is typed.
    #[prop(into)]
    value: Signal<String>,
    /// Says what is typed now.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let described = format!("{hint_id} {error_id}");
    let hint = hint.map(|hint| {
        view! { <p class="field-hint" id=hint_id>{move || hint.get()}</p> }
    });
    let wrong = move || {
        error
            .get()
            .map(|word| view! { <p class="field-error"><Icon glyph=Glyph::Care /> {word}</p> })
    };
    view! {
        <div class="field">
            <label for=id>{move || label.get()}</label>
            {hint}
            <input
                class="input"
                id=id
                name=id
                data-kind=kind.as_data()
                type=kind.input_type()
                inputmode=kind.input_mode()
                autocomplete=kind.autocomplete()
                autocapitalize="off"
                spellcheck="false"
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            <div id=error_id role="alert">{wrong}</div>
        </div>
    }
}

/// A text of several lines with the count of what may still be written.
#[component]
pub fn TextArea(
    /// The field's id, one of its kind on the page.
    id: &'static str,
    /// Its label.
    #[prop(into)]
    label: TextProp,
    /// What is written.
    #[prop(into)]
    value: Signal<String>,
    /// The most signs it may have.
    chars_max: usize,
    /// The count as a sentence, from what is written and what is allowed.
    #[prop(into)]
    count: Callback<(usize, usize), String>,
    /// Says what is written now.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let count_id = format!("{id}-count");
    let written = move || value.with(|text| text.chars().count());
    let over = move || (written() > chars_max).then_some("yes");
    view! {
        <div class="field">
            <label for=id>{move || label.get()}</label>
            <textarea
                class="input"
                id=id
                name=id
                rows="3"
                aria-describedby=count_id.clone()
                aria-invalid=move || over().map(|_| "true")
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            ></textarea>
            <p class="field-count" id=count_id aria-live="polite" data-over=over>
                {move || count.run((written(), chars_max))}
            </p>
        </div>
    }
}
