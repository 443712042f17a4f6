//! The store in a browser: the contract every store keeps, on `IndexedDB`.
//!
//! The one rule to know: each test has its own database, erased before it starts. Two handles on
//! one database stand for two pages of the app.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected stops there and says so"
)]

#[path = "web/lying.rs"]
mod lying;

use cuobian::keeper::{Birth, Keeper};
use cuobian::net::Body;
use cuobian::opening::{self, Opened};
use cuobian::settings;
use cuobian::state::StorageHealth;
use cuobian::store::{
    CommitError, Emergency, Indexed, LAYOUT, Store, StoreError, contract, journal,
};
use gloo_storage::{LocalStorage, Storage};
use js_sys::{Function, Promise};
use std::cell::Cell;
use std::rc::Rc;
use sync::store::{Batch, Durability, StoredRow, Table};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
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
    removes_what_it_is_told_to_and_nothing_between,
    makes_room_without_touching_the_rest,
    erases_everything_and_can_be_used_again,
);

#[wasm_bindgen_test]
async fn a_long_request_is_packed_and_a_short_one_is_not() {
    let short = Body::of("{}".to_owned()).await;
    assert!(matches!(short, Body::Plain(text) if text == "{}"));
    let long = Body::of("[\"wait\"]".repeat(1_000)).await;
    let length = long.length();
    let Body::Packed(packed) = long else {
        panic!("it is not packed");
    };
    let bytes = js_sys::Uint8Array::new(&packed).to_vec();
    assert!(bytes.starts_with(&[0x1f, 0x8b]), "this is not gzip");
    assert!(length < 200 && bytes.len() == length, "{length} bytes");
}

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

/// An engine that does not know the word takes no notice of it, and would flush nothing.
#[wasm_bindgen_test]
async fn what_a_person_wrote_is_flushed_and_what_the_server_sent_need_not_be() {
    let store = fresh("flushed").await;
    let listen = Function::new_no_args(
        "const begin = IDBDatabase.prototype.transaction;
        window.begun = [];
        IDBDatabase.prototype.transaction = function () {
            const transaction = begin.apply(this, arguments);
            window.begun.push(transaction.durability);
            return transaction;
        };
        return () => { IDBDatabase.prototype.transaction = begin; return window.begun.join(' ') }",
    );
    let stop = listen.call0(&js_sys::global()).unwrap();
    store.commit(&noted()).await.unwrap();
    let mut batch = Batch::new(Durability::Relaxed);
    batch.put(Table::Records, "350526/community", "{}".to_owned());
    store.commit(&batch).await.unwrap();
    let stop: Function = stop.unchecked_into();
    let begun = stop.call0(&js_sys::global()).unwrap();
    assert_eq!(begun.as_string().as_deref(), Some("strict relaxed"));
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

/// What an earlier build left in a browser; see `tests/keeper/opening.rs`.
const FORM_1: &str = include_str!("keeper/stores/form-1.json");

fn noted() -> Batch {
    let mut batch = Batch::new(Durability::Strict);
    batch.put(Table::Notes, "n/1", "{}".to_owned());
    batch
}

#[wasm_bindgen_test]
async fn an_old_page_lets_go_of_the_database_and_says_so_when_a_newer_build_opens() {
    let name = "old-page";
    fresh(name).await.close();
    delete(name).await;
    let old = Indexed::open_as(name, 1).await.unwrap();
    old.commit(&noted()).await.unwrap();
    let told = Rc::new(Cell::new(false));
    let tell = Rc::clone(&told);
    old.on_closed(Rc::new(move || tell.set(true)));
    let new = Indexed::open_as(name, LAYOUT).await.unwrap();
    assert!(told.get());
    let late = old.commit(&noted()).await;
    assert_eq!(late, Err(CommitError::Store(StoreError::Closed)));
    assert_eq!(new.read_all().await.unwrap().len(), 1);
    new.commit(&noted()).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_database_of_a_newer_build_is_read_and_never_written() {
    let name = "newer";
    delete(name).await;
    let newer = Indexed::open_as(name, LAYOUT + 1).await.unwrap();
    newer.commit(&noted()).await.unwrap();
    newer.close();
    let present = Indexed::open(name).await.unwrap();
    assert!(present.is_newer());
    assert_eq!(present.read_all().await.unwrap().len(), 1);
    let refused = present.commit(&noted()).await;
    assert_eq!(refused, Err(CommitError::Store(StoreError::Newer)));
    assert_eq!(present.erase().await, Err(StoreError::Newer));
    present.close();
    delete(name).await;
}

#[wasm_bindgen_test]
async fn a_page_that_does_not_let_go_is_waited_for_only_so_long() {
    let name = "stuck";
    delete(name).await;
    let hold = Function::new_with_args(
        "name",
        "return new Promise((done, failed) => {
            const asked = indexedDB.open(name, 1);
            asked.onsuccess = () => { window.held = asked.result; done() };
            asked.onerror = failed;
        })",
    );
    let held = hold.call1(&js_sys::global(), &name.into()).unwrap();
    JsFuture::from(held.unchecked_into::<Promise>())
        .await
        .unwrap();
    assert_eq!(Indexed::open(name).await.err(), Some(StoreError::Blocked));
    // Once it is gone, the attempt that was given up does not hold up the next one.
    Function::new_no_args("window.held.close()")
        .call0(&js_sys::global())
        .unwrap();
    Indexed::open(name).await.unwrap().close();
}

