//! A session is changed: who registered is told, and nobody loses a seat.

use crate::world::{World, session};
use jiff::civil::{date, time};
use rules::registration::RegistrationState;
use rules::session::changes::{CHANGES_MAX, What};
use rules::session::revising::Revision;
use rules::session::{Admission, Session, SessionState};
use rules::staff::Level;
use rules::{Actor, Intent, Refusal};

pub fn world() -> (World, Actor) {
    let mut world = World::new(None);
    let staff = world.employ("wang", Some(Level::Publisher));
    (world, staff)
}

pub fn revise(was: &Session, now: Session, why: &str) -> Intent {
    Intent::Revise(Revision {
        session: session(),
        was: Box::new(was.clone()),
        now: Box::new(now),
        why: why.to_owned(),
    })
}

pub fn change(
    world: &mut World,
    staff: &Actor,
    edit: impl FnOnce(&mut Session),
) -> Result<(), Refusal> {
    let was = world.session();
    let mut now = was.clone();
    edit(&mut now);
    world.run(staff, &revise(&was, now, "下雨"))
}

#[test]
fn what_changed_is_kept_with_its_reason_and_registrations_stay() {
    let (mut world, staff) = world();
    world.register(0, &[0, 1]).unwrap();
    change(&mut world, &staff, |session| {
        session.days = vec![date(2026, 3, 27)];
    })
    .unwrap();
    change(&mut world, &staff, |session| {
        session.starts = time(15, 0, 0, 0);
    })
    .unwrap();
    change(&mut world, &staff, |session| {
        session.place = "yard".parse().unwrap();
    })
    .unwrap();
    change(&mut world, &staff, |session| {
        session.state = SessionState::Cancelled;
    })
    .unwrap();
    change(&mut world, &staff, |session| {
        session.state = SessionState::Scheduled;
    })
    .unwrap();
    change(&mut world, &staff, |session| {
        session.admission = Admission::FirstCome { seats: 9 };
    })
    .unwrap();
    let found: Vec<What> = world
        .session()
        .changes
        .into_iter()
        .map(|change| {
            assert_eq!((change.why.as_str(), change.at), ("下雨", world.now));
            change.what
        })
        .collect();
    let postponed = |day, starts| What::Postponed { day, starts };
    assert_eq!(
        found,
        [
            postponed(date(2026, 3, 20), time(14, 30, 0, 0)),
            postponed(date(2026, 3, 27), time(14, 30, 0, 0)),
            What::Moved {
                place: "p".parse().unwrap()
            },
            What::Cancelled,
            What::Restored,
            What::Seats { before: 5 },
        ]
    );
    assert_eq!(world.state(0, 1), RegistrationState::Confirmed);
}

#[test]
fn fewer_seats_than_are_taken_leave_everybody_seated_and_let_nobody_in() {
    let (mut world, staff) = world();
    world.register(0, &[0, 1, 2]).unwrap();
    change(&mut world, &staff, |session| {
        session.admission = Admission::FirstCome { seats: 2 };
    })
    .unwrap();
    assert_eq!(world.slice.seats(&session()).taken, 3);
    world.register(1, &[0]).unwrap();
    assert!(matches!(
        world.state(1, 0),
        RegistrationState::Waiting { .. }
    ));
    world.leave(0, &[0]).unwrap();
    assert!(
        matches!(world.state(1, 0), RegistrationState::Waiting { .. }),
        "still full"
    );
    world.leave(0, &[1]).unwrap();
    assert_eq!(world.state(1, 0), RegistrationState::Confirmed);
}

