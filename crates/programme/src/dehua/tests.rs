//! The year as a whole: its size, its rhythm, and what must never happen in it.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::lunar::{LUNAR_YEAR_LAST, lunar_date};
use jiff::civil::{Time, date};
use rules::activity::{Activity, ActivityKind};
use rules::id::{ActivityId, PlaceId, SessionId};
use rules::session::{Admission, Session};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

struct Year {
    activities: BTreeMap<ActivityId, Activity>,
    sessions: BTreeMap<SessionId, Session>,
}

fn year(year: i16) -> Year {
    let (mut activities, mut sessions) = (BTreeMap::new(), BTreeMap::new());
    for item in programme(year).unwrap() {
        match (item.key, item.record) {
            (Key::Activity(id), Record::Activity(activity)) => {
                assert!(activities.insert(id, activity).is_none());
            }
            (Key::Session(id), Record::Session(session)) => {
                assert!(sessions.insert(id, session).is_none());
            }
            (Key::Almanac(of), Record::Almanac(almanac)) => {
                assert!(of == year && almanac.is_sound());
            }
            (key, _) => unreachable!("{key} is neither activity nor session"),
        }
    }
    Year {
        activities,
        sessions,
    }
}

impl Year {
    fn of<'a>(&'a self, slug: &str) -> Vec<&'a Session> {
        let of = |session: &&Session| session.activity.as_str().get(8..) == Some(slug);
        self.sessions.values().filter(of).collect()
    }

    fn count(&self, kinds: &[ActivityKind]) -> usize {
        let kind = |session: &Session| self.activities.get(&session.activity).unwrap().kind;
        self.sessions
            .values()
            .filter(|session| kinds.contains(&kind(session)))
            .count()
    }
}

/// Learning, culture, sport, health, children, everyday help: the county's six kinds.
const SIX_KINDS: [ActivityKind; 6] = [
    ActivityKind::Learning,
    ActivityKind::Culture,
    ActivityKind::Sport,
    ActivityKind::Health,
    ActivityKind::Children,
    ActivityKind::Service,
];

#[test]
fn a_year_is_as_large_as_the_county_says() {
    let year = year(2026);
    assert_eq!((year.sessions.len(), year.activities.len()), (1_643, 116));
    assert!(year.count(&SIX_KINDS) >= 800);
    assert!(year.count(&[ActivityKind::Campaign]) >= 300);
    assert!(year.count(&[ActivityKind::Festival]) >= 100);
    assert_eq!(year.of("neighbour-stories").len(), 10);
    assert!(year.of("plain-talk").len() >= 20);
}

#[test]
fn the_same_year_is_the_same_bytes() {
    let bytes = serde_json::to_vec(&programme(2026).unwrap()).unwrap();
    assert_eq!(
        bytes,
        serde_json::to_vec(&programme(2026).unwrap()).unwrap()
    );
    let digest = format!("{:x}", Sha256::digest(&bytes));
    // A new digest means that ids or days moved: look at the difference before accepting it.
    assert_eq!(digest.get(..16), Some("c4920ffea03d5e02"));
}

#[test]
fn every_year_of_the_calendar_can_be_made() {
    for number in crate::lunar::LUNAR_YEAR_FIRST..=LUNAR_YEAR_LAST {
        let year = year(number);
        assert!(
            (1_600..1_800).contains(&year.sessions.len()),
            "{number}: {}",
            year.sessions.len()
        );
        for session in year.sessions.values() {
            assert!(
                session.is_sound() && session.first_day().year() == number,
                "{session:?}"
            );
        }
    }
    let beyond = programme(2036);
    assert!(matches!(beyond, Err(DehuaError::Year { found: 2036, .. })));
}

