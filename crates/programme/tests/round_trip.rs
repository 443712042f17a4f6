//! What goes out comes in again and changes nothing, from every source there is.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use programme::feed::{Changes, Profile, changes, read};
use programme::out::{Programme, csv, events, workbook};
use rules::publish::Item;
use rules::session::{Admission, SessionState, Status};
use rules::{Key, Record};
use std::collections::BTreeMap;

fn dehua() -> Vec<Item> {
    let mut items = programme::dehua::foundation().unwrap();
    items.extend(programme::dehua::programme(2026).unwrap());
    items
}

fn leisure() -> Vec<Item> {
    let feed = include_bytes!("../examples/leisure.json");
    read(feed, &Profile::lcsd_leisure().unwrap()).unwrap().items
}

fn programme(items: &[Item]) -> Programme<'_> {
    Programme::of(items.iter().map(|item| (&item.key, &item.record)))
}

fn back(items: &[Item], bytes: &[u8]) -> Changes {
    let profile = Profile::named("cuobian").unwrap().unwrap();
    let mut reading = read(bytes, &profile).unwrap();
    assert_eq!(reading.refused, []);
    let known = items
        .iter()
        .map(|item| (item.key.clone(), item.record.clone()));
    let known: BTreeMap<Key, Record> = known.collect();
    let Ok(found) = changes(&known, &mut reading, &profile);
    found
}

#[track_caller]
fn changes_nothing(items: &[Item]) {
    let sessions = |item: &&Item| matches!(item.key, Key::Session(_));
    let count = items.iter().filter(sessions).count();
    let files = [csv(&programme(items)), workbook(&programme(items)).unwrap()];
    for bytes in files {
        let found = back(items, &bytes);
        assert_eq!(found.items, []);
        assert_eq!((found.same_sessions, found.gone.len()), (count, 0));
    }
}

#[test]
fn a_year_of_the_built_in_programme_comes_back_as_it_went() {
    changes_nothing(&dehua());
}

#[test]
fn what_a_feed_said_comes_back_as_it_went() {
    changes_nothing(&leisure());
}

#[test]
fn what_a_sheet_cannot_say_and_what_it_must_not_run_come_back_as_they_went() {
    let mut items = leisure();
    for item in &mut items {
        match &mut item.record {
            Record::Activity(activity) => {
                activity.title.zh = "=HYPERLINK(\"x\")".to_owned();
                activity.aid = programme::aid::of_activity(&activity.title.zh, &activity.topic.zh);
                activity.phone = "+86 595 1234".to_owned();
                activity.bring.zh = "'-水杯  毛巾\n\"笔\"".to_owned();
            }
            Record::Session(session) => {
                session.state = SessionState::Cancelled;
                session.admission = Admission::Approval { seats: 7 };
                session.hold_hours = Some(24);
                session.as_written = rules::words::Words::new("傍晚", "at dusk");
                session.ends = session.starts;
            }
            Record::Place(place) => {
                place.at = rules::community::GeoPoint::new(-25_491_007, 118_000_001);
                place.address.zh = "浔中路 1 号".to_owned();
            }
            _ => {}
        }
    }
    let text = String::from_utf8(csv(&programme(&items))).unwrap();
    assert!(text.starts_with("\u{feff}编号 Number,"));
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\""));
    assert!(text.contains(",'+86 595 1234,"));
    changes_nothing(&items);
}

#[test]
fn what_is_postponed_with_no_new_day_comes_back_as_it_went() {
    let mut items = leisure();
    for item in &mut items {
        if let Record::Session(session) = &mut item.record {
            session.set_status(Status::Postponed);
        }
    }
    let text = String::from_utf8(csv(&programme(&items))).unwrap();
    assert!(text.contains(",延期待定,"), "{text}");
    changes_nothing(&items);
    let feed = String::from_utf8(events(&programme(&items))).unwrap();
    assert!(feed.contains(r#""eventStatus":"https://schema.org/EventPostponed""#));
    let profile = Profile::named("events").unwrap().unwrap();
    let read = read(feed.as_bytes(), &profile).unwrap().items;
    let sessions = read.iter().filter_map(|item| match &item.record {
        Record::Session(session) => Some(session.status()),
        _ => None,
    });
    let sessions: Vec<_> = sessions.collect();
    assert!(!sessions.is_empty() && sessions.iter().all(|it| *it == Status::Postponed));
}

#[test]
fn one_changed_cell_changes_one_record_and_nothing_else() {
    let items = leisure();
    let text = String::from_utf8(csv(&programme(&items))).unwrap();
    let found = back(
        &items,
        text.replacen("2020-12-09", "2020-12-10", 1).as_bytes(),
    );
    let fields: Vec<_> = found.changed_sessions.iter().map(|it| &it.fields).collect();
    assert_eq!(found.items.len(), 1, "{fields:?}");
}

#[test]
fn the_feed_for_reuse_is_read_by_whoever_reads_events() {
    let items = dehua();
    let bytes = events(&programme(&items));
    let profile = Profile::named("events").unwrap().unwrap();
    let reading = read(&bytes, &profile).unwrap();
    assert_eq!(reading.refused, []);
    let hours = |items: &[Item], prefix: &str| {
        let mut found: Vec<_> = items
            .iter()
            .filter_map(|item| match (&item.key, &item.record) {
                (Key::Session(id), Record::Session(it)) => {
                    let id = id.as_str().strip_prefix(prefix).unwrap().to_owned();
                    Some((id, it.days.clone(), it.starts, it.ends))
                }
                _ => None,
            })
            .collect();
        found.sort();
        found
    };
    assert_eq!(hours(&reading.items, "page-"), hours(&items, ""));
}
