//! Laws that hold for any sequence of intents: nothing oversold, nobody lost, tallies true.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::arithmetic_side_effects,
    missing_docs,
    // Each of the two test programs uses its part of the world.
    dead_code
)]

#[path = "laws/asking.rs"]
mod asking;
#[path = "laws/claims.rs"]
mod claims;
#[path = "laws/line.rs"]
mod line;
#[path = "laws/scopes.rs"]
mod scopes;
#[path = "laws/world.rs"]
mod world;

use jiff::civil::date;
use proptest::prelude::*;
use rules::Intent;
use rules::registration::WhenFull;
use world::{HOUSEHOLDS, MEMBERS, World, person, resident, session};

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn seats_are_never_oversold_and_nobody_waits_for_seats_they_fit_into(
        holds in prop::option::of(1_u16..6),
        steps in prop::collection::vec((0..HOUSEHOLDS, 1_u8..8, 0_u8..8, any::<bool>()), 1..60),
    ) {
        let mut world = World::new(holds);
        for (household, who, what, wait) in steps {
            let members: Vec<_> = (0..MEMBERS)
                .filter(|member| who & (1 << member) != 0)
                .map(|member| person(household, member))
                .collect();
            let when_full = if wait { WhenFull::Wait } else { WhenFull::Refuse };
            let session = session();
            let intent = match what {
                0 => {
                    world.hours_later(1);
                    world.check();
                    continue;
                }
                1..=2 => Intent::Leave { session, members },
                3 => Intent::Confirm { session, members },
                _ => Intent::Register { session, members, when_full },
            };
            let before = world.slice.clone();
            if world.run(&resident(household), &intent).is_err() {
                prop_assert_eq!(&before, &world.slice, "a refusal changed something");
            }
            world.check();
        }
    }

    #[test]
    fn an_intent_reads_back_from_its_wire_form(wait in any::<bool>(), n in 1_usize..5) {
        let intent = Intent::Register {
            session: session(),
            members: (0..n).map(|i| format!("r{i}").parse().unwrap()).collect(),
            when_full: if wait { WhenFull::Wait } else { WhenFull::Refuse },
        };
        let text = serde_json::to_string(&intent).unwrap();
        prop_assert_eq!(serde_json::from_str::<Intent>(&text).unwrap(), intent);
    }
}

#[test]
fn anyone_but_the_household_is_answered_as_if_there_were_no_such_person() {
    let world = World::new(None);
    let ask = |member: &str| {
        let intent = Intent::Register {
            session: session(),
            members: vec![member.parse().unwrap()],
            when_full: WhenFull::Refuse,
        };
        world.decide(&resident(0), &intent).unwrap_err()
    };
    let stranger = ask("r10");
    let nobody = ask("nobody");
    assert!(matches!(stranger, rules::Refusal::UnknownResident { .. }));
    assert!(matches!(nobody, rules::Refusal::UnknownResident { .. }));
}

#[test]
fn a_claim_is_taken_back_on_its_own_day_only() {
    let mut world = World::new(None);
    let (note, day) = ("n1".parse().unwrap(), date(2026, 3, 18));
    let claim = Intent::Claim(rules::claim::Asked {
        note,
        revision: "v1".parse().unwrap(),
        act: "guard".parse().unwrap(),
        day,
        minutes: 60,
    });
    let me = resident(0);
    world.run(&me, &claim).unwrap();
    let withdraw = |day| Intent::WithdrawClaim {
        note: "n1".parse().unwrap(),
        day,
    };
    let before = world.slice.clone();
    world.run(&me, &withdraw(date(2026, 2, 18))).unwrap_err();
    assert_eq!(before, world.slice, "a refusal changed something");
    world.run(&me, &withdraw(day)).unwrap();
}

#[test]
fn an_application_of_the_time_before_they_had_turns_is_still_counted_and_left() {
    let mut world = World::new(None);
    let members = vec![person(0, 0), person(0, 1)];
    let party = rules::registration::Party {
        session: session(),
        household: "h0".parse().unwrap(),
        members,
        at: world.now,
        quotas: Vec::new(),
    };
    rules::apply(&mut world.slice, &rules::Fact::Applied(party));
    assert_eq!(world.slice.seats(&session()).applied, 2);
    world.leave(0, &[1]).unwrap();
    assert_eq!(world.slice.seats(&session()).applied, 1);
    let stays = rules::registration::RegistrationState::Applied;
    assert_eq!(world.state(0, 0), stays);
}
