//! A draw: sealed before, held once, drawn again by anybody.

use crate::world::{HOUSEHOLDS, MEMBERS, SEATS, World, person, session};
use jiff::civil::date;
use proptest::prelude::*;
use rules::registration::RegistrationState;
use rules::registration::draw::{Draw, Hash, seal_of};
use rules::session::Admission;
use rules::{Actor, Intent, Key, Record, Refusal};
use sha2::{Digest, Sha256};

const SEED: Hash = Hash([9; 32]);

/// A session that is drawn for on its own day, its seal shown.
fn sealed(seed: Hash) -> World {
    let mut world = unsealed();
    world.run(&Actor::System, &seal(seal_of(seed))).unwrap();
    world
}

fn unsealed() -> World {
    let mut world = World::new(None);
    world.reshape(|session| {
        session.admission = Admission::Ballot {
            seats: SEATS,
            drawn_on: Some(date(2026, 3, 20)),
        };
    });
    world
}

fn seal(seal: Hash) -> Intent {
    let session = session();
    Intent::Seal { session, seal }
}

fn draw(seed: Hash) -> Intent {
    let session = session();
    Intent::Draw { session, seed }
}

fn held(world: &World) -> Draw {
    world.slice.draw(&session()).unwrap().clone()
}

/// The hour of the draw passes, and it is held.
fn hold(world: &mut World, seed: Hash) {
    world.hours_later(20);
    world.run(&Actor::System, &draw(seed)).unwrap();
}

#[test]
fn nobody_applies_before_the_seal_is_shown() {
    let mut world = unsealed();
    assert_eq!(world.register(0, &[0]), Err(Refusal::NotSealed));
    assert_eq!(
        world.slice.draws().open,
        [session()],
        "it waits for its seal"
    );
    world.run(&Actor::System, &seal(seal_of(SEED))).unwrap();
    assert_eq!(world.register(0, &[0]), Ok(()));
}

#[test]
fn a_seal_is_shown_once() {
    let mut world = sealed(SEED);
    world.run(&Actor::System, &seal(Hash([1; 32]))).unwrap();
    assert_eq!(held(&world).seal, seal_of(SEED));
}

#[test]
fn a_draw_is_not_held_before_its_hour_nor_twice_nor_with_another_seed() {
    let mut world = sealed(SEED);
    world.register(0, &[0]).unwrap();
    let before = world.slice.clone();
    world.run(&Actor::System, &draw(SEED)).unwrap();
    assert_eq!(world.slice, before, "its hour has not come");
    world.hours_later(20);
    let other = world.run(&Actor::System, &draw(Hash([8; 32])));
    assert_eq!(other, Err(Refusal::SealBroken));
    assert_eq!(world.slice, before);
    world.run(&Actor::System, &draw(SEED)).unwrap();
    assert_eq!(world.state(0, 0), RegistrationState::Confirmed);
    let after = world.slice.clone();
    world.run(&Actor::System, &draw(SEED)).unwrap();
    assert_eq!(world.slice, after, "it was held twice");
    assert!(world.slice.draws().open.is_empty());
}

#[test]
fn nobody_but_the_server_seals_or_draws() {
    let mut world = unsealed();
    let resident = crate::world::resident(0);
    let staff = world.employ("wang", Some(rules::staff::Level::Publisher));
    for actor in [resident, staff, Actor::Anonymous] {
        let sealed = world.run(&actor, &seal(seal_of(SEED)));
        assert_eq!(sealed, Err(Refusal::NotAllowed));
        assert_eq!(world.run(&actor, &draw(SEED)), Err(Refusal::NotAllowed));
    }
}

