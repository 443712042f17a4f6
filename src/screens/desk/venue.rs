//! Picking a venue by a few words of its name.

use crate::parts::{Choice, Options, SearchField};
use crate::state::use_state;
use crate::text::desk as say;
use leptos::prelude::*;
use rules::id::PlaceId;

/// The venue, and the way to another.
#[component]
pub fn Venue(
    /// The venue that is picked.
    picked: RwSignal<Option<PlaceId>>,
    /// What is missing, once it was asked for.
    #[prop(optional, into)]
    missing: Signal<Option<String>>,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let words = RwSignal::new(String::new());
    let choices = Signal::derive(move || {
        let mut found = state.venues(&words.get());
        // The one that is picked stands among them, and first, whatever is looked for.
        if let Some(id) = picked.get() {
            found.retain(|(other, _)| *other != id);
            if let Some(card) = state.place_card(&id) {
                found.insert(0, (id, card.name));
            }
        }
        let choice = |(id, name): (PlaceId, rules::words::Words)| Choice {
            value: id.to_string(),
            word: lang.of(&name),
            sub: String::new(),
        };
        found.into_iter().map(choice).collect::<Vec<_>>()
    });
    let value = Signal::derive(move || {
        let picked = picked.get();
        picked.map(|id| id.to_string()).unwrap_or_default()
    });
    let wrong = move || {
        let said = missing.get()?;
        Some(view! { <p class="field-error" role="alert">{said}</p> })
    };
    view! {
        <div class="stack">
            <Options
                legend=say::place(lang)
                name="venue"
                choices=choices
                value=value
                look=crate::parts::OptionLook::Chips
                on_pick=move |id: String| picked.set(id.parse().ok())
            />
            <SearchField
                label=say::place_search(lang)
                hint=say::place_hint(lang)
                clear=say::search_clear(lang)
                value=words
                on_input=move |text| words.set(text)
            />
            {wrong}
        </div>
    }
}
