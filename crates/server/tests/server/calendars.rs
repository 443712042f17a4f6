//! Calendars for other programs: what they hold, whose they are, and what leads nowhere.

mod own;

use crate::rig::{Folder, Rig, community, record};
use rules::id::SessionId;
use rules::publish::Item;
use rules::record::Record;
use rules::session::{Session, SessionState, Status};
use rules::time::add_days;
use rules::{Key, civil};
use server::db::open;
use server::load::{Answer, gather, session_item};
use server::publish::publish;
use server::world::World;
use std::time::Duration;

const JSON: &str = "content-type: application/json\r\n";

async fn get(rig: &Rig, path: &str, head: &str) -> Answer {
    rig.send(&format!("GET {path}"), head, b"").await
}

async fn register(rig: &Rig, at: usize, session: usize) {
    let phone = &rig.phones[at];
    let request = phone.register_as(1, &rig.sessions[session]).unwrap();
    let answer = rig.exchange(phone, &request).await;
    assert!(answer.text().contains("accepted"), "{}", answer.text());
}

/// Publishes a session as it is with something changed.
fn change(rig: &Rig, id: &SessionId, change: impl FnOnce(&mut Session)) {
    let db = open(&rig.folder.path).unwrap();
    let key = Key::Session(id.clone());
    let Some(Record::Session(mut session)) = record(&db, &key) else {
        panic!("there is no {id}");
    };
    change(&mut session);
    let record = Record::Session(session);
    publish(&db, &rig.world, &community(), vec![Item { key, record }]).unwrap();
}

/// Every value of a property, in the order of the file.
fn values<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let lines = text.split("\r\n").filter_map(|line| line.split_once(':'));
    lines
        .filter(|(found, _)| *found == name)
        .map(|(_, value)| value)
        .collect()
}

#[tokio::test]
async fn the_calendar_of_a_community_is_public_and_a_known_mark_is_answered_with_nothing() {
    let rig = Rig::with_crowd((2, 10, 1)).await;
    let answer = get(&rig, "/calendar/c.ics", "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        Some("text/calendar; charset=utf-8")
    );
    assert_eq!(answer.header("cache-control"), Some("public, max-age=900"));
    assert_eq!(answer.header("set-cookie"), None);
    let text = answer.text();
    assert_eq!(values(&text, "UID"), ["s0@c.cuobian", "s1@c.cuobian"]);
    assert_eq!(values(&text, "DTSTART"), ["20260327T070000Z"; 2]);
    assert_eq!(values(&text, "NAME"), ["压力测试的活动"]);
    assert!(
        !text.contains("VALARM"),
        "nobody is reminded of what is everybody's"
    );
    let etag = answer.header("etag").unwrap();
    let known = format!("if-none-match: \"x\", {etag}\r\n");
    let again = get(&rig, "/calendar/c.ics", &known).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    // Who takes a seat is nobody's business, nor is the hour.
    register(&rig, 0, 0).await;
    rig.world.advance(Duration::from_hours(1));
    assert_eq!(get(&rig, "/calendar/c.ics", &known).await.status, 304);
    let english = get(&rig, "/calendar/c.ics?lang=en", &known).await;
    assert_eq!(english.status, 200);
    assert_eq!(values(&english.text(), "NAME"), ["Activities of Load"]);
}

#[tokio::test]
async fn what_changed_stands_in_the_calendar_a_minute_later_under_a_higher_number() {
    let rig = Rig::with_crowd((2, 10, 1)).await;
    let before = get(&rig, "/calendar/c.ics", "").await;
    change(&rig, &rig.sessions[0], |session| {
        session.state = SessionState::Cancelled;
    });
    let meanwhile = get(&rig, "/calendar/c.ics", "").await;
    assert_eq!(
        meanwhile.body, before.body,
        "within the minute nobody looks"
    );
    rig.world.advance(Duration::from_mins(1));
    let known = format!("if-none-match: {}\r\n", before.header("etag").unwrap());
    let after = get(&rig, "/calendar/c.ics", &known).await;
    assert_eq!(after.status, 200);
    let text = after.text();
    assert_eq!(values(&text, "STATUS"), ["CANCELLED", "CONFIRMED"]);
    assert_eq!(values(&text, "SUMMARY")[0], "（已取消）压力测试");
    let number = |answer: &Answer| -> Vec<u64> {
        let text = answer.text();
        let read = values(&text, "SEQUENCE").into_iter();
        read.map(|value| value.parse().unwrap()).collect()
    };
    assert!(number(&after)[0] > number(&before)[0]);
    assert_eq!(number(&after)[1], number(&before)[1]);
}

