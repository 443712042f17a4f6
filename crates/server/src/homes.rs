//! Where households live: the committees and districts a programme knows, and the buildings in them.
//!
//! The one rule to know: whoever lives in a building lives in what it lies in. Both are written into
//! the household when it is said where it lives, so that counting a quota looks nothing up.
//!
//! Deliberately absent: moving a building. Households of one that is put under another committee stay
//! where they were said to live, until it is said anew.

use crate::db::calendars::of_kind;
use crate::db::{DbError, SqliteDepot};
use crate::publish::publish;
use crate::world::World;
use programme::aid;
use rules::community::{Place, PlaceKind};
use rules::household::Household;
use rules::id::{CommunityId, IdError, PlaceId};
use rules::programme::near::AREAS_MAX;
use rules::publish::Item;
use rules::words::Words;
use rules::{Key, Record};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use sync::depot::Depot;

/// How much of a digest a building's id holds, as a venue's of a feed. Units: bytes.
const DIGEST_BYTES: usize = 6;

/// Why nobody can live there.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// An id that was made is none.
    #[error(transparent)]
    Id(#[from] IdError),
    /// It is no committee, district or building of this community.
    #[error("{0} is no committee, district or building that is known here")]
    Unknown(String),
    /// It is no venue of this community.
    #[error("{0} is no venue that is known here")]
    NoVenue(String),
    /// Several places are called so.
    #[error("several places are called {0}; say which: {1}")]
    Several(String, String),
    /// A building lies in a committee's area or a district, not in another building.
    #[error("{0} is a building itself; say which committee or district it lies in")]
    InABuilding(String),
    /// A building needs a name.
    #[error("a building needs a name in Chinese")]
    Nameless,
    /// The rules refused the building.
    #[error("the building was refused: {0:?}")]
    Refused(rules::Refusal),
}

/// Where a household lives, as far as anybody said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    /// The committee or district.
    pub committee: Option<PlaceId>,
    /// The building in it.
    pub building: Option<PlaceId>,
}

impl Home {
    /// The household, living there.
    #[must_use]
    pub fn of(self, household: Household) -> Household {
        Household {
            members: household.members,
            committee: self.committee,
            building: self.building,
        }
    }
}

type Places = BTreeMap<PlaceId, Place>;

fn places(db: &Connection, community: &CommunityId) -> Result<Places, DbError> {
    let found = of_kind(db, community, "place")?.into_iter();
    let found = found.filter_map(|(key, _, record)| match (key, record) {
        (Key::Place(id), Record::Place(place)) => Some((id, place)),
        _ => None,
    });
    Ok(found.collect())
}

/// What a place is called for telling it from others: its id, its names, and a building's behind
/// that of what it lies in, since every second committee has a building 9.
fn is_called(all: &Places, (id, place): (&PlaceId, &Place), said: &str) -> bool {
    let names = [id.as_str(), &place.name.zh, &place.name.en];
    if !said.is_empty() && names.contains(&said) {
        return true;
    }
    let area = place.within.as_ref().and_then(|area| all.get(area));
    place.kind == PlaceKind::Building
        && area.is_some_and(|area| said == format!("{}{}", area.name.zh, place.name.zh))
}

/// The one place to live in that is called so.
fn named(all: &Places, said: &str) -> Result<PlaceId, HomeError> {
    let is_home = |kind| PlaceKind::HOMES.contains(&kind);
    one_of(all, said, is_home)?.ok_or_else(|| HomeError::Unknown(said.to_owned()))
}

/// The one place of such a kind that is called so.
fn one_of(
    all: &Places,
    said: &str,
    is_such: impl Fn(PlaceKind) -> bool,
) -> Result<Option<PlaceId>, HomeError> {
    let such = all.iter().filter(|(_, place)| is_such(place.kind));
    let found = such.filter(|place| is_called(all, *place, said));
    let found: Vec<&PlaceId> = found.map(|(id, _)| id).collect();
    match found.as_slice() {
        [one] => Ok(Some(PlaceId::clone(one))),
        [] => Ok(None),
        several => {
            let ids: Vec<&str> = several.iter().map(|id| id.as_str()).collect();
            Err(HomeError::Several(said.to_owned(), ids.join(", ")))
        }
    }
}

