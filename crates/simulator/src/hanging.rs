//! A history that does not end is a failure with a seed, not a run that says nothing for ever.
//!
//! The one rule to know: this is the command line's own care; no world ever sees the clock it reads.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// A history that takes longer hangs: the longest of many thousands took five seconds.
const HISTORY_MAX: Duration = Duration::from_mins(5);
/// How often one looks.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The history that each thread lives through, and since when.
#[derive(Debug, Clone, Default)]
pub struct Running(Arc<Mutex<BTreeMap<u64, (ThreadId, Instant)>>>);

impl Running {
    /// This thread begins a history: the one before has ended.
    #[allow(
        clippy::disallowed_methods,
        reason = "how long the simulator itself takes, no world ever sees"
    )]
    pub fn begins(&self, seed: u64) {
        let me = thread::current().id();
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|_, (thread, _)| *thread != me);
        running.insert(seed, (me, Instant::now()));
    }

    /// The last history of each thread that began none since so long ago. The others may have come
    /// to their end and wait for the one that hangs.
    fn hang(&self, limit: Duration) -> Vec<u64> {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let long = running
            .iter()
            .filter(|(_, (_, began))| began.elapsed() > limit);
        long.map(|(seed, _)| *seed).collect()
    }
}

/// Watches over histories until the program ends, and ends it with the seed of one that hangs.
pub fn watched(again: impl Fn(u64) -> String + Send + 'static) -> Running {
    let running = Running::default();
    let watched = running.clone();
    thread::spawn(move || {
        loop {
            thread::sleep(LOOK_EVERY);
            let hang = watched.hang(HISTORY_MAX);
            if hang.is_empty() {
                continue;
            }
            println!("not ended after {} s, one of these:", HISTORY_MAX.as_secs());
            for seed in hang {
                println!("again: {}", again(seed));
            }
            println!("test result: seeds. 0 passed; 1 failed");
            std::process::exit(1);
        }
    });
    running
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_history_that_a_thread_is_in_can_hang() {
        let running = Running::default();
        running.begins(1);
        running.begins(2);
        assert_eq!(running.hang(Duration::ZERO), [2]);
        assert!(running.hang(HISTORY_MAX).is_empty());
        let other = running.clone();
        thread::spawn(move || other.begins(1)).join().ok();
        assert_eq!(running.hang(Duration::ZERO), [1, 2]);
    }
}
