//! Two real editions of one feed of three files, where they are beside the checkout.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use programme::feed::{Changes, File, Profile, Reading, Reason, changes, read, read_files};
use programme::out::{Programme, csv, workbook};
use rules::session::Session;
use rules::{Key, Record};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The reading of an edition, or none where the shared data is not at hand.
fn edition(day: &str) -> Option<Reading> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("CUOBIAN_SHARED").map_or_else(beside, PathBuf::from);
    let folder = shared.join("data/lcsd-cultural-2024").join(day);
    if !folder.exists() {
        println!("skipped: no shared data");
        return None;
    }
    let profile = profile();
    let read = |name: &str| (name.to_owned(), std::fs::read(folder.join(name)).unwrap());
    let files: Vec<(String, Vec<u8>)> = profile.files().into_iter().map(read).collect();
    let files: Vec<File<'_>> = files
        .iter()
        .map(|(name, bytes)| File { name, bytes })
        .collect();
    Some(read_files(&files, &profile).unwrap())
}

fn profile() -> Profile {
    Profile::named("lcsd-cultural").unwrap().unwrap()
}

fn sessions(reading: &Reading) -> Vec<(&str, &Session)> {
    let found = reading.items.iter();
    found
        .filter_map(|item| match (&item.key, &item.record) {
            (Key::Session(id), Record::Session(session)) => Some((id.as_str(), session)),
            _ => None,
        })
        .collect()
}

fn on_top(first: &Reading, second: &Reading) -> Changes {
    let previous = first
        .items
        .iter()
        .map(|item| (item.key.clone(), item.record.clone()));
    let previous: BTreeMap<Key, Record> = previous.collect();
    let Ok(found) = changes(&previous, &mut second.clone(), &profile());
    found
}

#[test]
fn every_event_is_taken_but_the_one_that_names_no_day() {
    let Some(reading) = edition("2024-12-14") else {
        return;
    };
    assert_eq!(reading.taken.len(), 1_083);
    // Its only day is the one that stands for "no end".
    let [refused] = reading.refused.as_slice() else {
        panic!("{:?}", reading.refused);
    };
    assert_eq!(refused.code.as_deref(), Some("161846"));
    assert_eq!(refused.reason, Reason::NoDays);
    let escaped = |item: &&rules::publish::Item| match &item.record {
        Record::Activity(it) => it.title.zh.contains("&amp;"),
        _ => false,
    };
    assert_eq!(reading.items.iter().filter(escaped).count(), 0);
    let days: usize = sessions(&reading).iter().map(|(_, it)| it.days.len()).sum();
    assert_eq!(days, 43_490);
    let is_there = |item: &&rules::publish::Item| match &item.record {
        Record::Place(place) => place.at.is_some(),
        _ => false,
    };
    let places = reading.items.iter().filter(is_there).count();
    assert_eq!(places, 56);
    let all = sessions(&reading);
    let written = all.iter().filter(|(_, it)| !it.as_written.is_empty());
    assert_eq!(written.count(), 473);
}

#[test]
fn the_next_edition_comes_out_as_what_it_is() {
    // 799 events are in both: 792 alike, 6 that say something else, and the one without a day. Two
    // more differ in how their lines end, which XML takes for the same.
    let (Some(first), Some(second)) = (edition("2024-12-03"), edition("2024-12-14")) else {
        return;
    };
    let found = on_top(&first, &second);
    for change in &found.changed_sessions {
        println!("{} {:?}", change.session, change.fields);
    }
    assert_eq!(
        (
            found.new_sessions.len(),
            found.gone.len(),
            found.changed_sessions.len(),
            found.same_sessions,
        ),
        (285, 95, 6, 792)
    );
    assert_eq!(on_top(&second, &second).items, []);
}

#[test]
fn a_real_programme_goes_out_as_a_table_and_comes_back_as_it_went() {
    let Some(reading) = edition("2024-12-14") else {
        return;
    };
    let known = || reading.items.iter().map(|item| (&item.key, &item.record));
    let programme = Programme::of(known());
    let own = Profile::named("cuobian").unwrap().unwrap();
    for bytes in [csv(&programme), workbook(&programme).unwrap()] {
        let mut back = read(&bytes, &own).unwrap();
        assert_eq!(back.refused, []);
        let owned = known().map(|(key, record)| (key.clone(), record.clone()));
        let owned: BTreeMap<Key, Record> = owned.collect();
        let Ok(found) = changes(&owned, &mut back, &own);
        assert_eq!((found.items, found.same_sessions), (vec![], 1_083));
    }
}
