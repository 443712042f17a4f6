//! Quotas as they are typed: at most so many of the seats for people of some ages, or of some
//! committees and buildings.
//!
//! The one rule to know: a name that is left out is made from who is counted, in both languages;
//! what counts everybody is no quota.

use super::super::venue::Committees;
use super::numbers::{Typed, read};
use crate::parts::{
    Button, ButtonKind, Card, Choice, FieldKind, Group, OptionLook, Options, Section, TextField,
};
use crate::screens::filling::{Field, answer, stored, words};
use crate::state::{State, use_state};
use crate::text::Lang;
use crate::text::desk::quota as say;
use crate::text::news;
use leptos::prelude::*;
use rules::id::PlaceId;
use rules::session::Ages;
use rules::session::quota::{Counted, QUOTAS_MAX, Quota};
use rules::words::Words;

/// Who is counted, as the form asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Aged,
    LivingIn,
    LivingElsewhere,
    ByOwnDevice,
}

impl Who {
    const ALL: [Self; 4] = [
        Self::Aged,
        Self::LivingIn,
        Self::LivingElsewhere,
        Self::ByOwnDevice,
    ];

    const fn of(counted: &Counted) -> Self {
        match counted {
            Counted::Aged(_) => Self::Aged,
            Counted::LivingIn(_) => Self::LivingIn,
            Counted::LivingElsewhere(_) => Self::LivingElsewhere,
            Counted::ByOwnDevice => Self::ByOwnDevice,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Aged => "aged",
            Self::LivingIn => "living-in",
            Self::LivingElsewhere => "living-elsewhere",
            Self::ByOwnDevice => "by-own-device",
        }
    }

    const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Aged => say::aged(lang),
            Self::LivingIn => say::living_in(lang),
            Self::LivingElsewhere => say::living_elsewhere(lang),
            Self::ByOwnDevice => say::by_own_device(lang),
        }
    }
}

/// The ids of one quota's fields, of which a page has one each.
#[derive(Clone, Copy)]
struct Ids {
    is_on: &'static str,
    name: &'static str,
    name_en: &'static str,
    who: &'static str,
    age_min: &'static str,
    age_max: &'static str,
    living: &'static str,
    seats: &'static str,
}

macro_rules! ids {
    ($($number:literal)*) => {
        [$(Ids {
            is_on: concat!("quota-", $number),
            name: concat!("quota-", $number, "-name"),
            name_en: concat!("quota-", $number, "-name-en"),
            who: concat!("quota-", $number, "-who"),
            age_min: concat!("quota-", $number, "-age-min"),
            age_max: concat!("quota-", $number, "-age-max"),
            living: concat!("quota-", $number, "-living"),
            seats: concat!("quota-", $number, "-seats"),
        }),*]
    };
}

const IDS: [Ids; QUOTAS_MAX] = ids!(1 2 3 4 5 6 7 8);

/// What is typed of one. Copy it freely.
#[derive(Clone, Copy)]
struct QuotaTyped {
    /// Whether it is there at all.
    is_on: RwSignal<bool>,
    name: RwSignal<String>,
    name_en: RwSignal<String>,
    who: RwSignal<Who>,
    age_min: RwSignal<String>,
    age_max: RwSignal<String>,
    living: RwSignal<Vec<PlaceId>>,
    seats: RwSignal<String>,
}