#[test]
fn no_place_holds_two_sessions_at_one_time() {
    for number in [2025, 2026, 2027, 2033] {
        let year = year(number);
        let mut taken: BTreeMap<(&PlaceId, Date), Vec<(Time, Time)>> = BTreeMap::new();
        for session in year.sessions.values() {
            for day in &session.days {
                let hours = (session.starts, session.ends);
                assert!(hours.0 < hours.1, "{session:?}");
                let others = taken.entry((&session.place, *day)).or_default();
                let clash = others
                    .iter()
                    .any(|other| other.0 < hours.1 && hours.0 < other.1);
                assert!(!clash, "{} on {day} at {}", session.place, hours.0);
                others.push(hours);
            }
        }
    }
}

#[test]
fn every_session_has_its_activity_and_its_place() {
    let year = year(2026);
    let foundation = foundation().unwrap();
    let places: BTreeSet<_> = foundation
        .iter()
        .filter_map(|item| match &item.key {
            Key::Place(id) => Some(id),
            _ => None,
        })
        .collect();
    for (id, session) in &year.sessions {
        assert!(places.contains(&session.place), "{id}");
        assert!(year.activities.contains_key(&session.activity), "{id}");
        assert!(id.as_str().starts_with("dh-2026-"), "{id}");
    }
}

#[test]
fn every_activity_speaks_both_languages() {
    for (id, activity) in &year(2026).activities {
        let Activity {
            title,
            summary,
            topic,
            organiser,
            bring,
            ..
        } = activity;
        for words in [title, summary, topic, organiser] {
            assert!(!words.zh.is_empty() && !words.en.is_empty(), "{id}");
            assert!(
                words.en.is_ascii() || words.en.contains('福'),
                "{id}: {}",
                words.en
            );
        }
        assert_eq!(bring.zh.is_empty(), bring.en.is_empty(), "{id}");
        assert!(activity.aid.contains(' '), "{id}");
    }
}

#[test]
fn after_school_is_held_on_school_days_and_no_others() {
    let calendar = Calendar::of(2026).unwrap();
    let year = year(2026);
    let sessions = year.of("after-school");
    let held: BTreeSet<Date> = sessions
        .iter()
        .flat_map(|session| session.days.clone())
        .collect();
    // Make-up workdays in term, a holiday, a vacation, an ordinary Saturday.
    for (month, day, is_held) in [
        (5, 9, true),
        (9, 20, true),
        (10, 10, true),
        (5, 5, false),
        (7, 15, false),
        (2, 28, false),
        (3, 7, false),
        (3, 9, true),
    ] {
        assert_eq!(
            held.contains(&date(2026, month, day)),
            is_held,
            "{month}-{day}"
        );
    }
    assert!(held.iter().all(|day| calendar.is_school_day(*day)));
    for session in sessions {
        assert_eq!(session.admission, Admission::FirstCome { seats: 40 });
        assert_eq!((session.ages.min, session.ages.max), (Some(6), Some(12)));
    }
}

#[test]
fn holiday_classes_are_held_in_vacations() {
    for number in 2025..=LUNAR_YEAR_LAST {
        let calendar = Calendar::of(number).unwrap();
        let year = year(number);
        for slug in [
            "winter-class",
            "summer-calligraphy",
            "summer-dance",
            "summer-safe-water",
        ] {
            let sessions = year.of(slug);
            assert!(!sessions.is_empty());
            let mut days = sessions.iter().flat_map(|session| &session.days);
            assert!(
                days.all(|day| !calendar.is_term(*day)),
                "{slug} in {number}"
            );
        }
    }
}

#[test]
fn the_monthly_20th_moves_to_the_first_day_after_a_holiday() {
    let year = year(2026);
    let days: Vec<String> = year
        .of("twentieth-market")
        .iter()
        .map(|session| session.first_day().to_string())
        .collect();
    let expect = [
        "01-20", "02-24", "03-20", "04-20", "05-20", "06-22", "07-20", "08-20", "09-20", "10-20",
        "11-20", "12-20",
    ]
    .map(|day| format!("2026-{day}"));
    assert_eq!(days, expect);
    // Two of them say from which day; the 20th of September is a Sunday that people work.
    let moved = year.of("twentieth-market").into_iter();
    let moved: Vec<_> = moved.filter_map(|session| session.moved_from).collect();
    assert_eq!(moved, [date(2026, 2, 20), date(2026, 6, 20)]);
    let weekly = year.of("taiji-morning").into_iter();
    assert!(weekly.filter_map(|session| session.moved_from).count() == 0);
}

