//! The same words in English, for whoever can write them.

use super::Line;
use super::fields;
use crate::parts::Disclosure;
use crate::state::use_state;
use crate::text::desk::draft as say;
use leptos::prelude::*;

/// The fields, behind a line that opens.
#[component]
pub fn English(english: fields::English) -> impl IntoView {
    let lang = use_state().lang();
    let summary = english.summary;
    view! {
        <Disclosure summary=say::in_english(lang)>
            <div class="stack">
                <p class="second">{say::in_english_text(lang)}</p>
                <Line id="title-en" label=say::name_en(lang) value=english.title />
                <div class="field">
                    <label for="summary-en">{say::summary_en(lang)}</label>
                    <textarea
                        class="input"
                        id="summary-en"
                        lang="en"
                        rows="3"
                        prop:value=move || summary.get()
                        on:input=move |event| summary.set(event_target_value(&event))
                    ></textarea>
                </div>
                <Line id="bring-en" label=say::bring_en(lang) value=english.bring />
                <Line id="organiser-en" label=say::organiser_en(lang) value=english.organiser />
            </div>
        </Disclosure>
    }
}
