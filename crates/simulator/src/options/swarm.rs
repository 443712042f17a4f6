//! Histories of every size: most are short, with few people and few kinds of faults.
//!
//! The one rule to know: a short history suffers one to five kinds of faults and none of the
//! others, each often enough to strike several times in it. What needs two faults to show itself
//! is met in some thousandth of all seeds, with nothing else that could hide it.
//!
//! Source: swarm testing (Groce, Zhang, Eide, Chen, Regehr 2012).

use super::Options;
use crate::random::Random;

/// Histories that are as long, and suffer as much, as [`Options::draw`] has them. Units: per mille.
const WHOLE: u64 = 30;
/// Short histories in which nothing goes wrong. Units: per mille.
const CALM: u64 = 20;
/// Short histories with a programme that takes several answers. Units: per mille.
const WIDE: u64 = 5;
/// Short histories whose server keeps a real file. Units: per mille.
const IN_FILE: u64 = 5;
/// Kinds of faults in one short history, at most.
const KINDS_MAX: u64 = 5;

/// A kind of fault: from, to, and what it sets.
type Kind = (u64, u64, fn(&mut Options, u64));

/// Every kind there is, as often as a short history needs it.
const KINDS: &[Kind] = &[
    (50, 400, |o, rate| o.loss = rate),
    (50, 400, |o, rate| o.answer_loss = rate),
    (50, 500, |o, rate| o.duplicates = rate),
    (200, 5_000, |o, rate| o.delay_millis_max = rate),
    (20, 80, |o, rate| o.partitions = rate),
    (30, 300, |o, rate| o.garbage = rate),
    (10, 80, |o, rate| o.device_crash = rate),
    (10, 60, |o, rate| o.aborts = rate),
    (200, 900, |o, rate| {
        // Power is lost in a crash.
        o.power_loss = rate;
        o.device_crash = o.device_crash.max(30);
    }),
    (10, 80, |o, rate| o.freezes = rate),
    (20, 150, |o, rate| o.page_kills = rate),
    (100, 900, |o, rate| {
        o.two_leaders = rate;
        o.pages_max = o.pages_max.max(2);
    }),
    (100, 600, |o, rate| {
        o.two_hands = rate;
        o.pages_max = o.pages_max.max(2);
    }),
    (10, 80, |o, rate| o.quota = rate),
    (10, 60, |o, rate| o.evictions = rate),
    (10, 60, |o, rate| o.suspends = rate),
    (1, 2, |o, rate| {
        o.clones = usize::try_from(rate).unwrap_or(1);
    }),
    (10, 80, |o, rate| o.server_crash = rate),
    (10, 100, |o, rate| o.depot_failure = rate),
    (10, 60, |o, rate| o.sessions_end = rate),
    (10, 100, |o, rate| o.sign_outs = rate),
    (20, 150, |o, rate| o.desk = rate),
    (20, 150, |o, rate| o.hours = rate),
    (300, 990, |o, rate| o.looks_missed = rate),
    (10, 80, |o, rate| o.hostile = rate),
    (1, 10, |o, rate| o.clock_years = rate),
    (60, 7_200, |o, rate| o.clock_step_secs = rate),
    (500, 50_000, |o, rate| o.clock_drift_ppm = rate),
    (10, 60, |o, rate| o.restores = rate),
    (5, 30, |o, rate| o.rot = rate),
    (5, 40, |o, rate| o.leaps = rate),
    (5, 60, |o, rate| o.old_builds = rate),
    (20, 120, |o, rate| o.deploys = rate),
    (200, 1_000, |o, rate| o.nudges = rate),
];

impl Options {
    /// The options of a seed, of whatever size it draws.
    pub fn of_any_size(seed: u64) -> Self {
        let mut random = Random::stream(seed, "size");
        if random.happens(WHOLE) {
            Self::draw(seed)
        } else {
            Self::short(seed)
        }
    }

    /// The options of a seed as a short history.
    pub fn short(seed: u64) -> Self {
        let mut random = Random::stream(seed, "short");
        let mut options = Self::faultless(seed);
        options.intents = random.index(41) + 20;
        options.devices = random.index(3) + 2;
        options.households = random.index(2) + 2;
        options.members = random.index(3) + 1;
        options.communities = random.index(2) + 1;
        options.pages_max = [1, 1, 2, 3].get(random.index(4)).copied().unwrap_or(1);
        options.pause_millis_max = [300, 1_500, 6_000, 12_000]
            .get(random.index(4))
            .copied()
            .unwrap_or(1_500);
        if !random.happens(CALM) {
            for _ in 0..random.between(1, KINDS_MAX) {
                if let Some((from, to, set)) = random.pick(KINDS).copied() {
                    let rate = random.between(from, to);
                    set(&mut options, rate);
                }
            }
        }
        if random.happens(WIDE) {
            options.places = 2_300;
        }
        if random.happens(IN_FILE) {
            options.keep_in_file();
        }
        options.staff_the_desks();
        options.buy_late();
        options.keep_between();
        options
    }
}

#[cfg(test)]
#[allow(missing_docs, clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn one_history_in_thirty_is_whole_and_the_others_are_short() {
        let all: Vec<Options> = (1..=3_000).map(Options::of_any_size).collect();
        let whole = all.iter().filter(|options| options.intents == 200).count();
        assert!((60..=120).contains(&whole), "{whole}");
        for short in all.iter().filter(|options| options.intents != 200) {
            assert!((20..=60).contains(&short.intents) && (2..=4).contains(&short.devices));
        }
    }

    #[test]
    fn every_kind_strikes_somewhere_and_each_is_mostly_absent() {
        let struck = |kind: &Kind| {
            let (mut off, mut on) = (Options::faultless(1), Options::faultless(1));
            (kind.2)(&mut off, 0);
            (kind.2)(&mut on, kind.1);
            assert_ne!(off, on);
            on
        };
        let kinds: BTreeSet<String> = KINDS.iter().map(|kind| struck(kind).to_string()).collect();
        assert_eq!(kinds.len(), KINDS.len(), "each sets something of its own");
        let losing = (1..=1_000).filter(|seed| Options::short(*seed).loss > 0);
        assert!((50..=200).contains(&losing.count()));
        assert_eq!(Options::short(9), Options::short(9));
    }
}
