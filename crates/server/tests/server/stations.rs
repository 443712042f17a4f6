//! Stations: enrolled by a code that is good once, known by a cookie, and nothing else.

use crate::process::{done, refused};
use crate::rig::{Folder, Rig, community, json, response};
use rules::community::{Place, PlaceKind};
use rules::publish::Item;
use rules::registration::{RegistrationState, WhenFull};
use rules::session::Session;
use rules::session::quota::{Counted, Quota};
use rules::words::Words;
use rules::{Intent, Key, Origin, Record, Refusal};
use serde_json::{Value, json as value};
use server::db::open;
use server::load::{Answer, gather};
use server::publish::publish;
use server::stations::{StationError, add, list, revoke};
use server::world::World;
use std::time::Duration;
use sync::outcome::Outcome;

const JSON: &str = "content-type: application/json\r\n";
const HALL: &str = "活动中心";

fn hall() -> Item {
    let place = Place {
        name: Words::new(HALL, "Centre"),
        kind: PlaceKind::Venue,
        within: None,
        address: Words::default(),
        aid: String::new(),
        at: None,
    };
    Item {
        key: Key::Place("hall".parse().unwrap()),
        record: Record::Place(place),
    }
}

/// A server with one session of ten seats, so many of them for phones, and some residents.
async fn rig(by_phone: u32) -> Rig {
    let folder = Folder::new();
    let world = World::standing_at(server::config::moment("2026-03-20T10:00+08:00").unwrap());
    let db = open(&folder.path).unwrap();
    let (sessions, phones) = gather(&db, &world, &community(), (1, 10, 6)).unwrap();
    let key = Key::Session(sessions[0].clone());
    let Some(Record::Session(session)) = crate::rig::record(&db, &key) else {
        panic!("no session");
    };
    let quota = Quota {
        name: Words::new("从自己手机报名的", ""),
        of: Counted::ByOwnDevice,
        seats: by_phone,
    };
    let session = Session {
        quotas: vec![quota],
        ..session
    };
    let record = Record::Session(session);
    publish(
        &db,
        &world,
        &community(),
        vec![hall(), Item { key, record }],
    )
    .unwrap();
    drop(db);
    let mut rig = Rig::over(folder, world, None).await;
    rig.sessions = sessions;
    rig.phones = phones;
    rig
}

/// A code for the station of this name, as the command makes it.
fn code(rig: &Rig, name: &str) -> String {
    let db = open(&rig.folder.path).unwrap();
    add(&db, (&rig.world, &community()), name, HALL).unwrap()
}

async fn type_in(rig: &Rig, code: &str) -> Answer {
    let body = value!({ "code": code }).to_string();
    rig.send("POST /station", JSON, body.as_bytes()).await
}

fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn enrolled(rig: &Rig, name: &str) -> String {
    let answer = type_in(rig, &code(rig, name)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    cookie(&answer)
}

/// Somebody asks for a seat, under this number, with this cookie beside their own: the outcome, and as
/// what the server says they ask.
async fn asks(rig: &Rig, (at, seq): (usize, u64), beside: &str) -> (Outcome, Origin) {
    let phone = &rig.phones[at];
    let intent = Intent::Register {
        session: rig.sessions[0].clone(),
        members: vec![phone.member.resident.clone()],
        when_full: WhenFull::Refuse,
    };
    let mut request = phone.pull();
    request.intents.push(phone.push(seq, &intent).unwrap());
    let mut with = phone.clone();
    with.cookie = format!("{}; {beside}", phone.cookie);
    let answer = response(&rig.exchange(&with, &request).await);
    let [settled] = answer.outcomes.as_slice() else {
        panic!("{answer:?}");
    };
    (settled.outcome.clone(), answer.feeds[0].origin)
}

#[tokio::test]
async fn a_seat_kept_for_kiosks_goes_to_who_asks_at_one_and_to_nobody_with_a_phone() {
    let rig = rig(0).await;
    let kiosk = enrolled(&rig, "大厅").await;
    let (name, value) = kiosk.split_once('=').unwrap();
    let (of, secret) = value.split_once('.').unwrap();
    assert_eq!((name, of), ("station", "c"));
    // No cookie, a guess, one cut short, another community's, one under another name, a word of their
    // own: each counts as a phone.
    let refusal = Refusal::TooManyByPhone { asked: 1, seats: 0 };
    let refused = Outcome::Refused { refusal };
    for (seq, beside) in (1_u64..).zip([
        "theme=dark".to_owned(),
        format!("station=c.{}", "0".repeat(64)),
        kiosk[..kiosk.len() - 2].to_owned(),
        format!("station=elsewhere.{secret}"),
        format!("__Host-station={value}"),
        format!("session={value}"),
        "station=station".to_owned(),
        "origin=station".to_owned(),
    ]) {
        let said = asks(&rig, (0, seq), &beside).await;
        assert_eq!(said, (refused.clone(), Origin::OwnDevice), "{beside}");
    }
    let at_kiosk = asks(&rig, (0, 100), &kiosk).await;
    assert_eq!(at_kiosk, (Outcome::Accepted, Origin::Station));
    // What was refused by phone stays refused, from wherever it is asked again.
    let again = asks(&rig, (0, 1), &kiosk).await;
    assert_eq!(again, (refused, Origin::Station));
}

#[tokio::test]
async fn a_station_that_was_ended_is_a_phone_at_once_and_its_people_keep_their_seats() {
    let rig = rig(1).await;
    let kiosk = enrolled(&rig, "大厅").await;
    let (first, _) = asks(&rig, (0, 1), &kiosk).await;
    assert_eq!(first, Outcome::Accepted);
    let db = open(&rig.folder.path).unwrap();
    revoke(&db, &community(), "大厅").unwrap();
    let ended = revoke(&db, &community(), "大厅");
    assert!(matches!(ended, Err(StationError::None(_))), "{ended:?}");
    assert_eq!(standing(&rig, &kiosk).await, Value::Null);
    let second = asks(&rig, (1, 1), &kiosk).await;
    assert_eq!(second, (Outcome::Accepted, Origin::OwnDevice));
    let (third, _) = asks(&rig, (2, 1), &kiosk).await;
    let (asked, free, kept, waiting) = (1, 0, 8, 0);
    let refusal = Refusal::KeptForStations {
        asked,
        free,
        kept,
        waiting,
    };
    assert_eq!(third, Outcome::Refused { refusal });
    let who = rig.phones[0].member.resident.clone();
    let key = Key::Registration(rig.sessions[0].clone(), who);
    let Some(Record::Registration(found)) = rig.record(&key) else {
        panic!("no registration");
    };
    let kept = (found.state, found.quotas);
    assert_eq!(kept, (RegistrationState::Confirmed, Vec::new()));
}

/// What a browser with this cookie is called.
async fn standing(rig: &Rig, cookie: &str) -> Value {
    let head = format!("cookie: {cookie}\r\n");
    let mut said: Value = json(&rig.send("GET /station", &head, b"").await);
    said["station"].take()
}

#[tokio::test]
async fn a_code_makes_one_browser_a_station_that_script_cannot_copy() {
    let rig = rig(1).await;
    let code = code(&rig, "大厅");
    let spaced = format!("{} {}", &code[..4], &code[4..]);
    let answer = type_in(&rig, &spaced).await;
    let said: Value = json(&answer);
    let expected =
        value!({ "community": "c", "name": "大厅", "place": { "zh": HALL, "en": "Centre" } });
    assert_eq!(said["station"], expected);
    let set = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=34560000"] {
        assert!(set.contains(part), "{set}");
    }
    let first = cookie(&answer);
    assert_eq!(standing(&rig, &first).await, expected);
    assert_eq!(standing(&rig, "theme=dark").await, Value::Null);
    // Once, and whoever reads over a shoulder comes too late.
    let again = type_in(&rig, &code).await;
    assert_eq!((again.status, again.header("set-cookie")), (401, None));
    // A new code for the same station: the browser before is one until it is used, and then no more.
    let next = self::code(&rig, "大厅");
    assert_eq!(standing(&rig, &first).await, expected);
    let second = cookie(&type_in(&rig, &next).await);
    assert_eq!(standing(&rig, &second).await, expected);
    assert_eq!(standing(&rig, &first).await, Value::Null);
    let (token, digits) = (second.rsplit_once('.').unwrap().1.to_owned(), next);
    let folder = rig.stop().await;
    let bytes = std::fs::read(server::db::file_in(&folder.path)).unwrap();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds("大厅".as_bytes()));
    assert!(!holds(token.as_bytes()) && !holds(digits.as_bytes()));
}

