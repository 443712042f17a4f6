//! What others use where this app uses its own store and protocol, to be measured beside it.
//!
//! The one rule: they are installed when a comparison is asked for and at no other time, outside
//! the checkout, and nothing of the app ever imports them. Nothing of them runs while they are
//! installed: what `PouchDB`'s server needs beyond scripts comes ready within its packages.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{packages, say};
use crate::place::Place;
use crate::shell;

/// The packages compared with, and what their page and their server stand on. Dexie is the one that
/// `RxDB` asks for: two of them do not run on one page.
const PEERS: [(&str, &str); 6] = [
    ("dexie", "4.4.2"),
    ("pouchdb", "9.0.0"),
    ("express-pouchdb", "4.2.0"),
    ("express", "4.21.2"),
    ("rxdb", "17.6.0"),
    ("rxjs", "7.8.2"),
];

/// The folder that holds them, filled first if need be.
pub fn peers(place: &Place) -> Result<PathBuf> {
    let folder = place.cache_made()?.join("peers");
    let is_there = |(name, version): &(&str, &str)| {
        packages::has_version(&folder.join("node_modules").join(name), version)
    };
    if PEERS.iter().all(is_there) {
        return Ok(folder);
    }
    if shell::found("npm").is_none() || shell::found("node").is_none() {
        bail!("the others come from npm, and there is no npm here");
    }
    say("fetching Dexie, PouchDB with its server and RxDB from npm, once");
    std::fs::create_dir_all(&folder)?;
    // RxDB names every framework it can be used with as its peer; none of them is needed.
    packages::install(&folder, &["--legacy-peer-deps"], &PEERS)?;
    Ok(folder)
}
