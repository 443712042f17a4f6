//! What is found, and in which order.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::activity::Activity;
use crate::community::Place;
use crate::key::Key;
use crate::record::Record;
use crate::session::{Admission, Session};
use crate::words::Words;
use jiff::civil::{date, time};
use proptest::prelude::*;

const TAIJI: (&str, &str) = ("太极拳", "Tai chi");

fn activity(id: &str, (zh, en): (&str, &str), aid: &str, kind: ActivityKind) -> (Key, Record) {
    let activity = Activity {
        aid: aid.to_owned(),
        ..Activity::new(Words::new(zh, en), kind, Audience::Everyone)
    };
    let key = Key::Activity(id.parse().unwrap());
    (key, Record::Activity(activity))
}

fn session(id: &str, (of, place): (&str, &str), days: &[i8], hour: i8) -> (Key, Record) {
    let session = Session::new(
        (of.parse().unwrap(), place.parse().unwrap()),
        days.iter().map(|day| date(2026, 3, *day)).collect(),
        (time(hour, 30, 0, 0), time(22, 0, 0, 0)),
        Admission::FirstCome { seats: 10 },
    );
    (Key::Session(id.parse().unwrap()), Record::Session(session))
}

fn place(id: &str, zh: &str, kind: PlaceKind, within: Option<&str>) -> (Key, Record) {
    let place = Place {
        kind,
        within: within.map(|area| area.parse().unwrap()),
        ..serde_json::from_str::<Place>(&format!(r#"{{"name":{{"zh":"{zh}"}},"kind":"venue"}}"#))
            .unwrap()
    };
    (Key::Place(id.parse().unwrap()), Record::Place(place))
}

/// Two towns; tai chi in the first committee's hall, stories in the hall of its neighbour, tea in
/// the other town.
fn records() -> Vec<(Key, Record)> {
    vec![
        activity("a", TAIJI, "taijiquan tjq", ActivityKind::Sport),
        activity(
            "b",
            ("百姓故事汇", "Stories"),
            "bxgsh",
            ActivityKind::Culture,
        ),
        activity("c", ("茶会", "Tea"), "ch", ActivityKind::Culture),
        place("t1", "龙浔镇", PlaceKind::Town, None),
        place("t2", "浔中镇", PlaceKind::Town, None),
        place("c1", "丁溪社区", PlaceKind::Committee, Some("t1")),
        place("c2", "凤池社区", PlaceKind::Committee, Some("t1")),
        place("c3", "浔中村", PlaceKind::Committee, Some("t2")),
        place("h1", "丁溪馆", PlaceKind::Venue, Some("c1")),
        place("h2", "凤池馆", PlaceKind::Venue, Some("c2")),
        place("h3", "浔中馆", PlaceKind::Venue, Some("c3")),
        session("a", ("a", "h1"), &[20, 27], 14),
        session("b", ("b", "h2"), &[21], 14),
        session("c", ("c", "h3"), &[20], 9),
        session("d", ("a", "h2"), &[20], 10),
    ]
}

fn programme(records: &[(Key, Record)]) -> Programme {
    let mut records = records.to_vec();
    records.sort_by(|(left, _), (right, _)| left.cmp(right));
    Programme::index(records.iter().map(|(key, record)| (key, record)))
}

/// Of all sessions only `b` is free.
fn free(programme: &Programme) -> Vec<bool> {
    let listed = programme.all_listed().iter();
    listed.map(|listed| listed.id.as_str() == "b").collect()
}

fn named<'a>(programme: &'a Programme, lines: &[Line]) -> Vec<(&'a str, i8)> {
    lines
        .iter()
        .map(|line| (programme.listed(line).unwrap().id.as_str(), line.day.day()))
        .collect()
}

#[track_caller]
fn check(query: &Query, expect: &[(&str, i8)]) {
    let programme = programme(&records());
    let found = programme.find(query, &free(&programme));
    assert_eq!(named(&programme, &found), expect);
}

#[track_caller]
fn check_near(home: &str, expect: &[(&str, i8)]) {
    let programme = programme(&records());
    let mut found = programme.find(&Query::default(), &[]);
    programme.nearest_first(&mut found, &home.parse().unwrap());
    assert_eq!(named(&programme, &found), expect);
}

fn text(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        ..Query::default()
    }
}

#[test]
fn lists_by_day() {
    let all = [("c", 20), ("d", 20), ("a", 20), ("b", 21), ("a", 27)];
    check(&Query::default(), &all);
}

#[test]
fn finds_by_characters_initials_pinyin_english_and_place() {
    for words in ["太极", "tjq", "TJQ", "taiji", "tai chi"] {
        check(&text(words), &[("d", 20), ("a", 20), ("a", 27)]);
    }
    check(&text("太极 故事"), &[]);
    // A word of the place and a word of the title go together, in either order.
    check(&text("凤池 太极"), &[("d", 20)]);
    check(&text("太极 凤池"), &[("d", 20)]);
}

#[test]
fn filters_by_kind_day_and_free_seats() {
    let kinds = vec![ActivityKind::Culture];
    let cultural = Query {
        kinds,
        ..Query::default()
    };
    check(&cultural, &[("c", 20), ("b", 21)]);
    let late = Query {
        from: Some(date(2026, 3, 21)),
        ..Query::default()
    };
    check(&late, &[("b", 21), ("a", 27)]);
    let free = Query {
        only_free: true,
        ..Query::default()
    };
    check(&free, &[("b", 21)]);
}

