//! `cuobian-server`: serves the neighbourhood, and the few things done at its command line.

mod exchange;
mod memory;
mod station;
mod upkeep;

use clap::{Parser, Subcommand};
use rules::civil::Date;
use rules::id::CommunityId;
use rules::staff::{Level, Staff};
use rules::time::UnixMillis;
use rules::words::Words;
use server::config::{Settings, moment};
use server::db::{Hold, open};
use server::enrol::{Newcomer, Printed, dismiss, employ, enrol, relocate};
use server::homes::add_building;
use server::serve::{Start, asked_to_end, assemble, listen};
use server::world::World;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The neighbourhood's own server: programme, registration, diary, for phones that are often
/// offline.
#[derive(Debug, Parser)]
#[command(name = "cuobian-server", version)]
struct Cli {
    /// A file with settings (TOML); flags and the environment win over it.
    #[arg(long, env = "CUOBIAN_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Starts the clock at this moment: for tests and demonstrations.
    #[arg(long, env = "CUOBIAN_NOW", value_name = "RFC3339", value_parser = moment,
        hide = true, global = true)]
    now: Option<UnixMillis>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the app and its interface.
    Serve {
        #[command(flatten)]
        settings: Settings,
        /// A new data folder stays empty: no built-in programme, no demo cards. Behind a proxy it
        /// always does.
        #[arg(long)]
        no_demo: bool,
    },
    #[command(flatten)]
    Exchange(exchange::Exchange),
    /// Enrols a household and prints the member card of its first resident, once.
    Enrol {
        /// The community.
        #[arg(long)]
        community: CommunityId,
        /// A resident as NAME:YYYY-MM-DD; repeat for each, the head of the household first.
        #[arg(long = "resident", required = true, value_parser = newcomer)]
        residents: Vec<Newcomer>,
        /// The committee, district or building they live in, by id or name: what quotas by place
        /// ask for. A building may be named with what it lies in: 丁溪社区9号楼.
        #[arg(long, value_name = "PLACE")]
        lives_in: Option<String>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Says where a household lives from now on; its seats stay.
    Relocate {
        /// The number on the card of one of its residents.
        #[arg(long)]
        member: String,
        /// The committee, district or building, by id or name; left away, nobody knows where.
        #[arg(long, value_name = "PLACE")]
        lives_in: Option<String>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Puts a building into a committee's area or a district and prints its id: households may live
    /// in it, and quotas ask for it. Its name is public, who lives there is not.
    Building {
        /// The community.
        #[arg(long)]
        community: CommunityId,
        /// What it is called: 9号楼.
        #[arg(long)]
        name: String,
        /// The same in English.
        #[arg(long, default_value = "")]
        name_en: String,
        /// The committee or district it lies in, by id or name.
        #[arg(long, value_name = "PLACE")]
        lies_in: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Makes somebody one of a community's staff and prints their card, once.
    Employ {
        /// The community.
        #[arg(long)]
        community: CommunityId,
        /// What they are called.
        #[arg(long)]
        name: String,
        /// What they may decide.
        #[arg(long, value_enum, default_value_t = Post::Editor)]
        level: Post,
        #[command(flatten)]
        settings: Settings,
    },
    /// Ends somebody's work at the desk: their card is void from then on.
    Dismiss {
        /// The number on their card.
        #[arg(long)]
        member: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Makes and ends stations: kiosks, for which seats may be kept.
    #[command(subcommand)]
    Station(station::Station),
    #[command(flatten)]
    Upkeep(upkeep::Upkeep),
}

/// What staff may decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Post {
    /// Writes drafts and keeps the roster.
    Editor,
    /// Also publishes, postpones and cancels.
    Publisher,
}

impl Post {
    fn level(self) -> Level {
        match self {
            Self::Editor => Level::Editor,
            Self::Publisher => Level::Publisher,
        }
    }
}

fn newcomer(text: &str) -> Result<Newcomer, String> {
    let form = || "a resident is written NAME:YYYY-MM-DD".to_owned();
    let (name, born) = text.rsplit_once(':').ok_or_else(form)?;
    let born: Date = born.parse().map_err(|_| form())?;
    if name.trim().is_empty() {
        return Err(form());
    }
    Ok(Newcomer {
        name: name.trim().to_owned(),
        born,
    })
}

fn main() -> ExitCode {
    memory::keep_little();
    server::logs::start();
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            // Standard error may be closed; the exit code says the same.
            drop(writeln!(std::io::stderr(), "cuobian-server: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let world = cli.now.map_or_else(World::real, World::running_from);
    let file = cli.config.as_deref();
    match cli.command {
        Command::Serve { settings, no_demo } => {
            let start = if no_demo {
                Start::Empty
            } else {
                Start::WithDemo
            };
            serve(settings, file, world, start)
        }
        Command::Exchange(command) => command.run(file, &world),
        Command::Enrol {
            community,
            residents,
            lives_in,
            settings,
        } => {
            let data = settings.settle(file)?.data;
            let _folder = Hold::share(&data)?;
            let db = open(&data)?;
            let home = (&community, lives_in.as_deref());
            say_card(&enrol(&db, &world, home, &residents)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Relocate {
            member,
            lives_in,
            settings,
        } => {
            let data = settings.settle(file)?.data;
            let _folder = Hold::share(&data)?;
            relocate(&open(&data)?, &world, &member, lives_in.as_deref())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Building {
            community,
            name,
            name_en,
            lies_in,
            settings,
        } => {
            let data = settings.settle(file)?.data;
            let name = Words::new(name.trim(), name_en.trim());
            build((&data, &world), &community, name, &lies_in)
        }
        Command::Employ {
            community,
            name,
            level,
            settings,
        } => {
            let data = settings.settle(file)?.data;
            let _folder = Hold::share(&data)?;
            let level = Some(level.level());
            let staff = Staff { name, level };
            say_card(&employ(&open(&data)?, &world, &community, staff)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Dismiss { member, settings } => {
            let data = settings.settle(file)?.data;
            let _folder = Hold::share(&data)?;
            dismiss(&open(&data)?, &world, &member)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Station(command) => command.run(file, &world),
        Command::Upkeep(command) => command.run(file, &world),
    }
}

/// Adds a building and says its id.
fn build(
    (data, world): (&Path, &World),
    community: &CommunityId,
    name: Words,
    lies_in: &str,
) -> anyhow::Result<ExitCode> {
    let _folder = Hold::share(data)?;
    let id = add_building(&open(data)?, (world, community), name, lies_in)?;
    say(&format!("building {id}"))?;
    Ok(ExitCode::SUCCESS)
}

fn serve(
    settings: Settings,
    file: Option<&Path>,
    world: World,
    start: Start,
) -> anyhow::Result<ExitCode> {
    let config = settings.settle(file)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        // The signals are heard before anything can be interrupted.
        let stop = asked_to_end()?;
        let server = assemble(&config, world, start)?;
        let listener = listen(config.listen).await?;
        say(&format!("http://{}", listener.local_addr()?))?;
        for card in &server.cards {
            say_card(card)?;
        }
        if let Some(missing) = &server.missing {
            // Standard output may be closed; the log says the same.
            drop(say(&missing.to_string()));
        }
        server.run(listener, stop).await?;
        Ok(ExitCode::SUCCESS)
    })
}

fn say_card(card: &Printed) -> anyhow::Result<()> {
    say(&format!(
        "member {} pin {} name {}",
        card.number, card.pin, card.name
    ))
}

fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}
