//! The county's places: 18 towns, 222 committees, and the venues in them.
//!
//! The one rule to know: a committee's id is its code in the national statistics, a venue's id is
//! its committee's or town's with a suffix, so that ids never change.
//!
//! Deliberately absent: places outside the county; opening hours.
//!
//! Source: National Bureau of Statistics, codes of 2023. The practice stations are one for each
//! committee, which is how the county counts its coverage; the county's own venues are written for
//! this programme.

use super::DehuaError;
use crate::aid;
use rules::community::{Place, PlaceKind};
use rules::id::PlaceId;
use rules::words::Words;

const DIVISIONS: &str = include_str!("../../data/dehua/divisions.csv");
const VENUES: &str = include_str!("../../data/dehua/venues.csv");

/// Where a town's code ends in a committee's. Units: bytes.
const TOWN_CODE_BYTES: usize = 9;
/// The two towns that make up the county seat.
const SEAT: [&str; 2] = ["350526100", "350526101"];

/// A place with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: PlaceId,
    /// The place.
    pub place: Place,
}

/// Every place of the county: towns, committees, then venues.
pub fn places() -> Result<Vec<Placed>, DehuaError> {
    let (mut areas, mut venues) = (Vec::new(), Vec::new());
    for (line, [code, kind, zh, en]) in table(DIVISIONS) {
        let place = |suffix: &str, (zh, en): (String, String), kind, within: Option<&str>| {
            placed(
                &format!("{code}{suffix}"),
                (Words::new(zh, en), kind),
                within,
            )
        };
        let name = (zh.to_owned(), en.to_owned());
        let venue = |suffix, title: [&str; 2]| {
            let name = (format!("{zh}{}", title[0]), format!("{en} {}", title[1]));
            place(suffix, name, PlaceKind::Venue, Some(code))
        };
        if kind == "town" {
            areas.push(place("", name, PlaceKind::Town, None)?);
            venues.push(venue(
                "-hall",
                ["新时代文明实践所", "civic practice centre"],
            )?);
            venues.push(venue("-square", ["文明实践广场", "civic square"])?);
            continue;
        }
        let town = code
            .get(..TOWN_CODE_BYTES)
            .ok_or(DehuaError::Table { line })?;
        areas.push(place("", name, PlaceKind::Committee, Some(town))?);
        venues.push(venue(
            "-station",
            ["新时代文明实践站", "civic practice station"],
        )?);
        if kind == "community" {
            venues.push(venue("-library", ["图书室", "reading room"])?);
        }
    }
    for (line, [id, within, zh, en]) in table(VENUES) {
        if !areas.iter().any(|area| area.id.as_str() == within) {
            return Err(DehuaError::Table { line });
        }
        venues.push(placed(
            id,
            (Words::new(zh, en), PlaceKind::Venue),
            Some(within),
        )?);
    }
    areas.append(&mut venues);
    Ok(areas)
}

/// The venues that a name in a programme stands for: `@station-seat` (stations of the county seat),
/// `@station-rural` (all others), `@hall`, `@square`, `@library`, or one venue's own id.
pub fn select(places: &[Placed], name: &str) -> Vec<PlaceId> {
    let is_seat = |id: &str| SEAT.iter().any(|town| id.starts_with(town));
    let matches = |id: &str| match name {
        "@station-seat" => id.ends_with("-station") && is_seat(id),
        "@station-rural" => id.ends_with("-station") && !is_seat(id),
        "@hall" => id.ends_with("-hall") && id.starts_with("350526"),
        "@square" => id.ends_with("-square") && id.starts_with("350526"),
        "@library" => id.ends_with("-library") && id.starts_with("350526"),
        one => id == one,
    };
    let found = places
        .iter()
        .filter(|placed| placed.place.kind == PlaceKind::Venue);
    found
        .map(|placed| &placed.id)
        .filter(|id| matches(id.as_str()))
        .cloned()
        .collect()
}

fn placed(
    id: &str,
    (name, kind): (Words, PlaceKind),
    within: Option<&str>,
) -> Result<Placed, DehuaError> {
    let within = within.map(str::parse).transpose()?;
    let address = Words::default();
    Ok(Placed {
        id: id.parse()?,
        place: Place {
            aid: aid::of_place(&name.zh),
            name,
            kind,
            within,
            address,
            at: None,
        },
    })
}

/// The rows of a table of four columns, without its heading, each with its line.
fn table(text: &str) -> impl Iterator<Item = (usize, [&str; 4])> {
    let rows = text.lines().zip(1..).skip(1);
    rows.filter_map(|(row, line)| {
        let mut columns = row.splitn(4, ',');
        let row = [
            columns.next()?,
            columns.next()?,
            columns.next()?,
            columns.next()?,
        ];
        Some((line, row))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_county_has_18_towns_and_222_committees_each_with_a_station() {
        let places = places().unwrap();
        let count = |kind| {
            places
                .iter()
                .filter(|placed| placed.place.kind == kind)
                .count()
        };
        assert_eq!(
            (count(PlaceKind::Town), count(PlaceKind::Committee)),
            (18, 222)
        );
        let stations =
            select(&places, "@station-seat").len() + select(&places, "@station-rural").len();
        assert_eq!((stations, select(&places, "@hall").len()), (222, 18));
        assert_eq!(select(&places, "@library").len(), 31);
    }

    #[test]
    fn names_are_no_keys_but_ids_are() {
        let places = places().unwrap();
        let mut ids: Vec<_> = places.iter().map(|placed| &placed.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), places.len());
        let twins = places
            .iter()
            .filter(|placed| placed.place.name.zh == "东山村");
        assert_eq!(twins.count(), 2);
    }

    #[test]
    fn every_venue_and_committee_lies_in_a_place_that_exists() {
        let places = places().unwrap();
        for placed in &places {
            let within = placed.place.within.as_ref();
            assert_eq!(within.is_none(), placed.place.kind == PlaceKind::Town);
            assert!(within.is_none_or(|id| places.iter().any(|other| other.id == *id)));
        }
    }
}
