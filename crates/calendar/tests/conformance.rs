//! What we write, read back by a public reader of calendars (ical.js) that knows nothing of us.
//!
//! The one rule to know: what is expected is worked out from the records, not from what was
//! written. `CUOBIAN_ICAL` names the reader's file; `cargo xtask test calendar` sets it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use calendar::{Calendar, Event, Meetings, Own, Stand, Tongue, View, write};
use rules::activity::fee::Fee;
use rules::activity::{Activity, ActivityKind, Audience};
use rules::civil::{Date, DateTime, Time, date, time};
use rules::community::{GeoPoint, Place, PlaceKind};
use rules::id::{CommunityId, SessionId};
use rules::session::{SESSION_DAYS_MAX, Session, SessionState, Status};
use rules::time::{Offset, UnixMillis, add_days};
use rules::words::Words;
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// What breaks careless writers: separators, escapes, ends of lines, signs of many bytes at every
/// place a line may be broken.
fn nasty_texts() -> Vec<String> {
    let mut texts = vec![
        "八段锦, 太极; 剑\\扇".to_owned(),
        "第一行\n第二行\r\n第三行".to_owned(),
        "END:VEVENT\r\nBEGIN:VEVENT".to_owned(),
        "\\n is not an end, \\, no comma; \"quoted\":colon".to_owned(),
        "德化县浔中镇乐陶社区老年大学秋季书法与国画班".repeat(20),
        " leading and trailing ".to_owned(),
    ];
    // Every way a family of four in one sign can lie across the border of a line.
    texts.extend((0..80).map(|at| format!("{}👨‍👩‍👧‍👦陶{}", "a".repeat(at), "瓷".repeat(30))));
    texts
}

fn activity(title: &str) -> Activity {
    Activity {
        title: Words::new(title, ""),
        summary: Words::new("带上水；穿软底鞋，\n别空腹。", ""),
        kind: ActivityKind::Sport,
        topic: Words::default(),
        audience: Audience::Everyone,
        bring: Words::default(),
        organiser: Words::default(),
        phone: String::new(),
        fee: Fee::Free,
        aid: String::new(),
        link: "https://a.example/p?q=1;2,3".to_owned(),
    }
}

fn session(days: &[Date], (starts, ends): (Time, Time), state: SessionState) -> Session {
    let text = json!({
        "activity": "a",
        "days": days.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "starts": starts.to_string().get(..5), "ends": ends.to_string().get(..5),
        "place": "p", "admission": "open",
    });
    let read: Session = serde_json::from_value(text).unwrap();
    Session { state, ..read }
}

fn place() -> Place {
    Place {
        name: Words::new("文化站; 二楼, 201", ""),
        kind: PlaceKind::Venue,
        within: None,
        address: Words::new("浔中路 1 号", ""),
        aid: String::new(),
        at: GeoPoint::new(25_491_002, -118_000_050),
    }
}

fn events((session, activity): (&Session, &Activity), view: View<'_>) -> Vec<Event> {
    let community: CommunityId = "350526".parse().unwrap();
    let id: SessionId = "tai-chi".parse().unwrap();
    let meetings = Meetings {
        community: &community,
        offset: Offset(480),
        id: &id,
        session,
        activity,
        place: Some(&place()),
        revision: 7,
        origin: "",
    };
    meetings.events((view, Tongue::Zh), |_| true)
}

const MADE: UnixMillis = UnixMillis(1_774_000_000_000);

fn calendar(name: &str) -> Calendar<'_> {
    Calendar {
        name,
        about: "八段锦; 太极, 剑\n扇",
        source: "https://cuobian.example/calendar/350526.ics",
        made: MADE,
    }
}

/// What the reader finds in a calendar.
fn read(text: &str) -> Value {
    let reader = std::env::var_os("CUOBIAN_ICAL").unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance/read.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .arg(reader)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = node.stdin.take().unwrap();
    let text = text.to_owned();
    let writes = std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
    let found = node.wait_with_output().unwrap();
    writes.join().unwrap();
    assert!(found.status.success(), "the reader did not read it");
    serde_json::from_slice(&found.stdout).unwrap()
}

/// A moment on a wall eight hours ahead. Units: seconds since 1970.
fn secs(wall: DateTime) -> i64 {
    Offset(480).millis(wall).0 / 1_000
}