impl QuotaTyped {
    fn off() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            is_on: RwSignal::new(false),
            name: text(),
            name_en: text(),
            who: RwSignal::new(Who::Aged),
            age_min: text(),
            age_max: text(),
            living: RwSignal::new(Vec::new()),
            seats: text(),
        }
    }

    fn set(self, quota: &Quota) {
        self.is_on.set(true);
        self.name.set(quota.name.zh.clone());
        self.name_en.set(quota.name.en.clone());
        self.who.set(Who::of(&quota.of));
        let number = |of: Option<u16>| of.map(|of| of.to_string()).unwrap_or_default();
        match &quota.of {
            Counted::Aged(ages) => {
                self.age_min.set(number(ages.min));
                self.age_max.set(number(ages.max));
            }
            Counted::LivingIn(places) | Counted::LivingElsewhere(places) => {
                self.living.set(places.clone());
            }
            Counted::ByOwnDevice => {}
        }
        self.seats.set(quota.seats.to_string());
    }

    fn clear(self) {
        for text in [
            self.name,
            self.name_en,
            self.age_min,
            self.age_max,
            self.seats,
        ] {
            text.set(String::new());
        }
        self.living.set(Vec::new());
        self.who.set(Who::Aged);
        self.is_on.set(true);
    }

    fn fields(self, ids: Ids) -> [Field; 8] {
        [
            stored(ids.is_on, self.is_on),
            words(ids.name, self.name),
            words(ids.name_en, self.name_en),
            answer(ids.who, self.who, Who::name, &Who::ALL),
            words(ids.age_min, self.age_min),
            words(ids.age_max, self.age_max),
            stored(ids.living, self.living),
            words(ids.seats, self.seats),
        ]
    }

    fn ages(self) -> Option<Ages> {
        let ages = Ages {
            min: read(self.age_min).value()?,
            max: read(self.age_max).value()?,
        };
        (!ages.are_all() && !ages.are_crossed()).then_some(ages)
    }

    fn seats(self) -> Option<u32> {
        let seats = self.seats.with(|text| text.trim().parse().ok());
        seats.filter(|seats| *seats > 0)
    }

    fn counted(self) -> Option<Counted> {
        let places = || {
            let places = self.living.get();
            (!places.is_empty()).then_some(places)
        };
        match self.who.get() {
            Who::Aged => self.ages().map(Counted::Aged),
            Who::LivingIn => places().map(Counted::LivingIn),
            Who::LivingElsewhere => places().map(Counted::LivingElsewhere),
            Who::ByOwnDevice => Some(Counted::ByOwnDevice),
        }
    }

    /// The quota, where all of it can be read. Tracks the fields.
    fn read(self, state: State) -> Option<Quota> {
        let of = self.counted()?;
        let typed = |field: RwSignal<String>| field.with(|text| text.trim().to_owned());
        let (zh, en) = (typed(self.name), typed(self.name_en));
        // Somebody else's words are not made up where one language was written.
        let name = if zh.is_empty() && en.is_empty() {
            Words::new(called(state, Lang::Zh, &of), called(state, Lang::En, &of))
        } else {
            Words::new(zh, en)
        };
        Some(Quota {
            name,
            of,
            seats: self.seats()?,
        })
    }
}

/// What is typed of all. Copy it freely.
#[derive(Clone, Copy)]
pub struct QuotasTyped {
    all: StoredValue<[QuotaTyped; QUOTAS_MAX]>,
}

impl QuotasTyped {
    /// What a session has.
    pub fn of(quotas: &[Quota]) -> Self {
        let all = [(); QUOTAS_MAX].map(|()| QuotaTyped::off());
        for (typed, quota) in all.iter().zip(quotas) {
            typed.set(quota);
        }
        Self {
            all: StoredValue::new(all),
        }
    }

    /// The quotas, where all of them can be read. Tracks the fields.
    pub fn read(self, state: State) -> Option<Vec<Quota>> {
        let on = self
            .all
            .get_value()
            .into_iter()
            .filter(|typed| typed.is_on.get());
        on.map(|typed| typed.read(state)).collect()
    }

    /// The fields of all.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        let all = self.all.get_value().into_iter().zip(IDS);
        all.flat_map(|(typed, ids)| typed.fields(ids))
    }

    fn add(self) {
        let off = |typed: &&QuotaTyped| !typed.is_on.get_untracked();
        if let Some(typed) = self.all.get_value().iter().find(off) {
            typed.clear();
        }
    }

    fn is_full(self) -> bool {
        self.all.get_value().iter().all(|typed| typed.is_on.get())
    }
}

/// What a quota is called where nobody named it.
fn called(state: State, lang: Lang, of: &Counted) -> String {
    let names = |places: &[PlaceId]| -> Vec<String> {
        let cards = places.iter().filter_map(|id| state.place_card(id));
        cards.map(|card| say::home(lang, &card)).collect()
    };
    match of {
        Counted::Aged(ages) => (lang.phrases().ages)(*ages),
        Counted::LivingIn(places) => say::of_those_in(lang, &names(places)),
        Counted::LivingElsewhere(places) => say::of_those_elsewhere(lang, &names(places)),
        Counted::ByOwnDevice => say::of_those_by_phone(lang).to_owned(),
    }
}

/// All of them, and the way to one more.
#[component]
pub fn QuotaFields(
    /// What is typed.
    quotas: QuotasTyped,
    /// How many seats there are, as far as they can be read.
    #[prop(into)]
    seats: Signal<Option<u32>>,
    /// Whether what is missing is said.
    #[prop(into)]
    asked: Signal<bool>,
) -> impl IntoView {
    let lang = use_state().lang();
    let is_full = Memo::new(move |_| quotas.is_full());
    let most = move || is_full.get().then(|| say::at_most(lang, QUOTAS_MAX));
    let fields = quotas
        .all
        .get_value()
        .into_iter()
        .zip(IDS)
        .map(|(typed, ids)| {
            move || {
                let is_on = typed.is_on.get();
                is_on.then(|| view! { <One typed ids seats asked /> })
            }
        });
    let fields = fields.collect_view();
    view! {
        <Section head=say::head(lang)>
            <p class="second">{say::text(lang)}</p>
            <Button word=say::add(lang) disabled=is_full on_press=move |()| quotas.add() />
            <p class="second">{most}</p>
            {fields}
        </Section>
    }
}

