//! The table of figures, with the ids of the goals, and `target/bench.json` for machines.
//!
//! The one rule: a figure is measured by the run that prints it. Where others add theirs: a file
//! `crates/X/benches/p7_search.rs` with `harness = false` is found by itself (its name says the
//! ids it measures). One whose name ends in `_browser` gets the page, the server and a browser named
//! in its environment; one whose name begins with `peers_` also gets what others use, and runs only
//! when asked for with `--peers`; `pretix_` and `--pretix` likewise. Each prints JSON lines
//! `{"id","what","value","unit","goal"}`.

mod figure;
mod peers;
mod registry;

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::place::Place;
use crate::setup::{self, Kit, Wish};
use crate::{bundle, run, shell};
use figure::Figure;
use peers::Peers;
use registry::{Bench, Measure, Need};

/// What was asked for on the command line.
enum Asked {
    /// Every figure that has a goal.
    Goals,
    /// The figures of one goal, by its id.
    Only(String),
    /// The app beside what others use.
    Peers,
    /// The server beside pretix.
    Pretix,
}

impl Asked {
    fn read(words: &[&str]) -> Result<Self> {
        match words {
            [] => Ok(Self::Goals),
            ["--only", id] => Ok(Self::Only(id.to_ascii_uppercase())),
            ["--peers"] => Ok(Self::Peers),
            ["--pretix"] => Ok(Self::Pretix),
            _ => bail!("bench understands `--only ID`, `--peers` or `--pretix`, and nothing else"),
        }
    }

    fn wants(&self, bench: &Bench) -> bool {
        let [with_peers, with_pretix] =
            [Need::Peers, Need::Pretix].map(|need| bench.needs.contains(&need));
        let alone = !with_peers && !with_pretix;
        match self {
            Self::Goals => alone,
            Self::Only(id) => alone && bench.ids.contains(id),
            Self::Peers => with_peers,
            Self::Pretix => with_pretix,
        }
    }

    /// The list for machines.
    fn file(&self) -> &'static str {
        match self {
            Self::Goals | Self::Only(_) => "bench.json",
            Self::Peers => "peers.json",
            Self::Pretix => "pretix.json",
        }
    }
}

/// What stands before the first bench runs.
struct Ready {
    kit: Kit,
    peers: Option<Peers>,
    pretix: Option<PathBuf>,
}

/// Measures everything, what has the id after `--only`, or the app beside others.
pub fn measure(place: &Place, words: &[&str]) -> Result<()> {
    let asked = Asked::read(words)?;
    let mut benches = registry::found(place)?;
    benches.retain(|bench| asked.wants(bench));
    if benches.is_empty() {
        bail!("no bench measures {}", words.join(" "));
    }
    let ready = made_ready(place, &benches)?;
    let mut figures = Vec::new();
    let mut failed = Vec::new();
    for bench in &benches {
        eprintln!("bench: {}", bench.ids.join(", "));
        match figures_of(bench, place, &ready) {
            Ok(found) => figures.extend(found),
            Err(error) => failed.push(format!("{}: {error:#}", bench.ids.join(", "))),
        }
    }
    if let Asked::Only(id) = &asked {
        figures.retain(|figure| figure.id == *id);
    }
    let list: Vec<_> = figures.iter().map(Figure::to_json).collect();
    let file = place.target().join(asked.file());
    std::fs::write(&file, serde_json::to_string_pretty(&list)? + "\n")
        .with_context(|| format!("{} cannot be written", file.display()))?;
    print!("{}", figure::table(&figures));
    if !failed.is_empty() {
        bail!("could not be measured: {}", failed.join("; "));
    }
    Ok(())
}

/// Builds what the benches need, before the first of them runs.
fn made_ready(place: &Place, benches: &[Bench]) -> Result<Ready> {
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
    let peers = if needs(Need::Peers) {
        Some(peers::ready(place, &kit)?)
    } else {
        None
    };
    let pretix = needs(Need::Pretix).then(|| setup::pretix(place));
    let pretix = pretix.transpose()?;
    Ok(Ready { kit, peers, pretix })
}

fn figures_of(bench: &Bench, place: &Place, ready: &Ready) -> Result<Vec<Figure>> {
    let Ready { kit, peers, pretix } = ready;
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
    if let Some(peers) = peers {
        peers.name(&mut command);
    }
    if let Some(pretix) = pretix {
        command.env("CUOBIAN_PRETIX", pretix);
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
