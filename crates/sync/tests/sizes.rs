//! What travels, in bytes: compressed as it is on the way, held to a twentieth.
//!
//! A number that moves says why in its commit. Ids and texts are as different from each other as
//! real ones: what compresses too well here would cost more in the street.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    missing_docs
)]

use flate2::Compression;
use flate2::write::GzEncoder;
use rules::Intent;
use rules::id::CommunityId;
use rules::registration::WhenFull;
use rules::time::UnixMillis;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::Write;
use sync::authority::body_of;
use sync::cursor::Position;
use sync::identity::{Chain, Device, Epoch, FeedEpoch, fingerprint};
use sync::limits::{
    INTENT_BYTES_MAX, PROTO, REQUEST_BYTES_MAX, REQUEST_BYTES_TARGET, REQUEST_INTENTS_MAX,
    SCHEMA_VIEW, SHORT_INTENTS_MAX, UNPACKED_BYTES_MAX,
};
use sync::outcome::Outcome;
use sync::wire::{Body, Change, Feed, LedgerHead, PushIntent, Request, Response, Settled, Want};

fn gzip<T: Serialize>(value: &T) -> usize {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(&serde_json::to_vec(value).unwrap()).unwrap();
    out.finish().unwrap().len()
}

/// Some bytes that nothing can guess.
fn noise<const N: usize>(of: u64) -> [u8; N] {
    let digest = Sha256::digest(of.to_be_bytes());
    core::array::from_fn(|at| digest[at % digest.len()])
}

fn community() -> CommunityId {
    "350526".parse().unwrap()
}

/// One of a year's sessions, by the programme's own manner of naming.
fn session(number: u64) -> String {
    let [a, b, c, ..] = noise::<4>(number);
    let kind = ["taichi", "calligraphy", "first-aid", "chess", "reading"];
    let kind = kind[usize::from(a) % kind.len()];
    format!("{kind}-2026{:02}{:02}", b % 12 + 1, c % 28 + 1)
}

fn push(seq: u64) -> PushIntent {
    let by = "lin-xiuying".parse().unwrap();
    let mut members = vec![by];
    if seq.is_multiple_of(3) {
        members.push("lin-jianguo".parse().unwrap());
    }
    let intent = Intent::Register {
        session: session(seq).parse().unwrap(),
        members: members.clone(),
        when_full: WhenFull::Wait,
    };
    let (kind, kv, body) = body_of(&intent).unwrap();
    let by = members.remove(0);
    PushIntent {
        community: community(),
        seq,
        fp: fingerprint(&by, kind, kv, body.as_str()),
        by,
        kind: kind.to_owned(),
        kv,
        body,
        heard_at: Some(UnixMillis(1_772_416_800_000)),
        void: Vec::new(),
        deps: Vec::new(),
    }
}

fn cursor() -> sync::cursor::Cursor {
    let position = Position {
        feed_epoch: FeedEpoch(noise(1)),
        schema_view: SCHEMA_VIEW,
        pulls: 17,
        of_another_life: std::collections::BTreeSet::new(),
        scopes: [
            ("public".parse().unwrap(), 8_123),
            ("resident/lin-xiuying".parse().unwrap(), 8_120),
            ("household/h-lin".parse().unwrap(), 8_120),
        ]
        .into(),
    };
    position.seal()
}

fn count(limit: usize) -> u64 {
    u64::try_from(limit).unwrap()
}

fn request(intents: u64) -> Request {
    Request {
        proto: PROTO,
        build: "5b51f7a92aff80cb".to_owned(),
        schema_view: SCHEMA_VIEW,
        device: Device(noise(2)),
        epoch: Epoch(noise(3)),
        who: Some("lin-xiuying".parse().unwrap()),
        acked: 0,
        feeds: vec![Want::since(community(), Some(cursor()))],
        intents: (1..=intents).map(push).collect(),
        notes: Vec::new(),
    }
}

