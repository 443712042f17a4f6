//! Everything that residents, staff, a draw and the clock may do to one session, in any order: its
//! tally stays the sum of its registrations, and what a decision loads is all that its facts need.

use crate::world::{HOUSEHOLDS, MEMBERS, World, person, resident, session};
use jiff::civil::date;
use proptest::prelude::*;
use rules::household::Resident;
use rules::registration::admitting::{Admittance, Word};
use rules::registration::draw::{Hash, seal_of};
use rules::registration::{RegistrationState, WhenFull};
use rules::session::quota::{Counted, Quota};
use rules::session::revising::Revision;
use rules::session::{Admission, Ages, Session, Status};
use rules::staff::Level;
use rules::words::Words;
use rules::{Actor, Authority, Context, Intent, Key, Record, apply, decide, follow_up, load};
use std::collections::{BTreeMap, BTreeSet};

const SEED: Hash = Hash([7; 32]);

/// Something that happens.
#[derive(Debug, Clone)]
enum Step {
    Register(usize, u8),
    Leave(usize, u8),
    Confirm(usize, u8),
    Admit(u32, bool),
    Hours(i64),
    Seats(u32),
    Become(Status),
    Way(u8),
    Quota(u32),
    Move(usize, usize, usize),
    Draw,
}

fn step() -> impl Strategy<Value = Step> {
    let who = || (0..HOUSEHOLDS, 1_u8..8);
    prop_oneof![
        8 => who().prop_map(|(home, who)| Step::Register(home, who)),
        5 => who().prop_map(|(home, who)| Step::Leave(home, who)),
        4 => who().prop_map(|(home, who)| Step::Confirm(home, who)),
        4 => (0_u32..12, any::<bool>()).prop_map(|(turn, word)| Step::Admit(turn, word)),
        3 => (1_i64..30).prop_map(Step::Hours),
        2 => (0_u32..9).prop_map(Step::Seats),
        2 => prop::sample::select(vec![Status::Scheduled, Status::Postponed, Status::Cancelled])
            .prop_map(Step::Become),
        2 => (0_u8..4).prop_map(Step::Way),
        1 => (0_u32..4).prop_map(Step::Quota),
        1 => (0..HOUSEHOLDS, 0..MEMBERS, 0..HOUSEHOLDS).prop_map(|(a, b, c)| Step::Move(a, b, c)),
        2 => Just(Step::Draw),
    ]
}

/// Runs an intent with what follows, on the world through what the intent loads, and on another
/// world through the facts alone.
fn run(world: &mut World, told: &mut World, actor: &Actor, intent: Intent) {
    let mut queue = vec![(actor.clone(), intent)];
    while let Some((actor, intent)) = queue.pop() {
        let read = |key: &Key| Ok::<_, core::convert::Infallible>(world.slice.get(key).cloned());
        let mut slice = load(&intent, &actor, read).unwrap();
        let before = slice.clone();
        let context = Context {
            now: world.now,
            actor: actor.clone(),
            authority: Authority::Server,
            origin: rules::Origin::OwnDevice,
        };
        let Ok(facts) = decide(&slice, &context, &intent) else {
            continue;
        };
        for fact in &facts {
            apply(&mut slice, fact);
            apply(&mut told.slice, fact);
        }
        for (key, _) in before.iter().filter(|(key, _)| slice.get(key).is_none()) {
            world.slice.remove(key);
        }
        for (key, record) in slice.iter() {
            world.slice.put(key.clone(), record.clone());
        }
        let follow_ups = follow_up(&intent, &facts, &slice);
        queue.extend(follow_ups.into_iter().map(|intent| (Actor::System, intent)));
    }
}

fn revision(world: &World, change: impl FnOnce(&mut Session)) -> Intent {
    let was = world.session();
    let mut now = was.clone();
    change(&mut now);
    Intent::Revise(Revision {
        session: session(),
        was: Box::new(was),
        now: Box::new(now),
        why: String::from("下雨"),
    })
}

fn with_seats(admission: &Admission, seats: u32) -> Admission {
    match admission {
        Admission::Ballot { drawn_on, .. } => {
            let drawn_on = *drawn_on;
            Admission::Ballot { seats, drawn_on }
        }
        Admission::Approval { .. } => Admission::Approval { seats },
        _ => Admission::FirstCome { seats },
    }
}