#[wasm_bindgen_test]
async fn the_database_of_an_earlier_build_opens_whole() {
    let name = "form-1";
    delete(name).await;
    let old = Indexed::open_as(name, 1).await.unwrap();
    let rows: Vec<StoredRow> = serde_json::from_str(FORM_1).unwrap();
    let mut batch = Batch::new(Durability::Strict);
    for row in rows {
        batch.put(row.table, row.key, row.value);
    }
    old.commit(&batch).await.unwrap();
    let store = Rc::new(Indexed::open(name).await.unwrap());
    let (keeper, birth) = Keeper::open(store, cuobian::browser::fresh).await.unwrap();
    assert_eq!(birth, Birth::Known);
    keeper.read(|replica| {
        let counts = (
            replica.pending().count(),
            replica.history().count(),
            replica.notes().count(),
            replica.unreadable_rows(),
        );
        assert_eq!(counts, (1, 1, 1, 0));
    });
}

#[wasm_bindgen_test]
async fn a_reserve_in_the_browser_takes_the_room_it_is_meant_to_take() {
    let store = Rc::new(fresh("reserve").await);
    drop(
        Keeper::open(store.clone(), cuobian::browser::fresh)
            .await
            .unwrap(),
    );
    let rows = store.read_all().await.unwrap();
    let ballast = rows.iter().find(|row| row.key == "ballast").unwrap();
    assert!(ballast.value.len() > 256 * 1024);
}

/// A marker as an earlier build kept it.
fn mark(device: sync::identity::Device, unsent: u32) {
    let marker = format!(r#"{{"device":"{device}","unsent":{unsent}}}"#);
    LocalStorage::raw().set_item("marker", &marker).unwrap();
}

/// One start of the page after another over the real names, with what was cleared in between.
#[wasm_bindgen_test]
async fn what_was_cleared_is_noticed_counted_and_remembered_until_it_is_read() {
    LocalStorage::clear();
    delete("cuobian").await;
    let first = opening::open().await;
    assert!(matches!(first.storage, StorageHealth::Kept { .. }));
    let device = first.keeper.read(|replica| replica.identity().device);
    mark(device, 3);
    // The settings alone are gone: nothing of the person's is.
    first.close();
    let marker = settings::marker().unwrap();
    LocalStorage::clear();
    let half = opening::open().await;
    assert!(matches!(half.storage, StorageHealth::Kept { .. }));
    half.close();
    // The database alone is gone.
    settings::set_marker(marker);
    delete("cuobian").await;
    let cleared = |opened: &Opened| opened.storage.clone();
    let third = opening::open().await;
    let lost = StorageHealth::Cleared { unsent: Some(3) };
    assert_eq!(cleared(&third), lost);
    third.close();
    // It is said until it is read, and counted on if it happens again.
    let device = third.keeper.read(|replica| replica.identity().device);
    mark(device, 2);
    let fourth = opening::open().await;
    assert_eq!(cleared(&fourth), lost);
    fourth.close();
    delete("cuobian").await;
    let fifth = opening::open().await;
    assert_eq!(cleared(&fifth), StorageHealth::Cleared { unsent: Some(5) });
    settings::forget_loss();
    assert!(matches!(opening::kept().await, StorageHealth::Kept { .. }));
    fifth.close();
    LocalStorage::clear();
    delete("cuobian").await;
}

#[wasm_bindgen_test]
async fn how_much_was_lost_is_no_number_where_the_page_before_was_not_left() {
    LocalStorage::clear();
    delete("cuobian").await;
    let unknown = StorageHealth::Cleared { unsent: None };
    let device = |opened: &Opened| opened.keeper.read(|replica| replica.identity().device);
    let first = opening::open().await;
    mark(device(&first), 3);
    settings::set_awake(true);
    first.close();
    delete("cuobian").await;
    let second = opening::open().await;
    assert_eq!(second.storage, unknown);
    // A number beside what nobody knows makes no number.
    mark(device(&second), 2);
    settings::set_awake(false);
    second.close();
    delete("cuobian").await;
    let third = opening::open().await;
    assert_eq!(third.storage, unknown);
    third.close();
    LocalStorage::clear();
    delete("cuobian").await;
}

#[wasm_bindgen_test]
async fn what_a_page_without_storage_left_is_taken_over_once_and_then_cleared() {
    LocalStorage::clear();
    delete("cuobian").await;
    let rows: Vec<StoredRow> = serde_json::from_str(FORM_1).unwrap();
    let emergency = Emergency::open();
    let mut batch = Batch::new(Durability::Strict);
    for row in rows {
        batch.put(row.table, row.key, row.value);
    }
    emergency.commit(&batch).await.unwrap();
    assert!(!journal().is_empty());
    let opened = opening::open().await;
    assert!(matches!(opened.storage, StorageHealth::Kept { .. }));
    let counts = |opened: &Opened| {
        let count = |replica: &sync::Replica| (replica.pending().count(), replica.notes().count());
        opened.keeper.read(count)
    };
    assert_eq!(counts(&opened), (1, 1));
    assert!(journal().is_empty());
    opened.close();
    let again = opening::open().await;
    assert_eq!(counts(&again), (1, 1));
    again.close();
    LocalStorage::clear();
    delete("cuobian").await;
}

/// As the browser does when it clears the storage.
async fn delete(name: &str) {
    let delete = Function::new_with_args(
        "name",
        "return new Promise((done, failed) => {
            const asked = indexedDB.deleteDatabase(name);
            asked.onsuccess = done;
            asked.onerror = failed;
        })",
    );
    let gone = delete.call1(&js_sys::global(), &name.into()).unwrap();
    JsFuture::from(gone.unchecked_into::<Promise>())
        .await
        .unwrap();
}
