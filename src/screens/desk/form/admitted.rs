//! How one gets in, as it is typed: the way, the seats, ages, the window, holds, quotas.
//!
//! The one rule to know: what cannot be is said at its field as soon as it is typed; what is missing
//! only after the button was pressed.

use super::fields::Fields;
use super::numbers::{Typed, hours, read};
use super::quotas::QuotaFields;
use super::{Line, Way};
use crate::parts::{Choice, FieldKind, OptionLook, Options, Section, TextField};
use crate::screens::desk::days::moment;
use crate::state::use_state;
use crate::text::Lang;
use crate::text::desk::{self as say_desk, draft as say};
use leptos::prelude::*;
use rules::registration::holding::HOLD_HOURS_MAX;
use rules::session::Ages;

/// The fields.
#[component]
pub fn Admitted(fields: Fields, asked: RwSignal<bool>) -> impl IntoView {
    let lang = use_state().lang();
    let choices: Vec<_> = Way::ALL
        .into_iter()
        .map(|way| Choice {
            value: way.name().to_owned(),
            word: way.word(lang).to_owned(),
            sub: String::new(),
        })
        .collect();
    let way = fields.way;
    let pick = move |name: String| {
        let found = Way::ALL.into_iter().find(|way| way.name() == name);
        way.set(found.unwrap_or(Way::FirstCome));
    };
    let drawn_on = move || {
        (way.get() == Way::Ballot).then(|| {
            view! {
                <Line
                    id="drawn-on"
                    kind=FieldKind::Day
                    label=say::drawn_on(lang)
                    value=fields.drawn_on
                />
            }
        })
    };
    let (has_seats, holds, has_quotas) = (
        Memo::new(move |_| way.get() != Way::Open),
        Memo::new(move |_| way.get().holds()),
        Memo::new(move |_| way.get().has_quotas()),
    );
    let seats = move || has_seats.get().then(|| view! { <Seats fields asked /> });
    let window = move || has_seats.get().then(|| window(lang, fields));
    let hold = move || {
        holds
            .get()
            .then(|| view! { <HoldField hold=fields.hold /> })
    };
    let all = Signal::derive(move || fields.seats_read());
    let quotas = move || {
        has_quotas
            .get()
            .then(|| view! { <QuotaFields quotas=fields.quotas seats=all asked /> })
    };
    view! {
        <Section head=say::admission(lang)>
            <Options
                legend=say::way(lang)
                name="way"
                look=OptionLook::Chips
                choices=choices
                value=Signal::derive(move || way.get().name().to_owned())
                on_pick=pick
            />
            {seats}
            {drawn_on}
            {ages(lang, fields)}
            {window}
            {hold}
        </Section>
        {quotas}
    }
}

#[component]
fn Seats(fields: Fields, asked: RwSignal<bool>) -> impl IntoView {
    let lang = use_state().lang();
    let missing = Signal::derive(move || {
        let is_missing = asked.get() && fields.seats_read().is_none();
        is_missing.then(|| say::seats_missing(lang).to_owned())
    });
    view! {
        <Line
            id="seats"
            kind=FieldKind::Count
            label=say_desk::seats(lang)
            value=fields.seats
            error=missing
        />
    }
}

/// Between which ages.
fn ages(lang: Lang, fields: Fields) -> impl IntoView {
    let (min, max) = (fields.age_min, fields.age_max);
    let wrong = Signal::derive(move || {
        let ages = read(min).value().zip(read(max).value());
        let Some((min, max)) = ages else {
            return Some(say::age_wrong(lang).to_owned());
        };
        let crossed = Ages { min, max }.are_crossed();
        crossed.then(|| say::ages_crossed(lang).to_owned())
    });
    view! {
        <div class="grid">
            <Line
                id="age-min"
                kind=FieldKind::Count
                label=say::age_min(lang)
                value=min
                error=wrong
            />
            <Line id="age-max" kind=FieldKind::Count label=say::age_max(lang) value=max />
        </div>
    }
}

/// From when until when.
fn window(lang: Lang, fields: Fields) -> impl IntoView {
    let wrong = Signal::derive(move || {
        let opens = fields.opens.with(|text| moment(text)).ok().flatten()?;
        let closes = fields.closes.with(|text| moment(text)).ok().flatten();
        let begins = || {
            let (day, starts, _) = fields.when.read()?;
            Some(day.to_datetime(starts))
        };
        let closes = closes.or_else(begins)?;
        (opens >= closes).then(|| say::window_wrong(lang).to_owned())
    });
    let (opens, closes) = (fields.opens, fields.closes);
    view! {
        <Line id="opens" kind=FieldKind::Moment label=say::opens(lang) value=opens error=wrong />
        <Line id="closes" kind=FieldKind::Moment label=say::closes(lang) value=closes />
    }
}

/// How long a seat is held.
#[component]
pub fn HoldField(hold: RwSignal<String>) -> impl IntoView {
    let lang = use_state().lang();
    let wrong = Signal::derive(move || {
        let is_wrong = hold.with(|text| hours(text)) == Typed::Wrong;
        is_wrong.then(|| say::hold_wrong(lang, HOLD_HOURS_MAX))
    });
    view! {
        <TextField
            id="hold"
            kind=FieldKind::Count
            label=say::hold(lang)
            hint=say::hold_hint(lang)
            error=wrong
            value=hold
            on_input=move |text| hold.set(text)
        />
    }
}
