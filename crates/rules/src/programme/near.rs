//! How near two places are: by the way between them where both are on the map, else by what they
//! lie in, the same committee, the same town, elsewhere.
//!
//! The one rule to know: nobody is tracked. A place is near another place; which one is home, the
//! caller says. Distances are as the crow flies, in whole metres, by arithmetic on integers: the
//! same on every device.
//!
//! Deliberately absent: roads and hills.

use crate::community::{GeoPoint, PlaceKind};

/// How many areas a place may lie in, one in the other. A venue lies in a committee, a committee in
/// a town, and a record that names itself ends here too.
pub const AREAS_MAX: usize = 4;

/// As far as one walks without thinking about it, an old resident too. Units: metres.
pub const CLOSE_METRES: u32 = 1_000;

/// As far as a town reaches. Units: metres.
pub const NEAR_METRES: u32 = 5_000;

/// Metres in a thousand millionths of a degree of latitude.
const METRES_PER_MILLIDEGREE: i64 = 111;
/// Millionths of a degree in a degree.
const MICRODEGREES: i64 = 1_000_000;
/// A turn around the earth. Units: millionths of a degree.
const TURN: i64 = 360_000_000;

/// How near, in three steps that people have words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Within [`CLOSE_METRES`], or in the same committee's area.
    Close,
    /// Within [`NEAR_METRES`], or in the same town or district.
    Near,
    /// Anywhere else.
    Far,
}

/// How near a place is; the nearer is less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nearness {
    /// In which step.
    pub band: Band,
    /// How far, where both are on the map; else more than any.
    metres: u32,
}

/// What nearness needs to know of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// What it is.
    pub kind: PlaceKind,
    /// The number of the place it lies in.
    pub within: Option<usize>,
    /// Where it is on the map.
    pub at: Option<GeoPoint>,
}

impl Nearness {
    /// Of a place of which nothing is known.
    pub const UNKNOWN: Self = Self::held(Band::Far);

    /// By what both lie in.
    const fn held(band: Band) -> Self {
        Self {
            band,
            metres: u32::MAX,
        }
    }

    /// By the way between them.
    fn away(metres: u32) -> Self {
        let band = if metres <= CLOSE_METRES {
            Band::Close
        } else if metres <= NEAR_METRES {
            Band::Near
        } else {
            Band::Far
        };
        Self { band, metres }
    }

    /// How far it is, where that is known.
    pub fn metres(self) -> Option<u32> {
        (self.metres < u32::MAX).then_some(self.metres)
    }
}

/// A place and what it lies in, from the smallest on.
pub(super) fn areas_of(
    place: usize,
    spot: &impl Fn(usize) -> Option<Spot>,
) -> impl Iterator<Item = usize> {
    let chain = std::iter::successors(Some(place), |at| spot(*at).and_then(|spot| spot.within));
    chain.take(AREAS_MAX)
}

/// How near two places are to one another, by their numbers.
pub fn nearness(home: usize, place: usize, spot: &impl Fn(usize) -> Option<Spot>) -> Nearness {
    let on_map = |at| spot(at).and_then(|spot| spot.at);
    if let Some((one, other)) = on_map(home).zip(on_map(place)) {
        return Nearness::away(metres_between(one, other));
    }
    let holds_home = |area: &usize| areas_of(home, spot).any(|of| of == *area);
    let common = areas_of(place, spot).find(holds_home);
    Nearness::held(match common.and_then(spot).map(|spot| spot.kind) {
        Some(PlaceKind::Venue | PlaceKind::Building | PlaceKind::Committee) => Band::Close,
        Some(PlaceKind::Town | PlaceKind::District) => Band::Near,
        None => Band::Far,
    })
}

/// How far two points are from one another, as the crow flies over a flat piece of the earth: right
/// to a few parts in a hundred within a county. Units: metres.
pub fn metres_between(one: GeoPoint, other: GeoPoint) -> u32 {
    let (north, south) = (i64::from(one.lat), i64::from(other.lat));
    let up = north.saturating_sub(south).saturating_abs();
    let around = i64::from(one.lon).saturating_sub(i64::from(other.lon));
    let around = around.saturating_abs();
    // The shorter way round.
    let around = around.min(TURN.saturating_sub(around));
    let middle = north.saturating_add(south).saturating_div(2);
    let across = around
        .saturating_mul(cosine_permille(middle))
        .saturating_div(1_000);
    let square = |way: i64| {
        let metres = way
            .saturating_mul(METRES_PER_MILLIDEGREE)
            .saturating_div(1_000);
        metres.saturating_mul(metres)
    };
    let way = square(up).saturating_add(square(across)).isqrt();
    u32::try_from(way).unwrap_or(u32::MAX)
}

/// The cosine of a latitude in thousandths, right to two of them.
///
/// Source: Bhaskara I, seventh century: cos x = (4 * 90^2 - 4 x^2) / (4 * 90^2 + x^2), in degrees.
fn cosine_permille(latitude: i64) -> i64 {
    // Thousandths of a degree keep the square small and the result exact enough.
    let degrees = latitude.saturating_div(MICRODEGREES / 1_000);
    let square = degrees.saturating_mul(degrees);
    let four_right = 4 * 90_000 * 90_000;
    let above = i64::saturating_sub(four_right, square.saturating_mul(4));
    let below = i64::saturating_add(four_right, square);
    let permille = above.saturating_mul(1_000).checked_div(below);
    permille.unwrap_or(0)
}

#[cfg(test)]
mod tests;