/// The venue where something stands, by its id or its name.
///
/// # Errors
/// When nothing is called so, several are, or the database fails.
pub fn venue(db: &Connection, community: &CommunityId, said: &str) -> Result<PlaceId, HomeError> {
    let all = places(db, community)?;
    let found = one_of(&all, said.trim(), |kind| kind == PlaceKind::Venue)?;
    found.ok_or_else(|| HomeError::NoVenue(said.to_owned()))
}

/// What a place is called; its id where its record is gone.
///
/// # Errors
/// When the database fails.
pub fn name_of(db: &Connection, community: &CommunityId, id: &PlaceId) -> Result<Words, DbError> {
    let row = SqliteDepot::new(db, community.clone()).row(&Key::Place(id.clone()))?;
    Ok(match row.and_then(|row| row.record) {
        Some(Record::Place(place)) => place.name,
        _ => Words::new(id.as_str(), ""),
    })
}

/// Where a household lives, if it is said: a committee, a district or a building, by its id or its
/// name.
///
/// # Errors
/// When nothing is called so, several are, or the database fails.
pub fn home(
    db: &Connection,
    community: &CommunityId,
    lives_in: Option<&str>,
) -> Result<Home, HomeError> {
    let Some(said) = lives_in else {
        return Ok(Home::default());
    };
    let all = places(db, community)?;
    let found = named(&all, said)?;
    let kind = |id: &PlaceId| all.get(id).map(|place| place.kind);
    let is_building = kind(&found) == Some(PlaceKind::Building);
    let within = |id: &PlaceId| all.get(id).and_then(|place| place.within.clone());
    let mut around = std::iter::successors(Some(found.clone()), within).take(AREAS_MAX);
    let is_area = |id: &PlaceId| {
        let kind = kind(id);
        matches!(kind, Some(PlaceKind::Committee | PlaceKind::District))
    };
    Ok(Home {
        committee: around.find(is_area),
        building: is_building.then_some(found),
    })
}

/// Puts a building into a committee's area or a district, so that households may live in it and
/// quotas ask for it. Doing so again changes nothing: its id follows from where it lies and its name.
///
/// # Errors
/// When it has no name, nothing is called what it lies in, or the database or the rules say no.
pub fn add_building(
    db: &Connection,
    (world, community): (&World, &CommunityId),
    name: Words,
    lies_in: &str,
) -> Result<PlaceId, HomeError> {
    if name.zh.trim().is_empty() {
        return Err(HomeError::Nameless);
    }
    let all = places(db, community)?;
    let area = named(&all, lies_in)?;
    if all.get(&area).map(|place| place.kind) == Some(PlaceKind::Building) {
        return Err(HomeError::InABuilding(lies_in.to_owned()));
    }
    let id = building_id(&area, &name)?;
    let place = Place {
        aid: aid::of_place(&name.zh),
        name,
        kind: PlaceKind::Building,
        within: Some(area),
        address: Words::default(),
        at: None,
    };
    let item = Item {
        key: Key::Place(id.clone()),
        record: Record::Place(place),
    };
    let published = publish(db, world, community, vec![item])?;
    match published.refused.into_iter().next() {
        Some((_, refusal)) => Err(HomeError::Refused(refusal)),
        None => Ok(id),
    }
}

fn building_id(area: &PlaceId, name: &Words) -> Result<PlaceId, IdError> {
    let digest = Sha256::digest(format!("{area}\n{}", name.zh));
    let mut id = "b-".to_owned();
    for byte in digest.iter().take(DIGEST_BYTES) {
        // Writing to a string cannot fail.
        write!(id, "{byte:02x}").unwrap_or_default();
    }
    id.parse()
}
