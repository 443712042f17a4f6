//! Where a household lives: said when it is enrolled, or later, by the id or the name of a place.

use crate::process::{done, refused};
use crate::rig::{Folder, Rig, community};
use rules::community::{Place, PlaceKind};
use rules::household::Household;
use rules::id::PlaceId;
use rules::publish::Item;
use rules::words::Words;
use rules::{Key, Record};
use server::db::calendars::of_kind;
use server::db::{communities, ensure_community, open};
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

/// The households of a folder.
fn households(folder: &Folder) -> Vec<Household> {
    let found = of_kind(&open(&folder.path).unwrap(), &community(), "household").unwrap();
    let homes = found.into_iter().map(|(_, _, record)| match record {
        Record::Household(found) => found,
        _ => panic!("a household is none"),
    });
    homes.collect()
}

/// Where they live.
fn homes(folder: &Folder) -> Vec<Option<String>> {
    let homes = households(folder).into_iter();
    let homes = homes.map(|found| found.committee.map(|id| id.to_string()));
    homes.collect()
}

/// Where they live, and in which building.
fn doors(folder: &Folder) -> Vec<(Option<String>, Option<String>)> {
    let homes = households(folder).into_iter();
    let text = |id: Option<PlaceId>| id.map(|id| id.to_string());
    let homes = homes.map(|found| (text(found.committee), text(found.building)));
    homes.collect()
}

/// Puts a building into a place, and says its id.
fn building(folder: &Folder, name: &str, lies_in: &str) -> String {
    let asked = ["building", "--community", "c", "--name", name];
    let said = done(
        &[&asked[..], &["--lies-in", lies_in]].concat(),
        &folder.path,
    );
    said.split_whitespace().nth(1).unwrap().to_owned()
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
        ("丁溪馆", "no committee, district or building"),
        ("v1", "no committee, district or building"),
        ("", "no committee, district or building"),
        ("nowhere", "no committee, district or building"),
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

#[test]
fn who_lives_in_a_building_lives_in_what_it_lies_in() {
    let folder = folder_with_places();
    let nine = building(&folder, "9号楼", "丁溪社区");
    assert_eq!(
        building(&folder, "9号楼", "c1"),
        nine,
        "said again it is the same"
    );
    let other = building(&folder, "9号楼", "c2");
    assert_ne!(other, nine, "another committee has a building 9 too");

    let enrol = ["enrol", "--community", "c", "--resident", "A:1960-01-01"];
    let several = [&enrol[..], &["--lives-in", "9号楼"]].concat();
    refused(&several, &folder.path, "several places are called 9号楼");
    let said = done(
        &[&enrol[..], &["--lives-in", "丁溪社区9号楼"]].concat(),
        &folder.path,
    );
    let (c1, c3) = (Some("c1".to_owned()), Some("c3".to_owned()));
    assert_eq!(doors(&folder), [(c1, Some(nine))]);

    let number = said.split_whitespace().nth(1).unwrap().to_owned();
    let relocate = ["relocate", "--member", &number];
    let moves_to = |place: &str| {
        let asked = [&relocate[..], &["--lives-in", place]].concat();
        done(&asked, &folder.path);
    };
    moves_to(&other);
    assert_eq!(
        doors(&folder),
        [(Some("c2".to_owned()), Some(other.clone()))]
    );
    moves_to("c3");
    assert_eq!(doors(&folder), [(c3, None)], "in no building any more");
    moves_to(&other);
    done(&relocate, &folder.path);
    assert_eq!(doors(&folder), [(None, None)]);
    done(&["verify"], &folder.path);
}

#[test]
fn a_building_has_a_name_and_lies_in_a_committee() {
    let folder = folder_with_places();
    let nine = building(&folder, "9号楼", "c1");
    for (name, lies_in, why) in [
        ("2号楼", "v1", "no committee, district or building"),
        ("2号楼", "前厝村", "c2, c3"),
        ("2号楼", nine.as_str(), "is a building itself"),
        (" ", "c1", "needs a name"),
    ] {
        let asked = ["building", "--community", "c", "--name", name];
        refused(
            &[&asked[..], &["--lies-in", lies_in]].concat(),
            &folder.path,
            why,
        );
    }
    let places = of_kind(&open(&folder.path).unwrap(), &community(), "place").unwrap();
    assert_eq!(places.len(), 5, "nothing was put anywhere");
}

#[tokio::test]
async fn whoever_comes_sees_the_community_that_came_after_the_server_started() {
    let rig = Rig::over(Folder::new(), World::real(), None).await;
    let db = open(&rig.folder.path).unwrap();
    ensure_community(&db, &rig.world, &community()).unwrap();
    let said = rig.send("GET /session", "", b"").await.body;
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(said["home"], community().as_str());
}
