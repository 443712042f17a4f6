//! The waiting list: who is passed over, who is not, and what a held seat asks for.

use super::world::{SEATS, World, resident, session};
use rules::registration::RegistrationState;
use rules::session::{Admission, Status};
use rules::{Actor, Intent, Key, Record, Refusal};

const WAITS_FIRST: RegistrationState = RegistrationState::Waiting { turn: 0 };
const WAITS_SECOND: RegistrationState = RegistrationState::Waiting { turn: 1 };

/// Five seats: four taken, then a family of three and one of two that wait.
fn line(hold_hours: Option<u16>) -> World {
    let mut world = World::new(hold_hours);
    world.register(0, &[0, 1, 2]).unwrap();
    world.register(3, &[0]).unwrap();
    world.register(1, &[0, 1, 2]).unwrap();
    world.register(2, &[0, 1]).unwrap();
    world.check();
    world
}

#[test]
fn whoever_fits_is_seated_and_the_family_that_does_not_keeps_its_turn() {
    let mut world = line(None);
    world.register(4, &[0]).unwrap();
    assert_eq!(world.state(4, 0), RegistrationState::Confirmed);
    assert_eq!(world.state(1, 0), WAITS_FIRST);
    assert_eq!(world.slice.seats(&session()).place_of(0), Some(1));
    world.leave(4, &[0]).unwrap();
    world.leave(3, &[0]).unwrap();
    assert_eq!(world.state(2, 1), RegistrationState::Confirmed);
    assert_eq!(world.state(1, 0), WAITS_FIRST, "two seats are not three");
    world.leave(0, &[0, 1, 2]).unwrap();
    assert_eq!(world.state(1, 2), RegistrationState::Confirmed);
    world.check();
}

#[test]
fn a_party_that_becomes_smaller_is_seated_as_soon_as_it_fits() {
    let mut world = line(None);
    world.leave(2, &[1]).unwrap();
    assert_eq!(world.state(2, 0), RegistrationState::Confirmed);
    world.check();
}

#[test]
fn of_two_who_fit_the_first_in_line_is_seated() {
    let mut world = line(None);
    world.register(5, &[0, 1]).unwrap();
    world.leave(3, &[0]).unwrap();
    assert_eq!(world.state(2, 0), RegistrationState::Confirmed);
    assert_eq!(world.state(5, 0), RegistrationState::Waiting { turn: 2 });
}

#[test]
fn more_seats_go_along_the_line() {
    let mut world = line(None);
    let mut found = world.slice.session(&session()).unwrap().clone();
    found.admission = Admission::FirstCome { seats: SEATS + 1 };
    let items = vec![rules::publish::Item {
        key: Key::Session(session()),
        record: Record::Session(found),
    }];
    world
        .run(&Actor::System, &Intent::Publish { items, by: None })
        .unwrap();
    assert_eq!(world.state(1, 0), WAITS_FIRST);
    assert_eq!(world.state(2, 0), RegistrationState::Confirmed);
}

#[test]
fn while_a_course_still_takes_newcomers_its_free_seats_go_to_those_who_wait() {
    let mut world = line(Some(24));
    let first = world.session().first_day();
    let later = rules::time::add_days(first, 7);
    world.reshape(|written| {
        written.days = vec![first, later];
        written.closes = Some(later.at(0, 0, 0, 0));
    });
    let offset = world.slice.community().unwrap().offset;
    world.now = offset.millis(rules::time::add_days(first, 1).at(12, 0, 0, 0));
    world.leave(0, &[0, 1, 2]).unwrap();
    assert_eq!(
        world.state(1, 0),
        RegistrationState::Confirmed,
        "outright: there is no beginning left to hold it until"
    );
    assert_eq!(world.register(4, &[0]), Ok(()));
    assert_eq!(
        world.state(4, 0),
        RegistrationState::Confirmed,
        "the last seat"
    );
    assert_eq!(world.state(2, 0), WAITS_SECOND);
    world.check();
    // Once nobody may come new, nobody is called in either.
    world.now = offset.millis(later.at(0, 0, 0, 0));
    world.leave(1, &[0, 1, 2]).unwrap();
    assert_eq!(world.state(2, 0), WAITS_SECOND);
    world.check();
}

#[test]
fn a_look_goes_on_behind_a_long_stretch_of_families_that_do_not_fit() {
    let mut world = World::new(None);
    let member = |who: u32| -> rules::id::ResidentId { format!("x{who}").parse().unwrap() };
    let household = "hx".parse::<rules::id::HouseholdId>().unwrap();
    let born = jiff::civil::date(1954, 1, 1);
    for who in 0..400 {
        let household = household.clone();
        world.slice.put(
            Key::Resident(member(who)),
            Record::Resident(rules::household::Resident::new("某", born, household)),
        );
    }
    let actor = Actor::Resident {
        resident: member(0),
        household,
    };
    let register = |members: Vec<_>| Intent::Register {
        session: session(),
        members,
        when_full: rules::registration::WhenFull::Wait,
    };
    world.register(0, &[0, 1, 2]).unwrap();
    world.register(1, &[0, 1]).unwrap();
    for pair in 0..150 {
        let members = vec![member(2 * pair), member(2 * pair + 1)];
        world.run(&actor, &register(members)).unwrap();
    }
    world.run(&actor, &register(vec![member(300)])).unwrap();
    world.leave(1, &[0]).unwrap();
    let last = world.slice.registration(&session(), &member(300));
    assert_eq!(last.unwrap().state, RegistrationState::Confirmed);
    assert_eq!(world.slice.seats(&session()).waiting(), 150);
}