#[test]
fn from_the_hour_of_the_draw_on_nobody_applies_and_after_it_seats_are_taken_in_order() {
    let mut world = sealed(SEED);
    world.register(0, &[0, 1]).unwrap();
    world.hours_later(20);
    let closed = date(2026, 3, 20).at(9, 0, 0, 0);
    assert_eq!(world.register(1, &[0]), Err(Refusal::Closed { closed }));
    world.run(&Actor::System, &draw(SEED)).unwrap();
    world.register(1, &[0, 1, 2]).unwrap();
    assert_eq!(world.state(1, 0), RegistrationState::Confirmed);
    world.register(2, &[0]).unwrap();
    assert!(matches!(
        world.state(2, 0),
        RegistrationState::Waiting { .. }
    ));
    world.check();
}

#[test]
fn a_lot_is_what_the_document_says() {
    let mut world = sealed(SEED);
    world.register(0, &[0]).unwrap();
    world.register(1, &[0, 1]).unwrap();
    hold(&mut world, SEED);
    let drawn = held(&world).held.unwrap();
    // Everybody of this world is an elder, so each party has two tickets.
    let everybody = Sha256::digest(b"0 1 2\n1 2 2\n");
    let lot = |turn: u32| {
        let ticket = |number: u8| {
            let seed: String = SEED.to_string();
            let text = format!("{seed} {everybody:x} {turn} {number}");
            Sha256::digest(text.as_bytes()).to_vec()
        };
        ticket(1).min(ticket(2))
    };
    let mut order = [0, 1];
    order.sort_by_key(|turn| lot(*turn));
    let turns: Vec<u32> = drawn.entries.iter().map(|entry| entry.turn).collect();
    assert_eq!(turns, order);
}

#[test]
fn whoever_tampers_with_a_draw_is_found_out() {
    let mut world = sealed(SEED);
    for household in 0..HOUSEHOLDS {
        world.register(household, &[0, 1]).unwrap();
    }
    hold(&mut world, SEED);
    let Draw { seal, held } = held(&world);
    let drawn = held.unwrap();
    assert!(drawn.is_right(seal, false));
    let wrong = |change: &dyn Fn(&mut rules::registration::draw::Drawn)| {
        let mut drawn = drawn.clone();
        change(&mut drawn);
        assert!(!drawn.is_right(seal, false), "{drawn:?}");
    };
    wrong(&|drawn| drawn.entries.swap(0, 1));
    wrong(&|drawn| drawn.seed = Hash([8; 32]));
    wrong(&|drawn| drawn.entries[0].won = !drawn.entries[0].won);
    wrong(&|drawn| drawn.entries[3].won = !drawn.entries[3].won);
    wrong(&|drawn| drawn.seats += 2);
    assert!(!drawn.is_right(Hash([0; 32]), false), "another seal");
}

#[test]
fn an_elder_and_whoever_lost_before_have_a_ticket_more() {
    let mut world = sealed(SEED);
    let young = rules::household::Resident::new("青", date(1990, 1, 1), "h1".parse().unwrap());
    world
        .slice
        .put(Key::Resident(person(1, 0)), Record::Resident(young.clone()));
    let young = rules::household::Resident {
        household: "h2".parse().unwrap(),
        ..young
    };
    world
        .slice
        .put(Key::Resident(person(2, 0)), Record::Resident(young));
    let lost = rules::registration::draw::Luck { lost: 3 };
    world
        .slice
        .put(Key::Luck("h2".parse().unwrap()), Record::Luck(lost));
    for (household, tickets) in [(0, 2), (1, 1), (2, 2)] {
        world.register(household, &[0]).unwrap();
        let turn = u32::try_from(household).unwrap();
        let party = world.slice.waiting(&session(), turn).unwrap();
        assert_eq!(party.tickets, Some(tickets));
    }
}

#[test]
fn three_tickets_are_drawn_first_three_times_out_of_four() {
    let entry = |turn, tickets| rules::registration::draw::Entry {
        turn,
        people: 1,
        tickets,
        won: false,
    };
    let first = (0_u32..4_000).filter(|number| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        let order = rules::registration::draw::order(Hash(seed), vec![entry(0, 3), entry(1, 1)]);
        order[0].turn == 0
    });
    let first = first.count();
    assert!((2_880..=3_120).contains(&first), "{first} of 4000");
}

