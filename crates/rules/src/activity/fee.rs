//! What taking part costs: nothing, an amount, or what the organiser wrote about it.
//!
//! The one rule to know: free is said only where somebody said it. What nobody said is
//! [`Fee::Unsaid`], and screens then say nothing.
//!
//! It is written as builds before it wrote an amount, with the words beside: these read an amount of
//! zero in no currency there, where a form of its own would have cost them the whole activity.

use crate::words::Words;
use serde::{Deserialize, Serialize};

/// The longest words about a fee, in each language. Units: characters. The longest seen has 183.
pub const FEE_CHARS_MAX: usize = 300;

/// The currency of what has no amount. Source: ISO 4217, "no currency".
const NO_CURRENCY: &str = "XXX";

/// What taking part costs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Form", into = "Form")]
pub enum Fee {
    /// Nothing.
    #[default]
    Free,
    /// This much.
    Amount(Amount),
    /// In the organiser's own words, where it is not one amount: screens say these.
    AsWritten(Words),
    /// Nobody said.
    Unsaid,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// Hundredths of the currency.
    pub cents: u32,
    /// The currency's ISO 4217 code.
    pub currency: String,
}

impl Fee {
    /// An amount; none at all is free.
    pub fn of(cents: u32, currency: impl Into<String>) -> Self {
        let currency = currency.into();
        if cents == 0 {
            return Self::Free;
        }
        Self::Amount(Amount { cents, currency })
    }

    /// Words about it; where there are none, nobody said.
    pub fn in_words(words: Words) -> Self {
        if words.is_empty() {
            return Self::Unsaid;
        }
        Self::AsWritten(words)
    }

    /// Whether it is free.
    pub fn is_free(&self) -> bool {
        *self == Self::Free
    }

    /// The amount, where it is one.
    pub fn amount(&self) -> Option<&Amount> {
        match self {
            Self::Amount(amount) => Some(amount),
            Self::Free | Self::AsWritten(_) | Self::Unsaid => None,
        }
    }

    /// The organiser's words, where there are any.
    pub fn as_written(&self) -> Option<&Words> {
        match self {
            Self::AsWritten(words) => Some(words),
            Self::Free | Self::Amount(_) | Self::Unsaid => None,
        }
    }

    /// How long its words are, in the longer of the languages. Units: characters.
    pub fn chars(&self) -> usize {
        let words = self.as_written().into_iter();
        let texts = words.flat_map(|words| [&words.zh, &words.en]);
        texts.map(|text| text.chars().count()).max().unwrap_or(0)
    }

    /// Whether it can be written and read again: an amount has a currency, words are there and at
    /// most [`FEE_CHARS_MAX`] long in each language.
    pub fn is_sound(&self) -> bool {
        match self {
            Self::Free | Self::Unsaid => true,
            Self::Amount(amount) => amount.currency != NO_CURRENCY,
            Self::AsWritten(words) => !words.is_empty() && self.chars() <= FEE_CHARS_MAX,
        }
    }
}

/// How it is written; free is left away.
#[derive(Serialize, Deserialize)]
struct Form {
    cents: u32,
    currency: String,
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    as_written: Words,
}

impl From<Form> for Fee {
    fn from(form: Form) -> Self {
        let Form {
            cents,
            currency,
            as_written,
        } = form;
        if currency == NO_CURRENCY || !as_written.is_empty() {
            return Self::in_words(as_written);
        }
        Self::Amount(Amount { cents, currency })
    }
}

impl From<Fee> for Form {
    fn from(fee: Fee) -> Self {
        let (cents, currency, as_written) = match fee {
            Fee::Amount(Amount { cents, currency }) => (cents, currency, Words::default()),
            Fee::AsWritten(words) => (0, NO_CURRENCY.to_owned(), words),
            Fee::Free | Fee::Unsaid => (0, NO_CURRENCY.to_owned(), Words::default()),
        };
        Self {
            cents,
            currency,
            as_written,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::activity::{Activity, ActivityKind, Audience};

    fn text(fee: Fee) -> String {
        let mut activity = Activity::new(
            Words::new("会", ""),
            ActivityKind::Culture,
            Audience::Everyone,
        );
        activity.fee = fee;
        let text = serde_json::to_string(&activity).unwrap();
        assert_eq!(serde_json::from_str::<Activity>(&text).unwrap(), activity);
        text
    }

    #[test]
    fn each_way_of_saying_a_fee_is_read_as_it_was_written() {
        let written = |fee: Fee| text(fee).split_once("\"fee\":").map(|it| it.1.to_owned());
        assert_eq!(written(Fee::Free), None);
        let amount = written(Fee::of(1_250, "CNY")).unwrap();
        assert_eq!(amount, r#"{"cents":1250,"currency":"CNY"}}"#);
        let unsaid = written(Fee::Unsaid).unwrap();
        assert_eq!(unsaid, r#"{"cents":0,"currency":"XXX"}}"#);
        let words = written(Fee::in_words(Words::new("$100/堂", ""))).unwrap();
        let expected = r#"{"cents":0,"currency":"XXX","as_written":{"zh":"$100/堂"}}}"#;
        assert_eq!(words, expected);
        // Whatever an earlier build wrote means what it meant.
        let zero = r#"{"cents":0,"currency":"CNY"}"#;
        let zero: Fee = serde_json::from_str(zero).unwrap();
        assert_eq!(zero.amount().map(|it| it.cents), Some(0));
    }

    #[test]
    fn a_build_from_before_there_were_words_reads_an_amount_in_no_currency() {
        #[derive(Deserialize)]
        struct Earlier {
            cents: u32,
            currency: String,
        }
        for fee in [Fee::Unsaid, Fee::in_words(Words::new("$100/堂", ""))] {
            let text = serde_json::to_string(&fee).unwrap();
            let read: Earlier = serde_json::from_str(&text).unwrap();
            assert_eq!((read.cents, read.currency.as_str()), (0, NO_CURRENCY));
        }
    }

    #[test]
    fn an_amount_of_nothing_is_free_and_no_words_are_nothing_said() {
        assert_eq!(Fee::of(0, "CNY"), Fee::Free);
        assert_eq!(Fee::in_words(Words::default()), Fee::Unsaid);
    }

    #[test]
    fn a_fee_is_sound_up_to_its_limits() {
        let long = |chars: usize| "字".repeat(chars);
        for (fee, is_sound) in [
            (Fee::Free, true),
            (Fee::Unsaid, true),
            (Fee::of(1, "HKD"), true),
            (Fee::of(1, NO_CURRENCY), false),
            (Fee::AsWritten(Words::default()), false),
            (Fee::in_words(Words::new(long(FEE_CHARS_MAX), "")), true),
            (
                Fee::in_words(Words::new(long(FEE_CHARS_MAX + 1), "")),
                false,
            ),
            (
                Fee::in_words(Words::new("", long(FEE_CHARS_MAX + 1))),
                false,
            ),
        ] {
            assert_eq!(fee.is_sound(), is_sound, "{fee:?}");
        }
    }

    #[test]
    fn words_about_a_fee_count_among_the_texts_of_an_activity() {
        let mut activity = Activity::new(
            Words::new("会", ""),
            ActivityKind::Culture,
            Audience::Everyone,
        );
        let before = activity.chars();
        activity.fee = Fee::in_words(Words::new("每堂十元", "ten"));
        assert_eq!(activity.chars(), before + 7);
    }
}
