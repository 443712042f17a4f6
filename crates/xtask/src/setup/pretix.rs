//! pretix, which takes orders for tickets, to be measured beside our registrations.
//!
//! The one rule: it is installed from `PyPI` when that comparison is asked for and at no other time,
//! into an environment of its own outside the checkout.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::say;
use crate::place::Place;
use crate::shell;

/// What is installed.
const PACKAGES: [&str; 2] = ["pretix==2026.8.0", "gunicorn==27.0.1"];

/// The environment that holds it, made first if need be.
pub fn pretix(place: &Place) -> Result<PathBuf> {
    let folder = place.cache_made()?.join("pretix").join("venv");
    let stamp = folder.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == PACKAGES.join(" ")) {
        return Ok(folder);
    }
    let Some(python) = shell::found("python3") else {
        bail!("pretix comes from PyPI, and there is no python3 here");
    };
    say("fetching pretix from PyPI, once");
    shell::run(
        shell::command(python)
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )?;
    shell::run(
        shell::command(folder.join("bin").join("pip"))
            .args(["install", "--quiet", "--disable-pip-version-check"])
            .args(PACKAGES),
    )?;
    std::fs::write(&stamp, PACKAGES.join(" "))?;
    Ok(folder)
}
