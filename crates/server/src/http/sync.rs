//! `POST /sync/v1`: one round trip of a device.
//!
//! The one rule to know: what changed is read in the very transaction that settles what the request
//! asks, after it, and told once that is on disk; so an answer always holds the effects of its own
//! outcomes.

use super::first::from_shelf;
use super::packed::unpack;
use super::short::Short;
use super::station::Visitor;
use super::{App, Refused};
use crate::db::{Books, DbError, SqliteDepot, draw_secret};
use crate::publish::add_aid;
use ::sync::authority::{
    Admitted, Before, Reader, Visit, admit, asked_keys, brief_changes_for, changes_for, intent_of,
    is_outdated, keep_note, scopes_of, seal_draws, settle, speaks_of_this_life, without_community,
};
use ::sync::depot::Depot;
use ::sync::limits::{PART_INTENTS_MAX, PROTO, SCHEMA_VIEW};
use ::sync::outcome::Outcome;
use ::sync::wire::{Feed, Protest, PushIntent, Request, Response, Settled, SettledNote, Want};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use rules::id::{ActivityId, CommunityId};
use rules::time::UnixMillis;
use rules::{Intent, Key, Record};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A request, and who asks.
struct Asked {
    request: Request,
    visitor: Visitor,
    admitted: Admitted,
}

/// What an answer says of a request.
#[derive(Default)]
struct Told {
    now: UnixMillis,
    outcomes: Vec<Settled>,
    notes: Vec<SettledNote>,
    feeds: Vec<Feed>,
    unknown: Vec<CommunityId>,
}

impl Asked {
    fn has_work(&self) -> bool {
        !self.request.intents.is_empty() || !self.request.notes.is_empty()
    }

    fn is_up_to_date(&self) -> bool {
        self.request.feeds.iter().all(|want| want.cursor.is_some())
    }

    /// What changed in the communities that the request follows, each read by `feed`.
    fn told(
        &self,
        now: UnixMillis,
        mut feed: impl FnMut(&Want) -> Result<Feed, DbError>,
    ) -> Result<Told, DbError> {
        let mut told = Told {
            now,
            ..Told::default()
        };
        for want in self
            .request
            .feeds
            .iter()
            .filter(|_| !is_outdated(&self.request))
        {
            match feed(want) {
                Ok(feed) => told.feeds.push(feed),
                Err(DbError::UnknownCommunity) => told.unknown.push(want.community.clone()),
                Err(error) => return Err(error),
            }
        }
        Ok(told)
    }

    /// What changed in one of them.
    fn feed<D: Depot<Error = DbError>>(
        &self,
        depot: &mut D,
        (want, now): (&Want, UnixMillis),
        tell: fn(&mut D, Reader<'_>, &Want, &BTreeSet<Key>) -> Result<Feed, DbError>,
    ) -> Result<Feed, DbError> {
        let visit = self.visit(Some(&want.community), now);
        let keys = asked_keys(&visit, &want.community, &self.request.intents);
        let scopes = scopes_of(depot, &visit)?;
        let reader = Reader {
            scopes: &scopes,
            admitted: self.admitted,
            schema_view: self.request.schema_view,
            origin: visit.origin,
        };
        tell(depot, reader, want, &keys)
    }

    fn visit(&self, community: Option<&CommunityId>, now: UnixMillis) -> Visit {
        self.visitor.visit(community, now)
    }
}

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
    let asked = Arc::new(Asked {
        request,
        visitor,
        admitted,
    });
    let told = if admitted == Admitted::Whole && asked.has_work() {
        write(&app, &asked).await?
    } else {
        read(&app, &asked).await?
    };
    let response = Response {
        proto: PROTO,
        server_time: told.now,
        outcomes: told.outcomes,
        notes: told.notes,
        feeds: told.feeds,
        unknown: told.unknown,
        session_ended,
        outdated,
        view: SCHEMA_VIEW,
    };
    Ok(Json(response).into_response())
}

