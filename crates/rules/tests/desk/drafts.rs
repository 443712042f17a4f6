//! Drafts: written, looked over, published; series that end.

use crate::world::World;
use jiff::civil::{Date, date, time};
use proptest::prelude::*;
use rules::activity::fee::{FEE_CHARS_MAX, Fee};
use rules::activity::{Activity, ActivityKind, Audience};
use rules::almanac::{Almanac, LunarMonth};
use rules::draft::series::{Every, SERIES_DAYS_MAX, SERIES_MAX, Series};
use rules::draft::{DRAFT_CHARS_MAX, Plan, Step, Taking, Writing};
use rules::id::SessionId;
use rules::session::{Admission, Session};
use rules::staff::Level;
use rules::time::{add_days, days_between};
use rules::words::Words;
use rules::{Actor, Intent, Key, Record, Refusal};

const FIRST: Date = date(2026, 4, 7);

fn id() -> SessionId {
    "tea".parse().unwrap()
}

fn world() -> (World, Actor, Actor) {
    let mut world = World::new(None);
    world.build_hall();
    let publisher = world.employ("wang", Some(Level::Publisher));
    let editor = world.employ("su", Some(Level::Editor));
    (world, publisher, editor)
}

fn plan(series: Option<Series>) -> Plan {
    let admission = Admission::FirstCome { seats: 20 };
    let hours = (time(9, 0, 0, 0), time(10, 30, 0, 0));
    let ids = ("tea-a".parse().unwrap(), "hall".parse().unwrap());
    Plan {
        activity_id: "tea-a".parse().unwrap(),
        activity: Activity::new(
            Words::new("茶艺", "Tea"),
            ActivityKind::Culture,
            Audience::Everyone,
        ),
        session: Session {
            opens: Some(date(2026, 4, 1).at(9, 0, 0, 0)),
            ..Session::new(ids, vec![FIRST], hours, admission)
        },
        series,
    }
}

fn write(was: u32, plan: Plan) -> Intent {
    let (draft, plan) = (id(), Box::new(plan));
    Intent::Write(Writing { draft, was, plan })
}

fn take(version: u32, step: Step) -> Intent {
    let draft = id();
    Intent::Take(Taking {
        draft,
        version,
        step,
    })
}

fn weekly(until: Date) -> Series {
    Series {
        every: Every::Weeks {
            every: 1,
            on: Vec::new(),
        },
        until,
        except: Vec::new(),
        not_on_holidays: false,
    }
}

#[test]
fn a_draft_is_published_after_a_second_pair_of_eyes() {
    let (mut world, publisher, editor) = world();
    world.run(&editor, &write(0, plan(None))).unwrap();
    assert!(
        world.slice.session(&id()).is_err(),
        "residents see nothing yet"
    );
    let early = world.run(&publisher, &take(1, Step::Release));
    assert_eq!(early, Err(Refusal::NotReviewed));
    let own = world.run(&editor, &take(1, Step::Review));
    assert_eq!(own, Err(Refusal::PublisherOnly), "one's own draft");
    world.run(&publisher, &take(1, Step::Review)).unwrap();
    let not = world.run(&editor, &take(1, Step::Release));
    assert_eq!(not, Err(Refusal::PublisherOnly));
    world.run(&publisher, &take(1, Step::Release)).unwrap();
    assert_eq!(world.slice.session(&id()), Ok(&plan(None).session));
    assert_eq!(world.slice.draft(&id()), None);
    let again = world.run(&publisher, &take(1, Step::Release));
    assert!(
        matches!(again, Err(Refusal::ChangedMeanwhile { .. })),
        "{again:?}"
    );
}

#[test]
fn writing_again_makes_a_new_version_that_has_to_be_looked_over_again() {
    let (mut world, publisher, editor) = world();
    world.run(&editor, &write(0, plan(None))).unwrap();
    world.run(&publisher, &take(1, Step::Review)).unwrap();
    let mut other = plan(None);
    other.activity.title = Words::new("茶艺入门", "");
    let stale = world.run(&editor, &write(0, other.clone()));
    assert!(matches!(stale, Err(Refusal::ChangedMeanwhile { .. })));
    world.run(&editor, &write(1, other)).unwrap();
    let refused = world.run(&publisher, &take(2, Step::Release));
    assert_eq!(refused, Err(Refusal::NotReviewed));
    let seen = world.run(&publisher, &take(1, Step::Review));
    assert!(
        matches!(seen, Err(Refusal::ChangedMeanwhile { .. })),
        "another version"
    );
}

