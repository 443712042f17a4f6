//! Where things are: the checkout, and the cache of tools outside it that every clone shares.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

/// The folders every command works in.
pub struct Place {
    /// The checkout.
    pub root: PathBuf,
    /// Tools and npm packages, outside the checkout so that the next clone finds them ready.
    pub cache: PathBuf,
}

impl Place {
    /// Finds the checkout from this crate's own folder, and the cache from the environment.
    pub fn find() -> Result<Self> {
        // As `cargo run` says it now: a program built in another checkout that shares the target
        // folder would know only the other one.
        let here = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = here
            .ancestors()
            .nth(2)
            .ok_or_else(|| anyhow!("{} has no workspace above it", here.display()))?
            .to_path_buf();
        let cache = cache_folder(|name| env::var_os(name).map(PathBuf::from))
            .context("set CUOBIAN_CACHE to a folder that tools may be kept in")?;
        Ok(Self { root, cache })
    }

    /// The page, ready to serve.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Cargo's folder, where this machine's owner put it.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(
            || self.root.join("target"),
            |folder| self.root.join(PathBuf::from(folder)),
        )
    }

    /// The cache, made if it is not there yet.
    pub fn cache_made(&self) -> Result<&Path> {
        std::fs::create_dir_all(&self.cache)
            .with_context(|| format!("{} cannot be made", self.cache.display()))?;
        Ok(&self.cache)
    }

    /// Where `cargo install` puts the pinned tools.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The pinned tool in the cache, or the same version on the search path.
    pub fn tool(&self, name: &str) -> PathBuf {
        let pinned = self.tools().join("bin").join(name);
        if pinned.is_file() {
            pinned
        } else {
            name.into()
        }
    }

    /// Where npm puts the pinned packages.
    pub fn npm(&self) -> PathBuf {
        self.cache.join("npm")
    }

    /// The server's program, as `cargo build --release` leaves it.
    pub fn server(&self) -> PathBuf {
        let name = format!("cuobian-server{}", env::consts::EXE_SUFFIX);
        self.target().join("release").join(name)
    }
}

fn cache_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Result<PathBuf> {
    let set = |name| variable(name).filter(|path: &PathBuf| !path.as_os_str().is_empty());
    set("CUOBIAN_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("cuobian")))
        .or_else(|| set("HOME").map(|folder| folder.join(".cache").join("cuobian")))
        .or_else(|| set("LOCALAPPDATA").map(|folder| folder.join("cuobian")))
        .ok_or_else(|| anyhow!("no home folder is known"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache_with(set: &[(&str, &str)]) -> Result<PathBuf> {
        cache_folder(|name| {
            set.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| PathBuf::from(value))
        })
    }

    #[test]
    fn the_cache_named_for_the_project_comes_first() {
        let set = [
            ("CUOBIAN_CACHE", "/a"),
            ("XDG_CACHE_HOME", "/b"),
            ("HOME", "/c"),
        ];
        assert_eq!(cache_with(&set).unwrap(), PathBuf::from("/a"));
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let set = [
            ("CUOBIAN_CACHE", ""),
            ("XDG_CACHE_HOME", "/b"),
            ("HOME", "/c"),
        ];
        assert_eq!(cache_with(&set).unwrap(), PathBuf::from("/b/cuobian"));
        assert_eq!(
            cache_with(&[("HOME", "/c")]).unwrap(),
            PathBuf::from("/c/.cache/cuobian")
        );
        assert!(cache_with(&[]).is_err());
    }
}
