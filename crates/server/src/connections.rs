//! Connections: how many there are at once, and how long each may be silent.
//!
//! The one rule to know: whoever speaks is listened to for as long as they get on; whoever has a
//! connection and says nothing loses it. Once the end is asked for no connection is taken, and each
//! that is there ends with the answer it waits for.
//!
//! Deliberately absent: HTTP/2, which is the proxy's business; a limit for each address, which
//! behind a proxy are all the same; a limit for how slowly an answer is read.

use crate::http::Front;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// How long a request's head may take, counted from the answer before it: also how long a
/// connection may idle. A weak network carries a head in a second.
const HEAD_MAX: Duration = Duration::from_secs(15);
/// The same behind a proxy, which waits for heads itself and keeps idle connections for up to two
/// minutes: one that we closed first would cost somebody their request.
const HEAD_BEHIND_PROXY_MAX: Duration = Duration::from_secs(150);
/// How long the body of a short request may be on its way: three times what a weak network takes.
const BODY_MAX: Duration = Duration::from_mins(1);
/// Connections at once, where the system allows as many files: as many as may listen for nudges,
/// and half as many again for whoever asks.
const CONNECTIONS_MAX: usize = 18_000;

/// What connections are held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How long a request's head may take, the silence before it included.
    pub head_max: Duration,
    /// How long the body of a short request may take.
    pub body_max: Duration,
    /// Connections at once; whoever comes then waits until one of them ends.
    pub connections_max: usize,
}

impl Bounds {
    /// The bounds of a server with this in front of it.
    pub fn behind(front: Front) -> Self {
        // A quarter of the files is for the database, the app and what is brought in.
        let files = files_max().map(|files| files / 4 * 3);
        Self {
            head_max: match front {
                Front::Nothing => HEAD_MAX,
                Front::TlsProxy => HEAD_BEHIND_PROXY_MAX,
            },
            body_max: BODY_MAX,
            connections_max: files.map_or(CONNECTIONS_MAX, |files| CONNECTIONS_MAX.min(files)),
        }
    }
}

/// How many files this process may have open; none where the system does not say.
pub(crate) fn files_max() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Answers whoever connects until `stop` resolves, and then until those who wait have their answer.
pub(crate) async fn serve(
    mut listener: TcpListener,
    router: Router,
    bounds: Bounds,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(bounds.connections_max));
    let ending = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(bounds.head_max);
    let answers = TowerToHyperService::new(router);
    let mut stop = pin!(stop);
    loop {
        let coming = async {
            let place = places.clone().acquire_owned().await;
            // It tries again by itself when the system has no more files.
            (place, Listener::accept(&mut listener).await)
        };
        let (place, (stream, from)) = tokio::select! {
            came = coming => came,
            () = &mut stop => break,
        };
        let answers = answers.clone();
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(from));
            answers.call(request)
        });
        let connection = ending.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::trace!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
    drop(listener);
    ending.shutdown().await;
}
