//! The engines that tests in a browser run in: Chromium always, Firefox, and a `WebKit`.
//!
//! The one rule: Debian can have all three, so there a missing one is a failure; elsewhere one that
//! is not found is said, and its tests count as not run. Deliberately absent: npm's geckodriver,
//! which downloads a program from elsewhere.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::browser::{apt_install, apt_may_install};
use super::{say, tools};
use crate::place::Place;
use crate::shell;

/// Firefox in the version that Debian keeps for long.
const FIREFOX: &[&str] = &["firefox-esr"];
/// `WebKit` in a small browser, its driver, and a screen for it, because it knows no headless mode.
const WEBKIT: &[&str] = &["webkit2gtk-driver", "xvfb", "xauth"];

/// A driver of a browser and the screen it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// The variable in which the runner of tests looks for such a driver.
    pub variable: &'static str,
    /// The driver's program.
    pub driver: PathBuf,
    /// What the runner is started through.
    pub screen: &'static str,
}

/// The variables of all drivers: with two of them set, the runner would choose.
const VARIABLES: [&str; 3] = ["CHROMEDRIVER", "GECKODRIVER", "SAFARIDRIVER"];

impl Engine {
    /// Chromium behind this driver.
    pub fn chromium(driver: &Path) -> Self {
        Self {
            variable: "CHROMEDRIVER",
            driver: driver.to_owned(),
            screen: "",
        }
    }

    /// Has the tests that this command of cargo starts run in this engine.
    pub fn apply(&self, command: &mut Command) {
        for variable in VARIABLES {
            command.env_remove(variable);
        }
        let runner = format!("{} wasm-bindgen-test-runner", self.screen);
        command
            .env(self.variable, &self.driver)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner.trim());
    }
}

/// Why an engine is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    what: &'static str,
    packages: &'static [&'static str],
    /// Whether this machine could have it.
    pub is_required: bool,
}

impl Missing {
    /// A package of npm, on a machine without npm.
    pub fn of_npm(what: &'static str) -> Self {
        Self {
            what,
            packages: &["npm"],
            is_required: false,
        }
    }
}

#[cfg(test)]
impl Missing {
    /// An engine that is not here, and may have to be.
    pub fn for_tests(is_required: bool) -> Self {
        Self {
            what: "Firefox",
            packages: FIREFOX,
            is_required,
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, packages) = (self.what, self.packages.join(" "));
        write!(f, "{what} is not on this machine")?;
        if self.is_required {
            return write!(f, ": install {packages}");
        }
        write!(f, " (on Debian it comes with {packages})")
    }
}

impl std::error::Error for Missing {}

/// The engines beside Chromium, each or why it is not here.
pub struct Engines {
    /// Firefox.
    pub firefox: Result<Engine, Missing>,
    /// `WebKit`.
    pub webkit: Result<Engine, Missing>,
}

/// Finds both, installed first where Debian has them.
pub fn ready(place: &Place) -> Result<Engines> {
    let is_debian =
        std::fs::read_to_string("/etc/os-release").is_ok_and(|text| names_debian(&text));
    if is_debian && apt_may_install() {
        if !has_firefox() {
            say("installing Firefox, about 70 MB, once");
            try_install(FIREFOX);
        }
        if webkit_driver().is_none() {
            say("installing WebKitGTK's driver and a screen for it, about 60 MB, once");
            try_install(WEBKIT);
        }
    }
    let missing = |what, packages| Missing {
        what,
        packages,
        is_required: is_debian,
    };
    let firefox = if has_firefox() {
        Some(named("GECKODRIVER").map_or_else(|| tools::geckodriver(place), Ok)?)
    } else {
        None
    };
    let engine = |variable, driver, screen| Engine {
        variable,
        driver,
        screen,
    };
    let engines = Engines {
        firefox: firefox
            .map(|driver| engine("GECKODRIVER", driver, ""))
            .ok_or_else(|| missing("Firefox", FIREFOX)),
        webkit: webkit_driver()
            .map(|(driver, screen)| engine("SAFARIDRIVER", driver, screen))
            .ok_or_else(|| missing("a WebKit engine", WEBKIT)),
    };
    let lacking = [
        engines.firefox.as_ref().err(),
        engines.webkit.as_ref().err(),
    ];
    for missing in lacking.into_iter().flatten() {
        say(&format!("{missing}; its tests will not run"));
    }
    Ok(engines)
}

/// One engine that cannot be had fails its own tests and no others.
fn try_install(packages: &[&str]) {
    if let Err(error) = apt_install(packages) {
        say(&format!("{error:#}"));
    }
}

fn has_firefox() -> bool {
    ["firefox", "firefox-esr"]
        .into_iter()
        .any(|name| shell::found(name).is_some())
}

/// The driver and the screen: a Safari brings its own.
fn webkit_driver() -> Option<(PathBuf, &'static str)> {
    if let Some(driver) = named("SAFARIDRIVER") {
        return Some((driver, ""));
    }
    let has_screen = shell::found("xvfb-run").is_some() && shell::found("xauth").is_some();
    let driver = shell::found("WebKitWebDriver").filter(|_| has_screen)?;
    Some((driver, "xvfb-run -a"))
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|file| file.is_file())
}

/// Whether this describes Debian itself: its children call their packages by other names.
fn names_debian(os_release: &str) -> bool {
    os_release.lines().any(|line| line == "ID=debian")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_driver_is_named_to_the_runner_and_webkit_gets_a_screen() {
        let mut command = Command::new("cargo");
        Engine::chromium(Path::new("/c")).apply(&mut command);
        let webkit = Engine {
            variable: "SAFARIDRIVER",
            driver: "/w".into(),
            screen: "xvfb-run -a",
        };
        webkit.apply(&mut command);
        let set = |name: &str| {
            let found = command.get_envs().find(|(key, _)| *key == name);
            found.and_then(|(_, value)| value?.to_str().map(str::to_owned))
        };
        assert_eq!(set("CHROMEDRIVER"), None);
        assert_eq!(set("SAFARIDRIVER").as_deref(), Some("/w"));
        let runner = set("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER");
        let expected = "xvfb-run -a wasm-bindgen-test-runner";
        assert_eq!(runner.as_deref(), Some(expected));
    }

    #[test]
    fn what_is_missing_is_required_on_debian_alone() {
        assert!(names_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(!names_debian("ID=ubuntu\nID_LIKE=debian\n"));
        let said = Missing::for_tests(true).to_string();
        assert_eq!(said, "Firefox is not on this machine: install firefox-esr");
        let said = Missing::for_tests(false).to_string();
        assert!(said.contains("on Debian it comes with"), "{said}");
    }
}
