//! `GET /sync/v1/nudge?community=..`: server-sent events that say only that something changed.
//!
//! The one rule to know: public, and without anything in it. Whoever works at the community's desk is
//! told as well when something of the desk changed; nobody else learns of that. Whoever cannot have
//! one asks twice a minute instead.

use super::{App, Refused, cookie};
use crate::db::{DbError, SqliteDepot};
use crate::nudges::Hears;
use ::sync::authority::{Visit, scopes_of};
use ::sync::wire::Protest;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use rules::Scope;
use rules::id::CommunityId;
use rusqlite::OptionalExtension;
use serde::Deserialize;

/// When to come back when there are too many listeners. Units: seconds. Phones come and go.
const CROWDED_SECS: u64 = 300;

/// What is listened to.
#[derive(Deserialize)]
pub(super) struct Asked {
    community: CommunityId,
}

/// Listens.
pub(super) async fn listen(
    State(app): State<App>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Refused> {
    let Query(Asked { community }) = asked.map_err(|_| Protest::Unreadable)?;
    let named = community.clone();
    let is_known = move |db: &rusqlite::Connection| {
        let sql = "SELECT 1 FROM communities WHERE community = ?1";
        let mut statement = db.prepare_cached(sql)?;
        let found = statement.query_row([named.as_str()], |_| Ok(())).optional();
        Ok(found?.is_some())
    };
    if !app.readers.run_small(is_known).await? {
        return Err(Protest::UnknownCommunity.into());
    }
    let hears = hears(&app, &headers, &community).await?;
    let stream = app
        .nudges
        .listen(&community, hears)
        .map_err(|error| match error {
            DbError::Busy => Refused {
                retry_after_secs: Some(CROWDED_SECS),
                ..Refused::because(Protest::Busy)
            },
            error => error.into(),
        })?;
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        // A proxy in front must hand on each event as it comes.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::new(stream)).into_response())
}

/// What whoever asks is told of: at the desk, by the session they come with.
async fn hears(app: &App, headers: &HeaderMap, community: &CommunityId) -> Result<Hears, DbError> {
    let Some(token) = cookie::SESSION.token(headers, app.front) else {
        return Ok(Hears::Public);
    };
    let member = app.sessions.member(&token).await?;
    let Some(member) = member.filter(|member| member.household.is_none()) else {
        return Ok(Hears::Public);
    };
    let visit = Visit::new(member.actor_in(community), app.world.now());
    let community = community.clone();
    let read = move |db: &rusqlite::Connection| {
        let scopes = scopes_of(&mut SqliteDepot::new(db, community), &visit)?;
        Ok(scopes.contains(&Scope::Desk))
    };
    let is_at_desk = app.readers.run_small(read).await?;
    Ok(if is_at_desk {
        Hears::Desk
    } else {
        Hears::Public
    })
}
