//! A phone's exported file with a thousand requests in it that were written without a network.
//!
//! The one rule: nothing in it is made by hand. The app's own keeper reads the programme from the
//! real server, decides each request as a touch would and writes the file as the app exports it;
//! the page takes it as any resident's file.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use cuobian::export::document;
use cuobian::keeper::{Keeper, Speaker, Trouble};
use cuobian::store::{Local, Memory};
use rules::id::SessionId;
use rules::publish::Item;
use rules::registration::WhenFull;
use rules::session::Admission;
use rules::time::Offset;
use rules::{Intent, Key, Record};
use serde_json::{Value, json};
use server::load::Client;
use server::publish::publish;
use server::world::World;
use sync::courier::Portion;
use sync::identity::{Device, Epoch};
use sync::replica::{Ask, Fresh, Who};
use sync::wire::{Request, Response};

use crate::harness::server::Server;
use crate::people::LIN;
use crate::town::address;

/// How many requests wait.
pub const WAITING: usize = 1_000;

/// A server with the built-in programme, of which a thousand sessions can be registered for now.
pub async fn server() -> (Server, Vec<SessionId>) {
    let mut server = Server::at_rest(&[]);
    std::fs::create_dir_all(server.data()).unwrap();
    let db = server::db::open(&server.data()).unwrap();
    let world = World::real();
    server::demo::set_up(&db, &world).unwrap();
    let items = opened(&world);
    let sessions = items.iter().map(|item| match &item.key {
        Key::Session(id) => id.clone(),
        other => panic!("{other} is no session"),
    });
    let sessions = sessions.collect();
    let community = programme::dehua::community_id().unwrap();
    let published = publish(&db, &world, &community, items).unwrap();
    assert!(published.refused.is_empty(), "{:?}", published.refused);
    drop(db);
    server.start_again().await;
    (server, sessions)
}

/// Sessions of the years to come with seats for whoever is first, open from now on.
fn opened(world: &World) -> Vec<Item> {
    let year = Offset(480).civil(world.now()).year();
    let mut found = Vec::new();
    for year in year + 1.. {
        for mut item in programme::dehua::programme(year).unwrap() {
            if let Record::Session(session) = &mut item.record
                && matches!(session.admission, Admission::FirstCome { seats: 2.. })
                && session.ages.are_all()
            {
                session.opens = None;
                found.push(item);
            }
            if found.len() == WAITING {
                return found;
            }
        }
    }
    unreachable!("years do not end")
}

/// The file of Lin's phone, which registered her for each of these without a network.
pub async fn file(server: &Server, sessions: &[SessionId]) -> String {
    let store = Rc::new(Memory::default());
    let (keeper, _) = Keeper::open(store.clone(), fresh).await.unwrap();
    let (line, who) = Line::signed_in(server).await;
    let (community, me) = (who.community.clone(), who.resident.clone());
    keeper.set_who(Some(who)).await.unwrap();
    let follow = [community.clone()];
    while keeper
        .exchange(&line, ("bench", &follow), Portion::Whole)
        .await
        .unwrap()
        .more
    {}
    for session in sessions {
        let intent = Intent::Register {
            session: session.clone(),
            members: vec![me.clone()],
            when_full: WhenFull::Wait,
        };
        let ask = Ask {
            community: community.clone(),
            now: World::real().now(),
        };
        keeper.submit(&ask, &intent).await.unwrap();
    }
    document(&store.snapshot(), &BTreeMap::new())
}

fn fresh() -> Fresh {
    let world = World::real();
    Fresh {
        device: Device(world.random().unwrap()),
        epoch: Epoch(world.random().unwrap()),
    }
}

/// A connection with a session.
struct Line {
    client: RefCell<Client>,
    cookie: String,
}

impl Line {
    async fn signed_in(server: &Server) -> (Self, Who) {
        let mut client = Client::connect(address(server)).await.unwrap();
        let body = json!({"member": LIN.number, "pin": LIN.pin}).to_string();
        let head = "content-type: application/json\r\n";
        let answer = client.send("POST /session", head, body.as_bytes()).await;
        let answer = answer.unwrap();
        let cookie = answer.header("set-cookie").unwrap();
        let cookie = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
        let said: Value = serde_json::from_slice(&answer.body).unwrap();
        let named = |name: &str| said[name].as_str().unwrap();
        let who = Who {
            community: named("community").parse().unwrap(),
            resident: named("resident").parse().unwrap(),
            household: Some(named("household").parse().unwrap()),
        };
        let client = RefCell::new(client);
        (Self { client, cookie }, who)
    }
}

impl Speaker for Line {
    #[allow(
        clippy::await_holding_refcell_ref,
        reason = "one request at a time, and nobody else has the connection"
    )]
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        Box::pin(async move {
            let mut client = self.client.borrow_mut();
            let answer = client.exchange(&self.cookie, request).await.unwrap();
            assert_eq!(answer.status, 200, "{}", answer.text());
            serde_json::from_slice(&answer.body).map_err(|_| Trouble::Transport)
        })
    }
}
