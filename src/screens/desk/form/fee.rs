//! What it costs, as it is typed: free, an amount, a sentence of one's own, or nothing said.
//!
//! The one rule to know: what was chosen before and typed stays typed, and only what is chosen now
//! counts.

use super::Line;
use super::numbers::{Typed, cents, cents_text};
use crate::parts::{Choice, OptionLook, Options};
use crate::screens::filling::{Field, answer, words};
use crate::state::use_state;
use crate::text::desk::draft as say;
use leptos::prelude::*;
use rules::activity::fee::{FEE_CHARS_MAX, Fee};
use rules::words::Words;

/// The currency of a fee where the activity had none before. Source: ISO 4217.
const CURRENCY: &str = "CNY";

/// In which way it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Free,
    Amount,
    Words,
    Unsaid,
}

impl Way {
    const ALL: [Self; 4] = [Self::Free, Self::Amount, Self::Words, Self::Unsaid];

    const fn of(fee: &Fee) -> Self {
        match fee {
            Fee::Free => Self::Free,
            Fee::Amount(_) => Self::Amount,
            Fee::AsWritten(_) => Self::Words,
            Fee::Unsaid => Self::Unsaid,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Amount => "amount",
            Self::Words => "words",
            Self::Unsaid => "unsaid",
        }
    }
}

/// What is typed. Copy it freely.
#[derive(Clone, Copy)]
pub struct FeeTyped {
    way: RwSignal<Way>,
    amount: RwSignal<String>,
    zh: RwSignal<String>,
    en: RwSignal<String>,
    currency: StoredValue<String>,
}

impl FeeTyped {
    /// What a fee says.
    pub fn of(fee: &Fee) -> Self {
        let amount = fee.amount();
        let words = fee.as_written().cloned().unwrap_or_default();
        let typed = amount.map(|amount| cents_text(amount.cents));
        let currency = amount.map_or(CURRENCY, |amount| &amount.currency);
        Self {
            way: RwSignal::new(Way::of(fee)),
            amount: RwSignal::new(typed.unwrap_or_default()),
            zh: RwSignal::new(words.zh),
            en: RwSignal::new(words.en),
            currency: StoredValue::new(currency.to_owned()),
        }
    }

    /// The fee, where it can be read. Tracks the fields.
    pub fn read(self) -> Option<Fee> {
        match self.way.get() {
            Way::Free => Some(Fee::Free),
            Way::Unsaid => Some(Fee::Unsaid),
            Way::Amount => {
                let cents = self.amount.with(|text| cents(text)).value()??;
                Some(Fee::of(cents, self.currency.get_value()))
            }
            Way::Words => {
                let fee = self.words();
                (fee.as_written().is_some() && fee.is_sound()).then_some(fee)
            }
        }
    }

    /// Its fields. The currency is the activity's own and is not typed.
    pub fn fields(self) -> [Field; 4] {
        [
            answer("fee-way", self.way, Way::name, &Way::ALL),
            words("fee", self.amount),
            words("fee-words", self.zh),
            words("fee-words-en", self.en),
        ]
    }

    fn words(self) -> Fee {
        let text = |field: RwSignal<String>| field.with(|text| text.trim().to_owned());
        Fee::in_words(Words::new(text(self.zh), text(self.en)))
    }
}

/// The fields.
#[component]
pub fn FeeFields(fee: FeeTyped, asked: RwSignal<bool>) -> impl IntoView {
    let lang = use_state().lang();
    let choices: Vec<_> = Way::ALL
        .into_iter()
        .map(|way| Choice {
            value: way.name().to_owned(),
            word: match way {
                Way::Free => say::fee_free(lang),
                Way::Amount => say::fee_amount(lang),
                Way::Words => say::fee_words(lang),
                Way::Unsaid => say::fee_unsaid(lang),
            }
            .to_owned(),
            sub: String::new(),
        })
        .collect();
    let way = fee.way;
    let pick = move |name: String| {
        let found = Way::ALL.into_iter().find(|way| way.name() == name);
        way.set(found.unwrap_or(Way::Unsaid));
    };
    let typed = move || match way.get() {
        Way::Amount => Some(view! { <AmountField fee asked /> }.into_any()),
        Way::Words => Some(view! { <WordsFields fee asked /> }.into_any()),
        Way::Free | Way::Unsaid => None,
    };
    view! {
        <Options
            legend=say::fee(lang)
            name="fee-way"
            look=OptionLook::Chips
            choices=choices
            value=Signal::derive(move || way.get().name().to_owned())
            on_pick=pick
        />
        {typed}
    }
}

#[component]
fn AmountField(fee: FeeTyped, asked: RwSignal<bool>) -> impl IntoView {
    let lang = use_state().lang();
    let wrong = Signal::derive(move || {
        let is_wrong = match fee.amount.with(|text| cents(text)) {
            Typed::Number(_) => false,
            Typed::Nothing => asked.get(),
            Typed::Wrong => true,
        };
        is_wrong.then(|| say::fee_wrong(lang).to_owned())
    });
    let label = say::fee_in(lang, &fee.currency.get_value());
    view! { <Line id="fee" label=label value=fee.amount error=wrong /> }
}

#[component]
fn WordsFields(fee: FeeTyped, asked: RwSignal<bool>) -> impl IntoView {
    let lang = use_state().lang();
    let wrong = Signal::derive(move || {
        let words = fee.words();
        if !words.is_sound() {
            return Some(say::fee_words_long(lang, words.chars(), FEE_CHARS_MAX));
        }
        let is_missing = asked.get() && words.as_written().is_none();
        is_missing.then(|| say::fee_words_missing(lang).to_owned())
    });
    view! {
        <Line id="fee-words" label=say::fee_in_words(lang) value=fee.zh error=wrong />
        <Line id="fee-words-en" label=say::fee_in_english(lang) value=fee.en />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_of_a_fee_is_typed_again_and_what_is_chosen_now_counts() {
        let owner = Owner::new();
        owner.set();
        let words = Words::new("成人 20 元，儿童免票", "adults 20");
        let amount = Fee::of(1_250, "HKD");
        for fee in [
            Fee::Free,
            Fee::Unsaid,
            amount.clone(),
            Fee::AsWritten(words.clone()),
        ] {
            assert_eq!(FeeTyped::of(&fee).read(), Some(fee));
        }
        let typed = FeeTyped::of(&amount);
        typed.way.set(Way::Words);
        assert_eq!(typed.read(), None, "nothing is written yet");
        typed.zh.set(format!(" {} ", words.zh));
        typed.en.set(words.en.clone());
        assert_eq!(typed.read(), Some(Fee::AsWritten(words)));
        typed.zh.set("字".repeat(FEE_CHARS_MAX + 1));
        assert_eq!(typed.read(), None, "too long");
        typed.way.set(Way::Amount);
        assert_eq!(typed.read(), Some(amount));
        typed.amount.set(String::new());
        assert_eq!(typed.read(), None, "an empty amount is not free");
        typed.way.set(Way::Free);
        assert_eq!(typed.read(), Some(Fee::Free));
    }
}
