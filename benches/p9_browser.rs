//! P9: a thousand queued requests, from the network's return to their outcomes, in a real browser
//! against a real server process, near and far.
//!
//! `cargo xtask bench --only P9` builds page and server, names them and the browser in the
//! environment, and runs this. The host's own speed is in no figure but the far network's.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench that meets the unexpected stops there and says so"
)]

mod browser {
    pub mod drain;
    pub mod far;
    #[allow(dead_code, reason = "not every bench uses every tool")]
    pub mod figures;
    pub mod outbox;
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
    browser::drain::measure(&Chromedriver::start()).await;
}
