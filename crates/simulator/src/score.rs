//! The score: each bug is planted in turn, and must be caught in more than one world, by a law that
//! is meant to catch it.
//!
//! The one rule to know: only a world that is whole without the bug tells anything about it.

use crate::bugs::Bug;
use crate::many::on_every_core;
use crate::options::Options;
use crate::run::{Story, run};
use std::sync::{Mutex, PoisonError};

/// Worlds that each bug is planted in at most.
pub const WORLDS: u64 = 12;
/// In how many of them it must be caught: never by the luck of one seed.
pub const CAUGHT_MIN: usize = 2;

/// Which worlds a bug is planted in.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    /// The first seed.
    pub from: u64,
    /// How many worlds at most.
    pub worlds: u64,
    /// How options are drawn.
    pub draw: fn(u64) -> Options,
    /// Whether a world is given the faults that the bug needs to do harm, or lives as it is.
    pub provoked: bool,
}

impl Ground {
    /// Whole histories in which the bug can do harm.
    pub fn whole(from: u64) -> Self {
        Self {
            from,
            worlds: WORLDS,
            draw: Options::draw,
            provoked: true,
        }
    }

    /// Short histories in which the bug can do harm.
    pub fn short(from: u64) -> Self {
        Self {
            draw: Options::short,
            ..Self::whole(from)
        }
    }

    /// Histories as they come, whatever befalls them.
    pub fn as_drawn(from: u64, worlds: u64) -> Self {
        Self {
            from,
            worlds,
            draw: Options::of_any_size,
            provoked: false,
        }
    }
}

/// Where a planted bug was caught.
#[derive(Debug)]
pub struct Caught {
    /// The bug.
    pub bug: Bug,
    /// The seeds that caught it, and by which law.
    pub by: Vec<(u64, &'static str)>,
    /// Worlds it was planted in.
    pub worlds: u64,
}

impl Caught {
    /// Whether it counts as caught.
    pub fn counts(&self) -> bool {
        self.meant().count() >= CAUGHT_MIN
    }

    /// The seeds at which a law caught it that is meant to.
    pub fn meant(&self) -> impl Iterator<Item = u64> {
        let laws = self.bug.laws();
        let meant = move |law: &str| laws.iter().any(|(number, _)| *number == law);
        let caught = self.by.iter().filter(move |(_, law)| meant(law));
        caught.map(|(seed, _)| *seed)
    }
}

/// Plants one bug in one world after the other until it counts as caught.
pub fn plant(bug: Bug, ground: Ground) -> Caught {
    let mut caught = Caught {
        bug,
        by: Vec::new(),
        worlds: 0,
    };
    for seed in ground.from..ground.from.saturating_add(ground.worlds) {
        if caught.counts() {
            break;
        }
        caught.worlds += 1;
        let mut options = (ground.draw)(seed);
        if ground.provoked {
            bug.provoke(&mut options);
        }
        let Some(violation) = run(&options, Some(bug), Story::Dropped).violation else {
            continue;
        };
        if run(&options, None, Story::Dropped).violation.is_none() {
            caught.by.push((seed, violation.law.0));
        }
    }
    caught
}

/// Plants every bug, in the order of their names here.
pub fn plant_all(ground: Ground) -> Vec<Caught> {
    let all = Mutex::new(Vec::new());
    on_every_core(u64::try_from(Bug::ALL.len()).unwrap_or(0), |at| {
        let bug = usize::try_from(at).ok().and_then(|at| Bug::ALL.get(at));
        if let Some(bug) = bug {
            let caught = plant(*bug, ground);
            all.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(caught);
        }
    });
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.sort_by_key(|caught| caught.bug);
    all
}
