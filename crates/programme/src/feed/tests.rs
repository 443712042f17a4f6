//! One row at a time: what is taken, what is refused, and why.
#![allow(clippy::unwrap_used)]

use super::*;
use rules::activity::fee::Fee;
use rules::activity::{Activity, ActivityKind, Audience};
use rules::session::{Admission, Session};
use serde_json::{Value, json};

fn example() -> Vec<Value> {
    serde_json::from_slice(include_bytes!("../../examples/leisure.json")).unwrap()
}

fn read_rows(rows: &[Value]) -> Reading {
    let bytes = serde_json::to_vec(rows).unwrap();
    read(&bytes, &Profile::lcsd_leisure().unwrap()).unwrap()
}

/// The first example row with one field changed.
fn with(field: &str, value: Value) -> Reading {
    let mut rows = example();
    rows.truncate(1);
    rows[0][field] = value;
    read_rows(&rows)
}

#[track_caller]
fn refuses(field: &str, value: Value, expect: &str) {
    let reading = with(field, value);
    assert_eq!(reading.taken, [], "{field}");
    assert_eq!(reading.refused[0].reason.to_string(), expect, "{field}");
}

fn offered(reading: &Reading, code: &str) -> (Activity, Session) {
    let (mut activity, mut session) = (None, None);
    for item in &reading.items {
        match &item.record {
            Record::Activity(found) if item.key.to_string() == format!("activity/lcsd-{code}") => {
                activity = Some(found.clone());
            }
            Record::Session(found) if item.key.to_string() == format!("session/lcsd-{code}") => {
                session = Some(found.clone());
            }
            _ => {}
        }
    }
    (activity.unwrap(), session.unwrap())
}

#[test]
fn takes_a_row_with_all_it_says() {
    let reading = read_rows(&example());
    let (activity, session) = offered(&reading, "90000001");
    assert_eq!(activity.title.en, "Tai Chi Sword Training Course");
    assert_eq!(activity.aid, "taijijianxunlianban tjjxlb 太极剑训练班");
    assert_eq!(activity.fee, Fee::of(6_000, "HKD"));
    assert_eq!(
        (session.days.len(), session.ages.min, session.ages.max),
        (10, Some(14), None)
    );
    assert_eq!(session.admission, Admission::FirstCome { seats: 3 });
    assert_eq!(session.opens.unwrap().to_string(), "2020-11-04T00:00:00");
    assert_eq!(session.closes.unwrap().to_string(), "2020-12-03T00:00:00");
}

#[test]
fn a_fee_that_is_left_empty_is_not_called_free() {
    let mut rows = example();
    rows[0]["FEE"] = json!("");
    let (activity, _) = offered(&read_rows(&rows), "90000001");
    assert_eq!(activity.fee, Fee::Unsaid);
}

#[test]
fn the_code_of_a_method_decides_how_one_gets_in() {
    let reading = read_rows(&example());
    let (family, walk_in) = offered(&reading, "90000002");
    assert_eq!(walk_in.admission, Admission::Counter { seats: 12 });
    assert_eq!(
        (family.audience, family.fee),
        (Audience::Families, Fee::Free)
    );
    let (children, drawn) = offered(&reading, "90000003");
    let drawn_on = Some(jiff::civil::date(2020, 10, 14));
    assert_eq!(
        drawn.admission,
        Admission::Ballot {
            seats: 12,
            drawn_on
        }
    );
    assert_eq!(
        (children.audience, children.kind),
        (Audience::Children, ActivityKind::Sport)
    );
    let noted = Noted {
        code: "90000003".to_owned(),
        note: Note::PlacesNegative { left: -2 },
    };
    assert_eq!(reading.notes, [noted]);
}

#[test]
fn venues_of_one_name_are_one_place_in_their_district() {
    let reading = read_rows(&example());
    let places: Vec<_> = reading
        .items
        .iter()
        .filter_map(|item| match &item.record {
            Record::Place(place) => Some((place.name.en.as_str(), place.within.is_some())),
            _ => None,
        })
        .collect();
    // Districts come first; the refused row's venue is that of a row that was taken.
    assert_eq!(places.len(), 5);
    assert_eq!(places.iter().filter(|(_, within)| *within).count(), 3);
    assert!(!places[0].1 && !places[1].1);
}

#[test]
fn never_offers_more_seats_than_are_left_or_than_there_are() {
    for (left, seats) in [
        (json!("-3"), 0),
        (json!("0"), 0),
        (json!("99"), 20),
        (json!(null), 20),
    ] {
        let (_, session) = offered(&with("PLACES_LEFT", left), "90000001");
        assert_eq!(session.admission, Admission::FirstCome { seats });
    }
}

