//! What gives way where a store is full, and what never does.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use flate2::Compression;
use flate2::write::GzEncoder;
use rules::Scope;
use rules::time::UnixMillis;
use std::collections::BTreeSet;
use std::io::Write as _;
use sync::Replica;
use sync::cursor::Position;
use sync::identity::{Device, Epoch, FeedEpoch};
use sync::replica::{FeedRow, Fresh};
use sync::room::{BALLAST, Giving, Room, Tightness, Yield, is_count};
use sync::store::{Batch, Durability, Guard, StoredRow, Table, Write};
use sync::wire::{Alarms, LedgerHead};

fn scope(text: &str) -> Scope {
    text.parse().unwrap()
}

fn row(table: Table, key: &str, value: &str) -> StoredRow {
    StoredRow {
        table,
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

fn record(key: &str, scope: &str) -> StoredRow {
    let value = format!("{{\"rev\":1,\"scope\":\"{scope}\",\"data\":{{\"thing\":1}}}}");
    row(Table::Records, key, &value)
}

fn feed(emptied: &[&str]) -> FeedRow {
    let position = Position {
        feed_epoch: FeedEpoch([1; 8]),
        schema_view: 1,
        pulls: 0,
        scopes: [(Scope::Public, 4)].into(),
        of_another_life: BTreeSet::new(),
    };
    FeedRow {
        cursor: position.seal(),
        feed_epoch: FeedEpoch([1; 8]),
        ledger_head: LedgerHead::default(),
        server_time: UnixMillis(0),
        emptied: emptied.iter().map(|text| scope(text)).collect(),
        more: false,
        alarms: Alarms::default(),
        untold: Alarms::default(),
        origin: rules::Origin::OwnDevice,
    }
}

fn feed_row(emptied: &[&str]) -> StoredRow {
    let value = serde_json::to_string(&feed(emptied)).unwrap();
    row(Table::Meta, "feed/c", &value)
}

/// A store with a reserve, records of three scopes, and what a person wrote, which in some later
/// build may say a scope too.
fn full() -> Vec<StoredRow> {
    vec![
        row(Table::Meta, BALLAST, "\"x\""),
        row(Table::Meta, "pulls", "7"),
        feed_row(&["resident/lin", "public"]),
        record("c/thing/public", "public"),
        record("c/thing/home", "household/h"),
        record("c/thing/desk", "desk"),
        row(Table::Records, "c/thing/broken", "{"),
        row(Table::Notes, "n/v", "{\"scope\":\"public\"}"),
        row(Table::Outbox, "1", "{\"scope\":\"household/h\"}"),
    ]
}

fn keys(rows: &[StoredRow]) -> Vec<&str> {
    rows.iter().map(|row| row.key.as_str()).collect()
}

fn deleted(batch: &Batch) -> Vec<&str> {
    let gone = batch.writes.iter().filter_map(|write| match write {
        Write::Delete { key, .. } => Some(key.as_str()),
        Write::Put { .. } => None,
    });
    gone.collect()
}

fn put<'b>(batch: &'b Batch, of: &str) -> Vec<&'b str> {
    let put = batch.writes.iter().filter_map(|write| match write {
        Write::Put { key, value, .. } if key == of => Some(value.as_str()),
        _ => None,
    });
    put.collect()
}

fn is_of_meta(write: &Write) -> bool {
    match write {
        Write::Put { table, .. } | Write::Delete { table, .. } => *table == Table::Meta,
    }
}

/// The count that whoever holds this room writes next.
fn next_count(room: &Room) -> String {
    let mut batch = Batch::new(Durability::Relaxed);
    room.count(&mut batch);
    put(&batch, "pulls")[0].to_owned()
}

fn taken(rows: &[StoredRow]) -> Room {
    Room::taken_from(&mut rows.to_vec())
}

#[test]
fn a_store_that_sheds_nothing_is_read_as_it_is() {
    let mut rows = full();
    let room = Room::taken_from(&mut rows);
    assert_eq!(rows, full()[2..], "only this file's own rows are taken out");
    assert_eq!(room.tightness(), Tightness::Ample);
    rows.clear();
    assert_eq!(Room::taken_from(&mut rows).tightness(), Tightness::Reserve);
}

