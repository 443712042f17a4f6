//! P20: how soon the server answers again with a million registrations in its file: after it ended
//! well, and after `kill -9` with writes in its log.
//!
//! `cargo bench -p cuobian-server --bench p20_million -- [--sessions 1000] [--residents 1000]`.
//! The million is settled by the authority over the server's own file, a resident's thousand in one
//! transaction; over HTTP it would take minutes and change nothing of what is measured. The file
//! was written a moment before, so the system has it in memory, as after any restart of a process.

#[path = "served/process.rs"]
mod process;

use anyhow::{Context, Result, bail};
use clap::Parser;
use process::{Process, Scratch, say, serve};
use rules::Intent;
use rules::id::{CommunityId, SessionId};
use rules::registration::WhenFull;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use server::db::{SqliteDepot, open};
use server::load::{Client, Phone, gather, session_item};
use server::world::World;
use std::path::{Path, PathBuf};
use std::time::Duration;
use sync::authority::{Before, Visit, settle};
use sync::identity::Epoch;
use sync::outcome::Outcome;
use sync::wire::{Request, Response};

/// Seats for everyone.
const SEATS: u32 = 1_000_000;
/// Written over HTTP before the kill, so that the log holds what the file does not.
const PRESSED: usize = 500;
const RUNS: usize = 5;

/// Fills a file, ends and kills the server on it, and looks at the clock.
#[derive(Debug, Parser)]
struct Cli {
    /// How many sessions.
    #[arg(long, default_value_t = 1_000)]
    sessions: usize,
    /// How many residents, each of whom registers for all of them.
    #[arg(long, default_value_t = 1_000)]
    residents: usize,
    /// Says nothing: cargo gives it to every bench.
    #[arg(long, hide = true)]
    bench: bool,
    /// Serves this data folder instead: the other half of this binary.
    #[arg(long, hide = true)]
    serve: Option<PathBuf>,
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    match &cli.serve {
        Some(data) => runtime.block_on(serve(data)),
        None => runtime.block_on(measure(&cli)),
    }
}

async fn measure(cli: &Cli) -> Result<()> {
    let scratch = Scratch::fresh("million")?;
    measure_in(cli, &World::real(), scratch.path()).await
}

async fn measure_in(cli: &Cli, world: &World, data: &Path) -> Result<()> {
    let community: CommunityId = "load".parse()?;
    let db = open(data)?;
    let shape = (cli.sessions, SEATS, cli.residents);
    let (sessions, mut phones) = gather(&db, world, &community, shape)?;
    let watch = world.stopwatch();
    for phone in &mut phones {
        fill(&db, world, phone, &sessions)?;
    }
    let count = sessions.len().saturating_mul(phones.len());
    eprintln!("p20: {count} settled in {:?}", watch.elapsed());
    let rush: Vec<SessionId> = (0..RUNS).filter_map(|run| rush(run).ok()).collect();
    let items: Result<Vec<_>, _> = rush
        .iter()
        .map(|id| session_item(world, id, SEATS))
        .collect();
    server::publish::publish(&db, world, &community, items?)?;
    drop(db);
    let (mut well, mut killed) = (Vec::new(), Vec::new());
    let mut phone = phones.pop().context("a resident")?;
    let (mut process, took) = ready(world, data, &mut phone).await?;
    well.push(took);
    for id in &rush {
        press(&process, &mut phones, id).await?;
        process.kill()?;
        let (again, took) = ready(world, data, &mut phone).await?;
        killed.push(took);
        process = again;
    }
    said(
        &format!("ready again with {count} registered, ended well"),
        &mut well,
    )?;
    said(
        &format!("ready again with {count} registered, kill -9"),
        &mut killed,
    )
}

fn rush(run: usize) -> Result<SessionId> {
    Ok(format!("rush{run}").parse()?)
}

/// One resident registers for every session, in one transaction.
fn fill(db: &Connection, world: &World, phone: &mut Phone, sessions: &[SessionId]) -> Result<()> {
    let community = phone.member.community.clone();
    let transaction = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let mut depot = SqliteDepot::new(&transaction, community.clone());
    let visit = Visit::new(phone.member.actor_in(&community), world.now());
    for (seq, session) in (1_u64..).zip(sessions) {
        let intent = Intent::Register {
            session: session.clone(),
            members: vec![phone.member.resident.clone()],
            when_full: WhenFull::Refuse,
        };
        let push = phone.push(seq, &intent)?;
        let whose = (phone.device, Epoch([2; 8]));
        let settled = settle(&mut depot, &visit, whose, (&push, Before::Numbered))?;
        if settled.map(|settled| settled.outcome) != Some(Outcome::Accepted) {
            bail!("{session} was not accepted");
        }
    }
    transaction.commit()?;
    Ok(())
}

/// Registrations over HTTP, the last of which is answered when this returns.
async fn press(process: &Process, phones: &mut [Phone], session: &SessionId) -> Result<()> {
    let mut client = Client::connect(process.address).await?;
    for phone in phones.iter_mut().take(PRESSED) {
        let mut request = phone.register(session)?;
        // What changed before is nobody's question here.
        request.feeds.clear();
        settled(&mut client, phone, &request).await?;
    }
    Ok(())
}

/// Asks, and makes sure that there is an outcome.
async fn settled(client: &mut Client, phone: &Phone, request: &Request) -> Result<Outcome> {
    let answer = client.exchange(&phone.cookie, request).await?;
    if answer.status != 200 {
        bail!("status {}: {}", answer.status, answer.text());
    }
    let heard: Response = serde_json::from_slice(&answer.body)?;
    let first = heard.outcomes.into_iter().next();
    Ok(first.context("no outcome")?.outcome)
}

/// Starts the server and waits until it settles a request: health alone would say too little.
async fn ready(world: &World, data: &Path, phone: &mut Phone) -> Result<(Process, Duration)> {
    let mut request = phone.register(&"s0".parse()?)?;
    request.feeds.clear();
    let watch = world.stopwatch();
    let process = Process::start(data)?;
    let mut client = Client::connect(process.address).await?;
    let outcome = settled(&mut client, phone, &request).await?;
    let took = watch.elapsed();
    match outcome {
        // They are registered for it already, as the file must know.
        Outcome::Refused { .. } => Ok((process, took)),
        other => bail!("what was settled before is not known: {other:?}"),
    }
}

/// The slowest is the figure: nobody waits for a median.
fn said(what: &str, took: &mut [Duration]) -> Result<()> {
    took.sort_unstable();
    let slowest = took.last().context("nothing was measured")?;
    let what = format!("{what}, slowest of {}", took.len());
    say(
        "P20",
        &what,
        (slowest.as_secs_f64() * 1_000.0, "ms"),
        "<= 1000",
    )
}
