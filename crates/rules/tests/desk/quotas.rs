//! Quotas overlap: whoever is counted in several needs room in each.

use crate::world::{HOUSEHOLDS, MEMBERS, SEATS, World, person, resident, session};
use jiff::civil::date;
use proptest::prelude::*;
use rules::household::{Household, Resident};
use rules::id::PlaceId;
use rules::registration::{RegistrationState, WhenFull};
use rules::session::Ages;
use rules::session::quota::{Counted, Quota};
use rules::words::Words;
use rules::{Key, Origin, Record, Refusal};
use std::collections::BTreeMap;

fn quota(of: Counted, seats: u32) -> Quota {
    let name = Words::new("一部分人", "some");
    Quota { name, of, seats }
}

fn young() -> Counted {
    let (min, max) = (None, Some(20));
    Counted::Aged(Ages { min, max })
}

fn fengchi() -> PlaceId {
    "fengchi".parse().unwrap()
}

fn nine() -> PlaceId {
    "fengchi-9".parse().unwrap()
}

/// Member 2 of each family is sixteen; families with an even number live in Fengchi, every second of
/// them in its building 9.
fn town(quotas: Vec<Quota>) -> World {
    let mut world = World::new(None);
    for household in 0..HOUSEHOLDS {
        let home: rules::id::HouseholdId = format!("h{household}").parse().unwrap();
        let born = date(2010, 1, 1);
        world.slice.put(
            Key::Resident(person(household, 2)),
            Record::Resident(Resident::new("少年", born, home.clone())),
        );
        let committee = (household % 2 == 0).then(fengchi);
        let building = (household % 4 == 0).then(nine);
        let members = (0..MEMBERS)
            .map(|member| person(household, member))
            .collect();
        world.slice.put(
            Key::Household(home),
            Record::Household(Household {
                members,
                committee,
                building,
            }),
        );
    }
    world.reshape(|session| session.quotas = quotas);
    world
}

/// What the tally says, counted once more.
fn check(world: &World) {
    let tally = world.slice.seats(&session());
    let written = world.session();
    for (number, quota) in (0_u8..).zip(&written.quotas) {
        let counted = world.slice.iter().filter(|(key, record)| {
            let (Key::Registration(..), Record::Registration(found)) = (key, record) else {
                return false;
            };
            found.state == RegistrationState::Confirmed && found.quotas.contains(&number)
        });
        let counted = counted.count() as u32;
        assert_eq!(
            tally.taken_of(number.into()),
            counted,
            "quota {number}: {tally:?}"
        );
        assert!(
            counted <= quota.seats,
            "quota {number} is overfull: {tally:?}"
        );
    }
    assert!(tally.taken <= SEATS);
}

#[test]
fn a_full_quota_turns_away_those_it_counts_and_nobody_else() {
    let mut world = town(vec![quota(young(), 1)]);
    world.register(0, &[2]).unwrap();
    world.register(1, &[1, 2]).unwrap();
    assert_eq!(world.state(1, 2), RegistrationState::Waiting { turn: 0 });
    world.register(2, &[0, 1]).unwrap();
    assert_eq!(
        world.state(2, 0),
        RegistrationState::Confirmed,
        "two grown-ups fit"
    );
    check(&world);
    world.leave(0, &[2]).unwrap();
    assert_eq!(
        world.state(1, 2),
        RegistrationState::Confirmed,
        "the quota has room again"
    );
    check(&world);
}

#[test]
fn a_party_a_quota_can_never_hold_is_told_so_and_does_not_wait() {
    let mut world = town(vec![quota(young(), 0)]);
    let never = world.register(0, &[1, 2]);
    let quota = Words::new("一部分人", "some");
    let (asked, seats) = (1, 0);
    assert_eq!(
        never,
        Err(Refusal::QuotaTooSmall {
            quota,
            asked,
            seats
        })
    );
}

