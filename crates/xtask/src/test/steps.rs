//! The steps of a test run, cheapest first: what fails often fails early.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};

use super::count::Tally;
use super::counted;
use crate::place::Place;
use crate::setup::Kit;
use crate::wasm::Purpose;
use crate::{bundle, run, shell, tidy};

/// The steps by name, in order.
pub const NAMES: [&str; 9] = [
    "fmt",
    "tidy",
    "clippy",
    "host",
    "simulator",
    "bundle",
    "server",
    "web",
    "e2e",
];

/// Seeds of one test run; any number can be run by hand.
const SEEDS: &str = "1000";

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
        "simulator" => simulator(place),
        "bundle" => silent(bundle::build(place, kit).map(|_| ())),
        "server" => silent(run::server(place)),
        "web" => web(place, kit),
        "e2e" => e2e(place, kit),
        other => silent(Err(anyhow!("there is no step {other}"))),
    }
}

fn silent(outcome: Result<()>) -> (Tally, Result<()>) {
    (Tally::default(), outcome)
}

fn cargo(place: &Place) -> Command {
    let mut cargo = shell::command("cargo");
    cargo.current_dir(&place.root);
    cargo
}

/// Many histories, then every planted bug: the second says whether the first would notice.
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
    let (mut tally, histories) = counted(&mut with(&["--seeds", SEEDS]));
    let (more, score) = counted(&mut with(&["--score"]));
    tally += more;
    (tally, histories.and(score))
}

/// The tests that run as wasm inside a browser: the store's contract, and the parts.
fn web(place: &Place, kit: &Kit) -> (Tally, Result<()>) {
    let names = match web_tests(&place.root.join("tests")) {
        Ok(names) => names,
        Err(error) => return silent(Err(error)),
    };
    if names.is_empty() {
        return silent(Ok(()));
    }
    let prepared = (|| {
        let driver = kit
            .browser
            .as_ref()
            .context("there is no browser to test in")?;
        let mut cargo = cargo(place);
        cargo.args([
            "test",
            "--target",
            "wasm32-unknown-unknown",
            "--locked",
            "--no-fail-fast",
        ]);
        for name in &names {
            cargo.args(["--test", name]);
        }
        kit.route
            .apply(&mut cargo, &place.tools(), Purpose::Tests)?;
        cargo
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                "wasm-bindgen-test-runner",
            )
            .env("CHROMEDRIVER", &driver.chromedriver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        Ok(cargo)
    })();
    match prepared {
        Ok(mut cargo) => counted(&mut cargo),
        Err(error) => silent(Err(error)),
    }
}

/// The files of `tests/` written for the browser's runner, by the macro they use.
fn web_tests(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("");
        if path.extension().is_some_and(|ending| ending == "rs")
            && std::fs::read_to_string(&path)?.contains("wasm_bindgen_test")
        {
            names.push(stem.to_owned());
        }
    }
    names.sort();
    Ok(names)
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
