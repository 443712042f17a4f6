//! The cargo tools, at the versions the project is built with.
//!
//! The one rule: wasm-bindgen's program has exactly the version of the library in Cargo.lock.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use super::say;
use crate::place::Place;
use crate::shell;

/// 0.22 asks for a newer compiler than the host side does.
const TRUNK: &str = "0.21.14";

/// Cuts the module in pieces; knows the marks that `wasm_split_helpers` 0.2 leaves.
const CUTTER: (&str, &str) = ("wasm_split_cli_support", "0.2.4");

/// The driver of Firefox; any version of these years steers any of it.
const GECKODRIVER: &str = "0.37.1";

/// Makes the tools ready in the cache.
pub fn ready(place: &Place) -> Result<()> {
    let lock = std::fs::read_to_string(place.root.join("Cargo.lock"))
        .context("Cargo.lock, which names the version of wasm-bindgen, cannot be read")?;
    let bindgen = locked_version(&lock, "wasm-bindgen")
        .ok_or_else(|| anyhow!("Cargo.lock names no wasm-bindgen"))?;
    if !is_there(place, "wasm-bindgen", bindgen) {
        say(&format!(
            "building wasm-bindgen {bindgen}, about 2 minutes, once"
        ));
        // Not `--locked`: its own lock names a version that has been withdrawn.
        install(place, &["--debug", &format!("wasm-bindgen-cli@{bindgen}")])?;
    }
    if !is_there(place, "trunk", TRUNK) {
        say(&format!("building Trunk {TRUNK}, about 7 minutes, once"));
        let package = format!("trunk@{TRUNK}");
        install(
            place,
            &["--locked", "--debug", "--no-default-features", &package],
        )?;
    }
    let (package, version) = CUTTER;
    if !was_installed(place, package, version) {
        say(&format!(
            "building {package} {version}, about 2 minutes, once"
        ));
        let package = format!("{package}@{version}");
        install(place, &["--debug", "--features", "build-binary", &package])?;
    }
    Ok(())
}

/// The driver of Firefox, built first if need be.
pub fn geckodriver(place: &Place) -> Result<PathBuf> {
    let built = place.tools().join("bin").join("geckodriver");
    if !says(&built, GECKODRIVER) {
        say(&format!(
            "building geckodriver {GECKODRIVER}, about 2 minutes, once"
        ));
        let package = format!("geckodriver@{GECKODRIVER}");
        install(place, &["--debug", &package])?;
    }
    Ok(built)
}

/// Whether cargo's own list of what it installed names it: for a program that does not say its version.
fn was_installed(place: &Place, package: &str, version: &str) -> bool {
    let list = std::fs::read_to_string(place.tools().join(".crates.toml"));
    let line = format!("\"{package} {version} ");
    list.is_ok_and(|list| list.contains(&line))
}

fn is_there(place: &Place, tool: &str, version: &str) -> bool {
    let path = shell::path_with(&[&place.tools().join("bin")]);
    let found = path.is_ok_and(|path| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(tool))
            .any(|file| says(&file, version))
    });
    if tool == "wasm-bindgen" {
        // The runner of tests in a browser comes with it and is found by name, in the cache only.
        return found
            && place
                .tools()
                .join("bin")
                .join("wasm-bindgen-test-runner")
                .is_file();
    }
    found
}

fn says(program: &Path, version: &str) -> bool {
    program.is_file()
        && shell::output(shell::command(program).arg("--version"))
            .is_ok_and(|said| said.split_whitespace().nth(1) == Some(version))
}

fn install(place: &Place, args: &[&str]) -> Result<()> {
    shell::run(
        shell::command("cargo")
            .current_dir(place.cache_made()?)
            .args(["install", "--quiet", "--force", "--root"])
            .arg(place.tools())
            .args(args)
            .env("CARGO_TARGET_DIR", place.cache.join("target")),
    )
}

/// The version a lock file gives to a package.
fn locked_version<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}
