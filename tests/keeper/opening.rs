//! Stores of earlier builds, and stores with rows that nobody can read.
//!
//! The one rule to know: a file of `stores/` is what a build left in a browser, row by row; it is
//! never edited. A build that changes the form of a row adds a file.

use crate::world::{Says, changes, community, exchange, fresh, open};
use cuobian::export;
use cuobian::keeper::{Birth, Keeper};
use cuobian::store::{Memory, StoreError};
use futures::executor::block_on;
use rules::id::SessionId;
use rules::{Intent, Key, Scope};
use std::collections::BTreeMap;
use std::rc::Rc;
use sync::courier::Portion;
use sync::replica::Who;
use sync::store::{StoredRow, Table};

/// What the build of 23 November 2026 left: two registrations, one of them settled, and a note.
const FORM_1: &str = include_str!("stores/form-1.json");

fn form_1() -> Vec<StoredRow> {
    serde_json::from_str(FORM_1).unwrap()
}

fn holding(rows: Vec<StoredRow>) -> Rc<Memory> {
    Rc::new(Memory::holding(rows))
}

fn set_aside(store: &Memory) -> Vec<(String, String)> {
    let rows = store.snapshot().into_iter();
    rows.filter(|row| row.table == Table::Quarantine)
        .map(|row| (row.key, row.value))
        .collect()
}

