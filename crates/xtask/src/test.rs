//! Every test there is, one step after the other, and one closing line.
//!
//! The one rule: a step that fails never hides the next; the run fails if any did. The closing
//! line counts tests as their runners report them, and one failure for each step that failed
//! without reporting any. What a machine cannot have is said above that line, and counts as nothing.

mod count;
mod steps;
mod web;

use std::process::{Command, ExitCode};

use anyhow::{Error, Result, bail};

use crate::clock::Stopwatch;
use crate::place::Place;
use crate::setup::{self, Missing, Wish};
use count::Tally;

pub use steps::in_a_browser;

/// How a step went.
struct Done {
    name: &'static str,
    tally: Tally,
    secs: f64,
    trouble: Option<Error>,
}

impl Done {
    /// Whether it did not run, because this machine cannot have what it needs.
    fn was_left_out(&self) -> bool {
        let missing = self.trouble.as_ref().and_then(Error::downcast_ref);
        missing.is_some_and(|missing: &Missing| !missing.is_required)
    }

    fn tally(&self) -> Tally {
        let mut tally = self.tally;
        if self.trouble.is_some() && tally.failed == 0 && !self.was_left_out() {
            tally.failed = 1;
        }
        tally
    }

    fn verdict(&self) -> &'static str {
        match self.tally().failed {
            0 if self.was_left_out() => "NOT RUN",
            0 => "ok",
            _ => "FAILED",
        }
    }
}

/// Runs all steps, or those named.
pub fn all(place: &Place, only: &[&str]) -> Result<ExitCode> {
    if let Some(unknown) = only.iter().find(|name| !steps::NAMES.contains(name)) {
        bail!(
            "there is no step {unknown:?}; there are {}",
            steps::NAMES.join(", ")
        );
    }
    let in_other_engines = |names: &[&str]| names.contains(&"firefox") || names.contains(&"webkit");
    let wish = if only.is_empty() || in_other_engines(only) {
        Wish::Engines
    } else {
        Wish::Browser
    };
    let kit = setup::ready(place, wish)?;
    let mut done = Vec::new();
    for name in steps::NAMES {
        if only.is_empty() || only.contains(&name) {
            eprintln!("\ntest: {name}");
            let watch = Stopwatch::start();
            let (tally, outcome) = steps::run(name, place, &kit);
            let trouble = outcome.err();
            if let Some(trouble) = &trouble {
                eprintln!("test: {name}: {trouble:#}");
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
        let (tally, verdict) = (step.tally(), step.verdict());
        sum += tally;
        let Tally { passed, failed } = tally;
        println!(
            "{:<12}{verdict:<8}{passed:>6} passed{failed:>5} failed{:>8.1} s",
            step.name, step.secs
        );
    }
    for step in done {
        if let Some(trouble) = &step.trouble {
            println!("{}: {}: {trouble:#}", step.name, step.verdict());
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

#[cfg(test)]
mod tests {
    use anyhow::{Context as _, anyhow};

    use super::*;

    fn failing(trouble: Error) -> Done {
        Done {
            name: "webkit",
            tally: Tally::default(),
            secs: 0.0,
            trouble: Some(trouble),
        }
    }

    #[test]
    fn what_a_machine_cannot_have_is_no_success_and_no_failure() {
        let elsewhere = failing(Missing::for_tests(false).into());
        assert_eq!(
            (elsewhere.verdict(), elsewhere.tally().failed),
            ("NOT RUN", 0)
        );
        let on_debian = failing(Missing::for_tests(true).into());
        assert_eq!(
            (on_debian.verdict(), on_debian.tally().failed),
            ("FAILED", 1)
        );
        let broken = failing(anyhow!("it broke").context("in WebKit"));
        assert_eq!((broken.verdict(), broken.tally().failed), ("FAILED", 1));
        let told: Result<()> = Err(Missing::for_tests(false).into());
        let told = failing(told.context("in WebKit").unwrap_err());
        assert_eq!(told.verdict(), "NOT RUN");
    }
}
