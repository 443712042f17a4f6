//! What becomes of a draft that is released: its activity, and a session for each day of its series.

use crate::world::World;
use jiff::civil::{Date, date, time};
use rules::activity::{Activity, ActivityKind, Audience};
use rules::almanac::{Almanac, LunarMonth};
use rules::draft::series::{Every, Series};
use rules::draft::{Plan, Step, Taking, Writing};
use rules::id::SessionId;
use rules::session::{Admission, Session};
use rules::staff::Level;
use rules::words::Words;
use rules::{Actor, Fact, Intent, Key, Record, Refusal};

const FIRST: Date = date(2026, 4, 7);

fn plan(series: Option<Series>) -> Plan {
    let ids = ("tea-a".parse().unwrap(), "hall".parse().unwrap());
    let hours = (time(9, 0, 0, 0), time(10, 30, 0, 0));
    let admission = Admission::Ballot {
        seats: 20,
        drawn_on: Some(date(2026, 4, 3)),
    };
    let session = Session {
        opens: Some(date(2026, 4, 1).at(9, 0, 0, 0)),
        closes: Some(date(2026, 4, 5).at(18, 0, 0, 0)),
        ..Session::new(ids, vec![FIRST], hours, admission)
    };
    Plan {
        activity_id: "tea-a".parse().unwrap(),
        activity: Activity::new(
            Words::new("茶艺", "Tea"),
            ActivityKind::Culture,
            Audience::Everyone,
        ),
        session,
        series,
    }
}

fn series(every: Every, until: Date) -> Series {
    Series {
        every,
        until,
        except: Vec::new(),
        not_on_holidays: false,
    }
}

fn weeks(every: u8, on: &[i8]) -> Every {
    let on = on.to_vec();
    Every::Weeks { every, on }
}

fn write(was: u32, plan: Plan) -> Intent {
    let (draft, plan) = (id("tea"), Box::new(plan));
    Intent::Write(Writing { draft, was, plan })
}

fn take(version: u32, step: Step) -> Intent {
    let draft = id("tea");
    Intent::Take(Taking {
        draft,
        version,
        step,
    })
}

fn id(name: &str) -> SessionId {
    name.parse().unwrap()
}

/// A draft that was looked over, and its publisher.
fn reviewed(plan: Plan) -> (World, Actor) {
    let mut world = World::new(None);
    world.build_hall();
    let publisher = world.employ("wang", Some(Level::Publisher));
    world.run(&publisher, &write(0, plan)).unwrap();
    world.run(&publisher, &take(1, Step::Review)).unwrap();
    (world, publisher)
}

#[test]
fn what_nobody_changed_is_not_written_again() {
    let (world, publisher) = reviewed(plan(None));
    let again = world.decide(&publisher, &write(1, plan(None)));
    assert_eq!(again, Ok(vec![]));
}

#[test]
fn an_editor_looks_over_what_another_wrote() {
    let (mut world, _) = reviewed(plan(None));
    let [writer, reader] = ["su", "chen"].map(|who| world.employ(who, Some(Level::Editor)));
    let mut other = plan(None);
    other.activity.title = Words::new("茶艺入门", "");
    world.run(&writer, &write(1, other)).unwrap();
    let own = world.decide(&writer, &take(2, Step::Review));
    assert_eq!(own, Err(Refusal::PublisherOnly));
    assert_eq!(world.run(&reader, &take(2, Step::Review)), Ok(()));
}

#[test]
fn an_activity_is_written_if_it_is_new_or_says_something_else_than_what_is_known() {
    let asked = plan(None).activity;
    let with_aid = Activity {
        aid: String::from("chayi"),
        ..asked.clone()
    };
    let other = Activity {
        phone: String::from("123"),
        ..asked.clone()
    };
    for (known, is_written) in [
        (None, true),
        (Some(asked.clone()), false),
        (Some(with_aid), false),
        (Some(other), true),
    ] {
        let (mut world, publisher) = reviewed(plan(None));
        let key = Key::Activity("tea-a".parse().unwrap());
        if let Some(known) = known {
            world.slice.put(key.clone(), Record::Activity(known));
        }
        let facts = world.decide(&publisher, &take(1, Step::Release)).unwrap();
        let is_it = |fact: &&Fact| matches!(fact, Fact::Put { key: of, .. } if *of == key);
        assert_eq!(facts.iter().any(|fact| is_it(&fact)), is_written);
        world.run(&publisher, &take(1, Step::Release)).unwrap();
        let drawn = world.slice.draws().open;
        assert_eq!(drawn, [id("tea")], "it waits for its seal");
    }
}

