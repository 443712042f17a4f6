//! A session is postponed and its new day is not set: what is told of it, also to builds before.

use crate::changes::{change, revise, world};
use crate::world::World;
use jiff::civil::{date, time};
use rules::Refusal;
use rules::registration::RegistrationState;
use rules::session::changes::{Change, What};
use rules::session::{Session, Status};

#[test]
fn what_is_postponed_says_so_and_its_new_day_brings_it_back_in_one_change() {
    let (mut world, staff) = world();
    world.register(0, &[0, 1]).unwrap();
    let become_of = |world: &mut World, status| {
        change(world, &staff, |it| it.set_status(status)).unwrap();
    };
    become_of(&mut world, Status::Postponed);
    become_of(&mut world, Status::Cancelled);
    become_of(&mut world, Status::Postponed);
    change(&mut world, &staff, |session| {
        session.days = vec![date(2026, 3, 27)];
        session.set_status(Status::Scheduled);
    })
    .unwrap();
    become_of(&mut world, Status::Postponed);
    become_of(&mut world, Status::Scheduled);
    become_of(&mut world, Status::Cancelled);
    become_of(&mut world, Status::Scheduled);
    let found = world.session().changes.into_iter();
    let found: Vec<_> = found
        .map(|change| (change.what, change.without_day))
        .collect();
    let (day, starts) = (date(2026, 3, 20), time(14, 30, 0, 0));
    assert_eq!(
        found,
        [
            (What::Cancelled, true),
            (What::Cancelled, false),
            (What::Cancelled, true),
            (What::Postponed { day, starts }, true),
            (What::Cancelled, true),
            (What::Restored, true),
            (What::Cancelled, false),
            (What::Restored, false),
        ]
    );
    assert_eq!(world.state(0, 1), RegistrationState::Confirmed);
}

#[test]
fn while_it_has_no_day_nothing_is_told_of_days() {
    let (mut world, staff) = world();
    let moved = |world: &mut World, day, status| {
        change(world, &staff, |session| {
            session.days = vec![date(2026, 3, day)];
            session.set_status(status);
        })
        .unwrap();
    };
    moved(&mut world, 21, Status::Postponed);
    moved(&mut world, 22, Status::Postponed);
    moved(&mut world, 23, Status::Cancelled);
    let told: Vec<_> = world.session().changes.into_iter().collect();
    let told: Vec<_> = told.iter().map(|it| (&it.what, it.without_day)).collect();
    let off = What::Cancelled;
    assert_eq!(told, [(&off, true), (&off, false)]);
}

#[test]
fn one_day_of_a_course_brings_all_of_it_back_as_a_course() {
    let (mut world, staff) = world();
    world.reshape(|session| session.days = vec![date(2026, 3, 20), date(2026, 3, 27)]);
    world.reshape(|session| session.set_status(Status::Postponed));
    change(&mut world, &staff, |session| {
        session.days = vec![date(2026, 3, 20), date(2026, 3, 28)];
        session.set_status(Status::Scheduled);
    })
    .unwrap();
    let last = world.session().changes.pop().unwrap();
    let (day, starts) = (date(2026, 3, 20), time(14, 30, 0, 0));
    assert_eq!(
        (last.what, last.without_day),
        (What::Postponed { day, starts }, true)
    );
}

#[test]
fn a_build_that_does_not_know_the_mark_reads_cancelled_and_then_the_new_day() {
    let (mut world, staff) = world();
    change(&mut world, &staff, |it| it.set_status(Status::Postponed)).unwrap();
    change(&mut world, &staff, |session| {
        session.days = vec![date(2026, 3, 27)];
        session.set_status(Status::Scheduled);
    })
    .unwrap();
    let changes = world.session().changes;
    let text = serde_json::to_string(&changes).unwrap();
    let marks = text.matches(r#","without_day":true"#).count();
    assert_eq!(marks, 2, "{text}");
    let before = text.replace(r#","without_day":true"#, "");
    let read: Vec<Change> = serde_json::from_str(&before).unwrap();
    let whats =
        |of: &[Change]| -> Vec<What> { of.iter().map(|change| change.what.clone()).collect() };
    assert_eq!(whats(&read), whats(&changes));
    assert!(read.iter().all(|change| !change.without_day));
}

#[test]
fn whoever_looked_with_a_build_that_does_not_know_the_mark_writes_over_no_postponement() {
    let (mut world, staff) = world();
    change(&mut world, &staff, |it| it.set_status(Status::Postponed)).unwrap();
    let seen = Session {
        day_follows: false,
        ..world.session()
    };
    let now = seen.clone().with_status(Status::Scheduled);
    let said = world.run(&staff, &revise(&seen, now, "天晴了"));
    assert!(
        matches!(said, Err(Refusal::ChangedMeanwhile { .. })),
        "{said:?}"
    );
    assert_eq!(world.session().status(), Status::Postponed);
}

#[test]
fn a_day_that_follows_what_takes_place_is_refused() {
    let (mut world, staff) = world();
    let said = change(&mut world, &staff, |session| session.day_follows = true);
    assert!(matches!(said, Err(Refusal::Unsound { .. })), "{said:?}");
}
