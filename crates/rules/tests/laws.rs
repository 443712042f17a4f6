//! Laws that hold for any sequence of intents: nothing oversold, nobody lost, tallies true.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::cast_possible_truncation, missing_docs)]

use jiff::civil::{date, time};
use proptest::prelude::*;
use rules::household::Resident;
use rules::id::SessionId;
use rules::registration::{RegistrationState, WhenFull};
use rules::session::{Admission, Ages, Session, SessionState};
use rules::time::{Offset, UnixMillis};
use rules::{
    Actor, Authority, Context, Intent, Key, Record, Slice, apply, decide, follow_up, load,
};

const HOUSEHOLDS: usize = 6;
const MEMBERS: usize = 3;
const SEATS: u32 = 5;

fn session() -> SessionId {
    "s".parse().unwrap()
}

fn world() -> Slice {
    let mut slice = Slice::default();
    slice.put(
        Key::Community,
        Record::Community(rules::community::Community {
            name: rules::words::Words::new("凤池社区", ""),
            county: rules::words::Words::new("德化县", ""),
            offset: Offset(480),
            source: rules::words::Words::default(),
            phone: String::new(),
        }),
    );
    slice.put(
        Key::Session(session()),
        Record::Session(Session {
            activity: "a".parse().unwrap(),
            days: vec![date(2026, 3, 20)],
            starts: time(14, 30, 0, 0),
            ends: time(16, 0, 0, 0),
            place: "p".parse().unwrap(),
            admission: Admission::FirstCome { seats: SEATS },
            ages: Ages {
                min: Some(6),
                max: None,
            },
            opens: None,
            closes: None,
            state: SessionState::Scheduled,
        }),
    );
    for household in 0..HOUSEHOLDS {
        for member in 0..MEMBERS {
            slice.put(
                Key::Resident(format!("r{household}{member}").parse().unwrap()),
                Record::Resident(Resident {
                    name: String::from("某"),
                    born: date(1954, 1, 1),
                    household: format!("h{household}").parse().unwrap(),
                }),
            );
        }
    }
    slice
}

fn context(actor: Actor) -> Context {
    Context {
        now: UnixMillis(1_773_900_000_000),
        actor,
        authority: Authority::Server,
    }
}

/// Runs one intent as the server does, follow-ups included; whether it was accepted.
fn run(world: &mut Slice, actor: &Actor, intent: &Intent) -> bool {
    let mut queue = vec![(actor.clone(), intent.clone())];
    let mut accepted = None;
    while let Some((actor, intent)) = queue.pop() {
        let mut slice = load(&intent, &actor, |key| {
            Ok::<_, core::convert::Infallible>(world.get(key).cloned())
        })
        .unwrap();
        let before = slice.clone();
        let decision = decide(&slice, &context(actor), &intent);
        accepted = accepted.or(Some(decision.is_ok()));
        let Ok(facts) = decision else { continue };
        for fact in &facts {
            apply(&mut slice, fact);
        }
        for (key, _) in before.iter().filter(|(key, _)| slice.get(key).is_none()) {
            world.remove(key);
        }
        for (key, record) in slice.iter() {
            world.put(key.clone(), record.clone());
        }
        let follow_ups = follow_up(&facts, &slice);
        queue.extend(follow_ups.into_iter().map(|intent| (Actor::System, intent)));
    }
    accepted.unwrap_or(false)
}

