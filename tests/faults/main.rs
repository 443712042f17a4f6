//! Phones behind a bad network, a real server process that is killed, and one audit of both.
//!
//! The one rule to know: nothing here is believed because a step of the test says so; the end
//! state is read by `server::audit` from the server's database and every phone's own export.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops there and says so"
)]

#[path = "../e2e/harness/faults.rs"]
mod faults;
mod kills;
mod lies;
mod phone;
mod process;
mod restores;
#[path = "../e2e/harness/scratch.rs"]
mod scratch;
