//! `GET /calendar/..`: calendars for programs that ask by themselves.
//!
//! The one rule to know: whoever asks has no session, sends no cookie and gets none; the address is
//! all there is. One that leads nowhere, leads nowhere any more or is no address gets one answer.
//!
//! Deliberately absent: any log of an address; a route has a name instead ([`super::guard`]).

pub(super) mod mine;

use super::session::From;
use super::{App, Refused};
use crate::calendars::{Made, Secret, own};
use crate::db::calendars::whose;
use ::calendar::{Tongue, words};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rules::id::CommunityId;
use std::sync::PoisonError;

/// How the name of a calendar ends.
const ENDS: &str = ".ics";
/// What lies between asker and server may keep a public calendar for a quarter of an hour.
const PUBLIC: &str = "public, max-age=900";
/// And a private one not at all.
const PRIVATE: &str = "private, no-cache";

/// The calendar of a community.
pub(super) async fn of_community(
    State(app): State<App>,
    file: Result<Path<String>, PathRejection>,
    parts: Parts,
) -> Result<Response, Refused> {
    let tongue = tongue(parts.uri.query());
    let Some(community) = named::<CommunityId>(file) else {
        return Ok(nothing(tongue));
    };
    let around = (&app.readers, &app.world);
    let made = app.calendars.of_community(around, community, tongue).await;
    Ok(match made? {
        Some(made) => answer(&made, PUBLIC, &parts.headers),
        None => nothing(tongue),
    })
}

/// The calendar of whoever's address this is.
pub(super) async fn own_of(
    State(app): State<App>,
    From(address): From,
    file: Result<Path<String>, PathRejection>,
    parts: Parts,
) -> Result<Response, Refused> {
    let tongue = tongue(parts.uri.query());
    let now = app.world.now();
    let hash = named::<Secret>(file).map(|secret| secret.hash());
    let asker = hash.map(hex).unwrap_or_default();
    let admitted = patience(&app, |patience| patience.admit(&asker, address, now));
    if let Err(wait_secs) = admitted {
        return Ok(wait(tongue, wait_secs));
    }
    let whose = match hash {
        Some(hash) => app.readers.run_small(move |db| whose(db, &hash)).await?,
        None => None,
    };
    let Some((community, resident)) = whose else {
        patience(&app, |patience| patience.strayed(address, now));
        return Ok(nothing(tongue));
    };
    patience(&app, |patience| patience.used(asker, now));
    let origin = app.calendars.origin();
    let read =
        move |db: &rusqlite::Connection| own(db, (&community, &resident), (tongue, &origin), now);
    Ok(match app.readers.run(read).await? {
        Some(made) => answer(&made, PRIVATE, &parts.headers),
        None => nothing(tongue),
    })
}

/// What the name of a file names.
fn named<T: std::str::FromStr>(file: Result<Path<String>, PathRejection>) -> Option<T> {
    let Path(file) = file.ok()?;
    file.strip_suffix(ENDS)?.parse().ok()
}

/// The language asked for: `?lang=en`; Chinese otherwise.
fn tongue(query: Option<&str>) -> Tongue {
    let mut pairs = query.unwrap_or_default().split('&');
    if pairs.any(|pair| pair == "lang=en") {
        Tongue::En
    } else {
        Tongue::Zh
    }
}

fn hex(hash: [u8; 32]) -> String {
    ::sync::identity::Chain(hash).to_string()
}

/// Patience with whoever asks for private calendars; nobody's failures to sign in count here.
fn patience<T>(app: &App, work: impl FnOnce(&mut crate::throttle::Throttle) -> T) -> T {
    work(&mut app.patience.lock().unwrap_or_else(PoisonError::into_inner))
}

fn answer(made: &Made, caching: &'static str, headers: &HeaderMap) -> Response {
    let known = headers.get(header::IF_NONE_MATCH);
    let known = known.and_then(|known| known.to_str().ok());
    // Whether a mark is weak does not count here (RFC 9110, 13.1.2).
    let bare = |mark: &str| mark.trim().trim_start_matches("W/").to_owned();
    let is_known = known.is_some_and(|known| {
        let mut marks = known.split(',').map(bare);
        marks.any(|mark| mark == "*" || mark == bare(&made.etag))
    });
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        made.body.clone().into_response()
    };
    let out = response.headers_mut();
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    out.insert(header::CONTENT_TYPE, kind);
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Ok(etag) = HeaderValue::from_str(&made.etag) {
        out.insert(header::ETAG, etag);
    }
    let name = HeaderValue::from_static("inline; filename=\"cuobian.ics\"");
    out.insert(header::CONTENT_DISPOSITION, name);
    response
}

fn nothing(tongue: Tongue) -> Response {
    (StatusCode::NOT_FOUND, words::no_such(tongue)).into_response()
}

fn wait(tongue: Tongue, secs: u64) -> Response {
    let text = (StatusCode::TOO_MANY_REQUESTS, words::too_often(tongue));
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(secs));
    response
}
