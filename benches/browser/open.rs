//! P4: a phone that was here before, without network, from a cold start to the list.
//!
//! Measured in the page, from the start of the navigation to the first task after the frame in
//! which rows stand; the browser's process is new each time, the service worker starts too. The
//! slow-down holds for the page; Chromium does not slow a service worker down.

use serde_json::{Value, json};

use super::figures::{Sample, number, say};
use super::visit::{ask, complete_list, measuring};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;

const STARTS: usize = 5;
const SLOWER: u32 = 4;

/// Prints P4, and what the first visit pulled.
pub async fn measure(chromedriver: &Chromedriver) {
    let mut server = Server::start().await;
    let (profile, list) = (Profile::fresh(), format!("{}activities", server.url()));
    let first = measuring(chromedriver, &profile).await;
    first.visit(&list).await;
    complete_list(&first, 1_000).await;
    pull(&ask(&first, "pulled()").await);
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

/// What travelled before the built-in programme was on the phone.
fn pull(pulled: &Value) {
    assert!(number(&pulled["answers"]) > 0.0, "nothing was pulled");
    let kb = |name: &str| (number(&pulled[name]) / 1000.0, "kB");
    say(
        "P16",
        "first pull, built-in programme, as sent",
        kb("sent"),
        "",
    );
    say(
        "P16",
        "first pull, built-in programme, as read",
        kb("read"),
        "",
    );
}
