//! The simulator's command line: many seeds, one seed as a story, or the score of planted bugs.

use simulator::bugs::Bug;
use simulator::options::Options;
use simulator::run::{Report, Story, run};
use simulator::score::{Caught, plant};
use simulator::shrink::shrink;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

const HELP: &str = "simulator [--seeds N] [--from S] [--seed S [--trace]] [--sqlite] [--score]
  --seeds N   run N worlds (default 100)      --from S   beginning with seed S (default 1)
  --seed S    run one world                   --trace    and print it as a story
  --sqlite    the server keeps everything in a real file too, and crashes at every commit
  --score     plant each bug in turn, and print how many were caught";
/// How many sentences of a shrunk story are printed.
const STORY_TAIL: usize = 120;

#[derive(Default)]
struct Flags {
    seeds: Option<u64>,
    from: Option<u64>,
    seed: Option<u64>,
    trace: bool,
    score: bool,
    sqlite: bool,
}

impl Flags {
    fn options(&self, seed: u64) -> Options {
        let mut options = Options::draw(seed);
        if self.sqlite {
            options.keep_in_file();
        }
        options
    }
}

fn main() -> ExitCode {
    let Some(flags) = read_flags(std::env::args().skip(1)) else {
        println!("{HELP}");
        return ExitCode::FAILURE;
    };
    if flags.score {
        return score(flags.from.unwrap_or(1));
    }
    match flags.seed {
        Some(seed) => one(seed, &flags),
        None => many(&flags),
    }
}

fn read_flags(mut args: impl Iterator<Item = String>) -> Option<Flags> {
    let mut flags = Flags::default();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seeds" => flags.seeds = Some(args.next()?.parse().ok()?),
            "--from" => flags.from = Some(args.next()?.parse().ok()?),
            "--seed" => flags.seed = Some(args.next()?.parse().ok()?),
            "--trace" => flags.trace = true,
            "--score" => flags.score = true,
            "--sqlite" => flags.sqlite = true,
            _ => return None,
        }
    }
    Some(flags)
}

fn one(seed: u64, flags: &Flags) -> ExitCode {
    let report = run(&flags.options(seed), None, Story::Kept);
    println!("{}", report.options);
    if flags.trace {
        report.story.iter().for_each(|line| println!("{line}"));
    }
    println!(
        "seed {seed}: {} intents, {} notes, {} s simulated, trace {}, server {}",
        report.intents,
        report.notes,
        report.millis / 1_000,
        report.digest,
        report.server
    );
    if report.violation.is_some() {
        tell_failure(&report, None);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Runs work for each number on every core.
fn on_every_core(count: u64, work: impl Fn(u64) + Sync) {
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

// The one place that reads a clock: how fast the simulator itself is.
#[allow(clippy::disallowed_methods)]
fn many(flags: &Flags) -> ExitCode {
    let (from, seeds) = (flags.from.unwrap_or(1), flags.seeds.unwrap_or(100));
    let began = Instant::now();
    let failures: Mutex<Vec<Report>> = Mutex::new(Vec::new());
    let (intents, notes) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (millis, steps) = (AtomicU64::new(0), AtomicU64::new(0));
    let points = AtomicU64::new(0);
    on_every_core(seeds, |at| {
        let report = run(&flags.options(from + at), None, Story::Dropped);
        points.fetch_add(report.crash_points, Ordering::Relaxed);
        intents.fetch_add(report.intents, Ordering::Relaxed);
        notes.fetch_add(report.notes, Ordering::Relaxed);
        millis.fetch_add(report.millis, Ordering::Relaxed);
        steps.fetch_add(report.steps, Ordering::Relaxed);
        if report.violation.is_some() {
            let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
            failures.push(report);
        }
    });
    let took = began.elapsed();
    let mut failures = failures
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    failures.sort_by_key(|report| report.options.seed);
    for report in &failures {
        let violation = report.violation.as_ref();
        let law = violation.map_or("", |violation| violation.law.0);
        let found = violation.map_or("", |violation| violation.found.as_str());
        println!("seed {} breaks {law}: {found}", report.options.seed);
    }
    if let Some(first) = failures.first() {
        tell_failure(first, None);
    }
    let simulated = millis.into_inner() / 1_000;
    let took_millis = took.as_millis().max(1);
    let per_sec = u128::from(seeds) * 10_000 / took_millis;
    println!(
        "{seeds} seeds from {from}: {} intents, {} notes, {} steps, {} crash points of the file, \
         {simulated} s simulated in {}.{:03} s ({}.{} seeds/s, {} times real time), {} failed",
        intents.into_inner(),
        notes.into_inner(),
        steps.into_inner(),
        points.into_inner(),
        took.as_secs(),
        took.subsec_millis(),
        per_sec / 10,
        per_sec % 10,
        u128::from(simulated) * 1_000 / took_millis,
        failures.len()
    );
    let failed = failures.len();
    let passed = seeds.saturating_sub(u64::try_from(failed).unwrap_or(u64::MAX));
    println!("test result: seeds. {passed} passed; {failed} failed");
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn tell_failure(report: &Report, bug: Option<Bug>) {
    let seed = report.options.seed;
    println!("\nseed {seed} fails; its options: {}", report.options);
    let small = shrink(report, bug);
    println!("shrunk to: {}", small.options);
    let skipped = small.story.len().saturating_sub(STORY_TAIL);
    println!(
        "the last {} of {} sentences:",
        small.story.len() - skipped,
        small.story.len()
    );
    for line in small.story.iter().skip(skipped) {
        println!("{line}");
    }
    println!();
}

fn score(from: u64) -> ExitCode {
    let all = Bug::ALL;
    let results: Mutex<Vec<Caught>> = Mutex::new(Vec::new());
    on_every_core(u64::try_from(all.len()).unwrap_or(0), |at| {
        let Some(bug) = usize::try_from(at).ok().and_then(|at| all.get(at)) else {
            return;
        };
        let caught = plant(*bug, from);
        results
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(caught);
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|caught| caught.bug);
    for caught in &results {
        let mark = if caught.counts() { "caught" } else { "MISSED" };
        let by: Vec<String> = caught
            .by
            .iter()
            .map(|(seed, law)| format!("{seed}:{law}"))
            .collect();
        println!(
            "{mark} {:?} [{}]\n     {}\n      -> {}",
            caught.bug,
            by.join(" "),
            caught.bug.says(),
            caught.bug.harms()
        );
    }
    let caught = results.iter().filter(|caught| caught.counts()).count();
    let missed = all.len().saturating_sub(caught);
    println!("test result: bugs. {caught} passed; {missed} failed");
    println!("planted bugs caught: {caught} of {}", all.len());
    if caught == all.len() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
