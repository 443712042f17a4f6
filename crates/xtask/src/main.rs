//! The project's only scripts: set-up, build, run, test, bench, tidy.
//!
//! The one rule: a command works from a fresh clone, twice in a row, and without network after
//! the first time; what it cannot install it names in one sentence. Deliberately absent: any
//! decision about the product, and any dependency on the project's other crates.

mod bench;
mod bundle;
mod clock;
mod place;
mod run;
mod setup;
mod shell;
mod test;
mod tidy;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};

use place::Place;
use setup::Wish;

const HELP: &str = "\
cargo xtask COMMAND

  setup              check and install what is missing: wasm32, Trunk, wasm-bindgen,
                     wasm-split, wasm-opt, esbuild, Chromium, Firefox, a WebKit engine
  build              the page, ready to serve, in dist/ (skipped when nothing changed)
  run [FLAGS]        build, then serve on 127.0.0.1:8080 with the data in var/
                     (--data DIR, --listen ADDRESS; other flags go to the server)
  test [STEP ..]     every test there is, browser tests included, or only the named steps
  bench [--only ID]  the table of figures, and target/bench.json
  bench --peers      a durable write and a thousand pushed beside Dexie, PouchDB and
                     RxDB from npm, and target/peers.json
  bench --pretix     registrations beside pretix from PyPI, on SQLite and on PostgreSQL,
                     and target/pretix.json
  tidy               sizes, heads, names, and who may import whom
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut words = words.iter().map(String::as_str);
    let command = words.next().unwrap_or("help");
    let rest: Vec<&str> = words.collect();
    match obey(command, &rest) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn obey(command: &str, rest: &[&str]) -> Result<ExitCode> {
    let place = Place::find()?;
    match command {
        "setup" => setup::ready(&place, Wish::Engines).map(drop)?,
        "build" => {
            let kit = setup::ready(&place, Wish::Page)?;
            bundle::build(&place, &kit).map(drop)?;
        }
        "run" => run::serve(&place, rest)?,
        "test" => return test::all(&place, rest),
        "bench" => bench::measure(&place, rest)?,
        "tidy" => tidy::check(&place)?,
        "help" | "--help" | "-h" => print!("{HELP}"),
        other => bail!("there is no command {other:?}; `cargo xtask help` lists them"),
    }
    Ok(ExitCode::SUCCESS)
}
