//! What a replica makes of the rows it finds: what is lost, what is set aside, what comes back.

use crate::asking::draft;
use crate::phone::{
    answer, claim_and_withdrawal, community, fresh, hear, replica, request, who, write,
};
use rules::Scope;
use std::collections::BTreeMap;
use sync::Replica;
use sync::identity::{Device, Epoch};
use sync::replica::Fresh;
use sync::store::{Batch, Durability, FORM, StoredRow, Table, Write};

pub type Rows = BTreeMap<(Table, String), String>;

pub fn apply(rows: &mut Rows, batch: Batch) {
    for write in batch.writes {
        match write {
            Write::Put { table, key, value } => rows.insert((table, key), value),
            Write::Delete { table, key } => rows.remove(&(table, key)),
        };
    }
}

pub fn open(rows: &Rows) -> (Replica, Batch) {
    let stored = rows.iter().map(|((table, key), value)| StoredRow {
        table: *table,
        key: key.clone(),
        value: value.clone(),
    });
    let fresh = Fresh {
        device: Device([9; 16]),
        epoch: Epoch([9; 8]),
    };
    Replica::open(stored.collect::<Vec<_>>(), fresh)
}

/// The rows of Lin's phone, which holds a request, a note and a feed with records.
pub fn furnished() -> Rows {
    let mut rows = Rows::new();
    let (mut phone, batch) = Replica::open([], fresh(1));
    apply(&mut rows, batch);
    apply(&mut rows, phone.prepare_who(Some(&who("lin"))));
    phone.adopt_who(Some(who("lin")));
    let mut response = answer(1, &[]);
    response.feeds[0].changes = crate::phone::two_sessions();
    let sent = request(&phone);
    let received = phone.receive(&sent, &response, fresh(2)).unwrap();
    apply(&mut rows, received.batch.clone());
    phone.adopt_received(received);
    let ask = sync::replica::Ask {
        community: community(),
        now: rules::time::UnixMillis(0),
    };
    for intent in claim_and_withdrawal() {
        let prepared = phone.prepare_intent(&ask, &intent).unwrap();
        apply(&mut rows, prepared.batch.clone());
        phone.adopt_intent(prepared);
    }
    let prepared = phone.prepare_note(draft("n", None)).unwrap();
    apply(&mut rows, prepared.batch);
    rows
}

fn key_of(rows: &Rows, of: Table) -> (Table, String) {
    let mut keys = rows.keys().filter(|(table, _)| *table == of);
    keys.next().unwrap().clone()
}

#[test]
fn a_store_that_is_whole_is_opened_as_it_is() {
    let rows = furnished();
    let (phone, batch) = open(&rows);
    assert_eq!(batch.writes, []);
    assert_eq!(batch.durability, Durability::Strict);
    assert_eq!(phone.identity().device, Device([1; 16]));
    assert_eq!(
        rows.get(&(Table::Meta, "form".into())),
        Some(&FORM.to_string())
    );
    let (empty, batch) = open(&Rows::new());
    assert_eq!(empty.identity().device, Device([9; 16]));
    assert_eq!(
        batch.writes.len(),
        3,
        "its form, its identity, its first number"
    );
}

#[test]
fn a_store_that_lost_its_numbers_gives_none_out_twice_and_sends_as_the_same_device() {
    let mut rows = furnished();
    rows.remove(&(Table::Meta, "next_seq".into()));
    let (mut phone, _) = open(&rows);
    phone.adopt_who(None);
    phone.adopt_who(Some(who("lin")));
    let [claim, _] = claim_and_withdrawal();
    let mut other = claim;
    if let rules::Intent::Claim(asked) = &mut other {
        asked.note = "other".parse().unwrap();
    }
    assert_eq!(write(&mut phone, &other), 3);
    rows.remove(&(Table::Meta, "identity".into()));
    let (phone, batch) = open(&rows);
    assert_eq!(
        phone.identity().device,
        Device([1; 16]),
        "as what waits says"
    );
    assert_eq!(phone.identity().epoch, Epoch([9; 8]));
    apply(&mut rows, batch);
    let (again, batch) = open(&rows);
    assert!(again.says_the_same(&phone));
    assert_eq!(batch.writes, []);
}

