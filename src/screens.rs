//! The screens of the resident, one file each, with smaller pieces in a folder beside it.
//!
//! The one rule to know: a screen reads [`crate::state`], asks [`crate::dispatch`] and says what
//! [`crate::text`] says. It stands in [`frame::Screen`].
//!
//! Deliberately absent: rules, storage and network; there is no other way to any of them.

pub mod activities;
pub mod activity;
pub mod calendar;
pub mod desk;
pub mod diary;
pub mod filling;
pub mod frame;
pub mod go;
pub mod me;
pub mod months;
pub mod note;
pub mod place;
pub mod press;
pub mod registration;
pub mod said;
pub mod sign_in;
pub mod standings;
pub mod today;
