//! P4: a phone that was here before, without network, from a cold start to the list.
//!
//! Measured in the page, from the start of the navigation to the first task after the frame in
//! which rows stand; the browser's process is new each time, the service worker starts too. The
//! slow-down holds for the page; Chromium does not slow a service worker down.

use std::time::Duration;

use rules::Key;
use serde_json::{Value, json};
use server::load::Client;
use server::publish::publish;
use server::world::World;

use super::figures::{Sample, number, say};
use super::visit::{ask, complete_list, measuring};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::harness::within;

/// How long packing the first page may take: ten seconds of calm, then some of work.
const PATIENCE: Duration = Duration::from_mins(1);
const STARTS: usize = 5;
const SLOWER: u32 = 4;

/// Prints P4, and what the first visit pulled.
pub async fn measure(chromedriver: &Chromedriver) {
    first_year(chromedriver).await;
    let mut server = Server::start().await;
    packed(&server).await;
    let (profile, list) = (Profile::fresh(), format!("{}activities", server.url()));
    let first = measuring(chromedriver, &profile).await;
    first.visit(&list).await;
    complete_list(&first, 1_000).await;
    pulled("built-in programme", &ask(&first, "pulled()").await);
    let meetings = complete_list(&first, 1_000).await;
    first.kept_for_offline().await;
    first.close().await;
    server.stop().await;

    let mut starts = Vec::new();
    for _start in 0..STARTS {
        let browser = measuring(chromedriver, &profile).await;
        browser.slowed(SLOWER).await;
        browser.visit(&list).await;
        starts.push(ask(&browser, "opened").await);
        assert_eq!(complete_list(&browser, meetings).await, meetings);
        let slow = number(&ask(&browser, "spin()").await);
        browser.slowed(1).await;
        let fast = number(&ask(&browser, "spin()").await);
        assert!(slow > fast * 2.0, "not slowed down: {slow} ms, {fast} ms");
        browser.close().await;
    }
    let starts = json!(starts);
    let of = |name| Sample::of(&starts, name);
    let ms = |value| (value, "ms");
    let list = of("list");
    let what = "offline cold start to the list, CPU 4x, median of 5";
    say("P4", what, ms(list.percentile(50)), "<= 1500 (then 800)");
    say("P4", "the same, slowest of 5", ms(list.max()), "");
    let paint = of("paint").percentile(50);
    say("P4", "the same, first paint, median", ms(paint), "");
}

/// Prints what travels before a programme of one year is on a new phone.
async fn first_year(chromedriver: &Chromedriver) {
    let mut server = Server::at_rest(&[]);
    std::fs::create_dir_all(server.data()).unwrap();
    let db = server::db::open(&server.data()).unwrap();
    let world = World::real();
    let community = programme::dehua::community_id().unwrap();
    let mut items = programme::dehua::foundation().unwrap();
    let next = rules::time::Offset(480).civil(world.now()).year() + 1;
    items.extend(programme::dehua::programme(next).unwrap());
    let is_session = |item: &&rules::publish::Item| matches!(item.key, Key::Session(_));
    let sessions = items.iter().filter(is_session).count();
    publish(&db, &world, &community, items).unwrap();
    drop(db);
    server.start_again().await;
    packed(&server).await;
    let profile = Profile::fresh();
    let browser = measuring(chromedriver, &profile).await;
    browser.visit(&format!("{}activities", server.url())).await;
    complete_list(&browser, 1_000).await;
    let what = format!("one year, {sessions} sessions");
    pulled(&what, &ask(&browser, "pulled()").await);
    browser.close().await;
    server.stop().await;
}

/// Waits until the first page lies packed, as on a server that did not start a moment ago.
async fn packed(server: &Server) {
    let url = server.url();
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let address = address.parse().unwrap();
    let lies = async || {
        let mut client = Client::connect(address).await.ok()?;
        let said = client.send("GET /metrics", "", b"").await.ok()?.text();
        said.contains("\ncuobian_first_pages 1\n").then_some(())
    };
    let lies = within(PATIENCE, lies).await;
    lies.expect("the first page was not packed");
}

/// What travelled before a programme was on the phone: every answer to `/sync/`, as it came.
fn pulled(what: &str, pulled: &Value) {
    assert!(number(&pulled["answers"]) > 0.0, "nothing was pulled");
    for (name, word, goal) in [("sent", "as sent", "<= 60"), ("read", "as read", "")] {
        let kb = (number(&pulled[name]) / 1000.0, "kB");
        say("P16", &format!("first pull, {what}, {word}"), kb, goal);
    }
}
