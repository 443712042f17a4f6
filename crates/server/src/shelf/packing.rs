//! How a first page is packed once, and given to each device with its own few words behind it.
//!
//! The one rule to know: a brotli stream may be left off where a byte ends. What all answers share
//! is packed up to there and kept; what is each one's own follows as it is, in a block of its own.
//!
//! Source: RFC 7932, sections 9.1 and 9.2.

use axum::body::Bytes;
use brotli::CompressorWriter;
use serde::Serialize;
use std::io::{Error, Write};
use sync::limits::{PROTO, SCHEMA_VIEW};
use sync::wire::{Change, Feed};

use rules::time::UnixMillis;

/// The highest quality there is: it is paid once.
const QUALITY: u32 = 11;
/// How far back repeats are looked for at the most. Units: bits. A MiB holds most of a page of
/// 5,000 rows and packs it as small as 4 MiB do; packing takes thirty times as much memory.
const WINDOW_BITS_MAX: u32 = 20;
/// The smallest window that there is. Units: bits.
const WINDOW_BITS_MIN: u32 = 10;
/// How much is handed on at once. Units: bytes.
const BUFFER_BYTES: usize = 64 * 1024;
/// How long a block of bytes as they are may be, with four digits of length. Units: bytes.
const PLAIN_BYTES_MAX: usize = 1 << 16;
/// A last block, and nothing in it.
const END: u8 = 0b11;

/// What stands around the feeds of an answer that tells and settles nothing else.
#[derive(Serialize)]
struct Around {
    proto: u16,
    server_time: UnixMillis,
    view: u16,
}

/// Packs what all answers share: everything up to the end of the changes.
pub(super) fn pack(changes: Vec<Change>) -> Result<Vec<u8>, Error> {
    let text = serde_json::to_vec(&changes)?;
    drop(changes);
    let bits = usize::BITS.saturating_sub(text.len().leading_zeros());
    let window = bits.clamp(WINDOW_BITS_MIN, WINDOW_BITS_MAX);
    let mut packer = CompressorWriter::new(Vec::new(), BUFFER_BYTES, QUALITY, window);
    packer.write_all(br#"{"feeds":[{"changes":"#)?;
    packer.write_all(&text)?;
    drop(text);
    packer.write_all(b",")?;
    packer.flush()?;
    // What the packer would still write is the stream's end.
    let mut kept = packer.get_ref().clone();
    kept.shrink_to_fit();
    Ok(kept)
}

/// A whole answer: what is kept packed, then the rest of the feed and what stands around it.
pub(super) fn answer(
    packed: &[u8],
    feed: &Feed,
    server_time: UnixMillis,
) -> Result<Bytes, serde_json::Error> {
    let around = Around {
        proto: PROTO,
        server_time,
        view: SCHEMA_VIEW,
    };
    let (feed, around) = (
        serde_json::to_string(feed)?,
        serde_json::to_string(&around)?,
    );
    let opened = |text: &str| text.strip_prefix('{').unwrap_or_default().to_owned();
    let rest = format!("{}],{}", opened(&feed), opened(&around));
    let mut answer = Vec::with_capacity(packed.len().saturating_add(rest.len()).saturating_add(64));
    answer.extend_from_slice(packed);
    for block in rest.as_bytes().chunks(PLAIN_BYTES_MAX) {
        answer.extend(plain_head(block.len()));
        answer.extend_from_slice(block);
    }
    answer.push(END);
    Ok(answer.into())
}

/// The head of a block of bytes as they are: not the last, four digits of length less one, plain.
fn plain_head(bytes: usize) -> [u8; 3] {
    let length = u32::try_from(bytes.saturating_sub(1)).unwrap_or(u32::MAX);
    let [one, two, three, _] = ((length << 3) | (1 << 19)).to_le_bytes();
    [one, two, three]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::io::Read;
    use sync::wire::Body;

    fn unpacked(bytes: &[u8]) -> String {
        let mut text = String::new();
        brotli::Decompressor::new(bytes, 4_096)
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[test]
    fn what_is_packed_once_is_read_with_what_is_added_to_it() {
        let changes: Vec<Change> = (1..=3_000)
            .map(|rev| Change {
                scope: rules::Scope::Public,
                key: format!("place/{rev}"),
                rev,
                data: Some(Body::from_text(format!(r#"{{"place":"龙浔镇 {rev}"}}"#)).unwrap()),
            })
            .collect();
        let feed = |cursor: &str| Feed {
            community: "350526".parse().unwrap(),
            feed_epoch: "0101010101010101".parse().unwrap(),
            reset: vec![rules::Scope::Public],
            changes: Vec::new(),
            cursor: serde_json::from_value(cursor.into()).unwrap(),
            more: true,
            ledger_head: sync::wire::LedgerHead::default(),
            sums: Vec::new(),
            origin: rules::Origin::OwnDevice,
        };
        let packed = pack(changes.clone()).unwrap();
        // Short ones, and ones of two and more plain blocks.
        for length in [1, 60, 65_000, 65_536, 140_000] {
            let cursor = "x".repeat(length);
            let bytes = answer(&packed, &feed(&cursor), UnixMillis(7)).unwrap();
            let read: sync::wire::Response = serde_json::from_str(&unpacked(&bytes)).unwrap();
            let whole = Feed {
                changes: changes.clone(),
                ..feed(&cursor)
            };
            assert_eq!(read.feeds, [whole]);
            assert_eq!((read.proto, read.view), (PROTO, SCHEMA_VIEW));
            assert_eq!(read.server_time, UnixMillis(7));
        }
    }
}