#[test]
fn seats_kept_for_one_committee_are_a_quota_on_everybody_else() {
    let mut world = town(vec![quota(Counted::LivingElsewhere(vec![fengchi()]), 2)]);
    world.register(1, &[0, 1]).unwrap();
    world.register(3, &[0]).unwrap();
    assert_eq!(world.state(3, 0), RegistrationState::Waiting { turn: 0 });
    world.register(0, &[0, 1, 2]).unwrap();
    assert_eq!(world.state(0, 0), RegistrationState::Confirmed);
    check(&world);
}

#[test]
fn a_building_is_a_quota_of_its_own_and_counts_as_the_committee_it_lies_in() {
    let here = || quota(Counted::LivingIn(vec![fengchi()]), 3);
    let mut world = town(vec![quota(Counted::LivingIn(vec![nine()]), 1), here()]);
    world.register(0, &[0]).unwrap();
    world.register(4, &[0]).unwrap();
    assert_eq!(
        world.state(4, 0),
        RegistrationState::Waiting { turn: 0 },
        "the building has its one seat"
    );
    world.register(2, &[0, 1]).unwrap();
    assert_eq!(
        world.state(2, 0),
        RegistrationState::Confirmed,
        "another building of the same committee"
    );
    world.register(1, &[0]).unwrap();
    assert_eq!(world.state(1, 0), RegistrationState::Confirmed, "elsewhere");
    let tally = world.slice.seats(&session());
    assert_eq!((tally.taken_of(0), tally.taken_of(1)), (1, 3));
    check(&world);
}

#[test]
fn seats_kept_for_one_building_are_a_quota_on_the_rest_of_its_committee_too() {
    let mut world = town(vec![quota(Counted::LivingElsewhere(vec![nine()]), 1)]);
    world.register(2, &[0]).unwrap();
    world.register(1, &[0]).unwrap();
    assert_eq!(world.state(1, 0), RegistrationState::Waiting { turn: 0 });
    world.register(4, &[0, 1]).unwrap();
    assert_eq!(world.state(4, 0), RegistrationState::Confirmed);
    check(&world);
}

/// Of [`SEATS`] seats so many are for phones.
fn phones(seats: u32) -> Quota {
    quota(Counted::ByOwnDevice, seats)
}

#[test]
fn seats_kept_for_kiosks_are_a_quota_on_phones() {
    let mut world = town(vec![phones(3)]);
    world.register(0, &[0, 1, 2]).unwrap();
    let members = vec![person(1, 0)];
    let ask = rules::Intent::Register {
        session: session(),
        members,
        when_full: WhenFull::Refuse,
    };
    let by_phone = world.decide(&resident(1), &ask);
    let (asked, free, kept, waiting) = (1, 0, 2, 0);
    let full = Refusal::KeptForStations {
        asked,
        free,
        kept,
        waiting,
    };
    assert_eq!(by_phone, Err(full));
    world.origin = Origin::Station;
    world.register(1, &[0, 1]).unwrap();
    assert_eq!(world.state(1, 0), RegistrationState::Confirmed);
    let tally = world.slice.seats(&session());
    assert_eq!((tally.taken, tally.taken_of(0)), (SEATS, 3));
    check(&world);
    world.register(2, &[0]).unwrap();
    let waits = RegistrationState::Waiting { turn: 0 };
    assert_eq!(world.state(2, 0), waits, "a kiosk makes no seats");
}

#[test]
fn who_waits_keeps_from_where_they_asked() {
    let mut world = town(vec![phones(3)]);
    world.register(0, &[0, 1, 2]).unwrap();
    world.origin = Origin::Station;
    world.register(1, &[0, 1]).unwrap();
    world.register(2, &[0]).unwrap();
    world.origin = Origin::OwnDevice;
    world.register(3, &[0]).unwrap();
    // A seat of the kiosks goes to whoever asked at one, whatever they hold in their hand by now.
    world.leave(1, &[0]).unwrap();
    assert_eq!(world.state(2, 0), RegistrationState::Confirmed);
    world.leave(1, &[1]).unwrap();
    let waits = RegistrationState::Waiting { turn: 1 };
    assert_eq!(world.state(3, 0), waits, "it is kept for the kiosks");
    world.origin = Origin::Station;
    world.leave(0, &[0]).unwrap();
    assert_eq!(world.state(3, 0), RegistrationState::Confirmed);
    check(&world);
}

