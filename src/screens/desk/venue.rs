//! Picking a venue by a few words or initials, of its own or of what it lies in.
//!
//! The one rule to know: those most used stand first, before anything is typed; a venue is picked
//! from the list and never guessed from what was typed.

use crate::parts::{Combobox, Suggestion};
use crate::state::{PlaceCard, use_state};
use crate::text::{Lang, desk as say};
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
    let found = Memo::new(move |_| words.with(|words| state.venues(words)));
    let lines = Signal::derive(move || {
        let (shown, _) = found.get();
        shown.iter().map(|card| line(lang, card)).collect()
    });
    let foot = Signal::derive(move || {
        found.with(|(shown, more)| match (shown.is_empty(), *more) {
            (true, _) => Some(say::no_place(lang).to_owned()),
            (false, 0) => None,
            (false, more) => Some(say::more_places(lang, more)),
        })
    });
    let name = Signal::derive(move || {
        let card = picked.get().and_then(|id| state.place_card(&id));
        card.map(|card| lang.of(&card.name)).unwrap_or_default()
    });
    view! {
        <Combobox
            id="venue"
            label=say::place(lang)
            hint=say::place_hint(lang)
            picked=name
            found=lines
            foot=foot
            error=missing
            on_type=move |text| words.set(text)
            on_pick=move |id: String| picked.set(id.parse().ok())
        />
    }
}

/// A venue as a line: its name, and under it where it is.
fn line(lang: Lang, card: &PlaceCard) -> Suggestion {
    let areas = card.within.iter().rev();
    let mut sub: Vec<_> = areas.map(|(_, name)| lang.of(name)).collect();
    sub.push(lang.of(&card.address));
    sub.retain(|part| !part.is_empty());
    Suggestion {
        value: card.id.to_string(),
        word: lang.of(&card.name),
        sub: sub.join(" · "),
    }
}
