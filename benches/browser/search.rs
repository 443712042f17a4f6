//! P7: ten thousand sessions in the app, then 32,000: opening the list, throwing it, searching by
//! keystroke.
//!
//! A keystroke is an input event dispatched in the page. Its figure is the main thread's work:
//! from the event to the end of its task (handler, search, changes of the page) and the whole of
//! the next frame (style, layout, paint); the idle wait for that frame is left out. The programme
//! is the built-in one over several years, published by the server's own code.

use serde_json::Value;

use super::figures::{Sample, number, say};
use super::many::fill;
use super::visit::{ask, complete_list, measuring};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;

/// A county, and the largest programme the app is held to.
const SIZES: [(usize, &str); 2] = [(10_000, "10,000"), (32_000, "32,000")];
/// Pinyin, initials, signs, English, and what is not there.
const WORDS: [&str; 10] = [
    "taijiquan",
    "lzg",
    "重阳节",
    "健康讲座",
    "tea",
    "zqxjv",
    "jkjz",
    "after-school",
    "南埕镇",
    "stoneware",
];

/// Prints P7 and the room that so many sessions take.
pub async fn measure(chromedriver: &Chromedriver) {
    for (sessions, named) in SIZES {
        measure_with(chromedriver, (sessions, named)).await;
    }
}

async fn measure_with(chromedriver: &Chromedriver, (wanted, named): (usize, &str)) {
    let mut server = Server::at_rest(&[]);
    let sessions = fill(&server, wanted);
    server.start_again().await;
    let profile = Profile::fresh();
    let browser = measuring(chromedriver, &profile).await;
    browser.visit(&format!("{}activities", server.url())).await;
    let at_least = u64::try_from(wanted).unwrap();
    complete_list(&browser, at_least).await;
    let pulled = ask(&browser, "pulled()").await;
    let kb = number(&pulled["sent"]) / 1000.0;
    let meetings = complete_list(&browser, at_least).await;
    browser.kept_for_offline().await;
    browser.reload().await;
    complete_list(&browser, meetings).await;
    let started = number(&ask(&browser, "opened").await["list"]);

    let opens = ask(&browser, "open(5)").await;
    let opens: Sample = opens.as_array().unwrap().iter().map(number).collect();
    let keys = ask(&browser, &format!("type({WORDS:?})")).await;
    let free = ask(&browser, "free(6)").await;
    let free: Sample = free.as_array().unwrap().iter().map(number).collect();
    let flung = ask(&browser, "fling(180, 1500)").await;
    let used = "const done = arguments[arguments.length - 1]; \
        navigator.storage.estimate().then((said) => done(said.usageDetails?.indexedDB ?? said.usage))";
    let used = number(&browser.script_async(used, vec![]).await);
    browser.close().await;

    assert!(different(&keys) > 10, "the search changed nothing");
    assert!(number(&flung["down"]) > 100_000.0, "the list did not move");
    eprintln!("p7: {sessions} sessions, {meetings} meetings to come");
    let ms = |value| (value, "ms");
    let pull = number(&pulled["millis"]) / 1000.0;
    say(
        "P7",
        &format!("first pull of {named}, to the last answer"),
        (pull, "s"),
        "",
    );
    say(
        "P7",
        &format!("start with {named} to the list"),
        ms(started),
        "",
    );
    keystrokes(&keys, named);
    let what = format!("open the list of {named}, median of 5");
    say("P7", &what, ms(opens.percentile(50)), "<= 150");
    let what = format!("still free pressed in {named}, slowest of 6");
    say("P7", &what, ms(free.max()), "");
    let frames = Sample::of(&flung["frames"], "work");
    let what = format!("fling of {named}, longest frame's work of 180");
    say("P7", &what, ms(frames.max()), "<= 33");
    let rows = Sample::of(&flung["frames"], "alive").max();
    let rows = rows.max(Sample::of(&keys, "alive").max());
    say(
        "P7",
        &format!("rows alive of {named}, most"),
        (rows, "rows"),
        "<= 60",
    );
    let what = format!("first pull, {named} sessions, as sent");
    say("P16", &what, (kb, "kB"), "");
    let what = format!("phone store for {named} sessions");
    let goal = if wanted == 10_000 { "<= 6" } else { "" };
    say("P16", &what, (used / 1e6, "MB"), goal);
}

fn keystrokes(keys: &Value, named: &str) {
    let work = Sample::of(keys, "work");
    let ms = |value| (value, "ms");
    let count = work.len();
    for (percent, goal) in [(50, ""), (95, "<= 16"), (99, "<= 16"), (100, "")] {
        let what = match percent {
            100 => format!("search in {named}, slowest of {count} keystrokes"),
            _ => format!("search in {named}, a keystroke and its frame, p{percent}"),
        };
        say("P7", &what, ms(work.percentile(percent)), goal);
    }
    let handler = Sample::of(keys, "handler").percentile(95);
    let what = format!("search in {named}, the event's task alone, p95");
    say("P7", &what, ms(handler), "");
}

/// How many different counts the page gave while typing.
fn different(keys: &Value) -> usize {
    let keys = keys.as_array().unwrap();
    let mut said: Vec<_> = keys.iter().filter_map(|key| key["said"].as_str()).collect();
    said.sort_unstable();
    said.dedup();
    said.len()
}
