//! The module cut in two where the app says so: what the first touch needs, and the rest.
//!
//! The one rule: Trunk's own module still waits for the cut, so what it left is replaced whole, by
//! the cut main module, its glue, and one file more for each further piece. Deliberately absent:
//! where the cut goes; that is `src/pages.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::assemble::{name_of, rename};
use super::inputs::files_under;
use super::names::without_hashes;
use super::optimise::optimise;
use crate::place::Place;
use crate::setup::Kit;
use crate::shell;

/// The script the cutter writes: it fetches the pieces.
const LINK: &str = "__wasm_split.js";
/// What both tools call the main module.
const MAIN: &str = "cuobian";

/// The files that come of the cut.
pub struct Pieces {
    /// The main module.
    pub wasm: PathBuf,
    /// The script that starts it and fetches the others.
    pub script: String,
    /// The further modules.
    pub others: Vec<PathBuf>,
}

impl Pieces {
    /// Puts the cut modules and their script in the place of what Trunk left.
    pub fn put(&self, stage: &Path, kit: &Kit, left: (&Path, &Path)) -> Result<()> {
        let (wasm, script) = left;
        fs::copy(&self.wasm, wasm)?;
        optimise(kit, wasm)?;
        let mut text = self.script.clone();
        for other in &self.others {
            let name = name_of(other);
            let file = stage.join(&name);
            fs::copy(other, &file)?;
            optimise(kit, &file)?;
            let stem = name.trim_start_matches("split_").trim_end_matches(".wasm");
            text = text.replace(&name, &rename(&file, &later(stem), "wasm")?);
        }
        let (text, module) = without_hashes(text.as_bytes(), &fs::read(wasm)?);
        fs::write(wasm, module)?;
        fs::write(script, text)?;
        Ok(())
    }
}

/// Cuts the module that cargo left.
pub fn cut(place: &Place, work: &Path) -> Result<Pieces> {
    let (cut, glue) = (work.join("cut"), work.join("glue"));
    for folder in [&cut, &glue] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
    }
    let whole = place.target().join("wasm32-unknown-unknown/wasm");
    shell::run(
        shell::command(place.tool("wasm-split-cli"))
            .args(["--out-name", MAIN])
            .arg(whole.join(format!("{MAIN}.wasm")))
            .arg(&cut),
    )?;
    shell::run(
        shell::command(place.tool("wasm-bindgen"))
            .args(["--target", "web", "--no-typescript", "--keep-lld-exports"])
            .arg("--out-dir")
            .arg(&glue)
            .arg(cut.join(format!("{MAIN}.wasm"))),
    )?;
    let script = joined(
        &fs::read_to_string(glue.join(format!("{MAIN}.js")))?,
        &fs::read_to_string(cut.join(LINK)).context("the cutter left no script")?,
    )?;
    let is_other = |file: &PathBuf| {
        file.extension().is_some_and(|ending| ending == "wasm")
            && file.file_stem().is_some_and(|stem| stem != MAIN)
    };
    let others = files_under(&[cut])?.into_iter().filter(is_other).collect();
    let wasm = glue.join(format!("{MAIN}_bg.wasm"));
    Ok(Pieces {
        wasm,
        script,
        others,
    })
}

/// The first word of the name of a module that is fetched later.
const LATER: &str = "later";

/// What a module that is fetched later is called.
pub fn later(piece: &str) -> String {
    format!("{LATER}-{piece}")
}

/// Whether a file of the set is fetched later.
pub fn is_later(path: &str) -> bool {
    path.starts_with(LATER)
}

/// The piece that only those fetch who go there: the desk of staff.
const ON_DEMAND: &str = "later-desk-";

/// Whether a file of the set is fetched by nobody but those who go there.
pub fn is_on_demand(path: &str) -> bool {
    path.starts_with(ON_DEMAND)
}

/// One script of two that import each other: a file named by its own hash cannot name a file that
/// names it. The glue imports the other once for each function that fetches a piece.
fn joined(glue: &str, link: &str) -> Result<String> {
    let end = format!(" from \"./{LINK}\"");
    let back = format!("import {{ initSync }} from \"./{MAIN}.js\";\n");
    let mut imported = Vec::new();
    let mut rest = Vec::new();
    for line in glue.lines() {
        let name = line
            .strip_prefix("import * as ")
            .and_then(|line| line.strip_suffix(&end));
        match name {
            Some(name) => imported.push(name),
            None => rest.push(line),
        }
    }
    ensure!(
        !imported.is_empty() && link.contains(&back),
        "wasm-bindgen and wasm-split-cli no longer import each other as they did"
    );
    let exported = link
        .lines()
        .filter_map(|line| line.strip_prefix("export const ")?.split(' ').next());
    let names = exported.collect::<Vec<_>>().join(", ");
    let link = link.replace(&back, "").replace("export const ", "const ");
    let objects = imported
        .iter()
        .map(|name| format!("const {name} = {{ {names} }};\n"));
    // An object of imports names each module once; the last of equal keys stands for all.
    let (glue, objects) = (rest.join("\n"), objects.collect::<String>());
    Ok(format!("{glue}\n\n{link}\n{objects}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_scripts_that_import_each_other_become_one() {
        let glue = "import * as import1 from \"./__wasm_split.js\"\n\
                    import * as import2 from \"./__wasm_split.js\"\nexport const a = import1;\n";
        let link = "import { initSync } from \"./cuobian.js\";\nexport const load = f();\n";
        let one = joined(glue, link).unwrap();
        assert_eq!(
            one,
            "export const a = import1;\n\nconst load = f();\n\n\
             const import1 = { load };\nconst import2 = { load };\n"
        );
        assert!(joined(link, glue).is_err());
    }
}
