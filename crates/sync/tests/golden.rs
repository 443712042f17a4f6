//! What was ever sent or stored is read today, and means what it meant.
//!
//! `golden/` holds one sample of every kind of intent (and of every version of a kind), fact,
//! record, outcome and refusal, a line each. Lines are added, never changed: the names below come
//! from the readers themselves, so a new kind without a sample fails here.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use core::fmt::{self, Debug};
use rules::{Fact, Intent, Record, Refusal};
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use sync::Outcome;
use sync::authority::{body_of, intent_of};
use sync::json;
use sync::outcome::{Amendment, Unreadable};
use sync::wire::{Body, Protest};

/// What a reader of an enum says of its names before it reads anything.
#[derive(Debug)]
struct Names(&'static [&'static str]);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debug::fmt(self, f)
    }
}

impl core::error::Error for Names {}

impl serde::de::Error for Names {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(&[])
    }
}

struct Asks;

impl<'de> Deserializer<'de> for Asks {
    type Error = Names;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Names> {
        Err(Names(names))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Names> {
        Err(Names(&[]))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn names<T: DeserializeOwned + Debug>() -> BTreeSet<String> {
    let Names(names) = T::deserialize(Asks).unwrap_err();
    assert!(!names.is_empty(), "this is no enum");
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The same content, in whatever order fields stand: readers go by names.
fn says_the_same(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    read(one) == read(other)
}

/// Every line reads, writes the same again, and no name is missing.
fn replay<T: DeserializeOwned + Serialize + Debug + PartialEq>(lines: &str) {
    let mut found = BTreeSet::new();
    for line in lines.lines() {
        let value: T = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let again = serde_json::to_string(&value).unwrap();
        assert!(says_the_same(&again, line), "{value:?}: {again}");
        assert_eq!(json::read(line), Ok(value), "as devices read it");
        let name = line.trim_start_matches(['{', '"']).split('"').next();
        found.insert(name.unwrap().to_owned());
    }
    assert_eq!(found, names::<T>(), "a sample is missing in tests/golden");
}

#[test]
fn every_kind_of_record_is_read_as_it_was_written() {
    replay::<Record>(include_str!("golden/records.jsonl"));
}

#[test]
fn every_kind_of_fact_is_read_as_it_was_written() {
    replay::<Fact>(include_str!("golden/facts.jsonl"));
}

#[test]
fn every_refusal_and_every_outcome_is_read_as_it_was_written() {
    replay::<Refusal>(include_str!("golden/refusals.jsonl"));
    replay::<Outcome>(include_str!("golden/outcomes.jsonl"));
    replay::<Amendment>(include_str!("golden/amendments.jsonl"));
    replay::<Unreadable>(include_str!("golden/unreadable.jsonl"));
    replay::<Protest>(include_str!("golden/protests.jsonl"));
}

#[derive(Deserialize)]
struct Sample {
    kind: String,
    kv: u16,
    body: Body,
}

#[test]
fn every_version_of_every_kind_of_intent_is_understood() {
    let mut found = BTreeSet::new();
    for line in include_str!("golden/intents.jsonl").lines() {
        let sample: Sample = serde_json::from_str(line).unwrap();
        let intent = intent_of(&sample.kind, sample.kv, &sample.body)
            .unwrap_or_else(|why| panic!("{line}: {why:?}"));
        let (kind, kv, body) = body_of(&intent).unwrap();
        assert_eq!(kind, sample.kind);
        if kv == sample.kv {
            let (again, sent) = (body.as_str(), sample.body.as_str());
            assert!(says_the_same(again, sent), "{sent}: {again}");
        }
        found.insert((sample.kind, sample.kv));
    }
    let known = Intent::KINDS.map(|(kind, kv)| (kind.to_owned(), kv));
    for (kind, newest) in known {
        for kv in 1..=newest {
            assert!(
                found.contains(&(kind.clone(), kv)),
                "a sample of {kind} {kv} is missing in tests/golden/intents.jsonl"
            );
        }
    }
    let kinds: BTreeSet<String> = found.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, names::<Intent>(), "a kind is not named in KINDS");
}
