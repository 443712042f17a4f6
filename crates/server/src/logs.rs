//! Structured logs: one JSON object a line, on standard error.
//!
//! The one rule to know: nobody's name, number, id, words or address is ever a field.

use tracing_subscriber::EnvFilter;

/// Starts logging. `CUOBIAN_LOG` says how much (`info`, `debug`, `server=debug`).
pub fn start() {
    let filter = EnvFilter::try_from_env("CUOBIAN_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    // A second start in one process (tests) keeps the first.
    drop(subscriber.try_init());
}
