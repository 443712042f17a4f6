//! Many worlds, one after the other on every core, and what came of them all together.
//!
//! The one rule to know: which worlds there are is said by the first seed, their number and how
//! options are drawn; the same three give the same worlds on any machine, in whatever order.

use crate::options::Options;
use crate::run::{Report, Story, run};
use core::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What came of many worlds.
#[derive(Debug, Default)]
pub struct Many {
    /// The first seed.
    pub from: u64,
    /// Worlds.
    pub worlds: u64,
    /// Intents that were saved.
    pub intents: usize,
    /// Note revisions that were saved.
    pub notes: usize,
    /// Events lived through.
    pub steps: u64,
    /// Crash points of the server's file that were tried.
    pub crash_points: u64,
    /// Simulated time. Units: milliseconds.
    pub millis: u64,
    /// The worlds that broke a law, by their seeds.
    pub failures: Vec<Report>,
}

impl Many {
    fn count(&mut self, report: Report) {
        self.worlds += 1;
        self.intents += report.intents;
        self.notes += report.notes;
        self.steps += report.steps;
        self.crash_points += report.crash_points;
        self.millis += report.millis;
        if report.violation.is_some() {
            self.failures.push(report);
        }
    }

    /// Worlds that broke no law.
    pub fn passed(&self) -> u64 {
        let failed = u64::try_from(self.failures.len()).unwrap_or(u64::MAX);
        self.worlds.saturating_sub(failed)
    }
}

impl fmt::Display for Many {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} seeds from {}: {} intents, {} notes, {} steps, {} crash points of the file, \
             {} s simulated, {} failed",
            self.worlds,
            self.from,
            self.intents,
            self.notes,
            self.steps,
            self.crash_points,
            self.millis / 1_000,
            self.failures.len()
        )
    }
}

/// Lives through so many worlds from a seed on.
pub fn live_through((from, seeds): (u64, u64), draw: impl Fn(u64) -> Options + Sync) -> Many {
    let many = Mutex::new(Many {
        from,
        ..Many::default()
    });
    on_every_core(seeds, |at| {
        let report = run(&draw(from.saturating_add(at)), None, Story::Dropped);
        many.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .count(report);
    });
    let mut many = many.into_inner().unwrap_or_else(PoisonError::into_inner);
    many.failures.sort_by_key(|report| report.options.seed);
    many
}

/// Runs work for each number below `count`, on every core.
pub fn on_every_core(count: u64, work: impl Fn(u64) + Sync) {
    let next = AtomicU64::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        break;
                    }
                    work(at);
                }
            });
        }
    });
}
