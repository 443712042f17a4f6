//! Reads a feed and prints what it came to, one line a row, or its records as JSON:
//! `read_feed FILE [PROFILE.toml | --json]`.

use programme::feed::{Profile, read};
use rules::{Key, Record};
use std::io::Write;

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments
        .next()
        .ok_or("usage: read_feed FILE [PROFILE.toml]")?;
    let option = arguments.next();
    let is_json = option.as_deref() == Some("--json");
    let profile = match option.filter(|_| !is_json) {
        Some(path) => Profile::read(&std::fs::read_to_string(path)?)?,
        None => Profile::lcsd_leisure()?,
    };
    let reading = read(&std::fs::read(file)?, &profile)?;
    let mut out = std::io::stdout().lock();
    if is_json {
        serde_json::to_writer(out, &reading.items)?;
        return Ok(());
    }
    for item in &reading.items {
        if let (Key::Session(id), Record::Session(session)) = (&item.key, &item.record) {
            let days: Vec<String> = session.days.iter().map(ToString::to_string).collect();
            writeln!(out, "taken {id} {}", days.join(" "))?;
        }
    }
    for row in &reading.refused {
        let code = row.code.as_deref().unwrap_or("-");
        writeln!(out, "refused {code} (row {}): {}", row.row, row.reason)?;
    }
    for noted in &reading.notes {
        writeln!(out, "note {} {:?}", noted.code, noted.note)?;
    }
    Ok(())
}
