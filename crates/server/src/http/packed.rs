//! What a device sends packed: gzip, as browsers pack it.
//!
//! The one rule to know: what is unpacked has a limit of its own, so a few bytes that swell to
//! gigabytes are refused as soon as they pass it.
//!
//! Deliberately absent: every other way to pack; browsers have no better one.

use super::Refused;
use ::sync::limits::UNPACKED_BYTES_MAX;
use ::sync::wire::Protest;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use flate2::read::GzDecoder;
use std::io::Read;

/// The body as it was before it was packed.
pub(super) fn unpack(headers: &HeaderMap, body: Bytes) -> Result<Bytes, Refused> {
    match headers.get(header::CONTENT_ENCODING) {
        None => Ok(body),
        Some(how) if how == "gzip" => gunzip(&body),
        Some(_) => Err(Refused {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ..Refused::because(Protest::Unreadable)
        }),
    }
}

fn gunzip(body: &[u8]) -> Result<Bytes, Refused> {
    let most = UNPACKED_BYTES_MAX.saturating_add(1);
    let mut plain = Vec::new();
    let mut unpacked = GzDecoder::new(body).take(u64::try_from(most).unwrap_or(u64::MAX));
    unpacked
        .read_to_end(&mut plain)
        .map_err(|_| Protest::Unreadable)?;
    if plain.len() > UNPACKED_BYTES_MAX {
        let limit = "UNPACKED_BYTES_MAX".to_owned();
        return Err(Refused::because(Protest::TooLarge { limit }));
    }
    Ok(Bytes::from(plain))
}