#[test]
fn a_household_that_lost_is_remembered_until_it_wins() {
    let mut world = sealed(SEED);
    for household in 0..4 {
        world.register(household, &[0, 1, 2]).unwrap();
    }
    hold(&mut world, SEED);
    let drawn = held(&world).held.unwrap();
    assert_eq!(drawn.entries.iter().filter(|entry| entry.won).count(), 1);
    for entry in &drawn.entries {
        let household = format!("h{}", entry.turn).parse().unwrap();
        let lost = world.slice.luck(&household).lost;
        assert_eq!(lost, u32::from(!entry.won), "turn {}", entry.turn);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn parties_are_drawn_whole_and_nobody_beyond_the_seats(
        seed in any::<[u8; 32]>(),
        steps in prop::collection::vec((0..HOUSEHOLDS, 1_u8..8, any::<bool>()), 0..25),
        after in prop::collection::vec((0..HOUSEHOLDS, 1_u8..8, any::<bool>()), 0..25),
    ) {
        let mut world = sealed(Hash(seed));
        let members = |who: u8| -> Vec<usize> {
            (0..MEMBERS).filter(|member| who & (1 << member) != 0).collect()
        };
        for (household, who, leaves) in steps {
            let _answered = if leaves {
                world.leave(household, &members(who))
            } else {
                world.register(household, &members(who))
            };
        }
        let applied = world.slice.seats(&session()).applied;
        let turns: Vec<u32> = (0..60).filter(|turn| world.slice.waiting(&session(), *turn).is_some()).collect();
        hold(&mut world, Hash(seed));
        world.check();
        let Draw { seal, held } = held(&world);
        let drawn = held.unwrap();
        prop_assert!(drawn.is_right(seal, false));
        let people: u32 = drawn.entries.iter().map(|entry| entry.people).sum();
        prop_assert_eq!(people, applied, "everybody who applied takes part");
        let mut took_part: Vec<u32> = drawn.entries.iter().map(|entry| entry.turn).collect();
        took_part.sort_unstable();
        prop_assert_eq!(took_part, turns);
        let won: u32 = drawn.entries.iter().filter(|entry| entry.won).map(|entry| entry.people).sum();
        prop_assert_eq!(world.slice.seats(&session()).taken, won);
        prop_assert_eq!(world.slice.seats(&session()).applied, 0);
        for (household, who, leaves) in after {
            let _answered = if leaves {
                world.leave(household, &members(who))
            } else {
                world.register(household, &members(who))
            };
            world.check();
        }
    }
}

#[test]
fn a_household_that_won_for_some_and_lost_for_others_has_won() {
    // With one seat, one of the two of the family gets it, whoever is drawn first.
    for number in 0..8 {
        let seed = Hash([number; 32]);
        let mut world = sealed(seed);
        world.reshape(|session| {
            session.admission = Admission::Ballot {
                seats: 1,
                drawn_on: Some(date(2026, 3, 20)),
            };
        });
        world.register(0, &[0]).unwrap();
        world.register(0, &[1]).unwrap();
        hold(&mut world, seed);
        let luck = world.slice.luck(&"h0".parse().unwrap());
        assert_eq!(luck.lost, 0, "seed {number}");
    }
}

#[test]
fn a_party_no_quota_could_ever_seat_is_told_so_before_the_draw() {
    use rules::session::Ages;
    use rules::session::quota::{Counted, Quota};
    let mut world = unsealed();
    world.reshape(|session| {
        session.quotas = vec![Quota {
            name: rules::words::Words::new("老人", "elders"),
            of: Counted::Aged(Ages {
                min: Some(60),
                max: None,
            }),
            seats: 1,
        }];
    });
    world.run(&Actor::System, &seal(seal_of(SEED))).unwrap();
    let refused = world.register(0, &[0, 1]);
    assert!(
        matches!(refused, Err(Refusal::QuotaTooSmall { .. })),
        "{refused:?}"
    );
    assert_eq!(world.register(0, &[0]), Ok(()));
}
