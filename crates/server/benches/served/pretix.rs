//! pretix in processes of its own, over SQLite or PostgreSQL, as its documentation has it run:
//! gunicorn before it, three workers on two cores.

use anyhow::{Context, Result, bail};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// Which database stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite,
    /// A server of its own.
    Postgres,
}

impl Database {
    /// As it is called in figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// pretix, ready for orders; ended when it is let go.
pub struct Pretix {
    // Let go in this order: the database last.
    front: Running,
    database: Option<Running>,
    /// Where it listens.
    pub address: SocketAddr,
    /// What an order is allowed by.
    pub token: String,
    /// What is ordered without a limit, and where seats are few.
    pub items: [u32; 2],
}

/// A process group that is ended with its owner.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let id = self.0.id().to_string();
        let ended = Command::new("kill").args(["-TERM", &id]).status();
        if ended.is_err() || self.0.wait().is_err() {
            tracing::warn!(id, "a process may still be there");
        }
    }
}

impl Pretix {
    /// Makes a fresh one in this folder, with so many seats where they are few.
    pub async fn start(venv: &Path, folder: &Path, on: Database, seats: u32) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let (database, words) = match on {
            Database::Sqlite => (None, String::from("backend=sqlite3")),
            Database::Postgres => {
                let (running, port) = postgres(&folder.join("postgres")).await?;
                let words = format!(
                    "backend=postgresql\nname=postgres\nuser=postgres\nhost=127.0.0.1\nport={port}"
                );
                (Some(running), words)
            }
        };
        let config = folder.join("pretix.cfg");
        let secret = "0123456789012345678901234567890123456789";
        let text = format!(
            "[pretix]\ninstance_name=bench\nurl=http://load\ndatadir={}\n\
             [database]\n{words}\n[django]\nsecret={secret}\n[mail]\nhost=127.0.0.1\nport=1\n",
            folder.display()
        );
        fs::write(&config, text)?;
        let python = |name: &str| {
            let mut command = Command::new(venv.join("bin").join(name));
            command.env("PRETIX_CONFIG_FILE", &config);
            command.stdin(Stdio::null()).stderr(Stdio::null());
            command
        };
        done(python("python").args(["-m", "pretix", "migrate"]))?;
        let seed = folder.join("seed.py");
        fs::write(&seed, include_str!("pretix_seed.py"))?;
        let said = done(python("python").arg(&seed).arg(seats.to_string()))?;
        let said = String::from_utf8(said.stdout)?;
        let word = |name: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(name));
            line.map(str::trim).context("the seed said too little")
        };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let front = python("gunicorn")
            .args([
                "pretix.wsgi",
                "--workers",
                "3",
                "--threads",
                "4",
                "--timeout",
                "120",
            ])
            .args(["--log-level", "critical", "--bind", &address.to_string()])
            .stdout(Stdio::null())
            .spawn()?;
        let front = Running(front);
        listens(address).await?;
        Ok(Self {
            front,
            database,
            address,
            token: word("token")?.to_owned(),
            items: [word("open")?.parse()?, word("rush")?.parse()?],
        })
    }

    /// The memory of all its processes, what they share counted once. Units: MB.
    pub fn memory_mb(&self) -> Result<f64> {
        let roots = [Some(&self.front), self.database.as_ref()];
        let roots = roots.into_iter().flatten().map(|running| running.0.id());
        let mut kb = 0.0;
        for id in with_children(roots.collect())? {
            kb += share_kb(id).unwrap_or(0.0);
        }
        Ok(kb / 1_000.0)
    }
}

fn done(command: &mut Command) -> Result<Output> {
    let output = command.output()?;
    if !output.status.success() {
        bail!("{command:?} failed");
    }
    Ok(output)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

async fn listens(address: SocketAddr) -> Result<()> {
    for _ in 0..600 {
        if tokio::net::TcpStream::connect(address).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("nothing listens at {address}")
}

/// A PostgreSQL of its own, as durable as it comes: synchronous commits, real syncs.
async fn postgres(folder: &Path) -> Result<(Running, u16)> {
    let versions = fs::read_dir("/usr/lib/postgresql").context("there is no PostgreSQL here")?;
    let versions = versions.map(|entry| Ok(entry?.path().join("bin")));
    let versions: Result<Vec<PathBuf>> = versions.collect();
    let bin = versions?
        .into_iter()
        .max()
        .context("there is no PostgreSQL here")?;
    fs::create_dir_all(folder)?;
    // It does not run as root; whoever is root lets its own account run it.
    let is_root = fs::metadata("/proc/self")?.uid() == 0;
    let run = |name: &str| {
        let program = bin.join(name);
        if !is_root {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        command.arg(program);
        command
    };
    if is_root {
        done(Command::new("chown").arg("postgres").arg(folder))?;
        done(Command::new("chmod").args(["o+x"]).args(folder.parent()))?;
    }
    let data = folder.join("data");
    let made = [
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF8",
        "-D",
    ];
    done(run("initdb").args(made).arg(&data))?;
    let port = free_port()?;
    let child = run("postgres")
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-k", ""])
        .args(["-c", "listen_addresses=127.0.0.1"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let running = Running(child);
    listens((Ipv4Addr::LOCALHOST, port).into()).await?;
    // It listens a moment before it answers.
    tokio::time::sleep(Duration::from_secs(2)).await;
    Ok((running, port))
}

/// These processes and all they started.
fn with_children(mut ids: Vec<u32>) -> Result<Vec<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(id) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
        parents.extend(parent.and_then(|parent| Some((id, parent.trim().parse::<u32>().ok()?))));
    }
    let mut at = 0;
    while let Some(parent) = ids.get(at).copied() {
        let children = parents.iter().filter(|(_, of)| *of == parent);
        ids.extend(children.map(|(id, _)| *id));
        at += 1;
    }
    Ok(ids)
}

/// A process's share of memory. Units: KB.
pub fn share_kb(id: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kb: u32 = line.split_whitespace().next()?.parse().ok()?;
    Some(f64::from(kb))
}
