//! P7: ten thousand sessions in the app: opening the list, throwing it, searching by keystroke.
//!
//! A keystroke is an input event dispatched in the page. Its figure is the main thread's work:
//! from the event to the end of its task (handler, search, changes of the page) and the whole of
//! the next frame (style, layout, paint); the idle wait for that frame is left out. The programme
//! is the built-in one over several years, published by the server's own code.

use rules::Key;
use serde_json::Value;
use server::publish::publish;
use server::world::World;

use super::figures::{Sample, number, say};
use super::visit::{ask, complete_list, measuring};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;

const SESSIONS: usize = 10_000;
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

/// Prints P7 and the room that ten thousand sessions take.
pub async fn measure(chromedriver: &Chromedriver) {
    let mut server = Server::at_rest(&[]);
    let sessions = fill(&server);
    server.start_again().await;
    let profile = Profile::fresh();
    let browser = measuring(chromedriver, &profile).await;
    browser.visit(&format!("{}activities", server.url())).await;
    complete_list(&browser, 10_000).await;
    let kb = number(&ask(&browser, "pulled()").await["sent"]) / 1000.0;
    let meetings = complete_list(&browser, 10_000).await;
    browser.kept_for_offline().await;
    browser.reload().await;
    complete_list(&browser, meetings).await;

    let opens = ask(&browser, "open(5)").await;
    let opens: Sample = opens.as_array().unwrap().iter().map(number).collect();
    let keys = ask(&browser, &format!("type({WORDS:?})")).await;
    let flung = ask(&browser, "fling(180, 1500)").await;
    let used = "const done = arguments[arguments.length - 1]; \
        navigator.storage.estimate().then((said) => done(said.usageDetails?.indexedDB ?? said.usage))";
    let used = number(&browser.script_async(used, vec![]).await);
    browser.close().await;

    assert!(different(&keys) > 10, "the search changed nothing");
    assert!(number(&flung["down"]) > 100_000.0, "the list did not move");
    eprintln!("p7: {sessions} sessions, {meetings} meetings to come");
    keystrokes(&keys);
    let ms = |value| (value, "ms");
    let what = "open the list of 10,000, median of 5";
    say("P7", what, ms(opens.percentile(50)), "<= 150");
    let frames = Sample::of(&flung["frames"], "work");
    let what = "fling, longest frame's work of 180";
    say("P7", what, ms(frames.max()), "<= 33");
    let rows = Sample::of(&flung["frames"], "alive").max();
    let rows = rows.max(Sample::of(&keys, "alive").max());
    say("P7", "rows alive, most", (rows, "rows"), "<= 60");
    say(
        "P16",
        "first pull, 10,000 sessions, as sent",
        (kb, "kB"),
        "",
    );
    let what = "phone store for 10,000 sessions";
    say("P16", what, (used / 1e6, "MB"), "<= 6");
}

fn keystrokes(keys: &Value) {
    let work = Sample::of(keys, "work");
    let ms = |value| (value, "ms");
    let count = work.len();
    for (percent, goal) in [(50, ""), (95, "<= 16"), (99, "<= 16 (far)"), (100, "")] {
        let what = match percent {
            100 => format!("search in 10,000, slowest of {count} keystrokes"),
            _ => format!("search in 10,000, a keystroke and its frame, p{percent}"),
        };
        say("P7", &what, ms(work.percentile(percent)), goal);
    }
    let handler = Sample::of(keys, "handler").percentile(95);
    say("P7", "of that the event's task alone, p95", ms(handler), "");
}

/// How many different counts the page gave while typing.
fn different(keys: &Value) -> usize {
    let keys = keys.as_array().unwrap();
    let mut said: Vec<_> = keys.iter().filter_map(|key| key["said"].as_str()).collect();
    said.sort_unstable();
    said.dedup();
    said.len()
}

/// Publishes the built-in programme, and the years after it until there are enough sessions.
fn fill(server: &Server) -> usize {
    std::fs::create_dir_all(server.data()).unwrap();
    let db = server::db::open(&server.data()).unwrap();
    let world = World::real();
    server::demo::set_up(&db, &world).unwrap();
    let community = programme::dehua::community_id().unwrap();
    let first = rules::time::Offset(480).civil(world.now()).year() + 1;
    let mut sessions = 0;
    for year in first.. {
        let items = programme::dehua::programme(year).unwrap();
        let is_session = |item: &&rules::publish::Item| matches!(item.key, Key::Session(_));
        sessions += items.iter().filter(is_session).count();
        let published = publish(&db, &world, &community, items).unwrap();
        assert!(published.refused.is_empty(), "{:?}", published.refused);
        if sessions >= SESSIONS {
            break;
        }
    }
    sessions
}