/// The activity of the draft that a step of staff's is about: it may be published by it.
fn drafted_in<D: Depot>(depot: &mut D, push: &PushIntent) -> Result<Option<ActivityId>, D::Error> {
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

/// Reads what changed.
async fn read(app: &App, asked: &Arc<Asked>) -> Result<Told, DbError> {
    let now = app.world.now();
    let is_up_to_date = asked.is_up_to_date();
    let asked = asked.clone();
    let read = move |db: &Connection| {
        asked.told(now, |want| {
            let mut depot = SqliteDepot::new(db, want.community.clone());
            asked.feed(&mut depot, (want, now), changes_for)
        })
    };
    // A device that is up to date asks for a handful of rows; a new one for a year's programme.
    if is_up_to_date {
        app.readers.run_small(read).await
    } else {
        app.readers.run(read).await
    }
}

/// Settles what a request asks and reads what changed. A long request is settled part by part, so
/// that others come in between; where one part fails, those before it stay settled, and whoever
/// asks again hears the same of them.
async fn write(app: &App, asked: &Arc<Asked>) -> Result<Told, DbError> {
    let told = if asked.request.is_brief() {
        let (whose, of_read) = (asked.clone(), asked.clone());
        let world = app.world.clone();
        let work = move |books: &mut Books<'_>| {
            let now = world.now();
            let outcomes = settle_part(books, &whose, (0, Before::Numbered), now)?;
            Ok((now, outcomes, keep_notes(books, &whose, now)?))
        };
        let read = move |books: &mut Books<'_>, (now, outcomes, notes)| {
            let told = of_read.told(now, |want| {
                let mut depot = books.of(&want.community);
                of_read.feed(&mut depot, (want, now), brief_changes_for)
            })?;
            Ok(Told {
                outcomes,
                notes,
                ..told
            })
        };
        app.writer.run_and_read(work, read).await?
    } else {
        let (outcomes, notes) = write_long(app, asked).await?;
        Told {
            outcomes,
            notes,
            ..read(app, asked).await?
        }
    };
    for settled in &told.outcomes {
        app.metrics.settled(name_of(&settled.outcome));
    }
    Ok(told)
}

/// Settles the intents of a request part by part, then keeps its notes.
async fn write_long(
    app: &App,
    asked: &Arc<Asked>,
) -> Result<(Vec<Settled>, Vec<SettledNote>), DbError> {
    let parts = asked.request.intents.len().div_ceil(PART_INTENTS_MAX);
    let mut outcomes = Vec::new();
    let mut before = Before::Numbered;
    for part in 0..parts {
        let (asked, world) = (asked.clone(), app.world.clone());
        let settle =
            move |books: &mut Books<'_>| settle_part(books, &asked, (part, before), world.now());
        let settled = app.writer.run(settle).await?;
        before = before.and(&settled);
        outcomes.extend(settled);
    }
    if asked.request.notes.is_empty() {
        return Ok((outcomes, Vec::new()));
    }
    let (asked, world) = (asked.clone(), app.world.clone());
    let keep = move |books: &mut Books<'_>| keep_notes(books, &asked, world.now());
    let notes = app.writer.run(keep).await?;
    Ok((outcomes, notes))
}

/// Settles a part of a request's intents in order. One transaction.
fn settle_part(
    books: &mut Books<'_>,
    asked: &Asked,
    (part, mut before): (usize, Before),
    now: UnixMillis,
) -> Result<Vec<Settled>, DbError> {
    let request = &asked.request;
    let mut parts = request.intents.chunks(PART_INTENTS_MAX);
    let intents = parts.nth(part).unwrap_or_default();
    let mut outcomes = Vec::with_capacity(intents.len());
    let whose = (request.device, request.epoch);
    for push in intents {
        let db = books.db();
        let Some(mut depot) = depot_of(books, &push.community)? else {
            outcomes.push(without_community(push));
            continue;
        };
        if !speaks_of_this_life(&mut depot, request, &push.community)? {
            continue;
        }
        let visit = asked.visit(Some(&push.community), now);
        let drafted = drafted_in(&mut depot, push)?;
        let settled = settle(&mut depot, &visit, whose, (push, before))?;
        before = before.and(&settled);
        outcomes.extend(settled);
        if let Some(activity) = drafted {
            add_aid(&mut depot, &activity, now)?;
            let secret = draw_secret(db)?;
            seal_draws(&mut depot, (&push.community, secret), now)?;
        }
    }
    Ok(outcomes)
}

/// Keeps the notes of a request. One transaction.
fn keep_notes(
    books: &mut Books<'_>,
    asked: &Asked,
    now: UnixMillis,
) -> Result<Vec<SettledNote>, DbError> {
    let mut notes = Vec::with_capacity(asked.request.notes.len());
    for push in &asked.request.notes {
        let Some(mut depot) = depot_of(books, &push.community)? else {
            continue;
        };
        let visit = asked.visit(Some(&push.community), now);
        notes.push(keep_note(&mut depot, &visit, push)?);
    }
    Ok(notes)
}

/// The storage of a community; none where it is not known here.
fn depot_of<'b>(
    books: &'b mut Books<'_>,
    community: &CommunityId,
) -> Result<Option<impl Depot<Error = DbError> + 'b>, DbError> {
    let mut depot = books.of(community);
    match depot.head() {
        Ok(_) => Ok(Some(depot)),
        Err(DbError::UnknownCommunity) => Ok(None),
        Err(error) => Err(error),
    }
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
