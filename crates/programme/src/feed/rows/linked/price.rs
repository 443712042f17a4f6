//! What an event of a page costs, where it is not said in one number.
//!
//! The one rule to know: an activity without a fee is free on every screen, so a page that says that it
//! costs something, and not how much, refuses its row.

use super::{listed, missing, name_of};
use crate::feed::Reason;
use crate::feed::text::cents;
use serde_json::{Map, Value};

const FIELD: &str = "offers.price";

/// Puts down the price of an offer whose lowest and highest are one; refuses one that is not said.
pub(super) fn settle(event: &mut Map<String, Value>) -> Result<(), Reason> {
    let offers = listed(event.get("offers")).filter_map(Value::as_object);
    let offers: Vec<&Map<String, Value>> = offers.collect();
    if offers.iter().any(|offer| says(offer, "price").is_some()) {
        return Ok(());
    }
    let ends = |name| offers.iter().map(move |offer| says(offer, name));
    let found: Vec<_> = ends("lowPrice").zip(ends("highPrice")).collect();
    let found = found
        .into_iter()
        .filter(|(low, high)| low.is_some() || high.is_some());
    let found: Vec<_> = found.collect();
    let price = match found.as_slice() {
        [] if is_paid(event) => return Err(missing(FIELD)),
        [] => return Ok(()),
        [(Some(low), Some(high))] if is_one(low, high) => low.clone(),
        _ => return Err(missing(FIELD)),
    };
    if let Some(offer) = event.get_mut("offers").and_then(first_of) {
        offer.insert("price".to_owned(), price.into());
    }
    Ok(())
}

fn first_of(offers: &mut Value) -> Option<&mut Map<String, Value>> {
    match offers {
        Value::Array(list) => list.first_mut()?.as_object_mut(),
        one => one.as_object_mut(),
    }
}

fn says(offer: &Map<String, Value>, name: &str) -> Option<String> {
    super::said(offer, name)
}

fn is_one(low: &str, high: &str) -> bool {
    let both = cents(low).zip(cents(high));
    both.is_some_and(|(low, high)| low == high)
}

/// Whether it says that it is not free.
fn is_paid(event: &Map<String, Value>) -> bool {
    match event.get("isAccessibleForFree") {
        Some(Value::Bool(is_free)) => !is_free,
        Some(Value::String(text)) => name_of(text).eq_ignore_ascii_case("false"),
        _ => false,
    }
}
