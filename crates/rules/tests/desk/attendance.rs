//! Marks of who came, and what staying away means.

use crate::world::{World, person, session};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rules::attendance::{Absences, HEADS_MAX, HeadCount, MARKS_MAX, Mark, RollCall};
use rules::session::Status;
use rules::staff::Level;
use rules::time::add_days;
use rules::{Actor, Intent, Key, Record, Refusal};
use std::collections::{BTreeMap, BTreeSet};

const DAY: Date = date(2026, 3, 20);

fn world() -> (World, Actor) {
    let mut world = World::new(None);
    let staff = world.employ("su", Some(Level::Editor));
    world.register(0, &[0, 1]).unwrap();
    (world, staff)
}

fn roll(day: Date, marks: &[(usize, usize, Option<bool>)]) -> Intent {
    let marks = marks
        .iter()
        .map(|(household, member, came)| (person(*household, *member), *came));
    Intent::CallRoll(RollCall {
        session: session(),
        day,
        marks: marks.collect(),
    })
}

fn mark(world: &World, household: usize, member: usize) -> Option<Mark> {
    let found = world
        .slice
        .presence(&session(), DAY, &person(household, member));
    found.map(|found| found.mark)
}

#[test]
fn the_last_word_stands_and_who_has_no_seat_is_a_walk_in() {
    let (mut world, staff) = world();
    world.hours_later(24);
    let calls = roll(
        DAY,
        &[(0, 0, Some(true)), (0, 1, Some(false)), (1, 0, Some(true))],
    );
    world.run(&staff, &calls).unwrap();
    assert_eq!(mark(&world, 0, 0), Some(Mark::Came));
    assert_eq!(mark(&world, 0, 1), Some(Mark::Absent));
    assert_eq!(mark(&world, 1, 0), Some(Mark::WalkIn));
    assert_eq!(world.slice.absences(&person(0, 1)).unwrap().days, [DAY]);
    let before = world.slice.clone();
    world.run(&staff, &calls).unwrap();
    assert_eq!(world.slice, before, "said twice, it changes nothing");
    world
        .run(&staff, &roll(DAY, &[(0, 1, Some(true)), (0, 0, None)]))
        .unwrap();
    assert_eq!(mark(&world, 0, 1), Some(Mark::Came));
    assert_eq!(mark(&world, 0, 0), None);
    assert_eq!(
        world.slice.absences(&person(0, 1)),
        None,
        "they came after all"
    );
}

#[test]
fn nothing_is_said_of_a_meeting_before_its_day_or_of_a_day_without_one() {
    let (mut world, staff) = world();
    let early = world.run(&staff, &roll(DAY, &[(0, 0, Some(true))]));
    assert_eq!(early, Err(Refusal::NotYet { day: DAY }));
    let day = date(2026, 3, 19);
    let other = world.run(&staff, &roll(day, &[(0, 0, Some(true))]));
    assert_eq!(other, Err(Refusal::NotOnThatDay { day }));
}

#[test]
fn a_roll_call_has_a_limit_and_names_each_once() {
    let (mut world, staff) = world();
    world.hours_later(24);
    let many: Vec<_> = (0..=MARKS_MAX).map(|_| (0, 0, Some(true))).collect();
    let (found, limit) = (61, 60);
    let refused = world.run(&staff, &roll(DAY, &many));
    assert_eq!(refused, Err(Refusal::TooManyNamed { found, limit }));
    let twice = world.run(&staff, &roll(DAY, &[(0, 0, Some(true)), (0, 0, None)]));
    let resident = person(0, 0);
    assert_eq!(twice, Err(Refusal::NamedTwice { resident }));
    let stranger = world.run(
        &crate::world::resident(0),
        &roll(DAY, &[(0, 0, Some(true))]),
    );
    assert_eq!(stranger, Err(Refusal::NotAllowed));
}

