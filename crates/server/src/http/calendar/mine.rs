//! `/calendar/private`: a resident's own address: whether there is one, a new one, none any more.
//!
//! The one rule to know: an address is told once, to whoever makes it; afterwards nobody can say
//! it, because only its hash is kept.

use super::patience;
use crate::calendars::Secret;
use crate::db::Books;
use crate::db::calendars::{made_at, put, withdraw};
use crate::db::cards::Member;
use crate::http::{App, Refused, cookie};
use ::sync::wire::Protest;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use rules::time::UnixMillis;
use serde::Serialize;
use std::net::{IpAddr, Ipv4Addr};

/// Whether there is an address.
#[derive(Debug, Serialize)]
pub(in crate::http) struct Standing {
    made_at: Option<UnixMillis>,
}

/// A fresh address.
#[derive(Debug, Serialize)]
pub(in crate::http) struct Fresh {
    path: String,
    made_at: UnixMillis,
}

async fn member(app: &App, headers: &HeaderMap) -> Result<Member, Refused> {
    let token = cookie::SESSION
        .token(headers, app.front)
        .ok_or(Protest::SignedOut)?;
    let member = app.sessions.member(&token).await?;
    let member = member.ok_or(Protest::SignedOut)?;
    // Staff act for the community; there is no household whose calendar it could be.
    if member.household.is_none() {
        return Err(Refused {
            status: StatusCode::FORBIDDEN,
            ..Refused::because(Protest::Unreadable)
        });
    }
    Ok(member)
}

/// Says whether there is one.
pub(in crate::http) async fn show(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Json<Standing>, Refused> {
    let member = member(&app, &headers).await?;
    let read = move |db: &rusqlite::Connection| made_at(db, (&member.community, &member.resident));
    let made_at = app.readers.run_small(read).await?;
    Ok(Json(Standing { made_at }))
}

/// Makes one; the one before leads nowhere from now on.
pub(in crate::http) async fn make(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Json<Fresh>, Refused> {
    let member = member(&app, &headers).await?;
    let now = app.world.now();
    // Each is a durable write; five are free, as mistakes are at signing in.
    let asker = format!("{}/{}", member.community, member.resident);
    let anywhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    patience(&app, |patience| {
        patience.admit(&asker, anywhere, now)?;
        patience.used(asker, now);
        Ok(())
    })
    .map_err(Refused::too_many)?;
    let secret = Secret::fresh(&app.world).map_err(crate::db::DbError::from)?;
    let hash = secret.hash();
    let write = move |books: &mut Books<'_>| {
        put(
            books.db(),
            (&member.community, &member.resident),
            &hash,
            now,
        )
    };
    app.writer.run(write).await?;
    Ok(Json(Fresh {
        path: format!("/calendar/private/{secret}.ics"),
        made_at: now,
    }))
}

/// Withdraws it.
pub(in crate::http) async fn end(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<StatusCode, Refused> {
    let member = member(&app, &headers).await?;
    let write =
        move |books: &mut Books<'_>| withdraw(books.db(), (&member.community, &member.resident));
    app.writer.run(write).await?;
    Ok(StatusCode::NO_CONTENT)
}
