//! Claims: each is worth what the policy says of the month as it stands, and the month is the sum of
//! the claims that stand.

use super::world::{World, person, resident};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rules::claim::{Asked, ClaimMonth, ClaimState};
use rules::key::Month;
use rules::points::{Cap, Measure, PointsPolicy, Worth};
use rules::time::add_days;
use rules::{Fact, Intent, Key, Refusal};
use std::collections::BTreeMap;

/// Two weeks that reach from one month into the next.
const FIRST: Date = date(2026, 3, 25);
const DAYS: i32 = 15;

fn claim(note: u8, act: usize, day: i32, minutes: u16) -> Asked {
    let act = PointsPolicy::default().acts[act].id.clone();
    Asked {
        note: format!("n{note}").parse().unwrap(),
        revision: "v1".parse().unwrap(),
        act,
        day: add_days(FIRST, day),
        minutes,
    }
}

/// What a claim is worth by the policy's own words, among these that stand.
fn worth(asked: &Asked, stand: &[(Asked, u32)]) -> Worth {
    let policy = PointsPolicy::default();
    let day = asked.day;
    let monday = add_days(day, -i32::from(day.weekday().to_monday_zero_offset()));
    let mut caps = Vec::new();
    let (minutes, mut points) = match policy.act(&asked.act).unwrap().measure {
        Measure::Time { minutes_max } => {
            if asked.minutes > minutes_max {
                caps.push(Cap::AtOnce { minutes_max });
            }
            let quarters = asked.minutes.min(minutes_max) / 15;
            (quarters * 15, u32::from(quarters) * 10 / 4)
        }
        Measure::Act { points, week_max } => {
            let same = |it: &Asked| {
                it.act == asked.act && it.day >= monday && it.day <= add_days(monday, 6)
            };
            let times = stand.iter().filter(|(it, _)| same(it)).count();
            if times >= week_max as usize {
                caps.push(Cap::Week { acts_max: week_max });
                (asked.minutes, 0)
            } else {
                (asked.minutes, points)
            }
        }
    };
    let sum = |of: &dyn Fn(Date) -> bool| -> u32 {
        let counted = stand.iter().filter(|(it, _)| of(it.day));
        counted.map(|(_, points)| points).sum()
    };
    let day_left = 40 - sum(&|it| it == day);
    let month_left = 300 - sum(&|it| it.first_of_month() == day.first_of_month());
    if points > day_left {
        points = day_left;
        caps.push(Cap::Day { points_max: 40 });
    }
    if points > month_left {
        points = month_left;
        caps.push(Cap::Month { points_max: 300 });
    }
    Worth {
        points,
        minutes,
        caps,
        version: 1,
    }
}

