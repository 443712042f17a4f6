//! Private calendar addresses: whose household they show, how they end, and where they must not be.

use super::{JSON, get, register, values};
use crate::process::start_logging;
use crate::rig::{Folder, Rig, community, json, record};
use rules::Key;
use rules::publish::Item;
use rules::record::Record;
use serde_json::Value;
use server::db::cards::{self, open_session};
use server::db::open;
use server::load::{Answer, Client, Phone, gather};
use server::publish::publish;
use server::sessions::Token;
use server::world::World;
use std::time::Duration;

/// A private address: its path.
async fn make(rig: &Rig, phone: &Phone) -> String {
    let head = format!("{JSON}cookie: session={}\r\n", phone.cookie);
    let made: Value = json(&rig.send("POST /calendar/private", &head, b"{}").await);
    made["path"].as_str().unwrap().to_owned()
}

async fn of_phone(rig: &Rig, what: &str, phone: &Phone) -> Answer {
    let head = format!("{JSON}cookie: session={}\r\n", phone.cookie);
    rig.send(what, &head, b"").await
}

#[tokio::test]
async fn a_private_address_shows_ones_own_household_and_nobodys_name() {
    let rig = Rig::with_crowd((2, 10, 2)).await;
    register(&rig, 0, 0).await;
    register(&rig, 1, 1).await;
    let path = make(&rig, &rig.phones[0]).await;
    let answer = get(&rig, &path, "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    assert_eq!(answer.header("set-cookie"), None);
    let text = answer.text();
    assert_eq!(
        values(&text, "UID"),
        ["s0@c.cuobian"],
        "another household's was shown"
    );
    assert_eq!(values(&text, "DESCRIPTION")[1], "已报名：1 人");
    assert_eq!(values(&text, "TRIGGER"), ["-P1D", "-PT1H"]);
    assert_eq!(values(&text, "SOURCE"), Vec::<&str>::new());
    for theirs in ["居民", "r0", "r1", "h0", "h1", "s1"] {
        assert!(!text.contains(theirs), "{theirs} stands in {text}");
    }
    let known = format!("if-none-match: {}\r\n", answer.header("etag").unwrap());
    assert_eq!(get(&rig, &path, &known).await.status, 304);
}

#[tokio::test]
async fn who_moves_to_another_household_sees_that_one_and_no_longer_the_old() {
    let rig = Rig::with_crowd((2, 10, 2)).await;
    register(&rig, 0, 0).await;
    register(&rig, 1, 1).await;
    let path = make(&rig, &rig.phones[0]).await;
    let db = open(&rig.folder.path).unwrap();
    let key = Key::Resident(rig.phones[0].member.resident.clone());
    let Some(Record::Resident(mut resident)) = record(&db, &key) else {
        panic!("nobody is there");
    };
    resident.household = rig.phones[1].member.household.clone().unwrap();
    let record = Record::Resident(resident);
    publish(&db, &rig.world, &community(), vec![Item { key, record }]).unwrap();
    let text = get(&rig, &path, "").await.text();
    assert_eq!(values(&text, "UID"), ["s1@c.cuobian"], "{text}");
}

#[tokio::test]
async fn an_address_is_told_once_and_a_new_one_or_none_ends_it_at_once() {
    let rig = Rig::with_crowd((1, 10, 1)).await;
    let phone = &rig.phones[0];
    let standing: Value = json(&of_phone(&rig, "GET /calendar/private", phone).await);
    assert_eq!(standing, serde_json::json!({ "made_at": null }));
    let first = make(&rig, phone).await;
    let shown = of_phone(&rig, "GET /calendar/private", phone).await;
    assert!(
        shown.text().contains("\"made_at\":1773"),
        "{}",
        shown.text()
    );
    assert!(
        !shown.text().contains("path"),
        "an address can be asked for again"
    );
    let second = make(&rig, phone).await;
    assert_ne!(first, second);
    assert_eq!(get(&rig, &first, "").await.status, 404);
    assert_eq!(get(&rig, &second, "").await.status, 200);
    assert_eq!(
        of_phone(&rig, "DELETE /calendar/private", phone)
            .await
            .status,
        204
    );
    assert_eq!(get(&rig, &second, "").await.status, 404);
    assert_eq!(
        of_phone(&rig, "DELETE /calendar/private", phone)
            .await
            .status,
        204
    );
    assert_eq!(rig.count("calendars"), 0);
}

#[tokio::test]
async fn nobody_makes_sees_or_ends_an_address_without_a_session_or_from_another_site() {
    let rig = Rig::with_crowd((1, 10, 1)).await;
    let path = make(&rig, &rig.phones[0]).await;
    for what in ["GET", "POST", "DELETE"] {
        for cookie in ["", "cookie: session=nonsense\r\n"] {
            let head = format!("{JSON}{cookie}");
            let answer = rig
                .send(&format!("{what} /calendar/private"), &head, b"")
                .await;
            assert_eq!(answer.status, 401, "{what}");
        }
    }
    let cookie = format!("{JSON}cookie: session={}\r\n", rig.phones[0].cookie);
    let foreign = format!("{cookie}sec-fetch-site: cross-site\r\n");
    for what in ["POST", "DELETE"] {
        let answer = rig
            .send(&format!("{what} /calendar/private"), &foreign, b"")
            .await;
        assert_eq!(answer.status, 403, "{what}");
    }
    assert_eq!(get(&rig, &path, "").await.status, 200);
    // Staff have a session and no household.
    let db = open(&rig.folder.path).unwrap();
    let token = Token::fresh(&rig.world, community()).unwrap();
    let mut member = rig.phones[0].member.clone();
    (member.resident, member.household) = ("s".parse().unwrap(), None);
    let seen_at = rig.world.now();
    open_session(&db, &token.hash(), &cards::Session { member, seen_at }).unwrap();
    let head = format!("{JSON}cookie: session={}\r\n", token.write());
    for what in ["GET", "POST", "DELETE"] {
        let answer = rig
            .send(&format!("{what} /calendar/private"), &head, b"")
            .await;
        assert_eq!(answer.status, 403, "{what}");
    }
    assert_eq!(rig.count("calendars"), 1);
}

#[tokio::test]
async fn whoever_asks_too_often_or_guesses_must_wait() {
    let rig = Rig::with_crowd((1, 10, 1)).await;
    let path = make(&rig, &rig.phones[0]).await;
    for _ in 0..5 {
        assert_eq!(get(&rig, &path, "").await.status, 200);
    }
    let answer = get(&rig, &path, "").await;
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (429, Some("30"))
    );
    rig.world.advance(Duration::from_secs(30));
    assert_eq!(get(&rig, &path, "").await.status, 200);
    // Whoever asks four times an hour never waits.
    for _ in 0..20 {
        rig.world.advance(Duration::from_mins(15));
        assert_eq!(get(&rig, &path, "").await.status, 200);
    }
    for at in 0..60 {
        let guess = format!("/calendar/private/{at:032x}.ics");
        assert_eq!(get(&rig, &guess, "").await.status, 404);
    }
    let guess = format!("/calendar/private/{:032x}.ics", 60);
    assert_eq!(get(&rig, &guess, "").await.status, 429);
    // Signing in from there is another matter, and so is what is public.
    let typed = br#"{"member":"1","pin":"1"}"#;
    assert_eq!(rig.send("POST /session", JSON, typed).await.status, 401);
    assert_eq!(get(&rig, "/calendar/c.ics", "").await.status, 200);
    // Five new addresses at once are free, too.
    for _ in 0..5 {
        make(&rig, &rig.phones[0]).await;
    }
    assert_eq!(
        of_phone(&rig, "POST /calendar/private", &rig.phones[0])
            .await
            .status,
        429
    );
}

