//! Smaller files that do the same: wasm-opt for modules, a minifier for scripts and sheets.
//!
//! The one rule: a tool that is missing leaves the file as it is; one that fails ends the build.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::setup::Kit;
use crate::shell;

/// What wasm-opt may use: all that every browser of the last three years has.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Makes a module smaller.
pub fn optimise(kit: &Kit, wasm: &Path) -> Result<()> {
    let words = kit.wasm_opt.as_deref().unwrap_or_default();
    let Some((program, rest)) = words.split_first() else {
        return Ok(());
    };
    let small = wasm.with_extension("opt");
    shell::run(
        shell::command(program)
            .args(rest)
            .args([
                "-Oz",
                "--strip-debug",
                "--strip-producers",
                "--strip-target-features",
            ])
            .args(WASM_FEATURES)
            .arg(wasm)
            .arg("-o")
            .arg(&small),
    )?;
    let magic = fs::read(&small)?.starts_with(b"\0asm");
    ensure!(
        magic,
        "wasm-opt exited well and left something that is not a module"
    );
    fs::rename(&small, wasm)?;
    Ok(())
}

/// Takes out of a script or a sheet what only people read.
pub fn minify(kit: &Kit, file: &Path) -> Result<()> {
    let words = kit.esbuild.as_deref().unwrap_or_default();
    let Some((program, rest)) = words.split_first() else {
        return Ok(());
    };
    shell::run(
        shell::command(program)
            .args(rest)
            .args(["--minify", "--log-level=warning", "--allow-overwrite"])
            .arg(file)
            .arg(format!("--outfile={}", file.display())),
    )
}
