//! What a registration leaves on the disk, and how long those wait who only read while many press.
//!
//! `cargo bench -p cuobian-server --bench p16_p17_rush -- [--secs 6] [--only P17]` prints
//! `{"id","what","value","unit","goal"}` a line, as its neighbour does.

#[path = "served/crowd.rs"]
mod crowd;
#[path = "served/process.rs"]
mod process;

use anyhow::Result;
use clap::Parser;
use crowd::{Run, SEATS, ask, catch_up, f64_of, p99_millis};
use process::{Process, Scratch, say, serve};
use rules::id::CommunityId;
use rusqlite::Connection;
use server::db::open;
use server::load::{Client, Phone, gather};
use server::world::World;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::task::JoinSet;

/// Sessions the phones register for: more than a quick machine gets through.
const SESSIONS: usize = 60;
/// Who press.
const PRESSING: usize = 2_000;
/// Who only read, each on a connection of their own.
const READING: usize = 16;
/// Between two reads of one of them; together 160 a second.
const READS_EVERY: Duration = Duration::from_millis(100);

/// Presses while others read.
#[derive(Debug, Parser)]
struct Cli {
    /// How long they press.
    #[arg(long, default_value_t = 6)]
    secs: u64,
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
    let scratch = Scratch::fresh("rush")?;
    measure_in(cli, &World::real(), scratch.path()).await
}

async fn measure_in(cli: &Cli, world: &World, data: &Path) -> Result<()> {
    let wants = |id: &str| cli.only.as_deref().is_none_or(|only| only == id);
    let community: CommunityId = "load".parse()?;
    let db = open(data)?;
    let shape = (SESSIONS, SEATS, PRESSING + READING);
    let (sessions, mut phones) = gather(&db, world, &community, shape)?;
    let process = Process::start(data)?;
    let reading = phones.split_off(PRESSING);
    let phones = catch_up(process.address, phones).await?;
    let before = held_bytes(&db)?;
    let run = Run {
        world: world.clone(),
        address: process.address,
        sessions: sessions.into(),
        lasts: Duration::from_secs(cli.secs),
        pause: None,
    };
    let readers = wants("P17").then(|| tokio::spawn(read_on(run.clone(), reading)));
    let (_, mut taken) = run.go(phones).await?;
    if let Some(readers) = readers {
        let mut read = readers.await??;
        let pressed = f64_of(taken.len()) / run.lasts.as_secs_f64();
        let what = format!("news asked for while {pressed:.0} a second register, p99");
        say("P17", &what, (p99_millis(&mut read), "ms"), "<= 10")?;
        let what = "the registrations meanwhile, p99";
        say("P17", what, (p99_millis(&mut taken), "ms"), "<= 60")?;
    }
    if wants("P16") {
        let grown = held_bytes(&db)? - before;
        let each = grown / f64_of(taken.len());
        let what = "the database's growth for each registration, journal and all";
        say("P16", what, (each, "B"), "<= 400")?;
    }
    Ok(())
}

/// All pages in use, whether they stand in the database or still in its log. Units: bytes.
fn held_bytes(db: &Connection) -> Result<f64> {
    let pages = "SELECT (SELECT page_count FROM pragma_page_count)
        - (SELECT freelist_count FROM pragma_freelist_count)";
    let pages: u32 = db.query_row(pages, [], |row| row.get(0))?;
    let size: u32 = db.query_row("SELECT page_size FROM pragma_page_size", [], |row| {
        row.get(0)
    })?;
    Ok(f64::from(pages) * f64::from(size))
}

/// Each asks by the clock what changed, until the run is over.
async fn read_on(run: Run, phones: Vec<Phone>) -> Result<Vec<Duration>> {
    let phones = catch_up(run.address, phones).await?;
    let mut tasks = JoinSet::new();
    for (at, mut phone) in (0_u32..).zip(phones) {
        let run = run.clone();
        tasks.spawn(async move {
            let mut client = Client::connect(run.address).await?;
            let watch = run.world.stopwatch();
            let mut due = READS_EVERY * at / 16;
            let mut taken = Vec::new();
            while due < run.lasts {
                tokio::time::sleep(due.saturating_sub(watch.elapsed())).await;
                let request = phone.pull();
                ask(&mut client, &mut phone, &request).await?;
                taken.push(watch.elapsed().saturating_sub(due));
                due += READS_EVERY;
            }
            anyhow::Ok(taken)
        });
    }
    let taken: Result<Vec<_>> = tasks.join_all().await.into_iter().collect();
    Ok(taken?.into_iter().flatten().collect())
}
