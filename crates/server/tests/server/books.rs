//! What the writer keeps in memory between its commits: never more than what is on disk.

use crate::rig::Folder;
use rules::community::Community;
use rules::id::CommunityId;
use rules::publish::Item;
use rules::time::Offset;
use rules::words::Words;
use rules::{Key, Record, Scope};
use server::db::{Books, DbError, Writer, ensure_community, open};
use server::metrics::Metrics;
use server::publish::publish;
use server::world::World;
use std::sync::Arc;
use sync::depot::{Depot, Row};

fn community() -> CommunityId {
    "c".parse().unwrap()
}

fn named(name: &str) -> Record {
    let words = Words::new(name, "");
    Record::Community(Community::new(words.clone(), words, Offset(480)))
}

fn item(name: &str) -> Vec<Item> {
    let (key, record) = (Key::Community, named(name));
    vec![Item { key, record }]
}

/// Reads the community's record as the writer sees it.
async fn seen(writer: &Writer) -> Option<Record> {
    let read = |books: &mut Books<'_>| books.of(&community()).row(&Key::Community);
    writer.run(read).await.unwrap().and_then(|row| row.record)
}

/// Writes the community's record under the next revision, and then does as told.
async fn call_it(
    writer: &Writer,
    name: &'static str,
    then: fn() -> Result<(), DbError>,
) -> Result<(), DbError> {
    let write = move |books: &mut Books<'_>| {
        let mut depot = books.of(&community());
        let mut head = depot.head()?;
        head.rev += 1;
        let row = Row {
            rev: head.rev,
            scope: Scope::Public,
            record: Some(named(name)),
        };
        depot.set_row(&Key::Community, &row)?;
        depot.set_head(&head)?;
        then()
    };
    writer.run(write).await
}

#[tokio::test]
async fn what_somebody_else_wrote_is_read_anew() {
    let folder = Folder::new();
    let world = World::real();
    let db = open(&folder.path).unwrap();
    publish(&db, &world, &community(), item("before")).unwrap();
    let (writer, thread) = Writer::start(db, world.clone(), Arc::new(Metrics::default())).unwrap();
    assert_eq!(seen(&writer).await, Some(named("before")));
    // An import, a command beside the server: another connection.
    let beside = open(&folder.path).unwrap();
    publish(&beside, &world, &community(), item("after")).unwrap();
    assert_eq!(seen(&writer).await, Some(named("after")));
    call_it(&writer, "later", || Ok(())).await.unwrap();
    drop(writer);
    thread.join().unwrap();
    let revs = "SELECT (SELECT rev FROM communities), (SELECT rev FROM records)";
    let revs: (i64, i64) = beside
        .query_row(revs, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(revs, (3, 3), "no revision is given out twice");
}

#[tokio::test]
async fn what_a_job_wrote_that_failed_is_neither_kept_nor_written() {
    let folder = Folder::new();
    let world = World::real();
    let db = open(&folder.path).unwrap();
    publish(&db, &world, &community(), item("before")).unwrap();
    let (writer, thread) = Writer::start(db, world, Arc::new(Metrics::default())).unwrap();
    let (failed, panicked, done) = tokio::join!(
        call_it(&writer, "failed", || Err(DbError::Full)),
        call_it(&writer, "panicked", || panic!("on purpose")),
        call_it(&writer, "done", || Ok(())),
    );
    assert!(matches!(failed, Err(DbError::Full)));
    assert!(matches!(panicked, Err(DbError::Panicked)));
    done.unwrap();
    let failed = call_it(&writer, "failed again", || Err(DbError::Full)).await;
    assert!(matches!(failed, Err(DbError::Full)));
    assert_eq!(seen(&writer).await, Some(named("done")));
    drop(writer);
    thread.join().unwrap();
    let db = open(&folder.path).unwrap();
    let rev: i64 = db
        .query_row("SELECT rev FROM communities", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rev, 2, "what failed has no revision");
}

#[tokio::test]
async fn an_answer_is_read_in_the_transaction_that_wrote_and_fails_with_it() {
    let folder = Folder::new();
    let world = World::real();
    let db = open(&folder.path).unwrap();
    ensure_community(&db, &world, &community()).unwrap();
    let (writer, thread) = Writer::start(db, world, Arc::new(Metrics::default())).unwrap();
    let count = |books: &mut Books<'_>| {
        let rows = "SELECT count(*) FROM records WHERE data LIKE '%told%'";
        Ok(books.db().query_row(rows, [], |row| row.get::<_, i64>(0))?)
    };
    let write = |books: &mut Books<'_>| {
        let row = Row {
            rev: 1,
            scope: Scope::Public,
            record: Some(named("told")),
        };
        books.of(&community()).set_row(&Key::Community, &row)
    };
    let failed = writer.run_and_read(write, |_, ()| Err::<i64, _>(DbError::Full));
    assert!(matches!(failed.await, Err(DbError::Full)));
    assert_eq!(writer.run(count).await.unwrap(), 0, "it was undone");
    let told = writer
        .run_and_read(write, move |books, ()| count(books))
        .await;
    assert_eq!(
        told.unwrap(),
        1,
        "nothing waits to be written when it is read"
    );
    drop(writer);
    thread.join().unwrap();
}
