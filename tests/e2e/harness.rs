//! What every browser test stands on: driver, browser, server, and folders of its own.
//!
//! The one rule: a test looks for things as a person does, by role and name or by the words on
//! the screen, and waits for them; it never sleeps. All waiting is in [`until`].

#![allow(dead_code, reason = "not every test uses every tool")]

pub mod axe;
pub mod browser;
pub mod chromedriver;
pub mod ear;
pub mod eyes;
pub mod faults;
pub mod portal;
pub mod scratch;
pub mod server;
pub mod site;
pub mod static_files;

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a test waits for anything before it gives up: generous, machines are shared.
pub const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// Asks again and again until there is an answer; `what` is what was waited for.
pub async fn until<T, F>(what: &str, ask: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    within(PATIENCE, ask)
        .await
        .unwrap_or_else(|| panic!("waited {PATIENCE:?} in vain for {what}"))
}

/// The same with a patience of its own, and nothing instead of a panic.
#[allow(clippy::disallowed_methods, reason = "the tests' own clock")]
pub async fn within<T, F>(patience: Duration, mut ask: impl FnMut() -> F) -> Option<T>
where
    F: Future<Output = Option<T>>,
{
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return Some(answer);
        }
        if start.elapsed() > patience {
            return None;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// A path that `cargo xtask test` names in the environment.
pub fn named(variable: &str) -> PathBuf {
    std::env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask test e2e`"))
        .into()
}

/// A port of 127.0.0.1 that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}
