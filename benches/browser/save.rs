//! P6: from the touch that saves a note to the disk, and to the word that says so.
//!
//! The start is taken right before the click is dispatched in the page. Durable is the `complete`
//! of the app's IndexedDB transaction with strict durability. There is no network
//! meanwhile, and nobody has signed in: the notes are the phone's own. Beside it stands what the same
//! browser needs for one row without any app: how much of the figure is the machine's.

use super::figures::{Sample, say};
use super::visit::{ask, complete_list, measuring};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;

const NOTES: usize = 120;

/// Prints P6.
pub async fn measure(chromedriver: &Chromedriver) {
    let mut server = Server::start().await;
    let profile = Profile::fresh();
    let browser = measuring(chromedriver, &profile).await;
    browser.visit(&format!("{}activities", server.url())).await;
    complete_list(&browser, 1_000).await;
    server.stop().await;
    let raw = ask(&browser, &format!("raw({NOTES})")).await;
    let saves = ask(&browser, &format!("save({NOTES})")).await;
    browser.close().await;

    let durable = Sample::of(&saves, "durable");
    assert_eq!(durable.len(), NOTES);
    for (percent, goal) in [(50, "<= 1.5 (far)"), (95, "<= 30"), (99, "<= 6 (far)")] {
        let what = format!("note: touch to durable, p{percent} of {NOTES}");
        say("P6", &what, (durable.percentile(percent), "ms"), goal);
    }
    let store = Sample::of(&saves, "store").percentile(50);
    let what = "note: of that the transaction alone, p50";
    say("P6", what, (store, "ms"), "");
    let raw = Sample::of(&raw, "raw");
    for percent in [50, 99] {
        let what = format!("any page's: one strict row of 200 bytes, p{percent}");
        say("P6", &what, (raw.percentile(percent), "ms"), "");
    }
    let said = Sample::of(&saves, "said").percentile(95);
    say(
        "P6",
        "note: touch to the words that say saved, p95",
        (said, "ms"),
        "",
    );
}