#[tokio::test]
async fn what_has_no_day_stands_in_no_calendar_as_held_on_the_day_it_had() {
    let rig = Rig::with_crowd((2, 10, 1)).await;
    change(&rig, &rig.sessions[0], |session| {
        session.set_status(Status::Postponed);
    });
    let text = get(&rig, "/calendar/c.ics", "").await.text();
    assert_eq!(values(&text, "STATUS"), ["CANCELLED", "CONFIRMED"]);
    assert_eq!(values(&text, "SUMMARY")[0], "（延期，新日期待定）压力测试");
    let english = get(&rig, "/calendar/c.ics?lang=en", "").await.text();
    assert!(
        values(&english, "SUMMARY")[0].starts_with("(Postponed\\, new day not set) "),
        "{english}"
    );
}

#[tokio::test]
async fn a_stretch_of_days_and_of_meetings_is_all_a_calendar_holds_and_it_says_so() {
    let folder = Folder::new();
    let world = World::standing_at(server::config::moment("2026-03-20T10:00+08:00").unwrap());
    let db = open(&folder.path).unwrap();
    gather(&db, &world, &community(), (0, 0, 0)).unwrap();
    let first = civil::date(2026, 3, 1);
    let items = (0..45).map(|at| {
        let mut item = session_item(&world, &format!("m{at:02}").parse().unwrap(), 5).unwrap();
        if let Record::Session(session) = &mut item.record {
            session.days = (0..200).map(|day| add_days(first, day)).collect();
        }
        item
    });
    publish(&db, &world, &community(), items.collect()).unwrap();
    drop(db);
    let rig = Rig::over(folder, world, None).await;
    let text = get(&rig, "/calendar/c.ics", "").await.text();
    let days = values(&text, "DTSTART");
    // 66 whole days of 45 meetings; of the 67th there would be but 30.
    assert_eq!(days.len(), 66 * 45);
    assert_eq!(
        (days[0], days[days.len() - 1]),
        ("20260313T070000Z", "20260517T070000Z")
    );
    assert_eq!(
        values(&text, "DESCRIPTION")[0],
        "列到 2026-05-17 为止，共 2970 场。"
    );
    assert_eq!(values(&text, "UID")[0], "m00.20260313@c.cuobian");
}

#[tokio::test]
async fn what_is_no_calendar_leads_nowhere_in_words() {
    let rig = Rig::with_crowd((1, 10, 1)).await;
    let never = format!("/calendar/private/{}.ics", "0".repeat(32));
    let long = format!("/calendar/{}.ics", "c".repeat(6_000));
    for path in [
        "/calendar/nowhere.ics",
        "/calendar/c",
        "/calendar/c.ics.ics",
        "/calendar/c%00.ics",
        "/calendar/%ff.ics",
        "/calendar/..%2fc.ics",
        "/calendar/.ics",
        "/calendar/private/.ics",
        "/calendar/private/x.ics",
        "/calendar/private/%ff.ics",
        never.as_str(),
        long.as_str(),
    ] {
        let answer = get(&rig, path, "").await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            answer.text().starts_with("没有这个日历"),
            "{path}: {}",
            answer.text()
        );
        assert_eq!(answer.header("set-cookie"), None);
    }
    let english = get(&rig, "/calendar/x.ics?a=b&lang=en", "").await;
    assert!(english.text().starts_with("No such calendar"));
    assert_eq!(
        rig.send("DELETE /calendar/c.ics", "", b"").await.status,
        405
    );
}
