//! `/station`: whether this browser is a kiosk of a community, and becoming one by a code.
//!
//! The one rule to know: what makes it one is in a cookie of its own, beside whatever session somebody
//! has there; a code that is wrong, used or too old gets one answer, and few tries.

use super::session::From;
use super::short::Short;
use super::{App, Refused, cookie};
use crate::db::cards::Member;
use crate::db::{Books, DbError};
use crate::homes::name_of;
use crate::sessions::Token;
use crate::stations::{CODE_DIGITS, enrol, find};
use ::sync::authority::Visit;
use ::sync::wire::Protest;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use rules::id::CommunityId;
use rules::time::UnixMillis;
use rules::words::Words;
use rules::{Actor, Origin};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::sync::PoisonError;

/// The longest code that is looked at: its digits and the gaps people leave. Units: bytes.
const TYPED_BYTES_MAX: usize = 2 * CODE_DIGITS;

/// What is typed at a kiosk.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: String,
}

/// Whether this browser is a station.
#[derive(Debug, Serialize)]
pub(super) struct Standing {
    station: Option<Named>,
}

#[derive(Debug, Serialize)]
struct Named {
    community: CommunityId,
    name: String,
    place: Words,
}

/// Who asks, and at the station of which community.
pub(super) struct Visitor {
    pub(super) member: Option<Member>,
    pub(super) station: Option<CommunityId>,
}

impl Visitor {
    /// Who they are by the cookies they come with.
    pub(super) async fn of(app: &App, headers: &HeaderMap) -> Result<Self, Refused> {
        let member = match cookie::SESSION.token(headers, app.front) {
            Some(token) => app.sessions.member(&token).await?,
            None => None,
        };
        let station = match cookie::STATION.token(headers, app.front) {
            Some(token) => community_of(app, token).await?,
            None => None,
        };
        Ok(Self { member, station })
    }

    /// Their visit to a community, to their own where none is named: a station is one in its own
    /// community alone.
    pub(super) fn visit(&self, community: Option<&CommunityId>, now: UnixMillis) -> Visit {
        let actor = self.member.as_ref().map_or(Actor::Anonymous, |member| {
            member.actor_in(community.unwrap_or(&member.community))
        });
        let is_station = community.is_some() && self.station.as_ref() == community;
        let origin = if is_station {
            Origin::Station
        } else {
            Origin::OwnDevice
        };
        Visit { actor, now, origin }
    }
}

async fn community_of(app: &App, token: Token) -> Result<Option<CommunityId>, DbError> {
    let read = move |db: &Connection| {
        let found = find(db, &token)?;
        Ok(found.map(|_| token.community().clone()))
    };
    app.readers.run_small(read).await
}

/// What the station is called whose cookie this is.
async fn named(app: &App, token: Token) -> Result<Option<Named>, DbError> {
    let read = move |db: &Connection| {
        let community = token.community();
        let Some(station) = find(db, &token)? else {
            return Ok(None);
        };
        Ok(Some(Named {
            community: community.clone(),
            place: name_of(db, community, &station.place)?,
            name: station.name,
        }))
    };
    app.readers.run_small(read).await
}

/// Says whether it is one.
pub(super) async fn show(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Json<Standing>, Refused> {
    let station = match cookie::STATION.token(&headers, app.front) {
        Some(token) => named(&app, token).await?,
        None => None,
    };
    Ok(Json(Standing { station }))
}

/// Makes it one, by a code.
pub(super) async fn become_one(
    State(app): State<App>,
    From(address): From,
    Short(body): Short,
) -> Result<Response, Refused> {
    let typed: Typed = serde_json::from_slice(&body).map_err(|_| Protest::Unreadable)?;
    if typed.code.len() > TYPED_BYTES_MAX {
        return Err(Protest::Unreadable.into());
    }
    let code: String = typed.code.split_whitespace().collect();
    let now = app.world.now();
    // A code names no account: whoever tries is counted by their address. No number on a card has a
    // gap in it. Each try counts before it is looked at, so that many at once are many.
    let who = format!("station {address}");
    throttle(&app, |throttle| {
        throttle.admit(&who, address, now)?;
        throttle.failed(&who, address, now);
        Ok(())
    })
    .map_err(Refused::too_many)?;
    let secret = app.world.random().map_err(DbError::from)?;
    let write = move |books: &mut Books<'_>| enrol(books.db(), &code, (secret, now));
    let token = app.writer.run(write).await?;
    let Some(token) = token else {
        return Err(Protest::SignedOut.into());
    };
    throttle(&app, |throttle| throttle.succeeded(&who));
    tracing::info!(
        community = token.community().as_str(),
        "a station was enrolled"
    );
    let set = cookie::STATION.set(&token, app.front);
    let station = named(&app, token).await?;
    let mut response = Json(Standing { station }).into_response();
    if let Some(value) = set {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

fn throttle<T>(app: &App, work: impl FnOnce(&mut crate::throttle::Throttle) -> T) -> T {
    work(&mut app.throttle.lock().unwrap_or_else(PoisonError::into_inner))
}
