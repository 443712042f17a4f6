//! The whole app in a real browser, against real processes on real ports.
//!
//! Run by `cargo xtask test e2e`, which names the page, the server and the browser in the
//! environment. Each test has its own driver, profile, ports and folders, and leaves nothing.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops there and says so"
)]

mod bad_network;
mod calendar;
mod deploys;
mod desk;
mod desk_days;
mod desk_import;
mod desk_keys;
mod desk_looks;
mod desk_lots;
mod desk_place;
mod desk_poster;
mod desk_quotas;
mod desk_series;
mod desk_together;
mod fair;
mod feed;
mod finding;
mod harness;
mod kiosk;
mod leaving;
mod looks;
mod nudge;
mod page_alone;
mod people;
mod pieces;
mod quick;
mod seat;
mod signing_out;
mod storage;
mod story;
mod struck;
mod town;
mod trouble;
mod turn;
mod typed;
