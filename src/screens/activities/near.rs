//! Near: from where it is counted, said under the filters, and how to count from elsewhere.
//!
//! The one rule to know: nobody is tracked. Near is counted from the household's committee or from
//! the place picked here, and the pick stays on this phone; the sentence under it says so.

use super::lookup::Lookup;
use crate::dispatch::use_dispatch;
use crate::parts::{Button, ButtonKind};
use crate::state::{Area, State, use_state};
use crate::text::{Lang, activities as say};
use leptos::prelude::*;
use rules::id::PlaceId;

/// What near means now, while it is asked for.
#[component]
pub fn Near(lookup: Lookup) -> impl IntoView {
    let state = use_state();
    let picks = RwSignal::new(false);
    let home = Memo::new(move |_| state.home());
    move || {
        lookup.near.get().then(|| match home.get() {
            Some(home) if !picks.get() => from_home(state, &home, picks).into_any(),
            from => view! { <Picker home=from picks=picks /> }.into_any(),
        })
    }
}

/// From where near is counted, and the way to change that.
fn from_home(state: State, home: &PlaceId, picks: RwSignal<bool>) -> impl IntoView + use<> {
    let lang = state.lang();
    let card = state.place_card(home);
    let name = card.as_ref().map(|card| lang.of(&card.name));
    let around = card.and_then(|card| card.within.first().map(|(_, name)| lang.of(name)));
    let said = say::near_from(lang, &name.unwrap_or_default(), around.as_deref());
    view! {
        <div class="cluster" data-spread="yes">
            <p>{said}</p>
            <Button
                kind=ButtonKind::Quiet
                word=say::near_change(lang)
                on_press=move |()| picks.set(true)
            />
        </div>
    }
}

/// The field that picks a place: towns with their committees, as the phone itself asks for one.
#[component]
fn Picker(home: Option<PlaceId>, picks: RwSignal<bool>) -> impl IntoView {
    let state = use_state();
    let dispatch = use_dispatch();
    let lang = state.lang();
    let changed = move |event| {
        // The first line asks; it is no place.
        if let Ok(place) = event_target_value(&event).parse() {
            dispatch.set_near(place);
            picks.set(false);
        }
    };
    let nothing = home.is_none();
    let here = home.map(|home| home.to_string()).unwrap_or_default();
    // The programme may still be coming.
    let groups = move || {
        let areas = state.areas().into_iter();
        areas.map(|area| group(lang, area, &here)).collect_view()
    };
    view! {
        <div class="field">
            <label for="near-place">{say::near_where(lang)}</label>
            <p class="field-hint" id="near-hint">{say::near_hint(lang)}</p>
            <select class="input" id="near-place" aria-describedby="near-hint" on:change=changed>
                <option value="" selected=nothing>{say::near_pick(lang)}</option>
                {groups}
            </select>
        </div>
    }
}

/// A town with its committees; one that has none stands alone.
fn group(lang: Lang, area: Area, here: &str) -> AnyView {
    let name = lang.of(&area.name);
    let option = |id: PlaceId, word: String| {
        let id = id.to_string();
        let is_here = id == here;
        view! { <option value=id selected=is_here>{word}</option> }
    };
    if area.holds.is_empty() {
        return option(area.id, name).into_any();
    }
    let whole = option(area.id, say::near_whole(lang, &name));
    let inner = area.holds.into_iter();
    let inner = inner.map(|inner| option(inner.id, lang.of(&inner.name)));
    let inner = inner.collect_view();
    view! { <optgroup label=name>{whole}{inner}</optgroup> }.into_any()
}