#[test]
fn staff_give_no_seat_of_the_kiosks_to_who_asked_by_phone() {
    let mut world = town(vec![phones(1)]);
    world.register(0, &[0]).unwrap();
    world.register(1, &[0]).unwrap();
    let clerk = world.employ("clerk", Some(rules::staff::Level::Publisher));
    world.origin = Origin::Station;
    let admit = rules::Intent::Admit(rules::registration::admitting::Admittance {
        session: session(),
        turn: 0,
        word: rules::registration::admitting::Word::Yes,
        why: String::new(),
    });
    let refused = world.run(&clerk, &admit);
    let is_kept = matches!(refused, Err(Refusal::KeptForStations { free: 0, .. }));
    assert!(is_kept, "{refused:?}");
}

#[test]
fn more_than_phones_may_ever_take_is_refused_and_does_not_wait() {
    let mut world = town(vec![phones(1)]);
    let (asked, seats) = (2, 1);
    let never = Refusal::TooManyByPhone { asked, seats };
    assert_eq!(world.register(0, &[0, 1]), Err(never));
    world.origin = Origin::Station;
    assert_eq!(world.register(0, &[0, 1]), Ok(()));
}

#[test]
fn quotas_cannot_change_once_somebody_is_counted() {
    let mut world = town(vec![quota(young(), 2)]);
    world.register(0, &[2]).unwrap();
    let mut written = world.session();
    written.quotas.clear();
    let publish = rules::Intent::Publish {
        items: vec![rules::publish::Item {
            key: Key::Session(session()),
            record: Record::Session(written),
        }],
        by: None,
    };
    let refused = world.run(&rules::Actor::System, &publish);
    assert!(
        matches!(refused, Err(Refusal::PeopleInIt { .. })),
        "{refused:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn no_quota_is_ever_overfull_and_every_seat_is_given_back_to_its_own(
        young_seats in 0_u32..4,
        here in 0_u32..6,
        elsewhere in 0_u32..6,
        next_door in 0_u32..4,
        by_phone in 0_u32..6,
        holds in any::<bool>(),
        steps in prop::collection::vec((0..HOUSEHOLDS, 1_u8..8, 0_u8..6, any::<bool>()), 1..50),
    ) {
        let mut world = town(vec![
            quota(young(), young_seats),
            quota(Counted::LivingIn(vec![fengchi()]), here),
            quota(Counted::LivingElsewhere(vec![fengchi()]), elsewhere),
            quota(Counted::LivingIn(vec![nine()]), next_door),
            phones(by_phone),
        ]);
        let mut asked_at = BTreeMap::new();
        if holds {
            world.reshape(|session| session.hold_hours = Some(2));
        }
        for (household, who, what, at_kiosk) in steps {
            world.origin = if at_kiosk { Origin::Station } else { Origin::OwnDevice };
            let members: Vec<usize> = (0..MEMBERS).filter(|member| who & (1 << member) != 0).collect();
            let before = world.slice.clone();
            let done = match what {
                0 => { world.hours_later(1); Ok(()) }
                1 => world.leave(household, &members),
                2 => world.confirm(household, &members),
                _ => {
                    let done = world.register(household, &members);
                    if done.is_ok() {
                        let asked = members.iter().map(|member| (person(household, *member), world.origin));
                        asked_at.extend(asked);
                    }
                    done
                }
            };
            if done.is_err() {
                prop_assert_eq!(&before, &world.slice, "a refusal changed something");
            }
            // From where somebody asked stays with them, whatever becomes of their seat or turn.
            for (who, origin) in &asked_at {
                let found = world.slice.registration(&session(), who).unwrap();
                let by_phone = *origin == Origin::OwnDevice;
                prop_assert_eq!(found.quotas.contains(&4), by_phone, "{}: {:?}", who, found);
            }
            if !holds {
                check(&world);
            }
            let tally = world.slice.seats(&session());
            for (number, quota) in world.session().quotas.iter().enumerate() {
                prop_assert!(tally.taken_of(number) <= quota.seats);
            }
        }
    }
}
