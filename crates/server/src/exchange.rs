//! The command line of what comes in and goes out: programmes, and the name of their community.
//!
//! The one rule to know: `--preview` writes nothing at all, not even a data folder.

use super::{say, say_card};
use anyhow::{Context, bail};
use clap::Subcommand;
use programme::feed::{File, Profile};
use rules::id::CommunityId;
use server::config::{Config, Settings};
use server::db::{Hold, communities, file_in, open, open_to_read};
use server::export::{Format, export};
use server::naming;
use server::world::World;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Programmes in and out.
#[derive(Debug, Subcommand)]
pub(crate) enum Exchange {
    /// Takes somebody else's programme, or one's own from a sheet. Safe while serving.
    Import(Import),
    /// Gives a community's programme away: a table, or a feed of schema.org events.
    Export(Export),
    /// Calls a community otherwise; phones show it when they next come by. Safe while serving.
    Rename(Rename),
}

/// What a community is to be called.
#[derive(Debug, clap::Args)]
pub(crate) struct Rename {
    /// The community.
    #[arg(long, value_name = "ID")]
    community: CommunityId,
    /// What it is called from now on.
    #[arg(long, value_parser = naming::name)]
    name: String,
    /// The same in English. [default: as it is]
    #[arg(long)]
    name_en: Option<String>,
    #[command(flatten)]
    settings: Settings,
}

/// What to export, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// How it is written.
    #[arg(long, value_enum)]
    format: Format,
    /// The community. [default: the one shown first]
    #[arg(long, value_name = "ID")]
    community: Option<CommunityId>,
    /// The file. [default: standard output]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

/// What to import, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// How the feed reads: sheet, calendar, events, cuobian, lcsd-leisure, lcsd-cultural, or the
    /// file of a profile.
    #[arg(long)]
    profile: String,
    /// The feed: its file or files, or a folder that holds them.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Only says what would be new, changed, gone and refused.
    #[arg(long)]
    preview: bool,
    /// The community it goes into, where the profile names none. [default: the one shown first]
    #[arg(long, value_name = "ID")]
    community: Option<CommunityId>,
    /// The name of that community, where it is new. One that is there under another name takes
    /// nothing: `rename` changes it.
    #[arg(long, value_parser = naming::name)]
    name: Option<String>,
    /// Also makes a demo household and its member card there.
    #[arg(long)]
    demo_card: bool,
    #[command(flatten)]
    settings: Settings,
}

impl Exchange {
    /// Does what was asked.
    pub(crate) fn run(self, file: Option<&Path>, world: &World) -> anyhow::Result<ExitCode> {
        match self {
            Self::Import(import) => import.run(file, world),
            Self::Export(export) => export.run(file),
            Self::Rename(rename) => rename.run(file, world),
        }
    }
}

impl Rename {
    fn run(self, file: Option<&Path>, world: &World) -> anyhow::Result<ExitCode> {
        let data = self.settings.settle(file)?.data;
        let _folder = Hold::share(&data)?;
        let (of, name) = (self.community, self.name);
        let said = (name.as_str(), self.name_en.as_deref());
        let was = naming::rename(&open(&data)?, (world, &of), said)?;
        let was = was.zh_or_en();
        say(&format!("{of} was called {was} and is called {name} now"))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Import {
    fn run(mut self, file: Option<&Path>, world: &World) -> anyhow::Result<ExitCode> {
        let config = std::mem::take(&mut self.settings).settle(file)?;
        let profile = self.profile(&config)?;
        let held = read(&self.files, &profile)?;
        let files: Vec<File<'_>> = held
            .iter()
            .map(|(name, bytes)| File { name, bytes })
            .collect();
        if self.preview {
            let is_there = file_in(&config.data).exists();
            let db = is_there.then(|| open_to_read(&config.data)).transpose()?;
            let plan = server::import::preview(db.as_ref(), world.now(), &profile, &files)?;
            say(plan.report().trim_end())?;
            return Ok(ExitCode::SUCCESS);
        }
        let _folder = Hold::share(&config.data)?;
        let db = open(&config.data)?;
        let imported = server::import::import(&db, world, &profile, &files)?;
        say(imported.report().trim_end())?;
        if self.demo_card {
            let card = server::demo::set_up_family(&db, world, &imported.plan.community)?;
            say_card(&card)?;
        }
        if imported.plan.reading.taken.is_empty() {
            bail!("no row of the feed was taken");
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The profile, for the community it goes into.
    fn profile(&self, config: &Config) -> anyhow::Result<Profile> {
        let name = &self.profile;
        let profile = if let Some(built_in) = Profile::named(name) {
            built_in?
        } else {
            let text = std::fs::read_to_string(name)
                .with_context(|| format!("{name} is no built-in profile and no file"))?;
            Profile::read(&text)?
        };
        if self.name.is_some() && self.community.is_none() && profile.names_its_community() {
            bail!(
                "this profile has a community of its own, {}: leave --name away, or say which \
                 --community it goes into instead",
                profile.community.id
            );
        }
        let community = match &self.community {
            Some(community) => Some(community.clone()),
            None if profile.names_its_community() => None,
            None => shown_first(config)?,
        };
        Ok(match community {
            Some(community) => profile.into_community(community, self.name.as_deref()),
            None if profile.names_its_community() => profile,
            None => {
                let id = profile.community.id.clone();
                profile.into_community(id, self.name.as_deref())
            }
        })
    }
}

impl Export {
    fn run(self, file: Option<&Path>) -> anyhow::Result<ExitCode> {
        let config = self.settings.settle(file)?;
        let community = match self.community {
            Some(community) => Some(community),
            None => shown_first(&config)?,
        };
        let community = community.context("there is no community here yet")?;
        let bytes = export(&open_to_read(&config.data)?, &community, self.format)?;
        match self.to {
            Some(path) => {
                std::fs::write(&path, bytes).with_context(|| path.display().to_string())?;
            }
            None => std::io::stdout().lock().write_all(&bytes)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The community that whoever has not signed in sees.
fn shown_first(config: &Config) -> anyhow::Result<Option<CommunityId>> {
    if config.home.is_some() || !file_in(&config.data).exists() {
        return Ok(config.home.clone());
    }
    let there = communities(&open_to_read(&config.data)?)?;
    let ids: Vec<CommunityId> = there.into_iter().map(|(id, _)| id).collect();
    let built_in = ids
        .iter()
        .find(|id| id.as_str() == programme::dehua::COMMUNITY);
    Ok(built_in.or(ids.first()).cloned())
}

/// The files of a feed with their names.
fn read(paths: &[PathBuf], profile: &Profile) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let names = profile.files();
            if names.is_empty() {
                bail!("{}: this profile reads one file", path.display());
            }
            files.extend(names.into_iter().map(|name| path.join(name)));
        } else {
            files.push(path.clone());
        }
    }
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        let name = path.file_name().unwrap_or_default();
        Ok((name.to_string_lossy().into_owned(), bytes))
    };
    files.into_iter().map(read).collect()
}
