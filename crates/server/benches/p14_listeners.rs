//! Ten thousand phones that listen: how soon a change reaches all, and what each costs.
//!
//! `cargo bench -p cuobian-server --bench p14_listeners -- [--phones 10000]` prints a figure a
//! line. Server and phones are two processes; each needs as many open files as there are phones.

#[path = "served/process.rs"]
mod process;

use anyhow::{Result, bail};
use clap::Parser;
use process::{Process, Scratch, say, serve};
use rules::id::CommunityId;
use server::db::open;
use server::load::{Client, gather};
use server::world::{Stopwatch, World};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// Changes that are made, one after the other.
const CHANGES: usize = 12;
/// Connections that are opened at the same time.
const AT_ONCE: usize = 200;
/// How long one change may take before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Listens, and counts.
#[derive(Debug, Parser)]
struct Cli {
    /// How many phones.
    #[arg(long, default_value_t = 10_000)]
    phones: u32,
    /// Cargo gives it to every bench.
    #[arg(long, hide = true)]
    bench: bool,
    /// Serves this data folder instead: the other half of this binary.
    #[arg(long, hide = true)]
    serve: Option<PathBuf>,
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    if let Some(data) = &cli.serve {
        return runtime.block_on(serve(data));
    }
    let scratch = Scratch::fresh("listeners")?;
    runtime.block_on(measure(cli.phones, scratch.path()))
}

async fn measure(count: u32, data: &Path) -> Result<()> {
    let world = World::real();
    let community: CommunityId = "load".parse()?;
    let db = open(data)?;
    let (sessions, mut phones) = gather(&db, &world, &community, (CHANGES, 10, 1))?;
    drop(db);
    let process = Process::start(data)?;
    let mut client = Client::connect(process.address).await?;
    client.send("GET /healthz", "", b"").await?;
    let before = process.resident_kb()?;
    let (told, mut heard) = mpsc::unbounded_channel();
    let watch = world.stopwatch();
    for _ in 0..count.div_ceil(u32::try_from(AT_ONCE)?) {
        let some = (0..AT_ONCE).map(|_| tokio::spawn(connect(process.address)));
        for stream in some.collect::<Vec<_>>() {
            tokio::spawn(listen(stream.await??, watch, told.clone()));
        }
    }
    let each = f64::from(process.resident_kb()?.saturating_sub(before)) / f64::from(count);
    let connected = format!("a listening phone's share of memory, {count} connected");
    say("P14", &connected, (each, "KB"), "<= 24")?;
    let mut spans = Vec::new();
    for session in &sessions {
        let Some(phone) = phones.first_mut() else {
            bail!("the crowd is empty");
        };
        let mut request = phone.register(session)?;
        request.feeds.clear();
        let pressed = watch.elapsed();
        let answer = client.exchange(&phone.cookie, &request).await?;
        if answer.status != 200 {
            bail!("status {}: {}", answer.status, answer.text());
        }
        for _ in 0..count {
            let Ok(Some(at)) = tokio::time::timeout(PATIENCE, heard.recv()).await else {
                bail!("a change did not reach everybody");
            };
            spans.push(at.saturating_sub(pressed));
        }
        tokio::time::sleep(Duration::from_millis(1_300)).await;
    }
    spans.sort_unstable();
    let at = spans.len().saturating_mul(99) / 100;
    let p99 = spans.get(at).copied().unwrap_or(PATIENCE).as_secs_f64();
    let what = format!("from a press to the nudge of all {count}, p99 of {CHANGES} changes");
    say("P14", &what, (p99, "s"), "<= 2")?;
    let mb = f64::from(process.resident_kb()?) / 1_024.0;
    say("P14", "the server's memory after that", (mb, "MB"), "")
}

async fn connect(address: SocketAddr) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let ask = b"GET /sync/v1/nudge?community=load HTTP/1.1\r\nhost: load\r\n\r\n";
    stream.write_all(ask).await?;
    let mut head = [0; 1_024];
    let came = stream.read(&mut head).await?;
    if !head
        .get(..came)
        .is_some_and(|head| head.starts_with(b"HTTP/1.1 200"))
    {
        bail!("not listening: {}", String::from_utf8_lossy(&head));
    }
    Ok(stream)
}

/// Says when each nudge came.
async fn listen(mut stream: TcpStream, watch: Stopwatch, told: mpsc::UnboundedSender<Duration>) {
    let mut bytes = [0; 64];
    while let Ok(came) = stream.read(&mut bytes).await {
        let said = bytes.get(..came).unwrap_or_default();
        let is_nudge = said.windows(5).any(|part| part == b"data:");
        if came == 0 || (is_nudge && told.send(watch.elapsed()).is_err()) {
            return;
        }
    }
}
