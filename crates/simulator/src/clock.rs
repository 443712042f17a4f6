//! Clocks: the server's, which is right, and those of devices, which are not.
//!
//! The one rule to know: a device's clock is a pure function of the seed and the true moment, so
//! that drawing other clocks changes nothing else.

use crate::options::Options;
use crate::random::Random;
use rules::time::UnixMillis;

/// 10:00 on 2 March 2026, at 480 minutes ahead of UTC. Units: milliseconds since 1970.
const BEGINNING: i64 = 1_772_416_800_000;
/// Units: milliseconds.
const YEAR: i64 = 31_557_600_000;
/// How long a clock goes on between two steps. Units: milliseconds.
const STEP_EVERY: u64 = 90_000;

/// The true moment, as the server's clock has it.
pub fn server(now: u64) -> UnixMillis {
    UnixMillis(BEGINNING.saturating_add_unsigned(now))
}

/// A device's clock.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    skew: i64,
    step: i64,
    drift: i64,
}

impl Clock {
    /// The clock of a device.
    pub fn draw(options: &Options, device: usize) -> Self {
        let purpose = format!("clock {} {device}", options.clocks);
        let mut random = Random::stream(options.seed, &purpose);
        let mut signed = |max: i64| {
            let drawn = random.below(max.unsigned_abs().saturating_mul(2).saturating_add(1));
            i64::try_from(drawn).unwrap_or(0).saturating_sub(max)
        };
        let years = i64::try_from(options.clock_years).unwrap_or(0);
        let step = i64::try_from(options.clock_step_secs).unwrap_or(0);
        let drift = i64::try_from(options.clock_drift_ppm).unwrap_or(0);
        Self {
            drift: signed(drift),
            skew: signed(years.saturating_mul(YEAR)),
            step: signed(step.saturating_mul(1_000)),
        }
    }

    /// What it shows at a true moment.
    pub fn shows(self, now: u64) -> UnixMillis {
        let steps = i64::try_from(now / STEP_EVERY).unwrap_or(0);
        let run = i64::try_from(now).unwrap_or(0);
        let drifted = run.saturating_mul(self.drift) / 1_000_000;
        let stepped = self.step.saturating_mul(steps);
        let off = self.skew.saturating_add(stepped).saturating_add(drifted);
        server(now).plus_millis(off)
    }
}

/// A true moment as stories tell it: 10:00:03.250.
pub fn told(now: u64) -> String {
    let (secs, millis) = (now / 1_000, now % 1_000);
    let (hours, minutes, secs) = (10 + secs / 3_600, secs / 60 % 60, secs % 60);
    format!("{hours:02}:{minutes:02}:{secs:02}.{millis:03}")
}
