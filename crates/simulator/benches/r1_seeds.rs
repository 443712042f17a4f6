//! R1: how long 1,000 whole histories take, and 50,000 fresh ones of any size, on every core.
//!
//! The one rule to know: the first are always the same, so that two runs can be compared; the
//! others are new in every run and say what nobody has looked for yet.

use simulator::many::{Many, live_through};
use simulator::options::Options;
use std::time::{Instant, SystemTime};

const WHOLE: u64 = 1_000;
const ANY_SIZE: u64 = 50_000;

#[allow(
    clippy::disallowed_methods,
    reason = "how fast the simulator itself is, and seeds that nobody has seen"
)]
fn main() {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let fresh = since.map_or(1, |since| since.as_secs().saturating_mul(1_000_000));
    let began = Instant::now();
    let whole = live_through((1, WHOLE), Options::draw);
    tell(
        ("whole histories, 200 intents each", "s", "<= 120"),
        began.elapsed().as_millis(),
        1_000,
    );
    let began = Instant::now();
    let any = live_through((fresh, ANY_SIZE), Options::of_any_size);
    let (took, lived) = (began.elapsed().as_millis(), u128::from(any.worlds));
    tell(
        ("fresh histories of any size", "histories", ">= 50000"),
        lived,
        1,
    );
    tell(("fresh histories of any size", "s", "<= 600"), took, 1_000);
    let faster = u128::from(any.millis) / took.max(1);
    tell(
        ("simulated time to real time", "times", ">= 1000"),
        faster,
        1,
    );
    let broken = whole.failures.len() + any.failures.len();
    let broken = u128::try_from(broken).unwrap_or(u128::MAX);
    tell(
        ("histories that break a law", "histories", "<= 0"),
        broken,
        1,
    );
    for many in [&whole, &any] {
        eprintln!("{many}");
        tell_failures(many);
    }
}

/// One figure, in thousandths where it has them.
fn tell((what, unit, goal): (&str, &str, &str), value: u128, of: u128) {
    let (units, rest) = (value / of, value % of);
    let value = if of == 1 {
        units.to_string()
    } else {
        format!("{units}.{rest:03}")
    };
    println!(
        "{{\"id\":\"R1\",\"what\":\"simulator: {what}\",\
         \"value\":{value},\"unit\":\"{unit}\",\"goal\":\"{goal}\"}}"
    );
}

fn tell_failures(many: &Many) {
    for report in &many.failures {
        eprintln!("{:?} in {}", report.violation, report.options);
    }
}
