//! The house's own checks: sizes, heads, names, and who may import whom.
//!
//! The one rule: each check is a pure function over one file's path and text, seen red and green
//! in its tests; the list below is all there is. Deliberately absent: what rustfmt, clippy and
//! the compiler check already.

mod crates;
mod doors;
mod heads;
mod names;
mod page;
mod source;
mod traces;

use anyhow::{Context, Result, bail};

use crate::place::Place;
use crate::shell;
use source::Source;

/// What is wrong with one file, in a sentence.
type Check = fn(&Source) -> Vec<String>;

const CHECKS: &[Check] = &[
    heads::size,
    heads::head,
    names::path,
    doors::browser,
    doors::screens,
    doors::parts,
    doors::pure,
    page::no_inline_code,
];

/// Checks the whole checkout, and says everything that is wrong at once.
pub fn check(place: &Place) -> Result<()> {
    let found = findings(place)?;
    for finding in &found {
        println!("{finding}");
    }
    if found.is_empty() {
        eprintln!("tidy: all in order");
        return Ok(());
    }
    bail!("{} things are out of order", found.len())
}

fn findings(place: &Place) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let traces = traces::of_this_machine(&place.root);
    for source in sources(place)? {
        let mut wrong: Vec<String> = CHECKS.iter().flat_map(|check| check(&source)).collect();
        wrong.extend(traces::in_text(&source, &traces));
        found.extend(
            wrong
                .into_iter()
                .map(|what| format!("{}: {what}", source.path)),
        );
    }
    let metadata = shell::output(shell::command("cargo").current_dir(&place.root).args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
    ]))?;
    let metadata = serde_json::from_str(&metadata).context("cargo metadata is not readable")?;
    found.extend(crates::directions(&metadata));
    Ok(found)
}

/// Every text file that is, or is about to be, in the repository.
fn sources(place: &Place) -> Result<Vec<Source>> {
    let list = shell::output(shell::command("git").current_dir(&place.root).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let mut sources = Vec::new();
    for path in list.lines() {
        let file = place.root.join(path);
        // A file removed from the folder and not yet from the index is no longer ours to judge;
        // what is not UTF-8 is a picture or data.
        if let Ok(text) = std::fs::read_to_string(file) {
            sources.push(Source::new(path, &text));
        }
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_is_in_order() {
        let found = findings(&Place::find().unwrap()).unwrap();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