fn seats(number: u64) -> Change {
    let [a, b, ..] = noise::<4>(number);
    let text = format!(r#"{{"seats":{{"taken":{},"tail":{}}}}}"#, a % 40, b % 7);
    Change {
        scope: "public".parse().unwrap(),
        key: format!("seats/{}", session(number)),
        rev: 8_000 + number,
        data: Some(Body::from_text(text).unwrap()),
    }
}

fn response(changes: u64) -> Response {
    let outcome = Outcome::Accepted;
    Response {
        proto: PROTO,
        server_time: UnixMillis(1_772_416_900_000),
        outcomes: vec![Settled { seq: 1, outcome }],
        feeds: vec![Feed {
            community: community(),
            feed_epoch: FeedEpoch(noise(1)),
            reset: Vec::new(),
            changes: (1..=changes).map(seats).collect(),
            cursor: cursor(),
            more: false,
            ledger_head: LedgerHead {
                line: 4_711,
                chain: Chain(noise(4)),
            },
            sums: Vec::new(),
            origin: rules::Origin::OwnDevice,
        }],
        view: sync::limits::SCHEMA_VIEW,
        ..Response::default()
    }
}

fn thousand() -> Vec<PushIntent> {
    (1..=1_000).map(push).collect()
}

#[test]
fn an_intent_of_a_thousand_costs_eighty_bytes_at_most() {
    let each = gzip(&thousand()) as f64 / 1_000.0;
    assert!(each <= 80.0, "{each} bytes an intent");
    // As they travel where the network carries little: each request with its own head.
    let each = gzip(&request(count(SHORT_INTENTS_MAX))) as f64 / SHORT_INTENTS_MAX as f64;
    assert!(each <= 80.0, "{each} bytes an intent in a short request");
}

#[test]
fn a_whole_request_may_travel_and_be_unpacked() {
    let whole = request(count(REQUEST_INTENTS_MAX));
    assert!(gzip(&whole) <= REQUEST_BYTES_MAX);
    let plain = serde_json::to_vec(&whole).unwrap().len();
    assert!(plain <= REQUEST_BYTES_TARGET, "{plain} bytes");
    // The intent with which a device sees that it has enough may be the longest there is.
    const { assert!(REQUEST_BYTES_TARGET + INTENT_BYTES_MAX < UNPACKED_BYTES_MAX) };
}

#[test]
fn what_is_usual_stays_as_small_as_it_is() {
    let found = [
        ("a look for news", gzip(&request(0)), 227),
        ("one touch", gzip(&request(1)), 345),
        ("a full request", gzip(&request(100)), 3_255),
        ("a thousand intents", gzip(&thousand()), 27_924),
        ("nothing new", gzip(&response(0)), 263),
        ("twenty tallies", gzip(&response(20)), 566),
    ];
    let moved: Vec<_> = found
        .iter()
        .filter(|(_, is, was)| is.abs_diff(*was) * 20 > *was)
        .collect();
    assert!(moved.is_empty(), "(what, is, was): {moved:?}");
}

#[test]
fn the_longest_course_there_may_be_can_still_be_changed() {
    use rules::session::{Admission, SESSION_DAYS_MAX, Session};
    use rules::time::add_days;
    let first = rules::civil::date(2026, 3, 2);
    let days = (0_i32..).map(|ahead| add_days(first, ahead));
    let course = Session::new(
        ("a".parse().unwrap(), "p".parse().unwrap()),
        days.take(SESSION_DAYS_MAX).collect(),
        (
            rules::civil::time(9, 0, 0, 0),
            rules::civil::time(11, 0, 0, 0),
        ),
        Admission::FirstCome { seats: 40 },
    );
    let revision = rules::session::revising::Revision {
        session: "s".parse().unwrap(),
        was: Box::new(course.clone()),
        now: Box::new(course),
        why: "雨".repeat(rules::staff::WHY_CHARS_MAX),
    };
    let (_, _, body) = body_of(&Intent::Revise(revision)).unwrap();
    let bytes = body.as_str().len();
    assert!(bytes <= sync::limits::INTENT_BYTES_MAX, "{bytes} bytes");
}
