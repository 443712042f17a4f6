//! `/session`: signing in with a member card, who one is, signing out.
//!
//! The one rule to know: an unknown number and a wrong PIN get the same answer after the same work.

use super::short::Short;
use super::{App, Front, Refused, cookie};
use crate::db::cards::{Member, find};
use crate::pin::{Checked, PinError};
use ::sync::wire::Protest;
use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rules::community::Community;
use rules::id::CommunityId;
use rules::words::Words;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::PoisonError;

/// The longest number and PIN that are looked at. Units: bytes.
const TYPED_BYTES_MAX: usize = 32;
/// When to come back when too many PINs are being checked. Units: seconds.
const PINS_BUSY_SECS: u64 = 1;

/// What is typed to sign in.
#[derive(Deserialize)]
pub(super) struct Typed {
    member: String,
    pin: String,
}

/// Who one is, and where one may be.
#[derive(Debug, Serialize)]
pub(super) struct Who {
    signed_in: Option<Member>,
    home: CommunityId,
    communities: Vec<Named>,
}

#[derive(Debug, Serialize)]
struct Named {
    id: CommunityId,
    name: Words,
}

/// The address a request came from.
pub(super) struct From(pub(super) IpAddr);

impl FromRequestParts<App> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let forwarded = || {
            let value = parts.headers.get("x-forwarded-for")?.to_str().ok()?;
            // The last one is what our own proxy saw; those before it anyone can write.
            value.rsplit(',').next()?.trim().parse().ok()
        };
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        Ok(Self(match app.front {
            Front::Nothing => peer,
            Front::TlsProxy => forwarded().unwrap_or(peer),
        }))
    }
}

/// Signs in.
pub(super) async fn sign_in(
    State(app): State<App>,
    From(address): From,
    Short(body): Short,
) -> Result<Response, Refused> {
    let typed: Typed = serde_json::from_slice(&body).map_err(|_| Protest::Unreadable)?;
    if typed.member.len() > TYPED_BYTES_MAX || typed.pin.len() > TYPED_BYTES_MAX {
        return Err(Protest::Unreadable.into());
    }
    // Cards are printed in groups; people type the gaps or leave them out.
    let number: String = typed.member.split_whitespace().collect();
    let now = app.world.now();
    let admitted = throttle(&app, |throttle| throttle.admit(&number, address, now));
    if let Err(wait_secs) = admitted {
        app.metrics.signed_in("throttled");
        return Err(Refused::too_many(wait_secs));
    }
    let asked = number.clone();
    let card = app.readers.run(move |db| find(db, &asked)).await?;
    let pin_hash = card.as_ref().map(|card| card.pin_hash.clone());
    let checked = match app.pins.check(typed.pin, pin_hash).await {
        Ok(checked) => checked,
        Err(PinError::Busy) => {
            app.metrics.signed_in("busy");
            return Err(Refused::too_many(PINS_BUSY_SECS));
        }
        Err(error) => {
            tracing::error!(%error, "a PIN could not be checked");
            return Err(Protest::Broken.into());
        }
    };
    let (Checked::Right, Some(card)) = (checked, card) else {
        throttle(&app, |throttle| throttle.failed(&number, address, now));
        app.metrics.signed_in("wrong");
        return Err(Protest::SignedOut.into());
    };
    throttle(&app, |throttle| throttle.succeeded(&number));
    app.metrics.signed_in("right");
    let token = app.sessions.open(card.member.clone()).await?;
    let mut response = Json(card.member).into_response();
    if let Some(value) = cookie::SESSION.set(&token, app.front) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

fn throttle<T>(app: &App, work: impl FnOnce(&mut crate::throttle::Throttle) -> T) -> T {
    work(&mut app.throttle.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Says who one is.
pub(super) async fn who(State(app): State<App>, headers: HeaderMap) -> Result<Json<Who>, Refused> {
    let signed_in = match cookie::SESSION.token(&headers, app.front) {
        Some(token) => app.sessions.member(&token).await?,
        None => None,
    };
    let communities = app.readers.run(crate::db::communities).await?;
    let named = |(id, data): (CommunityId, Option<String>)| {
        let record = data.and_then(|data| serde_json::from_str(&data).ok());
        match record {
            Some(rules::Record::Community(Community { name, .. })) => Named { id, name },
            _ => Named {
                name: Words::new(id.as_str(), ""),
                id,
            },
        }
    };
    // The one that came first where there was none when the server started.
    let is_there = communities.iter().any(|(id, _)| *id == app.home);
    let first = communities.first().map(|(id, _)| id.clone());
    let home = first.filter(|_| !is_there).unwrap_or(app.home.clone());
    Ok(Json(Who {
        signed_in,
        home,
        communities: communities.into_iter().map(named).collect(),
    }))
}

/// Signs out. Whoever was not signed in is so all the more.
pub(super) async fn sign_out(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    if let Some(token) = cookie::SESSION.token(&headers, app.front) {
        app.sessions.end(&token).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(value) = cookie::SESSION.clear(app.front) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}
