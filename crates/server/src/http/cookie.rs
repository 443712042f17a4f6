//! The session's cookie, read and written.
//!
//! The one rule to know: script never sees it (`HttpOnly`), other sites never send it
//! (`SameSite=Strict`), and behind TLS it travels over TLS only (`Secure`, `__Host-`).

use super::Front;
use crate::sessions::{LASTS, Token};
use axum::http::{HeaderMap, HeaderValue, header};

fn name(front: Front) -> &'static str {
    match front {
        Front::Nothing => "session",
        Front::TlsProxy => "__Host-session",
    }
}

/// The token a request came with.
pub(super) fn token(headers: &HeaderMap, front: Front) -> Option<Token> {
    let name = name(front);
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
pub(super) fn set(token: &Token, front: Front) -> Option<HeaderValue> {
    header_value(&token.write(), LASTS.as_secs(), front)
}

/// The header that takes the token away.
pub(super) fn clear(front: Front) -> Option<HeaderValue> {
    header_value("", 0, front)
}

fn header_value(value: &str, max_age_secs: u64, front: Front) -> Option<HeaderValue> {
    let secure = match front {
        Front::Nothing => "",
        Front::TlsProxy => "; Secure",
    };
    let name = name(front);
    let text = format!(
        "{name}={value}; Path=/; Max-Age={max_age_secs}; HttpOnly; SameSite=Strict{secure}"
    );
    HeaderValue::from_str(&text).ok()
}