#[tokio::test]
async fn a_code_is_good_for_half_an_hour_and_the_last_one_alone() {
    let rig = rig(1).await;
    let first = code(&rig, "大厅");
    let second = code(&rig, "大厅");
    assert_eq!(type_in(&rig, &first).await.status, 401);
    rig.world.advance(Duration::from_mins(30));
    assert_eq!(type_in(&rig, &second).await.status, 401);
    let third = code(&rig, "大厅");
    rig.world.advance(Duration::from_secs(30 * 60 - 1));
    assert_eq!(type_in(&rig, &third).await.status, 200);
}

#[tokio::test]
async fn whoever_tries_codes_must_wait_and_the_right_one_waits_too() {
    let rig = rig(1).await;
    let right = code(&rig, "大厅");
    let wrong = |at: u32| {
        format!(
            "{:08}",
            (right.parse::<u32>().unwrap() + 1 + at) % 100_000_000
        )
    };
    for at in 0..5 {
        assert_eq!(type_in(&rig, &wrong(at)).await.status, 401);
    }
    let answer = type_in(&rig, &right).await;
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (429, Some("30"))
    );
    rig.world.advance(Duration::from_secs(30));
    assert_eq!(type_in(&rig, &wrong(9)).await.status, 401);
    rig.world.advance(Duration::from_secs(59));
    assert_eq!(type_in(&rig, &right).await.status, 429);
    rig.world.advance(Duration::from_secs(1));
    assert_eq!(type_in(&rig, &right).await.status, 200);
    for long in ["1".repeat(17), "1".repeat(9_000)] {
        assert_eq!(type_in(&rig, &long).await.status, 400);
    }
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let answer = rig.send("POST /station", form, b"code=12345678").await;
    assert_eq!(answer.status, 415);
    let foreign = format!("{JSON}origin: https://elsewhere.example\r\n");
    let body = value!({ "code": code(&rig, "大厅") }).to_string();
    let answer = rig.send("POST /station", &foreign, body.as_bytes()).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn what_stands_nowhere_or_is_called_nothing_is_no_station() {
    let rig = rig(1).await;
    let db = open(&rig.folder.path).unwrap();
    let tried = |of: &str, name: &str, place: &str| {
        add(&db, (&rig.world, &of.parse().unwrap()), name, place)
    };
    assert!(matches!(
        tried("nowhere", "大厅", HALL),
        Err(StationError::Community(_))
    ));
    assert!(matches!(
        tried("c", "大厅", "月球"),
        Err(StationError::Place(_))
    ));
    for name in [" ".to_owned(), "台".repeat(41)] {
        assert!(matches!(tried("c", &name, HALL), Err(StationError::Name)));
    }
    assert_eq!(list(&db, &community()).unwrap(), []);
    tried("c", " 大厅 ", HALL).unwrap();
    let [one] = list(&db, &community()).unwrap().try_into().unwrap();
    assert_eq!((one.name.as_str(), one.enrolled_at), ("大厅", None));
    enrolled(&rig, "大厅").await;
    let [one] = list(&db, &community()).unwrap().try_into().unwrap();
    assert_eq!(one.enrolled_at, Some(rig.world.now()));
}

#[tokio::test]
async fn the_command_prints_a_code_lists_what_there_is_and_ends_it_under_a_running_server() {
    let rig = rig(1).await;
    let data = &rig.folder.path;
    let (of, name) = (["--community", "c"], ["--name", "大厅"]);
    let place = ["--place", HALL];
    let add: Vec<&str> = [&["station", "add"][..], &of, &name, &place].concat();
    let said = done(&add, data);
    let printed = said.strip_prefix("code ").unwrap().get(..8).unwrap();
    // Its clock is the machine's, the server's stands still in the past: it is good still.
    let kiosk = cookie(&type_in(&rig, printed).await);
    assert_eq!(standing(&rig, &kiosk).await["name"], "大厅");
    let list: Vec<&str> = [&["station", "list"][..], &of].concat();
    let listed = done(&list, data);
    assert!(
        listed.starts_with("station 大厅 at hall enrolled since 2026-03-20T02:00:00 UTC"),
        "{listed}"
    );
    let end: Vec<&str> = [&["station", "end"][..], &of, &name].concat();
    done(&end, data);
    assert_eq!(standing(&rig, &kiosk).await, Value::Null);
    refused(&end, data, "no station of c is called so");
    let nowhere: Vec<&str> = [&["station", "add"][..], &of, &name, &["--place", "月球"]].concat();
    refused(&nowhere, data, "月球 is no venue that is known here");
}