#[test]
fn what_was_shed_stays_out_and_begins_anew_whoever_wrote_meanwhile() {
    for (named, shed) in [
        ("[\"public\"]", vec!["public"]),
        (
            "[\"public\",\"household/h\"]",
            vec!["public", "household/h"],
        ),
        ("nonsense", vec!["public"]),
    ] {
        let mut rows = full();
        rows.push(row(Table::Meta, "shed", named));
        let room = Room::taken_from(&mut rows);
        let shed: BTreeSet<Scope> = shed.into_iter().map(scope).collect();
        assert_eq!((room.tightness(), &room.shed), (Tightness::Shed, &shed));
        let mut left = vec!["feed/c"];
        let home = scope("household/h");
        left.extend((!shed.contains(&home)).then_some("c/thing/home"));
        left.extend(["c/thing/desk", "c/thing/broken", "n/v", "1"]);
        assert_eq!(keys(&rows), left);
        let read: FeedRow = serde_json::from_str(&rows[0].value).unwrap();
        let mut emptied = shed;
        emptied.insert(scope("resident/lin"));
        assert_eq!(read.emptied, emptied.into_iter().collect::<Vec<_>>());
        assert_eq!(read.cursor, feed(&[]).cursor);
    }
}

#[test]
fn the_reserve_is_given_up_where_the_store_has_it() {
    let room = taken(&full());
    let Giving { batch, after } = room.giving(Yield::Ballast, &full()).unwrap();
    let (table, key) = (Table::Meta, BALLAST.to_owned());
    assert_eq!(batch.writes, [Write::Delete { table, key }]);
    assert_eq!(batch.durability, Durability::Relaxed);
    assert_eq!(after.tightness(), Tightness::Reserve);
    let others = [
        row(Table::Meta, "who", "{}"),
        row(Table::Notes, BALLAST, "{}"),
    ];
    assert_eq!(room.giving(Yield::Ballast, &others), None);
}

#[test]
fn records_give_way_by_their_scope_and_what_was_written_never_does() {
    let room = taken(&full());
    for (what, gone, named) in [
        (Yield::Public, vec!["c/thing/public"], "[\"public\"]"),
        (
            Yield::Private,
            vec!["c/thing/public", "c/thing/home", "c/thing/desk"],
            "[\"public\",\"household/h\",\"desk\"]",
        ),
    ] {
        let Giving { batch, after } = room.giving(what, &full()).unwrap();
        assert_eq!(deleted(&batch), gone);
        let is_record = |write: &Write| match write {
            Write::Delete { table, .. } => *table == Table::Records,
            Write::Put { table, .. } => *table == Table::Meta,
        };
        assert!(batch.writes.iter().all(is_record));
        assert_eq!(put(&batch, "shed"), [named]);
        assert_eq!(put(&batch, "pulls"), ["8"], "whoever wrote on is told");
        assert_eq!(batch.guards[0].value.as_deref(), Some("7"));
        assert_eq!(next_count(&after), "9");
        let shed: Vec<Scope> = serde_json::from_str(named).unwrap();
        assert_eq!(after.shed, shed.into_iter().collect());
        let left: Vec<StoredRow> = full()
            .into_iter()
            .filter(|row| !gone.contains(&row.key.as_str()))
            .collect();
        assert_eq!(after.giving(what, &left), None, "there is no more of it");
        let back = after.giving(what, &full());
        assert_eq!(
            deleted(&back.unwrap().batch),
            gone,
            "written by another page"
        );
    }
    let nothing_yet = room.giving(Yield::Public, &[]).unwrap();
    assert_eq!(nothing_yet.after.shed, [Scope::Public].into());
}

