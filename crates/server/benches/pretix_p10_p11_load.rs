//! Ours beside pretix: registrations a second, how long they take, what fails, and memory.
//!
//! `cargo xtask bench --pretix` installs pretix from `PyPI` into an environment of its own, names it
//! in `CUOBIAN_PRETIX`, and runs this. Both take what a phone, or a page in its place, would send:
//! we one `POST /sync/v1`, pretix one order of a free ticket through its API, which spares it the
//! four pages of its shop. The same client presses through as many connections.

#[path = "served/crowd.rs"]
mod crowd;
#[path = "served/pretix.rs"]
mod pretix;
#[path = "served/process.rs"]
mod process;

use anyhow::{Context, Result};
use clap::Parser;
use crowd::{CONNECTIONS, Run, SEATS, catch_up, f64_of, p99_millis};
use pretix::{Database, Pretix};
use process::{Process, Scratch, say, serve};
use rules::id::CommunityId;
use server::db::open;
use server::load::{Client, gather};
use server::world::World;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

/// Seats where they are few.
const RUSH_SEATS: u32 = 200;
/// Who press for them.
const RUSH: usize = 1_000;

/// Two systems, one crowd.
#[derive(Debug, Parser)]
struct Cli {
    /// How long each is pressed.
    #[arg(long, default_value_t = 15)]
    secs: u64,
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
    let scratch = Scratch::fresh("pretix")?;
    measure_in(cli, &World::real(), scratch.path()).await
}

async fn measure_in(cli: &Cli, world: &World, folder: &Path) -> Result<()> {
    let lasts = Duration::from_secs(cli.secs);
    let ours = us(world, &folder.join("ours"), lasts).await?;
    let venv = std::env::var_os("CUOBIAN_PRETIX").context("CUOBIAN_PRETIX names no pretix")?;
    for on in [Database::Sqlite, Database::Postgres] {
        let folder = folder.join(on.name());
        let theirs = Pretix::start(Path::new(&venv), &folder, on, RUSH_SEATS).await?;
        let rate = them(world, &theirs, on, lasts).await?;
        let what = format!("ours, as many times as pretix on {}", on.name());
        say("P10", &what, (ours / rate, "times"), "")?;
        rush(world, &theirs, on).await?;
        let what = format!("pretix on {}: memory of all its processes", on.name());
        say("P10", &what, (theirs.memory_mb()?, "MB"), "")?;
    }
    Ok(())
}

/// Ours: gives its registrations a second.
async fn us(world: &World, data: &Path, lasts: Duration) -> Result<f64> {
    let community: CommunityId = "load".parse()?;
    let db = open(data)?;
    let (sessions, phones) = gather(&db, world, &community, (150, SEATS, 2_000))?;
    drop(db);
    let process = Process::start(data)?;
    let phones = catch_up(process.address, phones).await?;
    let run = Run {
        world: world.clone(),
        address: process.address,
        sessions: sessions.into(),
        lasts,
        pause: None,
    };
    let (_, mut taken) = run.go(phones).await?;
    let rate = f64_of(taken.len()) / lasts.as_secs_f64();
    say("P10", "ours: registrations a second", (rate, "1/s"), "")?;
    say("P10", "ours: p99", (p99_millis(&mut taken), "ms"), "")?;
    let mb = f64::from(process.resident_kb()?) / 1_000.0;
    say("P10", "ours: memory", (mb, "MB"), "")?;
    Ok(rate)
}

/// What became of orders.
#[derive(Debug, Default)]
struct Orders {
    taken: Vec<Duration>,
    seated: usize,
    refused: usize,
    failed: usize,
}

/// pretix without a limit of seats: gives its registrations a second.
async fn them(world: &World, pretix: &Pretix, on: Database, lasts: Duration) -> Result<f64> {
    let [item, _] = pretix.items;
    let mut orders = pressed(world, pretix, ("open", item), (usize::MAX, lasts)).await?;
    let name = on.name();
    let rate = f64_of(orders.seated) / lasts.as_secs_f64();
    let what = format!("pretix on {name}: registrations a second");
    say("P10", &what, (rate, "1/s"), "")?;
    let what = format!("pretix on {name}: p99");
    say("P10", &what, (p99_millis(&mut orders.taken), "ms"), "")?;
    let what = format!("pretix on {name}: failed or refused");
    let lost = f64_of(orders.refused + orders.failed);
    say("P10", &what, (lost, "orders"), "")?;
    Ok(rate)
}

/// pretix where seats are few.
async fn rush(world: &World, pretix: &Pretix, on: Database) -> Result<()> {
    let [_, item] = pretix.items;
    let watch = world.stopwatch();
    let day = Duration::from_hours(24);
    let orders = pressed(world, pretix, ("rush", item), (RUSH, day)).await?;
    let name = on.name();
    let secs = watch.elapsed().as_secs_f64();
    let what = format!("pretix on {name}: {RUSH} orders for {RUSH_SEATS} seats, all answered");
    say("P11", &what, (secs, "s"), "")?;
    let what = format!("pretix on {name}: of whom got a seat");
    say("P11", &what, (f64_of(orders.seated), "orders"), "")?;
    let what = format!("pretix on {name}: of whom were neither seated nor told that all is sold");
    say("P11", &what, (f64_of(orders.failed), "orders"), "")
}

/// Orders through all connections, until so many were sent or the time is over.
async fn pressed(
    world: &World,
    pretix: &Pretix,
    (event, item): (&str, u32),
    (most, lasts): (usize, Duration),
) -> Result<Orders> {
    let sent = Arc::new(AtomicUsize::new(0));
    let watch = world.stopwatch();
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (sent, world) = (sent.clone(), world.clone());
        let what = format!("POST /api/v1/organizers/bench/events/{event}/orders/");
        let token = &pretix.token;
        let head = format!(
            "authorization: Token {token}\r\ncontent-type: application/json\r\nconnection: close\r\n"
        );
        let address = pretix.address;
        let rest = lasts.saturating_sub(watch.elapsed());
        tasks.spawn(async move {
            let mut orders = Orders::default();
            let watch = world.stopwatch();
            loop {
                let number = sent.fetch_add(1, Ordering::Relaxed);
                if number >= most || watch.elapsed() >= rest {
                    return anyhow::Ok(orders);
                }
                let body = format!(
                    r#"{{"email":"r{number}@example.org","locale":"en","sales_channel":"web","positions":[{{"item":{item},"variation":null,"price":"0.00","answers":[]}}]}}"#
                );
                let from = watch.elapsed();
                let answer = async {
                    let mut client = Client::connect(address).await?;
                    client.send(&what, &head, body.as_bytes()).await
                };
                match answer.await {
                    Ok(answer) if answer.status == 201 => orders.seated += 1,
                    Ok(answer) if answer.status == 400 => orders.refused += 1,
                    Ok(_) | Err(_) => orders.failed += 1,
                }
                orders.taken.push(watch.elapsed().saturating_sub(from));
            }
        });
    }
    let mut all = Orders::default();
    for orders in tasks.join_all().await {
        let orders = orders?;
        all.taken.extend(orders.taken);
        all.seated += orders.seated;
        all.refused += orders.refused;
        all.failed += orders.failed;
    }
    Ok(all)
}
