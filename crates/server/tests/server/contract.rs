//! The embedded database keeps the depot's contract, and what is SQLite's own besides.

use crate::rig::Folder;
use rules::registration::Seats;
use rules::{Key, Record, Scope};
use server::db::proof::{Proof, prove};
use server::db::{DbError, SqliteDepot, Writer, ensure_community, open};
use server::load::{gather, session_item};
use server::metrics::Metrics;
use server::world::World;
use std::sync::Arc;
use sync::depot::{Depot, Row};

/// Runs a promise on a fresh database.
macro_rules! promises {
    ($($promise:ident),* $(,)?) => {$(
        #[test]
        fn $promise() {
            let folder = Folder::new();
            let db = open(&folder.path).unwrap();
            let community = "c".parse().unwrap();
            ensure_community(&db, &World::real(), &community).unwrap();
            let transaction = db.unchecked_transaction().unwrap();
            sync::contract::$promise(&mut SqliteDepot::new(&transaction, community));
            transaction.commit().unwrap();
        }
    )*};
}

promises!(a_line_is_written_once);
sync::depot_promises!(promises);

#[test]
fn sql_itself_refuses_a_seat_that_is_not_there() {
    let folder = Folder::new();
    let world = World::real();
    let db = open(&folder.path).unwrap();
    let community = "c".parse().unwrap();
    gather(&db, &world, &community, (1, 2, 1)).unwrap();
    let mut depot = SqliteDepot::new(&db, community);
    let mut take = |rev, taken| {
        let seats = Seats {
            taken,
            ..Seats::default()
        };
        let row = Row {
            rev,
            scope: Scope::Public,
            record: Some(Record::Seats(seats)),
        };
        depot.set_row(&Key::Seats("s0".parse().unwrap()), &row)
    };
    assert!(take(101, 3).is_err(), "three of two seats, at first");
    take(102, 2).unwrap();
    assert!(take(103, 3).is_err(), "three of two seats, later");
    // A session cut below what is taken keeps its people.
    let cut = session_item(&world, &"s0".parse().unwrap(), 1).unwrap();
    let row = Row {
        rev: 104,
        scope: Scope::Public,
        record: Some(cut.record),
    };
    let mut depot = SqliteDepot::new(&db, "c".parse().unwrap());
    depot.set_row(&cut.key, &row).unwrap();
    let seats = Record::Seats(Seats {
        taken: 2,
        head: 1,
        tail: 1,
        ..Seats::default()
    });
    let row = Row {
        rev: 105,
        scope: Scope::Public,
        record: Some(seats),
    };
    depot
        .set_row(&Key::Seats("s0".parse().unwrap()), &row)
        .unwrap();
}

#[test]
fn an_altered_line_is_found_and_named() {
    let folder = Folder::new();
    let world = World::real();
    let db = open(&folder.path).unwrap();
    let community = "c".parse().unwrap();
    gather(&db, &world, &community, (3, 5, 600)).unwrap();
    let Proof::Sound { lines, .. } = prove(&db, &community).unwrap() else {
        panic!("a fresh journal is not sound");
    };
    assert!(lines >= 3, "{lines}");
    assert!(
        db.execute("UPDATE journal SET text = '{}' WHERE line = 2", [])
            .is_err(),
        "the journal can be altered by an ordinary statement"
    );
    assert!(
        db.execute("DELETE FROM journal WHERE line = 2", [])
            .is_err()
    );
    // Whoever holds the file can do anything; but not unseen.
    db.execute_batch(
        "DROP TRIGGER journal_is_not_changed;
         UPDATE journal SET text = replace(text, '1960-01-01', '1961-01-01') WHERE line = 2;",
    )
    .unwrap();
    assert_eq!(prove(&db, &community).unwrap(), Proof::Broken { line: 2 });
}

#[test]
fn a_journal_cut_at_its_end_is_found() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let community = "c".parse().unwrap();
    gather(&db, &World::real(), &community, (3, 5, 600)).unwrap();
    db.execute_batch(
        "DROP TRIGGER journal_is_not_shortened;
         DELETE FROM journal WHERE line = (SELECT max(line) FROM journal);",
    )
    .unwrap();
    assert!(matches!(
        prove(&db, &community).unwrap(),
        Proof::Broken { .. }
    ));
}

#[tokio::test]
async fn a_job_that_fails_or_panics_is_undone_alone() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let world = World::real();
    let (writer, thread) = Writer::start(db, world.clone(), Arc::new(Metrics::default())).unwrap();
    let put = |name: &'static str, then: fn() -> Result<(), DbError>| {
        let (writer, world) = (writer.clone(), world.clone());
        async move {
            writer
                .run(move |books| {
                    let db = books.db();
                    ensure_community(db, &world, &name.parse().unwrap())?;
                    db.execute("UPDATE communities SET rev = rev + 1", [])?;
                    then()
                })
                .await
        }
    };
    let (kept, failed, panicked, kept_too) = tokio::join!(
        put("kept", || Ok(())),
        put("failed", || Err(DbError::UnknownCommunity)),
        put("panicked", || panic!("on purpose")),
        put("kept-too", || Ok(())),
    );
    kept.unwrap();
    kept_too.unwrap();
    assert!(matches!(failed, Err(DbError::UnknownCommunity)));
    assert!(matches!(panicked, Err(DbError::Panicked)));
    drop(writer);
    thread.join().unwrap();
    let db = open(&folder.path).unwrap();
    let found = server::db::communities(&db).unwrap();
    let names: Vec<_> = found.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(names, ["kept", "kept-too"]);
    // Each of the two was done once, whatever had to be done again.
    let revs = "SELECT group_concat(rev) FROM communities ORDER BY community";
    let revs: String = db.query_row(revs, [], |row| row.get(0)).unwrap();
    assert_eq!(revs, "2,1");
}

#[test]
fn a_database_of_a_newer_build_is_left_alone() {
    let folder = Folder::new();
    open(&folder.path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    assert!(matches!(
        open(&folder.path),
        Err(DbError::Newer {
            found: 99,
            known: 9
        })
    ));
}
