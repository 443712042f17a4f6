//! The first page of what is public: packed once, and given to every device that comes with nothing.

use crate::rig::{Folder, Rig, community, response};
use rules::Key;
use server::config::Settings;
use server::load::{Answer, gather};
use server::serve::{Start, assemble, listen};
use server::world::World;
use std::collections::BTreeMap;
use std::io::Read;
use sync::cursor::{Cursor, Position};
use sync::limits::SCHEMA_VIEW;
use sync::wire::{Feed, Request, Response, Want};

const AT: &str = "2026-03-20T10:00+08:00";

/// What a device asks that comes with nothing.
fn nothing(rig: &Rig) -> Request {
    let mut request = rig.phones[0].pull();
    request.who = None;
    request.feeds = vec![Want {
        brief: true,
        ..Want::since(community(), None)
    }];
    request
}

async fn ask(rig: &Rig, request: &Request, head: &str) -> Answer {
    let body = serde_json::to_vec(request).unwrap();
    let head = format!("content-type: application/json\r\n{head}");
    rig.send("POST /sync/v1", &head, &body).await
}

/// The first page as it lies packed; none where the answer was made for this request.
async fn packed(rig: &Rig, request: &Request) -> Option<Response> {
    let answer = ask(rig, request, "accept-encoding: gzip, br\r\n").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    // What is packed on the way has no length that is known beforehand.
    answer.header("content-length")?;
    assert_eq!(answer.header("content-encoding"), Some("br"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let mut text = String::new();
    brotli::Decompressor::new(answer.body.as_slice(), 4_096)
        .read_to_string(&mut text)
        .unwrap();
    assert!(
        !text.contains("\"rev\":2,"),
        "revisions that follow are said"
    );
    Some(serde_json::from_str(&text).unwrap())
}

/// The same, as it is told without any packing.
async fn plain(rig: &Rig, cursor: Option<Cursor>) -> Feed {
    let mut request = nothing(rig);
    request.feeds = vec![Want::since(community(), cursor)];
    response(&ask(rig, &request, "").await).feeds.remove(0)
}

fn rows(feeds: &[&Feed]) -> BTreeMap<String, (u64, Option<String>)> {
    let changes = feeds.iter().flat_map(|feed| &feed.changes);
    let said = |change: &sync::wire::Change| {
        let data = change.data.as_ref().map(|data| data.as_str().to_owned());
        (change.key.clone(), (change.rev, data))
    };
    changes.map(said).collect()
}

/// A server whose first page lies packed.
async fn shelved() -> Rig {
    let folder = Folder::new();
    let world = World::standing_at(server::config::moment(AT).unwrap());
    let db = server::db::open(&folder.path).unwrap();
    let (sessions, phones) = gather(&db, &world, &community(), (20, 2, 3)).unwrap();
    drop(db);
    let settings = Settings {
        data: Some(folder.path.clone()),
        listen: Some("127.0.0.1:0".parse().unwrap()),
        ..Settings::default()
    };
    let config = settings.settle(None).unwrap();
    let server = assemble(&config, world.clone(), Start::Empty).unwrap();
    server.shelves.make_now(community()).await;
    let listener = listen(config.listen).await.unwrap();
    let mut rig = Rig::serving(folder, world, (server, listener));
    rig.sessions = sessions;
    rig.phones = phones;
    rig
}

#[tokio::test]
async fn a_new_device_is_given_what_it_would_be_told_otherwise() {
    let rig = shelved().await;
    let found = packed(&rig, &nothing(&rig)).await.unwrap();
    let feed = &found.feeds[0];
    let told = plain(&rig, None).await;
    assert!(feed.changes.len() > 20);
    assert_eq!(*feed, told);
    assert_eq!(found.server_time, rig.world.now());
    assert_eq!(found.view, SCHEMA_VIEW);
}

#[tokio::test]
async fn an_old_first_page_and_what_came_since_are_all_there_is() {
    let rig = shelved().await;
    let mut phone = rig.phones[0].clone();
    let request = phone.register(&rig.sessions[0]).unwrap();
    response(&rig.exchange(&phone, &request).await);

    let old = packed(&rig, &nothing(&rig)).await.unwrap().feeds.remove(0);
    assert!(old.more, "a device would think that this is all");
    let seats = Key::Seats(rig.sessions[0].clone()).to_string();
    assert!(!rows(&[&old]).contains_key(&seats));
    let since = plain(&rig, Some(old.cursor.clone())).await;
    assert!(since.reset.is_empty() && !since.more);
    assert!(rows(&[&since]).contains_key(&seats));
    assert_eq!(rows(&[&old, &since]), rows(&[&plain(&rig, None).await]));
}

#[tokio::test]
async fn whoever_asks_for_anything_else_is_answered_as_ever() {
    let rig = shelved().await;
    let mut others = vec![nothing(&rig); 4];
    others[0].feeds[0].brief = false;
    others[1].schema_view = SCHEMA_VIEW - 1;
    others[2].feeds[0].cursor = Some(plain(&rig, None).await.cursor);
    others[3]
        .feeds
        .push(Want::since("d".parse().unwrap(), None));
    for other in &others {
        assert_eq!(packed(&rig, other).await, None);
    }
    let unknown = Request {
        feeds: vec![Want {
            brief: true,
            ..Want::since("d".parse().unwrap(), None)
        }],
        ..nothing(&rig)
    };
    assert_eq!(packed(&rig, &unknown).await, None);
    // Whoever is signed in has more than what is public.
    let phone = &rig.phones[0];
    let mut signed_in = nothing(&rig);
    signed_in.who = Some(phone.member.resident.clone());
    let told = response(&rig.exchange(phone, &signed_in).await);
    let home = format!("household/{}", phone.member.household.clone().unwrap());
    let at = Position::unseal(&told.feeds[0].cursor).unwrap();
    assert!(at.scopes.contains_key(&home.parse().unwrap()));
    // Nor is it for who unpacks no brotli.
    let told = ask(&rig, &nothing(&rig), "").await;
    assert_eq!(told.header("content-encoding"), None);
    assert_eq!(response(&told).feeds[0], plain(&rig, None).await);
}

#[tokio::test]
async fn a_first_page_of_an_earlier_life_is_given_to_nobody() {
    let rig = shelved().await;
    assert!(packed(&rig, &nothing(&rig)).await.is_some());
    let db = server::db::open(&rig.folder.path).unwrap();
    let restored = "DROP TRIGGER communities_only_grow;
        UPDATE communities SET feed_epoch = x'0909090909090909'";
    db.execute_batch(restored).unwrap();
    assert_eq!(packed(&rig, &nothing(&rig)).await, None);
}
