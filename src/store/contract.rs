//! What every store must keep: one suite, run on memory (host) and on `IndexedDB` (a browser).
//!
//! The one rule to know: each promise is one function over a fresh, empty store; it panics where
//! the promise is broken, because it is a test.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    missing_docs
)]

use super::{CommitError, Store};
use std::collections::BTreeMap;
use sync::store::{Batch, Durability, Guard, SEQ_DIGITS, StoredRow, Table};

async fn rows(store: &dyn Store) -> Vec<(Table, String, String)> {
    let mut rows: Vec<_> = store
        .read_all()
        .await
        .unwrap()
        .into_iter()
        .map(|StoredRow { table, key, value }| (table, key, value))
        .collect();
    rows.sort();
    rows
}

fn row(table: Table, key: &str, value: &str) -> (Table, String, String) {
    (table, key.to_owned(), value.to_owned())
}

fn guarded(value: Option<&str>) -> Batch {
    let mut batch = Batch::new(Durability::Strict);
    batch.guards.push(Guard {
        key: "next_seq".to_owned(),
        value: value.map(str::to_owned),
    });
    batch
}

pub async fn keeps_rows_of_every_table_apart_and_whole(store: &dyn Store) {
    assert_eq!(rows(store).await, []);
    let mut batch = Batch::new(Durability::Strict);
    for table in Table::ALL {
        batch.put(
            table,
            "350526/session/太极-1",
            format!("\"{}\"", table.name()),
        );
    }
    store.commit(&batch).await.unwrap();
    let found = rows(store).await;
    assert_eq!(found.len(), Table::ALL.len());
    for table in Table::ALL {
        let expect = row(
            table,
            "350526/session/太极-1",
            &format!("\"{}\"", table.name()),
        );
        assert!(found.contains(&expect), "{expect:?}");
    }
}

pub async fn applies_writes_in_their_order(store: &dyn Store) {
    let mut batch = Batch::new(Durability::Relaxed);
    batch.put(Table::Records, "a", "1".to_owned());
    batch.delete(Table::Records, "a");
    batch.put(Table::Records, "b", "1".to_owned());
    batch.put(Table::Records, "b", "2".to_owned());
    batch.delete(Table::Records, "never-there");
    store.commit(&batch).await.unwrap();
    assert_eq!(rows(store).await, [row(Table::Records, "b", "2")]);
}

pub async fn writes_nothing_where_the_guard_does_not_hold(store: &dyn Store) {
    let mut first = guarded(None);
    first.put(Table::Meta, "next_seq", "2".to_owned());
    store.commit(&first).await.unwrap();
    for wrong in [None, Some("1"), Some("")] {
        let mut batch = guarded(wrong);
        batch.put(Table::Outbox, "0001", "{}".to_owned());
        batch.delete(Table::Meta, "next_seq");
        assert_eq!(
            store.commit(&batch).await,
            Err(CommitError::Conflict),
            "{wrong:?}"
        );
    }
    assert_eq!(rows(store).await, [row(Table::Meta, "next_seq", "2")]);
    let mut right = guarded(Some("2"));
    right.put(Table::Meta, "next_seq", "3".to_owned());
    store.commit(&right).await.unwrap();
    assert_eq!(rows(store).await, [row(Table::Meta, "next_seq", "3")]);
}

pub async fn writes_nothing_where_one_of_two_guards_does_not_hold(store: &dyn Store) {
    let mut start = guarded(None);
    start.put(Table::Meta, "next_seq", "1".to_owned());
    store.commit(&start).await.unwrap();
    let both = |other: Option<&str>| {
        let mut batch = guarded(Some("1"));
        batch.guards.push(Guard {
            key: "turn".to_owned(),
            value: other.map(str::to_owned),
        });
        batch.put(Table::Meta, "turn", "7".to_owned());
        batch
    };
    let refused = store.commit(&both(Some("6"))).await;
    assert_eq!(refused, Err(CommitError::Conflict));
    assert_eq!(rows(store).await, [row(Table::Meta, "next_seq", "1")]);
    store.commit(&both(None)).await.unwrap();
    let mut wrong_first = both(Some("7"));
    wrong_first.guards.reverse();
    wrong_first.guards[1].value = None;
    let refused = store.commit(&wrong_first).await;
    assert_eq!(refused, Err(CommitError::Conflict));
}

/// Two writers that both saw number 1: one gets it, the other is told.
pub async fn gives_one_number_to_one_of_two_writers(one: &dyn Store, two: &dyn Store) {
    let mut start = guarded(None);
    start.put(Table::Meta, "next_seq", "1".to_owned());
    one.commit(&start).await.unwrap();
    let claim = |who: &str| {
        let mut batch = guarded(Some("1"));
        batch.put(Table::Meta, "next_seq", "2".to_owned());
        batch.put(Table::Outbox, "0001", format!("\"{who}\""));
        batch
    };
    let (a, b) = (claim("a"), claim("b"));
    let (first, second) = futures::join!(one.commit(&a), two.commit(&b));
    let conflicts = [first, second]
        .iter()
        .filter(|got| **got == Err(CommitError::Conflict))
        .count();
    assert_eq!(conflicts, 1, "{first:?} {second:?}");
    let winner = if first.is_ok() { "\"a\"" } else { "\"b\"" };
    assert!(
        rows(one)
            .await
            .contains(&row(Table::Outbox, "0001", winner))
    );
}

