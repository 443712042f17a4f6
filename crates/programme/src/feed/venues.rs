//! The places of a feed, which names them in words only.
//!
//! The one rule to know: a place is its Chinese name and its district's; its id is made from those
//! two, so that it is the same in every edition of the feed. Where rows disagree about the English
//! name, the commonest stands.

use super::profile::Profile;
use super::row::Venue;
use crate::aid;
use rules::community::{GeoPoint, Place, PlaceKind};
use rules::id::{IdError, PlaceId};
use rules::key::Key;
use rules::publish::Item;
use rules::record::Record;
use rules::words::Words;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How much of a name's digest an id holds. Units: bytes. With 48 bits, ten thousand places have
/// one chance in five million that two share an id.
const DIGEST_BYTES: usize = 6;

/// The id of a venue.
pub(super) fn venue_id(
    profile: &Profile,
    venue: &Words,
    district: &Words,
) -> Result<PlaceId, IdError> {
    id(profile, "v", &[&district.zh, &venue.zh])
}

fn id(profile: &Profile, kind: &str, parts: &[&str]) -> Result<PlaceId, IdError> {
    format!("{}{kind}-{}", profile.id_prefix, digest(parts)).parse()
}

/// The digest of some texts, as much as an id holds.
pub(super) fn digest(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\n"));
    let mut text = String::new();
    for byte in digest.iter().take(DIGEST_BYTES) {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    text
}

/// The places that rows named so far.
pub(super) struct Venues<'a> {
    profile: &'a Profile,
    places: BTreeMap<PlaceId, Named>,
}

struct Named {
    zh: String,
    en: BTreeMap<String, usize>,
    kind: PlaceKind,
    within: Option<PlaceId>,
    address: Words,
    at: Option<GeoPoint>,
}

impl<'a> Venues<'a> {
    pub(super) fn new(profile: &'a Profile) -> Self {
        Self {
            profile,
            places: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, venue: &Venue, venue_id: &PlaceId) {
        let district = &venue.district;
        let district_id = if district.is_empty() {
            None
        } else {
            id(self.profile, "d", &[&district.zh]).ok()
        };
        if let Some(id) = &district_id {
            self.count(id, district, (PlaceKind::District, None));
        }
        self.count(venue_id, &venue.name, (PlaceKind::Venue, district_id));
        if let Some(named) = self.places.get_mut(venue_id) {
            // What one row says of a place, the others need not repeat.
            named.at = named.at.or(venue.at);
            if named.address.is_empty() {
                named.address = venue.address.clone();
            }
        }
    }

    fn count(&mut self, id: &PlaceId, words: &Words, (kind, within): (PlaceKind, Option<PlaceId>)) {
        let named = self.places.entry(id.clone()).or_insert_with(|| Named {
            zh: words.zh.clone(),
            en: BTreeMap::new(),
            kind,
            within,
            address: Words::default(),
            at: None,
        });
        let count = named.en.entry(words.en.clone()).or_default();
        *count = count.saturating_add(1);
    }

    /// The places as records: districts before the venues in them.
    pub(super) fn into_items(self) -> Vec<Item> {
        let (districts, venues): (Vec<_>, Vec<_>) = self
            .places
            .into_iter()
            .partition(|(_, named)| named.kind == PlaceKind::District);
        districts
            .into_iter()
            .chain(venues)
            .map(|(id, named)| item(id, named))
            .collect()
    }
}

fn item(id: PlaceId, named: Named) -> Item {
    let commonest = named.en.into_iter().rev().max_by_key(|(_, count)| *count);
    let en = commonest.map(|(name, _)| name).unwrap_or_default();
    Item {
        key: Key::Place(id),
        record: Record::Place(Place {
            aid: aid::of_place(&named.zh),
            name: Words::new(named.zh, en),
            kind: named.kind,
            within: named.within,
            address: named.address,
            at: named.at,
        }),
    }
}
