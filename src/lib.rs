//! The app: screens over state, with the network and the store behind one door each.
//!
//! The one rule to know: commands go in by [`dispatch`], values come out by [`state`], and nothing
//! is called saved before it is durable. [`app`] alone chooses the adapters.

pub mod app;
pub mod browser;
pub mod dispatch;
pub mod export;
pub mod import;
pub mod keeper;
pub mod net;
pub mod opening;
pub mod pages;
pub mod parts;
pub mod reminders;
pub mod route;
pub mod screens;
pub mod settings;
pub mod state;
pub mod store;
pub mod sync;
pub mod text;
pub mod typed;

pub use app::App;
