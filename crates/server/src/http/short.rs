//! The body of a short request, whole.
//!
//! The one rule to know: it has a limit in bytes, which stands with the route, and one in time, so
//! that nobody holds a handler with a body that never ends.

use super::{App, Refused};
use ::sync::wire::Protest;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use tokio::time::timeout;

/// A body of at most `REQUEST_BYTES_MAX`.
pub(super) struct Short(pub(super) Bytes);

impl FromRequest<App> for Short {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        match timeout(app.body_max, Bytes::from_request(request, &())).await {
            Ok(Ok(body)) => Ok(Self(body)),
            Ok(Err(rejection)) => Err(unread(&rejection)),
            // Nothing is wrong with what was asked: it may be asked again.
            Err(_) => Err(Protest::Busy.into()),
        }
    }
}

/// Why a body could not be read: too long, or broken off.
fn unread(rejection: &BytesRejection) -> Refused {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let limit = "REQUEST_BYTES_MAX".to_owned();
        return Refused::because(Protest::TooLarge { limit });
    }
    Refused::because(Protest::Unreadable)
}
