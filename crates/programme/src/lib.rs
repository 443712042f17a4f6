//! What a community offers, as records to publish: generated, or read from feeds.
//!
//! The one rule to know: bytes and values in, [`rules::publish::Item`]s and a report out. The same
//! input gives the same output, byte for byte, so that publishing twice changes nothing.
//!
//! Deliberately absent: files, clocks, randomness, the network; publishing itself. The caller reads
//! the file, names the year and hands the items to `rules::publish`.
#![forbid(unsafe_code)]

pub mod aid;
pub mod clock;
pub mod dehua;
pub mod feed;
pub mod latin;
pub mod lunar;
pub mod out;
pub mod weekdays;