#[test]
fn refuses_what_is_missing_or_of_the_wrong_kind() {
    refuses("TC_PGM_NAME", json!(null), "TC_PGM_NAME is missing");
    refuses("TC_PGM_NAME", json!("  "), "TC_PGM_NAME is missing");
    refuses(
        "TC_PGM_NAME",
        json!(["a"]),
        "TC_PGM_NAME is neither text nor a number",
    );
    let long = "長".repeat(10_000);
    refuses(
        "TC_PGM_NAME",
        json!(long),
        "TC_PGM_NAME has 30000 bytes, at most 2000 are read",
    );
    refuses(
        "PGM_CODE",
        json!("a/b"),
        "the code: an id holds the character '/'",
    );
    refuses(
        "QUOTA",
        json!("many"),
        "QUOTA is \"many\", not a number of its kind",
    );
    refuses(
        "QUOTA",
        json!(-1),
        "QUOTA is \"-1\", not a number of its kind",
    );
    refuses(
        "QUOTA",
        json!(100_001),
        "QUOTA is \"100001\", not a number of its kind",
    );
    refuses(
        "FEE",
        json!("1e3"),
        "FEE is \"1e3\", not a number of its kind",
    );
    refuses(
        "MIN_AGE",
        json!(70_000),
        "MIN_AGE is \"70000\", not a number of its kind",
    );
}

#[test]
fn refuses_what_the_profile_does_not_know() {
    refuses(
        "ENROL_METHOD",
        json!("Q"),
        "ENROL_METHOD is \"Q\", which the profile does not know",
    );
    let target = "MIS_TARGET_GRP_Code is \"PETS 1\", which the profile does not know";
    refuses("MIS_TARGET_GRP_Code", json!("PETS 1"), target);
}

#[test]
fn refuses_dates_and_times_it_cannot_be_sure_of() {
    let wrong = |found: &str| format!("PGM_START_DATE is {found:?}, not a date");
    for found in [
        "2020-02-30 00:00:00",
        "2020-12-02 08:00:00",
        "02/12/2020",
        "0001-01-01 00:00:00",
    ] {
        refuses("PGM_START_DATE", json!(found), &wrong(found));
    }
    refuses(
        "PGM_START_TIME",
        json!("25:00"),
        "PGM_START_TIME is \"25:00\", not a time",
    );
    refuses(
        "PGM_END_TIME",
        json!("7:00"),
        "it ends at or before the time it starts",
    );
    refuses(
        "ENROL_END_DATE",
        json!("2020-11-02 00:00:00"),
        "registration closes before it opens",
    );
    refuses("MAX_AGE", json!("13"), "ages 14 to 13");
}

#[test]
fn refuses_a_programme_whose_days_contradict_each_other() {
    refuses(
        "EN_DAY",
        json!("Tue,Fri"),
        "the Chinese and the English weekdays name different days",
    );
    let english = "Wed,Fri (excl.25/12)";
    refuses(
        "EN_DAY",
        json!(english),
        "the Chinese and the English weekdays name different days",
    );
    let edges = "it meets from 2020-12-04 to 2021-01-08, which are not its first and last day";
    refuses("PGM_START_DATE", json!("2020-12-03 00:00:00"), edges);
    refuses(
        "TC_DAY",
        json!("隔周"),
        "the weekdays: \"隔\" has no meaning in a weekday pattern",
    );
}

#[test]
fn says_when_the_english_weekdays_could_not_be_read() {
    let reading = with("EN_DAY", json!("Wed,Fri (excl.25/12,01/"));
    assert_eq!(reading.notes[0].note, Note::EnglishUnread);
    assert_eq!(reading.taken.len(), 1);
}

#[test]
fn a_link_that_is_no_web_page_is_left_away() {
    let reading = with("TC_URL", json!("javascript:alert(1)"));
    assert_eq!(offered(&reading, "90000001").0.link, "");
    assert_eq!(reading.notes[0].note, Note::LinkDropped);
}

#[test]
fn garbled_english_is_mended_or_left_away() {
    let mended = with("EN_NOTES_1", json!("Please read¡§WSC Users¡¦ Guide¡¨."));
    assert_eq!(
        offered(&mended, "90000001").0.bring.en,
        "Please read“WSC Users’ Guide”."
    );
    let garbled = with("EN_NOTES_1", json!("¦p°Ñ¥[ªÌ¦b¬¡°Ê"));
    let bring = offered(&garbled, "90000001").0.bring;
    assert_eq!((bring.zh.as_str(), bring.en.as_str()), ("自備太極劍", ""));
}

#[test]
fn the_second_row_of_a_code_is_refused() {
    let mut rows = example();
    rows.truncate(1);
    rows.push(rows[0].clone());
    let reading = read_rows(&rows);
    let twice = Refused {
        row: 2,
        code: Some("90000001".to_owned()),
        reason: Reason::Duplicate,
    };
    assert_eq!((reading.taken.len(), reading.refused), (1, vec![twice]));
}

