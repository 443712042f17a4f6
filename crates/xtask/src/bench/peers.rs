//! The page on which the app's own store stands beside what others use.
//!
//! The one rule: our store is on it as it ships, compiled as the page residents load is. All of it
//! is made under `target/`, never in `dist/`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::place::Place;
use crate::setup::{self, Kit};
use crate::shell;
use crate::wasm::Purpose;

/// Where the page and the packages are.
pub struct Peers {
    packages: PathBuf,
    page: PathBuf,
}

/// Installs the others where they are not yet, and makes the page.
pub fn ready(place: &Place, kit: &Kit) -> Result<Peers> {
    let packages = setup::peers(place)?;
    let page = place.target().join("peers");
    std::fs::create_dir_all(&page)?;
    let ours = ours(place, kit)?;
    bind(place, &ours, &page)?;
    let sources = place.root.join("benches").join("peers");
    for name in ["page.js", "index.html"] {
        std::fs::copy(sources.join(name), page.join(name))?;
    }
    let esbuild = kit.esbuild.as_deref().and_then(<[PathBuf]>::split_first);
    let (program, rest) = esbuild.context("the page needs esbuild, which comes from npm")?;
    // What the page imports by name is found in the packages' folder.
    shell::run(
        shell::command(program)
            .args(rest)
            .current_dir(&page)
            .env("NODE_PATH", packages.join("node_modules"))
            .args(["page.js", "--bundle", "--minify", "--format=esm"])
            .args([
                "--log-level=warning",
                "--allow-overwrite",
                "--outfile=page.js",
            ]),
    )?;
    Ok(Peers { packages, page })
}

impl Peers {
    /// Names both in a command's environment.
    pub fn name(&self, command: &mut Command) {
        command
            .env("CUOBIAN_PEERS", &self.packages)
            .env("CUOBIAN_PEERS_PAGE", &self.page);
    }
}

/// The module of our store.
fn ours(place: &Place, kit: &Kit) -> Result<PathBuf> {
    eprintln!("build: the app's store as a module of its own");
    let mut cargo = shell::command("cargo");
    cargo.current_dir(&place.root).args([
        "build",
        "--locked",
        "--quiet",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        "wasm",
        "--example",
        "peers_ours",
    ]);
    kit.route
        .apply(&mut cargo, &place.tools(), Purpose::Bundle)?;
    shell::run(&mut cargo)?;
    let made = place.target().join("wasm32-unknown-unknown").join("wasm");
    Ok(made.join("examples").join("peers_ours.wasm"))
}

fn bind(place: &Place, module: &PathBuf, page: &PathBuf) -> Result<()> {
    shell::run(
        shell::command(place.tool("wasm-bindgen"))
            .args(["--target", "web", "--no-typescript", "--out-name", "ours"])
            .arg("--out-dir")
            .arg(page)
            .arg(module),
    )
}
