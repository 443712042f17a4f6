//! Serving: puts the pieces together, listens, and stops without losing anything.
//!
//! The one rule to know: on SIGTERM or SIGINT no new request is taken, those under way are
//! answered, the writer writes what it was given, and then the process ends.

use crate::calendars::Calendars;
use crate::config::{Config, Origin};
use crate::connections::{self, Bounds};
use crate::db::proof::check_ends;
use crate::db::{DbError, Hold, Readers, Writer, communities, open};
use crate::deadlines::Deadlines;
use crate::demo::{self, DemoError};
use crate::enrol::Printed;
use crate::housekeeping::Housekeeping;
use crate::http::{App, Assets, Front, Parts, router};
use crate::metrics::Metrics;
use crate::nudges::Nudges;
use crate::pin::{PinError, Pins};
use crate::sessions::Sessions;
use crate::shelf::Shelves;
use crate::uploads::Uploads;
use crate::world::World;
use axum::Router;
use rules::id::CommunityId;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How long requests under way may take once the end was asked for.
const GRACE: Duration = Duration::from_secs(10);

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The demonstration.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// PINs cannot be hashed.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// The app's folder cannot be read.
    #[error("the app's folder {path}: {error}")]
    Dist {
        /// The folder.
        path: std::path::PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The app's folder holds no app.
    #[error(
        "the folder {path} holds no app: it has no index.html. `cargo xtask build` makes one; \
         without --dist the interface alone is served"
    )]
    NoApp {
        /// The folder.
        path: std::path::PathBuf,
    },
    /// The address cannot be listened on.
    #[error("{address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// The writing thread panicked.
    #[error("the writer did not end well")]
    Writer,
}

/// That whoever comes would be shown nothing, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// There is no community at all.
    #[error(
        "there is no community in this data folder yet: bring one in with `cuobian-server import \
         --data {} --profile sheet --name NAME FILE`, while this server runs",
        data.display()
    )]
    Community {
        /// The data folder.
        data: std::path::PathBuf,
    },
    /// The one that is shown first is not among those that are there.
    #[error("the community {home} is not in this data folder; there is {there}")]
    Home {
        /// Which.
        home: CommunityId,
        /// Those that are.
        there: String,
    },
}

/// Whether a new data folder gets the built-in programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// It does.
    WithDemo,
    /// It stays empty.
    Empty,
}

/// A server that is put together but does not listen.
pub struct Server {
    /// Its routes.
    pub router: Router,
    /// The demonstration's cards, where there are any.
    pub cards: Vec<Printed>,
    /// What is missing for anybody to see anything.
    pub missing: Option<Missing>,
    /// Its first pages.
    pub shelves: Shelves,
    connections: Bounds,
    home: CommunityId,
    writer: JoinHandle<()>,
    nudges: Nudges,
    readers: Readers,
    housekeeping: Housekeeping,
    deadlines: Deadlines,
    _folder: Hold,
}

/// Puts a server together over its data folder.
///
/// # Errors
/// When the folder, the database or the app's files cannot be used.
pub fn assemble(config: &Config, world: World, start: Start) -> Result<Server, ServeError> {
    let assets = app_of(config)?;
    let folder = Hold::share(&config.data)?;
    let db = open(&config.data)?;
    check_ends(&db)?;
    if let Some(pages) = config.pages_max {
        db.pragma_update(None, "max_page_count", pages)
            .map_err(DbError::from)?;
    }
    // The demonstration's cards are known to everybody, one of a publisher among them.
    if start == Start::WithDemo
        && config.front == Front::Nothing
        && let Some(published) = demo::set_up(&db, &world)?
    {
        tracing::info!(
            records = published.new,
            "the built-in programme was published"
        );
    }
    let cards = demo::cards(&db)?;
    if config.front != Front::Nothing && !cards.is_empty() {
        tracing::warn!(
            cards = cards.len(),
            "this folder holds the demonstration, whose cards everybody knows"
        );
    }
    let home = home(&db, config)?;
    let missing = missing(&db, config, &home)?;
    if let Some(missing) = &missing {
        tracing::warn!("{missing}");
    }
    let metrics = Arc::new(Metrics::default());
    let (writer, thread) = Writer::start(db, world.clone(), metrics.clone())?;
    let readers = Readers::open(&config.data)?;
    let nudges = Nudges::default();
    let shelves = Shelves::new(readers.clone(), world.clone());
    let housekeeping = Housekeeping::new(readers.clone(), writer.clone(), world.clone());
    let deadlines = Deadlines::new(readers.clone(), writer.clone(), world.clone());
    let at_home = home.clone();
    let app = App::from(Parts {
        shelves: shelves.clone(),
        nudges: nudges.clone(),
        sessions: Sessions::new(readers.clone(), writer.clone(), world.clone()),
        pins: Pins::new(&world)?,
        throttle: Arc::default(),
        patience: Arc::default(),
        calendars: Calendars::new(config.origin.as_ref().map_or("", Origin::as_str)),
        uploads: Uploads::new(config, world.clone()),
        assets: Arc::new(assets),
        front: config.front,
        body_max: config.connections.body_max,
        world,
        metrics,
        readers: readers.clone(),
        writer,
        home,
    });
    Ok(Server {
        router: router(app),
        cards,
        missing,
        shelves,
        connections: config.connections,
        home: at_home,
        writer: thread,
        nudges,
        readers,
        housekeeping,
        deadlines,
        _folder: folder,
    })
}

