//! The clock and the randomness of this process, and the only place that reads either.
//!
//! The one rule to know: whoever needs the time or a fresh id is given a [`World`]; tests and
//! demonstrations give one whose clock starts elsewhere, or stands still until it is moved.
#![allow(
    clippy::disallowed_methods,
    reason = "this is the binary's one file that reads clocks"
)]

use rules::time::UnixMillis;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The operating system gave no randomness; nothing that needs some can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no randomness")]
pub struct NoRandomness;

#[derive(Debug, Clone)]
enum Clock {
    Wall,
    Running { from: UnixMillis, since: Instant },
    Standing(Arc<AtomicI64>),
}

/// Where time and randomness come from. Clones share one clock.
#[derive(Debug, Clone)]
pub struct World {
    clock: Clock,
}

impl World {
    /// The machine's own clock.
    pub fn real() -> Self {
        Self { clock: Clock::Wall }
    }

    /// A clock that shows `from` now and runs on.
    pub fn running_from(from: UnixMillis) -> Self {
        let since = Instant::now();
        Self {
            clock: Clock::Running { from, since },
        }
    }

    /// A clock that stands until [`World::advance`].
    pub fn standing_at(at: UnixMillis) -> Self {
        Self {
            clock: Clock::Standing(Arc::new(AtomicI64::new(at.0))),
        }
    }

    /// Moves a standing clock; other clocks move by themselves.
    pub fn advance(&self, by: Duration) {
        if let Clock::Standing(at) = &self.clock {
            at.fetch_add(millis(by), Ordering::SeqCst);
        }
    }

    /// The moment.
    pub fn now(&self) -> UnixMillis {
        match &self.clock {
            Clock::Wall => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH);
                UnixMillis(since.map_or(0, millis))
            }
            Clock::Running { from, since } => from.plus_millis(millis(since.elapsed())),
            Clock::Standing(at) => UnixMillis(at.load(Ordering::SeqCst)),
        }
    }

    /// A stopwatch, started. It only runs forward, whatever the wall clock does.
    pub fn stopwatch(&self) -> Stopwatch {
        Stopwatch(Instant::now())
    }

    /// Fresh random bytes.
    ///
    /// # Errors
    /// When the operating system has none to give.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(bytes)
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// A running stopwatch.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// How long it has run.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
