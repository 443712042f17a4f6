//! Who has how many tickets, and the hour of a draw to the millisecond.

use crate::world::{SEATS, World, person, resident, session};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rules::household::Resident;
use rules::registration::RegistrationState;
use rules::registration::draw::{Hash, Luck, seal_of};
use rules::session::{Admission, Status};
use rules::time::{Offset, UnixMillis};
use rules::{Actor, Fact, Intent, Key, Record, Refusal};

const SEED: Hash = Hash([9; 32]);

fn unsealed() -> World {
    let mut world = World::new(None);
    let (seats, drawn_on) = (SEATS, Some(date(2026, 3, 20)));
    world.reshape(|it| it.admission = Admission::Ballot { seats, drawn_on });
    world
}

fn seal() -> Intent {
    let (session, seal) = (session(), seal_of(SEED));
    Intent::Seal { session, seal }
}

fn draw() -> Intent {
    let (session, seed) = (session(), SEED);
    Intent::Draw { session, seed }
}

fn sealed() -> World {
    let mut world = unsealed();
    world.run(&Actor::System, &seal()).unwrap();
    world
}

fn register(members: &[usize]) -> Intent {
    let members = members.iter().map(|who| person(0, *who));
    Intent::Register {
        session: session(),
        members: members.collect(),
        when_full: rules::registration::WhenFull::Wait,
    }
}

/// Nine in the morning of the day of the draw.
fn hour() -> UnixMillis {
    Offset(480).millis(date(2026, 3, 20).at(9, 0, 0, 0))
}

fn born(world: &mut World, who: usize, born: Date) {
    let resident = Resident::new("某", born, "h0".parse().unwrap());
    let key = Key::Resident(person(0, who));
    world.slice.put(key, Record::Resident(resident));
}

fn tickets(world: &World, members: &[usize]) -> u8 {
    let facts = world.decide(&resident(0), &register(members)).unwrap();
    let [Fact::Entered { tickets, .. }] = &facts[..] else {
        panic!("{facts:?}");
    };
    tickets.unwrap()
}

#[test]
fn one_elder_of_a_party_brings_it_one_ticket_more_from_sixty_on() {
    let mut world = sealed();
    born(&mut world, 0, date(1966, 3, 21));
    born(&mut world, 1, date(1990, 1, 1));
    assert_eq!(tickets(&world, &[0, 1]), 1, "sixty on the day after");
    born(&mut world, 0, date(1966, 3, 20));
    assert_eq!(tickets(&world, &[0]), 2);
    assert_eq!(tickets(&world, &[0, 1]), 2, "one of two");
    assert_eq!(tickets(&world, &[1]), 1);
    assert_eq!(tickets(&world, &[0, 2]), 2, "two elders bring no more");
    let key = Key::Luck("h0".parse().unwrap());
    for lost in [1, 5] {
        let luck = Record::Luck(Luck { lost });
        world.slice.put(key.clone(), luck);
        assert_eq!(tickets(&world, &[1]), 2, "they got nothing the last time");
        assert_eq!(tickets(&world, &[0]), 3);
    }
}

#[test]
fn a_draw_is_sealed_and_applied_for_until_its_hour_and_held_from_it_on() {
    for (millis, is_open) in [(-1, true), (0, false)] {
        let mut world = unsealed();
        world.now = hour().plus_millis(millis);
        let facts = world.decide(&Actor::System, &seal()).unwrap();
        let is_sealed = matches!(facts[..], [Fact::Sealed { .. }]);
        let is_given_up = matches!(facts[..], [Fact::Undrawn { .. }]);
        assert_eq!((is_sealed, is_given_up), (is_open, !is_open));
        let mut world = sealed();
        world.register(1, &[0]).unwrap();
        world.now = hour().plus_millis(millis);
        let applied = world.decide(&resident(0), &register(&[0])).err();
        let closed = date(2026, 3, 20).at(9, 0, 0, 0);
        assert_eq!(applied, (!is_open).then_some(Refusal::Closed { closed }));
        let facts = world.decide(&Actor::System, &draw()).unwrap();
        assert_eq!(facts.is_empty(), is_open, "{facts:?}");
    }
}

#[test]
fn nobody_but_the_community_s_own_server_seals_or_draws() {
    let world = sealed();
    for intent in [seal(), draw()] {
        for actor in [resident(0), Actor::Anonymous] {
            let refused = world.decide(&actor, &intent);
            assert_eq!(refused, Err(Refusal::NotAllowed), "{actor:?}: {intent:?}");
        }
    }
}

#[test]
fn what_is_not_drawn_is_neither_sealed_nor_listed() {
    let world = World::new(None);
    for intent in [seal(), draw()] {
        let facts = world.decide(&Actor::System, &intent).unwrap();
        assert!(matches!(facts[..], [Fact::Undrawn { .. }]), "{facts:?}");
    }
}

#[test]
fn a_draw_of_what_is_off_is_not_held_and_listed_no_more_until_it_is_on_again() {
    for status in [Status::Cancelled, Status::Postponed] {
        let mut world = sealed();
        world.register(0, &[0]).unwrap();
        world.reshape(|it| it.set_status(status));
        world.now = hour();
        world.run(&Actor::System, &draw()).unwrap();
        assert_eq!(world.state(0, 0), RegistrationState::Entered { turn: 0 });
        assert_eq!(world.slice.draw(&session()).unwrap().held, None);
        assert_eq!(
            world.slice.get(&Key::Draws),
            None,
            "an empty list is no record"
        );
        world.reshape(|it| {
            it.days = vec![date(2026, 3, 27)];
            it.set_status(Status::Scheduled);
        });
        assert_eq!(world.slice.draws().open, [session()]);
        world.run(&Actor::System, &draw()).unwrap();
        assert_eq!(world.state(0, 0), RegistrationState::Confirmed);
    }
}

#[test]
fn a_household_that_gets_nothing_again_is_counted_again() {
    let mut world = sealed();
    let home = "h0".parse().unwrap();
    let key = Key::Luck(home);
    let luck = Record::Luck(Luck { lost: 2 });
    world.slice.put(key.clone(), luck);
    world.register(0, &[0]).unwrap();
    let taken = rules::registration::Seats {
        taken: SEATS,
        ..world.slice.seats(&session())
    };
    world.slice.put(Key::Seats(session()), Record::Seats(taken));
    world.now = hour();
    world.run(&Actor::System, &draw()).unwrap();
    let lost = Record::Luck(Luck { lost: 3 });
    assert_eq!(world.slice.get(&key), Some(&lost));
}

proptest! {
    #[test]
    fn a_seed_reads_back_from_its_64_digits_and_nothing_else_is_one(
        bytes in any::<[u8; 32]>(),
        at in 0_usize..64,
        other in "[^0-9a-f]",
    ) {
        let hash = Hash(bytes);
        let text = hash.to_string();
        prop_assert_eq!(text.parse::<Hash>(), Ok(hash));
        let mut broken = text.clone();
        broken.replace_range(at..=at, &other);
        for wrong in [broken, text[1..].to_owned(), text[2..].to_owned(),
            format!("{text}0"), format!("{text}00")] {
            prop_assert!(wrong.parse::<Hash>().is_err(), "{}", wrong);
        }
    }
}
