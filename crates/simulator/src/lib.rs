//! A seeded world of devices, one server and everything that can go wrong.
//!
//! The one rule to know: it runs the code of `rules` and `sync` as it is, bytes on the wire and in
//! every store included; only the medium, the network, the clock and the people are simulated.
//!
//! Deliberately absent: restoring the server from a backup.
#![forbid(unsafe_code)]

pub mod bugs;
pub mod clock;
pub mod depot;
pub mod device;
pub mod disk;
pub mod file;
pub mod invariants;
pub mod many;
pub mod options;
pub mod page;
pub mod programme;
pub mod random;
pub mod run;
pub mod score;
pub mod server;
pub mod shrink;
pub mod trace;
pub mod world;
