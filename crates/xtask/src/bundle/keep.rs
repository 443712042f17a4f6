//! Hashed files of earlier sets stay 30 days: a page opened before an update may still ask.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::ledger::{Kept, Ledger};
use super::squeeze::added;
use crate::clock;

/// How long after a new set the old one's files are still there.
const KEEP_SECS: u64 = 30 * 24 * 3600;

/// Carries over what the old `dist/` had under hashed names and the new set has not.
pub fn older_files(dist: &Path, stage: &Path, ledger: &mut Ledger) -> Result<()> {
    let Some(old) = Ledger::read(dist) else {
        return Ok(());
    };
    ledger.kept = carried(&old, ledger, clock::unix_secs());
    ledger.kept.retain(|kept| dist.join(&kept.path).is_file());
    for kept in &ledger.kept {
        for file in [
            dist.join(&kept.path),
            added(&dist.join(&kept.path), "br"),
            added(&dist.join(&kept.path), "gz"),
        ] {
            if let (true, Ok(name)) = (file.is_file(), file.strip_prefix(dist)) {
                fs::copy(&file, stage.join(name))?;
            }
        }
    }
    Ok(())
}

fn carried(old: &Ledger, new: &Ledger, now_secs: u64) -> Vec<Kept> {
    let left_now = old.files.iter().map(|file| Kept {
        path: file.path.clone(),
        left_secs: now_secs,
    });
    old.kept
        .iter()
        .cloned()
        .chain(left_now)
        .filter(|kept| super::assemble::is_hashed(&kept.path))
        .filter(|kept| new.files.iter().all(|file| file.path != kept.path))
        .filter(|kept| now_secs.saturating_sub(kept.left_secs) < KEEP_SECS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Entry;
    use super::*;

    fn set(files: &[&str], kept: &[(&str, u64)]) -> Ledger {
        let entry = |path: &&str| Entry {
            path: (*path).into(),
            bytes: 1,
            brotli_bytes: 1,
        };
        let kept = kept.iter().map(|(path, left_secs)| Kept {
            path: (*path).into(),
            left_secs: *left_secs,
        });
        Ledger {
            files: files.iter().map(entry).collect(),
            kept: kept.collect(),
            ..Ledger::default()
        }
    }

    #[test]
    fn a_hashed_file_that_left_the_set_is_kept_for_30_days() {
        let old = set(
            &[
                "index.html",
                "app-0123456789abcdef.js",
                "app-fedcba9876543210.css",
            ],
            &[
                ("app-aaaaaaaaaaaaaaaa.js", 100),
                ("app-bbbbbbbbbbbbbbbb.js", 1),
            ],
        );
        let new = set(&["index.html", "app-fedcba9876543210.css"], &[]);
        let names: Vec<String> = carried(&old, &new, KEEP_SECS + 50)
            .into_iter()
            .map(|kept| kept.path)
            .collect();
        assert_eq!(
            names,
            ["app-aaaaaaaaaaaaaaaa.js", "app-0123456789abcdef.js"]
        );
    }
}
