//! How a device and the server agree: wire types, the device's replica, the server's authority.
//!
//! The one rule to know: everything here is sans-IO. A [`replica::Replica`] is a value; each change
//! to it is first a [`store::Batch`] that the caller makes durable, then applied in memory. The
//! server's side, [`authority`], runs over the [`depot::Depot`] port inside one transaction. So the
//! app, the server and the simulator run the very same code.
//!
//! Deliberately absent: clocks, randomness, network, databases, tasks.
#![forbid(unsafe_code)]

pub mod authority;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod courier;
pub mod cursor;
pub mod depot;
pub mod identity;
pub mod json;
pub mod limits;
pub mod marker;
mod newer;
pub mod outcome;
pub mod replica;
pub mod room;
pub mod rows;
pub mod store;
pub mod upload;
pub mod wire;

pub use outcome::Outcome;
pub use replica::Replica;
