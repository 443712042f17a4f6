//! `POST /sync/v1`: one round trip of a device.
//!
//! The one rule to know: what the request asks is written and on disk before what changed is read,
//! so an answer always holds the effects of its own outcomes.

use super::first::from_shelf;
use super::packed::unpack;
use super::short::Short;
use super::station::Visitor;
use super::{App, Refused};
use crate::db::{DbError, SqliteDepot, draw_secret};
use crate::publish::add_aid;
use ::sync::authority::{
    Admitted, Reader, admit, asked_keys, changes_for, intent_of, is_outdated, keep_note, scopes_of,
    seal_draws, settle, speaks_of_this_life, without_community,
};
use ::sync::depot::Depot;
use ::sync::limits::{PROTO, SCHEMA_VIEW, SHORT_INTENTS_MAX};
use ::sync::outcome::Outcome;
use ::sync::wire::{Feed, Protest, PushIntent, Request, Response, Settled, SettledNote};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use rules::id::{ActivityId, CommunityId};
use rules::time::UnixMillis;
use rules::{Intent, Key, Record};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the writer says of a request: outcomes of intents, and of notes.
type Written = (Vec<Settled>, Vec<SettledNote>);

/// Settles what a device asks and tells it what changed.
pub(super) async fn exchange(
    State(app): State<App>,
    headers: HeaderMap,
    Short(body): Short,
) -> Result<axum::response::Response, Refused> {
    let body = unpack(&headers, body)?;
    let request: Request = serde_json::from_slice(&body).map_err(|_| Protest::Unreadable)?;
    drop(body);
    let mut visitor = Visitor::of(&app, &headers).await?;
    let admitted = admit(&visitor.visit(None, app.world.now()), &request)?;
    visitor.member = visitor.member.filter(|_| admitted == Admitted::Whole);
    for want in &request.feeds {
        app.metrics.alarmed(want.alarms);
    }
    let outdated = is_outdated(&request);
    let session_ended = admitted.session_ended(&request);
    if let Some(first) = from_shelf(&app, &headers, (&request, &visitor)).await? {
        return Ok(first);
    }
    let asked = Arc::new((request, visitor));
    let has_work = !asked.0.intents.is_empty() || !asked.0.notes.is_empty();
    let (outcomes, notes) = if has_work && admitted == Admitted::Whole {
        write(&app, asked.clone()).await?
    } else {
        <Written>::default()
    };
    let now = app.world.now();
    let is_up_to_date = asked.0.feeds.iter().all(|want| want.cursor.is_some());
    let read = move |db: &Connection| feeds(db, &asked.0, (&asked.1, admitted), now);
    // A device that is up to date asks for a handful of rows; a new one for a year's programme.
    let (feeds, unknown) = if is_up_to_date {
        app.readers.run_small(read).await?
    } else {
        app.readers.run(read).await?
    };
    let response = Response {
        proto: PROTO,
        server_time: now,
        outcomes,
        notes,
        feeds,
        unknown,
        session_ended,
        outdated,
        view: SCHEMA_VIEW,
    };
    Ok(Json(response).into_response())
}

/// The activity of the draft that a step of staff's is about: it may be published by it.
fn drafted_in(
    depot: &mut SqliteDepot<'_>,
    push: &PushIntent,
) -> Result<Option<ActivityId>, DbError> {
    if push.kind != "take" {
        return Ok(None);
    }
    let Ok(Intent::Take(asked)) = intent_of(&push.kind, push.kv, &push.body) else {
        return Ok(None);
    };
    let row = depot.row(&Key::Draft(asked.draft))?;
    Ok(match row.and_then(|row| row.record) {
        Some(Record::Draft(draft)) => Some(draft.plan.activity_id),
        _ => None,
    })
}

/// Settles the intents of a request in order, then keeps its notes. A long request is settled part
/// by part, so that others come in between; where one part fails, those before it stay settled,
/// and whoever asks again hears the same of them.
async fn write(app: &App, asked: Arc<(Request, Visitor)>) -> Result<Written, DbError> {
    let mut written = <Written>::default();
    let parts = asked.0.intents.len().div_ceil(SHORT_INTENTS_MAX);
    for part in 0..parts {
        let (asked, world) = (asked.clone(), app.world.clone());
        let settle = move |db: &Connection| {
            let mut parts = asked.0.intents.chunks(SHORT_INTENTS_MAX);
            let part = parts.nth(part).unwrap_or_default();
            settle_part(db, &asked.0, part, (&asked.1, world.now()))
        };
        written.0.extend(app.writer.run(settle).await?);
    }
    if !asked.0.notes.is_empty() {
        let world = app.world.clone();
        let keep = move |db: &Connection| {
            let now = world.now();
            keep_notes(db, &asked.0, (&asked.1, now))
        };
        written.1 = app.writer.run(keep).await?;
    }
    for settled in &written.0 {
        app.metrics.settled(name_of(&settled.outcome));
    }
    Ok(written)
}

