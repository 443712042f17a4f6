//! What a new folder starts with, and what is imported.

use crate::rig::Folder;
use programme::feed::{File, Profile};
use rules::{Key, Record};
use server::config::Settings;
use server::db::proof::{Proof, prove};
use server::db::{communities, open};
use server::http::Front;
use server::import::import;
use server::publish::publish;
use server::serve::{Start, assemble};
use server::world::World;

fn world() -> World {
    World::standing_at(server::config::moment("2026-11-23T10:00+08:00").unwrap())
}

#[test]
fn a_new_folder_starts_with_two_years_and_four_cards_and_an_old_one_is_left_alone() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let published = server::demo::set_up(&db, &world()).unwrap().unwrap();
    assert_eq!(published.refused, []);
    assert_eq!(published.same + published.changed, 0);
    for year in [2026, 2027] {
        let sql = "SELECT count(*) FROM records WHERE community = '350526'
            AND key LIKE 'session/%' AND json_extract(data, '$.session.days[0]') LIKE ?1";
        let pattern = format!("{year}-%");
        let sessions: i64 = db.query_row(sql, [pattern], |row| row.get(0)).unwrap();
        assert!((1_200..=2_200).contains(&sessions), "{year}: {sessions}");
    }
    let cards = server::demo::cards(&db).unwrap();
    assert_eq!(cards.len(), 4);
    assert!(cards.iter().all(|card| !card.name.is_empty()));
    assert_eq!(server::demo::set_up(&db, &world()).unwrap(), None);
    let community = "350526".parse().unwrap();
    assert!(matches!(
        prove(&db, &community).unwrap(),
        Proof::Sound { .. }
    ));
}

#[test]
fn a_folder_with_a_community_of_its_own_gets_no_demonstration() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    server::db::ensure_community(&db, &world(), &"mine".parse().unwrap()).unwrap();
    assert_eq!(server::demo::set_up(&db, &world()).unwrap(), None);
    assert_eq!(server::demo::cards(&db).unwrap(), []);
}

#[tokio::test]
async fn nobody_is_let_in_by_a_card_that_everybody_knows_where_the_world_comes_in() {
    for (front, cards) in [(Front::Nothing, 4), (Front::TlsProxy, 0)] {
        let folder = Folder::new();
        let settings = Settings {
            data: Some(folder.path.clone()),
            front: Some(front),
            ..Settings::default()
        };
        let config = settings.settle(None).unwrap();
        let server = assemble(&config, world(), Start::WithDemo).unwrap();
        assert_eq!(server.cards.len(), cards, "{front:?}");
        let there = communities(&open(&folder.path).unwrap()).unwrap();
        assert_eq!(there.is_empty(), cards == 0, "{front:?}");
    }
}

fn one(bytes: &[u8]) -> [File<'_>; 1] {
    [File { name: "", bytes }]
}

#[test]
fn importing_again_changes_just_what_changed() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let profile = Profile::lcsd_leisure().unwrap();
    let feed = include_str!("../../../programme/examples/leisure.json");
    let first = import(&db, &world(), &profile, &one(feed.as_bytes())).unwrap();
    assert_eq!(
        (
            first.plan.reading.taken.len(),
            first.plan.reading.refused.len()
        ),
        (3, 1)
    );
    assert!(first.published.new > 6);
    let head = |db: &rusqlite::Connection| -> (i64, i64) {
        let sql = "SELECT rev, line FROM communities";
        db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
    };
    let before = head(&db);
    let again = import(&db, &world(), &profile, &one(feed.as_bytes())).unwrap();
    assert_eq!((again.published.new, again.published.changed), (0, 0));
    assert_eq!(head(&db), before, "importing twice changed something");
    // One row fewer: it is named and left alone. Nothing else is touched.
    let rows: Vec<serde_json::Value> = serde_json::from_str(feed).unwrap();
    let fewer = serde_json::to_vec(&rows[1..]).unwrap();
    let third = import(&db, &world(), &profile, &one(&fewer)).unwrap();
    let named = third.plan.changes.gone.len() + again.plan.reading.refused.len()
        - third.plan.reading.refused.len();
    assert_eq!(named, 1, "{}", third.report());
    assert_eq!((third.published.new, third.published.changed), (0, 0));
}

#[test]
fn one_unsound_record_is_set_aside_and_the_others_are_published() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let world = world();
    let session = |id: &str| server::load::session_item(&world, &id.parse().unwrap(), 5).unwrap();
    let mut bad = session("bad");
    if let Record::Session(session) = &mut bad.record {
        session.days.clear();
    }
    let items = vec![session("one"), bad, session("two")];
    let published = publish(&db, &world, &"c".parse().unwrap(), items).unwrap();
    assert_eq!(published.new, 2);
    assert_eq!(published.refused.len(), 1);
    assert_eq!(
        published.refused[0].0,
        Key::Session("bad".parse().unwrap()).to_string()
    );
}
