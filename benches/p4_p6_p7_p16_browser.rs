//! The figures of the whole app in a real browser, against a real server process.
//!
//! `cargo xtask bench` builds page and server, names them and the browser in the environment, and
//! runs this. `-- P7` measures one group only. The host's own speed is in no figure, so it is
//! built as the tests are.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench that meets the unexpected stops there and says so"
)]

mod browser {
    pub mod figures;
    pub mod many;
    pub mod open;
    pub mod save;
    pub mod search;
    pub mod visit;
}

#[path = "../tests/e2e"]
mod e2e {
    pub mod harness;
}

use e2e::harness;
use harness::chromedriver::Chromedriver;

#[tokio::main]
async fn main() {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let wanted = |id: &str| asked.is_empty() || asked.iter().any(|one| one == id);
    let chromedriver = Chromedriver::start();
    if wanted("P4") {
        browser::open::measure(&chromedriver).await;
    }
    if wanted("P6") {
        browser::save::measure(&chromedriver).await;
    }
    if wanted("P7") {
        browser::search::measure(&chromedriver).await;
    }
}
