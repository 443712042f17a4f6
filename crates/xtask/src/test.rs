//! Every test there is, one step after the other, and one closing line.
//!
//! The one rule: a step that fails never hides the next; the run fails if any did. The closing
//! line counts tests as their runners report them, and one failure for each step that failed
//! without reporting any.

mod count;
mod steps;

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::clock::Stopwatch;
use crate::place::Place;
use crate::setup::{self, Wish};
use count::Tally;

pub use steps::in_a_browser;

/// How a step went.
struct Done {
    name: &'static str,
    tally: Tally,
    secs: f64,
    trouble: Option<String>,
}

/// Runs all steps, or those named.
pub fn all(place: &Place, only: &[&str]) -> Result<ExitCode> {
    if let Some(unknown) = only.iter().find(|name| !steps::NAMES.contains(name)) {
        bail!(
            "there is no step {unknown:?}; there are {}",
            steps::NAMES.join(", ")
        );
    }
    let kit = setup::ready(place, Wish::Browser)?;
    let mut done = Vec::new();
    for name in steps::NAMES {
        if only.is_empty() || only.contains(&name) {
            eprintln!("\ntest: {name}");
            let watch = Stopwatch::start();
            let (tally, outcome) = steps::run(name, place, &kit);
            let trouble = outcome.err().map(|error| format!("{error:#}"));
            if let Some(trouble) = &trouble {
                eprintln!("test: {name}: {trouble}");
            }
            done.push(Done {
                name,
                tally,
                secs: watch.secs(),
                trouble,
            });
        }
    }
    Ok(close(&done))
}

/// The closing line is the last of all, alone, so that machines find it.
fn close(done: &[Done]) -> ExitCode {
    println!();
    let mut sum = Tally::default();
    for step in done {
        let mut tally = step.tally;
        if step.trouble.is_some() && tally.failed == 0 {
            tally.failed = 1;
        }
        sum += tally;
        let verdict = if tally.failed == 0 { "ok" } else { "FAILED" };
        let Tally { passed, failed } = tally;
        println!(
            "{:<12}{verdict:<8}{passed:>6} passed{failed:>5} failed{:>8.1} s",
            step.name, step.secs
        );
    }
    for step in done {
        if let Some(trouble) = &step.trouble {
            println!("{}: {trouble}", step.name);
        }
    }
    println!("{}", sum.line());
    if sum.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs a command, shows what it says, counts the tests in it.
fn counted(command: &mut Command) -> (Tally, Result<()>) {
    match count::while_running(command) {
        Ok((tally, outcome)) => (tally, outcome),
        Err(error) => (Tally::default(), Err(error)),
    }
}
