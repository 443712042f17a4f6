//! Picking a venue, or where people live (committees, buildings), by a few words or initials of theirs
//! or of what they lie in.
//!
//! The one rule to know: those most used stand first, before anything is typed; a place is picked
//! from the list and never guessed from what was typed.

use crate::parts::{Chip, Chips, Combobox, Suggestion};
use crate::state::{PlaceCard, use_state};
use crate::text::activity::lies_in;
use crate::text::{Lang, desk as say};
use leptos::prelude::*;
use rules::community::PlaceKind;
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
    let found =
        Memo::new(move |_| words.with(|words| state.places(&[PlaceKind::Venue], words, &[])));
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
            found=Signal::derive(move || found.with(|found| lines(lang, found)))
            foot=Signal::derive(move || found.with(|found| foot(lang, found)))
            error=missing
            on_type=move |text| words.set(text)
            on_pick=move |id: String| picked.set(id.parse().ok())
        />
    }
}

/// The committees and buildings picked, and the way to more of them.
#[component]
pub fn Committees(
    /// The field's id, one of its kind on the page.
    id: &'static str,
    /// Those picked.
    picked: RwSignal<Vec<PlaceId>>,
    /// What is missing, once it was asked for.
    #[prop(into)]
    missing: Signal<Option<String>>,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let words = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let without = picked.get();
        words.with(|words| state.places(PlaceKind::HOMES, words, &without))
    });
    let chips = move || {
        let chips = picked.get().into_iter().map(|id| {
            let name = state.place_card(&id);
            let name = name.map(|card| say::quota::home(lang, &card));
            let word = name.unwrap_or_else(|| id.to_string());
            let take_out = move |_| picked.update(|picked| picked.retain(|one| *one != id));
            view! { <Chip word=word pressed=true on_toggle=take_out /> }
        });
        chips.collect_view()
    };
    let pick = move |id: String| {
        if let Ok(id) = id.parse() {
            picked.update(|picked| picked.push(id));
        }
    };
    view! {
        <div class="stack" data-gap="small">
            <Combobox
                id=id
                label=say::draft::committees(lang)
                hint=say::draft::committees_hint(lang)
                picked=String::new()
                found=Signal::derive(move || found.with(|found| lines(lang, found)))
                foot=Signal::derive(move || found.with(|found| foot(lang, found)))
                error=missing
                on_type=move |text| words.set(text)
                on_pick=pick
            />
            <Chips label=say::draft::committees_picked(lang)>{chips}</Chips>
        </div>
    }
}

/// What was found, as lines: each name, and under it where it is.
fn lines(lang: Lang, (shown, _): &(Vec<PlaceCard>, usize)) -> Vec<Suggestion> {
    let line = |card: &PlaceCard| Suggestion {
        value: card.id.to_string(),
        word: lang.of(&card.name),
        sub: lies_in(lang, card),
    };
    shown.iter().map(line).collect()
}

/// How many more there are, or that there is nothing.
fn foot(lang: Lang, (shown, more): &(Vec<PlaceCard>, usize)) -> Option<String> {
    match (shown.is_empty(), *more) {
        (true, _) => Some(say::no_place(lang).to_owned()),
        (false, 0) => None,
        (false, more) => Some(say::more_places(lang, more)),
    }
}
