//! The community itself and its places: county, towns, committees, venues. All of it is data.

use crate::id::PlaceId;
use crate::time::Offset;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// A community: who it is and what clock hangs on its wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Community {
    /// Its name.
    pub name: Words,
    /// The name of the county, city or district it belongs to; may be its own.
    pub county: Words,
    /// Its wall clock.
    pub offset: Offset,
    /// Where its programme comes from, to be named on screen; empty for its own.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub source: Words,
    /// The telephone number of its desk; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// Below this age a guardian must have consented. Units: years; absent: nobody is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_below: Option<u16>,
}

impl Community {
    /// A community with nothing but its names and its clock.
    pub fn new(name: Words, county: Words, offset: Offset) -> Self {
        Self {
            name,
            county,
            offset,
            source: Words::default(),
            phone: String::new(),
            consent_below: None,
        }
    }
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A town or township of the county.
    Town,
    /// The area of a residents' or villagers' committee.
    Committee,
    /// A venue where activities happen.
    Venue,
    /// A district of a feed that has no committees.
    District,
    /// A building that households live in; it lies in a committee's area or a district.
    Building,
}

impl PlaceKind {
    /// The kinds that a household lives in: what quotas ask for by place.
    pub const HOMES: &[Self] = &[Self::Committee, Self::District, Self::Building];
}

/// A point on the map. Units: millionths of a degree, so that it is compared and stored exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeoPoint {
    /// North of the equator.
    pub lat: i32,
    /// East of Greenwich.
    pub lon: i32,
}

impl GeoPoint {
    /// A point; none where there is no such latitude or longitude.
    pub fn new(lat: i32, lon: i32) -> Option<Self> {
        let is_there = (-90_000_000..=90_000_000).contains(&lat)
            && (-180_000_000..=180_000_000).contains(&lon);
        is_there.then_some(Self { lat, lon })
    }
}

/// A place: a venue, or an area that holds venues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its name.
    pub name: Words,
    /// What it is.
    pub kind: PlaceKind,
    /// The place it lies in: the committee of a venue, the town of a committee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<PlaceId>,
    /// How to find it.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub address: Words,
    /// Search aid, as of an activity.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub aid: String,
    /// Where it is on the map, as far as anybody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<GeoPoint>,
}