fn check_tallies(world: &Slice) {
    let tally = world.seats(&session());
    let mut confirmed = 0;
    let mut turns = std::collections::BTreeSet::new();
    for (key, record) in world.iter() {
        if let (Key::Registration(..), Record::Registration(found)) = (key, record) {
            match found.state {
                RegistrationState::Confirmed => confirmed += 1,
                RegistrationState::Waiting { turn } => {
                    turns.insert(turn);
                }
                RegistrationState::Applied | RegistrationState::Left => {}
            }
        }
    }
    assert!(tally.taken <= SEATS, "oversold: {tally:?}");
    assert_eq!(tally.taken, confirmed, "tally and registrations disagree");
    assert_eq!(
        tally.waiting() as usize,
        turns.len(),
        "turns and tally disagree"
    );
    for (at, turn) in turns.iter().enumerate() {
        assert_eq!(
            tally.place_of(*turn),
            Some(at as u32 + 1),
            "{tally:?} {turns:?}"
        );
        assert!(world.waiting(&session(), *turn).is_some());
    }
    if let Some(first) = turns.first() {
        let party = world.waiting(&session(), *first).unwrap();
        let fits = party.members.len() as u32 <= tally.free(SEATS);
        assert!(!fits, "the first in line fits and still waits");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn seats_are_never_oversold_and_the_line_keeps_its_order(
        steps in prop::collection::vec((0..HOUSEHOLDS, 1_u8..8, any::<bool>(), any::<bool>()), 1..60),
    ) {
        let mut world = world();
        for (household, who, leave, wait) in steps {
            let members: Vec<_> = (0..MEMBERS)
                .filter(|member| who & (1 << member) != 0)
                .map(|member| format!("r{household}{member}").parse().unwrap())
                .collect();
            let actor = Actor::Resident {
                resident: format!("r{household}0").parse().unwrap(),
                household: format!("h{household}").parse().unwrap(),
            };
            let when_full = if wait { WhenFull::Wait } else { WhenFull::Refuse };
            let intent = if leave {
                Intent::Leave { session: session(), members }
            } else {
                Intent::Register { session: session(), members, when_full }
            };
            let before = world.clone();
            if !run(&mut world, &actor, &intent) {
                prop_assert_eq!(&before, &world, "a refusal changed something");
            }
            check_tallies(&world);
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
    let world = world();
    let actor = Actor::Resident {
        resident: "r00".parse().unwrap(),
        household: "h0".parse().unwrap(),
    };
    let ask = |member: &str| {
        let intent = Intent::Register {
            session: session(),
            members: vec![member.parse().unwrap()],
            when_full: WhenFull::Refuse,
        };
        decide(&world, &context(actor.clone()), &intent).unwrap_err()
    };
    let stranger = ask("r10");
    let nobody = ask("nobody");
    assert!(matches!(stranger, rules::Refusal::UnknownResident { .. }));
    assert!(matches!(nobody, rules::Refusal::UnknownResident { .. }));
}

fn resident(household: &str) -> Actor {
    Actor::Resident {
        resident: format!("r{household}0").parse().unwrap(),
        household: format!("h{household}").parse().unwrap(),
    }
}

fn register(household: &str, members: &[&str]) -> Intent {
    let name = |member: &&str| format!("r{household}{member}").parse().unwrap();
    Intent::Register {
        session: session(),
        members: members.iter().map(name).collect(),
        when_full: WhenFull::Wait,
    }
}

/// Five seats: three taken, then a party of three that waits, then one person who waits too.
fn line() -> Slice {
    let mut world = world();
    for (household, members) in [
        ("0", ["0", "1", "2"].as_slice()),
        ("1", &["0", "1", "2"]),
        ("2", &["0"]),
    ] {
        assert!(run(
            &mut world,
            &resident(household),
            &register(household, members)
        ));
    }
    world
}

fn state_of(world: &Slice, who: &str) -> RegistrationState {
    let who = who.parse().unwrap();
    world.registration(&session(), &who).unwrap().state
}

#[test]
fn whoever_comes_later_waits_behind_the_line_even_where_a_seat_is_free() {
    let world = line();
    assert_eq!(world.seats(&session()).free(SEATS), 2);
    assert_eq!(
        state_of(&world, "r20"),
        RegistrationState::Waiting { turn: 1 }
    );
}

#[test]
fn only_the_head_of_the_line_is_promoted() {
    let world = line();
    let promote = |turn| {
        let intent = Intent::Promote {
            session: session(),
            turn,
        };
        let slice = load(&intent, &Actor::System, |key| {
            Ok::<_, core::convert::Infallible>(world.get(key).cloned())
        });
        decide(&slice.unwrap(), &context(Actor::System), &intent).unwrap()
    };
    assert_eq!(promote(1), [], "turn 1 would fit, but is not the first");
    assert_eq!(promote(0), [], "turn 0 is the first, but does not fit");
}

#[test]
fn more_seats_go_to_whoever_waits_first() {
    let mut world = line();
    let mut found = world.session(&session()).unwrap().clone();
    found.admission = Admission::FirstCome { seats: 6 };
    let items = vec![rules::publish::Item {
        key: Key::Session(session()),
        record: Record::Session(found),
    }];
    assert!(run(&mut world, &Actor::System, &Intent::Publish { items }));
    assert_eq!(state_of(&world, "r10"), RegistrationState::Confirmed);
    assert_eq!(
        state_of(&world, "r20"),
        RegistrationState::Waiting { turn: 1 }
    );
}

#[test]
fn a_claim_is_taken_back_on_its_own_day_only() {
    let mut world = world();
    let (note, day) = ("n1".parse().unwrap(), date(2026, 3, 18));
    let claim = Intent::Claim(rules::claim::Asked {
        note,
        revision: "v1".parse().unwrap(),
        act: "guard".parse().unwrap(),
        day,
        minutes: 60,
    });
    let me = resident("0");
    assert!(run(&mut world, &me, &claim));
    let withdraw = |day| Intent::WithdrawClaim {
        note: "n1".parse().unwrap(),
        day,
    };
    let before = world.clone();
    assert!(!run(&mut world, &me, &withdraw(date(2026, 2, 18))));
    assert_eq!(before, world, "a refusal changed something");
    assert!(run(&mut world, &me, &withdraw(day)));
}
