//! The server as others meet it: through its port, its database file and its command line.
//!
//! The one rule to know: a test starts a server of its own over a data folder of its own and
//! speaks real HTTP to it; nothing is mocked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod aging;
mod backup;
mod books;
mod calendars;
mod connections;
mod contract;
mod crash;
mod damage;
mod desk;
mod desk_feed;
mod editions;
mod files;
mod first_page;
mod full;
mod garbage;
mod holding;
mod homes;
mod imports;
mod naming;
mod nudging;
mod packed;
mod process;
mod programmes;
mod refusals;
mod rig;
mod runbook;
mod rush;
mod signing_in;
mod starting;
mod stations;
mod uploads;
