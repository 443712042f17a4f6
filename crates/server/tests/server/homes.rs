//! Where a household lives: said when it is enrolled, or later, by the id or the name of a place.

use crate::process::{done, refused};
use crate::rig::{Folder, community};
use rules::community::{Place, PlaceKind};
use rules::publish::Item;
use rules::words::Words;
use rules::{Key, Record};
use server::db::calendars::of_kind;
use server::db::{communities, open};
use server::publish::publish;
use server::world::World;

/// A folder with two committees of one name, one of another, and a venue.
fn folder_with_places() -> Folder {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let place = |(id, zh, kind): (&str, &str, PlaceKind)| Item {
        key: Key::Place(id.parse().unwrap()),
        record: Record::Place(Place {
            name: Words::new(zh, ""),
            kind,
            within: None,
            address: Words::default(),
            aid: String::new(),
            at: None,
        }),
    };
    let places = [
        ("c1", "丁溪社区", PlaceKind::Committee),
        ("c2", "前厝村", PlaceKind::Committee),
        ("c3", "前厝村", PlaceKind::Committee),
        ("v1", "丁溪馆", PlaceKind::Venue),
    ];
    let items = places.map(place).to_vec();
    publish(&db, &World::real(), &community(), items).unwrap();
    folder
}

/// Where the households of a folder live.
fn homes(folder: &Folder) -> Vec<Option<String>> {
    let found = of_kind(&open(&folder.path).unwrap(), &community(), "household").unwrap();
    let homes = found.into_iter().map(|(_, _, record)| match record {
        Record::Household(found) => found.committee.map(|id| id.to_string()),
        _ => panic!("a household is none"),
    });
    homes.collect()
}

#[test]
fn a_household_lives_where_it_is_said_and_later_elsewhere() {
    let folder = folder_with_places();
    let enrol = ["enrol", "--community", "c", "--resident", "A:1960-01-01"];
    let said = done(
        &[&enrol[..], &["--lives-in", "丁溪社区"]].concat(),
        &folder.path,
    );
    assert_eq!(homes(&folder), [Some("c1".to_owned())]);
    let number = said.split_whitespace().nth(1).unwrap().to_owned();
    let relocate = ["relocate", "--member", &number];
    done(
        &[&relocate[..], &["--lives-in", "c3"]].concat(),
        &folder.path,
    );
    assert_eq!(homes(&folder), [Some("c3".to_owned())]);
    done(&relocate, &folder.path);
    assert_eq!(homes(&folder), [None]);
    done(&["verify"], &folder.path);
}

#[test]
fn nobody_lives_in_a_venue_or_in_one_of_two_places() {
    let folder = folder_with_places();
    let enrol = ["enrol", "--community", "c", "--resident", "A:1960-01-01"];
    for (said, why) in [
        ("丁溪馆", "no committee or district"),
        ("v1", "no committee or district"),
        ("", "no committee or district"),
        ("nowhere", "no committee or district"),
        ("前厝村", "c2, c3"),
    ] {
        refused(
            &[&enrol[..], &["--lives-in", said]].concat(),
            &folder.path,
            why,
        );
    }
    assert_eq!(homes(&folder), [], "nobody was enrolled");
    let staff = done(&["employ", "--community", "c", "--name", "B"], &folder.path);
    let number = staff.split_whitespace().nth(1).unwrap();
    let relocate = ["relocate", "--member", number, "--lives-in", "c1"];
    refused(&relocate, &folder.path, "no resident");
}

#[test]
fn nobody_gets_a_card_for_a_community_that_is_not_there() {
    let folder = folder_with_places();
    let (enrol, employ) = (
        ["enrol", "--resident", "A:1960-01-01"],
        ["employ", "--name", "B"],
    );
    for asked in [&enrol[..], &employ[..]] {
        let asked = [asked, &["--community", "d"]].concat();
        refused(&asked, &folder.path, "no community d here; there are: c");
    }
    assert_eq!(homes(&folder), [], "nobody was enrolled");
    let db = open(&folder.path).unwrap();
    assert_eq!(communities(&db).unwrap().len(), 1, "none was made");
}
