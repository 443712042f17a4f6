//! R1: how long 1,000 worlds of 200 intents take, on every core there is.

use simulator::options::Options;
use simulator::run::{Story, run};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

const SEEDS: u64 = 1_000;

// The one place that reads a clock: how fast the simulator itself is.
#[allow(clippy::disallowed_methods)]
fn main() {
    let (next, failed) = (AtomicU64::new(1), AtomicU64::new(0));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > SEEDS {
                        break;
                    }
                    let report = run(&Options::draw(seed), None, Story::Dropped);
                    failed.fetch_add(u64::from(report.violation.is_some()), Ordering::Relaxed);
                }
            });
        }
    });
    let millis = began.elapsed().as_millis();
    println!(
        "{{\"id\":\"R1\",\"what\":\"simulator: 1,000 seeds of 200 intents\",\
         \"value\":{}.{:03},\"unit\":\"s\",\"goal\":\"<= 120\"}}",
        millis / 1_000,
        millis % 1_000
    );
    println!(
        "{{\"id\":\"R1\",\"what\":\"simulator: seeds that break a law\",\
         \"value\":{},\"unit\":\"seeds\",\"goal\":\"<= 0\"}}",
        failed.into_inner()
    );
}