#[component]
fn One(
    typed: QuotaTyped,
    ids: Ids,
    seats: Signal<Option<u32>>,
    asked: Signal<bool>,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let choices: Vec<_> = Who::ALL
        .into_iter()
        .map(|who| Choice {
            value: who.name().to_owned(),
            word: who.word(lang).to_owned(),
            sub: String::new(),
        })
        .collect();
    let pick = move |name: String| {
        let found = Who::ALL.into_iter().find(|who| who.name() == name);
        typed.who.set(found.unwrap_or(Who::Aged));
    };
    let who = Memo::new(move |_| typed.who.get());
    let counted = move || match who.get() {
        Who::Aged => view! { <Aged typed ids asked /> }.into_any(),
        Who::ByOwnDevice => ().into_any(),
        Who::LivingIn | Who::LivingElsewhere => {
            let missing = Signal::derive(move || {
                let is_missing = asked.get() && typed.living.with(Vec::is_empty);
                is_missing.then(|| say::committees_missing(lang).to_owned())
            });
            view! { <Committees id=ids.living picked=typed.living missing /> }.into_any()
        }
    };
    let too_few = Signal::derive(move || {
        let is_missing = asked.get() && typed.seats().is_none();
        is_missing.then(|| crate::text::desk::draft::seats_missing(lang).to_owned())
    });
    let beyond = move || {
        let (own, all) = typed.seats().zip(seats.get())?;
        let kept = typed
            .read(state)
            .and_then(|quota| quota.keeps_for_stations(all));
        let said = match kept {
            _ if own >= all => say::beyond(lang, all),
            Some(kept) => news::kept(lang, kept),
            None => return None,
        };
        Some(view! { <p class="second">{said}</p> })
    };
    let legend = move || {
        let named = typed.read(state).map(|quota| lang.of(&quota.name));
        named.unwrap_or_else(|| say::one(lang).to_owned())
    };
    view! {
        <Card>
            <Group legend=legend>
                <Options
                    legend=say::who(lang)
                    name=ids.who
                    look=OptionLook::Chips
                    choices=choices
                    value=Signal::derive(move || typed.who.get().name().to_owned())
                    on_pick=pick
                />
                {counted}
                <Line id=ids.seats label=say::seats(lang) value=typed.seats error=too_few />
                {beyond}
                <Named typed ids />
                <Button
                    kind=ButtonKind::Quiet
                    word=say::remove(lang)
                    on_press=move |()| typed.is_on.set(false)
                />
            </Group>
        </Card>
    }
}

/// Between which ages.
#[component]
fn Aged(typed: QuotaTyped, ids: Ids, asked: Signal<bool>) -> impl IntoView {
    let lang = use_state().lang();
    let (min, max) = (typed.age_min, typed.age_max);
    let wrong = Signal::derive(move || {
        let (least, most) = (read(min), read(max));
        let said = match (least, most) {
            (Typed::Wrong, _) | (_, Typed::Wrong) => Some(say::age_wrong(lang)),
            (Typed::Nothing, Typed::Nothing) => asked.get().then(|| say::age_missing(lang)),
            (Typed::Nothing | Typed::Number(_), Typed::Nothing | Typed::Number(_)) => {
                let ages = least.value().zip(most.value());
                let ages = ages.map(|(min, max)| Ages { min, max });
                ages.filter(Ages::are_crossed)
                    .map(|_| crate::text::desk::draft::ages_crossed(lang))
            }
        };
        said.map(str::to_owned)
    });
    view! {
        <div class="grid">
            <Line id=ids.age_min label=say::age_min(lang) value=min error=wrong />
            <Line id=ids.age_max label=say::age_max(lang) value=max />
        </div>
    }
}

/// What it is called, where one wants to say it oneself.
#[component]
fn Named(typed: QuotaTyped, ids: Ids) -> impl IntoView {
    let lang = use_state().lang();
    let (zh, en) = (typed.name, typed.name_en);
    view! {
        <div class="grid">
            <TextField
                id=ids.name
                label=say::name(lang)
                value=zh
                on_input=move |text| zh.set(text)
            />
            <TextField
                id=ids.name_en
                label=say::name_en(lang)
                value=en
                on_input=move |text| en.set(text)
            />
        </div>
    }
}

/// A number.
#[component]
fn Line(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <TextField
            id=id
            kind=FieldKind::Count
            label=label
            error=error
            value=value
            on_input=move |text| value.set(text)
        />
    }
}
