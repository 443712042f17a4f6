//! `dist/build.json`: what the set consists of, what each file weighs, what it was made from.
//!
//! The server may read it to know every file it may serve; the bench reads the bytes from it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::pieces::{is_later, is_on_demand};

const NAME: &str = "build.json";

/// One file of the set, with its size as it is and as it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The path under `dist/`, with forward slashes.
    pub path: String,
    /// Bytes uncompressed.
    pub bytes: u64,
    /// Bytes as brotli, or uncompressed where that is how it travels.
    pub brotli_bytes: u64,
}

/// A hashed file of an earlier set, still served to pages that were open when the set changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The path under `dist/`.
    pub path: String,
    /// When it left the set, in seconds since 1970.
    pub left_secs: u64,
}

/// The whole ledger of one build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The name of the set: a hash over all its files.
    pub build: String,
    /// The hash of all inputs.
    pub inputs: String,
    /// The files of the set.
    pub files: Vec<Entry>,
    /// Files of earlier sets.
    pub kept: Vec<Kept>,
}

impl Ledger {
    /// The ledger of what stands in `dist/`, if there is a readable one.
    pub fn read(dist: &Path) -> Option<Self> {
        let text = fs::read_to_string(dist.join(NAME)).ok()?;
        Self::from_json(&serde_json::from_str(&text).ok()?)
    }

    /// Writes it beside the files.
    pub fn write(&self, dist: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.to_json())?;
        fs::write(dist.join(NAME), text + "\n").context("build.json cannot be written")
    }

    /// Whether it is of these inputs and every file of it still stands, at its size.
    pub fn made_from(&self, inputs: &str, dist: &Path) -> bool {
        let stands = |entry: &Entry| {
            fs::metadata(dist.join(&entry.path)).is_ok_and(|file| file.len() == entry.bytes)
        };
        self.inputs == inputs && !self.files.is_empty() && self.files.iter().all(stands)
    }

    /// Brotli bytes of the files of one kind, `wasm`, `js`, `css` or `html`, on the first load.
    pub fn brotli_bytes(&self, kind: &str) -> u64 {
        self.sum(|entry| kind_of(&entry.path) == kind && !is_later(&entry.path))
    }

    /// Brotli bytes of all that the first screen needs.
    pub fn brotli_first(&self) -> u64 {
        KINDS.iter().map(|kind| self.brotli_bytes(kind)).sum()
    }

    /// Brotli bytes of the pieces that every phone fetches later.
    pub fn brotli_later(&self) -> u64 {
        self.sum(|entry| is_later(&entry.path) && !is_on_demand(&entry.path))
    }

    /// Brotli bytes of the piece that only staff fetch.
    pub fn brotli_desk(&self) -> u64 {
        self.sum(|entry| is_on_demand(&entry.path))
    }

    fn sum(&self, counts: impl Fn(&Entry) -> bool) -> u64 {
        let counted = self.files.iter().filter(|entry| counts(entry));
        counted.map(|entry| entry.brotli_bytes).sum()
    }

    /// The bytes by part against a budget, for a person to read.
    pub fn table(&self, budget_kb: f64) -> String {
        let parts = KINDS.iter().map(|kind| {
            let part_kb = kb(self.brotli_bytes(kind));
            format!("  {kind:<6}{part_kb:>8.1} kB brotli\n")
        });
        let parts: String = parts.collect();
        let (first_kb, later_kb) = (kb(self.brotli_first()), kb(self.brotli_later()));
        let desk_kb = kb(self.brotli_desk());
        let verdict = if first_kb <= budget_kb {
            "within"
        } else {
            "OVER"
        };
        let build = &self.build;
        format!(
            "build {build}\n{parts}  first {first_kb:>8.1} kB, {verdict} {budget_kb} kB\n  \
             later {later_kb:>8.1} kB, once the page has come to rest\n  \
             desk  {desk_kb:>8.1} kB, for those who go there\n"
        )
    }

    fn to_json(&self) -> Value {
        let files: Vec<Value> = self
            .files
            .iter()
            .map(|f| json!({"path": f.path, "bytes": f.bytes, "brotli_bytes": f.brotli_bytes}))
            .collect();
        let kept: Vec<Value> = self
            .kept
            .iter()
            .map(|k| json!({"path": k.path, "left_secs": k.left_secs}))
            .collect();
        json!({"build": self.build, "inputs": self.inputs, "files": files, "kept": kept})
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |of: &Value, name: &str| Some(of.get(name)?.as_str()?.to_owned());
        let number = |of: &Value, name: &str| of.get(name)?.as_u64();
        let entry = |of: &Value| {
            Some(Entry {
                path: text(of, "path")?,
                bytes: number(of, "bytes")?,
                brotli_bytes: number(of, "brotli_bytes")?,
            })
        };
        let kept = |of: &Value| {
            Some(Kept {
                path: text(of, "path")?,
                left_secs: number(of, "left_secs")?,
            })
        };
        Some(Self {
            build: text(value, "build")?,
            inputs: text(value, "inputs")?,
            files: value
                .get("files")?
                .as_array()?
                .iter()
                .map(entry)
                .collect::<Option<_>>()?,
            kept: value
                .get("kept")?
                .as_array()?
                .iter()
                .map(kept)
                .collect::<Option<_>>()?,
        })
    }
}

/// The parts the budget is about; icons and the like are loaded when the system asks for them.
pub const KINDS: [&str; 4] = ["wasm", "js", "css", "html"];

fn kind_of(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or("")
}

/// Bytes as kilobytes of 1,000, for a person to read.
pub fn kb(bytes: u64) -> f64 {
    // A bundle of more than 4 GB is not one; its size is then shown as 4 GB.
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        let entry = |path: &str, brotli_bytes| Entry {
            path: path.into(),
            bytes: 4,
            brotli_bytes,
        };
        Ledger {
            build: "b".into(),
            inputs: "i".into(),
            files: vec![
                entry("a.wasm", 900),
                entry("a.js", 90),
                entry("later-rest-b.wasm", 700),
                entry("later-desk-b.wasm", 600),
                entry("icon.png", 5000),
            ],
            kept: vec![Kept {
                path: "old.js".into(),
                left_secs: 7,
            }],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(Ledger::from_json(&ledger().to_json()), Some(ledger()));
        assert_eq!(Ledger::from_json(&json!({"build": 1})), None);
    }

    #[test]
    fn neither_icons_nor_what_comes_later_count_against_the_budget() {
        assert_eq!(ledger().brotli_later(), 700);
        assert_eq!(ledger().brotli_desk(), 600);
        assert_eq!(ledger().brotli_first(), 990);
        assert!(ledger().table(1.0).contains("within 1 kB"));
        assert!(ledger().table(0.5).contains("OVER 0.5 kB"));
    }

    #[test]
    fn a_set_with_a_file_missing_is_not_up_to_date() {
        assert!(!ledger().made_from("i", Path::new("/nowhere")));
    }
}
