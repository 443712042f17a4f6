//! The whole real feed of 2,874 programmes, where it is beside the checkout.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use programme::feed::{Note, Profile, Reading, read};
use rules::{Key, Record};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// The feed, or none where the shared data is not at hand.
fn real_feed() -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("CUOBIAN_SHARED").map_or_else(beside, PathBuf::from);
    let file = shared.join("data/lcsd-leisure-2020/leisure_prog.json");
    if !file.exists() {
        println!("skipped: no shared data");
        return None;
    }
    Some(std::fs::read(file).unwrap())
}

fn real_reading() -> Option<Reading> {
    let profile = Profile::lcsd_leisure().unwrap();
    real_feed().map(|bytes| read(&bytes, &profile).unwrap())
}

#[test]
fn every_row_of_the_real_feed_is_taken_but_the_three_that_cannot_be_read() {
    let Some(reading) = real_reading() else {
        return;
    };
    assert_eq!(reading.taken.len(), 2_871);
    let refused: Vec<String> = reading
        .refused
        .iter()
        .map(|row| format!("{} {}", row.code.as_deref().unwrap_or("-"), row.reason))
        .collect();
    // "FIS" is explained nowhere; the other two end in the middle of their exclusions.
    let expect = [
        "40581884 the weekdays: \"fis\" has no meaning in a weekday pattern",
        "40583278 the weekdays: the pattern ends too early",
        "40583279 the weekdays: the pattern ends too early",
    ];
    assert_eq!(refused, expect);
}

#[test]
fn the_days_of_the_real_feed_are_those_another_reader_found() {
    let Some(reading) = real_reading() else {
        return;
    };
    let mut digest = Sha256::new();
    let mut meetings = 0;
    for item in &reading.items {
        if let (Key::Session(id), Record::Session(session)) = (&item.key, &item.record) {
            let code = id.as_str().strip_prefix("lcsd-").unwrap();
            let days: Vec<String> = session.days.iter().map(ToString::to_string).collect();
            digest.update(format!("{code} {}\n", days.join(" ")));
            meetings += days.len();
        }
    }
    let digest = format!("{:x}", digest.finalize());
    // Computed by a program in another language that shares nothing with this one.
    assert_eq!(meetings, 33_151);
    assert_eq!(
        digest,
        "689093b9ab15a65a5904594b4a12e778cf3380a89c00c6c9bec026e6508e9eb0"
    );
}

#[test]
fn what_is_odd_in_the_real_feed_is_counted() {
    let Some(reading) = real_reading() else {
        return;
    };
    let count =
        |is: fn(&Note) -> bool| reading.notes.iter().filter(|noted| is(&noted.note)).count();
    assert_eq!(
        count(|note| matches!(note, Note::PlacesNegative { .. })),
        199
    );
    assert_eq!(
        count(|note| matches!(note, Note::PlacesOverQuota { .. })),
        7
    );
    assert_eq!(count(|note| matches!(note, Note::IdleExclusion { .. })), 3);
    assert_eq!(count(|note| matches!(note, Note::EnglishUnread)), 3);
    assert_eq!(count(|note| matches!(note, Note::EnglishGarbled)), 13);
    let places = reading
        .items
        .iter()
        .filter(|item| matches!(item.key, Key::Place(_)))
        .count();
    assert_eq!(places, 25 + 435);
}
