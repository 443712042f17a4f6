//! The score: each bug is planted in turn, and must be caught in more than one world, by a law that
//! is meant to catch it.

use crate::bugs::Bug;
use crate::options::Options;
use crate::run::{Story, run};

/// Worlds that each bug is planted in at most.
pub const WORLDS: u64 = 12;
/// In how many of them it must be caught: never by the luck of one seed.
pub const CAUGHT_MIN: usize = 2;

/// Where a planted bug was caught.
#[derive(Debug)]
pub struct Caught {
    /// The bug.
    pub bug: Bug,
    /// The seeds that caught it, and by which law.
    pub by: Vec<(u64, &'static str)>,
}

impl Caught {
    /// Whether it counts as caught.
    pub fn counts(&self) -> bool {
        let meant = self.bug.laws();
        let meant = |law: &str| meant.iter().any(|(number, _)| *number == law);
        let caught = self.by.iter().filter(|(_, law)| meant(law)).count();
        caught >= CAUGHT_MIN
    }
}

/// Plants one bug in one world after the other until it counts as caught.
pub fn plant(bug: Bug, from: u64) -> Caught {
    let mut caught = Caught {
        bug,
        by: Vec::new(),
    };
    for seed in from..from + WORLDS {
        if caught.counts() {
            break;
        }
        let mut options = Options::draw(seed);
        bug.provoke(&mut options);
        // Only a world that is whole without the bug tells anything about it.
        let whole = run(&options, None, Story::Dropped).violation.is_none();
        let broken = run(&options, Some(bug), Story::Dropped).violation;
        if let (true, Some(violation)) = (whole, broken) {
            caught.by.push((seed, violation.law.0));
        }
    }
    caught
}
