//! The browser of the tests, and Debian's packages in general.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::say;
use crate::shell;

/// The browser, its driver, and the Chinese font without which screenshots show boxes.
const DEBIAN: &[&str] = &["chromium", "chromium-driver", "fonts-noto-cjk"];
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// Chromium and the driver that steers it.
pub struct Browser {
    /// The browser's program.
    pub chromium: PathBuf,
    /// The driver's program, of the same version.
    pub chromedriver: PathBuf,
}

/// The browser, installed first if need be, or nothing: the caller counts what it cannot run.
pub fn ready() -> Result<Option<Browser>> {
    let apt = apt_may_install();
    if apt && (find().is_none() || !Path::new(FONT).is_file()) {
        say("installing Chromium, its driver and a Chinese font");
        apt_install(DEBIAN)?;
    }
    let browser = find();
    if browser.is_none() {
        say(
            "no Chromium with its driver here: install both, or name them in CHROME and CHROMEDRIVER",
        );
    }
    Ok(browser)
}

fn find() -> Option<Browser> {
    let named = |variable| {
        env::var_os(variable)
            .map(PathBuf::from)
            .filter(|file| file.is_file())
    };
    let chromium = named("CHROME").or_else(|| {
        ["chromium", "chromium-browser", "google-chrome", "chrome"]
            .into_iter()
            .find_map(shell::found)
    })?;
    let chromedriver = named("CHROMEDRIVER").or_else(|| shell::found("chromedriver"))?;
    Some(Browser {
        chromium,
        chromedriver,
    })
}

/// Whether this is Debian (or a child of it) and we may install.
pub fn apt_may_install() -> bool {
    let root = || shell::output(shell::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    shell::found("apt-get").is_some() && root()
}

/// Installs Debian packages, with a fresh list of packages when the present one is too old.
pub fn apt_install(packages: &[&str]) -> Result<()> {
    let install = || {
        let mut apt = shell::command("apt-get");
        apt.args(["install", "-y", "-q", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(std::process::Stdio::null());
        apt
    };
    if shell::run(&mut install()).is_ok() {
        return Ok(());
    }
    say("the list of Debian packages is out of date, fetching it");
    shell::run(shell::command("apt-get").args(["update", "-q"]))?;
    shell::run(&mut install())
        .with_context(|| format!("please install by hand: {}", packages.join(" ")))
}
