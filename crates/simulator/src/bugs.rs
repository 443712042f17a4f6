//! Bugs that can be planted, each of which an invariant that is meant to must catch.
//!
//! The one rule to know: all of them sit in this crate's ports and drivers (medium, storage,
//! network, who calls what in which order), so that `rules` and `sync` hold no test code at all.
//! What a rule would do wrong is planted by altering what it reads or what it wrote.

mod at_desk;
mod in_lines;
mod in_rules;
mod list;
mod naming;
mod provoke;

pub use at_desk::{Doing, OTHER_SEED, is_lost, is_told_too, plant_in_reading};
pub use in_lines::plant_in_line;
pub use in_rules::{plant_in_read, plant_in_write};
pub use list::Bug;
