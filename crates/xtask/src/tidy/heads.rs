//! Sizes and heads: a file is read in one sitting, and says first what it is.

use super::Source;

/// About 400 lines: more is two things in one file.
const BYTES_MAX: usize = 15 * 1024;
/// Where even a reason no longer helps.
const BYTES_MAX_WITH_REASON: usize = 24 * 1024;
/// How a head gives its reason for being long.
const REASON: &str = "Long because ";
/// How far down a head may give it.
const HEAD_LINES: usize = 30;

/// A file of code is at most 15 kB, or says in its head why it is longer.
pub fn size(source: &Source) -> Vec<String> {
    let bytes = source.text.len();
    if !is_code(source) || bytes <= BYTES_MAX {
        return Vec::new();
    }
    let has_reason = source
        .text
        .lines()
        .take(HEAD_LINES)
        .any(|line| line.contains(REASON));
    if has_reason && bytes <= BYTES_MAX_WITH_REASON {
        return Vec::new();
    }
    vec![format!(
        "{bytes} bytes, more than {BYTES_MAX}: split it, or say `{REASON}..` in its head"
    )]
}

/// A file of code begins with what it is.
pub fn head(source: &Source) -> Vec<String> {
    let text = source.text.trim_start();
    let has_head = match source.ending() {
        "rs" => text.starts_with("//! ") && text.len() > "//! ".len() + 1,
        "css" | "js" => text.starts_with("/*"),
        _ => true,
    };
    if has_head {
        Vec::new()
    } else {
        vec!["does not begin with what it is".into()]
    }
}

fn is_code(source: &Source) -> bool {
    ["rs", "css", "js"].contains(&source.ending())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(head: &str, bytes: usize) -> Source {
        Source::new("a.rs", &format!("{head}\n{}", "x\n".repeat(bytes / 2)))
    }

    #[test]
    fn a_long_file_owes_a_reason() {
        assert!(size(&long("//! A.", 9_000)).is_empty());
        assert_eq!(size(&long("//! A.", 16_000)).len(), 1);
        assert!(size(&long("//! A.\n//! Long because it is a table.", 16_000)).is_empty());
        assert_eq!(
            size(&long("//! A.\n//! Long because it is a table.", 30_000)).len(),
            1
        );
    }

    #[test]
    fn data_may_be_long() {
        assert!(size(&Source::new("data.json", &"1,".repeat(20_000))).is_empty());
    }

    #[test]
    fn every_file_of_code_has_a_head() {
        assert!(head(&Source::new("a.rs", "//! What it is.\n")).is_empty());
        assert_eq!(head(&Source::new("a.rs", "use std::fs;\n")).len(), 1);
        assert!(head(&Source::new("a.css", "/* What it is. */")).is_empty());
        assert_eq!(head(&Source::new("a.css", ".a{}")).len(), 1);
        assert_eq!(head(&Source::new("a.js", "let a;")).len(), 1);
        assert!(head(&Source::new("a.toml", "a = 1")).is_empty());
    }
}
