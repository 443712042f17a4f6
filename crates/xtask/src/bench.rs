//! The table of figures, with the ids of the goals, and `target/bench.json` for machines.
//!
//! The one rule: a figure is measured by the run that prints it. Where others add theirs: a file
//! `crates/X/benches/p7_search.rs` with `harness = false` is found by itself (its name says the
//! ids it measures). One whose name ends in `_browser` gets the page, the server and a browser named
//! in its environment. Each prints JSON lines `{"id","what","value","unit","goal"}`.

mod figure;
mod registry;

use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::place::Place;
use crate::setup::{self, Kit, Wish};
use crate::{bundle, run, shell};
use figure::Figure;
use registry::{Bench, Measure, Need};

/// Measures everything, or what has the id after `--only`.
pub fn measure(place: &Place, words: &[&str]) -> Result<()> {
    let only = match words {
        [] => None,
        ["--only", id] => Some(id.to_ascii_uppercase()),
        _ => bail!("bench understands `--only ID` and nothing else"),
    };
    let mut benches = registry::found(place)?;
    if let Some(id) = &only {
        benches.retain(|bench| bench.ids.contains(id));
        if benches.is_empty() {
            bail!("no bench measures {id}");
        }
    }
    let kit = made_ready(place, &benches)?;
    let mut figures = Vec::new();
    let mut failed = Vec::new();
    for bench in &benches {
        eprintln!("bench: {}", bench.ids.join(", "));
        match figures_of(bench, place, &kit) {
            Ok(found) => figures.extend(found),
            Err(error) => failed.push(format!("{}: {error:#}", bench.ids.join(", "))),
        }
    }
    figures.retain(|figure| only.as_ref().is_none_or(|id| figure.id == *id));
    let list: Vec<_> = figures.iter().map(Figure::to_json).collect();
    let file = place.target().join("bench.json");
    std::fs::write(&file, serde_json::to_string_pretty(&list)? + "\n")
        .with_context(|| format!("{} cannot be written", file.display()))?;
    print!("{}", figure::table(&figures));
    if !failed.is_empty() {
        bail!("could not be measured: {}", failed.join("; "));
    }
    Ok(())
}

/// Builds what the benches need, before the first of them runs.
fn made_ready(place: &Place, benches: &[Bench]) -> Result<Kit> {
    let needs = |need| benches.iter().any(|bench| bench.needs.contains(&need));
    let wish = if needs(Need::Browser) {
        Wish::Browser
    } else {
        Wish::Page
    };
    let kit = setup::ready(place, wish)?;
    if needs(Need::Server) || needs(Need::Browser) {
        run::server(place)?;
    }
    if needs(Need::Browser) {
        bundle::build(place, &kit)?;
    }
    Ok(kit)
}

fn figures_of(bench: &Bench, place: &Place, kit: &Kit) -> Result<Vec<Figure>> {
    let mut command = match &bench.measure {
        Measure::FirstLoad => return Ok(first_load(&bundle::build(place, kit)?)),
        Measure::Cargo(words) => {
            let mut cargo = shell::command("cargo");
            cargo.args(words);
            cargo
        }
    };
    if bench.needs.contains(&Need::Browser) {
        crate::test::in_a_browser(&mut command, place, kit)?;
    }
    command
        .current_dir(&place.root)
        .env("CUOBIAN_SERVER_BIN", place.server())
        .stderr(Stdio::inherit());
    let figures: Vec<Figure> = shell::output(&mut command)?
        .lines()
        .filter_map(Figure::of_line)
        .collect();
    if figures.is_empty() {
        bail!("it ran and printed no figure");
    }
    Ok(figures)
}

/// P1: the bytes before the first touch, and those after it, as they travel.
fn first_load(ledger: &bundle::Ledger) -> Vec<Figure> {
    let part = |what: &str, value_kb, goal: &str| Figure {
        id: "P1".into(),
        what: what.into(),
        value: value_kb,
        unit: "kB brotli".into(),
        goal: goal.into(),
    };
    let goal = format!("<= {}", bundle::BUDGET_KB);
    let mut figures = vec![part(
        "first load, all",
        bundle::kb(ledger.brotli_first()),
        &goal,
    )];
    figures.push(part(
        "later, once the page rests",
        bundle::kb(ledger.brotli_later()),
        "",
    ));
    for kind in bundle::KINDS {
        let name = format!("first load, {kind}");
        figures.push(part(&name, bundle::kb(ledger.brotli_bytes(kind)), ""));
    }
    figures
}
