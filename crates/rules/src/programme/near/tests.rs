//! What is near, and that nearness behaves as people expect.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    clippy::unwrap_used
)]
use super::*;
use proptest::prelude::*;

/// A county of three towns with three committees each and three venues in each of those:
/// numbers 0 to 2 are towns, 3 to 11 committees, 12 to 38 venues. Nothing of it is on the map.
fn county(at: usize) -> Option<Spot> {
    let (kind, within) = match at {
        0..3 => (PlaceKind::Town, None),
        3..12 => (PlaceKind::Committee, Some((at - 3) / 3)),
        12..39 => (PlaceKind::Venue, Some(3 + (at - 12) / 3)),
        _ => return None,
    };
    let at = None;
    Some(Spot { kind, within, at })
}

fn band(home: usize, place: usize) -> Band {
    nearness(home, place, &county).band
}

fn point(lat: i32, lon: i32) -> GeoPoint {
    GeoPoint::new(lat, lon).unwrap()
}

#[test]
fn the_smallest_area_that_holds_both_says_how_near() {
    // From the first committee: itself, its venue, its neighbour's venue, another town's.
    for (place, expect) in [
        (3, Band::Close),
        (12, Band::Close),
        (15, Band::Near),
        (0, Band::Near),
        (21, Band::Far),
        (99, Band::Far),
    ] {
        assert_eq!(band(3, place), expect, "{place}");
    }
    // Whoever names a town alone has the whole of it near.
    assert_eq!(band(0, 12), Band::Near);
}

#[test]
fn places_that_lie_in_each_other_come_to_an_end() {
    let ring = |at: usize| {
        let within = Some((at + 1) % 3);
        (at < 3).then_some(Spot {
            kind: PlaceKind::Town,
            within,
            at: None,
        })
    };
    assert_eq!(nearness(0, 2, &ring).band, Band::Near);
    assert_eq!(areas_of(0, &ring).count(), AREAS_MAX);
}

#[test]
fn distances_are_those_of_the_map() {
    // Hong Kong: Victoria Park and the Central Library face each other; Sha Tin is 10 km away.
    let park = point(22_282_000, 114_188_500);
    let library = point(22_280_100, 114_189_700);
    let sha_tin = point(22_377_000, 114_197_000);
    assert!((220..260).contains(&metres_between(park, library)));
    assert!((10_300..10_800).contains(&metres_between(park, sha_tin)));
    // A degree along the equator, at 60 degrees north half of it, and over the date line the short
    // way round.
    let degree = metres_between(point(0, 0), point(0, 1_000_000));
    assert!((110_500..111_700).contains(&degree), "{degree}");
    let north = metres_between(point(60_000_000, 0), point(60_000_000, 1_000_000));
    assert!((55_000..56_000).contains(&north), "{north}");
    let line = metres_between(point(0, 179_500_000), point(0, -179_500_000));
    assert_eq!(line, degree);
}

#[test]
fn the_map_speaks_where_both_are_on_it_and_areas_where_one_is_not() {
    // Two venues of one town: 900 m apart; a third in another town, 900 m away over the border;
    // a fourth in the same town that nobody has put on the map.
    let venue = |within, at: Option<GeoPoint>| Spot {
        kind: PlaceKind::Venue,
        within,
        at,
    };
    let town = Spot {
        kind: PlaceKind::Town,
        within: None,
        at: None,
    };
    let spots = [
        town,
        town,
        venue(Some(0), Some(point(25_490_000, 118_240_000))),
        venue(Some(0), Some(point(25_498_000, 118_240_000))),
        venue(Some(1), Some(point(25_482_000, 118_240_000))),
        venue(Some(0), None),
        venue(Some(0), Some(point(25_900_000, 118_240_000))),
    ];
    let spot = |at: usize| spots.get(at).copied();
    let near = |place| nearness(2, place, &spot);
    assert_eq!((near(2).band, near(2).metres()), (Band::Close, Some(0)));
    assert_eq!(near(3), near(4));
    assert_eq!(near(3).metres(), Some(888));
    assert_eq!((near(5).band, near(5).metres()), (Band::Near, None));
    // The same town, but 45 km away.
    assert_eq!(near(6).band, Band::Far);
    let mut order = [6, 5, 4, 2];
    order.sort_by_key(|place| near(*place));
    assert_eq!(order, [2, 4, 5, 6]);
}

proptest! {
    #[test]
    fn two_places_are_equally_near_seen_from_either(a in 0..39_usize, b in 0..39_usize) {
        prop_assert_eq!(band(a, b), band(b, a));
    }

    #[test]
    fn nothing_is_nearer_than_home(home in 0..39_usize, place in 0..39_usize) {
        prop_assert!(band(home, home) <= band(home, place));
    }

    #[test]
    fn a_way_over_a_third_place_is_no_short_cut(
        a in 0..39_usize, b in 0..39_usize, c in 0..39_usize,
    ) {
        prop_assert!(band(a, c) <= band(a, b).max(band(b, c)));
    }

    #[test]
    fn any_two_points_have_one_distance_and_it_is_on_earth(
        lat in prop::array::uniform2(-90_000_000..=90_000_000_i32),
        lon in prop::array::uniform2(-180_000_000..=180_000_000_i32),
    ) {
        let (one, other) = (point(lat[0], lon[0]), point(lat[1], lon[1]));
        let metres = metres_between(one, other);
        prop_assert_eq!(metres, metres_between(other, one));
        prop_assert_eq!(metres_between(one, one), 0);
        // Half the way round, and a tenth for the flat earth.
        prop_assert!(metres < 31_000_000, "{}", metres);
    }

    #[test]
    fn further_north_is_further_away(
        lat in -80_000_000..80_000_000_i32, lon in -180_000_000..=180_000_000_i32,
        step in 20_000..1_000_000_i32, more in 20_000..1_000_000_i32,
    ) {
        let home = point(lat, lon);
        let near = Nearness::away(metres_between(home, point(lat + step, lon)));
        let far = Nearness::away(metres_between(home, point(lat + step + more, lon)));
        prop_assert!(near < far);
    }
}

#[test]
fn each_band_ends_at_its_own_metre() {
    for (metres, expect) in [
        (0, Band::Close),
        (CLOSE_METRES, Band::Close),
        (CLOSE_METRES + 1, Band::Near),
        (NEAR_METRES, Band::Near),
        (NEAR_METRES + 1, Band::Far),
    ] {
        let found = Nearness::away(metres);
        assert_eq!((found.band, found.metres()), (expect, Some(metres)));
    }
}
