//! Prints how large the records of the built-in programme are, and of a feed: `sizes [FEED]`.

use programme::{dehua, feed};
use rules::publish::Item;
use std::io::Write;

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let mut out = std::io::stdout().lock();
    let mut print = |name: &str, items: &[Item]| -> Result<(), Box<dyn core::error::Error>> {
        let json = serde_json::to_vec(items)?;
        let mut packed = Vec::new();
        let (quality, window) = (5, 22);
        brotli::CompressorWriter::new(&mut packed, 4096, quality, window).write_all(&json)?;
        let (records, bytes, brotli) = (items.len(), json.len(), packed.len());
        writeln!(
            out,
            "{name}: {records} records, {bytes} bytes of JSON, {brotli} bytes of brotli"
        )?;
        Ok(())
    };
    print("places", &dehua::foundation()?)?;
    print("2026", &dehua::programme(2026)?)?;
    print("2027", &dehua::programme(2027)?)?;
    if let Some(file) = std::env::args().nth(1) {
        let profile = feed::Profile::lcsd_leisure()?;
        print("feed", &feed::read(&std::fs::read(file)?, &profile)?.items)?;
    }
    Ok(())
}
