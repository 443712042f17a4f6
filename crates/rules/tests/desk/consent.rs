//! A child takes part only while a guardian's consent stands.

use crate::world::{World, person, resident};
use jiff::civil::date;
use rules::household::Resident;
use rules::{Actor, Intent, Key, Record, Refusal};

/// Member 2 of family 0 is nine, and the community asks for consent below fourteen.
fn world() -> World {
    let mut world = World::new(None);
    let child = Resident::new("小满", date(2017, 1, 1), "h0".parse().unwrap());
    world
        .slice
        .put(Key::Resident(person(0, 2)), Record::Resident(child));
    let Ok(community) = world.slice.community().cloned() else {
        panic!("there is a community");
    };
    let community = rules::community::Community {
        consent_below: Some(14),
        ..community
    };
    world
        .slice
        .put(Key::Community, Record::Community(community));
    world
}

fn says(given: bool) -> Intent {
    let child = person(0, 2);
    Intent::Consent { child, given }
}

#[test]
fn a_child_is_registered_once_an_adult_of_the_family_has_consented() {
    let mut world = world();
    let missing = Refusal::ConsentMissing {
        resident: person(0, 2),
    };
    assert_eq!(world.register(0, &[0, 2]), Err(missing.clone()));
    assert_eq!(world.register(0, &[0]), Ok(()), "grown-ups need none");
    world.run(&resident(0), &says(true)).unwrap();
    assert_eq!(world.register(0, &[2]), Ok(()));
    world.run(&resident(0), &says(false)).unwrap();
    world.leave(0, &[2]).unwrap();
    assert_eq!(
        world.register(0, &[2]),
        Err(missing),
        "taken back, it is missing again"
    );
}

#[test]
fn taking_consent_back_changes_no_registration() {
    let mut world = world();
    world.run(&resident(0), &says(true)).unwrap();
    world.register(0, &[2]).unwrap();
    let before = world.state(0, 2);
    world.run(&resident(0), &says(false)).unwrap();
    assert_eq!(world.state(0, 2), before);
}

#[test]
fn neither_a_child_nor_another_family_nor_staff_consents() {
    let mut world = world();
    let child = Actor::Resident {
        resident: person(0, 2),
        household: "h0".parse().unwrap(),
    };
    assert_eq!(world.run(&child, &says(true)), Err(Refusal::NotAGuardian));
    let stranger = world.run(&resident(1), &says(true));
    assert!(matches!(stranger, Err(Refusal::UnknownResident { .. })));
    let staff = world.employ("wang", Some(rules::staff::Level::Publisher));
    assert_eq!(world.run(&staff, &says(true)), Err(Refusal::NotAllowed));
    assert_eq!(world.slice.consent(&person(0, 2)), None);
}

#[test]
fn consenting_twice_changes_nothing() {
    let mut world = world();
    world.run(&resident(0), &says(true)).unwrap();
    assert_eq!(world.decide(&resident(0), &says(true)), Ok(vec![]));
    world.run(&resident(0), &says(false)).unwrap();
    assert_eq!(world.decide(&resident(0), &says(false)), Ok(vec![]));
}

#[test]
fn whoever_is_fourteen_on_the_first_day_needs_none() {
    let mut world = world();
    let young = Resident::new("少年", date(2012, 3, 20), "h0".parse().unwrap());
    world
        .slice
        .put(Key::Resident(person(0, 2)), Record::Resident(young));
    assert_eq!(world.register(0, &[2]), Ok(()));
    world.leave(0, &[2]).unwrap();
    let younger = Resident::new("少年", date(2012, 3, 21), "h0".parse().unwrap());
    world
        .slice
        .put(Key::Resident(person(0, 2)), Record::Resident(younger));
    assert!(world.register(0, &[2]).is_err());
}

#[test]
fn a_consent_stays_with_the_family_it_was_given_in() {
    let mut world = world();
    world.run(&resident(0), &says(true)).unwrap();
    let moved = Resident::new("小满", date(2017, 1, 1), "h1".parse().unwrap());
    world
        .slice
        .put(Key::Resident(person(0, 2)), Record::Resident(moved));
    let register = Intent::Register {
        session: crate::world::session(),
        members: vec![person(0, 2)],
        when_full: rules::registration::WhenFull::Wait,
    };
    let asked = world.run(&resident(1), &register);
    assert!(
        matches!(asked, Err(Refusal::ConsentMissing { .. })),
        "{asked:?}"
    );
    world.run(&resident(1), &says(true)).unwrap();
    assert_eq!(world.run(&resident(1), &register), Ok(()));
}

#[test]
fn whoever_is_eighteen_today_may_consent_for_another_and_for_nobody_else_s_child() {
    let mut world = world();
    // The clock stands on 19 March 2026.
    for (born, refused) in [
        (date(2008, 3, 20), Some(Refusal::NotAGuardian)),
        (date(2008, 3, 19), None),
    ] {
        let sister = Resident::new("大姐", born, "h0".parse().unwrap());
        let key = Key::Resident(person(0, 0));
        world.slice.put(key, Record::Resident(sister));
        assert_eq!(world.decide(&resident(0), &says(true)).err(), refused);
    }
    let child = person(0, 0);
    let for_oneself = Intent::Consent { child, given: true };
    let refused = world.decide(&resident(0), &for_oneself);
    assert_eq!(refused, Err(Refusal::NotAGuardian));
}
