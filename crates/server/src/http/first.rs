//! A device that comes with nothing: it is given the first public page as it lies packed.
//!
//! The one rule to know: what it is told is what it would be told otherwise, or a page of a moment
//! ago and the word that there is more. A station is told that it is one, so it is answered as ever.

use super::App;
use super::station::Visitor;
use crate::db::DbError;
use ::sync::wire::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// The answer from the shelf; none where the request asks for more than that, where the device
/// cannot unpack it, or where no page is there yet.
pub(super) async fn from_shelf(
    app: &App,
    headers: &HeaderMap,
    (request, visitor): (&Request, &Visitor),
) -> Result<Option<Response>, DbError> {
    let Some(community) = request.asks_for_shelf() else {
        return Ok(None);
    };
    if visitor.member.is_some() || visitor.station.is_some() || !unpacks_brotli(headers) {
        return Ok(None);
    }
    let first = match app.shelves.first_page(community).await {
        Err(DbError::UnknownCommunity) => return Ok(None),
        first => first?,
    };
    let answer = first.map(|first| first.answer(app.world.now()));
    let Some(Ok(bytes)) = answer else {
        return Ok(None);
    };
    let said = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (header::CONTENT_ENCODING, HeaderValue::from_static("br")),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    Ok(Some((said, bytes).into_response()))
}

/// Whether whoever asks says that they unpack brotli.
fn unpacks_brotli(headers: &HeaderMap) -> bool {
    let said = headers.get_all(header::ACCEPT_ENCODING).iter();
    let words = said.filter_map(|value| value.to_str().ok());
    words.flat_map(|words| words.split(',')).any(|word| {
        let (name, weight) = word.split_once(';').unwrap_or((word, ""));
        let is_refused = weight
            .trim()
            .strip_prefix("q=")
            .is_some_and(|weight| weight.trim_end_matches(['0', '.']).is_empty());
        name.trim().eq_ignore_ascii_case("br") && !is_refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_for_whoever_asks_for_it() {
        for (said, is_taken) in [
            ("gzip, deflate, br", true),
            ("br", true),
            ("gzip;q=0.5, BR;q=0.4, *;q=0.1", true),
            ("gzip, br;q=0", false),
            ("br;q=0.000, gzip", false),
            ("gzip, deflate", false),
            ("brotli", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(said));
            assert_eq!(unpacks_brotli(&headers), is_taken, "{said}");
        }
        assert!(!unpacks_brotli(&HeaderMap::new()));
    }
}