// One arm a step: apart they would say less.
#[allow(clippy::too_many_lines)]
fn take_step(world: &mut World, told: &mut World, staff: &Actor, step: &Step) {
    let (session, when_full) = (session(), WhenFull::Wait);
    let named = |home: usize, who: u8| -> Vec<_> {
        let chosen = (0..MEMBERS).filter(|member| who & (1 << member) != 0);
        chosen.map(|member| person(home, member)).collect()
    };
    let (actor, intent) = match *step {
        Step::Register(home, who) => {
            let members = named(home, who);
            let intent = Intent::Register {
                session,
                members,
                when_full,
            };
            (resident(home), intent)
        }
        Step::Leave(home, who) => {
            let members = named(home, who);
            (resident(home), Intent::Leave { session, members })
        }
        Step::Confirm(home, who) => {
            let members = named(home, who);
            (resident(home), Intent::Confirm { session, members })
        }
        Step::Admit(turn, yes) => {
            let asked = Admittance {
                session,
                turn,
                word: if yes { Word::Yes } else { Word::No },
                why: String::from("照顾"),
            };
            (staff.clone(), Intent::Admit(asked))
        }
        Step::Seats(seats) => {
            let change = |it: &mut Session| it.admission = with_seats(&it.admission, seats);
            (staff.clone(), revision(world, change))
        }
        Step::Become(status) => (staff.clone(), revision(world, |it| it.set_status(status))),
        Step::Way(way) => {
            let (seats, drawn_on) = (4, Some(date(2026, 3, 22)));
            let admission = match way {
                0 => Admission::FirstCome { seats },
                1 => Admission::Approval { seats },
                _ => Admission::Ballot { seats, drawn_on },
            };
            (
                staff.clone(),
                revision(world, |it| it.admission = admission),
            )
        }
        Step::Quota(seats) => {
            let name = Words::new("大人", "");
            let of = Counted::Aged(Ages {
                min: Some(18),
                max: None,
            });
            let quotas = vec![Quota { name, of, seats }];
            (staff.clone(), revision(world, |it| it.quotas = quotas))
        }
        Step::Move(home, member, to) => {
            for one in [&mut *world, told] {
                let key = Key::Resident(person(home, member));
                let Some(Record::Resident(found)) = one.slice.get(&key).cloned() else {
                    continue;
                };
                let household = format!("h{to}").parse().unwrap();
                let moved = Resident { household, ..found };
                one.slice.put(key, Record::Resident(moved));
            }
            return;
        }
        Step::Hours(hours) => {
            world.now = world.now.plus_millis(hours * rules::time::HOUR_MILLIS);
            for hold in world.slice.holds().open {
                let (session, turn) = (hold.session, hold.turn);
                run(world, told, &Actor::System, Intent::Lapse { session, turn });
            }
            return;
        }
        Step::Draw => {
            let seal = seal_of(SEED);
            for session in world.slice.draws().open {
                let intent = Intent::Seal { session, seal };
                run(world, told, &Actor::System, intent);
            }
            let seed = SEED;
            (Actor::System, Intent::Draw { session, seed })
        }
    };
    run(world, told, &actor, intent);
}

/// What the registrations come to, against what the tally, the line and the holds say.
fn check(world: &World) {
    let tally = world.slice.seats(&session());
    let (mut taken, mut applied, mut quota) = (0, 0, 0);
    let mut turns: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    let mut held = BTreeSet::new();
    for (key, record) in world.slice.iter() {
        let (Key::Registration(_, who), Record::Registration(found)) = (key, record) else {
            continue;
        };
        let mut seated = || {
            taken += 1;
            quota += u32::from(found.quotas.contains(&0));
        };
        match found.state {
            RegistrationState::Confirmed => seated(),
            RegistrationState::Held { turn, until } => {
                seated();
                held.insert((until, turn));
            }
            RegistrationState::Waiting { turn } => {
                turns.entry(turn).or_default().insert(who.to_string());
            }
            RegistrationState::Entered { turn } => {
                applied += 1;
                turns.entry(turn).or_default().insert(who.to_string());
            }
            _ => {}
        }
    }
    assert_eq!((tally.taken, tally.applied), (taken, applied), "{tally:?}");
    assert_eq!(tally.taken_of(0), quota, "{tally:?}");
    assert_ne!(tally.quotas.last(), Some(&0), "{tally:?}");
    assert_eq!(tally.waiting() as usize, turns.len(), "{tally:?} {turns:?}");
    let is_party = |key: &Key| matches!(key, Key::Waiting(..));
    let parties = world.slice.iter().filter(|(key, _)| is_party(key)).count();
    assert_eq!(parties, turns.len() + held.len(), "a party is kept in vain");
    for (turn, who) in turns {
        assert!(tally.place_of(turn).is_some(), "{turn} {tally:?}");
        let party = world.slice.waiting(&session(), turn).unwrap();
        let members = party.members.iter().map(ToString::to_string);
        assert_eq!(members.collect::<BTreeSet<_>>(), who);
        let written = world.session();
        let offset = world.slice.community().unwrap().offset;
        let counted = party.quotas.iter().filter(|of| of.contains(&0)).count() as u32;
        let room = |quota: &Quota| tally.taken_of(0) + counted <= quota.seats;
        let fits = tally
            .line_seats(&written.admission)
            .is_some_and(|seats| tally.taken + party.members.len() as u32 <= seats)
            && written.quotas.iter().all(room);
        let looked =
            written.status() == Status::Scheduled && world.now < written.line_goes_until(offset);
        assert!(!fits || !looked, "turn {turn} fits and waits: {tally:?}");
    }
    let open = world.slice.holds().open.into_iter();
    let open: BTreeSet<_> = open.map(|hold| (hold.until, hold.turn)).collect();
    assert_eq!(open, held);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_the_tally_is_the_sum_and_facts_tell_all_of_it(
        hold_hours in prop::option::of(1_u16..40),
        way in 0_u8..4,
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut world = World::new(hold_hours);
        let staff = world.employ("wang", Some(Level::Publisher));
        for member in 0..2 {
            let young = Resident::new("少年", date(2010, 1, 1), format!("h{member}").parse().unwrap());
            world.slice.put(Key::Resident(person(member, 2)), Record::Resident(young));
        }
        world.reshape(|it| it.days = vec![date(2026, 3, 25)]);
        let mut told = world.clone();
        take_step(&mut world, &mut told, &staff, &Step::Quota(2));
        take_step(&mut world, &mut told, &staff, &Step::Way(way));
        take_step(&mut world, &mut told, &staff, &Step::Draw);
        for step in steps {
            let before = world.slice.seats(&session());
            take_step(&mut world, &mut told, &staff, &step);
            check(&world);
            let (tally, written) = (world.slice.seats(&session()), world.session());
            let seats = written.admission.seats().unwrap_or(0);
            prop_assert!(tally.taken <= before.taken.max(seats), "oversold by {step:?}: {tally:?}");
            for quota in &written.quotas {
                prop_assert!(tally.taken_of(0) <= before.taken_of(0).max(quota.seats), "{step:?}: {tally:?}");
            }
            prop_assert!(world.slice == told.slice, "after {step:?}");
        }
    }
}
