//! What staff decide, what a draw decides, and what must hold before somebody takes part.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::arithmetic_side_effects,
    missing_docs,
    // Each of the two test programs uses its part of the world.
    dead_code
)]

#[path = "desk/admitting.rs"]
mod admitting;
#[path = "desk/attendance.rs"]
mod attendance;
#[path = "desk/brought.rs"]
mod brought;
#[path = "desk/changes.rs"]
mod changes;
#[path = "desk/consent.rs"]
mod consent;
#[path = "desk/drafts.rs"]
mod drafts;
#[path = "desk/draws.rs"]
mod draws;
#[path = "desk/effects.rs"]
mod effects;
#[path = "desk/everything.rs"]
mod everything;
#[path = "desk/meetings.rs"]
mod meetings;
#[path = "desk/publishing.rs"]
mod publishing;
#[path = "desk/quotas.rs"]
mod quotas;
#[path = "desk/releasing.rs"]
mod releasing;
#[path = "desk/tickets.rs"]
mod tickets;
#[path = "desk/without_day.rs"]
mod without_day;
#[path = "laws/world.rs"]
mod world;