#[test]
fn all_is_kept_again_once_there_is_room_for_the_reserve() {
    let mut rows = full();
    rows.push(row(Table::Meta, "shed", "[\"public\"]"));
    let room = Room::taken_from(&mut rows);
    let fresh = Fresh {
        device: Device([1; 16]),
        epoch: Epoch([1; 8]),
    };
    let (replica, _) = Replica::open(rows, fresh);
    let Giving { batch, after } = room.keeping_all(&replica).unwrap();
    assert_eq!(batch.durability, Durability::Strict);
    assert_eq!(deleted(&batch), ["shed"]);
    assert!(batch.writes.iter().all(is_of_meta), "{batch:?}");
    let kept: FeedRow = serde_json::from_str(put(&batch, "feed/c")[0]).unwrap();
    assert!(kept.emptied.contains(&Scope::Public), "it begins anew");
    assert_eq!(put(&batch, "pulls"), ["8"]);
    assert_eq!(after.tightness(), Tightness::Ample);
    assert_eq!(next_count(&after), "9");
    let mut without = room;
    without.has_ballast = false;
    assert_eq!(without.keeping_all(&replica), None);
    assert_eq!(after.keeping_all(&replica), None);
}

#[test]
fn a_reserve_takes_room_that_no_medium_presses_together_and_is_taken_once() {
    let mut seen = BTreeSet::new();
    for seed in [&[1_u8, 2, 3][..], &[1, 2, 4], &[2, 1, 3], &[]] {
        let Giving { batch, after } = Room::default().taking_back(seed).unwrap();
        assert_eq!(batch.durability, Durability::Relaxed);
        assert_eq!((batch.writes.len(), after.has_ballast), (1, true));
        assert!(batch.writes.iter().all(is_of_meta));
        assert_eq!(after.taking_back(seed), None);
        let text: String = serde_json::from_str(put(&batch, BALLAST)[0]).unwrap();
        assert!((262_000..=262_146).contains(&text.len()), "{}", text.len());
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(text.as_bytes()).unwrap();
        // Six bits a letter: three quarters is as small as anybody can make it.
        let packed = packed.finish().unwrap().len();
        assert!(packed > 196_000, "{packed} bytes of {seed:?}");
        assert!(seen.insert(text), "another seed, another reserve");
    }
}

#[test]
fn an_answer_leaves_out_what_the_store_does_without_and_nothing_else() {
    let mut shedding = full();
    shedding.push(row(Table::Meta, "shed", "[\"public\"]"));
    let mut batch = Batch::new(Durability::Relaxed);
    for row in full() {
        batch.put(row.table, row.key, row.value);
    }
    let whole = batch.clone();
    taken(&full()).lean(&mut batch);
    assert_eq!(batch, whole);
    taken(&shedding).lean(&mut batch);
    let mut lean = whole;
    lean.writes[3] = Write::Delete {
        table: Table::Records,
        key: "c/thing/public".to_owned(),
    };
    assert_eq!(batch, lean);
}

#[test]
fn what_is_counted_is_counted_once_and_beyond_all_that_was_heard_of() {
    let mut room = taken(&full());
    let mut batch = Batch::new(Durability::Relaxed);
    let other = Guard {
        key: "next_seq".to_owned(),
        value: None,
    };
    batch.guards.push(other.clone());
    batch.put(Table::Meta, "who", "{}".to_owned());
    let counts = |room: &Room, batch: &mut Batch| {
        room.count(batch);
        room.count(batch);
        assert_eq!(batch.guards[0], other);
        assert_eq!((batch.guards.len(), batch.writes.len()), (2, 2));
        assert_eq!(
            batch.writes.iter().filter(|write| is_count(write)).count(),
            1
        );
        let value = batch.guards[1].value.clone();
        (value, put(batch, "pulls")[0].to_owned())
    };
    let said = |from: &str, to: &str| (Some(from.to_owned()), to.to_owned());
    assert_eq!(counts(&room, &mut batch), said("7", "8"));
    room.counted();
    assert_eq!(counts(&room, &mut batch), said("8", "9"));
    room.count_beyond(20);
    room.count_beyond(11);
    assert_eq!(counts(&room, &mut batch), said("8", "21"));
    let mut next = taken(&full());
    next.heard_with(&room);
    assert_eq!(counts(&next, &mut batch), said("7", "21"));
    let empty = Room::default();
    assert_eq!(counts(&empty, &mut batch), (None, "1".to_owned()));
}
