//! Stations at the command line: made, listed, ended.
//!
//! The one rule to know: a code is printed once, here, and good for half an hour.

use super::say;
use clap::Subcommand;
use rules::id::CommunityId;
use rules::time::Offset;
use server::config::Settings;
use server::db::{Hold, open};
use server::stations::{CODE_LASTS, add, list, revoke};
use server::world::World;
use std::path::Path;
use std::process::ExitCode;

const UTC: Offset = Offset(0);

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Station {
    /// Makes a station and prints the code that makes a browser it: typed there at /me/station. One
    /// of that name gets a new code, for another browser.
    Add {
        /// The community.
        #[arg(long)]
        community: CommunityId,
        /// What it is called: 大厅自助机.
        #[arg(long)]
        name: String,
        /// The venue where it stands, by id or name.
        #[arg(long, value_name = "PLACE")]
        place: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Says which stations there are, and since when a browser is each.
    List {
        /// The community.
        #[arg(long)]
        community: CommunityId,
        #[command(flatten)]
        settings: Settings,
    },
    /// Ends a station at once: whatever browser it is counts as a phone from then on.
    End {
        /// The community.
        #[arg(long)]
        community: CommunityId,
        /// What it is called.
        #[arg(long)]
        name: String,
        #[command(flatten)]
        settings: Settings,
    },
}

impl Station {
    /// Does it.
    pub fn run(self, file: Option<&Path>, world: &World) -> anyhow::Result<ExitCode> {
        match self {
            Self::Add {
                community,
                name,
                place,
                settings,
            } => {
                let data = settings.settle(file)?.data;
                let _folder = Hold::share(&data)?;
                let code = add(&open(&data)?, (world, &community), &name, &place)?;
                let minutes = CODE_LASTS.as_secs() / 60;
                say(&format!("code {code} good once, for {minutes} minutes"))?;
            }
            Self::List {
                community,
                settings,
            } => {
                let data = settings.settle(file)?.data;
                let _folder = Hold::share(&data)?;
                for station in list(&open(&data)?, &community)? {
                    let since = station.enrolled_at.map_or_else(
                        || "not yet".to_owned(),
                        |at| format!("since {} UTC", UTC.civil(at)),
                    );
                    let (name, place) = (station.name, station.place);
                    say(&format!("station {name} at {place} enrolled {since}"))?;
                }
            }
            Self::End {
                community,
                name,
                settings,
            } => {
                let data = settings.settle(file)?.data;
                let _folder = Hold::share(&data)?;
                revoke(&open(&data)?, &community, &name)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
