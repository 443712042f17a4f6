//! Pages of others: events within them, and what became of an event.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[path = "shown/meetings.rs"]
mod meetings;
#[path = "shown/page.rs"]
mod page;

use meetings::{meets, refused, sessions};
use page::{event, page, scheduled};
use programme::feed::{FeedError, Profile, Reading, changes};
use rules::id::SessionId;
use rules::publish::Item;
use rules::session::{Session, Status};
use rules::words::Words;
use rules::{Key, Record};
use std::collections::BTreeMap;

const EVENT: &str = r#"{"@context":"https://schema.org","@type":"MusicEvent","identifier":"c-1",
    "name":"迎春音乐会","startDate":"2026-12-05T14:30:00+08:00","endDate":"2026-12-05T16:00:00+08:00",
    "location":{"@type":"Place","name":"文化站","geo":{"latitude":25.491,"longitude":118.2415}},
    "offers":{"price":"20.00","priceCurrency":"CNY"}}"#;

#[test]
fn an_event_is_read_bare_or_out_of_a_page() {
    let bare = page(EVENT).unwrap();
    meets(&bare, "2026-12-05 14:30-16:00");
    let html = format!(
        "<!doctype html><title>x</title><script>var a = 1 < 2;</script>\
         <SCRIPT type='application/ld+json'>{{\"@graph\":[{EVENT}]}}</SCRIPT>\
         <script type=\"application/ld+json\">{{broken</script>"
    );
    assert_eq!(page(&html).unwrap(), bare);
    let place = bare.items.iter().find_map(|item| match &item.record {
        Record::Place(place) => place.at,
        _ => None,
    });
    assert_eq!(
        place.map(|at| (at.lat, at.lon)),
        Some((25_491_000, 118_241_500))
    );
}

#[test]
fn meetings_below_an_event_are_its_days() {
    let parts = r#""subEvent":[
        {"@type":"Event","startDate":"2026-12-05T14:30","endDate":"2026-12-05T16:00"},
        {"@type":"Event","startDate":"2026-12-12T14:30","endDate":"2026-12-12T16:00"}],"name""#;
    let reading = page(&EVENT.replace("\"name\":\"迎", &format!("{parts}:\"迎"))).unwrap();
    meets(&reading, "2026-12-05 2026-12-12 14:30-16:00");
}

#[test]
fn what_has_no_events_says_so() {
    for text in ["", "<html></html>", "{}", r#"{"@type":"Person"}"#] {
        assert_eq!(page(text), Err(FeedError::NoEvents), "{text}");
    }
    let reading = page(&EVENT.replace("2026-12-05T14:30:00+08:00", "soon")).unwrap();
    refused(&reading, "startDate is \"soon\", not a date");
}

fn status_of(reading: &Reading) -> Status {
    sessions(reading)[0].status()
}