/// A text as it must come back: ends of lines are one sign.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[test]
#[ignore = "needs node and a reader: cargo xtask test calendar"]
fn every_nasty_text_comes_back_as_it_was() {
    let hours = (time(15, 30, 0, 0), time(17, 0, 0, 0));
    let session = session(&[date(2026, 3, 20)], hours, SessionState::Scheduled);
    let texts = nasty_texts();
    let all: Vec<Event> = texts
        .iter()
        .flat_map(|text| events((&session, &activity(text)), View::Everybody))
        .collect();
    let found = read(&write(&calendar("德化; 县, 的\\活动👵🏽"), &all));
    assert_eq!(found["name"], "德化; 县, 的\\活动👵🏽");
    assert_eq!(found["description"], "八段锦; 太极, 剑\n扇");
    assert_eq!(
        found["source"],
        "https://cuobian.example/calendar/350526.ics"
    );
    assert_eq!(
        (&found["version"], &found["color"]),
        (&json!("2.0"), &json!("royalblue"))
    );
    assert_eq!(
        (&found["often"], &found["method"]),
        (&json!(21_600), &Value::Null)
    );
    let read = found["events"].as_array().unwrap();
    assert_eq!(read.len(), texts.len());
    for (text, event) in texts.iter().zip(read) {
        assert_eq!(event["summary"], plain(text));
        assert_eq!(event["description"], "带上水；穿软底鞋，\n别空腹。");
        assert_eq!(event["location"], "文化站; 二楼, 201，浔中路 1 号");
        assert_eq!(event["geo"], json!([25.491_002, -118.000_05]));
        assert_eq!(event["url"], "https://a.example/p?q=1;2,3");
        assert_eq!(event["categories"], json!(["体育"]));
        assert_eq!(event["uid"], "tai-chi@350526.cuobian");
        assert_eq!(event["stamp"], MADE.0 / 1_000);
        assert_eq!(
            (&event["sequence"], &event["alarms"]),
            (&json!(7), &json!([]))
        );
    }
}

#[test]
#[ignore = "needs node and a reader: cargo xtask test calendar"]
fn a_course_of_all_the_days_there_may_be_is_as_many_meetings_across_midnight() {
    let first = date(2026, 1, 1);
    let most = i32::try_from(SESSION_DAYS_MAX).unwrap();
    let days: Vec<Date> = (0..most).map(|day| add_days(first, day)).collect();
    // Begins before midnight here, which is the same day's afternoon in UTC, and ends after it.
    let hours = (time(22, 30, 0, 0), time(0, 15, 0, 0));
    let mut session = session(&days, hours, SessionState::Scheduled);
    session.as_written = Words::new("晚上十点半, 雨停开始", "");
    let own = Own::new([Stand::Confirmed, Stand::Confirmed, Stand::Waiting]).unwrap();
    let all = events((&session, &activity("夜跑")), View::Own(&own));
    let found = read(&write(&calendar(""), &all));
    assert_eq!(found["name"], Value::Null);
    let read = found["events"].as_array().unwrap();
    assert_eq!(read.len(), days.len());
    let mut names = std::collections::BTreeSet::new();
    for (day, event) in days.iter().zip(read) {
        assert_eq!(event["starts"], secs(day.to_datetime(hours.0)), "{day}");
        let ends = add_days(*day, 1).to_datetime(hours.1);
        assert_eq!(event["ends"], secs(ends), "{day}");
        let said = "时间：晚上十点半, 雨停开始\n已报名：2 人\n候补中：1 人";
        assert_eq!(event["description"], said);
        let reminders = if *day == first {
            json!([-86_400, -3_600])
        } else {
            json!([-3_600])
        };
        assert_eq!(event["alarms"], reminders);
        assert_eq!(
            (&event["class"], &event["transp"]),
            (&json!("PRIVATE"), &json!("OPAQUE"))
        );
        names.insert(event["uid"].to_string());
    }
    assert_eq!(
        names.len(),
        days.len(),
        "each meeting has a name of its own"
    );
}

#[test]
#[ignore = "needs node and a reader: cargo xtask test calendar"]
fn cancelled_postponed_waiting_and_empty_are_said_so() {
    let hours = (time(9, 0, 0, 0), time(9, 0, 0, 0));
    let held = session(&[date(2028, 2, 29)], hours, SessionState::Scheduled);
    let of = |status| held.clone().with_status(status);
    let own = |stand| Own::new([stand]).unwrap();
    let until = date(2028, 2, 20).at(10, 0, 0, 0);
    let cases = [
        (
            Status::Cancelled,
            Stand::Confirmed,
            "CANCELLED",
            "（已取消）剑",
            0,
        ),
        (
            Status::Postponed,
            Stand::Confirmed,
            "CANCELLED",
            "（延期，新日期待定）剑",
            0,
        ),
        (
            Status::Scheduled,
            Stand::Waiting,
            "TENTATIVE",
            "（候补）剑",
            0,
        ),
        (
            Status::Scheduled,
            Stand::Applied,
            "TENTATIVE",
            "（等抽签）剑",
            0,
        ),
        (
            Status::Scheduled,
            Stand::Asked,
            "TENTATIVE",
            "（等确认）剑",
            2,
        ),
        (
            Status::Scheduled,
            Stand::Held(until),
            "TENTATIVE",
            "（请确认）剑",
            2,
        ),
        (Status::Scheduled, Stand::Confirmed, "CONFIRMED", "剑", 2),
    ];
    for (became, stand, status, title, reminders) in cases {
        let all = events((&of(became), &activity("剑")), View::Own(&own(stand)));
        let found = read(&write(&calendar("我家"), &all));
        let event = &found["events"][0];
        assert_eq!(
            (&event["status"], &event["summary"]),
            (&json!(status), &json!(title))
        );
        assert_eq!(
            event["alarms"].as_array().unwrap().len(),
            reminders,
            "{stand:?}"
        );
        let day = event["ends"].as_i64().unwrap() - event["starts"].as_i64().unwrap();
        assert_eq!(day, 86_400, "an end at the beginning is the next day's");
    }
    let empty = read(&write(&calendar("我家"), &[]));
    assert_eq!((&empty["parts"], &empty["events"]), (&json!(1), &json!([])));
}
