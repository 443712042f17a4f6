//! What is asked of a transaction, and what comes of it.
//!
//! The one rule to know: a browser works off what is asked of a transaction in order, so a guard is
//! read as it was before the writes that were asked for behind it.

use crate::store::StoreError;
use js_sys::Promise;
use sync::store::{Guard, Table, Write, run_of};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbKeyRange, IdbRequest, IdbTransaction};

/// A request and the promise of its answer.
pub(super) type Answer = (Promise, IdbRequest);

/// A request's answer, to be awaited: the browser calls the promise's own functions.
pub(super) fn answer(request: &IdbRequest) -> Answer {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    (promise, request.clone())
}

/// The answers to several requests, in the order in which they were asked.
pub(super) async fn heard(asked: Vec<Answer>) -> Result<Vec<JsValue>, StoreError> {
    let mut heard = Vec::new();
    for (promise, request) in asked {
        if JsFuture::from(promise).await.is_err() {
            let error = request.error().ok().flatten();
            return Err(error.map_or(StoreError::Failed, |error| reason(&error)));
        }
        heard.push(request.result().map_err(|error| why(&error))?);
    }
    Ok(heard)
}

/// Whether a transaction came to its end: the only moment at which anything is saved.
pub(super) fn completion(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    })
}

/// Says that nothing more will be asked for, so that the browser need not wait until each write was
/// answered. One that cannot hear it ends the transaction by itself.
#[expect(
    deprecated,
    reason = "web-sys says so without one, the standard does not"
)]
pub(super) fn end(transaction: &IdbTransaction) {
    ignore(transaction.commit());
}

/// Asks for the rows that must hold what a batch rests on.
pub(super) fn ask_guards(
    transaction: &IdbTransaction,
    guards: &[Guard],
) -> Result<Vec<Answer>, JsValue> {
    let mut asked = Vec::new();
    for guard in guards {
        let meta = transaction.object_store(Table::Meta.name())?;
        asked.push(answer(&meta.get(&JsValue::from_str(&guard.key))?));
    }
    Ok(asked)
}

/// Whether every guard holds.
pub(super) fn all_hold(guards: &[Guard], heard: &[JsValue]) -> bool {
    let mut both = guards.iter().zip(heard);
    both.all(|(guard, value)| value.as_string() == guard.value)
}

/// Asks for writes of rows that lie alone, in their order. Numbers that leave the outbox one after
/// the other are asked for as one range: a thousand of them take as long as one.
pub(super) fn ask_rows<'a>(
    transaction: &IdbTransaction,
    writes: impl Iterator<Item = &'a Write>,
) -> Result<(), JsValue> {
    let writes: Vec<&Write> = writes.collect();
    let mut left = writes.as_slice();
    while let Some((write, rest)) = left.split_first() {
        let store = transaction.object_store(write.table().name())?;
        left = rest;
        match write {
            Write::Put { key, value, .. } => {
                store.put_with_key(&JsValue::from_str(value), &JsValue::from_str(key))?;
            }
            Write::Delete { key, .. } => {
                let (run, after) = rest.split_at(run_of(write, rest));
                left = after;
                let key = JsValue::from_str(key);
                let of = match run.last() {
                    Some(last) => IdbKeyRange::bound(&key, &JsValue::from_str(last.key()))?.into(),
                    None => key,
                };
                store.delete(&of)?;
            }
        }
    }
    Ok(())
}

pub(super) fn failure_of(transaction: &IdbTransaction) -> StoreError {
    transaction
        .error()
        .map_or(StoreError::Failed, |error| reason(&error))
}

pub(super) fn why(error: &JsValue) -> StoreError {
    error
        .dyn_ref::<DomException>()
        .map_or(StoreError::Failed, reason)
}

pub(super) fn reason(error: &DomException) -> StoreError {
    match error.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "InvalidStateError" => StoreError::Closed,
        _ => StoreError::Failed,
    }
}

/// What follows an abort says nothing more than the abort did.
pub(super) fn ignore<T>(_said: Result<T, JsValue>) {}
