//! The page, from sources to `dist/`: one atomic set of files per build.
//!
//! The one rule: `dist/` changes only when a whole set is ready, and a set is named by the hash
//! of everything in it. Nothing is built when no input changed. Deliberately absent: anything
//! that serves the files.

mod assemble;
mod inputs;
mod keep;
mod ledger;
mod names;
mod optimise;
mod pieces;
mod squeeze;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::place::Place;
use crate::setup::Kit;
use crate::shell;
use crate::wasm::{self, Purpose};

pub use ledger::{KINDS, Ledger, kb};

/// The most a resident may have to load before the first touch, in brotli kilobytes.
pub const BUDGET_KB: f64 = 300.0;

/// Builds the page unless it is already built from just these inputs, and gives its ledger.
pub fn build(place: &Place, kit: &Kit) -> Result<Ledger> {
    let work = place.target().join("xtask");
    fs::create_dir_all(&work)?;
    // One build at a time: a second one waits, and then mostly finds nothing to do.
    let turn = fs::File::create(work.join("turn"))?;
    turn.lock().context("the turn to build cannot be had")?;
    let inputs = inputs::hash(place, kit)?;
    let dist = place.dist();
    if let Some(ledger) = Ledger::read(&dist).filter(|ledger| ledger.made_from(&inputs, &dist)) {
        eprintln!("build: dist/ is up to date");
        return Ok(ledger);
    }
    let stage = work.join("stage");
    trunk(place, kit, &stage)?;
    let pieces = pieces::cut(place, &work)?;
    let mut ledger = assemble::finish(&stage, &pieces, kit)?;
    ledger.inputs = inputs;
    keep::older_files(&dist, &stage, &mut ledger)?;
    ledger.write(&stage)?;
    swap(&stage, &dist)?;
    print!("{}", ledger.table(BUDGET_KB));
    Ok(ledger)
}

fn trunk(place: &Place, kit: &Kit, stage: &Path) -> Result<()> {
    if stage.exists() {
        fs::remove_dir_all(stage)?;
    }
    fs::create_dir_all(stage)?;
    fetch(place, kit)?;
    eprintln!("build: compiling the page with Trunk, some minutes the first time");
    let mut trunk = shell::command(place.tool("trunk"));
    trunk
        .current_dir(&place.root)
        .args(["build", "--release", "--offline", "--skip-version-check"])
        .arg("--dist")
        .arg(stage)
        // Trunk takes `true` and nothing else here, whatever the user has set.
        .env("NO_COLOR", "true");
    kit.route
        .apply(&mut trunk, &place.tools(), Purpose::Bundle)?;
    shell::run(&mut trunk)
}

/// Fetches what the build needs unless it is there, so that Trunk itself can stay offline.
///
/// Asked twice: where the build makes the standard library too, only a fetch that names the
/// target takes what that library needs there, and it leaves out what the host's own tools need.
fn fetch(place: &Place, kit: &Kit) -> Result<()> {
    let fetch = |target: &[&str], offline: bool| -> Result<std::process::Command> {
        let mut cargo = shell::command("cargo");
        cargo.current_dir(&place.root).args(["fetch", "--locked"]);
        cargo.args(target);
        if offline {
            cargo.arg("--offline");
        }
        kit.route
            .apply(&mut cargo, &place.tools(), Purpose::Bundle)?;
        Ok(cargo)
    };
    for target in [&[][..], &["--target", wasm::TARGET]] {
        if !shell::succeeds(&mut fetch(target, true)?) {
            eprintln!("build: fetching the libraries, once");
            shell::run(&mut fetch(target, false)?)?;
        }
    }
    Ok(())
}

/// Puts the new set in place of the old one; a reader sees one or the other.
fn swap(stage: &Path, dist: &Path) -> Result<()> {
    let old = stage.with_file_name("old");
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    if dist.exists() {
        fs::rename(dist, &old).context("the old dist/ cannot be moved away")?;
    }
    fs::rename(stage, dist).context("the new dist/ cannot be moved into place")?;
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
}
