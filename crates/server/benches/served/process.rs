//! A server in a process of its own, for what is measured from outside; and how figures are said.

#![allow(dead_code, reason = "each bench uses what it needs")]

use anyhow::{Context, Result};
use server::config::Settings;
use server::http::Front;
use server::serve::{Start, asked_to_end, assemble, listen};
use server::world::World;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Serves a data folder until it is asked to end: the other half of a bench's own binary.
pub async fn serve(data: &Path) -> Result<()> {
    let stop = asked_to_end()?;
    let settings = Settings {
        data: Some(data.to_owned()),
        listen: Some((Ipv4Addr::LOCALHOST, 0).into()),
        front: Some(Front::Nothing),
        ..Settings::default()
    };
    let config = settings.settle(None)?;
    let server = assemble(&config, World::real(), Start::Empty)?;
    let listener = listen(config.listen).await?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", listener.local_addr()?)?;
    out.flush()?;
    drop(out);
    server.run(listener, stop).await?;
    Ok(())
}

/// A folder that a bench may fill; gone when it is let go, also after a failure.
pub struct Scratch(PathBuf);

impl Scratch {
    /// One of its own, by this name.
    pub fn fresh(name: &str) -> Result<Self> {
        let tail: [u8; 8] = World::real().random()?;
        let name = format!("cuobian-{name}-{}", sync::identity::Epoch(tail));
        Ok(Self(std::env::temp_dir().join(name)))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "a folder may still be there");
        }
    }
}

/// A server process; killed when it is let go.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Process {
    /// Starts this binary again over a data folder.
    pub fn start(data: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--serve")
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().context("no standard output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().parse().context("the server did not start")?;
        Ok(Self { child, address })
    }

    /// The memory it has in use now. Units: KB.
    pub fn resident_kb(&self) -> Result<u32> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kb = line.and_then(|line| line.split_whitespace().next());
        Ok(kb.context("the system does not say")?.parse()?)
    }

    /// Ends it between two instructions.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Err(error) = self.kill() {
            tracing::warn!(%error, "the server had ended already");
        }
    }
}

/// Prints one figure as a line of JSON.
pub fn say(id: &str, what: &str, (value, unit): (f64, &str), goal: &str) -> Result<()> {
    let value = (value * 10.0).round() / 10.0;
    let line = serde_json::json!({
        "id": id, "what": what, "value": value, "unit": unit, "goal": goal,
    });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
