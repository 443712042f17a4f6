//! The load generator: one real server process, many phones, figures as JSON lines.
//!
//! `cargo bench -p cuobian-server --bench p10_p11_p20_load -- [--secs 8] [--only P10]`
//! prints `{"id","what","value","unit","goal"}` a line. The server is this same binary, started
//! again with `--serve DIR`, over a data folder of its own that is removed at the end.

#[path = "served/process.rs"]
mod process;

use anyhow::{Context, Result, bail};
use clap::Parser;
use process::{Process, say, serve};
use rules::id::{CommunityId, SessionId};
use serde::Deserialize;
use server::db::open;
use server::load::{Client, Phone, gather};
use server::world::World;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use sync::cursor::Cursor;
use sync::wire::Settled;
use tokio::task::JoinSet;

/// Connections of the throughput runs: a town's phones behind one proxy.
const CONNECTIONS: usize = 64;
/// Sessions the phones register for, one after the other: more than a quick machine gets through.
const SESSIONS: usize = 300;
/// Seats for everyone: what is measured is registering, not refusing.
const SEATS: u32 = 1_000_000;
/// The goal's registrations a second.
const GOAL_PER_SEC: f64 = 1_500.0;

/// Presses at once, and counts.
#[derive(Debug, Parser)]
struct Cli {
    /// How long the throughput run lasts.
    #[arg(long, default_value_t = 8)]
    secs: u64,
    /// How many phones.
    #[arg(long, default_value_t = 2_000)]
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

/// What a phone reads of an answer.
#[derive(Debug, Deserialize)]
struct Heard {
    #[serde(default)]
    outcomes: Vec<Settled>,
    feeds: Vec<HeardFeed>,
}

#[derive(Debug, Deserialize)]
struct HeardFeed {
    cursor: Cursor,
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
    let world = World::real();
    let tail: [u8; 8] = world.random()?;
    let folder = format!("cuobian-load-{}", sync::identity::Epoch(tail));
    let data = std::env::temp_dir().join(folder);
    let measured = measure_in(cli, &world, &data).await;
    std::fs::remove_dir_all(&data)?;
    measured
}

async fn measure_in(cli: &Cli, world: &World, data: &Path) -> Result<()> {
    let wants = |id: &str| cli.only.as_deref().is_none_or(|only| only == id);
    let community: CommunityId = "load".parse()?;
    let db = open(data)?;
    let shape = (SESSIONS, SEATS, cli.phones);
    let (sessions, phones) = gather(&db, world, &community, shape)?;
    let rush: SessionId = "rush".parse()?;
    let item = server::load::session_item(world, &rush, 100)?;
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

/// Each phone's first pull, so that what is measured is registering.
async fn catch_up(address: SocketAddr, phones: Vec<Phone>) -> Result<Vec<Phone>> {
    let mut tasks = JoinSet::new();
    for mut share in shares(phones, CONNECTIONS) {
        tasks.spawn(async move {
            let mut client = Client::connect(address).await?;
            for phone in &mut share {
                let request = phone.pull();
                ask(&mut client, phone, &request).await?;
            }
            anyhow::Ok(share)
        });
    }
    let shares: Result<Vec<Vec<Phone>>> = tasks.join_all().await.into_iter().collect();
    Ok(shares?.into_iter().flatten().collect())
}

fn shares(phones: Vec<Phone>, count: usize) -> Vec<Vec<Phone>> {
    let mut shares: Vec<Vec<Phone>> = Vec::new();
    shares.resize_with(count, Vec::new);
    for (phone, at) in phones.into_iter().zip((0..count).cycle()) {
        if let Some(share) = shares.get_mut(at) {
            share.push(phone);
        }
    }
    shares
}

async fn ask(
    client: &mut Client,
    phone: &mut Phone,
    request: &sync::wire::Request,
) -> Result<Heard> {
    let answer = client.exchange(&phone.cookie, request).await?;
    if answer.status != 200 {
        bail!("status {}: {}", answer.status, answer.text());
    }
    let heard: Heard = serde_json::from_slice(&answer.body)?;
    phone.cursor = heard.feeds.first().map(|feed| feed.cursor.clone());
    Ok(heard)
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
    say("P10", what, (rate, "1/s"), ">= 1500")?;
    let what = "p99 at that load, 64 connections";
    say("P10", what, (p99_millis(&mut taken), "ms"), "")?;
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

/// Between two requests of one connection, for so many a second of all.
fn pause_for(per_sec: f64) -> Duration {
    Duration::from_secs_f64(f64_of(CONNECTIONS) / per_sec)
}

fn f64_of(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

fn p99_millis(taken: &mut [Duration]) -> f64 {
    taken.sort_unstable();
    let at = taken.len().saturating_mul(99) / 100;
    taken
        .get(at)
        .map_or(f64::NAN, |span| span.as_secs_f64() * 1_000.0)
}

/// One run of all connections.
#[derive(Clone)]
struct Run {
    world: World,
    address: SocketAddr,
    sessions: Arc<[SessionId]>,
    lasts: Duration,
    /// Between two requests of one connection; none: as fast as they are answered.
    pause: Option<Duration>,
}

impl Run {
    async fn go(&self, phones: Vec<Phone>) -> Result<(Vec<Phone>, Vec<Duration>)> {
        let mut tasks = JoinSet::new();
        for (at, share) in (0_u32..).zip(shares(phones, CONNECTIONS)) {
            // Connections take turns; else all of them would press in the same moment.
            let first = self.pause.map_or(Duration::ZERO, |pause| pause * at / 64);
            tasks.spawn(self.clone().press(share, first));
        }
        let mut phones = Vec::new();
        let mut taken = Vec::new();
        for done in tasks.join_all().await {
            let (share, spans) = done?;
            phones.extend(share);
            taken.extend(spans);
        }
        Ok((phones, taken))
    }

    async fn press(
        self,
        mut share: Vec<Phone>,
        first: Duration,
    ) -> Result<(Vec<Phone>, Vec<Duration>)> {
        let mut client = Client::connect(self.address).await?;
        let mut taken = Vec::new();
        let watch = self.world.stopwatch();
        let mut due = first;
        'all: for session in self.sessions.iter() {
            for phone in &mut share {
                if watch.elapsed() >= self.lasts {
                    break 'all;
                }
                let from = match self.pause {
                    None => watch.elapsed(),
                    Some(pause) => {
                        tokio::time::sleep(due.saturating_sub(watch.elapsed())).await;
                        due += pause;
                        due.saturating_sub(pause)
                    }
                };
                let request = phone.register(session)?;
                let heard = ask(&mut client, phone, &request).await?;
                taken.push(watch.elapsed().saturating_sub(from));
                if heard.outcomes.first().map(|settled| &settled.outcome)
                    != Some(&sync::Outcome::Accepted)
                {
                    bail!("not accepted: {:?}", heard.outcomes);
                }
            }
        }
        if watch.elapsed() < self.lasts {
            bail!("the crowd ran out of sessions before the time was over");
        }
        Ok((share, taken))
    }
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
    let what = format!("{count} press at once for 100 seats: all answered");
    say("P11", &what, (secs * 1_000.0, "ms"), "<= 1500")?;
    say(
        "P11",
        "of whom got a seat",
        (f64_of(seated.count()), "residents"),
        "= 100",
    )
}
