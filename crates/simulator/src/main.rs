//! The simulator's command line: many seeds, one seed as a story, or the score of planted bugs.

mod hanging;

use simulator::bugs::Bug;
use simulator::many::live_through;
use simulator::options::Options;
use simulator::run::{Report, Story, run};
use simulator::score::{Caught, Ground, plant_all};
use simulator::shrink::shrink;
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

/// A history is millions of small strings: a third of its time was the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const HELP: &str = "simulator [--seeds N] [--from S | --fresh] [--whole] [--sqlite]
          [--seed S [--trace]] [--score] [--table N]
  --seeds N   live through N histories (default 100)
  --from S    beginning with seed S (default 1)
  --fresh     beginning with a seed nobody has seen, drawn from the clock and printed
  --whole     each of 200 intents, five devices or more and many faults; most are short otherwise
  --sqlite    the server keeps everything in a real file too, and crashes at every commit
  --seed S    live through one history
  --trace     and print it as a story
  --score     plant each bug in turn, in whole histories and in short ones, and print how many
              were caught
  --table N   print for each bug after how many histories it was caught, with the faults it needs,
              and among N histories as they come";
/// How many sentences of a shrunk story are printed.
const STORY_TAIL: usize = 120;

#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word of the command line by itself"
)]
struct Flags {
    seeds: Option<u64>,
    from: Option<u64>,
    seed: Option<u64>,
    table: Option<u64>,
    trace: bool,
    score: bool,
    sqlite: bool,
    whole: bool,
    fresh: bool,
}

impl Flags {
    fn options(&self, seed: u64) -> Options {
        let mut options = if self.whole {
            Options::draw(seed)
        } else {
            Options::of_any_size(seed)
        };
        if self.sqlite {
            options.keep_in_file();
        }
        options
    }

    fn first_seed(&self) -> u64 {
        match self.from {
            None if self.fresh => unseen_seed(),
            from => from.unwrap_or(1),
        }
    }

    /// How to live through one of these histories again.
    fn again(&self, seed: u64) -> String {
        let whole = if self.whole { " --whole" } else { "" };
        let sqlite = if self.sqlite { " --sqlite" } else { "" };
        format!("simulator{whole}{sqlite} --seed {seed} --trace")
    }
}

/// A seed for each microsecond since 1970.
#[allow(
    clippy::disallowed_methods,
    reason = "fresh seeds are the one thing that must differ from run to run"
)]
fn unseen_seed() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let micros = since.map_or(0, |since| since.as_micros());
    u64::try_from(micros).unwrap_or(1)
}

fn main() -> ExitCode {
    let Some(flags) = read_flags(std::env::args().skip(1)) else {
        println!("{HELP}");
        return ExitCode::FAILURE;
    };
    if let Some(worlds) = flags.table {
        return table(flags.first_seed(), worlds);
    }
    if flags.score {
        return score(flags.first_seed());
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
            "--table" => flags.table = Some(args.next()?.parse().ok()?),
            "--trace" => flags.trace = true,
            "--score" => flags.score = true,
            "--sqlite" => flags.sqlite = true,
            "--whole" => flags.whole = true,
            "--fresh" => flags.fresh = true,
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

#[allow(
    clippy::disallowed_methods,
    reason = "how fast the simulator itself is, no world ever sees"
)]
fn many(flags: &Flags) -> ExitCode {
    let began = Instant::now();
    let range = (flags.first_seed(), flags.seeds.unwrap_or(100));
    println!("{} seeds from {}", range.1, range.0);
    let told = *flags;
    let running = hanging::watched(move |seed| told.again(seed));
    let many = live_through(range, |seed| {
        running.begins(seed);
        flags.options(seed)
    });
    let took = began.elapsed();
    for report in &many.failures {
        let violation = report.violation.as_ref();
        let law = violation.map_or("", |violation| violation.law.0);
        let found = violation.map_or("", |violation| violation.found.as_str());
        println!("seed {} breaks {law}: {found}", report.options.seed);
    }
    if let Some(first) = many.failures.first() {
        println!("again: {}", flags.again(first.options.seed));
        tell_failure(first, None);
    }
    let took_millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    let per_sec = many.worlds.saturating_mul(10_000) / took_millis;
    println!(
        "{many}, in {}.{:03} s ({}.{} seeds/s, {} times real time)",
        took.as_secs(),
        took.subsec_millis(),
        per_sec / 10,
        per_sec % 10,
        many.millis / took_millis,
    );
    println!(
        "test result: seeds. {} passed; {} failed",
        many.passed(),
        many.failures.len()
    );
    if many.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn tell_failure(report: &Report, bug: Option<Bug>) {
    let seed = report.options.seed;
    println!("\nseed {seed} fails; its options: {}", report.options);
    if let Some(violation) = &report.violation {
        let (number, sentence) = violation.law;
        println!("{number}: {sentence}: {}", violation.found);
    }
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

/// The seeds that caught a bug, and the laws.
fn by(caught: &Caught) -> String {
    let by = caught.by.iter().map(|(seed, law)| format!("{seed}:{law}"));
    by.collect::<Vec<_>>().join(" ")
}

fn score(from: u64) -> ExitCode {
    let (whole, short) = (
        plant_all(Ground::whole(from)),
        plant_all(Ground::short(from)),
    );
    let mut caught = 0;
    for (whole, short) in whole.iter().zip(&short) {
        // A dozen short histories are a tenth of the work: they are measured, not demanded.
        let counts = whole.counts();
        caught += usize::from(counts);
        println!(
            "{} {:?} [{}] [short: {}]\n     {}\n      -> {}",
            if counts { "caught" } else { "MISSED" },
            whole.bug,
            by(whole),
            by(short),
            whole.bug.says(),
            whole.bug.harms()
        );
    }
    let all = Bug::ALL.len();
    println!(
        "test result: bugs. {caught} passed; {} failed",
        all - caught
    );
    let in_short = short.iter().filter(|caught| caught.counts()).count();
    println!("in a dozen short histories each: {in_short} of {all}, measured and not demanded");
    println!("planted bugs caught: {caught} of {all}");
    if caught == all {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// After how many histories each bug was caught twice.
fn table(from: u64, worlds: u64) -> ExitCode {
    let after = |caught: &Caught| {
        if caught.counts() {
            caught.worlds.to_string()
        } else {
            let times = caught.meant().count();
            format!("{times} in {}", caught.worlds)
        }
    };
    println!("histories until a law that is meant to has caught it twice");
    println!(
        "{:26}{:>10}{:>10}{:>14}",
        "", "whole", "short", "as they come"
    );
    let provoked = |ground: Ground| {
        plant_all(Ground {
            worlds: 200,
            ..ground
        })
    };
    let (whole, short) = (provoked(Ground::whole(from)), provoked(Ground::short(from)));
    let drawn = plant_all(Ground::as_drawn(from, worlds));
    for ((whole, short), drawn) in whole.iter().zip(&short).zip(&drawn) {
        println!(
            "{:26}{:>10}{:>10}{:>14}",
            format!("{:?}", whole.bug),
            after(whole),
            after(short),
            after(drawn)
        );
    }
    ExitCode::SUCCESS
}
