//! The routes, and what every answer carries.
//!
//! The one rule to know: a handler is a few calm lines; who may do what is decided below it, and
//! one place ([`protest`]) turns failures into answers.

mod assets;
mod calendar;
mod cookie;
mod first;
mod guard;
mod health;
mod nudge;
mod packed;
mod protest;
mod session;
mod short;
mod station;
mod sync;
mod upload;

pub use assets::Assets;
pub use protest::Refused;

use crate::calendars::Calendars;
use crate::db::{Readers, Writer};
use crate::metrics::Metrics;
use crate::nudges::Nudges;
use crate::pin::Pins;
use crate::sessions::Sessions;
use crate::shelf::Shelves;
use crate::throttle::Throttle;
use crate::uploads::Uploads;
use crate::world::World;
use ::sync::limits::{REQUEST_BYTES_MAX, UPLOAD_BYTES_MAX};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use rules::id::CommunityId;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tower_http::compression::CompressionLayer;

/// What every handler may use. Each layer of the routes holds it, so a clone is one count.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl From<Parts> for App {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The parts of an [`App`].
pub struct Parts {
    /// Time and randomness.
    pub world: World,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Who reads.
    pub readers: Readers,
    /// Who writes.
    pub writer: Writer,
    /// Who is signed in.
    pub sessions: Sessions,
    /// Who checks PINs.
    pub pins: Pins,
    /// Who failed to sign in.
    pub throttle: Arc<Mutex<Throttle>>,
    /// Who asked for private calendars.
    pub patience: Arc<Mutex<Throttle>>,
    /// What calendars of other programs are told.
    pub calendars: Calendars,
    /// The first pages of what is public.
    pub shelves: Shelves,
    /// Who is told that something changed.
    pub nudges: Nudges,
    /// What staff bring in.
    pub uploads: Uploads,
    /// The app's files.
    pub assets: Arc<Assets>,
    /// The community shown to whoever has not signed in.
    pub home: CommunityId,
    /// How the server is reached.
    pub front: Front,
    /// How long the body of a short request may take.
    pub body_max: Duration,
}

/// What stands in front of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Front {
    /// Nothing: plain HTTP, as on one's own machine.
    Nothing,
    /// A proxy that speaks TLS to the world and adds `X-Forwarded-For`.
    TlsProxy,
}

/// All routes over one app.
pub fn router(app: App) -> Router {
    let asked = Router::new()
        .route("/sync/v1", post(sync::exchange))
        .route(
            "/session",
            get(session::who)
                .post(session::sign_in)
                .delete(session::sign_out),
        )
        .route("/station", get(station::show).post(station::become_one))
        .route(
            "/calendar/private",
            get(calendar::mine::show)
                .post(calendar::mine::make)
                .delete(calendar::mine::end),
        )
        .layer(from_fn(guard::only_json))
        .layer(from_fn(guard::same_site))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX));
    let files = Router::new()
        .route("/import/preview", post(upload::preview))
        .route("/import/take", post(upload::take))
        .layer(from_fn(guard::only_bytes))
        .layer(from_fn(guard::same_site))
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    Router::new()
        .merge(asked)
        .merge(files)
        .route("/sync/v1/nudge", get(nudge::listen))
        .route("/calendar/{file}", get(calendar::of_community))
        .route("/calendar/private/{file}", get(calendar::own_of))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .fallback(assets::serve)
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), guard::observe))
        .with_state(app)
}
