//! What narrows the list: search, the filters most asked for, the rest behind one press.

use super::lookup::{Lookup, present, toggle, use_lookup};
use super::near::Near;
use crate::parts::{Chip, Chips, Disclosure, Group, SearchField};
use crate::state::use_state;
use crate::text::activities as say;
use leptos::prelude::*;
use rules::activity::{ActivityKind, Audience};
use rules::civil;

/// Audiences that are always in sight, where the programme has them.
const IN_SIGHT: [Audience; 2] = [Audience::Elders, Audience::Children];

/// Search and filters.
#[component]
pub fn Filters(
    /// Asks to go to a day.
    #[prop(into)]
    on_day: Callback<civil::Date>,
) -> impl IntoView {
    let state = use_state();
    let lookup = use_lookup();
    let lang = state.lang();
    let has = Memo::new(move |_| present(&state.programme.get()));
    let audience_chips = move |in_sight: bool| {
        let wanted = has.with(|(_, audiences)| audiences.clone());
        let chip = move |audience| audience_chip(lookup, audience);
        wanted
            .into_iter()
            .filter(|audience| IN_SIGHT.contains(audience) == in_sight)
            .map(chip)
            .collect_view()
    };
    let kind_chips = move || {
        let kinds = has.with(|(kinds, _)| kinds.clone());
        kinds
            .into_iter()
            .map(|kind| kind_chip(lookup, kind))
            .collect_view()
    };
    let behind = move || {
        let audiences = lookup.audiences.get();
        let hidden = audiences
            .iter()
            .filter(|one| !IN_SIGHT.contains(one))
            .count();
        lookup.kinds.with(Vec::len).saturating_add(hidden)
    };
    view! {
        <SearchField
            label=say::search(lang)
            hint=say::search_hint(lang)
            clear=say::search_clear(lang)
            value=lookup.text
            on_input=move |text| lookup.text.set(text)
        />
        <Chips label=say::filters(lang)>
            <Chip
                word=say::only_free(lang)
                pressed=lookup.only_free
                on_toggle=move |on| lookup.only_free.set(on)
            />
            <Chip
                word=say::near(lang)
                pressed=lookup.near
                on_toggle=move |on| lookup.near.set(on)
            />
            {move || audience_chips(true)}
        </Chips>
        <Near lookup=lookup />
        <Disclosure summary=move || say::more_filters(lang, behind())>
            <div class="stack">
                <DayField on_day=on_day />
                <Group legend=say::kinds(lang)>
                    <div class="chips">{kind_chips}</div>
                </Group>
                <Group legend=say::audiences(lang)>
                    <div class="chips">{move || audience_chips(false)}</div>
                </Group>
            </div>
        </Disclosure>
    }
}

fn kind_chip(lookup: Lookup, kind: ActivityKind) -> impl IntoView {
    let state = use_state();
    let pressed = Signal::derive(move || lookup.kinds.with(|kinds| kinds.contains(&kind)));
    view! {
        <Chip
            word=(state.text().kind)(kind)
            pressed=pressed
            on_toggle=move |on| lookup.kinds.update(|kinds| toggle(kinds, kind, on))
        />
    }
}

fn audience_chip(lookup: Lookup, audience: Audience) -> impl IntoView {
    let state = use_state();
    let pressed = Signal::derive(move || lookup.audiences.with(|all| all.contains(&audience)));
    view! {
        <Chip
            word=(state.text().audience)(audience)
            pressed=pressed
            on_toggle=move |on| lookup.audiences.update(|all| toggle(all, audience, on))
        />
    }
}

/// The browser's own field for a date: every phone knows how to ask for one.
#[component]
fn DayField(
    /// Asks to go to a day.
    on_day: Callback<civil::Date>,
) -> impl IntoView {
    let state = use_state();
    let changed = move |event| {
        // An unfinished date reads as nothing and moves nothing.
        if let Ok(day) = event_target_value(&event).parse() {
            on_day.run(day);
        }
    };
    view! {
        <div class="field">
            <label for="jump-day">{say::jump(state.lang())}</label>
            <input class="input" type="date" id="jump-day" on:change=changed />
        </div>
    }
}
