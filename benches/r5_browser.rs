//! R5: browsers killed, tabs closed and storage cleared in mid-write, in a real browser against a
//! real server process; `CUOBIAN_STRIKES=200 cargo xtask bench --only R5` for a release.
//!
//! The one rule: what was lost unsaid stops it; a figure that is printed was reached.

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
    pub mod figures;
}

#[path = "../tests/e2e"]
mod e2e {
    pub mod harness;
    #[allow(dead_code, reason = "not every bench uses every tool")]
    pub mod people;
    #[allow(dead_code, reason = "not every bench uses every tool")]
    pub mod struck;
    #[allow(dead_code, reason = "not every bench uses every tool")]
    pub mod town;
}

use browser::figures::say;
use e2e::{harness, people, town};

#[tokio::main]
async fn main() {
    let toll = e2e::struck::strike(e2e::struck::asked()).await;
    let count = |count: usize| f64::from(u32::try_from(count).unwrap());
    let strikes = usize::try_from(toll.strikes).unwrap();
    let what = "killed, closed, cleared in mid-write: nothing saved was lost unsaid";
    say("R5", what, (count(strikes), "strikes"), ">= 5");
    say(
        "R5",
        "called saved meanwhile",
        (count(toll.saved), "things"),
        "",
    );
    let what = "cleared, and told on the screen";
    say("R5", what, (count(toll.cleared), "things"), "");
}
