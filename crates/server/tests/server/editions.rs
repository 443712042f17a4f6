//! A phone that holds one edition of a real feed, when the next is imported.

use crate::rig::{Folder, Rig, response};
use programme::feed::{File, Profile};
use server::db::open;
use server::import::{Imported, import};
use server::world::World;
use std::collections::BTreeMap;
use std::path::PathBuf;
use sync::cursor::Cursor;
use sync::identity::{Device, Epoch};
use sync::limits::{PROTO, SCHEMA_VIEW};
use sync::wire::{Request, Response, Want};

fn world() -> World {
    World::standing_at(server::config::moment("2024-12-14T10:00+08:00").unwrap())
}

fn profile() -> Profile {
    Profile::named("lcsd-cultural").unwrap().unwrap()
}

/// Imports an edition; none where the shared data is not at hand.
fn take(folder: &Folder, day: &str) -> Option<Imported> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("CUOBIAN_SHARED").map_or_else(beside, PathBuf::from);
    let edition = shared.join("data/lcsd-cultural-2024").join(day);
    if !edition.exists() {
        println!("skipped: no shared data");
        return None;
    }
    let profile = profile();
    let read = |name: &str| (name.to_owned(), std::fs::read(edition.join(name)).unwrap());
    let held: Vec<(String, Vec<u8>)> = profile.files().into_iter().map(read).collect();
    let files: Vec<File<'_>> = held
        .iter()
        .map(|(name, bytes)| File { name, bytes })
        .collect();
    let db = open(&folder.path).unwrap();
    Some(import(&db, &world(), &profile, &files).unwrap())
}

/// What a phone is told that has come so far, page after page; what it holds then, and how far that
/// is.
async fn told(rig: &Rig, mut cursor: Option<Cursor>) -> (BTreeMap<String, Option<String>>, Cursor) {
    let community = profile().community.id;
    let mut rows = BTreeMap::new();
    loop {
        let request = Request {
            proto: PROTO,
            build: "phone".to_owned(),
            schema_view: SCHEMA_VIEW,
            device: Device([7; 16]),
            epoch: Epoch([1; 8]),
            who: None,
            acked: 0,
            feeds: vec![Want::since(community.clone(), cursor)],
            intents: Vec::new(),
            notes: Vec::new(),
        };
        let body = serde_json::to_vec(&request).unwrap();
        let head = "content-type: application/json\r\n";
        let is_new = request.feeds[0].cursor.is_none();
        let mut answer: Response = response(&rig.send("POST /sync/v1", head, &body).await);
        let feed = answer.feeds.remove(0);
        assert!(is_new || feed.reset.is_empty(), "all is fetched again");
        for change in feed.changes {
            let data = change.data.map(|data| data.as_str().to_owned());
            rows.insert(change.key, data);
        }
        if !feed.more {
            return (rows, feed.cursor);
        }
        cursor = Some(feed.cursor);
    }
}

#[tokio::test]
async fn a_phone_that_holds_an_edition_is_sent_just_what_the_next_one_changes() {
    let folder = Folder::new();
    if take(&folder, "2024-12-03").is_none() {
        return;
    }
    let rig = Rig::over(folder, world(), None).await;
    let (mut held, cursor) = told(&rig, None).await;
    let sessions = |rows: &BTreeMap<String, Option<String>>| {
        let keys = rows.keys().filter(|key| key.starts_with("session/"));
        keys.count()
    };
    assert_eq!(sessions(&held), 894);
    let next = take(&rig.folder, "2024-12-14").unwrap();
    let plan = &next.plan.changes;
    let counted = (
        plan.new_sessions.len(),
        plan.gone.len(),
        plan.changed_sessions.len(),
        plan.same_sessions,
    );
    assert_eq!(counted, (285, 95, 6, 793));
    let (sent, cursor) = told(&rig, Some(cursor)).await;
    // No record is sent that says what the phone holds already, and none is missing.
    let wanted = plan.new.iter().chain(&plan.changed);
    let mut wanted: Vec<String> = wanted.map(ToString::to_string).collect();
    wanted.sort();
    assert_eq!(sent.keys().cloned().collect::<Vec<_>>(), wanted);
    assert!(sent.iter().all(|(key, data)| held.get(key) != Some(data)));
    held.extend(sent);
    assert_eq!(held, told(&rig, None).await.0);
    assert_eq!(sessions(&held), 894 + 285, "nothing is taken away unasked");
    let again = take(&rig.folder, "2024-12-14").unwrap();
    assert_eq!((again.published.new, again.published.changed), (0, 0));
    assert!(told(&rig, Some(cursor)).await.0.is_empty());
}
