//! P6 and P9 beside Dexie, `PouchDB` and `RxDB`: the same work, the same browser, the same run.
//!
//! `cargo xtask bench --peers` installs them outside the checkout, makes their page and runs this.
//! Dexie has no server of its own that is free, so it is in the first half only; `RxDB` speaks to
//! `PouchDB`'s server by its own plugin for it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench that meets the unexpected stops there and says so"
)]

mod browser {
    #[allow(dead_code, reason = "not every bench uses every tool")]
    pub mod drain;
    #[allow(dead_code, reason = "not every bench uses every tool")]
    pub mod far;
    #[allow(dead_code, reason = "not every bench uses every tool")]
    pub mod figures;
    pub mod outbox;
    pub mod peers;
}

#[path = "../tests/e2e"]
mod e2e {
    pub mod harness;
    #[allow(dead_code, reason = "not every bench uses every tool")]
    pub mod people;
    #[allow(dead_code, reason = "not every bench uses every tool")]
    pub mod town;
}

use e2e::{harness, people, town};
use harness::chromedriver::Chromedriver;

#[tokio::main]
async fn main() {
    let chromedriver = Chromedriver::start();
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let wanted = |id: &str| asked.is_empty() || asked.iter().any(|one| one == id);
    if wanted("P6") {
        browser::peers::write(&chromedriver).await;
    }
    if wanted("P9") {
        browser::peers::push(&chromedriver).await;
    }
}
