//! `/station`: whether this browser is a community's kiosk, and becoming one by a code.
//!
//! The one rule to know: what makes it one is a cookie that no page can read; this only asks.

use super::{Answer, Body, NoAnswer, Trouble, call};
use rules::words::Words;
use serde::{Deserialize, Serialize};

const PATH: &str = "/station";

/// A kiosk, as its server calls it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Station {
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub place: Words,
}

#[derive(Deserialize)]
struct Standing {
    station: Option<Station>,
}

#[derive(Serialize)]
struct Typed {
    code: String,
}

fn read(answer: Result<Answer, NoAnswer>) -> Result<Option<Station>, Trouble> {
    let answer = answer.map_err(|NoAnswer| Trouble::Transport)?;
    let read: Standing = answer
        .expect_ours()?
        .read()
        .map_err(|_| Trouble::Transport)?;
    Ok(read.station)
}

/// Which kiosk this browser is; none where it is none.
///
/// # Errors
/// Why nobody knows.
pub async fn station() -> Result<Option<Station>, Trouble> {
    read(call("GET", PATH, None).await)
}

/// Makes this browser the kiosk that a code is for.
///
/// # Errors
/// Why it is none; [`Trouble::SignedOut`] where no such code is good.
pub async fn become_station(code: String) -> Result<Option<Station>, Trouble> {
    let body = serde_json::to_string(&Typed { code }).map_err(|_| Trouble::Protested)?;
    read(call("POST", PATH, Some(Body::Plain(body))).await)
}