pub async fn takes_a_year_of_programme_in_one_batch(store: &dyn Store) {
    let mut batch = Batch::new(Durability::Relaxed);
    for at in 0..2_000 {
        batch.put(
            Table::Records,
            format!("350526/session/s-{at:04}"),
            "x".repeat(400),
        );
    }
    store.commit(&batch).await.unwrap();
    assert_eq!(rows(store).await.len(), 2_000);
}

/// Written over, removed and written again, by two pages in turn: putting it in order changes
/// nothing of what is read, whoever does it and whenever.
pub async fn is_put_in_order_without_a_change(one: &dyn Store, two: &dyn Store) {
    for table in [Table::Records, Table::History, Table::Outbox] {
        let mut expect = BTreeMap::new();
        for at in 0..300_u32 {
            let store = if at % 3 == 0 { two } else { one };
            let mut batch = Batch::new(Durability::Relaxed);
            let (key, old) = (format!("c/{:02}", at % 40), format!("c/{:02}", at % 7));
            let value = format!("\"{at} 太极 {}\"", "x".repeat(3_000));
            batch.delete(table, old.clone());
            batch.put(table, key.clone(), value.clone());
            expect.remove(&old);
            expect.insert(key, value);
            store.commit(&batch).await.unwrap();
            if at % 70 == 69 {
                one.tidy().await.unwrap();
            }
        }
        let mut late = Batch::new(Durability::Strict);
        late.put(table, "c/late", "1".to_owned());
        two.commit(&late).await.unwrap();
        expect.insert("c/late".to_owned(), "1".to_owned());
        one.tidy().await.unwrap();
        let expect: Vec<_> = expect
            .iter()
            .map(|(key, value)| row(table, key, value))
            .collect();
        for store in [one, two] {
            let mut found = rows(store).await;
            found.retain(|(of, ..)| *of == table);
            assert_eq!(found, expect);
            store.tidy().await.unwrap();
        }
    }
}

/// Sequence numbers that go one after the other, beside others that stay.
pub async fn removes_what_it_is_told_to_and_nothing_between(store: &dyn Store) {
    let number = |seq: u64| format!("{seq:0SEQ_DIGITS$}");
    let mut batch = Batch::new(Durability::Strict);
    for seq in 1..=12 {
        batch.put(Table::Outbox, number(seq), "{}".to_owned());
    }
    batch.put(Table::Notes, number(3), "{}".to_owned());
    store.commit(&batch).await.unwrap();
    let mut batch = Batch::new(Durability::Strict);
    for seq in [2, 3, 4, 6, 7, 9, 8, 11] {
        batch.delete(Table::Outbox, number(seq));
    }
    batch.put(Table::Outbox, number(7), "\"again\"".to_owned());
    store.commit(&batch).await.unwrap();
    let left = [
        row(Table::Outbox, &number(1), "{}"),
        row(Table::Outbox, &number(5), "{}"),
        row(Table::Outbox, &number(7), "\"again\""),
        row(Table::Outbox, &number(10), "{}"),
        row(Table::Outbox, &number(12), "{}"),
        row(Table::Notes, &number(3), "{}"),
    ];
    assert_eq!(rows(store).await, left);
}

/// Many rows go at once, for room: the others stay, and nothing goes where a guard does not hold.
pub async fn makes_room_without_touching_the_rest(store: &dyn Store) {
    let mut batch = guarded(None);
    for at in 0..500 {
        batch.put(Table::Records, format!("c/{at:03}"), "x".repeat(200));
    }
    batch.put(Table::Notes, "n/1", "{}".to_owned());
    store.commit(&batch).await.unwrap();
    for (guard, left) in [(Some("1"), 501), (None, 4)] {
        let mut batch = guarded(guard);
        for at in 3..500 {
            batch.delete(Table::Records, format!("c/{at:03}"));
        }
        let done = store.commit(&batch).await;
        assert_eq!(done.is_ok(), guard.is_none());
        assert_eq!(rows(store).await.len(), left);
    }
    let mut batch = Batch::new(Durability::Relaxed);
    batch.put(Table::Records, "c/100", "again".to_owned());
    store.commit(&batch).await.unwrap();
    assert!(
        rows(store)
            .await
            .contains(&row(Table::Records, "c/100", "again"))
    );
}

pub async fn erases_everything_and_can_be_used_again(store: &dyn Store) {
    let mut batch = Batch::new(Durability::Strict);
    batch.put(Table::Notes, "n/1", "{}".to_owned());
    store.commit(&batch).await.unwrap();
    store.erase().await.unwrap();
    assert_eq!(rows(store).await, []);
    store.commit(&batch).await.unwrap();
    assert_eq!(rows(store).await, [row(Table::Notes, "n/1", "{}")]);
}