/// A world whose clock stands on the evening of the last of those days.
fn world() -> World {
    let mut world = World::new(None);
    let offset = world.slice.community().unwrap().offset;
    world.now = offset.millis(add_days(FIRST, DAYS).at(20, 0, 0, 0));
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn a_month_is_the_sum_of_the_claims_that_stand_and_each_is_worth_what_is_left(
        steps in prop::collection::vec(
            (0_u8..40, prop_oneof![0_usize..7, Just(6)], 0..DAYS, 15_u16..300, 0_u8..4),
            1..60,
        ),
    ) {
        let mut world = world();
        let me = resident(0);
        let mut stand: BTreeMap<u8, (Asked, u32)> = BTreeMap::new();
        for (note, act, day, minutes, what) in steps {
            let asked = claim(note, act, day, minutes);
            let stood = stand.contains_key(&note);
            if what == 0 {
                let day = stand.get(&note).map_or(asked.day, |(asked, _)| asked.day);
                let taken_back = Intent::WithdrawClaim { note: asked.note.clone(), day };
                stand.remove(&note);
                prop_assert_eq!(world.run(&me, &taken_back).is_ok(), stood);
                if stood {
                    let found = world.slice.claim(&person(0, 0), &asked.note).unwrap();
                    prop_assert_eq!(found.state, ClaimState::Withdrawn);
                }
            } else {
                let among: Vec<_> = stand.values().cloned().collect();
                let expected = worth(&asked, &among);
                let facts = world.decide(&me, &Intent::Claim(asked.clone()));
                world.run(&me, &Intent::Claim(asked.clone())).ok();
                if stood {
                    let note = asked.note;
                    prop_assert_eq!(facts, Err(Refusal::AlreadyClaimed { note }));
                } else {
                    let facts = facts.unwrap();
                    prop_assert!(matches!(&facts[..], [Fact::Claimed { claim, .. }]
                        if claim.worth == expected), "{:?}, not {:?}", facts, expected);
                    stand.insert(note, (asked, expected.points));
                }
            }
            let mut months: BTreeMap<Month, ClaimMonth> = BTreeMap::new();
            for (asked, points) in stand.values() {
                let month = months.entry(Month::of(asked.day)).or_default();
                month.add(asked.day.day(), &asked.act, *points);
            }
            for day in [FIRST, add_days(FIRST, DAYS - 1)] {
                let month = Month::of(day);
                let expected = months.remove(&month).unwrap_or_default();
                let found = world.slice.claim_month(&person(0, 0), month);
                let text = serde_json::to_string(&found).unwrap();
                prop_assert_eq!(serde_json::from_str::<ClaimMonth>(&text).unwrap(), found.clone());
                prop_assert_eq!(found, expected);
            }
            prop_assert!(months.is_empty());
        }
    }
}

#[test]
fn each_act_by_time_counts_up_to_its_own_limit_at_once() {
    let world = world();
    for (act, most) in [(0, 120), (1, 120), (2, 120), (3, 120), (4, 120), (5, 240)] {
        for (minutes, is_more) in [(most, false), (most + 1, true)] {
            let asked = Intent::Claim(claim(0, act, 0, minutes));
            let facts = world.decide(&resident(0), &asked).unwrap();
            let [Fact::Claimed { claim, .. }] = &facts[..] else {
                panic!("{facts:?}");
            };
            let points = u32::from(most) / 6;
            assert_eq!((claim.worth.minutes, claim.worth.points), (most, points));
            assert_eq!(!claim.worth.caps.is_empty(), is_more);
        }
    }
}

#[test]
fn nothing_is_claimed_of_no_act_in_no_time_or_by_anybody_but_a_resident() {
    let world = world();
    let (min, max) = (
        rules::diary::NOTE_MINUTES_MIN,
        rules::diary::NOTE_MINUTES_MAX,
    );
    for (minutes, fits) in [(min - 1, false), (min, true), (max, true), (max + 1, false)] {
        let said = world.decide(&resident(0), &Intent::Claim(claim(0, 0, 0, minutes)));
        let refused = Refusal::Minutes {
            found: minutes,
            min,
            max,
        };
        assert_eq!(said.err(), (!fits).then_some(refused));
    }
    let act: rules::id::ActId = "none".parse().unwrap();
    let unknown = Asked {
        act: act.clone(),
        ..claim(0, 0, 0, 60)
    };
    let said = world.decide(&resident(0), &Intent::Claim(unknown));
    assert_eq!(said, Err(Refusal::UnknownAct { act }));
    let ask = Intent::Claim(claim(0, 0, 0, 60));
    assert!(world.decide(&rules::Actor::System, &ask).is_err());
    assert!(world.decide(&rules::Actor::Anonymous, &ask).is_err());
}

#[test]
fn a_community_that_sets_a_policy_is_held_to_its_own() {
    let mut world = world();
    let policy = PointsPolicy {
        version: 2,
        hour_points: 20,
        ..PointsPolicy::default()
    };
    world.slice.put(Key::Policy, rules::Record::Policy(policy));
    let asked = Intent::Claim(claim(0, 0, 0, 60));
    let facts = world.decide(&resident(0), &asked).unwrap();
    assert!(matches!(&facts[..], [Fact::Claimed { claim, .. }]
        if (claim.worth.points, claim.worth.version) == (20, 2)));
}
