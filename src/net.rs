//! The network: one `fetch` with a time limit, and what the server's answers mean.
//!
//! The one rule to know: an answer counts as our server's only when it is JSON of the expected
//! shape. A captive portal's 200 with HTML is nobody answering. Nothing here drops anything.
//!
//! Deliberately absent: when to speak ([`crate::sync`]) and what to say (`sync::Replica`).

mod body;
mod calendar;
mod nudges;
mod station;
mod upload;

pub use body::Body;
pub use calendar::{calendar_made_at, end_calendar_address, make_calendar_address};
pub use nudges::Nudges;
pub use station::{Station, become_station, station};
pub use upload::{look_at_upload, take_upload};

use crate::browser;
use crate::keeper::{NotSaved, Speaker, Trouble};
use crate::store::Local;
use futures::FutureExt;
use futures::future::{Either, select};
use rules::id::{CommunityId, HouseholdId, ResidentId};
use rules::words::Words;
use serde::{Deserialize, Serialize};
use sync::limits::REQUEST_BYTES_MAX;
use sync::replica::Who;
use sync::wire::{Protest, Protested, Request, Response};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long an answer may take. Units: milliseconds. A weak network carries 60 KiB in this time.
const ANSWER_MILLIS_MAX: u32 = 20_000;
/// What is waited where a busy server names no time. Units: seconds.
const BUSY_SECS: u64 = 5;

/// What one types to sign in.
#[derive(Serialize)]
pub struct Member {
    /// The number on the member card.
    pub member: String,
    /// The PIN.
    pub pin: String,
}

/// Who is signed in, as the server says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SignedIn {
    community: CommunityId,
    resident: ResidentId,
    #[serde(default)]
    household: Option<HouseholdId>,
}

impl SignedIn {
    /// The same for the replica.
    pub fn who(self) -> Who {
        Who {
            community: self.community,
            resident: self.resident,
            household: self.household,
        }
    }
}

/// A community the server serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityName {
    /// Its id.
    pub id: CommunityId,
    /// Its name.
    pub name: Words,
}

/// What the server tells whoever opens the app.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Greeting {
    /// Who is signed in; none when nobody is.
    pub signed_in: Option<SignedIn>,
    /// The community shown to whoever chose none.
    pub home: CommunityId,
    /// Every community served.
    pub communities: Vec<CommunityName>,
}

/// Why signing in did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The number or the PIN is not right; which of the two is nobody's business.
    #[error("number or PIN wrong")]
    Wrong,
    /// Too many tries.
    #[error("too many tries, wait {retry_after_secs} s")]
    TooOften {
        /// How long to wait.
        retry_after_secs: u64,
    },
    /// Nobody answered.
    #[error("no answer")]
    NoAnswer,
    /// Something broke on the other side.
    #[error("the server failed")]
    Broken,
    /// Signed in, but this phone could not write it down.
    #[error("signed in, but not written down")]
    NotSaved(NotSaved),
}

/// Signs in; the session itself travels in a cookie that no script can read.
///
/// # Errors
/// Why it did not work.
pub async fn sign_in(typed: &Member) -> Result<SignedIn, SignInError> {
    let body = serde_json::to_string(typed).map_err(|_| SignInError::Broken)?;
    let body = Body::of(body).await;
    let answer = call("POST", "/session", Some(body)).await;
    let answer = answer.map_err(|NoAnswer| SignInError::NoAnswer)?;
    match (answer.status, answer.protest()) {
        (200, _) => answer.read().map_err(|_| SignInError::NoAnswer),
        (401, Some(_)) | (400, Some(Protest::Unreadable)) => Err(SignInError::Wrong),
        (429 | 503, _) => Err(SignInError::TooOften {
            retry_after_secs: answer.retry_after_secs.unwrap_or(BUSY_SECS),
        }),
        (_, Some(_)) => Err(SignInError::Broken),
        (_, None) => Err(SignInError::NoAnswer),
    }
}

/// Ends the session on the server.
///
/// # Errors
/// When the server could not be told; tell it later.
pub async fn sign_out() -> Result<(), NoAnswer> {
    match call("DELETE", "/session", None).await?.status {
        204 => Ok(()),
        _ => Err(NoAnswer),
    }
}

/// Asks who is signed in and which communities there are.
///
/// # Errors
/// Why there was no greeting.
pub async fn greet() -> Result<Greeting, Trouble> {
    let answer = call("GET", "/session", None).await;
    let answer = answer.map_err(|NoAnswer| Trouble::Transport)?;
    answer.expect_ours()?.read().map_err(|_| Trouble::Transport)
}

