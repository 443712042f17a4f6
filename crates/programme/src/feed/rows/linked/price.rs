//! What an event of a page costs.
//!
//! The one rule to know: one amount is an amount, and the page's own "free" is free. Several amounts,
//! or the ends of a range, are told as the page tells them; a page that says nothing says nothing.

use super::{listed, name_of};
use crate::feed::text::cents;
use rules::activity::fee::FEE_CHARS_MAX;
use rules::words::Words;
use serde_json::{Map, Value, json};

/// A price as an offer says it.
#[derive(Clone, PartialEq, Eq)]
enum Price {
    /// A number, or what shall be refused as one.
    Number(String),
    /// The lowest and the highest, as far as they are said.
    Range(Option<String>, Option<String>),
    /// Words in the place of a number.
    Words(String),
    /// Words that describe it.
    Described(String),
}

/// A price, in which currency, and for whom.
struct Priced {
    price: Price,
    currency: String,
    name: String,
}

/// Puts one offer in place of all: `price` and `priceCurrency`; or `said`, words that stand where a
/// price does; or `written.zh` and `written.en`, words that are no amount.
pub(super) fn settle(event: &mut Map<String, Value>, paid: &Words) {
    let offers = || listed(event.get("offers"));
    let priced: Vec<Priced> = offers().filter_map(priced).collect();
    let is_free = is_free(event);
    // What one of several offers costs that says nothing, nobody knows.
    let are_all = priced.len() == offers().count();
    let one = priced.first().filter(|first| {
        let is_same = |other: &Priced| other.currency == first.currency;
        let mut others = priced.iter();
        are_all && others.all(|other| is_same(other) && is_one(&other.price, &first.price))
    });
    let offer = match (one.map(|one| (&one.price, &one.currency)), is_free) {
        (None, _) if !priced.is_empty() => json!({ "written": told(&priced) }),
        (None, Some(true)) => json!({ "price": "0" }),
        (None, None) => Value::Null,
        (Some((Price::Number(number), _)), Some(false)) if cents(number) == Some(0) => {
            not_free(paid)
        }
        (None, Some(false)) => not_free(paid),
        (Some((Price::Number(number), currency)), _) => {
            json!({ "price": number, "priceCurrency": currency })
        }
        (Some((Price::Words(text), _)), Some(false)) | (Some((Price::Described(text), _)), _) => {
            json!({ "written": { "zh": text } })
        }
        (Some((Price::Words(text), currency)), _) => {
            json!({ "said": with_currency(text, currency) })
        }
        (Some((Price::Range(..), _)), _) => json!({ "written": told(&priced) }),
    };
    event.insert("offers".to_owned(), offer);
}

fn not_free(paid: &Words) -> Value {
    json!({ "written": { "zh": paid.zh, "en": paid.en } })
}

/// What an offer says of its price.
fn priced(offer: &Value) -> Option<Priced> {
    let offer = offer.as_object()?;
    let said = |name| super::said(offer, name);
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    let price = match (said("price"), said("lowPrice"), said("highPrice")) {
        (Some(text), ..) if is_number(&text) => Price::Number(text),
        (Some(text), ..) => Price::Words(text),
        (None, None, None) => Price::Described(described(offer)?),
        (None, Some(low), Some(high)) if cents(&low).is_some() && cents(&low) == cents(&high) => {
            Price::Number(low)
        }
        (None, low, high) => Price::Range(low, high),
    };
    Some(Priced {
        price,
        currency: said("priceCurrency").unwrap_or_default(),
        name: said("name").unwrap_or_default(),
    })
}

fn described(offer: &Map<String, Value>) -> Option<String> {
    let specified = listed(offer.get("priceSpecification"));
    let mut specified = specified.filter_map(Value::as_object);
    specified.find_map(|one| super::said(one, "description"))
}

/// Words of nothing but figures, with what they are figures of: `10-20 EUR`.
fn with_currency(text: &str, currency: &str) -> String {
    if text.chars().any(char::is_alphabetic) {
        return text.to_owned();
    }
    format!("{text} {currency}").trim().to_owned()
}

/// Whether two prices are one and the same.
fn is_one(one: &Price, other: &Price) -> bool {
    match (one, other) {
        (Price::Number(one), Price::Number(other)) if cents(one).is_some() => {
            cents(one) == cents(other)
        }
        (one, other) => one == other,
    }
}

/// Prices in words, each once: `成人 20 CNY；儿童 10 CNY`. Where that is too long, from the lowest
/// to the highest of one currency.
fn told(priced: &[Priced]) -> Value {
    let mut pieces: Vec<[String; 2]> = Vec::new();
    for one in priced {
        let piece = piece(one);
        if !pieces.contains(&piece) {
            pieces.push(piece);
        }
    }
    let joined = |at: usize, between| {
        let texts = pieces.iter().filter_map(|piece| piece.get(at));
        texts.map(String::as_str).collect::<Vec<_>>().join(between)
    };
    let (zh, en) = (joined(0, "；"), joined(1, "; "));
    if zh.chars().count().max(en.chars().count()) <= FEE_CHARS_MAX {
        return json!({ "zh": zh, "en": en });
    }
    let text = span(priced).unwrap_or(zh);
    json!({ "zh": text })
}

/// One price in both languages.
fn piece(one: &Priced) -> [String; 2] {
    let with = |amount: &str| {
        let parts = [one.name.as_str(), amount, one.currency.as_str()];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    };
    match &one.price {
        Price::Number(text) => [with(text), with(text)],
        Price::Words(text) | Price::Described(text) => {
            let said = format!("{} {}", one.name, with_currency(text, &one.currency));
            [said.trim().to_owned(), said.trim().to_owned()]
        }
        Price::Range(low, high) => match (low, high) {
            (Some(low), Some(high)) => {
                let range = with(&format!("{low}–{high}"));
                [range.clone(), range]
            }
            (Some(low), None) => [format!("{}起", with(low)), format!("from {}", with(low))],
            (_, high) => {
                let most = with(high.as_deref().unwrap_or_default());
                [format!("最多{most}"), format!("up to {most}")]
            }
        },
    }
}

/// From the lowest to the highest, where all are numbers of one currency.
fn span(priced: &[Priced]) -> Option<String> {
    let mut found: Vec<(u32, &str)> = Vec::new();
    let currency = &priced.first()?.currency;
    for one in priced {
        let Price::Number(text) = &one.price else {
            return None;
        };
        if one.currency != *currency {
            return None;
        }
        found.push((cents(text)?, text));
    }
    let (_, low) = found.iter().min()?;
    let (_, high) = found.iter().max()?;
    Some(format!("{low}–{high} {currency}").trim().to_owned())
}

/// What it says of being free, where it does.
fn is_free(event: &Map<String, Value>) -> Option<bool> {
    match event.get("isAccessibleForFree")? {
        Value::Bool(is_free) => Some(*is_free),
        Value::String(text) => match name_of(text).to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}
