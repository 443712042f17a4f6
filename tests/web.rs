//! The store in a browser: the contract every store keeps, on `IndexedDB`.
//!
//! The one rule to know: each test has its own database, erased before it starts. Two handles on
//! one database stand for two pages of the app.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected stops there and says so"
)]

use cuobian::store::{Emergency, Indexed, Store, contract};
use gloo_storage::{LocalStorage, Storage};
use sync::store::{Batch, Durability, Table};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

async fn fresh(name: &str) -> Indexed {
    let store = Indexed::open(name).await.unwrap();
    store.erase().await.unwrap();
    store
}

macro_rules! contract_on_indexed {
    ($($promise:ident),* $(,)?) => {$(
        #[wasm_bindgen_test]
        async fn $promise() {
            contract::$promise(&fresh(stringify!($promise)).await).await;
        }
    )*};
}

contract_on_indexed!(
    keeps_rows_of_every_table_apart_and_whole,
    applies_writes_in_their_order,
    writes_nothing_where_the_guard_does_not_hold,
    writes_nothing_where_one_of_two_guards_does_not_hold,
    takes_a_year_of_programme_in_one_batch,
    erases_everything_and_can_be_used_again,
);

#[wasm_bindgen_test]
async fn gives_one_number_to_one_of_two_pages() {
    let one = fresh("two-pages").await;
    let two = Indexed::open("two-pages").await.unwrap();
    contract::gives_one_number_to_one_of_two_writers(&one, &two).await;
}

#[wasm_bindgen_test]
async fn what_was_committed_is_there_after_the_page_was_closed() {
    let before = fresh("closed").await;
    let mut batch = Batch::new(Durability::Strict);
    batch.put(Table::Notes, "n/1", "{\"minutes\":60}".to_owned());
    before.commit(&batch).await.unwrap();
    before.close();
    let rows = Indexed::open("closed")
        .await
        .unwrap()
        .read_all()
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].value, "{\"minutes\":60}");
}

#[wasm_bindgen_test]
async fn the_emergency_store_keeps_the_contract_and_what_a_person_wrote() {
    LocalStorage::clear();
    let fresh = || async {
        let store = Emergency::open();
        store.erase().await.unwrap();
        store
    };
    contract::keeps_rows_of_every_table_apart_and_whole(&fresh().await).await;
    contract::applies_writes_in_their_order(&fresh().await).await;
    contract::writes_nothing_where_the_guard_does_not_hold(&fresh().await).await;
    contract::erases_everything_and_can_be_used_again(&fresh().await).await;
    // What a person wrote is there again; what the server can send is not.
    let store = fresh().await;
    let mut batch = Batch::new(Durability::Strict);
    batch.put(Table::Outbox, "0001", "{}".to_owned());
    batch.put(Table::Records, "350526/community", "{}".to_owned());
    batch.put(Table::Meta, "feed/350526", "{}".to_owned());
    store.commit(&batch).await.unwrap();
    let rows = Emergency::open().read_all().await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].table, Table::Outbox);
}

#[wasm_bindgen_test]
async fn a_strict_save_is_quick_enough_for_a_touch() {
    let store = fresh("quick").await;
    let mut millis: Vec<u64> = Vec::new();
    for at in 0..100 {
        let mut batch = Batch::new(Durability::Strict);
        batch.put(Table::Outbox, format!("{at:016}"), "x".repeat(600));
        let before = js_sys::Date::now();
        store.commit(&batch).await.unwrap();
        millis.push((js_sys::Date::now() - before) as u64);
    }
    millis.sort_unstable();
    let p95 = millis[94];
    wasm_bindgen_test::console_log!("strict save: p50 {} ms, p95 {p95} ms", millis[49]);
    assert!(p95 <= 30, "p95 {p95} ms");
}
