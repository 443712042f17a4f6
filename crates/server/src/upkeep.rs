//! What whoever runs the server does at its command line to keep it well.
//!
//! The one rule to know: an exit code of 0 means that all is as it should be; everything else is
//! said in a sentence.

use super::say;
use anyhow::Context;
use clap::{Args, Subcommand};
use server::audit::{Export, audit};
use server::backup::{backup, restore};
use server::config::Settings;
use server::db::{file_in, open_to_read};
use server::verify::verify_file;
use server::world::World;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The folder these commands work on.
#[derive(Debug, Args)]
pub struct Folder {
    #[command(flatten)]
    settings: Settings,
}

impl Folder {
    fn path(self, file: Option<&Path>) -> anyhow::Result<PathBuf> {
        Ok(self.settings.settle(file)?.data)
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Upkeep {
    /// Copies the database to a file, verified. Safe while serving.
    Backup {
        /// The file; the one of that name is replaced only when the new one is sound.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// How many are kept: FILE and FILE.1, FILE.2 before it.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
        keep: u32,
        #[command(flatten)]
        folder: Folder,
    },
    /// Brings a backup back. The server must be stopped; what is replaced is kept beside.
    Restore {
        /// The backup.
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        #[command(flatten)]
        folder: Folder,
    },
    /// Walks every hash chain and compares all else with the journals. Safe while serving.
    Verify {
        /// A backup instead of the data folder.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        #[command(flatten)]
        folder: Folder,
    },
    /// Compares what phones say, in files they exported, with what is here. Safe while serving.
    Audit {
        /// The files.
        #[arg(value_name = "EXPORT")]
        exports: Vec<PathBuf>,
        /// Anything that a phone still holds back counts as a fault too.
        #[arg(long)]
        drained: bool,
        #[command(flatten)]
        folder: Folder,
    },
}

impl Upkeep {
    /// Does it.
    pub fn run(self, file: Option<&Path>, world: &World) -> anyhow::Result<ExitCode> {
        match self {
            Self::Backup { to, keep, folder } => {
                let report = backup(&folder.path(file)?, &to, keep)?;
                say(report.to_string().trim_end())?;
                say(&format!("backed up to {}", to.display()))?;
            }
            Self::Restore { from, folder } => {
                let restored = restore(&folder.path(file)?, &from, world)?;
                say(restored.report.to_string().trim_end())?;
                if let Some(aside) = restored.replaced {
                    say(&format!("what was there is kept in {}", aside.display()))?;
                }
                say("restored; phones will send again what the backup does not know")?;
            }
            Self::Audit {
                exports,
                drained,
                folder,
            } => {
                let exports: anyhow::Result<Vec<_>> = exports
                    .iter()
                    .map(|path| {
                        let name = path.display().to_string();
                        let export = Export::open(path).with_context(|| name.clone())?;
                        Ok((name, export))
                    })
                    .collect();
                let audit = audit(&open_to_read(&folder.path(file)?)?, &exports?)?;
                say(audit.to_string().trim_end())?;
                if !audit.is_clean() || (drained && !audit.is_drained()) {
                    return Ok(ExitCode::FAILURE);
                }
            }
            Self::Verify { file: of, folder } => {
                let of = match of {
                    Some(of) => of,
                    None => file_in(&folder.path(file)?),
                };
                let report = verify_file(&of)?;
                say(report.to_string().trim_end())?;
                if !report.is_sound() {
                    return Ok(ExitCode::FAILURE);
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
