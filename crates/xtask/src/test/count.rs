//! Counts tests from what their runners print, while a person reads it.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::ops::AddAssign;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::shell;

/// Tests that passed and tests that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many passed.
    pub passed: u64,
    /// How many failed.
    pub failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Tally {
    /// The closing line, in a form machines look for.
    pub fn line(self) -> String {
        format!("{} passed, {} failed", self.passed, self.failed)
    }

    /// What one line of output adds: runners close with `test result: ok. 3 passed; 0 failed; ..`.
    fn of_line(line: &str) -> Self {
        let Some((_, counts)) = line.split_once("test result: ") else {
            return Self::default();
        };
        let number = |word: &str| {
            let before = counts
                .split(&[';', '.'][..])
                .find_map(|part| part.trim().strip_suffix(word));
            before
                .and_then(|number| number.trim().parse().ok())
                .unwrap_or(0)
        };
        Self {
            passed: number(" passed"),
            failed: number(" failed"),
        }
    }
}

/// Runs to the end, passing on every line, and gives the tally with the verdict.
pub fn while_running(command: &mut Command) -> Result<(Tally, Result<()>)> {
    let line = shell::spelled(command);
    eprintln!("  {line}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{line}`"))?;
    let out = child
        .stdout
        .take()
        .ok_or_else(|| anyhow!("`{line}` has no output"))?;
    let reader = thread::spawn(move || follow(out, &mut std::io::stdout()));
    let status = child.wait()?;
    let tally = reader
        .join()
        .map_err(|_| anyhow!("`{line}` could not be read"))??;
    let outcome = if status.success() {
        Ok(())
    } else {
        Err(anyhow!("`{line}` failed ({status})"))
    };
    Ok((tally, outcome))
}

fn follow(from: impl Read, to: &mut impl Write) -> Result<Tally> {
    let mut sum = Tally::default();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        sum += Tally::of_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    to.flush()?;
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_what_all_runners_report() {
        let said = "running 3 tests\ntest a ... ok\n\
            test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out\n\
            noise\n\
            test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 filtered out; finished in 0.06s";
        let mut shown = Vec::new();
        let tally = follow(said.as_bytes(), &mut shown).unwrap();
        assert_eq!(
            tally,
            Tally {
                passed: 13,
                failed: 2
            }
        );
        assert_eq!(shown, said.as_bytes());
        assert_eq!(tally.line(), "13 passed, 2 failed");
    }

    #[test]
    fn a_failing_command_is_an_outcome_and_not_an_error() {
        let (tally, outcome) = while_running(&mut Command::new("false")).unwrap();
        assert_eq!(tally, Tally::default());
        assert!(outcome.is_err());
        assert!(while_running(&mut Command::new("no-such-program")).is_err());
    }
}
