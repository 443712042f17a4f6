//! A server on a port of its own over a folder of its own, and the phones of a crowd.

use rules::Key;
use rules::id::{CommunityId, SessionId};
use rules::record::Record;
use rusqlite::Connection;
use serde::Deserialize;
use server::config::Settings;
use server::db::{SqliteDepot, open, open_to_read};
use server::load::{Answer, Client, Phone, gather};
use server::serve::{Server, Start, assemble, listen};
use server::world::World;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use sync::depot::Depot;
use sync::wire::{Request, Response};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A data folder that goes when the test does.
pub struct Folder {
    pub path: PathBuf,
}

impl Folder {
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("cuobian-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self { path }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed is the machine's business, not the test's.
        drop(std::fs::remove_dir_all(&self.path));
    }
}

/// A server that runs.
pub struct Rig {
    pub folder: Folder,
    pub world: World,
    pub address: SocketAddr,
    pub sessions: Vec<SessionId>,
    pub phones: Vec<Phone>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

pub fn community() -> CommunityId {
    "c".parse().unwrap()
}

impl Rig {
    /// A server with so many sessions of so many seats, and so many residents signed in.
    pub async fn with_crowd(shape: (usize, u32, usize)) -> Self {
        let folder = Folder::new();
        let world = World::standing_at(server::config::moment("2026-03-20T10:00+08:00").unwrap());
        let db = open(&folder.path).unwrap();
        let (sessions, phones) = gather(&db, &world, &community(), shape).unwrap();
        drop(db);
        let mut rig = Self::over(folder, world, None).await;
        rig.sessions = sessions;
        rig.phones = phones;
        rig
    }

    /// A server over a folder that is there.
    pub async fn over(folder: Folder, world: World, dist: Option<&Path>) -> Self {
        let settings = Settings {
            data: Some(folder.path.clone()),
            dist: dist.map(Path::to_owned),
            listen: Some("127.0.0.1:0".parse().unwrap()),
            ..Settings::default()
        };
        let config = settings.settle(None).unwrap();
        let server = assemble(&config, world.clone(), Start::Empty).unwrap();
        let listener = listen(config.listen).await.unwrap();
        Self::serving(folder, world, (server, listener))
    }

    /// A server that is put together already.
    pub fn serving(folder: Folder, world: World, made: (Server, TcpListener)) -> Self {
        let (server, listener) = made;
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let ends = async move { drop(stopped.await) };
            server.run(listener, ends).await.unwrap();
        });
        Self {
            folder,
            world,
            address,
            sessions: Vec::new(),
            phones: Vec::new(),
            stop: Some(stop),
            task,
        }
    }

    pub async fn client(&self) -> Client {
        Client::connect(self.address).await.unwrap()
    }

    /// One exchange on a connection of its own, with the phone's cookie.
    pub async fn exchange(&self, phone: &Phone, request: &Request) -> Answer {
        let mut client = self.client().await;
        client.exchange(&phone.cookie, request).await.unwrap()
    }

    pub async fn send(&self, what: &str, head: &str, body: &[u8]) -> Answer {
        self.client().await.send(what, head, body).await.unwrap()
    }

    /// What a table holds: to show that nothing was consumed.
    pub fn count(&self, table: &str) -> i64 {
        let db = open_to_read(&self.folder.path).unwrap();
        let sql = format!("SELECT count(*) FROM {table}");
        db.query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    pub fn record(&self, key: &Key) -> Option<Record> {
        record(&open_to_read(&self.folder.path).unwrap(), key)
    }

    pub async fn stop(mut self) -> Folder {
        drop(self.stop.take());
        self.task.await.unwrap();
        self.folder
    }
}

pub fn record(db: &Connection, key: &Key) -> Option<Record> {
    let mut depot = SqliteDepot::new(db, community());
    depot.row(key).unwrap().and_then(|row| row.record)
}

pub fn json<'a, T: Deserialize<'a>>(answer: &'a Answer) -> T {
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

pub fn response(answer: &Answer) -> Response {
    json(answer)
}
