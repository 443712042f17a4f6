//! The cookies of sessions and of stations, read and written.
//!
//! The one rule to know: script never sees them (`HttpOnly`), other sites never send them
//! (`SameSite=Strict`), and behind TLS they travel over TLS only (`Secure`, `__Host-`).

use super::Front;
use crate::sessions::{self, Token};
use crate::stations;
use axum::http::{HeaderMap, HeaderValue, header};
use std::time::Duration;

/// Who somebody is.
pub(super) const SESSION: Cookie = Cookie {
    name: "session",
    name_secure: "__Host-session",
    lasts: sessions::LASTS,
};
/// That a browser is a community's station, whoever uses it.
pub(super) const STATION: Cookie = Cookie {
    name: "station",
    name_secure: "__Host-station",
    lasts: stations::LASTS,
};

/// A cookie that holds a token.
pub(super) struct Cookie {
    name: &'static str,
    name_secure: &'static str,
    lasts: Duration,
}

impl Cookie {
    fn name(&self, front: Front) -> &'static str {
        match front {
            Front::Nothing => self.name,
            Front::TlsProxy => self.name_secure,
        }
    }

    /// The token a request came with.
    pub(super) fn token(&self, headers: &HeaderMap, front: Front) -> Option<Token> {
        let name = self.name(front);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| *found == name)
            .and_then(|(_, value)| Token::read(value))
    }

    /// The header that sets a token.
    pub(super) fn set(&self, token: &Token, front: Front) -> Option<HeaderValue> {
        self.header_value(&token.write(), self.lasts.as_secs(), front)
    }

    /// The header that takes the token away.
    pub(super) fn clear(&self, front: Front) -> Option<HeaderValue> {
        self.header_value("", 0, front)
    }

    fn header_value(&self, value: &str, max_age_secs: u64, front: Front) -> Option<HeaderValue> {
        let secure = match front {
            Front::Nothing => "",
            Front::TlsProxy => "; Secure",
        };
        let name = self.name(front);
        let text = format!(
            "{name}={value}; Path=/; Max-Age={max_age_secs}; HttpOnly; SameSite=Strict{secure}"
        );
        HeaderValue::from_str(&text).ok()
    }
}
