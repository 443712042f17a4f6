//! `/calendar/private`: the household's own calendar address, asked for, made, withdrawn.
//!
//! The one rule to know: an address comes once, in the answer to making it, and is kept nowhere.

use super::{Answer, Body, NoAnswer, Trouble, call};
use rules::time::UnixMillis;
use serde::Deserialize;

const PATH: &str = "/calendar/private";

/// Whether there is an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Standing {
    made_at: Option<UnixMillis>,
}

/// A fresh address.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Fresh {
    path: String,
}

async fn ask(method: &str, body: Option<Body>) -> Result<Answer, Trouble> {
    let answer = call(method, PATH, body).await;
    answer.map_err(|NoAnswer| Trouble::Transport)
}

/// When the address was made; none where there is none.
///
/// # Errors
/// Why nobody knows.
pub async fn calendar_made_at() -> Result<Option<UnixMillis>, Trouble> {
    let answer = ask("GET", None).await?.expect_ours()?;
    let read: Standing = answer.read().map_err(|_| Trouble::Transport)?;
    Ok(read.made_at)
}

/// Makes an address: its path on the server. The one before leads nowhere from then on.
///
/// # Errors
/// Why there is none.
pub async fn make_calendar_address() -> Result<String, Trouble> {
    let answer = ask("POST", Some(Body::Plain("{}".to_owned())))
        .await?
        .expect_ours()?;
    let read: Fresh = answer.read().map_err(|_| Trouble::Transport)?;
    Ok(read.path)
}

/// Withdraws the address.
///
/// # Errors
/// Why it may still lead somewhere.
pub async fn end_calendar_address() -> Result<(), Trouble> {
    let answer = ask("DELETE", None).await?;
    match answer.status {
        204 => Ok(()),
        _ => answer.expect_ours().map(drop),
    }
}