#[test]
fn hostile_files_are_refused_whole_and_hostile_rows_one_by_one() {
    let profile = Profile::lcsd_leisure().unwrap();
    let fails = |bytes: &[u8]| read(bytes, &profile).unwrap_err();
    assert_eq!(fails(b"{}"), FeedError::NotAnArray);
    assert_eq!(fails(b"[1,"), FeedError::NotJson { line: 1, column: 3 });
    assert_eq!(fails(b"[\"\xff\"]"), FeedError::NotUtf8 { at: 2 });
    assert!(matches!(
        fails("[".repeat(100_000).as_bytes()),
        FeedError::NotJson { .. }
    ));
    let many = FeedError::TooManyRows {
        found: 100_001,
        limit: 100_000,
    };
    assert_eq!(
        fails(format!("[{}1]", "1,".repeat(100_000)).as_bytes()),
        many
    );
    let reading = read("\u{feff}[1,null,{},[],\"x\"]".as_bytes(), &profile).unwrap();
    assert_eq!((reading.taken.len(), reading.refused.len()), (0, 5));
    assert_eq!(reading.refused[0].reason, Reason::NotAnObject);
}

#[test]
fn every_record_may_be_published() {
    use rules::context::{Actor, Authority, Context};
    let context = Context {
        now: rules::time::UnixMillis(0),
        actor: Actor::System,
        authority: Authority::Server,
        origin: rules::Origin::OwnDevice,
    };
    let reading = read_rows(&example());
    let publish = rules::Intent::Publish {
        items: reading.items.clone(),
        by: None,
    };
    let facts = rules::decide(&rules::Slice::default(), &context, &publish).unwrap();
    assert_eq!(facts.len(), reading.items.len());
}

fn known(reading: &Reading) -> BTreeMap<Key, Record> {
    let known = reading.items.iter();
    known
        .map(|item| (item.key.clone(), item.record.clone()))
        .collect()
}

#[test]
fn a_second_reading_changes_nothing_and_a_changed_row_itself_alone() {
    let reading = read_rows(&example());
    let previous = known(&reading);
    let profile = Profile::lcsd_leisure().unwrap();
    let Ok(again) = changes(&previous, &mut reading.clone(), &profile);
    assert_eq!(
        again,
        Changes {
            same: reading.items.len(),
            same_sessions: reading.taken.len(),
            ..Changes::default()
        }
    );

    let mut rows = example();
    rows[0]["PLACES_LEFT"] = json!("2");
    rows[2]["TC_DAY"] = json!("逢星期日(?)");
    rows.remove(1);
    let Ok(found) = changes(&previous, &mut read_rows(&rows), &profile);
    let keys: Vec<String> = found.changed.iter().map(ToString::to_string).collect();
    assert_eq!(keys, ["session/lcsd-90000001"]);
    assert_eq!(
        (found.new, found.gone[0].as_str()),
        (Vec::new(), "lcsd-90000002")
    );
    assert_eq!(found.held[0].as_str(), "lcsd-90000003");
}

#[test]
fn a_feed_of_other_names_needs_another_profile_and_no_code() {
    let toml = include_str!("../../profiles/lcsd-leisure.toml")
        .replace("\"PGM_CODE\"", "\"meta.no\"")
        .replace("B = \"ballot\"", "B = \"open\"");
    let profile = Profile::read(&toml).unwrap();
    let mut rows = example();
    rows[2]["meta"] = json!({ "no": 7 });
    let reading = read(&serde_json::to_vec(&rows).unwrap(), &profile).unwrap();
    assert_eq!(reading.taken[0].as_str(), "lcsd-7");
    assert_eq!(offered(&reading, "7").1.admission, Admission::Open);
    assert!(Profile::read(&toml.replace("lcsd-\"", "l c\"")).is_err());
    assert!(Profile::read("nonsense = 1").is_err());
}

#[test]
fn what_the_feed_does_not_speak_of_stays_as_it_was() {
    use rules::registration::Seats;
    let reading = read_rows(&example());
    let mut known = known(&reading);
    for (key, record) in &mut known {
        if let (Key::Session(id), Record::Session(session)) = (key, record)
            && id.as_str() == "lcsd-90000001"
        {
            session.state = rules::session::SessionState::Cancelled;
        }
    }
    let seats: Key = Key::Seats("lcsd-90000001".parse().unwrap());
    let tally = Seats {
        taken: 5,
        ..Seats::default()
    };
    known.insert(seats, Record::Seats(tally));
    let profile = Profile::lcsd_leisure().unwrap();
    let Ok(found) = changes(&known, &mut reading.clone(), &profile);
    assert_eq!(
        found.items,
        [],
        "a cancelled session was called off its cancellation"
    );
    // Three seats for five people: said, and nobody is put out.
    let below = Below {
        session: "lcsd-90000001".parse().unwrap(),
        seats: 3,
        taken: 5,
    };
    assert_eq!(found.below, [below]);
}
