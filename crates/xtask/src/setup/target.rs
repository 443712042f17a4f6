//! The wasm32 target, in the order that never surprises: have it, add it, build it, say so.

use std::env;

use anyhow::{Result, bail};

use super::say;
use crate::shell;
use crate::wasm::Route;

/// Debian's compiler with the sources of its standard library, and the linker for wasm.
const DEBIAN: &[&str] = &[
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];

/// The route by which wasm is compiled, installed first if need be.
pub fn ready() -> Result<Route> {
    if let Some(route) = Route::find() {
        return Ok(route);
    }
    let may_download = env::var("RUSTUP_AUTO_INSTALL").map_or(true, |value| value != "0");
    if may_download && shell::found("rustup").is_some() {
        say("adding the wasm32 target with rustup");
        let add = ["target", "add", "wasm32-unknown-unknown"];
        shell::run(shell::command("rustup").args(add))?;
    } else if super::browser::apt_may_install() {
        say("installing Debian's Rust compiler with the sources of its standard library");
        super::browser::apt_install(DEBIAN)?;
    }
    match Route::find() {
        Some(route) => Ok(route),
        None => bail!(
            "no compiler here can build for wasm32: run `rustup target add \
             wasm32-unknown-unknown`, or on Debian install {}",
            DEBIAN.join(" ")
        ),
    }
}