/// The app's files, where there is a folder of them.
fn app_of(config: &Config) -> Result<Assets, ServeError> {
    let Some(path) = &config.dist else {
        return Ok(Assets::none());
    };
    let assets = Assets::read(path).map_err(|error| ServeError::Dist {
        path: path.clone(),
        error,
    })?;
    if assets.has_page() {
        Ok(assets)
    } else {
        Err(ServeError::NoApp { path: path.clone() })
    }
}

/// What is missing for whoever comes to see anything.
fn missing(
    db: &rusqlite::Connection,
    config: &Config,
    home: &CommunityId,
) -> Result<Option<Missing>, DbError> {
    let there = communities(db)?;
    if there.is_empty() {
        let data = config.data.clone();
        return Ok(Some(Missing::Community { data }));
    }
    if there.iter().any(|(id, _)| id == home) {
        return Ok(None);
    }
    let there: Vec<&str> = there.iter().map(|(id, _)| id.as_str()).collect();
    let (home, there) = (home.clone(), there.join(", "));
    Ok(Some(Missing::Home { home, there }))
}

fn home(db: &rusqlite::Connection, config: &Config) -> Result<CommunityId, ServeError> {
    if let Some(home) = &config.home {
        return Ok(home.clone());
    }
    let built_in = programme::dehua::community_id().map_err(DemoError::from)?;
    let known = communities(db)?;
    let has_built_in = known.iter().any(|(id, _)| *id == built_in);
    let first = known.into_iter().next().map(|(id, _)| id);
    Ok(first.filter(|_| !has_built_in).unwrap_or(built_in))
}

impl Server {
    /// Serves until `stop` resolves, then ends in order.
    ///
    /// # Errors
    /// When the writer did not end well.
    pub async fn run(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let (asked, mut is_asked) = tokio::sync::watch::channel(());
        self.shelves.make(self.home);
        drop(self.shelves);
        let looks = tokio::spawn(self.nudges.clone().run(self.readers.clone()));
        let keeps = tokio::spawn(self.housekeeping.run());
        let ends = tokio::spawn(self.deadlines.run());
        let nudges = self.nudges.clone();
        let stop = async move {
            stop.await;
            // Streams have no end of their own; whoever waits for them would wait in vain.
            nudges.close();
            asked.send_replace(());
        };
        let serving = connections::serve(listener, self.router, self.connections, stop);
        let patience = async move {
            if is_asked.changed().await.is_ok() {
                tokio::time::sleep(GRACE).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = serving => {}
            () = patience => tracing::warn!("some requests were still open at the end"),
        }
        // The writer ends when nobody can give it anything to write.
        keeps.abort();
        ends.abort();
        self.nudges.close();
        drop(self.readers);
        if looks.await.is_err() {
            tracing::error!("the nudges did not end well");
        }
        let joined = tokio::task::spawn_blocking(move || self.writer.join()).await;
        match joined {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(ServeError::Writer),
        }
    }
}

/// Resolves when the process is asked to end.
///
/// # Errors
/// When signals cannot be listened for.
pub fn asked_to_end() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Binds an address.
///
/// # Errors
/// When it is taken, or not this machine's.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| ServeError::Listen { address, error })
}
