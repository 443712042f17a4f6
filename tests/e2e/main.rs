//! The whole app in a real browser, against a real server process.

#![cfg(not(target_arch = "wasm32"))]
