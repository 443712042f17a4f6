//! From what Trunk wrote to a set that can be served under a policy without inline script.
//!
//! The one rule: a name with a hash in it is the hash of the file's final bytes, so it is made
//! after the last change to them: wasm first, then the script that names it, then the page.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use super::inputs::files_under;
use super::ledger::{Entry, Ledger};
use super::optimise::minify;
use super::pieces::{Pieces, is_on_demand};
use super::squeeze;
use crate::setup::Kit;

const WORKER: &str = "sw.js";
/// Optimises, names, links and compresses everything in the stage folder.
pub fn finish(stage: &Path, pieces: &Pieces, kit: &Kit) -> Result<Ledger> {
    let wasm = only(stage, "_bg.wasm")?;
    let script = only(stage, ".js")?;
    pieces.put(stage, kit, (&wasm, &script))?;
    let mut page = fs::read_to_string(stage.join("index.html")).context("Trunk left no page")?;

    let wasm_name = rename(&wasm, "cuobian", "wasm")?;
    replace_in(&script, &name_of(&pieces.wasm), &wasm_name)?;
    minify(kit, &script)?;
    page = page.replace(&address(&name_of(&wasm)), &address(&wasm_name));
    let script_name = rename(&script, "cuobian", "js")?;
    page = page.replace(&address(&name_of(&script)), &address(&script_name));

    let boot = stage.join("boot.js");
    fs::write(&boot, boot_script(&script_name, &wasm_name))?;
    page = page.replace("/boot.js", &format!("/{}", rename(&boot, "boot", "js")?));
    page = one_style_sheet(stage, &page, kit)?;

    let build = set_name(stage, &page)?;
    page = page.replace("<meta name=\"build\" content=\"\">", &meta_build(&build));
    fs::write(stage.join("index.html"), page)?;
    let worker = fs::read_to_string(stage.join(WORKER)).context("public/sw.js is missing")?;
    fs::write(
        stage.join(WORKER),
        filled_worker(&worker, &build, precached(stage)?)?,
    )?;
    entries(stage, build)
}

/// The one file whose name ends so, or a sentence about what is there instead.
fn only(stage: &Path, ending: &str) -> Result<PathBuf> {
    let here = fs::read_dir(stage)?.filter_map(|entry| Some(entry.ok()?.path()));
    let matching: Vec<PathBuf> = here
        .filter(|path| name_of(path).ends_with(ending) && name_of(path) != WORKER)
        .collect();
    match matching.as_slice() {
        [one] => Ok(one.clone()),
        others => bail!(
            "Trunk left {} files that end in {ending}, not one",
            others.len()
        ),
    }
}

/// The name of a file without its folder.
pub fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A file of the set as the page names it.
fn address(name: &str) -> String {
    format!("/{name}")
}

/// Gives a file the name that its bytes have, and returns it.
pub fn rename(file: &Path, stem: &str, ending: &str) -> Result<String> {
    let digest = hex(&Sha256::digest(fs::read(file)?));
    let name = format!("{stem}-{}.{ending}", short(&digest));
    fs::rename(file, file.with_file_name(&name))?;
    Ok(name)
}

fn replace_in(file: &Path, from: &str, to: &str) -> Result<()> {
    let text = fs::read_to_string(file)?;
    fs::write(file, text.replace(from, to))?;
    Ok(())
}

/// What Trunk would have written into the page, in a file of its own.
fn boot_script(script: &str, wasm: &str) -> String {
    include_str!("boot.js")
        .replace("SCRIPT", &address(script))
        .replace("WASM", &address(wasm))
}

fn meta_build(build: &str) -> String {
    format!("<meta name=\"build\" content=\"{build}\">")
}

/// Joins the style sheets in the order of their links: one request, and one text compresses better.
fn one_style_sheet(stage: &Path, page: &str, kit: &Kit) -> Result<String> {
    let mut joined = String::new();
    let mut rest = String::with_capacity(page.len());
    let mut place = None;
    for piece in page.split_inclusive('>') {
        let link = piece
            .rfind("<link")
            .filter(|_| piece.contains("rel=\"stylesheet\""));
        let (Some(start), Some(name)) = (link, link.and_then(|_| attribute(piece, "href"))) else {
            rest.push_str(piece);
            continue;
        };
        let file = stage.join(name.trim_start_matches('/'));
        joined.push_str(&fs::read_to_string(&file).with_context(|| name.to_owned())?);
        joined.push('\n');
        fs::remove_file(file)?;
        rest.push_str(piece.get(..start).unwrap_or(""));
        place.get_or_insert(rest.len());
    }
    let Some(place) = place else { return Ok(rest) };
    let sheet = stage.join("style.css");
    fs::write(&sheet, joined)?;
    minify(kit, &sheet)?;
    let name = rename(&sheet, "style", "css")?;
    rest.insert_str(
        place,
        &format!("<link rel=\"stylesheet\" href=\"/{name}\">"),
    );
    Ok(rest)
}