#[test]
fn what_is_postponed_has_no_day_and_keeps_its_hours() {
    let hours = r#""startDate":"2026-12-02T19:00","endDate":"2026-12-02T21:00""#;
    for status in [
        r#""https://schema.org/EventPostponed""#,
        r#""eventpostponed""#,
        r#"["http://schema.org/EventPostponed","EventScheduled"]"#,
        r#"{"@id":"schema:EventPostponed"}"#,
    ] {
        let reading = event(&format!(r#"{hours},"eventStatus":{status}"#));
        meets(&reading, "2026-12-02 19:00-21:00");
        assert_eq!(status_of(&reading), Status::Postponed, "{status}");
        assert!(sessions(&reading)[0].as_written.is_empty(), "{status}");
    }
    let without = event(r#""previousStartDate":"2026-12-02T19:00","eventStatus":"EventPostponed""#);
    meets(&without, "2026-12-02 19:00-00:00");
    assert_eq!(status_of(&without), Status::Postponed);
    let series = scheduled(
        r#""repeatFrequency":"P1W","repeatCount":2},"eventStatus":"EventPostponed","x":{"y":1"#,
    );
    assert_eq!(status_of(&series), Status::Postponed);
}

const HOURS: &str = r#""startDate":"2026-12-02T19:00","endDate":"2026-12-02T21:00""#;

/// What taking an event again would change, and the session it would be.
fn taken_again(known: Vec<Item>, event: Reading) -> (Vec<String>, Session) {
    let known: BTreeMap<Key, Record> = known.into_iter().map(|it| (it.key, it.record)).collect();
    let profile = Profile::named("events").unwrap().unwrap();
    let mut event = event;
    let Ok(found) = changes(&known, &mut event, &profile);
    let fields = found.changed_sessions[0].fields.iter().cloned().collect();
    let session = found.items.into_iter().find_map(|item| match item.record {
        Record::Session(session) => Some(session),
        _ => None,
    });
    (fields, session.unwrap())
}

#[test]
fn the_new_day_of_what_was_postponed_brings_it_back() {
    let postponed = event(&format!(r#"{HOURS},"eventStatus":"EventPostponed""#));
    let held = event(
        r#""startDate":"2026-12-09T19:00","endDate":"2026-12-09T21:00",
        "previousStartDate":"2026-12-02T19:00","eventStatus":"EventRescheduled""#,
    );
    let (fields, session) = taken_again(postponed.items, held);
    assert_eq!(fields, ["day_follows", "days", "state"]);
    assert_eq!(session.status(), Status::Scheduled);
    assert!(session.as_written.is_empty());
}

#[test]
fn what_an_earlier_build_took_for_cancelled_with_words_for_its_hours_is_postponed_when_taken_again()
{
    let said = || event(&format!(r#"{HOURS},"eventStatus":"EventPostponed""#));
    let mut known = said().items;
    for item in &mut known {
        if let Record::Session(session) = &mut item.record {
            session.set_status(Status::Cancelled);
            session.as_written = Words::new("延期，新日期待定", "");
        }
    }
    let (fields, session) = taken_again(known, said());
    assert_eq!(fields, ["as_written", "day_follows"]);
    assert_eq!(session.status(), Status::Postponed);
    assert!(session.as_written.is_empty());
}

#[test]
fn what_is_rescheduled_is_held_on_its_new_day() {
    let moved = |starts: &str| {
        event(&format!(
            r#""startDate":"{starts}","eventStatus":"https://schema.org/EventRescheduled",
            "previousStartDate":"2026-12-02T19:00:00+08:00""#
        ))
    };
    let reading = moved("2026-12-05T19:00");
    meets(&reading, "2026-12-05 19:00-00:00");
    assert_eq!(status_of(&reading), Status::Scheduled);
    let said = "the series: it was rescheduled, and its startDate is still the old one";
    refused(&moved("2026-12-02T19:00"), said);
}

#[test]
fn a_status_that_nobody_knows_is_never_taken_for_held() {
    let hours = r#""startDate":"2026-12-02T19:00""#;
    let reading = event(&format!(r#"{hours},"eventStatus":"EventSuspended""#));
    let said = "eventStatus is \"EventSuspended\", which the profile does not know";
    refused(&reading, said);
    let cancelled = event(&format!(r#"{hours},"eventStatus":["EventCancelled"]"#));
    assert_eq!(status_of(&cancelled), Status::Cancelled);
}

#[test]
fn what_moved_online_is_not_held_at_its_place() {
    let hours = r#""startDate":"2026-12-02T19:00""#;
    let place_of = |reading: &Reading| {
        let places = reading.items.iter().find_map(|item| match &item.record {
            Record::Place(place) => Some(place.name.clone()),
            _ => None,
        });
        places.unwrap()
    };
    let moved = event(&format!(r#"{hours},"eventStatus":"EventMovedOnline""#));
    let place = place_of(&moved);
    assert_eq!((place.zh.as_str(), place.en.as_str()), ("线上", "Online"));
    let online = r#"{"@type":"VirtualLocation","url":"https://meet.example/1"}"#;
    let only = event(&format!(r#"{hours},"location":{online}"#));
    assert_eq!(place_of(&only).zh, "线上", "{:?}", only.refused);
    let both = event(&format!(r#"{hours},"location":[{online},{{"name":"馆"}}]"#));
    assert_eq!(place_of(&both).zh, "馆");
    let link = only.items.iter().find_map(|item| match &item.record {
        Record::Activity(activity) => Some(activity.link.as_str()),
        _ => None,
    });
    assert_eq!(link, Some("https://meet.example/1"));
}

#[test]
fn a_part_that_is_not_held_is_no_meeting() {
    let parts = |first: &str, second: &str| {
        event(&format!(
            r#""startDate":"2026-12-02","subEvent":[
            {{"startDate":"2026-12-02T19:00","endDate":"2026-12-02T20:00","eventStatus":"{first}"}},
            {{"startDate":"2026-12-09T19:00","endDate":"2026-12-09T20:00","eventStatus":"{second}"}}]"#
        ))
    };
    meets(
        &parts("EventScheduled", "EventCancelled"),
        "2026-12-02 19:00-20:00",
    );
    meets(&parts("EventPostponed", ""), "2026-12-09 19:00-20:00");
    for (first, second, status) in [
        ("EventCancelled", "EventCancelled", Status::Cancelled),
        ("EventPostponed", "EventPostponed", Status::Postponed),
    ] {
        let none = parts(first, second);
        meets(&none, "2026-12-02 2026-12-09 19:00-20:00");
        assert_eq!(status_of(&none), status);
    }
    refused(
        &parts("EventScheduled", "EventLater"),
        "eventStatus is \"EventLater\", which the profile does not know",
    );
}

#[test]
fn the_named_parts_of_what_is_cancelled_are_cancelled_too() {
    let part = |status: &str| {
        format!(
            r#"{{"@type":"Event","@id":"2","name":"舞","location":{{"name":"站"}},
            "startDate":"2026-12-03T19:00"{status}}}"#
        )
    };
    for (parts, state) in [
        (part(""), Status::Cancelled),
        (format!("[{}]", part("")), Status::Cancelled),
        (
            part(r#","eventStatus":"EventScheduled""#),
            Status::Scheduled,
        ),
    ] {
        let reading = event(&format!(
            r#""startDate":"2026-12-02T19:00","eventStatus":"EventCancelled","subEvent":{parts}"#
        ));
        let states: Vec<_> = sessions(&reading).iter().map(|it| it.status()).collect();
        assert_eq!(states, [Status::Cancelled, state], "{parts}");
    }
}

#[test]
fn an_end_without_an_hour_and_two_days_in_a_row_lose_no_day() {
    let ends = |ends: &str| {
        event(&format!(
            r#""startDate":"2026-12-05T10:00","endDate":"{ends}""#
        ))
    };
    let weekend = ends("2026-12-06T18:00");
    meets(&weekend, "2026-12-05 2026-12-06 00:00-00:00");
    let written = "2026-12-05 10:00 – 2026-12-06 18:00";
    assert_eq!(sessions(&weekend)[0].as_written.zh, written);
    meets(&ends("2026-12-06T10:00"), "2026-12-05 10:00-10:00");
    let days = ends("2026-12-06");
    meets(&days, "2026-12-05 2026-12-06 00:00-00:00");
    assert_eq!(
        sessions(&days)[0].as_written.zh,
        "2026-12-05 10:00 – 2026-12-06"
    );
    meets(&ends("2026-12-05"), "2026-12-05 10:00-00:00");
}

#[test]
fn a_day_without_strokes_is_a_day_and_no_midnight() {
    let day = event(r#""startDate":"20261205""#);
    refused(&day, "startDate is \"20261205\", not a date");
}

#[test]
fn scripts_are_read_in_their_old_wrappings_and_not_within_comments() {
    let of = |number: u8| {
        format!(
            r#"{{"@type":"Event","@id":"{number}","name":"会","startDate":"2026-12-05T09:00",
            "location":{{"name":"站"}}}}"#
        )
    };
    let script = |text: &str| format!("<script type=\"application/ld+json\">{text}</script>");
    let html = [
        script(&format!("\n//<![CDATA[\n{}\n//]]>\n", of(1))),
        script(&format!("/* <![CDATA[ */{}/* ]]> */", of(2))),
        script(&format!("<!-- [{}] -->", of(3))),
        format!("<!-- {} -->", script(&of(4))),
        script(&of(5)),
    ];
    let reading = page(&format!("<html>{}</html>", html.join("\n"))).unwrap();
    let ids: Vec<&str> = reading.taken.iter().map(SessionId::as_str).collect();
    assert_eq!(ids, ["page-1", "page-2", "page-3", "page-5"]);
}

#[test]
fn whole_days_a_length_and_letters_of_a_page_are_read_as_they_are_meant() {
    let day =
        event(r#""startDate":"2026-12-05T00:00:00+08:00","endDate":"2026-12-06T23:59:59+08:00""#);
    meets(&day, "2026-12-05 2026-12-06 00:00-00:00");
    assert_eq!(sessions(&day)[0].as_written.zh, "全天");
    let lasts = event(r#""startDate":"2026-12-05T14:30","duration":"PT1H30M""#);
    meets(&lasts, "2026-12-05 14:30-16:00");
    let wrong = event(r#""startDate":"2026-12-05T14:30","duration":"long""#);
    refused(&wrong, "duration is \"long\", not a time");
    let zone = event(r#""startDate":"2026-12-05T14:30[Asia/Tokyo]""#);
    refused(
        &zone,
        "startDate is \"2026-12-05T14:30[Asia/Tokyo]\", not a date",
    );
    let escaped = event(r#""startDate":"2026-12-05T14:30","description":"合唱 &amp; 舞""#);
    let summary = escaped.items.iter().find_map(|item| match &item.record {
        Record::Activity(activity) => Some(activity.summary.zh.as_str()),
        _ => None,
    });
    assert_eq!(summary, Some("合唱 & 舞"));
}
