//! Member number and PIN, and the cookie that comes of them.

use crate::rig::{Folder, Rig, community, json};
use serde_json::{Value, json as value};
use server::db::{ensure_community, open};
use server::enrol::{Newcomer, Printed, enrol};
use server::load::Answer;
use server::world::World;
use std::time::Duration;

async fn rig() -> (Rig, Printed) {
    let folder = Folder::new();
    let world = World::standing_at(server::config::moment("2026-03-20T10:00+08:00").unwrap());
    let db = open(&folder.path).unwrap();
    let family = [Newcomer {
        name: "林秀兰".to_owned(),
        born: "1958-03-12".parse().unwrap(),
    }];
    ensure_community(&db, &world, &community()).unwrap();
    let card = enrol(&db, &world, (&community(), None), &family).unwrap();
    drop(db);
    (Rig::over(folder, world, None).await, card)
}

async fn sign_in(rig: &Rig, member: &str, pin: &str) -> Answer {
    let body = value!({ "member": member, "pin": pin }).to_string();
    let head = "content-type: application/json\r\n";
    rig.send("POST /session", head, body.as_bytes()).await
}

fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").unwrap();
    set.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_card_opens_a_session_that_script_cannot_read() {
    let (rig, card) = rig().await;
    let spaced = format!("{} {}", &card.number[..4], &card.number[4..]);
    let answer = sign_in(&rig, &spaced, &card.pin).await;
    let who: Value = json(&answer);
    assert_eq!(who["community"], "c");
    let set = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=15552000"] {
        assert!(set.contains(part), "{set}");
    }
    let head = format!("cookie: {}\r\n", cookie(&answer));
    let asked: Value = json(&rig.send("GET /session", &head, b"").await);
    assert_eq!(asked["signed_in"], who);
    let out = rig.send("DELETE /session", &head, b"").await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    let asked: Value = json(&rig.send("GET /session", &head, b"").await);
    assert_eq!(asked["signed_in"], Value::Null);
    assert_eq!(asked["home"], "c");
    assert_eq!(asked["communities"][0]["id"], "c");
}

#[tokio::test]
async fn the_database_holds_neither_pin_nor_token() {
    let (rig, card) = rig().await;
    let answer = sign_in(&rig, &card.number, &card.pin).await;
    let token = cookie(&answer).rsplit_once('.').unwrap().1.to_owned();
    let folder = rig.stop().await;
    let bytes = std::fs::read(server::db::file_in(&folder.path)).unwrap();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"argon2id$v=19$m=19456,t=2,p=1"));
    assert!(!holds(card.pin.as_bytes()) && !holds(token.as_bytes()));
}

#[tokio::test]
async fn an_unknown_number_and_a_wrong_pin_get_the_same_answer_after_the_same_work() {
    let (rig, card) = rig().await;
    let mut watches = [Duration::ZERO; 2];
    for round in 0..4 {
        for (at, (member, pin)) in [
            (card.number.clone(), "000000"),
            (format!("0000{round}"), "1"),
        ]
        .into_iter()
        .enumerate()
        {
            let watch = rig.world.stopwatch();
            let answer = sign_in(&rig, &member, pin).await;
            watches[at] += watch.elapsed();
            let stripped = answer.head.replace(answer.header("date").unwrap(), "");
            assert_eq!(answer.status, 401);
            assert_eq!(answer.text(), "{\"error\":\"signed_out\"}");
            assert!(!stripped.contains("set-cookie"));
        }
    }
    let (wrong, unknown) = (watches[0].as_secs_f64(), watches[1].as_secs_f64());
    let ratio = wrong / unknown;
    assert!(
        (0.4..2.5).contains(&ratio),
        "wrong {wrong} s, unknown {unknown} s"
    );
}

#[tokio::test]
async fn five_failures_make_an_account_wait_even_with_the_right_pin() {
    let (rig, card) = rig().await;
    for _ in 0..5 {
        assert_eq!(sign_in(&rig, &card.number, "000000").await.status, 401);
    }
    let answer = sign_in(&rig, &card.number, &card.pin).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("retry-after"), Some("30"));
    for _ in 0..5 {
        assert_eq!(sign_in(&rig, "12345678", "0").await.status, 401);
    }
    let unknown = sign_in(&rig, "12345678", "0").await;
    assert_eq!(
        (unknown.status, unknown.text()),
        (answer.status, answer.text())
    );
    rig.world.advance(Duration::from_secs(30));
    assert_eq!(sign_in(&rig, &card.number, &card.pin).await.status, 200);
}

#[tokio::test]
async fn a_flood_of_attempts_is_turned_away_at_once() {
    let (rig, _card) = rig().await;
    let mut tasks = tokio::task::JoinSet::new();
    for at in 0..50 {
        let (address, world) = (rig.address, rig.world.clone());
        tasks.spawn(async move {
            let mut client = server::load::Client::connect(address).await.unwrap();
            let body = value!({ "member": format!("{at:08}"), "pin": "0" }).to_string();
            let head = "content-type: application/json\r\n";
            let watch = world.stopwatch();
            let answer = client.send("POST /session", head, body.as_bytes()).await;
            (answer.unwrap().status, watch.elapsed())
        });
    }
    let answers = tasks.join_all().await;
    let turned_away = answers.iter().filter(|(status, _)| *status == 429).count();
    let checked = answers.iter().filter(|(status, _)| *status == 401).count();
    assert_eq!(turned_away + checked, 50, "{answers:?}");
    assert!(turned_away >= 20, "only {turned_away} were turned away");
    // Health is answered while PINs are being checked.
    assert_eq!(rig.send("GET /healthz", "", b"").await.status, 200);
}

#[tokio::test]
async fn a_session_that_ended_is_thrown_away_and_no_other() {
    let rig = Rig::with_crowd((1, 1, 3)).await;
    let world = rig.world.clone();
    let day = Duration::from_hours(24);
    world.advance(day * 179);
    let living = rig.phones[0].clone();
    let answer = rig.exchange(&living, &living.pull()).await;
    assert_eq!(answer.status, 200, "this one is used once more");
    let folder = rig.stop().await;
    world.advance(day);
    let rig = Rig::over(folder, world, None).await;
    for _ in 0..1_000 {
        if rig.count("sessions") == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(rig.count("sessions"), 1);
    let head = format!("cookie: session={}\r\n", living.cookie);
    let who: Value = json(&rig.send("GET /session", &head, b"").await);
    assert_eq!(who["signed_in"]["resident"], "r0");
    rig.stop().await;
}
