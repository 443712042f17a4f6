//! Compresses ahead of time: the server hands out `.br` and `.gz` beside a file as they are.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// What gains from compression; pictures and fonts are compressed already.
const TEXT: [&str; 8] = [
    "html",
    "js",
    "css",
    "wasm",
    "svg",
    "json",
    "webmanifest",
    "txt",
];
/// Below this the header eats the gain.
const WORTH_BYTES: usize = 200;

/// Writes both forms beside the file where they help, and gives the bytes that travel.
pub fn beside(file: &Path) -> Result<u64> {
    let bytes = fs::read(file).with_context(|| format!("{}", file.display()))?;
    let whole = u64::try_from(bytes.len())?;
    let ending = file
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or("");
    if !TEXT.contains(&ending) || bytes.len() < WORTH_BYTES {
        return Ok(whole);
    }
    let small = brotli(&bytes)?;
    fs::write(added(file, "br"), &small)?;
    fs::write(added(file, "gz"), gzip(&bytes)?)?;
    Ok(u64::try_from(small.len())?)
}

/// The path of a compressed form.
pub fn added(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut small = Vec::new();
    let best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut small, &best)?;
    Ok(small)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn both_forms_give_the_file_back() {
        let text = "厝边 ".repeat(500).into_bytes();
        let mut from_brotli = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(&text).unwrap(), &mut from_brotli).unwrap();
        let mut from_gzip = Vec::new();
        let packed = gzip(&text).unwrap();
        flate2::read::GzDecoder::new(&*packed)
            .read_to_end(&mut from_gzip)
            .unwrap();
        assert_eq!((&from_brotli, &from_gzip), (&text, &text));
        assert!(packed.len() < text.len() / 10);
    }
}