#[test]
fn what_nobody_could_come_to_is_not_kept_as_a_draft() {
    let (mut world, _, editor) = world();
    let mut nameless = plan(None);
    nameless.activity.title = Words::new(" ", "");
    assert!(world.run(&editor, &write(0, nameless)).is_err());
    let mut dayless = plan(None);
    dayless.session.days.clear();
    assert!(world.run(&editor, &write(0, dayless)).is_err());
    let resident = crate::world::resident(0);
    assert_eq!(
        world.run(&resident, &write(0, plan(None))),
        Err(Refusal::NotAllowed)
    );
}

#[test]
fn the_texts_of_a_draft_have_a_limit_that_fits_into_one_request() {
    let (mut world, _, editor) = world();
    let mut long = plan(None);
    let title = long.activity.chars();
    long.activity.summary = Words::new("长".repeat(DRAFT_CHARS_MAX - title), "");
    assert_eq!(world.run(&editor, &write(0, long.clone())), Ok(()));
    long.activity.summary.zh.push('了');
    let (found, limit) = (2_001, 2_000);
    let refused = world.run(&editor, &write(1, long));
    assert_eq!(refused, Err(Refusal::TextTooLong { found, limit }));
}

#[test]
fn words_about_a_fee_have_a_limit_and_must_say_something() {
    let (mut world, _, editor) = world();
    let mut priced = plan(None);
    let (found, limit) = (301, 300);
    priced.activity.fee = Fee::AsWritten(Words::new("", "x".repeat(FEE_CHARS_MAX + 1)));
    let refused = world.run(&editor, &write(0, priced.clone()));
    assert_eq!(refused, Err(Refusal::TextTooLong { found, limit }));
    priced.activity.fee = Fee::AsWritten(Words::default());
    let refused = world.run(&editor, &write(0, priced.clone()));
    assert!(matches!(refused, Err(Refusal::Unsound { .. })));
    priced.activity.fee = Fee::AsWritten(Words::new("元".repeat(FEE_CHARS_MAX), ""));
    assert_eq!(world.run(&editor, &write(0, priced)), Ok(()));
}

#[test]
fn a_name_that_is_taken_and_a_place_that_is_none_are_refused_and_the_draft_stays() {
    let (mut world, publisher, _) = world();
    let mut nowhere = plan(None);
    nowhere.session.place = "moon".parse().unwrap();
    world.run(&publisher, &write(0, nowhere)).unwrap();
    world.run(&publisher, &take(1, Step::Review)).unwrap();
    let refused = world.run(&publisher, &take(1, Step::Release));
    assert!(matches!(refused, Err(Refusal::Unsound { .. })));
    world.run(&publisher, &write(1, plan(None))).unwrap();
    world.run(&publisher, &take(2, Step::Review)).unwrap();
    let taken = Record::Session(plan(None).session);
    world.slice.put(Key::Session(id()), taken);
    let refused = world.run(&publisher, &take(2, Step::Release));
    assert!(matches!(refused, Err(Refusal::Taken { .. })));
    assert!(world.slice.draft(&id()).is_some());
}

#[test]
fn a_series_becomes_a_session_a_day_with_its_window_moved_along() {
    let (mut world, publisher, _) = world();
    let series = weekly(date(2026, 4, 21));
    world
        .run(&publisher, &write(0, plan(Some(series))))
        .unwrap();
    world.run(&publisher, &take(1, Step::Review)).unwrap();
    world.run(&publisher, &take(1, Step::Release)).unwrap();
    for (name, day) in [
        ("tea", FIRST),
        ("tea-20260414", date(2026, 4, 14)),
        ("tea-20260421", date(2026, 4, 21)),
    ] {
        let session = world.slice.session(&name.parse().unwrap()).unwrap();
        assert_eq!(session.days, [day]);
        let opens = add_days(day, -6).at(9, 0, 0, 0);
        assert_eq!(session.opens, Some(opens));
    }
}

fn days(series: &Series) -> Result<Vec<Date>, Refusal> {
    series.days(FIRST, |_| None)
}

#[test]
fn weeks_months_and_exceptions() {
    let until = date(2026, 4, 30);
    let mut series = Series {
        every: Every::Weeks {
            every: 2,
            on: vec![2, 4],
        },
        ..weekly(until)
    };
    let of = |days: &[i8]| {
        days.iter()
            .map(|day| date(2026, 4, *day))
            .collect::<Vec<_>>()
    };
    assert_eq!(days(&series), Ok(of(&[7, 9, 21, 23])));
    series.except = of(&[9]);
    assert_eq!(days(&series), Ok(of(&[7, 21, 23])));
    series.every = Every::Months { every: 1 };
    series.until = date(2026, 7, 1);
    let found = days(&series).unwrap();
    assert_eq!(found, [FIRST, date(2026, 5, 7), date(2026, 6, 7)]);
    let end = Series {
        every: Every::Months { every: 1 },
        ..weekly(date(2026, 6, 30))
    };
    let from = date(2026, 1, 31);
    let found = end.days(from, |_| None).unwrap();
    assert_eq!(
        found,
        [from, date(2026, 3, 31), date(2026, 5, 31)],
        "months without a 31st are left out"
    );
}

