//! A handful of worlds: whole without a bug, broken with each, and the same twice.
#![allow(missing_docs, clippy::unwrap_used)]

use simulator::bugs::Bug;
use simulator::options::Options;
use simulator::run::{Report, Story, run};
use simulator::shrink::shrink;

fn small(seed: u64) -> Options {
    Options {
        intents: 80,
        places: 0,
        ..Options::draw(seed)
    }
}

fn live(seed: u64) -> Report {
    run(&small(seed), None, Story::Kept)
}

#[test]
fn a_dozen_worlds_break_no_law() {
    for seed in 1..=12 {
        let report = live(seed);
        assert_eq!(report.violation, None, "{}", report.options);
        assert!(
            report.intents >= 80,
            "seed {seed}: {} intents",
            report.intents
        );
    }
}

#[test]
fn one_seed_tells_one_story_byte_for_byte() {
    let (once, again) = (live(7), live(7));
    assert!(once.story.len() > 500);
    assert_eq!(once.story.join("\n"), again.story.join("\n"));
    assert_eq!((once.digest, once.server), (again.digest, again.server));
    assert_ne!(live(8).story, once_more(7));
}

fn once_more(seed: u64) -> Vec<String> {
    live(seed).story
}

/// Histories of each size until a bug must have shown itself; most do in the first three.
const SEEDS_PER_BUG: u64 = 12;

#[test]
fn every_planted_bug_breaks_a_law() {
    let missed: Vec<Bug> = Bug::ALL
        .iter()
        .copied()
        .filter(|bug| {
            let shows = |mut options: Options| {
                bug.provoke(&mut options);
                let report = run(&options, Some(*bug), Story::Dropped);
                report.violation.is_some()
            };
            let in_short = (1..=SEEDS_PER_BUG).map(Options::short).any(shows);
            !in_short && !(1..=SEEDS_PER_BUG).map(small).any(shows)
        })
        .collect();
    assert_eq!(missed, []);
}

#[test]
fn a_failure_shrinks_to_a_smaller_world_that_breaks_the_same_law() {
    let bug = Some(Bug::SeatsOffByOne);
    let mut reports = (1..=SEEDS_PER_BUG).map(|seed| run(&small(seed), bug, Story::Dropped));
    let report = reports.find(|report| report.violation.is_some()).unwrap();
    let small = shrink(&report, bug);
    assert_eq!(
        small.violation.map(|violation| violation.law),
        report.violation.map(|violation| violation.law)
    );
    assert!(small.options.intents < report.options.intents);
}
