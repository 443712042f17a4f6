//! The load generator: one real server process, many phones, figures as JSON lines.
//!
//! `cargo bench -p cuobian-server --bench p10_p11_p20_load -- [--secs 8] [--only P10]`
//! prints `{"id","what","value","unit","goal"}` a line. The server is this same binary, started
//! again with `--serve DIR`, over a data folder of its own that is removed at the end.

#[path = "served/crowd.rs"]
mod crowd;
#[path = "served/process.rs"]
mod process;

use anyhow::{Context, Result, bail};
use clap::Parser;
use crowd::{Run, SEATS, ask, catch_up, f64_of, p99_millis, pause_for};
use process::{Process, Scratch, say, serve};
use rules::id::{CommunityId, SessionId};
use server::db::open;
use server::load::{Client, Phone, gather};
use server::world::World;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Sessions the phones register for, one after the other: more than a quick machine gets through.
const SESSIONS: usize = 300;
/// Seats of the rush.
const RUSH_SEATS: u32 = 200;
/// Registrations a second of a town's busiest hour; the far goal is what the server takes at most.
const GOAL_PER_SEC: f64 = 1_500.0;

/// Presses at once, and counts.
#[derive(Debug, Parser)]
struct Cli {
    /// How long the throughput run lasts.
    #[arg(long, default_value_t = 8)]
    secs: u64,
    /// How many phones.
    #[arg(long, default_value_t = 10_000)]
    phones: usize,
    /// Only the figure of this id.
    #[arg(long)]
    only: Option<String>,
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
    let scratch = Scratch::fresh("load")?;
    measure_in(cli, &World::real(), scratch.path()).await
}

async fn measure_in(cli: &Cli, world: &World, data: &Path) -> Result<()> {
    let wants = |id: &str| cli.only.as_deref().is_none_or(|only| only == id);
    let community: CommunityId = "load".parse()?;
    let db = open(data)?;
    let shape = (SESSIONS, SEATS, cli.phones);
    let (sessions, phones) = gather(&db, world, &community, shape)?;
    let rush: SessionId = "rush".parse()?;
    let item = server::load::session_item(world, &rush, RUSH_SEATS)?;
    server::publish::publish(&db, world, &community, vec![item])?;
    drop(db);
    let mut process = Process::start(data)?;
    let phones = catch_up(process.address, phones).await?;
    let phones = if wants("P10") || wants("P20") {
        throughput(cli, world, process.address, (&sessions, phones)).await?
    } else {
        phones
    };
    if wants("P11") {
        press_at_once(world, process.address, &rush, phones).await?;
    }
    if wants("P20") {
        process.kill()?;
        let watch = world.stopwatch();
        let again = Process::start(data)?;
        let mut client = Client::connect(again.address).await?;
        let healthy = client.send("GET /healthz", "", b"").await?;
        if healthy.status != 200 {
            bail!("the server is not well after a kill");
        }
        let millis = watch.elapsed().as_secs_f64() * 1_000.0;
        let what = "ready again after kill -9, with this load's data";
        say("P20", what, (millis, "ms"), "<= 1000")?;
    }
    Ok(())
}

/// As many registrations as the server takes; then half as many, by the clock.
async fn throughput(
    cli: &Cli,
    world: &World,
    address: SocketAddr,
    (sessions, phones): (&[SessionId], Vec<Phone>),
) -> Result<Vec<Phone>> {
    let (most, rest) = sessions.split_at(sessions.len() / 2);
    let (some, few) = rest.split_at(rest.len() * 4 / 5);
    let mut run = Run {
        world: world.clone(),
        address,
        sessions: most.into(),
        lasts: Duration::from_secs(cli.secs),
        pause: None,
    };
    let (phones, mut taken) = run.go(phones).await?;
    let rate = f64_of(taken.len()) / run.lasts.as_secs_f64();
    let what = "registrations a second, whole stack, SQLite FULL";
    say("P10", what, (rate, "1/s"), ">= 10000")?;
    let what = "p99 at that load, 64 connections";
    say("P10", what, (p99_millis(&mut taken), "ms"), "<= 30")?;
    run.sessions = some.into();
    run.pause = Some(pause_for(rate / 2.0));
    let (phones, mut taken) = run.go(phones).await?;
    let what = format!("p99 at half of it, {:.0}/s by the clock", rate / 2.0);
    say("P10", &what, (p99_millis(&mut taken), "ms"), "")?;
    run.sessions = few.into();
    run.pause = Some(pause_for(GOAL_PER_SEC / 2.0));
    let (phones, mut taken) = run.go(phones).await?;
    let what = format!(
        "p99 at half of the goal, {:.0}/s by the clock",
        GOAL_PER_SEC / 2.0
    );
    say("P10", &what, (p99_millis(&mut taken), "ms"), "<= 50")?;
    Ok(phones)
}

/// Every phone has its connection open, and all press in one moment.
async fn press_at_once(
    world: &World,
    address: SocketAddr,
    session: &SessionId,
    phones: Vec<Phone>,
) -> Result<()> {
    let count = phones.len();
    let start = Arc::new(tokio::sync::Barrier::new(count.saturating_add(1)));
    let mut tasks = JoinSet::new();
    for mut phone in phones {
        let mut client = Client::connect(address).await?;
        let request = phone.register(session)?;
        let start = start.clone();
        tasks.spawn(async move {
            start.wait().await;
            let heard = ask(&mut client, &mut phone, &request).await?;
            let settled = heard.outcomes.into_iter().next().context("no outcome")?;
            anyhow::Ok(settled.outcome)
        });
    }
    start.wait().await;
    let watch = world.stopwatch();
    let outcomes: Result<Vec<sync::Outcome>> = tasks.join_all().await.into_iter().collect();
    let outcomes = outcomes?;
    let secs = watch.elapsed().as_secs_f64();
    let seated = outcomes
        .iter()
        .filter(|outcome| **outcome == sync::Outcome::Accepted);
    let what = format!("{count} press at once for {RUSH_SEATS} seats: all answered");
    say("P11", &what, (secs * 1_000.0, "ms"), "<= 1500")?;
    say(
        "P11",
        "of whom got a seat",
        (f64_of(seated.count()), "residents"),
        "= 200",
    )
}