fn row(table: Table, key: &str, value: &str) -> StoredRow {
    StoredRow {
        table,
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

#[test]
fn the_store_of_an_earlier_build_opens_whole() {
    block_on(async {
        let store = holding(form_1());
        let (keeper, birth) = Keeper::open(store.clone(), fresh).await.unwrap();
        assert_eq!(birth, Birth::Known);
        assert_eq!(set_aside(&store), []);
        keeper.read(|replica| {
            assert_eq!(replica.unreadable_rows(), 0);
            let who = Who {
                community: community(),
                resident: "dh-r-lin-xiulan".parse().unwrap(),
                household: Some("dh-h-lin".parse().unwrap()),
            };
            assert_eq!(replica.who(), Some(&who));
            assert_eq!(replica.history().count(), 1);
            assert!(replica.history().all(|row| row.outcome.took_effect()));
            assert_eq!(replica.notes().count(), 1);
            assert_eq!(
                replica.diary(Some((&who.community, &who.resident))).len(),
                1
            );
            let session: SessionId = "dh-2026-phone-class-1125".parse().unwrap();
            let asked: Vec<_> = replica.pending().map(|pending| &pending.intent).collect();
            assert!(
                matches!(asked[..], [Some(Intent::Register { session: of, .. })] if *of == session),
                "{asked:?}"
            );
            let records = replica.confirmed_records(&who.community).count();
            let stored = form_1()
                .iter()
                .filter(|row| row.table == Table::Records)
                .count();
            assert_eq!(records, stored);
            let feed = replica.feed(&who.community).unwrap();
            assert_eq!(feed.ledger_head.line, 10);
            // What waits goes out under the number and the print it was written with.
            let request = replica.request(
                "later",
                std::slice::from_ref(&who.community),
                Portion::Whole,
            );
            assert_eq!(
                request.device.to_string(),
                "798e153105173e4b6e3fb59682ba156c"
            );
            assert_eq!(request.epoch.to_string(), "cc4401d20808e293");
            assert_eq!(request.intents[0].seq, 2);
            assert_eq!(
                request.intents[0].fp.to_string(),
                "fa933e44166f7c74576d7fee1f07d1b7"
            );
            assert_eq!(request.feeds[0].cursor, Some(feed.cursor.clone()));
        });
    });
}

#[test]
fn a_row_that_cannot_be_read_is_set_aside_and_all_others_stay() {
    block_on(async {
        for at in 0..form_1().len() {
            let mut rows = form_1();
            let broken = rows.get_mut(at).unwrap();
            broken.value = "{half a ro".to_owned();
            let name = format!("{}/{}", broken.table.name(), broken.key);
            let store = holding(rows.clone());
            let keeper = open(&store).await;
            assert_eq!(
                set_aside(&store),
                [(name.clone(), "{half a ro".to_owned())],
                "{name}"
            );
            assert_eq!(keeper.read(sync::Replica::unreadable_rows), 1, "{name}");
            let document = export::document(&keeper.rows().await.unwrap(), &BTreeMap::new());
            assert!(document.contains("{half a ro"), "{name}");
            let kept = |table| {
                let of_table = rows.iter().filter(|row| row.table == table);
                of_table
                    .filter(|row| !row.value.starts_with("{half"))
                    .count()
            };
            keeper.read(|replica| {
                assert_eq!(replica.pending().count(), kept(Table::Outbox), "{name}");
                assert_eq!(replica.history().count(), kept(Table::History), "{name}");
                assert_eq!(replica.notes().count(), kept(Table::Notes), "{name}");
                let request = replica.request("later", &[community()], Portion::Whole);
                assert_eq!(
                    request.device.to_string(),
                    "798e153105173e4b6e3fb59682ba156c",
                    "{name}: what waits is sent by the device that wrote it"
                );
            });
            // Opening it again moves nothing more.
            let after = store.snapshot();
            open(&store).await;
            assert_eq!(store.snapshot(), after, "{name}");
        }
    });
}

#[test]
fn what_is_set_aside_twice_is_kept_twice() {
    block_on(async {
        let store = holding(vec![
            row(Table::Meta, "who", "{second"),
            row(Table::Quarantine, "meta/who", "{first"),
        ]);
        open(&store).await;
        let expect = [("meta/who", "{first"), ("meta/who#2", "{second")];
        assert_eq!(
            set_aside(&store),
            expect.map(|(key, value)| (key.to_owned(), value.to_owned()))
        );
    });
}

#[test]
fn a_build_that_can_read_it_takes_it_back() {
    block_on(async {
        let moved = form_1().into_iter().map(|row| match row.table {
            Table::Outbox | Table::History | Table::Notes => StoredRow {
                key: format!("{}/{}", row.table.name(), row.key),
                table: Table::Quarantine,
                value: row.value,
            },
            Table::Meta | Table::Records | Table::Quarantine => row,
        });
        let store = holding(moved.collect());
        let keeper = open(&store).await;
        assert_eq!(set_aside(&store), []);
        keeper.read(|replica| {
            let counts = (
                replica.pending().count(),
                replica.history().count(),
                replica.notes().count(),
            );
            assert_eq!(counts, (1, 1, 1));
        });
        // Not over another that took its place.
        let mut rows = form_1();
        let waits = rows.iter().find(|row| row.table == Table::Outbox).unwrap();
        let older = row(
            Table::Quarantine,
            &format!("outbox/{}", waits.key),
            &waits.value.replace("phone-class", "another"),
        );
        rows.push(older.clone());
        let store = holding(rows);
        open(&store).await;
        assert_eq!(set_aside(&store), [(older.key, older.value)]);
    });
}

#[test]
fn a_record_that_cannot_be_read_is_fetched_again() {
    block_on(async {
        let server = Says::new(changes);
        let mut rows = form_1();
        let key = "350526/session/dh-2026-phone-class-1125";
        let broken = rows.iter_mut().find(|row| row.key == key).unwrap();
        broken.value = "{half".to_owned();
        let keeper = open(&holding(rows)).await;
        exchange(&keeper, &server).await.unwrap();
        let emptied = server.asked.borrow()[0].feeds[0].emptied.clone();
        assert!(emptied.contains(&Scope::Public), "{emptied:?}");
        let session = Key::Session("s".parse().unwrap());
        assert!(keeper.read(|replica| replica.record(&community(), &session).is_some()));
    });
}

#[test]
fn a_store_that_cannot_be_written_any_more_can_still_be_read() {
    block_on(async {
        let mut rows = form_1();
        rows.push(row(Table::Notes, "n/1", "{half"));
        let store = holding(rows);
        store.fail_next(StoreError::Failed);
        let keeper = open(&store).await;
        assert_eq!(keeper.read(|replica| replica.pending().count()), 1);
        assert_eq!(keeper.read(sync::Replica::unreadable_rows), 1);
        // A new one is not: a number could be given out twice.
        let store = holding(Vec::new());
        store.fail_next(StoreError::Failed);
        let opened = Keeper::open(store, fresh).await;
        assert_eq!(opened.err(), Some(StoreError::Failed));
    });
}
