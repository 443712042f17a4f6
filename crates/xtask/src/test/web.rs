//! The tests that run as wasm inside a browser: the store's contract, and the parts that measure.
//!
//! The one rule: they are built once, by the first engine's turn, and the same modules run in all.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::count::Tally;
use super::counted;
use super::steps::{cargo, silent};
use crate::place::Place;
use crate::setup::{Engine, Kit};
use crate::wasm::Purpose;

/// All of them in Chromium.
pub fn in_chromium(place: &Place, kit: &Kit) -> (Tally, Result<()>) {
    let browser = kit.browser.as_ref();
    let browser = browser.context("there is no browser to test in");
    tests_in(
        browser.map(|browser| Engine::chromium(&browser.chromedriver)),
        place,
        kit,
    )
}

/// All of them in Firefox.
pub fn in_firefox(place: &Place, kit: &Kit) -> (Tally, Result<()>) {
    let engines = kit.engines.as_ref().context("Firefox was not looked for");
    tests_in(
        engines.and_then(|found| Ok(found.firefox.clone()?)),
        place,
        kit,
    )
}

/// All of them in a `WebKit` engine.
pub fn in_webkit(place: &Place, kit: &Kit) -> (Tally, Result<()>) {
    let engines = kit.engines.as_ref().context("WebKit was not looked for");
    tests_in(
        engines.and_then(|found| Ok(found.webkit.clone()?)),
        place,
        kit,
    )
}

fn tests_in(engine: Result<Engine>, place: &Place, kit: &Kit) -> (Tally, Result<()>) {
    match engine.and_then(|engine| command(&engine, place, kit)) {
        Ok(mut cargo) => counted(&mut cargo),
        Err(error) => silent(Err(error)),
    }
}

fn command(engine: &Engine, place: &Place, kit: &Kit) -> Result<Command> {
    let mut cargo = cargo(place);
    cargo.args([
        "test",
        "--target",
        "wasm32-unknown-unknown",
        "--locked",
        "--no-fail-fast",
    ]);
    let names = names(&place.root.join("tests"))?;
    anyhow::ensure!(!names.is_empty(), "no file of tests/ is for a browser");
    for name in &names {
        cargo.args(["--test", name]);
    }
    kit.route
        .apply(&mut cargo, &place.tools(), Purpose::Tests)?;
    engine.apply(&mut cargo);
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    Ok(cargo)
}

/// The files of `tests/` written for the browser's runner, by the macro they use.
fn names(folder: &Path) -> Result<Vec<String>> {
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
