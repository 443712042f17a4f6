//! How tables lie in the browser's database: blocks put in order, and databases from before them.

use super::{delete, fresh};
use cuobian::store::{Indexed, Store, contract};
use js_sys::{Function, Promise};
use sync::store::{Batch, Durability, Table};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn is_put_in_order_while_another_page_writes() {
    let one = fresh("in-order").await;
    let two = Indexed::open("in-order").await.unwrap();
    contract::is_put_in_order_without_a_change(&one, &two).await;
    let blocks = blocks_of("in-order", "records-blocks").await;
    assert!(
        blocks < 100.0,
        "{blocks} blocks were left as they were written"
    );
}

/// How many values an object store holds.
async fn blocks_of(name: &str, store: &str) -> f64 {
    let count = Function::new_with_args(
        "name, store",
        "return new Promise((done, failed) => {
            const asked = indexedDB.open(name);
            asked.onerror = failed;
            asked.onsuccess = () => {
                const counted = asked.result.transaction(store).objectStore(store).count();
                counted.onsuccess = () => { asked.result.close(); done(counted.result) };
                counted.onerror = failed;
            };
        })",
    );
    let counted = count.call2(&js_sys::global(), &name.into(), &store.into());
    let counted: Promise = counted.unwrap().unchecked_into();
    JsFuture::from(counted).await.unwrap().as_f64().unwrap()
}

/// A database in which every row lies alone, as builds before November 2026 made it.
#[wasm_bindgen_test]
async fn a_database_without_blocks_is_read_whole_and_put_in_order() {
    let name = "rows-alone";
    delete(name).await;
    let make = Function::new_with_args(
        "name, tables",
        "return new Promise((done, failed) => {
            const asked = indexedDB.open(name, 2);
            asked.onupgradeneeded = () => {
                for (const table of tables.split(' ')) {
                    const made = asked.result.createObjectStore(table);
                    made.put('\"old\"', 'c/1');
                    made.put('\"old\"', 'c/2');
                }
            };
            asked.onsuccess = () => { asked.result.close(); done() };
            asked.onerror = failed;
        })",
    );
    let tables = Table::ALL.map(Table::name).join(" ");
    let made = make.call2(&js_sys::global(), &name.into(), &tables.into());
    let made: Promise = made.unwrap().unchecked_into();
    JsFuture::from(made).await.unwrap();
    let store = Indexed::open(name).await.unwrap();
    let mut batch = Batch::new(Durability::Strict);
    for table in Table::ALL {
        batch.delete(table, "c/1");
        batch.put(table, "c/2", "\"new\"".to_owned());
        batch.put(table, "c/3", "\"new\"".to_owned());
    }
    assert_eq!(store.read_all().await.unwrap().len(), 2 * Table::ALL.len());
    store.commit(&batch).await.unwrap();
    for _ in 0..2 {
        let rows = store.read_all().await.unwrap();
        assert_eq!(rows.len(), 2 * Table::ALL.len());
        assert!(rows.iter().all(|row| row.value == "\"new\""), "{rows:?}");
        store.tidy().await.unwrap();
    }
    assert_eq!(blocks_of(name, "records").await, 0.0);
    assert_eq!(blocks_of(name, "records-blocks").await, 1.0);
}
