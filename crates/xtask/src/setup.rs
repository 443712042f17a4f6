//! What a machine needs, checked and installed: one line each, in one order.
//!
//! The one rule: everything is checked before anything is fetched, so a second run neither
//! touches the network nor takes time. Deliberately absent: any toolchain download where
//! `RUSTUP_AUTO_INSTALL=0` asks for none.

mod browser;
mod engines;
mod packages;
mod peers;
mod pretix;
mod target;
mod tools;

use std::path::PathBuf;

use anyhow::Result;

use crate::place::Place;
use crate::wasm::Route;

pub use engines::{Engine, Missing};
pub use peers::peers;
pub use pretix::pretix;

/// What the caller is about to do, which decides how much must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// Build the page.
    Page,
    /// Also open it in a browser.
    Browser,
    /// Also run the same tests in the other engines.
    Engines,
}

/// What set-up found or made ready.
pub struct Kit {
    /// How wasm is compiled.
    pub route: Route,
    /// The optimiser of wasm; without it the page works and is larger.
    pub wasm_opt: Option<Vec<PathBuf>>,
    /// The minifier of scripts and sheets; without it they are a little larger.
    pub esbuild: Option<Vec<PathBuf>>,
    /// The accessibility checker's script.
    pub axe: Option<PathBuf>,
    /// The reader of calendars.
    pub ical: Option<PathBuf>,
    /// Chromium and its driver.
    pub browser: Option<browser::Browser>,
    /// The engines beside it, where they were asked for.
    pub engines: Option<engines::Engines>,
}

/// Makes ready what the wish needs, and says what had to be done.
pub fn ready(place: &Place, wish: Wish) -> Result<Kit> {
    let route = target::ready()?;
    tools::ready(place)?;
    let wasm_opt = packages::wasm_opt(place)?;
    let esbuild = packages::esbuild(place)?;
    let (axe, ical, browser) = match wish {
        Wish::Page => (None, None, None),
        Wish::Browser | Wish::Engines => (
            packages::axe(place)?,
            packages::ical(place)?,
            browser::ready()?,
        ),
    };
    let engines = match wish {
        Wish::Page | Wish::Browser => None,
        Wish::Engines => Some(engines::ready(place)?),
    };
    Ok(Kit {
        route,
        wasm_opt,
        esbuild,
        axe,
        ical,
        browser,
        engines,
    })
}

/// Says what is being done, before it takes its time.
fn say(line: &str) {
    eprintln!("set-up: {line}");
}
