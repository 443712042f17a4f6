//! The npm packages: the optimiser of wasm, the minifier, and for tests the accessibility checker
//! and a reader of calendars.
//!
//! The one rule: versions are pinned here and nothing of a package runs while it is installed.
//! Debian's own wasm-opt is never used: it exits 0 and its module dies in the browser.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::say;
use crate::place::Place;
use crate::shell;

/// The release whose output is loaded in a browser by the test run.
const BINARYEN: &str = "132.0.0";
/// Its output is what every browser test runs.
const ESBUILD: &str = "0.25.12";
/// The rules the screens are held to.
const AXE: &str = "4.14.1";
/// The reader that what we write for calendars is read back with.
const ICAL: &str = "2.2.1";

/// The words that start wasm-opt, or nothing where npm is missing: the page is larger then.
pub fn wasm_opt(place: &Place) -> Result<Option<Vec<PathBuf>>> {
    let Some(folder) = package(place, "binaryen", BINARYEN)? else {
        say("no npm here, so wasm-opt is left out: the page works and is about a quarter larger");
        return Ok(None);
    };
    Ok(Some(vec![
        PathBuf::from("node"),
        folder.join("bin").join("wasm-opt"),
    ]))
}

/// The words that start the minifier, or nothing where npm is missing.
pub fn esbuild(place: &Place) -> Result<Option<Vec<PathBuf>>> {
    let folder = package(place, "esbuild", ESBUILD)?;
    Ok(folder.map(|folder| vec![PathBuf::from("node"), folder.join("bin").join("esbuild")]))
}

/// The script that checks a page for accessibility.
pub fn axe(place: &Place) -> Result<Option<PathBuf>> {
    let folder = package(place, "axe-core", AXE)?;
    if folder.is_none() {
        say("no npm here, so the accessibility checks of the browser tests cannot run");
    }
    Ok(folder.map(|folder| folder.join("axe.min.js")))
}

/// The script that reads calendars.
pub fn ical(place: &Place) -> Result<Option<PathBuf>> {
    let folder = package(place, "ical.js", ICAL)?;
    Ok(folder.map(|folder| folder.join("dist").join("ical.js")))
}

fn package(place: &Place, name: &str, version: &str) -> Result<Option<PathBuf>> {
    let folder = place.npm().join("node_modules").join(name);
    if has_version(&folder, version) {
        return Ok(Some(folder));
    }
    if shell::found("npm").is_none() || shell::found("node").is_none() {
        return Ok(None);
    }
    say(&format!("fetching {name} {version} from npm, once"));
    place.cache_made()?;
    std::fs::create_dir_all(place.npm())?;
    install(&place.npm(), &[], &[(name, version)])?;
    Ok(has_version(&folder, version).then_some(folder))
}

/// Installs packages of exactly these versions into a folder; nothing of them runs meanwhile.
pub fn install(folder: &Path, more: &[&str], packages: &[(&str, &str)]) -> Result<()> {
    let quiet = [
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ];
    let named = packages
        .iter()
        .map(|(name, version)| format!("{name}@{version}"));
    shell::run(
        shell::command("npm")
            .current_dir(folder)
            .args(["install", "--save-exact", "--prefix", "."])
            .args(quiet)
            .args(more)
            .args(named)
            .stdin(std::process::Stdio::null()),
    )
}

/// Whether a package's folder holds this version.
pub fn has_version(folder: &Path, version: &str) -> bool {
    std::fs::read_to_string(folder.join("package.json"))
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .is_some_and(|package| package.get("version").and_then(|v| v.as_str()) == Some(version))
}