#[test]
fn a_row_that_can_be_read_again_comes_back_unless_another_took_its_place() {
    let whole = furnished();
    for of in [Table::Outbox, Table::Notes] {
        let mut rows = whole.clone();
        let key = key_of(&rows, of);
        let value = rows.remove(&key).unwrap();
        let name = format!("{}/{}", of.name(), key.1);
        for name in [name.clone(), format!("{name}#2")] {
            rows.insert((Table::Quarantine, name), value.clone());
        }
        let (phone, batch) = open(&rows);
        assert_eq!(phone.unreadable_rows(), 1, "one of the two is enough");
        apply(&mut rows, batch);
        assert_eq!(rows.get(&key), Some(&value));
        let (again, batch) = open(&rows);
        assert!(again.says_the_same(&phone));
        assert_eq!((batch.writes.len(), again.unreadable_rows()), (0, 1));
        // The second alone has its place back too.
        let mut second = whole.clone();
        second.remove(&key);
        second.insert((Table::Quarantine, format!("{name}#2")), value);
        let (phone, batch) = open(&second);
        apply(&mut second, batch);
        assert_eq!((phone.unreadable_rows(), &second), (0, &whole));
    }
    let mut rows = whole;
    for name in [
        "notes/n/v",
        "records/c/place/a",
        "meta/who",
        "nowhere/n",
        "x",
    ] {
        let value = "{\"later\":1}".to_owned();
        rows.insert((Table::Quarantine, name.to_owned()), value);
    }
    let who = rows.get(&(Table::Meta, "who".into())).unwrap().clone();
    rows.insert((Table::Quarantine, "meta/who".into()), who);
    let (phone, batch) = open(&rows);
    assert_eq!((phone.unreadable_rows(), batch.writes.len()), (5, 0));
}

#[test]
fn a_row_that_cannot_be_read_is_kept_under_a_name_of_its_own() {
    let mut rows = furnished();
    let key = key_of(&rows, Table::Notes);
    let name = format!("notes/{}", key.1);
    for before in [name.clone(), format!("{name}#2")] {
        rows.insert((Table::Quarantine, before), "{\"later\":1}".to_owned());
    }
    rows.insert(key.clone(), "{\"later\":2}".to_owned());
    let (phone, batch) = open(&rows);
    assert_eq!(phone.unreadable_rows(), 3);
    apply(&mut rows, batch);
    let kept = rows.get(&(Table::Quarantine, format!("{name}#3")));
    assert_eq!(kept.map(String::as_str), Some("{\"later\":2}"));
    assert!(!rows.contains_key(&key));
}

#[test]
fn a_record_that_cannot_be_read_has_its_community_told_again() {
    let mut rows = furnished();
    let key = key_of(&rows, Table::Records);
    rows.insert(key, "{".to_owned());
    for _ in 0..2 {
        let (phone, batch) = open(&rows);
        apply(&mut rows, batch);
        let emptied = request(&phone).feeds.remove(0).emptied;
        let all = ["public", "household/h-lin", "resident/lin"];
        assert_eq!(emptied, all.map(|it| it.parse::<Scope>().unwrap()));
        let (again, _) = open(&rows);
        assert_eq!(request(&again).feeds[0].emptied, emptied, "also next time");
        let key = key_of(&rows, Table::Records);
        rows.insert(key, "{".to_owned());
    }
    let mut told = open(&rows).0;
    hear(&mut told, &answer(2, &[]));
    assert_eq!(request(&told).feeds[0].emptied, []);
    let lin = replica("lin");
    assert_eq!(request(&lin).feeds[0].emptied, []);
}

#[test]
fn records_of_which_nobody_knows_whose_they_are_have_every_community_told_again() {
    for name in ["block-3", "/session/a"] {
        let mut rows = furnished();
        rows.insert(
            (Table::Records, name.to_owned()),
            "rest of a block".to_owned(),
        );
        let (phone, batch) = open(&rows);
        let emptied = request(&phone).feeds.remove(0).emptied;
        assert_eq!((phone.unreadable_rows(), emptied.len()), (1, 3), "{name}");
        apply(&mut rows, batch);
        assert!(rows.contains_key(&(Table::Quarantine, format!("records/{name}"))));
        let (again, batch) = open(&rows);
        assert_eq!((again.unreadable_rows(), batch.writes.len()), (1, 0));
    }
}