#[test]
fn a_seat_is_held_until_its_deadline_and_then_goes_to_the_next() {
    let mut world = line(Some(3));
    world.leave(0, &[0, 1, 2]).unwrap();
    let RegistrationState::Held { turn: 0, until } = world.state(1, 0) else {
        panic!("{:?}", world.state(1, 0));
    };
    world.check();
    assert_eq!(world.state(2, 0), WAITS_SECOND);
    world.hours_later(2);
    assert_eq!(world.state(2, 0), WAITS_SECOND);
    world.hours_later(1);
    assert_eq!(world.now, until);
    assert_eq!(world.state(1, 0), RegistrationState::Lapsed);
    assert!(matches!(world.state(2, 0), RegistrationState::Held { .. }));
    world.check();
    world.confirm(2, &[0, 1]).unwrap();
    assert_eq!(world.state(2, 1), RegistrationState::Confirmed);
    world.register(1, &[0, 1]).unwrap();
    assert_eq!(world.state(1, 0), RegistrationState::Confirmed);
    world.hours_later(3);
    world.check();
    assert_eq!(world.state(2, 1), RegistrationState::Confirmed);
}

#[test]
fn a_held_seat_is_taken_by_the_whole_party_in_time_and_by_nobody_else() {
    let mut world = line(Some(3));
    let before = world.clone();
    let nobody = world.confirm(1, &[0, 1, 2]).unwrap_err();
    assert!(matches!(nobody, Refusal::NotHeld { .. }), "nothing is held");
    world.leave(0, &[0, 1, 2]).unwrap();
    let stranger = Intent::Confirm {
        session: session(),
        members: vec![super::world::person(1, 0)],
    };
    let refused = world.run(&resident(2), &stranger).unwrap_err();
    assert!(matches!(refused, Refusal::NotHeld { .. }), "{refused:?}");
    assert_eq!(
        world.confirm(1, &[0, 1]),
        Err(Refusal::HoldIsWhole { asked: 2, held: 3 })
    );
    let late = {
        let mut world = world.clone();
        // The deadline has passed, and nobody has looked at the list of holds yet.
        world.now = world.now.plus_millis(3 * rules::time::HOUR_MILLIS);
        world.confirm(1, &[0, 1, 2])
    };
    assert!(matches!(late, Err(Refusal::HoldOver { .. })), "{late:?}");
    world.confirm(1, &[0, 1, 2]).unwrap();
    world.check();
    assert_ne!(before.slice, world.slice);
}

#[test]
fn whoever_leaves_a_held_party_frees_a_seat_and_the_rest_still_decides() {
    let mut world = line(Some(3));
    world.register(5, &[0, 1]).unwrap();
    world.leave(0, &[0, 1, 2]).unwrap();
    world.leave(1, &[0]).unwrap();
    world.check();
    world.confirm(1, &[1, 2]).unwrap();
    world.check();
    world.leave(1, &[1, 2]).unwrap();
    world.check();
    assert!(matches!(world.state(2, 0), RegistrationState::Held { .. }));
}

#[test]
fn a_seat_that_cannot_be_held_for_an_hour_is_given_outright() {
    let mut world = line(Some(48));
    // The session begins in half an hour.
    world.hours_later(24);
    world.leave(0, &[0, 1, 2]).unwrap();
    assert_eq!(world.state(1, 0), RegistrationState::Confirmed);
    world.check();
}

#[test]
fn once_it_has_begun_nobody_is_called() {
    let mut world = line(Some(3));
    world.hours_later(22);
    world.leave(0, &[0, 1, 2]).unwrap();
    assert_eq!(
        world.state(1, 0),
        RegistrationState::Confirmed,
        "2 h 30 left"
    );
    let mut world = line(Some(3));
    world.now = world.now.plus_millis(25 * rules::time::HOUR_MILLIS);
    world.leave(0, &[0, 1, 2]).unwrap();
    assert_eq!(world.state(1, 0), WAITS_FIRST);
    world.check();
}

