//! A map of few entries: a sorted list, written as JSON's record like any map.
//!
//! The one rule to know: an entry is found by halving, and put in by moving what stands behind it;
//! for the acts of a day that is as fast as a tree, and it is less code for residents to download.
//!
//! Deliberately absent: litemap's own serde, which writes an empty map as a list.

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use litemap::LiteMap;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A map of few entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Few<K, V>(LiteMap<K, V>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self(LiteMap::new())
    }
}

impl<K, V> Deref for Few<K, V> {
    type Target = LiteMap<K, V>;

    fn deref(&self) -> &LiteMap<K, V> {
        &self.0
    }
}

impl<K, V> DerefMut for Few<K, V> {
    fn deref_mut(&mut self) -> &mut LiteMap<K, V> {
        &mut self.0
    }
}

impl<K: Serialize, V: Serialize> Serialize for Few<K, V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter())
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Few<K, V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
    type Value = Few<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Few<K, V>, A::Error> {
        let mut few = Few::default();
        while let Some((key, value)) = from.next_entry()? {
            few.insert(key, value);
        }
        Ok(few)
    }
}
