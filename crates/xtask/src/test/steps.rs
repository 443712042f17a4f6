//! The steps of a test run, cheapest first: what fails often fails early.

use std::process::Command;

use anyhow::{Result, anyhow, bail};

use super::count::Tally;
use super::{counted, web};
use crate::place::Place;
use crate::setup::{Kit, Missing};
use crate::{bundle, run, shell, tidy};

/// The steps by name, in order.
pub const NAMES: [&str; 12] = [
    "fmt",
    "tidy",
    "clippy",
    "host",
    "calendar",
    "simulator",
    "bundle",
    "server",
    "web",
    "firefox",
    "webkit",
    "e2e",
];

/// Whole histories of one test run, the same in each; any number can be run by hand.
const WHOLE_SEEDS: &str = "200";
/// Histories of any size: other ones for each commit, so that a run can be had again.
const FRESH_SEEDS: &str = "10000";

/// Runs one step.
pub fn run(name: &str, place: &Place, kit: &Kit) -> (Tally, Result<()>) {
    match name {
        "fmt" => counted(cargo(place).args(["fmt", "--all", "--check"])),
        "tidy" => silent(tidy::check(place)),
        "clippy" => counted(
            cargo(place)
                .args([
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--locked",
                    "--quiet",
                ])
                .args(["--", "-D", "warnings"]),
        ),
        "host" => counted(cargo(place).args(["test", "--workspace", "--locked", "--no-fail-fast"])),
        "calendar" => calendar(place, kit),
        "simulator" => simulator(place),
        "bundle" => silent(bundle::build(place, kit).map(|_| ())),
        "server" => silent(run::server(place)),
        "web" => web::in_chromium(place, kit),
        "firefox" => web::in_firefox(place, kit),
        "webkit" => web::in_webkit(place, kit),
        "e2e" => e2e(place, kit),
        other => silent(Err(anyhow!("there is no step {other}"))),
    }
}

pub(super) fn silent(outcome: Result<()>) -> (Tally, Result<()>) {
    (Tally::default(), outcome)
}

pub(super) fn cargo(place: &Place) -> Command {
    let mut cargo = shell::command("cargo");
    cargo.current_dir(&place.root);
    cargo
}

/// What is written for calendars, read back by a reader that is not ours.
fn calendar(place: &Place, kit: &Kit) -> (Tally, Result<()>) {
    let Some(reader) = &kit.ical else {
        return silent(Err(Missing::of_npm("a reader of calendars").into()));
    };
    counted(
        cargo(place)
            .args(["test", "--locked", "--package", "calendar"])
            .args(["--test", "conformance", "--", "--ignored"])
            .env("CUOBIAN_ICAL", reader),
    )
}

/// Histories known and unknown, then every planted bug: the score says whether they would notice.
fn simulator(place: &Place) -> (Tally, Result<()>) {
    let with = |args: &[&str]| {
        let mut cargo = cargo(place);
        cargo.args([
            "run",
            "--release",
            "--locked",
            "--quiet",
            "--package",
            "simulator",
            "--",
        ]);
        cargo.args(args);
        cargo
    };
    if !place.root.join("crates/simulator/src/lib.rs").is_file() {
        eprintln!("  the simulator has no world yet, left out");
        return silent(Ok(()));
    }
    let first = first_of_commit(place);
    let from = first
        .as_deref()
        .map_or(["--fresh", ""], |first| ["--from", first]);
    let from: Vec<&str> = from.into_iter().filter(|word| !word.is_empty()).collect();
    let runs: [&[&str]; 3] = [
        &["--whole", "--seeds", WHOLE_SEEDS],
        &[from.as_slice(), &["--seeds", FRESH_SEEDS]].concat(),
        &["--score"],
    ];
    let mut all = (Tally::default(), Ok(()));
    for run in runs {
        let (tally, outcome) = counted(&mut with(run));
        all.0 += tally;
        all.1 = all.1.and(outcome);
    }
    all
}

/// The first seed of a commit: its own number, cut short. None where there is no commit.
fn first_of_commit(place: &Place) -> Option<String> {
    let mut git = shell::command("git");
    git.current_dir(&place.root).args(["rev-parse", "HEAD"]);
    let commit = shell::output(&mut git).ok()?;
    let first = u64::from_str_radix(commit.trim().get(..12)?, 16).ok()?;
    Some(first.to_string())
}

/// The whole app in a real browser against real server processes, both as the sources are now.
fn e2e(place: &Place, kit: &Kit) -> (Tally, Result<()>) {
    let prepared = bundle::build(place, kit)
        .and_then(|_| run::server(place))
        .and_then(|()| whole_app(place, kit));
    match prepared {
        Ok(mut cargo) => counted(&mut cargo),
        Err(error) => silent(Err(error)),
    }
}

/// The command that runs the browser tests of the whole app.
fn whole_app(place: &Place, kit: &Kit) -> Result<Command> {
    let mut cargo = cargo(place);
    cargo
        .args([
            "test",
            "--locked",
            "--package",
            "cuobian",
            "--test",
            "e2e",
            "--no-fail-fast",
        ])
        .args(["--", "--ignored", "--test-threads=1"]);
    in_a_browser(&mut cargo, place, kit)?;
    Ok(cargo)
}

/// Names the page, the server and the browser in a command's environment.
pub fn in_a_browser(command: &mut Command, place: &Place, kit: &Kit) -> Result<()> {
    let Some(browser) = &kit.browser else {
        bail!("there is no browser to test in")
    };
    command
        .env("CUOBIAN_SERVER_BIN", place.server())
        .env("CUOBIAN_DIST", place.dist())
        .env("CUOBIAN_SHOTS", place.target().join("pictures"))
        .env("CHROME", &browser.chromium)
        .env("CHROMEDRIVER", &browser.chromedriver);
    if let Some(axe) = &kit.axe {
        command.env("CUOBIAN_AXE", axe);
    }
    Ok(())
}