#[test]
fn the_lunar_calendar_and_holidays_come_from_the_almanac() {
    let almanac = Almanac {
        months: vec![
            LunarMonth {
                first: date(2026, 4, 17),
                days: 29,
                number: 3,
                leap: false,
            },
            LunarMonth {
                first: date(2026, 5, 16),
                days: 30,
                number: 4,
                leap: false,
            },
        ],
        off: vec![date(2026, 5, 5)],
        ..Almanac::default()
    };
    let year = |_| Some(&almanac);
    let series = Series {
        every: Every::Lunar {
            month: None,
            day: 15,
        },
        ..weekly(date(2026, 6, 30))
    };
    assert_eq!(
        series.days(FIRST, year),
        Ok(vec![FIRST, date(2026, 5, 1), date(2026, 5, 30)])
    );
    let series = Series {
        not_on_holidays: true,
        ..weekly(date(2026, 5, 12))
    };
    let found = series.days(FIRST, year).unwrap();
    assert!(!found.contains(&date(2026, 5, 5)) && found.contains(&date(2026, 5, 12)));
}

#[test]
fn a_series_that_would_go_on_is_refused_and_never_cut_off() {
    let daily = Every::Weeks {
        every: 1,
        on: (1..=7).collect(),
    };
    let of = |days: i32| Series {
        every: daily.clone(),
        ..weekly(add_days(FIRST, days))
    };
    let limit = SERIES_MAX as u32;
    let longest = i32::try_from(SERIES_MAX).unwrap() - 1;
    assert_eq!(days(&of(longest)).unwrap().len(), SERIES_MAX);
    assert_eq!(
        days(&of(longest + 1)),
        Err(Refusal::SeriesTooLong { limit })
    );
    assert!(days(&weekly(add_days(FIRST, SERIES_DAYS_MAX))).is_ok());
    let far = weekly(add_days(FIRST, SERIES_DAYS_MAX + 1));
    assert_eq!(days(&far), Err(Refusal::SeriesTooLong { limit }));
}

proptest! {
    #[test]
    fn a_series_ascends_from_its_first_day_and_ends(
        every in 0_u8..5,
        on in prop::collection::vec(1_i8..=7, 0..4),
        reach in -5_i32..450,
    ) {
        let every = Every::Weeks { every, on };
        let series = Series { every, ..weekly(add_days(FIRST, reach)) };
        if let Ok(found) = days(&series) {
            prop_assert_eq!(found[0], FIRST);
            prop_assert!(found.len() <= SERIES_MAX);
            prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(found.iter().all(|day| days_between(FIRST, *day) <= reach.max(0)));
        }
    }
}

#[test]
fn a_lunar_series_into_a_year_without_an_almanac_is_refused_and_not_cut_off() {
    let (mut world, publisher, _) = world();
    let month = None;
    let series = Series {
        every: Every::Lunar { month, day: 15 },
        ..weekly(date(2026, 6, 1))
    };
    world
        .run(&publisher, &write(0, plan(Some(series))))
        .unwrap();
    world.run(&publisher, &take(1, Step::Review)).unwrap();
    let before = world.slice.clone();
    let refused = world.run(&publisher, &take(1, Step::Release));
    assert!(
        matches!(&refused, Err(Refusal::Unsound { key }) if key == "almanac/2026"),
        "{refused:?}"
    );
    assert_eq!(world.slice, before);
}

#[test]
fn a_draft_after_an_older_session_brings_none_of_its_changes_along() {
    let (mut world, publisher, _) = world();
    let mut plan = plan(None);
    plan.session.changes = vec![rules::session::changes::Change {
        at: world.now,
        what: rules::session::changes::What::Restored,
        why: String::from("雨停"),
        without_day: false,
    }];
    world.run(&publisher, &write(0, plan)).unwrap();
    world.run(&publisher, &take(1, Step::Review)).unwrap();
    world.run(&publisher, &take(1, Step::Release)).unwrap();
    assert_eq!(world.slice.session(&id()).unwrap().changes, []);
}

#[test]
fn whoever_writes_a_draft_stands_in_the_journal() {
    let (world, _, editor) = world();
    let facts = world.decide(&editor, &write(0, plan(None))).unwrap();
    assert!(
        matches!(&facts[0], rules::Fact::Decided { by, .. } if by.as_str() == "su"),
        "{facts:?}"
    );
}
