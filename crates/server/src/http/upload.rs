//! `POST /import/preview` and `POST /import/take`: a file that staff bring in at the desk.
//!
//! The one rule to know: who asks is known before a byte of the file is read; nothing is decided
//! here. The file is the body as it is; how it reads and what was seen stand in the query.

use super::{App, Refused, cookie};
use crate::db::SqliteDepot;
use crate::db::cards::Member;
use crate::uploads::{Asked, UploadError};
use ::sync::depot::Depot;
use ::sync::limits::UPLOAD_BYTES_MAX;
use ::sync::upload::{Answer, Reads};
use ::sync::wire::Protest;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rules::publish::{Bringer, may_bring_in};
use rules::{Key, Record};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::timeout;

/// How long a file may be on its way: 16 MB over a line of a megabit.
const COMING_MAX: Duration = Duration::from_secs(150);

/// What stands in the query.
#[derive(Debug, Deserialize)]
pub(super) struct Said {
    /// How the file is read.
    #[serde(rename = "as")]
    reads: String,
    /// What was seen of it.
    #[serde(default)]
    digest: String,
}

type SaidIn = Result<Query<Said>, QueryRejection>;

/// Says what taking a file would do.
pub(super) async fn preview(
    State(app): State<App>,
    said: SaidIn,
    request: Request,
) -> Result<Response, Refused> {
    answer(app, (said, None), request).await
}

/// Takes a file that was looked at.
pub(super) async fn take(
    State(app): State<App>,
    said: SaidIn,
    request: Request,
) -> Result<Response, Refused> {
    answer(app, (said, Some(Take)), request).await
}

/// The file is not only looked at.
struct Take;

async fn answer(
    app: App,
    (said, take): (SaidIn, Option<Take>),
    request: Request,
) -> Result<Response, Refused> {
    let member = member(&app, request.headers()).await?;
    let by = member.resident.clone();
    if let Err(why) = allowed(&app, member.clone()).await? {
        return Ok((StatusCode::FORBIDDEN, Json(Answer::Not { why })).into_response());
    }
    let Query(said) = said.map_err(|_| Protest::Unreadable)?;
    let reads = Reads::named(&said.reads).ok_or(Protest::Unreadable)?;
    let coming = app.uploads.admit().ok_or(Protest::Busy)?;
    let file = whole(request).await?;
    let why = format!("import {}", reads.name());
    let asked = Asked {
        community: member.community,
        reads,
        take: take.map(|Take| (Bringer { by, why }, said.digest)),
    };
    let answer = app.uploads.run(asked, file).await?;
    drop(coming);
    let status = match &answer {
        Answer::Preview(_) | Answer::Taken(_) => StatusCode::OK,
        Answer::Differs(_) | Answer::UnderWay => StatusCode::CONFLICT,
        Answer::Unread(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Answer::Not { .. } => StatusCode::FORBIDDEN,
    };
    Ok((status, Json(answer)).into_response())
}

async fn member(app: &App, headers: &HeaderMap) -> Result<Member, Refused> {
    let token = cookie::SESSION
        .token(headers, app.front)
        .ok_or(Protest::SignedOut)?;
    let member = app.sessions.member(&token).await?;
    Ok(member.ok_or(Protest::SignedOut)?)
}

/// Whether they may, as the rules say; residents are no staff, whatever their id.
async fn allowed(app: &App, member: Member) -> Result<Result<(), rules::Refusal>, Refused> {
    let read = move |db: &rusqlite::Connection| {
        if member.household.is_some() {
            return Ok(may_bring_in(None));
        }
        let mut depot = SqliteDepot::new(db, member.community);
        let row = depot.row(&Key::Staff(member.resident))?;
        Ok(match row.and_then(|row| row.record) {
            Some(Record::Staff(staff)) => may_bring_in(Some(&staff)),
            _ => may_bring_in(None),
        })
    };
    Ok(app.readers.run_small(read).await?)
}

/// The file, once all of it is here.
async fn whole(request: Request) -> Result<Bytes, Refused> {
    let too_large = || Protest::TooLarge {
        limit: "UPLOAD_BYTES_MAX".to_owned(),
    };
    let said = request.headers().get("content-length");
    let said = said.and_then(|said| said.to_str().ok()?.parse().ok());
    if said.is_some_and(|said: usize| said > UPLOAD_BYTES_MAX) {
        return Err(too_large().into());
    }
    // The limit itself stands with the route.
    match timeout(COMING_MAX, Bytes::from_request(request, &())).await {
        Ok(Ok(file)) => Ok(file),
        Ok(Err(rejection)) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(too_large().into())
        }
        Ok(Err(_)) | Err(_) => Err(Protest::Unreadable.into()),
    }
}

impl From<UploadError> for Refused {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Db(error) => error.into(),
            UploadError::Profile(_) | UploadError::NoProfile | UploadError::Named(_) => {
                tracing::error!(%error, "a file could not be looked at");
                Self::because(Protest::Broken)
            }
        }
    }
}
