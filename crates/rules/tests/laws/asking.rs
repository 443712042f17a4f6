//! Who may ask, for whom, and when: the last moment that counts and the first that does not.

use super::world::{MEMBERS, SEATS, World, person, resident, session};
use jiff::civil::date;
use rules::household::Resident;
use rules::id::ResidentId;
use rules::registration::draw::DRAW_PARTIES_MAX;
use rules::registration::draw::{Hash, seal_of};
use rules::registration::{PARTY_MEMBERS_MAX, Seats, WAITING_PARTIES_MAX, WhenFull};
use rules::session::{Admission, Status};
use rules::time::UnixMillis;
use rules::{Actor, Fact, Intent, Key, Record, Refusal};

fn register(members: Vec<ResidentId>, when_full: WhenFull) -> Intent {
    let session = session();
    Intent::Register {
        session,
        members,
        when_full,
    }
}

/// The three things that people of a household may ask about their seats.
fn asked(members: &[ResidentId]) -> [Intent; 3] {
    let (session, members) = (session(), members.to_vec());
    let leave = Intent::Leave {
        session: session.clone(),
        members: members.clone(),
    };
    let confirm = Intent::Confirm {
        session,
        members: members.clone(),
    };
    [register(members, WhenFull::Wait), leave, confirm]
}

#[test]
fn somebody_is_named_each_once_and_as_many_as_one_request_may() {
    let mut world = World::new(None);
    let named = |many: usize| -> Vec<ResidentId> {
        let names = (0..many).map(|who| format!("x{who}"));
        names.map(|name| name.parse().unwrap()).collect()
    };
    for who in named(PARTY_MEMBERS_MAX + 1) {
        let neighbour = Resident::new("某", date(1954, 1, 1), "h0".parse().unwrap());
        world
            .slice
            .put(Key::Resident(who), Record::Resident(neighbour));
    }
    world.reshape(|it| it.admission = Admission::FirstCome { seats: 20 });
    let (found, limit) = (9, 8);
    let (first, second) = (person(0, 0), person(0, 1));
    let twice = [first.clone(), second, first.clone()];
    for intent in asked(&[]) {
        let refused = world.decide(&resident(0), &intent);
        assert_eq!(refused, Err(Refusal::NobodyNamed), "{intent:?}");
    }
    for intent in asked(&named(PARTY_MEMBERS_MAX + 1)) {
        let refused = world.decide(&resident(0), &intent);
        assert_eq!(refused, Err(Refusal::TooManyNamed { found, limit }));
    }
    for intent in asked(&twice) {
        let resident_named = first.clone();
        let refused = world.decide(&resident(0), &intent).unwrap_err();
        let resident = resident_named;
        assert_eq!(refused, Refusal::NamedTwice { resident }, "{intent:?}");
    }
    let most = register(named(PARTY_MEMBERS_MAX), WhenFull::Refuse);
    world.run(&resident(0), &most).unwrap();
    assert_eq!(world.slice.seats(&session()).taken, 8);
}

/// What one is told who asks at this moment, and one millisecond before it.
fn around(world: &mut World, at: UnixMillis, intent: &Intent) -> [Option<Refusal>; 2] {
    [-1, 0].map(|millis| {
        world.now = at.plus_millis(millis);
        world.decide(&resident(0), intent).err()
    })
}

#[test]
fn one_registers_from_the_opening_until_the_closing_and_leaves_until_the_end() {
    let mut world = World::new(None);
    let (opens, closes) = (
        date(2026, 3, 18).at(8, 30, 0, 0),
        date(2026, 3, 20).at(15, 0, 0, 0),
    );
    world.reshape(|it| {
        it.opens = Some(opens);
        it.closes = Some(closes);
    });
    let offset = world.slice.community().unwrap().offset;
    let ask = register(vec![person(0, 0)], WhenFull::Refuse);
    let not_yet = Some(Refusal::NotYetOpen { opens });
    let too_late = Some(Refusal::Closed { closed: closes });
    let ended = date(2026, 3, 20);
    let over = Some(Refusal::SessionOver { ended });
    let ends = offset.millis(ended.at(16, 0, 0, 0));
    assert_eq!(
        around(&mut world, offset.millis(opens), &ask),
        [not_yet, None]
    );
    assert_eq!(
        around(&mut world, offset.millis(closes), &ask),
        [None, too_late.clone()]
    );
    assert_eq!(around(&mut world, ends, &ask), [too_late, over.clone()]);
    world.now = offset.millis(opens);
    world.register(0, &[0]).unwrap();
    let (session, members) = (session(), vec![person(0, 0)]);
    let leave = Intent::Leave { session, members };
    assert_eq!(around(&mut world, ends, &leave), [None, over]);
}

#[test]
fn nobody_takes_a_seat_in_what_was_cancelled_or_has_no_day() {
    for (status, refusal) in [
        (Status::Cancelled, Refusal::SessionCancelled),
        (Status::Postponed, Refusal::SessionPostponed),
    ] {
        let mut world = World::new(None);
        world.register(1, &[0]).unwrap();
        world.reshape(|it| it.set_status(status));
        for intent in [0, 2].map(|at| asked(&[person(0, 0)])[at].clone()) {
            let refused = world.decide(&resident(0), &intent);
            assert_eq!(refused, Err(refusal.clone()), "{intent:?}");
        }
        assert_eq!(
            world.leave(1, &[0]),
            Ok(()),
            "and whoever has one may leave"
        );
    }
}