#[test]
fn a_venue_an_area_and_its_town_have_what_is_held_in_them() {
    let within = |id: &str| Query {
        within: Some(id.parse().unwrap()),
        ..Query::default()
    };
    check(&within("h2"), &[("d", 20), ("b", 21)]);
    check(&within("c1"), &[("a", 20), ("a", 27)]);
    check(&within("t2"), &[("c", 20)]);
    check(&within("nowhere"), &[]);
}

#[test]
fn of_each_day_the_nearest_come_first_and_days_stay_in_order() {
    let from_c1 = [("a", 20), ("d", 20), ("c", 20), ("b", 21), ("a", 27)];
    check_near("c1", &from_c1);
    let from_c3 = [("c", 20), ("d", 20), ("a", 20), ("b", 21), ("a", 27)];
    check_near("c3", &from_c3);
    // A home that is not in this programme changes nothing.
    check_near("nowhere", &from_c3);
}

#[test]
fn every_filter_holds_together_with_every_other() {
    let all = Query {
        text: "gsh".to_owned(),
        kinds: vec![ActivityKind::Culture],
        audiences: vec![Audience::Everyone],
        only_free: true,
        from: Some(date(2026, 3, 1)),
        until: Some(date(2026, 3, 31)),
        within: Some("t1".parse().unwrap()),
    };
    check(&all, &[("b", 21)]);
    let audiences = vec![Audience::Children];
    check(&Query { audiences, ..all }, &[]);
}

#[test]
fn the_areas_are_named_with_what_they_lie_in() {
    let mut records = records();
    // Buildings are many, and no area that anybody picks.
    records.push(place("b1", "9号楼", PlaceKind::Building, Some("c1")));
    let programme = programme(&records);
    let areas: Vec<_> = programme
        .areas()
        .map(|(id, _, within)| (id.as_str(), within.map(PlaceId::as_str)))
        .collect();
    let of_t1 = |id| (id, Some("t1"));
    let rest = [("c3", Some("t2")), ("t1", None), ("t2", None)];
    assert_eq!(areas, [&[of_t1("c1"), of_t1("c2")][..], &rest].concat());
}

#[test]
fn venues_are_found_as_residents_find_and_the_most_used_stand_first() {
    let mut records = records();
    records.push(place("h0", "丁溪书屋", PlaceKind::Venue, Some("c1")));
    records.push(place("b1", "9号楼", PlaceKind::Building, Some("c1")));
    let programme = programme(&records);
    let found = |words: &str| -> Vec<(String, u32)> {
        let found = programme.places(&[PlaceKind::Venue], words).into_iter();
        found.map(|(id, uses)| (id.to_string(), uses)).collect()
    };
    let of = |all: &[(&str, u32)]| -> Vec<(String, u32)> {
        let all = all.iter();
        all.map(|(id, uses)| ((*id).to_owned(), *uses)).collect()
    };
    // A course of two days is used once; what was never used is last; areas are no venues.
    assert_eq!(found(""), of(&[("h2", 2), ("h1", 1), ("h3", 1), ("h0", 0)]));
    assert_eq!(found("丁溪"), of(&[("h1", 1), ("h0", 0)]));
    // A town's word finds what lies in it; every word must be found.
    assert_eq!(found("龙浔 馆"), of(&[("h2", 2), ("h1", 1)]));
    assert_eq!(found("龙浔 浔中馆"), of(&[]));
    let committees = programme.places(PlaceKind::HOMES, "龙浔");
    let committees: Vec<_> = committees.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(committees, ["c1", "c2", "b1"]);
    let buildings = programme.places(&[PlaceKind::Building], "丁溪 9号");
    assert_eq!(buildings.len(), 1, "by its committee's word too");
}

proptest! {
    #[test]
    fn nearness_only_reorders_within_a_day(
        held in prop::collection::vec((0..3_usize, 1..6_i8, 8..20_i8), 1..40),
        home in prop::sample::select(vec!["h1", "c2", "t2", "c3", "nowhere"]),
    ) {
        let mut records = records();
        for (number, (venue, day, hour)) in held.iter().enumerate() {
            let venue = ["h1", "h2", "h3"].get(*venue).unwrap();
            records.push(session(&format!("s{number}"), ("a", venue), &[*day], *hour));
        }
        let programme = programme(&records);
        let plain = programme.find(&Query::default(), &[]);
        let mut sorted = plain.clone();
        programme.nearest_first(&mut sorted, &home.parse().unwrap());
        let rank = |line: &Line| {
            let place = programme.listed(line).and_then(|listed| listed.place);
            let place = programme.places.get(usize::try_from(place.unwrap()).unwrap()).unwrap();
            programme.nearness(&home.parse().unwrap(), &place.id)
        };
        for pair in sorted.windows(2) {
            let [left, right] = pair else { continue };
            let order = |line: &Line| (line.day, rank(line), line.starts);
            prop_assert!(order(left) <= order(right));
        }
        sorted.sort_unstable();
        prop_assert_eq!(plain, sorted);
    }
}
