//! Connections that are slow, idle, or too many.

use crate::refusals::{JSON, protest};
use crate::rig::{Folder, Rig, community};
use server::config::Settings;
use server::connections::Bounds;
use server::db::open;
use server::http::Front;
use server::load::gather;
use server::serve::{Start, assemble, listen};
use server::world::World;
use std::time::Duration;
use sync::wire::Protest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Far more than the server needs for anything here.
const PATIENCE: Duration = Duration::from_secs(20);
/// Far more than a bound that a test is to see reached.
const SILENCE: Duration = Duration::from_millis(800);
/// A bound that is reached while a test waits.
const SOON: Duration = Duration::from_millis(100);
const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: c\r\n\r\n";

/// A server held to bounds of its own.
async fn bounded(change: impl FnOnce(&mut Bounds)) -> Rig {
    let folder = Folder::new();
    let world = World::standing_at(server::config::moment("2026-03-20T10:00+08:00").unwrap());
    let db = open(&folder.path).unwrap();
    gather(&db, &world, &community(), (1, 1, 1)).unwrap();
    drop(db);
    let settings = Settings {
        data: Some(folder.path.clone()),
        listen: Some("127.0.0.1:0".parse().unwrap()),
        ..Settings::default()
    };
    let mut config = settings.settle(None).unwrap();
    change(&mut config.connections);
    let server = assemble(&config, world.clone(), Start::Empty).unwrap();
    let listener = listen(config.listen).await.unwrap();
    Rig::serving(folder, world, (server, listener))
}

/// A connection that has said this much.
async fn saying(rig: &Rig, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(rig.address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// What comes up to the end of the connection, which must come.
async fn heard_to_the_end(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let ended = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await;
    ended.expect("it was left open").unwrap();
    String::from_utf8(bytes).unwrap()
}

/// One answer, which must come.
async fn heard(stream: &mut TcpStream) -> String {
    let mut bytes = [0; 4_096];
    let came = timeout(PATIENCE, stream.read(&mut bytes)).await;
    let count = came.expect("no answer").unwrap();
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

/// Nothing comes, not even the end.
async fn is_silent(stream: &mut TcpStream) -> bool {
    let mut bytes = [0; 4_096];
    timeout(SILENCE, stream.read(&mut bytes)).await.is_err()
}

#[tokio::test]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let rig = bounded(|bounds| bounds.head_max = SOON).await;
    for said in [
        "",
        "GET /healthz HT",
        "GET /healthz HTTP/1.1\r\nhost: c\r\nx-",
    ] {
        let mut stream = saying(&rig, said).await;
        let heard = heard_to_the_end(&mut stream).await;
        assert!(!heard.contains(" 200 "), "{said}: {heard}");
    }
}

#[tokio::test]
async fn a_connection_that_was_answered_may_idle_for_a_while_and_no_longer() {
    let rig = bounded(|bounds| bounds.head_max = SOON).await;
    let mut stream = saying(&rig, HEALTH).await;
    let heard = heard_to_the_end(&mut stream).await;
    assert!(heard.starts_with("HTTP/1.1 200 "), "{heard}");

    let rig = bounded(|bounds| bounds.head_max = PATIENCE).await;
    let mut stream = saying(&rig, "").await;
    for _ in 0..2 {
        assert!(is_silent(&mut stream).await);
        stream.write_all(HEALTH.as_bytes()).await.unwrap();
        let heard = self::heard(&mut stream).await;
        assert!(heard.starts_with("HTTP/1.1 200 "), "{heard}");
    }
}

#[tokio::test]
async fn whoever_listens_for_nudges_is_not_cut_off() {
    let rig = bounded(|bounds| (bounds.head_max, bounds.body_max) = (SOON, SOON)).await;
    let ask = "GET /sync/v1/nudge?community=c HTTP/1.1\r\nhost: c\r\n\r\n";
    let mut stream = saying(&rig, ask).await;
    let mut opened = String::new();
    while !opened.contains("\r\n:\n\n") {
        opened.push_str(&heard(&mut stream).await);
    }
    // A beat may come; the end would be a read of nothing.
    let mut bytes = [0; 4_096];
    while let Ok(came) = timeout(SILENCE, stream.read(&mut bytes)).await {
        assert_ne!(came.unwrap(), 0, "it was cut off");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let rig = bounded(|bounds| bounds.body_max = SOON).await;
    for path in ["/sync/v1", "/session"] {
        let ask = format!("POST {path} HTTP/1.1\r\nhost: c\r\n{JSON}content-length: 99\r\n\r\n{{");
        let mut stream = saying(&rig, &ask).await;
        let heard = heard_to_the_end(&mut stream).await;
        assert!(heard.starts_with("HTTP/1.1 503 "), "{path}: {heard}");
        assert!(heard.contains("retry-after: 2\r\n"), "{path}: {heard}");
    }
    // Whose body is there is answered, and what no route reads is not waited for.
    let answer = rig.send("POST /sync/v1", JSON, b"{").await;
    assert_eq!(protest(&answer), Protest::Unreadable);
    let ask = "GET /healthz HTTP/1.1\r\nhost: c\r\ncontent-length: 99\r\n\r\n{";
    let heard = heard_to_the_end(&mut saying(&rig, ask).await).await;
    assert!(heard.starts_with("HTTP/1.1 200 "), "{heard}");
}

#[tokio::test]
async fn beyond_so_many_connections_the_next_waits_until_one_ends() {
    let rig = bounded(|bounds| bounds.connections_max = 2).await;
    let mut first = saying(&rig, HEALTH).await;
    let mut second = saying(&rig, HEALTH).await;
    for stream in [&mut first, &mut second] {
        assert!(heard(stream).await.contains(" 200 "));
    }
    let mut third = saying(&rig, HEALTH).await;
    assert!(is_silent(&mut third).await, "two are there");
    drop(first);
    assert!(heard(&mut third).await.contains(" 200 "));
    drop(third);
    // Ending waits for nobody who says nothing, and not for a free place.
    let full = saying(&rig, HEALTH).await;
    let ended = timeout(PATIENCE, rig.stop()).await;
    assert!(ended.is_ok(), "it did not end");
    drop((second, full));
}

#[test]
fn a_proxy_may_keep_its_connections_for_longer_than_anybody_else() {
    let (bare, proxied) = (
        Bounds::behind(Front::Nothing),
        Bounds::behind(Front::TlsProxy),
    );
    assert_eq!(bare.head_max, Duration::from_secs(15));
    assert_eq!(proxied.head_max, Duration::from_secs(150));
    assert!((1..=18_000).contains(&bare.connections_max));
}