#[test]
fn heads_are_counted_without_names_up_to_a_limit() {
    let (mut world, staff) = world();
    world.hours_later(24);
    let count = |heads| {
        let (session, day) = (session(), DAY);
        Intent::CountHeads(HeadCount {
            session,
            day,
            heads,
        })
    };
    world.run(&staff, &count(40)).unwrap();
    world.run(&staff, &count(42)).unwrap();
    let heads = world.slice.get(&Key::Heads(session(), DAY));
    assert_eq!(heads, Some(&Record::Heads(42)));
    assert_eq!(world.run(&staff, &count(HEADS_MAX)), Ok(()));
    let (found, limit) = (HEADS_MAX + 1, HEADS_MAX);
    assert_eq!(
        world.run(&staff, &count(HEADS_MAX + 1)),
        Err(Refusal::TooManyNamed { found, limit })
    );
}

#[test]
fn the_third_time_within_half_a_year_means_late_places_for_sixty_days() {
    let absent = |days: &[Date]| Absences {
        household: "h0".parse().unwrap(),
        days: days.to_vec(),
    };
    let (first, second, third) = (date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5));
    assert_eq!(
        absent(&[first, second]).late_until(second),
        None,
        "two are noted only"
    );
    let three = absent(&[first, second, third]);
    let until = add_days(third, 60);
    assert_eq!(three.late_until(third), Some(until));
    assert_eq!(three.late_until(until), Some(until));
    assert_eq!(three.late_until(add_days(until, 1)), None, "it has faded");
    let long_ago = absent(&[date(2025, 7, 1), second, third]);
    assert_eq!(long_ago.late_until(third), None, "the first is forgotten");
}

#[test]
fn with_late_places_one_registers_in_the_last_two_days_only() {
    let (mut world, _) = world();
    let days = vec![date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)];
    let household = "h1".parse().unwrap();
    let absences = Absences { household, days };
    world
        .slice
        .put(Key::Absences(person(1, 0)), Record::Absences(absences));
    world.reshape(|session| session.days = vec![date(2026, 3, 25)]);
    let from = date(2026, 3, 23).at(14, 30, 0, 0);
    let resident = person(1, 0);
    let refused = world.register(1, &[0]);
    assert_eq!(refused, Err(Refusal::LatePlaces { resident, from }));
    assert_eq!(
        world.register(1, &[1]),
        Ok(()),
        "the others of the family may"
    );
    world.hours_later(24 * 4 + 1);
    assert_eq!(world.register(1, &[0]), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn absences_are_the_sum_of_the_marks(
        marks in prop::collection::vec((0_usize..2, 0_usize..3, any::<Option<bool>>()), 1..30),
    ) {
        let (mut world, staff) = world();
        world.hours_later(24);
        for one in marks {
            world.run(&staff, &roll(DAY, &[one])).unwrap();
        }
        for household in 0..2 {
            for member in 0..3 {
                let absent = mark(&world, household, member) == Some(Mark::Absent);
                let days = world.slice.absences(&person(household, member)).map(|found| found.days.len());
                prop_assert_eq!(days, absent.then_some(1));
            }
        }
    }
}

#[test]
fn nobody_stayed_away_from_what_did_not_take_place() {
    for status in [Status::Cancelled, Status::Postponed] {
        let (mut world, staff) = world();
        world.reshape(|session| session.set_status(status));
        world.hours_later(24);
        let before = world.slice.clone();
        world
            .run(&staff, &roll(DAY, &[(0, 0, Some(false))]))
            .unwrap();
        assert_eq!(world.slice, before, "{status:?}");
        world
            .run(&staff, &roll(DAY, &[(0, 0, Some(true))]))
            .unwrap();
        assert_eq!(
            mark(&world, 0, 0),
            Some(Mark::Came),
            "they came all the same"
        );
    }
}

#[test]
fn what_was_noted_of_a_meeting_that_was_cancelled_later_can_be_taken_back() {
    let (mut world, staff) = world();
    world.hours_later(24);
    world
        .run(&staff, &roll(DAY, &[(0, 0, Some(false))]))
        .unwrap();
    world.reshape(|session| session.set_status(Status::Cancelled));
    world.run(&staff, &roll(DAY, &[(0, 0, None)])).unwrap();
    assert_eq!(world.slice.absences(&person(0, 0)), None);
}