/// The browser's way to the server.
pub struct Wire;

impl Speaker for Wire {
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        Box::pin(async move {
            let body = serde_json::to_string(request).map_err(|_| Trouble::Protested)?;
            let body = Body::of(body).await;
            if body.length() > REQUEST_BYTES_MAX {
                return Err(Trouble::TooLong);
            }
            let answer = call("POST", "/sync/v1", Some(body)).await;
            let answer = answer.map_err(|NoAnswer| Trouble::Transport)?;
            answer.expect_ours()?.read().map_err(|_| Trouble::Transport)
        })
    }
}

/// Nobody answered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no answer")]
pub struct NoAnswer;

struct Answer {
    status: u16,
    retry_after_secs: Option<u64>,
    text: String,
}

impl Answer {
    fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T, sync::json::Unread> {
        sync::json::read(&self.text)
    }

    fn protest(&self) -> Option<Protest> {
        let said: Option<Protested> = self.read().ok();
        said.map(|said| said.error)
    }

    /// Tells our server's protests from anybody else's. What is no protest may be long, and is read
    /// once, by whoever asked.
    fn expect_ours(self) -> Result<Self, Trouble> {
        if self.status == 200 {
            return Ok(self);
        }
        match (self.status, self.protest()) {
            (429 | 503, _) => Err(Trouble::Busy {
                retry_after_secs: self.retry_after_secs.unwrap_or(BUSY_SECS),
            }),
            (401, Some(Protest::SignedOut)) => Err(Trouble::SignedOut),
            (_, Some(_)) => Err(Trouble::Protested),
            (_, None) => Err(Trouble::Transport),
        }
    }
}

async fn call(method: &str, path: &str, body: Option<Body>) -> Result<Answer, NoAnswer> {
    let controller = web_sys::AbortController::new().map_err(|_| NoAnswer)?;
    let signal = controller.signal();
    let asked = fetch(method, path, body, &signal).boxed_local();
    let patience = browser::sleep(ANSWER_MILLIS_MAX).boxed_local();
    match select(asked, patience).await {
        Either::Left((answer, _)) => answer.map_err(|_| NoAnswer),
        Either::Right(((), _)) => {
            controller.abort();
            Err(NoAnswer)
        }
    }
}

async fn fetch(
    method: &str,
    path: &str,
    body: Option<Body>,
    signal: &web_sys::AbortSignal,
) -> Result<Answer, JsValue> {
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    init.set_signal(Some(signal));
    if let Some(body) = body {
        let headers = web_sys::Headers::new()?;
        headers.set("content-type", "application/json")?;
        match body {
            Body::Packed(bytes) => {
                headers.set("content-encoding", "gzip")?;
                init.set_body(&bytes);
            }
            Body::Plain(text) => init.set_body(&JsValue::from_str(&text)),
        }
        init.set_headers(&headers);
    }
    answered(path, &init).await
}

async fn answered(path: &str, init: &web_sys::RequestInit) -> Result<Answer, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let answer = JsFuture::from(window.fetch_with_str_and_init(path, init)).await?;
    let answer: web_sys::Response = answer.dyn_into()?;
    let retry_after = answer.headers().get("retry-after")?;
    let text = JsFuture::from(answer.text()?).await?;
    Ok(Answer {
        status: answer.status(),
        retry_after_secs: retry_after.and_then(|secs| secs.trim().parse().ok()),
        text: text.as_string().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn answer(status: u16, text: &str) -> Answer {
        Answer {
            status,
            retry_after_secs: Some(90),
            text: text.to_owned(),
        }
    }

    #[test]
    fn only_our_own_protests_count() {
        let trouble = |status, text| answer(status, text).expect_ours().err();
        assert_eq!(trouble(200, "<html>"), None);
        assert_eq!(
            trouble(401, r#"{"error":"signed_out"}"#),
            Some(Trouble::SignedOut)
        );
        assert_eq!(
            trouble(401, "<html>portal</html>"),
            Some(Trouble::Transport)
        );
        let busy = Trouble::Busy {
            retry_after_secs: 90,
        };
        assert_eq!(trouble(503, ""), Some(busy));
        assert_eq!(
            trouble(400, r#"{"error":"unreadable"}"#),
            Some(Trouble::Protested)
        );
        assert_eq!(trouble(502, "<html>"), Some(Trouble::Transport));
        assert!(answer(200, "<html>").read::<Response>().is_err());
    }
}
