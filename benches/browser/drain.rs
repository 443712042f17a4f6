//! P9: a thousand requests that waited on a phone, from the network's return to the last outcome
//! in the phone's own database.
//!
//! The page is the app as it ships, signed in, on the list of activities; the requests came with a
//! file through its own "take back". The time runs from the browser's `online` event to the
//! `complete` of the transaction that takes the last request out of the outbox: by then the server
//! has all of it on disk. A fresh server and a fresh profile for each run.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rules::Key;
use serde_json::{Value, json};
use thirtyfour::By;

use super::far::{Far, Passed};
use super::figures::{Sample, number, say};
use super::outbox::{self, WAITING};
use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::scratch::Scratch;
use crate::harness::server::Server;
use crate::people::LIN;
use crate::town::{Witness, address};

const RUNS: usize = 5;
/// How long a run may take, far away too.
const PATIENCE: Duration = Duration::from_secs(90);

/// What one run gave.
pub struct Run {
    /// From the network to the last outcome, and where the time went.
    pub said: Value,
    /// What went over the wire, where that was measured.
    pub passed: Option<Passed>,
}

/// Where the server is, seen from the phone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Distance {
    /// On the same machine.
    Near,
    /// 300 ms there and back, with 1 % of all segments lost, by this seed.
    Far(u64),
}

/// Prints P9.
pub async fn measure(chromedriver: &Chromedriver) {
    let (mut near, mut far) = (Vec::new(), Vec::new());
    let file = Written::new().await;
    for run in 0..RUNS {
        near.push(drained(chromedriver, &file, Distance::Near).await);
        let seed = u64::try_from(run).unwrap();
        far.push(drained(chromedriver, &file, Distance::Far(seed)).await);
    }
    told("loopback", &near, "<= 100");
    told("300 ms, 1 % loss", &far, "<= 1200");
    let passed = |of: fn(&Passed) -> u64| -> Sample {
        let all = far.iter().filter_map(|run| run.passed.as_ref());
        #[allow(clippy::as_conversions, clippy::cast_precision_loss)]
        all.map(|passed| of(passed) as f64 / WAITING as f64)
            .collect()
    };
    let bytes = |what: &str, sample: &Sample, goal: &str| {
        let what = format!("1,000 requests, {what}");
        say("P9", &what, (sample.percentile(50), "B/intent"), goal);
    };
    bytes("sent, heads and all", &passed(|one| one.up_bytes), "<= 80");
    bytes("answers, heads and all", &passed(|one| one.down_bytes), "");
}

fn told(where_: &str, runs: &[Run], goal: &str) {
    let of = |name: &str| -> Sample { runs.iter().map(|run| number(&run.said[name])).collect() };
    let all = of("millis");
    let what = format!("1,000 requests, {where_}, median of {RUNS}");
    say("P9", &what, (all.percentile(50), "ms"), goal);
    for (percent, word) in [(1, "quickest"), (100, "slowest")] {
        let what = format!("1,000 requests, {where_}, {word}");
        say("P9", &what, (all.percentile(percent), "ms"), "");
    }
    for (name, words) in [("asking", "a request is out"), ("writing", "a write is")] {
        let what = format!("of that, while {words}, {where_}");
        say("P9", &what, (of(name).percentile(50), "ms"), "");
    }
    let requests = of("requests").percentile(50);
    say("P9", &format!("requests, {where_}"), (requests, ""), "");
}

/// A file with a thousand requests, for as long as it is needed.
pub struct Written {
    folder: Scratch,
}

impl Written {
    /// Writes one.
    pub async fn new() -> Self {
        let folder = Scratch::new("outbox");
        let (server, sessions) = outbox::server().await;
        let content = outbox::file(&server, &sessions).await;
        std::fs::write(folder.path().join("phone.json"), content).unwrap();
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("phone.json")
    }
}

/// One run: everything is fresh, and everything is checked on the server afterwards.
pub async fn drained(chromedriver: &Chromedriver, file: &Written, distance: Distance) -> Run {
    let (server, _) = outbox::server().await;
    let far = match distance {
        Distance::Near => None,
        Distance::Far(seed) => Some(Far::before(address(&server), seed).await),
    };
    let url = far.as_ref().map_or_else(|| server.url(), Far::url);
    let profile = Profile::fresh();
    let browser = Browser::open(chromedriver, &profile).await;
    browser.driver.set_script_timeout(PATIENCE).await.unwrap();
    let script = json!({ "source": include_str!("drain.js") });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await;
    browser.visit(&url).await;
    browser.sign_in(LIN).await;
    ask(&browser, "quiet()").await;
    network(&browser, true).await;
    if let Some(far) = &far {
        far.cut();
    }
    take_back(&browser, &file.path()).await;
    browser.open_tab("活动").await;
    ask(&browser, &format!("await_all({WAITING})")).await;
    if let Some(far) = &far {
        far.heal();
    }
    network(&browser, false).await;
    let said = ask(&browser, "done()").await;
    let passed = far.as_ref().map(Far::passed);
    browser.close().await;
    assert_eq!(registered(&server).await, WAITING, "not all took effect");
    let lost = passed.map_or(0, |passed| passed.lost);
    eprintln!("p9: {} ms, {lost} segments lost", said["millis"]);
    Run { said, passed }
}

/// For how many sessions Lin is registered, as the server tells it.
async fn registered(server: &Server) -> usize {
    let town = Witness::signed_in(server, LIN).await.town().await;
    let is_registration = |key: &&Key| matches!(key, Key::Registration(..));
    town.records.keys().filter(is_registration).count()
}

async fn ask(browser: &Browser, call: &str) -> Value {
    let body = format!(
        "const told = arguments[arguments.length - 1]; \
         Promise.resolve(drain.{call}).then(told, (error) => told({{failed: String(error)}}))"
    );
    let answer = browser.script_async(&body, vec![]).await;
    assert_eq!(answer["failed"], Value::Null, "drain.{call}");
    answer
}

async fn network(browser: &Browser, is_gone: bool) {
    let conditions = json!({
        "offline": is_gone,
        "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    });
    browser.devtools("Network.enable", json!({})).await;
    browser
        .devtools("Network.emulateNetworkConditions", conditions)
        .await;
}

/// Takes the file into this phone, what waits in it included, as a person does.
async fn take_back(browser: &Browser, file: &Path) {
    browser.open_tab("我的").await;
    browser.press("link", "这部手机上的内容").await;
    // The chooser is the bench's, not the browser's own, which closes itself without a screen.
    let ours = json!({ "enabled": true });
    browser
        .devtools("Page.setInterceptFileChooserDialog", ours)
        .await;
    browser.press("button", "选文件").await;
    let chooser = browser
        .sooner_or_later("the chooser of files", async || {
            browser.driver.find(By::Id("chosen-file")).await.ok()
        })
        .await;
    chooser.send_keys(file.to_str().unwrap()).await.unwrap();
    browser
        .tick("checkbox", "没发出去的，也从这部手机重新发")
        .await;
    browser.press("button", "取回").await;
    browser.reads("重新发出").await;
}