#[test]
fn whoever_moved_away_leaves_the_party_and_the_others_take_their_seats() {
    let mut world = line(Some(3));
    world.leave(0, &[0, 1, 2]).unwrap();
    let key = Key::Resident(super::world::person(1, 2));
    let Some(Record::Resident(mut mover)) = world.slice.get(&key).cloned() else {
        panic!("nobody");
    };
    mover.household = "h5".parse().unwrap();
    let record = Record::Resident(mover);
    let items = vec![rules::publish::Item { key, record }];
    world
        .run(&Actor::System, &Intent::Publish { items, by: None })
        .unwrap();
    let confirm = Intent::Confirm {
        session: session(),
        members: vec![super::world::person(1, 0), super::world::person(1, 1)],
    };
    let mut facts = world.decide(&resident(1), &confirm).unwrap();
    assert!(rules::is_effect(&confirm, &facts));
    if let rules::Fact::Left { resident, .. } = &mut facts[0] {
        *resident = super::world::person(1, 0);
    }
    assert!(
        !rules::is_effect(&confirm, &facts),
        "one of them was put out"
    );
    world.confirm(1, &[0, 1]).unwrap();
    assert_eq!(world.state(1, 1), RegistrationState::Confirmed);
    assert_eq!(world.state(1, 2), RegistrationState::Left);
    world.check();
}

#[test]
fn who_could_not_answer_because_it_was_off_has_the_seat_should_it_be_held_after_all() {
    for (status, refusal) in [
        (Status::Cancelled, Refusal::SessionCancelled),
        (Status::Postponed, Refusal::SessionPostponed),
    ] {
        let mut world = line(Some(3));
        world.leave(0, &[0, 1, 2]).unwrap();
        world.reshape(|it| it.set_status(status));
        assert_eq!(world.confirm(1, &[0, 1, 2]), Err(refusal));
        world.hours_later(4);
        world.reshape(|it| it.set_status(Status::Scheduled));
        assert_eq!(world.state(1, 0), RegistrationState::Confirmed);
        world.check();
    }
}

#[test]
fn a_seat_given_back_while_it_has_no_day_goes_along_the_line_once_it_has_one() {
    let mut world = line(None);
    world.reshape(|it| it.set_status(Status::Postponed));
    world.leave(0, &[0, 1, 2]).unwrap();
    let waits = |world: &World| matches!(world.state(1, 0), RegistrationState::Waiting { .. });
    assert!(waits(&world), "{:?}", world.state(1, 0));
    // The day it had passes meanwhile.
    world.hours_later(24 * 30);
    assert!(waits(&world), "{:?}", world.state(1, 0));
    world.reshape(|it| {
        it.days = vec![jiff::civil::date(2026, 5, 8)];
        it.set_status(Status::Scheduled);
    });
    assert_eq!(world.state(1, 0), RegistrationState::Confirmed);
    world.check();
}

#[test]
fn nobody_but_the_server_looks_along_the_line_or_ends_a_hold() {
    let world = line(Some(3));
    let (session, turn) = (session(), 0);
    for intent in [
        Intent::Promote {
            session: session.clone(),
            turn,
        },
        Intent::Lapse { session, turn },
    ] {
        let refused = world.decide(&resident(1), &intent);
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
}

#[test]
fn a_hold_ends_at_its_minute_and_not_before_it() {
    let mut world = line(Some(3));
    world.leave(0, &[0, 1, 2]).unwrap();
    let RegistrationState::Held { turn, until } = world.state(1, 0) else {
        panic!("nothing is held: {:?}", world.state(1, 0));
    };
    let session = session();
    let lapse = Intent::Lapse { session, turn };
    for (millis, is_over) in [(-1, false), (0, true)] {
        world.now = until.plus_millis(millis);
        let facts = world.decide(&Actor::System, &lapse).unwrap();
        assert_eq!(!facts.is_empty(), is_over, "{facts:?}");
        let members = vec![super::world::person(1, 0)];
        let (session, whole) = (super::world::session(), [0, 1, 2]);
        let all = whole.map(|who| super::world::person(1, who)).to_vec();
        let confirm = |members| Intent::Confirm {
            session: session.clone(),
            members,
        };
        let part = world.decide(&resident(1), &confirm(members));
        assert!(matches!(
            part,
            Err(Refusal::HoldIsWhole { asked: 1, held: 3 })
        ));
        let taken = world.decide(&resident(1), &confirm(all));
        assert_eq!(taken.is_err(), is_over, "{taken:?}");
    }
}

#[test]
fn a_seat_is_held_if_an_hour_is_left_to_answer_and_given_outright_if_less_is() {
    let offset = rules::time::Offset(480);
    let begins = jiff::civil::date(2026, 3, 20).at(14, 30, 0, 0);
    let last = offset
        .millis(begins)
        .plus_millis(-3 * rules::time::HOUR_MILLIS);
    for (millis, is_held) in [(0, true), (1, false)] {
        let mut world = line(Some(48));
        world.now = last.plus_millis(millis);
        world.leave(0, &[0, 1, 2]).unwrap();
        let held = matches!(world.state(1, 0), RegistrationState::Held { .. });
        assert_eq!(held, is_held, "{:?}", world.state(1, 0));
        assert_eq!(world.slice.get(&Key::Holds).is_some(), is_held);
        world.check();
    }
}

#[test]
fn an_empty_list_of_holds_is_no_record() {
    let mut world = line(Some(3));
    world.leave(0, &[0, 1, 2]).unwrap();
    assert!(world.slice.get(&Key::Holds).is_some());
    world.confirm(1, &[0, 1, 2]).unwrap();
    assert_eq!(world.slice.get(&Key::Holds), None);
}