fn attribute<'tag>(tag: &'tag str, name: &str) -> Option<&'tag str> {
    let (_, after) = tag.split_once(&format!("{name}=\""))?;
    after.split_once('"').map(|(value, _)| value)
}

/// The name of the whole set, from every file in it.
fn set_name(stage: &Path, page: &str) -> Result<String> {
    let mut hash = Sha256::new();
    for file in files_under(&[stage.to_path_buf()])? {
        let name = file.strip_prefix(stage)?.to_string_lossy().into_owned();
        hash.update(&name);
        let bytes = if name == "index.html" {
            page.as_bytes().to_vec()
        } else {
            fs::read(&file)?
        };
        hash.update(Sha256::digest(&bytes));
    }
    Ok(short(&hex(&hash.finalize())).to_owned())
}

/// What the service worker keeps: each address with the hash it must have to be taken.
fn precached(stage: &Path) -> Result<Vec<(String, String)>> {
    let mut list = Vec::new();
    for file in files_under(&[stage.to_path_buf()])? {
        let name = file
            .strip_prefix(stage)?
            .to_string_lossy()
            .replace('\\', "/");
        if name == WORKER {
            continue;
        }
        let address = if name == "index.html" {
            "/".to_owned()
        } else {
            format!("/{name}")
        };
        list.push((
            address,
            format!("sha256-{}", base64(&Sha256::digest(fs::read(&file)?))),
        ));
    }
    Ok(list)
}

/// The worker's source with this build's name and files in it: those that every phone keeps, and
/// those that only the phone keeps whose owner goes there.
fn filled_worker(source: &str, build: &str, files: Vec<(String, String)>) -> Result<String> {
    const BUILD: &str = "const BUILD = \"\";";
    const FILES: &str = "const FILES = [];";
    const ON_DEMAND: &str = "const ON_DEMAND = [];";
    ensure!(
        [BUILD, FILES, ON_DEMAND]
            .iter()
            .all(|line| source.contains(line)),
        "public/sw.js has no {BUILD} {FILES} {ON_DEMAND}"
    );
    let of_few = |(address, _): &(String, String)| is_on_demand(address.trim_start_matches('/'));
    let (few, all): (Vec<_>, Vec<_>) = files.into_iter().partition(of_few);
    let (few, all) = (serde_json::to_string(&few)?, serde_json::to_string(&all)?);
    Ok(source
        .replace(BUILD, &format!("const BUILD = \"{build}\";"))
        .replace(FILES, &format!("const FILES = {all};"))
        .replace(ON_DEMAND, &format!("const ON_DEMAND = {few};")))
}

fn entries(stage: &Path, build: String) -> Result<Ledger> {
    let mut files = Vec::new();
    for file in files_under(&[stage.to_path_buf()])? {
        let path = file
            .strip_prefix(stage)?
            .to_string_lossy()
            .replace('\\', "/");
        let bytes = fs::metadata(&file)?.len();
        files.push(Entry {
            path,
            bytes,
            brotli_bytes: squeeze::beside(&file)?,
        });
    }
    Ok(Ledger {
        build,
        files,
        ..Ledger::default()
    })
}

