//! What may happen in a neighbourhood: the rules, and nothing else.
//!
//! The one rule to know: [`decide`] looks and changes nothing; [`apply`] changes and cannot fail.
//! The device runs both for an immediate, provisional answer; the server runs the very same two
//! for the truth.
//!
//! Deliberately absent: IO, clocks, randomness, async, SQL, the web. Time and identity come in as
//! values through [`Context`]; records come in through a [`Slice`] that holds just what
//! [`Intent::keys`] named.
#![forbid(unsafe_code)]
#![warn(clippy::arithmetic_side_effects, clippy::float_arithmetic)]

mod as_text;

pub mod activity;
pub mod almanac;
pub mod attendance;
pub mod claim;
pub mod community;
pub mod consent;
pub mod context;
pub mod diary;
pub mod draft;
mod effect;
pub mod fact;
mod few;
pub mod household;
pub mod id;
pub mod intent;
pub mod key;
pub mod offer;
pub mod points;
pub mod programme;
pub mod publish;
pub mod record;
pub mod refusal;
pub mod registration;
pub mod roster;
pub mod session;
pub mod slice;
pub mod staff;
pub mod time;
pub mod words;

/// The civil dates and times that records are written in.
pub use jiff::civil;

pub use context::{Actor, Authority, Context, Origin};
pub use effect::is_effect;
pub use fact::{Fact, apply};
pub use intent::{Intent, decide, follow_up, load};
pub use key::{Key, Scope};
pub use record::Record;
pub use refusal::Refusal;
pub use slice::Slice;
