//! How wasm is compiled on this machine: which compiler, and in which environment.
//!
//! The one rule: the environment below reaches wasm builds only; the host side always stays with
//! the active toolchain. Deliberately absent: any download (that is set-up's, and asked first).

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::shell;

/// What the page is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Components hand on views of one erased type, not types as deep as the page: a tenth off.
const ERASED_VIEWS: &str = "--cfg erase_components";

/// The app says where it may be cut, and the linker leaves what the cutter needs to know.
const IN_PIECES: &str = "--cfg in_pieces -Clink-args=--emit-relocs";

/// With our own build of std a panic can be one instruction (8 % off the bundle), and neither
/// source locations nor `Debug` texts travel: nobody would read them in a release.
const SILENT_PANICS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// Where the standard library for wasm32 comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The active toolchain has it ready.
    Active,
    /// Debian's compiler in /usr/bin builds it from its own sources along with the app.
    BuildStd,
}

/// What the wasm is for, which decides whether panics keep their text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The page residents load: smallest, a panic is a bare trap.
    Bundle,
    /// Tests in a browser: a panic must say where it was.
    Tests,
}

impl Route {
    /// The route that works now without installing anything, if there is one.
    pub fn find() -> Option<Self> {
        let args = ["--print", "target-libdir", "--target", TARGET];
        let ready = shell::output(shell::command("rustc").args(args))
            .is_ok_and(|folder| Path::new(folder.trim()).is_dir());
        if ready {
            return Some(Self::Active);
        }
        debian_is_there(Path::new("/")).then_some(Self::BuildStd)
    }

    /// Prepares a command (cargo or Trunk) so that what it builds for wasm32 builds.
    pub fn apply(self, command: &mut Command, tools: &Path, purpose: Purpose) -> Result<()> {
        let bin = tools.join("bin");
        match self {
            Self::Active => {
                command.env("PATH", shell::path_with(&[&bin])?);
            }
            Self::BuildStd => {
                command
                    .env("PATH", shell::path_with(&[&bin, Path::new("/usr/bin")])?)
                    .env_remove("LD_LIBRARY_PATH")
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
            }
        }
        if purpose == Purpose::Bundle {
            let mut flags = vec![ERASED_VIEWS, IN_PIECES];
            if self == Self::BuildStd {
                command.env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
                flags.push(SILENT_PANICS);
            }
            command.env(
                "RUSTFLAGS",
                added(env::var("RUSTFLAGS").ok().as_deref(), &flags),
            );
        }
        Ok(())
    }

    /// One line that changes whenever the compiler does.
    pub fn compiler(self) -> Result<String> {
        let rustc = match self {
            Self::Active => "rustc",
            Self::BuildStd => "/usr/bin/rustc",
        };
        let mut ask = shell::command(rustc);
        if self == Self::BuildStd {
            ask.env_remove("LD_LIBRARY_PATH");
        }
        let version = shell::output(ask.arg("--version"))?;
        Ok(format!("{self:?} {}", version.trim()))
    }
}

/// A user's own flags, and ours.
fn added(users: Option<&str>, ours: &[&str]) -> String {
    let users = users.into_iter();
    users
        .chain(ours.iter().copied())
        .collect::<Vec<_>>()
        .join(" ")
}

fn debian_is_there(root: &Path) -> bool {
    [
        "usr/bin/rustc",
        "usr/bin/cargo",
        "usr/lib/rustlib/src/rust/library/Cargo.lock",
    ]
    .iter()
    .all(|file| root.join(file).exists())
        && ["usr/bin/rust-lld", "usr/bin/wasm-ld-22"]
            .iter()
            .any(|file| root.join(file).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(route: Route, purpose: Purpose) -> Vec<(String, String)> {
        let mut command = Command::new("cargo");
        route
            .apply(&mut command, Path::new("/cache/tools"), purpose)
            .unwrap();
        let pairs = command
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?)));
        pairs
            .map(|(name, value)| {
                (
                    name.to_string_lossy().into_owned(),
                    value.to_string_lossy().into_owned(),
                )
            })
            .collect()
    }

    fn names(variables: &[(String, String)], wanted: &str) -> bool {
        variables.iter().any(|(name, _)| name == wanted)
    }

    #[test]
    fn the_active_toolchain_is_left_as_it_is() {
        let set = environment(Route::Active, Purpose::Bundle);
        assert!(!names(&set, "RUSTC_BOOTSTRAP") && !names(&set, "CARGO_UNSTABLE_BUILD_STD"));
    }

    #[test]
    fn building_std_keeps_the_text_of_panics_for_tests_only() {
        let bundle = environment(Route::BuildStd, Purpose::Bundle);
        let tests = environment(Route::BuildStd, Purpose::Tests);
        assert!(names(&bundle, "RUSTFLAGS") && !names(&tests, "RUSTFLAGS"));
        assert!(names(&tests, "CARGO_UNSTABLE_BUILD_STD"));
    }

    #[test]
    fn a_users_own_flags_are_kept() {
        let flags = added(Some("-Cdebuginfo=0"), &[ERASED_VIEWS]);
        assert_eq!(flags, "-Cdebuginfo=0 --cfg erase_components");
        assert_eq!(added(None, &[ERASED_VIEWS]), ERASED_VIEWS);
    }
}