/// Whether a name says its own hash, and may be kept forever by whoever has it.
pub fn is_hashed(path: &str) -> bool {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == HASH_CHARS && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

const HASH_CHARS: usize = 16;

fn short(digest: &str) -> &str {
    digest.get(..HASH_CHARS).unwrap_or(digest)
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Bytes as base64, as integrity values want it.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let sextet = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
            let letter = ALPHABET.get(sextet).filter(|_| place <= chunk.len());
            text.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ];
        for (plain, wanted) in cases {
            assert_eq!(base64(plain.as_bytes()), wanted);
        }
    }

    #[test]
    fn only_a_name_that_ends_in_a_hash_is_hashed() {
        assert!(is_hashed("cuobian-0123456789abcdef.js"));
        for other in [
            "index.html",
            "icons/icon-192.png",
            "boot-0123456789abcdeX.js",
            "sw.js",
        ] {
            assert!(!is_hashed(other), "{other}");
        }
    }

    #[test]
    fn a_worker_keeps_the_desk_apart_and_one_without_its_lines_is_refused() {
        let source = "const BUILD = \"\";\nconst FILES = [];\nconst ON_DEMAND = [];\n";
        let file = |name: &str| (name.to_owned(), "sha256-x".to_owned());
        let files = vec![file("/"), file("/later-desk-0.wasm")];
        let filled = filled_worker(source, "abc", files.clone()).unwrap();
        assert_eq!(
            filled,
            "const BUILD = \"abc\";\nconst FILES = [[\"/\",\"sha256-x\"]];\n\
             const ON_DEMAND = [[\"/later-desk-0.wasm\",\"sha256-x\"]];\n"
        );
        assert!(filled_worker("const FILES = [];", "abc", files).is_err());
    }

    #[test]
    fn a_small_stage_becomes_a_set_whose_page_names_its_files() {
        let stage = std::env::temp_dir().join(format!("cuobian-stage-{}", std::process::id()));
        fs::create_dir_all(&stage).unwrap();
        let page = "<head><meta name=\"build\" content=\"\"><link rel=\"stylesheet\" href=\"/a-1.css\">\n\
                    <link rel=\"stylesheet\" href=\"/b-2.css\"><link rel=\"preload\" href=\"/t_bg.wasm\">\
                    </head><script type=\"module\" src=\"/boot.js\"></script>";
        let files = [
            ("index.html", page),
            ("a-1.css", "a{}"),
            ("b-2.css", "b{}"),
            ("t.js", "not cut yet"),
            ("t_bg.wasm", "\0asm"),
            (
                "sw.js",
                "const BUILD = \"\";const FILES = [];const ON_DEMAND = [];",
            ),
        ];
        for (name, text) in files {
            fs::write(stage.join(name), text).unwrap();
        }
        let cut = stage.with_extension("cut");
        let (pieces, kit) = (two_pieces(&cut), bare_kit());
        let ledger = finish(&stage, &pieces, &kit).unwrap();
        let mut files = ledger.files.iter();
        let is_script = |path: &str| path.starts_with("cuobian-") && !path.contains("wasm");
        let script = files.find(|file| is_script(&file.path)).unwrap();
        let script = fs::read_to_string(stage.join(&script.path)).unwrap();
        assert!(!script.contains("split_rest") && !script.contains("_bg"));
        let page = fs::read_to_string(stage.join("index.html")).unwrap();
        let worker = fs::read_to_string(stage.join("sw.js")).unwrap();
        for file in &ledger.files {
            let named = page.contains(&file.path) || is_root(&file.path);
            let script_of_boot = file.path.starts_with("cuobian-");
            let of_script = script.contains(&file.path);
            assert!(
                named || script_of_boot || of_script,
                "{} is named nowhere",
                file.path
            );
            assert!(
                worker.contains(&file.path) || is_root(&file.path),
                "{}",
                file.path
            );
        }
        assert!(page.contains(&meta_build(&ledger.build)) && worker.contains(&ledger.build));
        assert_eq!(page.matches("stylesheet").count(), 1);
        let sheet = ledger
            .files
            .iter()
            .find(|file| file.path.starts_with("style-"))
            .unwrap();
        assert_eq!(
            fs::read_to_string(stage.join(&sheet.path)).unwrap(),
            "a{}\nb{}\n"
        );
        fs::remove_dir_all(&stage).unwrap();
        fs::remove_dir_all(&cut).unwrap();
    }

    /// What the cutter would have left.
    fn two_pieces(cut: &Path) -> Pieces {
        fs::create_dir_all(cut).unwrap();
        let pieces = Pieces {
            wasm: cut.join("cuobian_bg.wasm"),
            script: "new URL('cuobian_bg.wasm');fetch(\"./split_rest.wasm\")".into(),
            others: vec![cut.join("split_rest.wasm")],
        };
        for wasm in pieces.others.iter().chain([&pieces.wasm]) {
            fs::write(wasm, "\0asm").unwrap();
        }
        pieces
    }

    /// A machine without npm.
    fn bare_kit() -> Kit {
        Kit {
            route: crate::wasm::Route::Active,
            wasm_opt: None,
            esbuild: None,
            axe: None,
            ical: None,
            browser: None,
            engines: None,
        }
    }

    fn is_root(path: &str) -> bool {
        ["index.html", "sw.js"].contains(&path)
    }
}
