//! A disk that is full: a clear answer that says when to come back, nothing lost, and it goes on
//! when there is room again.

use crate::process::{done, start, start_with};
use crate::rig::{Folder, community, response};
use server::db::{Books, DbError, Writer, ensure_community, open};
use server::load::{Client, Phone, gather};
use server::metrics::Metrics;
use server::world::World;
use std::sync::Arc;
use sync::Outcome;
use sync::wire::Request;

const SESSIONS: usize = 400;

/// Pushes until the server has no room; what was taken, and the request that was not.
async fn fill(client: &mut Client, phone: &mut Phone, sessions: &[rules::id::SessionId]) -> Full {
    let mut taken = Vec::new();
    for session in sessions {
        let mut request = phone.register(session).unwrap();
        request.feeds.clear();
        let answer = client.exchange(&phone.cookie, &request).await.unwrap();
        if answer.status == 200 {
            let outcome = response(&answer).outcomes.remove(0).outcome;
            assert_eq!(outcome, Outcome::Accepted);
            taken.push(request);
            continue;
        }
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert_eq!(answer.header("retry-after"), Some("60"));
        assert_eq!(answer.text(), "{\"error\":\"busy\"}");
        return Full {
            taken,
            left: request,
        };
    }
    panic!("{SESSIONS} registrations fit");
}

struct Full {
    taken: Vec<Request>,
    left: Request,
}

#[tokio::test]
async fn a_full_disk_refuses_for_a_while_and_loses_nothing() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let (sessions, mut phones) =
        gather(&db, &World::real(), &community(), (SESSIONS, 9, 2)).unwrap();
    let pages: u32 = db
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    drop(db);
    let room = (pages + 12).to_string();
    let (process, address) = start_with(&folder.path, &["--pages-max", &room]);
    let mut client = Client::connect(address).await.unwrap();
    let mut phone = phones.remove(0);
    let Full { taken, left } = fill(&mut client, &mut phone, &sessions).await;
    assert!(taken.len() > 10, "{}", taken.len());
    // Reading goes on, and a settled intent is still answered.
    let pulled = client.exchange(&phone.cookie, &phone.pull()).await.unwrap();
    assert_eq!(pulled.status, 200);
    let metrics = client.send("GET /metrics", "", b"").await.unwrap().text();
    assert!(!metrics.contains("status=\"500\""), "{metrics}");
    drop(process);
    done(&["verify"], &folder.path);

    let (process, address) = start(&folder.path);
    let mut client = Client::connect(address).await.unwrap();
    for request in taken.iter().chain([&left]) {
        let answer = client.exchange(&phone.cookie, request).await.unwrap();
        let outcome = response(&answer).outcomes.remove(0).outcome;
        assert_eq!(outcome, Outcome::Accepted);
    }
    drop(process);
    done(&["verify"], &folder.path);
    let db = open(&folder.path).unwrap();
    let verdicts: i64 = db
        .query_row("SELECT count(*) FROM verdicts", [], |row| row.get(0))
        .unwrap();
    assert_eq!(usize::try_from(verdicts).unwrap(), taken.len() + 1);
}

#[tokio::test]
async fn the_writer_goes_on_when_there_is_room_again() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let world = World::real();
    let (writer, thread) = Writer::start(db, world.clone(), Arc::new(Metrics::default())).unwrap();
    let limit = |pages: u32| {
        let writer = writer.clone();
        async move {
            let set = move |books: &mut Books<'_>| {
                books.db().pragma_update(None, "max_page_count", pages)?;
                Ok(())
            };
            writer.run(set).await.unwrap();
        }
    };
    let put = |number: u32| {
        let (writer, world) = (writer.clone(), world.clone());
        async move {
            let name = format!("community-{number}").parse().unwrap();
            writer
                .run(move |books| ensure_community(books.db(), &world, &name))
                .await
        }
    };
    limit(1).await;
    let mut kept = 0;
    let failed = loop {
        match put(kept).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(failed, DbError::Full), "{failed:?}");
    assert!(matches!(put(kept).await, Err(DbError::Full)));
    limit(1_000_000).await;
    put(kept).await.unwrap();
    drop(writer);
    thread.join().unwrap();
    let db = open(&folder.path).unwrap();
    let found = server::db::communities(&db).unwrap().len();
    assert_eq!(u32::try_from(found).unwrap(), kept + 1);
}

/// By command: mount a tmpfs of 6 MB, name it in `CUOBIAN_SMALL_DISK`, and run this with
/// `--ignored`. The disk is really full, and the same process goes on when there is room again.
#[tokio::test]
#[ignore = "needs a small disk, named in CUOBIAN_SMALL_DISK"]
async fn a_disk_that_is_really_full_is_lived_through() {
    let disk = std::path::PathBuf::from(std::env::var_os("CUOBIAN_SMALL_DISK").unwrap());
    let data = disk.join("data");
    let db = open(&data).unwrap();
    let (sessions, mut phones) =
        gather(&db, &World::real(), &community(), (SESSIONS, 9, 2)).unwrap();
    drop(db);
    let ballast = disk.join("ballast");
    let mut bytes = vec![0; 8 * 1024 * 1024];
    while std::fs::write(&ballast, &bytes).is_err() {
        bytes.truncate(bytes.len() - 64 * 1024);
    }
    // Room to start in, and for some registrations.
    bytes.truncate(bytes.len() - 512 * 1024);
    std::fs::write(&ballast, &bytes).unwrap();
    let (process, address) = start(&data);
    let mut client = Client::connect(address).await.unwrap();
    let mut phone = phones.remove(0);
    let Full { taken, left } = fill(&mut client, &mut phone, &sessions).await;
    let pulled = client.exchange(&phone.cookie, &phone.pull()).await.unwrap();
    assert_eq!(pulled.status, 200, "reading goes on");
    std::fs::remove_file(&ballast).unwrap();
    for request in taken.iter().chain([&left]) {
        let answer = client.exchange(&phone.cookie, request).await.unwrap();
        let outcome = response(&answer).outcomes.remove(0).outcome;
        assert_eq!(outcome, Outcome::Accepted, "after {} before", taken.len());
    }
    drop(process);
    done(&["verify"], &data);
}
