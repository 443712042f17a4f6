//! What stands before and after every handler: same-site only, headers, counting, one log line.
//!
//! The one rule to know: a log line names route, status and time taken, and nothing of who asked
//! or what they said.

use super::{App, Front, Refused};
use ::sync::wire::Protest;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; \
    worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    ),
];

/// A year, for whoever is reached by TLS.
const TRANSPORT: &str = "max-age=31536000";

/// Refuses what another site asks in a visitor's name: the cookie's `SameSite=Strict` once more.
pub(super) async fn same_site(request: Request, next: Next) -> Response {
    if request.method() == Method::GET {
        return next.run(request).await;
    }
    if is_foreign(request.headers()) {
        let protest = Protest::Unreadable;
        return Refused {
            status: StatusCode::FORBIDDEN,
            ..Refused::because(protest)
        }
        .into_response();
    }
    next.run(request).await
}

/// Refuses to read what is not said to be JSON: a form of another site cannot say so.
pub(super) async fn only_json(request: Request, next: Next) -> Response {
    only("application/json", request, next).await
}

/// Refuses to read what is not said to be a file's bytes: a form of another site cannot say so.
pub(super) async fn only_bytes(request: Request, next: Next) -> Response {
    only("application/octet-stream", request, next).await
}

async fn only(wanted: &str, request: Request, next: Next) -> Response {
    let is_wanted = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.split(';').next().map(str::trim) == Some(wanted));
    if request.method() == Method::POST && !is_wanted {
        return Refused {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ..Refused::because(Protest::Unreadable)
        }
        .into_response();
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return true;
    }
    // A browser that does not say where a request comes from still names its origin.
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").map(|(_, authority)| authority) != Some(host)
        }
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Adds the headers every answer carries, counts it and logs it.
pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let watch = app.world.stopwatch();
    let route = route_of(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.front == Front::TlsProxy {
        let name = header::STRICT_TRANSPORT_SECURITY;
        headers.insert(name, HeaderValue::from_static(TRANSPORT));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    let status = response.status().as_u16();
    let took = watch.elapsed();
    app.metrics.answered(route, status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(route, status, micros, "answered");
    response
}

fn route_of(path: &str) -> &'static str {
    match path {
        "/sync/v1" => "sync",
        "/sync/v1/nudge" => "nudge",
        "/session" => "session",
        "/station" => "station",
        "/import/preview" => "import_preview",
        "/import/take" => "import_take",
        "/healthz" => "healthz",
        "/metrics" => "metrics",
        "/calendar/private" => "calendar_address",
        // What follows is a secret; the name of the route is all that is kept of it.
        path if path.starts_with("/calendar/private/") => "calendar_own",
        path if path.starts_with("/calendar/") => "calendar",
        _ => "file",
    }
}