#[test]
fn whoever_calls_the_roll_or_counts_stands_in_the_journal() {
    let (mut world, staff) = world();
    world.hours_later(24);
    let (session, day, heads) = (session(), DAY, 40);
    let count = Intent::CountHeads(HeadCount {
        session,
        day,
        heads,
    });
    for intent in [roll(DAY, &[(0, 0, Some(true))]), count] {
        let facts = world.decide(&staff, &intent).unwrap();
        let Some(rules::Fact::Decided { by, .. }) = facts.first() else {
            panic!("{facts:?}");
        };
        assert_eq!(by.as_str(), "su");
        world.run(&staff, &intent).unwrap();
        let again = world.decide(&staff, &intent).unwrap();
        assert_eq!(again, [], "nothing was decided the second time");
    }
}

#[test]
fn a_class_of_sixty_is_marked_in_one_request() {
    let (mut world, staff) = world();
    world.hours_later(24);
    let named = |at: usize| -> rules::id::ResidentId { format!("x{at}").parse().unwrap() };
    for at in 0..MARKS_MAX {
        let one = rules::household::Resident::new("某", DAY, "hx".parse().unwrap());
        let key = Key::Resident(named(at));
        world.slice.put(key, Record::Resident(one));
    }
    let marks = (0..MARKS_MAX).map(|at| (named(at), Some(true)));
    let call = Intent::CallRoll(RollCall {
        session: session(),
        day: DAY,
        marks: marks.collect(),
    });
    let facts = world.decide(&staff, &call).unwrap();
    assert_eq!(facts.len(), 1 + MARKS_MAX);
}

#[test]
fn half_a_year_is_a_hundred_and_eighty_days() {
    let today = date(2026, 7, 1);
    for (ago, counts) in [(179, true), (180, false)] {
        let days = vec![add_days(today, -ago), add_days(today, -1), today];
        let household = "h0".parse().unwrap();
        let late = Absences { household, days }.late_until(today);
        assert_eq!(late.is_some(), counts, "{ago} days ago");
    }
}

#[test]
fn late_places_open_to_the_millisecond() {
    let (mut world, _) = world();
    let days = vec![date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)];
    let household = "h1".parse().unwrap();
    let absences = Record::Absences(Absences { household, days });
    world.slice.put(Key::Absences(person(1, 0)), absences);
    world.reshape(|session| session.days = vec![date(2026, 3, 25)]);
    let opens = rules::time::Offset(480).millis(date(2026, 3, 23).at(14, 30, 0, 0));
    world.now = opens.plus_millis(-1);
    assert!(world.register(1, &[0]).is_err());
    world.now = opens;
    assert_eq!(world.register(1, &[0]), Ok(()));
}

proptest! {
    #[test]
    fn of_a_course_those_days_are_kept_that_were_missed_within_half_a_year_of_each_other(
        marks in prop::collection::vec((0_usize..20, any::<Option<bool>>()), 1..30),
    ) {
        let (mut world, staff) = world();
        let days: Vec<Date> = (0..20).map(|at| add_days(DAY, at * 20)).collect();
        world.reshape(|session| session.days.clone_from(&days));
        world.hours_later(24 * 500);
        let mut said: BTreeMap<Date, Option<bool>> = BTreeMap::new();
        let mut kept: BTreeSet<Date> = BTreeSet::new();
        for (at, came) in marks {
            let day = days[at];
            world.run(&staff, &roll(day, &[(0, 0, came)])).unwrap();
            let is_new = said.insert(day, came).unwrap_or(None) != came;
            match came {
                Some(false) if is_new => {
                    kept.insert(day);
                    kept.retain(|one| *one > add_days(day, -180));
                }
                Some(false) => {}
                _ => { kept.remove(&day); }
            }
            let found = world.slice.absences(&person(0, 0));
            let found = found.map_or(&[][..], |found| &found.days);
            prop_assert!(found.iter().eq(&kept), "{:?}, not {:?}", found, kept);
        }
    }
}