#[test]
fn every_session_of_a_series_has_its_own_window_and_its_own_draw() {
    let weekly = series(weeks(1, &[]), date(2026, 4, 21));
    let (mut world, publisher) = reviewed(plan(Some(weekly)));
    world.run(&publisher, &take(1, Step::Release)).unwrap();
    for (name, ahead) in [("tea", 0), ("tea-20260414", 7), ("tea-20260421", 14)] {
        let day = |of: Date| rules::time::add_days(of, ahead);
        let drawn_on = Some(day(date(2026, 4, 3)));
        let expected = Session {
            days: vec![day(FIRST)],
            opens: Some(day(date(2026, 4, 1)).at(9, 0, 0, 0)),
            closes: Some(day(date(2026, 4, 5)).at(18, 0, 0, 0)),
            admission: Admission::Ballot {
                seats: 20,
                drawn_on,
            },
            ..plan(None).session
        };
        assert_eq!(world.slice.session(&id(name)), Ok(&expected));
    }
}

#[test]
fn a_series_one_of_whose_days_has_a_session_already_is_not_released() {
    let weekly = series(weeks(1, &[]), date(2026, 4, 21));
    let (mut world, publisher) = reviewed(plan(Some(weekly)));
    let key = Key::Session(id("tea-20260414"));
    let taken = Record::Session(plan(None).session);
    world.slice.put(key.clone(), taken);
    let before = world.slice.clone();
    let refused = world.run(&publisher, &take(1, Step::Release));
    let key = key.to_string();
    assert_eq!(refused, Err(Refusal::Taken { key }));
    assert_eq!(world.slice, before);
}

fn almanac() -> Almanac {
    let month = |first, days, number| LunarMonth {
        first,
        days,
        number,
        leap: false,
    };
    Almanac {
        months: vec![
            month(date(2026, 4, 17), 29, 3),
            month(date(2026, 5, 16), 30, 4),
        ],
        off: vec![date(2026, 4, 14)],
        ..Almanac::default()
    }
}

#[test]
fn a_lunar_series_and_one_without_holidays_are_released_by_the_almanac_that_is_stored() {
    let month = Some(4);
    let lunar = Every::Lunar { month, day: 15 };
    let lunar = series(lunar, date(2026, 6, 30));
    let not_on_holidays = Series {
        not_on_holidays: true,
        ..series(weeks(1, &[]), date(2026, 4, 21))
    };
    for (series, there, not) in [
        (lunar, "tea-20260530", "tea-20260501"),
        (not_on_holidays, "tea-20260421", "tea-20260414"),
    ] {
        let (mut world, publisher) = reviewed(plan(Some(series)));
        let year = Key::Almanac(2026);
        world.slice.put(year, Record::Almanac(almanac()));
        world.run(&publisher, &take(1, Step::Release)).unwrap();
        assert!(world.slice.session(&id(there)).is_ok(), "{there}");
        assert!(world.slice.session(&id(not)).is_err(), "{not}");
    }
}

#[test]
fn a_series_without_an_almanac_leaves_no_holiday_out_and_one_that_ended_before_it_began_is_one_day()
{
    let not_on_holidays = Series {
        not_on_holidays: true,
        ..series(weeks(1, &[]), date(2026, 4, 14))
    };
    let days = |series: &Series| series.days(FIRST, |_| None).unwrap();
    assert_eq!(days(&not_on_holidays), [FIRST, date(2026, 4, 14)]);
    let daily = weeks(1, &[1, 2, 3, 4, 5, 6, 7]);
    for until in [FIRST, date(2026, 4, 1)] {
        assert_eq!(days(&series(daily.clone(), until)), [FIRST]);
    }
}

#[test]
fn weeks_begin_on_monday_and_months_are_counted_across_the_turn_of_the_year() {
    let days = |every: Every, first: Date, until: Date| {
        let series = series(every, until);
        series.days(first, |_| None).unwrap()
    };
    // From a Tuesday, every second week on Monday and Sunday.
    let found = days(weeks(2, &[1, 7]), FIRST, date(2026, 5, 4));
    let expected = [7, 12, 20, 26].map(|day| date(2026, 4, day));
    assert_eq!(found[..4], expected);
    assert_eq!(found[4..], [date(2026, 5, 4)]);
    let first = date(2026, 11, 7);
    let found = days(Every::Months { every: 5 }, first, date(2027, 12, 1));
    assert_eq!(found, [first, date(2027, 4, 7), date(2027, 9, 7)]);
}