/// Settles a part of a request's intents in order. One transaction.
fn settle_part(
    db: &Connection,
    request: &Request,
    part: &[PushIntent],
    (visitor, now): (&Visitor, UnixMillis),
) -> Result<Vec<Settled>, DbError> {
    let mut depots = BTreeMap::new();
    let mut outcomes = Vec::with_capacity(part.len());
    let whose = (request.device, request.epoch);
    for push in part {
        let Some(depot) = depot_of(db, &mut depots, &push.community)? else {
            outcomes.push(without_community(push));
            continue;
        };
        if !speaks_of_this_life(depot, request, &push.community)? {
            continue;
        }
        let visit = visitor.visit(Some(&push.community), now);
        let drafted = drafted_in(depot, push)?;
        outcomes.extend(settle(depot, &visit, whose, push)?);
        if let Some(activity) = drafted {
            add_aid(depot, &activity, now)?;
            let secret = draw_secret(db)?;
            seal_draws(depot, (&push.community, secret), now)?;
        }
    }
    Ok(outcomes)
}

/// Keeps the notes of a request. One transaction.
fn keep_notes(
    db: &Connection,
    request: &Request,
    (visitor, now): (&Visitor, UnixMillis),
) -> Result<Vec<SettledNote>, DbError> {
    let mut depots = BTreeMap::new();
    let mut notes = Vec::with_capacity(request.notes.len());
    for push in &request.notes {
        let Some(depot) = depot_of(db, &mut depots, &push.community)? else {
            continue;
        };
        let visit = visitor.visit(Some(&push.community), now);
        notes.push(keep_note(depot, &visit, push)?);
    }
    Ok(notes)
}

/// The depot of a community; none where it is not known here.
fn depot_of<'d, 'c>(
    db: &'c Connection,
    depots: &'d mut BTreeMap<CommunityId, SqliteDepot<'c>>,
    community: &CommunityId,
) -> Result<Option<&'d mut SqliteDepot<'c>>, DbError> {
    let depot = depots
        .entry(community.clone())
        .or_insert_with(|| SqliteDepot::new(db, community.clone()));
    match depot.head() {
        Ok(_) => Ok(Some(depot)),
        Err(DbError::UnknownCommunity) => Ok(None),
        Err(error) => Err(error),
    }
}

fn feeds(
    db: &Connection,
    request: &Request,
    (visitor, admitted): (&Visitor, Admitted),
    now: UnixMillis,
) -> Result<(Vec<Feed>, Vec<CommunityId>), DbError> {
    let (mut feeds, mut unknown) = (Vec::new(), Vec::new());
    let told = request.feeds.iter().filter(|_| !is_outdated(request));
    for want in told {
        let visit = visitor.visit(Some(&want.community), now);
        let asked = asked_keys(&visit, &want.community, &request.intents);
        let mut depot = SqliteDepot::new(db, want.community.clone());
        let scopes = scopes_of(&mut depot, &visit)?;
        let reader = Reader {
            scopes: &scopes,
            admitted,
            schema_view: request.schema_view,
            origin: visit.origin,
        };
        match changes_for(&mut depot, reader, want, &asked) {
            Ok(feed) => feeds.push(feed),
            Err(DbError::UnknownCommunity) => unknown.push(want.community.clone()),
            Err(error) => return Err(error),
        }
    }
    Ok((feeds, unknown))
}

fn name_of(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "accepted",
        Outcome::Changed { .. } => "changed",
        Outcome::Refused { .. } => "refused",
        Outcome::Expired => "expired",
        Outcome::Superseded => "superseded",
        Outcome::Blocked { .. } => "blocked",
        Outcome::Quarantined { .. } => "quarantined",
        Outcome::Fork => "fork",
        Outcome::AlreadySettled => "already_settled",
    }
}
