//! The one place that turns failures into answers.
//!
//! The one rule to know: what broke here is logged once and hidden from the answer; trouble that
//! passes says when to come back.

use crate::db::DbError;
use ::sync::wire::{Protest, Protested};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// When to come back when too much waits. Units: seconds.
const BUSY_SECS: u64 = 2;
/// When to come back when the disk is full: somebody must make room first. Units: seconds.
const FULL_SECS: u64 = 60;

/// A request that was not taken.
#[derive(Debug)]
pub struct Refused {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub protest: Protest,
    /// When to come back. Units: seconds.
    pub retry_after_secs: Option<u64>,
}

impl Refused {
    /// A protest with the status it goes with.
    pub fn because(protest: Protest) -> Self {
        let status = match &protest {
            Protest::Proto { .. } | Protest::Unreadable => StatusCode::BAD_REQUEST,
            Protest::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Protest::SignedOut => StatusCode::UNAUTHORIZED,
            Protest::UnknownCommunity => StatusCode::NOT_FOUND,
            Protest::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Protest::Broken | Protest::Newer => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let retry_after_secs = (protest == Protest::Busy).then_some(BUSY_SECS);
        Self {
            status,
            protest,
            retry_after_secs,
        }
    }

    /// Too many attempts: come back after so many seconds.
    pub fn too_many(retry_after_secs: u64) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            protest: Protest::Busy,
            retry_after_secs: Some(retry_after_secs),
        }
    }
}

impl From<Protest> for Refused {
    fn from(protest: Protest) -> Self {
        Self::because(protest)
    }
}

impl From<DbError> for Refused {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Busy | DbError::Closed => Self::because(Protest::Busy),
            DbError::Full => Self {
                retry_after_secs: Some(FULL_SECS),
                ..Self::because(Protest::Busy)
            },
            DbError::UnknownCommunity => Self::because(Protest::UnknownCommunity),
            error => {
                tracing::error!(%error, "a request broke");
                Self::because(Protest::Broken)
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let error = self.protest;
        let mut response = (self.status, Json(Protested { error })).into_response();
        if let Some(secs) = self.retry_after_secs {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }
}