#[tokio::test]
async fn an_address_is_in_no_log_no_count_and_not_in_the_database() {
    let folder = Folder::new();
    let world = World::real();
    let db = open(&folder.path).unwrap();
    let (_, phones) = gather(&db, &world, &community(), (1, 5, 1)).unwrap();
    drop(db);
    let (process, address) = start_logging(&folder.path);
    let mut client = Client::connect(address).await.unwrap();
    let head = format!("{JSON}cookie: session={}\r\n", phones[0].cookie);
    let made = client
        .send("POST /calendar/private", &head, b"{}")
        .await
        .unwrap();
    let made: Value = json(&made);
    let path = made["path"].as_str().unwrap();
    let secret = path.rsplit('/').next().unwrap().trim_end_matches(".ics");
    assert_eq!(secret.len(), 32);
    for (path, status) in [
        (path.to_owned(), 200),
        (format!("{path}?lang=en"), 200),
        (format!("{path}x"), 404),
        (format!("/calendar/private/{secret}"), 404),
    ] {
        let answer = client.send(&format!("GET {path}"), "", b"").await.unwrap();
        assert_eq!(answer.status, status);
    }
    let counted = client.send("GET /metrics", "", b"").await.unwrap().text();
    assert!(
        counted.contains("route=\"calendar_own\",status=\"200\"} 2"),
        "{counted}"
    );
    assert!(!counted.contains(secret));
    let said = process.ended();
    assert!(said.contains("calendar_own"), "nothing was logged: {said}");
    assert!(!said.contains(secret), "a secret was logged");
    assert!(!said.contains("/calendar/"), "an address was logged");
    let bytes = std::fs::read(server::db::file_in(&folder.path)).unwrap();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let raw: Vec<u8> = (0..16)
        .map(|at| u8::from_str_radix(&secret[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    assert!(!holds(secret.as_bytes()) && !holds(&raw));
}
