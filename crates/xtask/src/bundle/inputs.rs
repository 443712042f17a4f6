//! What a build is made from, as one hash: the sources the page can reach, the lock, the tools.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::place::Place;
use crate::setup::Kit;
use crate::shell;

/// Everything outside `crates/` that ends up in the page or decides how it is made.
const ALWAYS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "src",
    "style",
    "public",
    "crates/xtask/src/bundle.rs",
    "crates/xtask/src/bundle",
    "crates/xtask/src/wasm.rs",
];

/// The hash of all inputs as they are now.
pub fn hash(place: &Place, kit: &Kit) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(kit.route.compiler()?);
    hash.update(format!("{:?}", kit.wasm_opt.is_some()));
    let mut roots: Vec<PathBuf> = ALWAYS.iter().map(|name| place.root.join(name)).collect();
    roots.extend(own_crates(place)?);
    for file in files_under(&roots)? {
        let name = file.strip_prefix(&place.root).unwrap_or(&file);
        let bytes = fs::read(&file).with_context(|| format!("{}", file.display()))?;
        hash.update(name.to_string_lossy().as_bytes());
        hash.update(Sha256::digest(&bytes));
    }
    Ok(super::assemble::hex(&hash.finalize()))
}

/// The folders of the workspace's crates the app depends on, directly or not.
fn own_crates(place: &Place) -> Result<Vec<PathBuf>> {
    let text = shell::output(shell::command("cargo").current_dir(&place.root).args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
    ]))?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata is not readable")?;
    Ok(reached(&metadata, "cuobian"))
}

/// Follows path dependencies from one package, its own folder left out.
fn reached(metadata: &Value, from: &str) -> Vec<PathBuf> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let named = |name: &str| {
        packages?
            .iter()
            .find(|p| p.get("name").and_then(Value::as_str) == Some(name))
    };
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(name) = waiting.pop() {
        let dependencies = named(&name).and_then(|p| p.get("dependencies")?.as_array());
        for dependency in dependencies.into_iter().flatten() {
            let is_dev = dependency.get("kind").and_then(Value::as_str) == Some("dev");
            let path = dependency
                .get("path")
                .and_then(Value::as_str)
                .map(PathBuf::from);
            let name = dependency.get("name").and_then(Value::as_str);
            if let (false, Some(path), Some(name)) = (is_dev, path, name)
                && !folders.contains(&path)
            {
                folders.push(path);
                waiting.push(name.to_owned());
            }
        }
    }
    folders
}

/// All files under the roots, in one order on every machine; tests of a crate are no input.
pub fn files_under(roots: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting: Vec<PathBuf> = roots.iter().filter(|root| root.exists()).cloned().collect();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                waiting.push(entry?.path());
            }
        } else if !is_test(&path) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| {
        ["tests", "benches"]
            .iter()
            .any(|name| part.as_os_str() == *name)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_inputs_reach_through_our_own_crates_and_not_into_tests() {
        let metadata = json!({ "packages": [
            { "name": "cuobian", "dependencies": [
                { "name": "sync", "path": "/x/sync", "kind": null },
                { "name": "serde", "kind": null },
                { "name": "server", "path": "/x/server", "kind": "dev" } ] },
            { "name": "sync", "dependencies": [{ "name": "rules", "path": "/x/rules", "kind": null }] },
            { "name": "rules", "dependencies": [] },
        ] });
        let folders = reached(&metadata, "cuobian");
        assert_eq!(
            folders,
            [PathBuf::from("/x/sync"), PathBuf::from("/x/rules")]
        );
    }
}
