//! Sixty thousand session dates taken into an empty folder, and taken again: how long, and how much
//! memory.
//!
//! `cargo bench -p cuobian-server --bench i1_import` prints a figure a line. Two programmes: the real
//! cultural feed where it is beside the checkout (59,982 dates), and a sheet of 60,000 lines that is
//! made here. Each is taken by a process of its own, whose peak of memory the system knows.

#[path = "served/process.rs"]
mod process;

use anyhow::{Context, Result, bail};
use clap::Parser;
use process::say;
use programme::feed::{File, Profile};
use server::db::open;
use server::import::import;
use server::world::World;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The lines of the sheet.
const LINES: usize = 60_000;

/// Imports, and measures.
#[derive(Debug, Parser)]
struct Cli {
    /// Cargo gives it to every bench.
    #[arg(long, hide = true)]
    bench: bool,
    /// Takes this folder's programme: the other half of this binary.
    #[arg(long, hide = true)]
    take: Option<PathBuf>,
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    if let Some(folder) = &cli.take {
        return take(folder);
    }
    let tail: [u8; 8] = World::real().random()?;
    let name = format!("cuobian-import-{}", sync::identity::Epoch(tail));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("sheet.csv"), sheet()?)?;
    let measured = measure(&folder);
    if let (Ok(()), Some(real)) = (&measured, cultural()) {
        std::fs::remove_dir_all(&folder)?;
        return measure(&real);
    }
    std::fs::remove_dir_all(&folder)?;
    measured
}

fn measure(folder: &Path) -> Result<()> {
    let mut command = Command::new(std::env::current_exe()?);
    if command.arg("--take").arg(folder).status()?.success() {
        Ok(())
    } else {
        bail!("an import failed")
    }
}

/// The folder of the real feed, where it is.
fn cultural() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("CUOBIAN_SHARED").map_or_else(beside, PathBuf::from);
    let folder = shared.join("data/lcsd-cultural-2024/2024-12-14");
    folder.exists().then_some(folder)
}

/// A sheet of a line for each date.
fn sheet() -> Result<String> {
    let mut text = "编号,名称,日期,时间,地点,报名方式,名额\n".to_owned();
    for line in 0..LINES {
        let (day, month) = (line % 28 + 1, line / 28 % 12 + 1);
        let (class, place) = (line % 900, line % 140);
        writeln!(
            text,
            "{line},社区活动第{class}班,2027-{month:02}-{day:02},下午2:30-4:30,{place}号活动室,先到先得,20",
        )?;
    }
    Ok(text)
}

fn take(folder: &Path) -> Result<()> {
    let is_sheet = folder.join("sheet.csv").exists();
    let (name, what) = if is_sheet {
        ("sheet", "a sheet of 60,000 lines taken as 60,000 sessions")
    } else {
        ("lcsd-cultural", "the cultural feed with 59,982 dates taken")
    };
    let profile = Profile::named(name).context("no such profile")??;
    let names = if is_sheet {
        vec!["sheet.csv"]
    } else {
        profile.files()
    };
    let mut held = Vec::new();
    for name in names {
        held.push((name, std::fs::read(folder.join(name))?));
    }
    let files: Vec<File<'_>> = held
        .iter()
        .map(|(name, bytes)| File { name, bytes })
        .collect();
    let world = World::real();
    let tail: [u8; 8] = world.random()?;
    let data = std::env::temp_dir().join(format!("cuobian-i1-{}", sync::identity::Epoch(tail)));
    std::fs::create_dir_all(&data)?;
    let done = measured(&data, &world, (&profile, &files), what);
    std::fs::remove_dir_all(&data)?;
    done
}

fn measured(
    data: &Path,
    world: &World,
    (profile, files): (&Profile, &[File<'_>]),
    what: &str,
) -> Result<()> {
    let db = open(data)?;
    for (what, goal) in [(what, "<= 10"), ("the same taken again, nothing new", "")] {
        let watch = world.stopwatch();
        let done = import(&db, world, profile, files)?;
        if done.plan.reading.taken.is_empty() || !done.published.refused.is_empty() {
            bail!("rows were refused");
        }
        say("I1", what, (watch.elapsed().as_secs_f64(), "s"), goal)?;
    }
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().next());
    let kb: u32 = kb.context("the system does not say")?.parse()?;
    say(
        "I1",
        "its memory at the most",
        (f64::from(kb) / 1_024.0, "MB"),
        "<= 200",
    )
}
