//! The server: sessions, routes, journal and databases.
//!
//! The one rule to know: it decides nothing itself. Every answer comes out of `sync::authority`
//! inside one transaction of [`db`], and nothing is answered that is not on disk.
#![forbid(unsafe_code)]

pub mod audit;
pub mod backup;
pub mod calendars;
pub mod config;
pub mod connections;
pub mod db;
pub mod deadlines;
pub mod demo;
pub mod enrol;
pub mod export;
pub mod homes;
pub mod housekeeping;
pub mod http;
pub mod import;
pub mod load;
pub mod logs;
pub mod metrics;
pub mod naming;
pub mod nudges;
pub mod pin;
pub mod publish;
pub mod serve;
pub mod sessions;
pub mod shelf;
pub mod stations;
pub mod throttle;
pub mod uploads;
pub mod verify;
pub mod world;