#[test]
fn whoever_has_a_seat_in_what_has_no_day_may_leave_also_after_the_day_it_had() {
    for (status, ended) in [
        (Status::Postponed, None),
        (Status::Cancelled, Some(date(2026, 3, 20))),
    ] {
        let mut world = World::new(None);
        world.register(1, &[0]).unwrap();
        world.reshape(|it| it.set_status(status));
        world.hours_later(24 * 30);
        let refused = ended.map_or(Ok(()), |ended| Err(Refusal::SessionOver { ended }));
        assert_eq!(world.leave(1, &[0]), refused, "{status:?}");
    }
}

#[test]
fn a_party_with_one_who_is_too_young_gets_no_seat_at_all() {
    let mut world = World::new(None);
    let mut child = |born| {
        let child = Resident::new("小满", born, "h0".parse().unwrap());
        let key = Key::Resident(person(0, 2));
        world.slice.put(key, Record::Resident(child));
        world.register(0, &[0, 2])
    };
    let young = child(date(2020, 3, 21));
    let age_min = 6;
    let resident = person(0, 2);
    let (age, expected) = (5, resident.clone());
    let refused = Refusal::TooYoung {
        resident: expected,
        age,
        age_min,
    };
    assert_eq!(young, Err(refused));
    assert_eq!(child(date(2020, 3, 20)), Ok(()));
}

#[test]
fn nobody_takes_another_household_s_seat_away_or_takes_the_same_one_twice() {
    let mut world = World::new(None);
    world.register(0, &[0]).unwrap();
    let before = world.slice.clone();
    let who = || person(0, 0);
    let (session, members) = (session(), vec![who()]);
    let leave = Intent::Leave { session, members };
    for home in 1..3 {
        let refused = world.run(&resident(home), &leave);
        assert_eq!(refused, Err(Refusal::NotRegistered { resident: who() }));
    }
    for actor in [Actor::System, Actor::Anonymous] {
        assert!(world.run(&actor, &leave).is_err(), "{actor:?}");
    }
    let twice = world.register(0, &[0]);
    assert_eq!(twice, Err(Refusal::AlreadyRegistered { resident: who() }));
    assert_eq!(world.slice, before);
    world.leave(0, &[0]).unwrap();
    let again = world.leave(0, &[0]);
    assert_eq!(again, Err(Refusal::NotRegistered { resident: who() }));
}

#[test]
fn a_line_takes_as_many_parties_as_it_says_and_no_more() {
    let (seats, drawn_on) = (SEATS, None);
    for (admission, limit) in [
        (Admission::FirstCome { seats }, WAITING_PARTIES_MAX),
        (Admission::Approval { seats }, WAITING_PARTIES_MAX),
        (Admission::Ballot { seats, drawn_on }, DRAW_PARTIES_MAX),
    ] {
        let mut world = World::new(None);
        world.reshape(|it| it.admission = admission);
        let seal = seal_of(Hash([1; 32]));
        let session = session();
        let shown = Intent::Seal { session, seal };
        world.run(&Actor::System, &shown).unwrap();
        for (waiting, fits) in [(limit - 1, true), (limit, false)] {
            let tally = Seats {
                taken: SEATS,
                tail: waiting,
                ..Seats::default()
            };
            let key = Key::Seats(crate::world::session());
            world.slice.put(key, Record::Seats(tally));
            let ask = register(vec![person(0, 0)], WhenFull::Wait);
            let said = world.decide(&resident(0), &ask).map(|_| ());
            let full = Refusal::WaitingListFull { limit };
            assert_eq!(said, if fits { Ok(()) } else { Err(full) });
        }
    }
}

#[test]
fn who_would_never_find_room_does_not_wait_for_it() {
    let seats = 2;
    for admission in [
        Admission::FirstCome { seats },
        Admission::Approval { seats },
    ] {
        let mut world = World::new(None);
        world.reshape(|it| it.admission = admission);
        let asked = u32::try_from(MEMBERS).unwrap();
        let refused = world.register(0, &[0, 1, 2]);
        assert_eq!(refused, Err(Refusal::PartyTooLarge { asked, seats }));
        assert_eq!(world.register(0, &[0, 1]), Ok(()));
    }
}

#[test]
fn without_quotas_nobody_is_counted_in_any() {
    let world = World::new(None);
    let ask = register(vec![person(0, 0), person(0, 1)], WhenFull::Wait);
    let facts = world.decide(&resident(0), &ask).unwrap();
    assert!(matches!(&facts[..], [Fact::Seated(party)] if party.quotas.is_empty()));
}

#[test]
fn a_device_promises_nothing_about_the_clock_and_does_not_refuse_by_it() {
    let mut world = World::new(None);
    world.register(0, &[0]).unwrap();
    world.hours_later(24 * 400);
    let (session, members) = (session(), vec![person(0, 0)]);
    let leave = Intent::Leave { session, members };
    let ask = register(vec![person(1, 0)], WhenFull::Refuse);
    for (home, intent) in [(0, leave), (1, ask)] {
        assert!(world.decide(&resident(home), &intent).is_err());
        let slice = &world.slice;
        let context = rules::Context {
            now: world.now,
            actor: resident(home),
            authority: rules::Authority::Device,
            origin: rules::Origin::OwnDevice,
        };
        assert!(rules::decide(slice, &context, &intent).is_ok());
    }
}