#[test]
fn more_seats_go_to_whoever_waits() {
    let (mut world, staff) = world();
    world.register(0, &[0, 1, 2]).unwrap();
    world.register(1, &[0, 1, 2]).unwrap();
    change(&mut world, &staff, |session| {
        session.admission = Admission::FirstCome { seats: 6 };
    })
    .unwrap();
    assert_eq!(world.state(1, 0), RegistrationState::Confirmed);
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_written_over() {
    let (mut world, staff) = world();
    let was = world.session();
    change(&mut world, &staff, |session| {
        session.place = "yard".parse().unwrap();
    })
    .unwrap();
    let mut now = was.clone();
    now.starts = time(10, 0, 0, 0);
    let late = world.run(&staff, &revise(&was, now, "下雨"));
    assert!(
        matches!(late, Err(Refusal::ChangedMeanwhile { .. })),
        "{late:?}"
    );
    assert_eq!(world.session().starts, time(14, 30, 0, 0));
}

#[test]
fn only_publishers_change_what_residents_see_and_they_say_why() {
    let (mut world, staff) = world();
    let editor = world.employ("su", Some(Level::Editor));
    let refused = change(&mut world, &editor, |session| {
        session.state = SessionState::Cancelled;
    });
    assert_eq!(refused, Err(Refusal::PublisherOnly));
    let was = world.session();
    let now = Session {
        state: SessionState::Cancelled,
        ..was.clone()
    };
    assert_eq!(
        world.run(&staff, &revise(&was, now, "")),
        Err(Refusal::WhyMissing)
    );
}

#[test]
fn an_unsound_session_another_activity_or_another_way_in_is_refused() {
    let (mut world, staff) = world();
    let unsound = change(&mut world, &staff, |session| session.days.clear());
    assert!(matches!(unsound, Err(Refusal::Unsound { .. })));
    let other = change(&mut world, &staff, |session| {
        session.activity = "b".parse().unwrap();
    });
    assert!(matches!(other, Err(Refusal::Unsound { .. })));
    assert_eq!(
        change(&mut world, &staff, |session| session.admission =
            Admission::Open),
        Ok(())
    );
    change(&mut world, &staff, |session| {
        session.admission = Admission::FirstCome { seats: 5 };
    })
    .unwrap();
    world.register(0, &[0]).unwrap();
    let full = change(&mut world, &staff, |session| {
        session.admission = Admission::Open;
    });
    assert!(matches!(full, Err(Refusal::PeopleInIt { .. })), "{full:?}");
}

#[test]
fn the_oldest_changes_go_first() {
    let (mut world, staff) = world();
    for minute in 0..=CHANGES_MAX as i8 {
        change(&mut world, &staff, |session| {
            session.starts = time(10, minute, 0, 0);
        })
        .unwrap();
    }
    let changes = world.session().changes;
    assert_eq!(changes.len(), CHANGES_MAX);
    let What::Postponed { starts, .. } = changes[0].what else {
        panic!("{changes:?}");
    };
    assert_eq!(starts, time(10, 0, 0, 0), "the first of all is forgotten");
}

#[test]
fn a_feed_that_is_taken_again_tells_what_it_changed_and_twice_changes_nothing() {
    let (mut world, _) = world();
    world.reshape(|session| session.place = "yard".parse().unwrap());
    assert_eq!(world.session().changes.len(), 1);
    let before = world.slice.clone();
    world.reshape(|session| session.changes.clear());
    assert_eq!(world.slice, before, "what is remembered is not the feed's");
}

#[test]
fn a_second_change_written_down_before_the_first_was_answered_stands_too() {
    let (mut world, staff) = world();
    let was = world.session();
    let first = Session {
        place: "yard".parse().unwrap(),
        ..was.clone()
    };
    world
        .run(&staff, &revise(&was, first.clone(), "下雨"))
        .unwrap();
    // Their device has noted the change itself, without the hour that only the server knows.
    let mut seen = world.session();
    seen.changes[0].at = rules::time::UnixMillis(0);
    let second = Session {
        starts: time(10, 0, 0, 0),
        ..seen.clone()
    };
    world.run(&staff, &revise(&seen, second, "下雨")).unwrap();
    assert_eq!(world.session().starts, time(10, 0, 0, 0));
    let whens: Vec<_> = world.session().changes.iter().map(|one| one.at).collect();
    assert_eq!(whens, [world.now, world.now], "the server's hours stand");
}

#[test]
fn what_is_remembered_of_a_session_does_not_travel_with_a_revision() {
    let (mut world, staff) = world();
    let asked = |world: &World| {
        let was = world.session();
        serde_json::to_string(&revise(&was, was.clone(), "下雨")).unwrap()
    };
    let short = asked(&world);
    change(&mut world, &staff, |session| {
        session.state = SessionState::Cancelled;
    })
    .unwrap();
    change(&mut world, &staff, |session| {
        session.state = SessionState::Scheduled;
    })
    .unwrap();
    assert_eq!(asked(&world), short);
}

#[test]
fn one_day_of_a_course_is_put_off_or_left_out_and_everybody_keeps_their_seat() {
    let (mut world, staff) = world();
    world.reshape(|session| {
        session.days = vec![date(2026, 3, 20), date(2026, 3, 27), date(2026, 4, 3)];
    });
    let kept = world.session().changes.len();
    world.register(0, &[0, 1]).unwrap();
    change(&mut world, &staff, |session| {
        *session = session
            .with_day_moved(date(2026, 3, 27), date(2026, 3, 28))
            .unwrap();
    })
    .unwrap();
    change(&mut world, &staff, |session| {
        *session = session.without_day(date(2026, 4, 3)).unwrap();
    })
    .unwrap();
    let session = world.session();
    assert_eq!(session.days, [date(2026, 3, 20), date(2026, 3, 28)]);
    let found: Vec<_> = session.changes.iter().skip(kept).collect();
    assert!(found.iter().all(|change| change.why == "下雨"), "{found:?}");
    let (day, to) = (date(2026, 3, 27), date(2026, 3, 28));
    assert_eq!(found[0].what, What::DayMoved { day, to });
    let day = date(2026, 4, 3);
    assert_eq!(found[1].what, What::DayLeftOut { day });
    assert_eq!(world.state(0, 1), RegistrationState::Confirmed);
    let refused = change(&mut world, &staff, |session| session.days.clear());
    assert!(
        matches!(refused, Err(Refusal::Unsound { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_hold_keeps_its_deadline_whatever_is_written_of_holds_afterwards() {
    for (hours, next) in [(Some(9), true), (None, false)] {
        let mut world = World::new(Some(2));
        let staff = world.employ("wang", Some(Level::Publisher));
        world.register(0, &[0, 1, 2]).unwrap();
        world.register(1, &[0, 1]).unwrap();
        world.register(2, &[0, 1, 2]).unwrap();
        world.register(3, &[0]).unwrap();
        world.leave(0, &[0, 1, 2]).unwrap();
        let RegistrationState::Held { until, .. } = world.state(2, 0) else {
            panic!("{:?}", world.state(2, 0));
        };
        change(&mut world, &staff, |session| session.hold_hours = hours).unwrap();
        assert!(
            matches!(world.state(2, 0), RegistrationState::Held { until: still, .. } if still == until)
        );
        // Who comes up from now on is held a seat as it is written now.
        world.leave(1, &[0]).unwrap();
        assert_eq!(
            matches!(world.state(3, 0), RegistrationState::Held { .. }),
            next,
            "{:?}",
            world.state(3, 0)
        );
        let confirmed = world.confirm(2, &[0, 1, 2]);
        assert_eq!(confirmed, Ok(()), "what was held can still be taken");
        assert_eq!(world.state(2, 0), RegistrationState::Confirmed);
    }
}