#[test]
fn festivals_are_held_on_their_day_in_every_year() {
    for number in [2026, 2027] {
        let year = year(number);
        let lanterns = lunar_date(number, 1, 15).unwrap();
        assert!(
            year.of("lantern-riddles")
                .iter()
                .all(|session| session.days == [lanterns])
        );
        assert_eq!(year.of("solar-terms").len(), 24);
    }
    assert_eq!(
        year(2027).of("mid-autumn-moon")[0].days,
        [date(2027, 9, 15)]
    );
}

#[test]
fn everyday_offers_rest_on_holidays_and_on_weekends_that_are_worked() {
    let calendar = Calendar::of(2026).unwrap();
    for slug in [
        "taiji-morning",
        "clean-saturday",
        "porcelain-wheel",
        "blood-pressure",
    ] {
        for session in year(2026).of(slug) {
            for day in &session.days {
                assert!(
                    !calendar.is_holiday(*day) && !calendar.is_made_up(*day),
                    "{slug} {day}"
                );
            }
        }
    }
}

#[test]
fn registration_opens_at_nine_and_closes_before_the_first_meeting() {
    for (id, session) in &year(2026).sessions {
        if session.admission == Admission::Open {
            assert_eq!((session.opens, session.closes), (None, None), "{id}");
            continue;
        }
        assert_eq!(session.opens.unwrap().hour(), 9, "{id}");
        assert!(
            session.closes.unwrap() < session.first_day().to_datetime(session.starts),
            "{id}"
        );
    }
}

#[test]
fn scarce_porcelain_classes_are_drawn() {
    let year = year(2026);
    let wheel = year.of("porcelain-wheel");
    assert_eq!(wheel.len(), 6);
    for session in wheel {
        assert_eq!(session.days.len(), 6);
        let Admission::Ballot {
            seats: 12,
            drawn_on: Some(drawn_on),
        } = session.admission
        else {
            unreachable!("{session:?}");
        };
        assert!(session.closes.unwrap().date() < drawn_on && drawn_on < session.first_day());
    }
}

#[test]
fn all_of_it_may_be_published() {
    use rules::context::{Actor, Authority, Context};
    let context = Context {
        now: rules::time::UnixMillis(0),
        actor: Actor::System,
        authority: Authority::Server,
        origin: rules::Origin::OwnDevice,
    };
    let mut items = foundation().unwrap();
    items.extend(programme(2026).unwrap());
    items.extend(demo_households().unwrap());
    for items in items.chunks(rules::publish::PUBLISH_ITEMS_MAX) {
        let publish = rules::Intent::Publish {
            items: items.to_vec(),
            by: None,
        };
        let facts = rules::decide(&rules::Slice::default(), &context, &publish).unwrap();
        assert_eq!(facts.len(), items.len());
    }
}

#[test]
fn the_demonstration_families_are_whole() {
    let items = demo_households().unwrap();
    assert_eq!(items.len(), 2 + 4 + 3 + 1, "households, people, a consent");
    let age = |id: &str| {
        items.iter().find_map(|item| match &item.record {
            Record::Resident(resident) if item.key.to_string() == format!("resident/{id}") => {
                Some(rules::time::age_on(resident.born, date(2026, 9, 1)))
            }
            _ => None,
        })
    };
    assert_eq!(
        (age(XIAOMAN), age(XIAOXUE), age(LIN_GRANDMOTHER)),
        (Some(8), Some(4), Some(72))
    );
}
