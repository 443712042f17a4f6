//! What a device asks and what it makes of answers: one story a test, told from outside.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod admission;
mod answers;
mod asking;
mod exchange;
mod feeds;
mod forks;
mod import;
mod opening;
mod phone;
mod seen;
mod who;
mod writing;
