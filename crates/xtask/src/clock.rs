//! The one place of this binary that reads a clock: how long a step took, and how old a file is.

#![allow(
    clippy::disallowed_methods,
    reason = "this is the binary's clock file; everything else takes times from here"
)]

use std::time::{Duration, Instant, SystemTime};

/// A step being timed.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The seconds since the start.
    pub fn secs(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Seconds since 1970, by this machine's clock.
pub fn unix_secs() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or(Duration::ZERO)
        .as_secs()
}
