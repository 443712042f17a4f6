//! The app beside what others use, in the same browser: a durable write, and a thousand documents
//! pushed to a server.
//!
//! The one rule: a ratio is the other's figure over ours, both medians of the same five runs;
//! below 1 we lose, and the table says so. The smallest and the largest stand beside the median.
//!
//! What is the same: the machine, the browser, a fresh profile and a fresh server for each run, the
//! strict durability of every write on the device in the first half. What is not, in the others'
//! favour: their server answers before its disk has it (`LevelDB` is not synced for each batch),
//! takes whatever comes where ours decides each request, and a document is acknowledged without
//! its effects.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::drain::{Distance, Written, drained};
use super::far::Far;
use super::figures::{Sample, number, say};
use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::named;
use crate::harness::scratch::Scratch;

const RUNS: u64 = 5;
/// Of one run: so often each store has its turn, with so many writes.
const ROUNDS: u64 = 20;
const WRITES: u64 = 20;
const DOCUMENTS: usize = 1_000;
const STORES: [&str; 5] = ["ours", "raw", "Dexie", "PouchDB", "RxDB"];
const PUSHERS: [&str; 2] = ["PouchDB", "RxDB"];
/// Less than the driver itself waits for an answer.
const PATIENCE: Duration = Duration::from_secs(110);

/// P6: one write of 200 bytes, put to durable, held to strict durability everywhere.
pub async fn write(chromedriver: &Chromedriver) {
    let server = Peers::start();
    let mut runs = Vec::new();
    for run in 0..RUNS {
        let profile = Profile::fresh();
        let browser = page(chromedriver, &profile, &server.url()).await;
        let call = format!("write({run}, {ROUNDS}, {WRITES})");
        let times = ask(&browser, &call).await;
        browser.close().await;
        for store in STORES {
            let counted = |kind: &str| times[store][kind].as_u64().unwrap();
            let (strict, loose) = (counted("strict"), counted("loose"));
            let is_held = loose == 0 && strict >= ROUNDS * WRITES;
            assert!(is_held, "{store}: {strict} strict, {loose} others");
        }
        runs.push(times);
    }
    for percent in [50, 99] {
        let of = |store: &str| -> Sample {
            let of_run = |run: &Value| -> Sample {
                let millis = run[store]["millis"].as_array().unwrap();
                millis.iter().map(number).collect()
            };
            runs.iter()
                .map(|run| of_run(run).percentile(percent))
                .collect()
        };
        let ours = of("ours");
        for store in STORES {
            beside(
                "P6",
                &format!("200 B written, p{percent}"),
                (store, &of(store)),
                &ours,
            );
        }
    }
}

/// P9: a thousand that wait, until the server has acknowledged the last.
pub async fn push(chromedriver: &Chromedriver) {
    let file = Written::new().await;
    for (words, is_far) in [("near", false), ("300 ms, 1 % loss", true)] {
        let (mut ours, mut theirs) = (Vec::new(), vec![Vec::new(); PUSHERS.len()]);
        for run in 0..RUNS {
            let distance = if is_far {
                Distance::Far(run)
            } else {
                Distance::Near
            };
            let said = drained(chromedriver, &file, distance).await.said;
            ours.push(number(&said["millis"]));
            for (one, times) in PUSHERS.iter().zip(&mut theirs) {
                times.push(pushed(chromedriver, one, distance).await);
            }
        }
        let ours: Sample = ours.into_iter().collect();
        let what = format!("1,000 pushed, {words}");
        beside("P9", &what, ("ours", &ours), &ours);
        for (one, times) in PUSHERS.iter().zip(theirs) {
            beside("P9", &what, (one, &times.into_iter().collect()), &ours);
        }
    }
}

/// How long one of them takes on a fresh server and a fresh profile.
async fn pushed(chromedriver: &Chromedriver, one: &str, distance: Distance) -> f64 {
    let server = Peers::start();
    let far = match distance {
        Distance::Near => None,
        Distance::Far(seed) => Some(Far::before(server.address(), seed).await),
    };
    let url = far.as_ref().map_or_else(|| server.url(), Far::url);
    let profile = Profile::fresh();
    let browser = page(chromedriver, &profile, &url).await;
    let millis = ask(&browser, &format!("push('{one}', {DOCUMENTS})")).await;
    browser.close().await;
    number(&millis)
}

/// Prints a figure of one beside ours.
fn beside(id: &str, what: &str, (one, sample): (&str, &Sample), ours: &Sample) {
    let median = sample.percentile(50);
    let (min, max) = (sample.percentile(1), sample.max());
    let said = format!("{what}, {one} ({min:.1} to {max:.1})");
    say(id, &said, (median, "ms"), "");
    // What lies under all of them is no peer: it is the floor.
    let goal = if one == "raw" { "" } else { ">= 1" };
    if one != "ours" {
        let said = format!("{what}, {one} to ours");
        let ratio = median / ours.percentile(50);
        // Rounded down: never in our favour.
        say(id, &said, ((ratio * 10.0).floor() / 10.0, "times"), goal);
    }
}

async fn page(chromedriver: &Chromedriver, profile: &Profile, url: &str) -> Browser {
    let browser = Browser::open(chromedriver, profile).await;
    browser.driver.set_script_timeout(PATIENCE).await.unwrap();
    browser.visit(url).await;
    browser
        .sooner_or_later("the page of the peers", async || {
            let there = browser.script("return !!window.peers", vec![]).await;
            (there == true).then_some(())
        })
        .await;
    browser
}

async fn ask(browser: &Browser, call: &str) -> Value {
    let body = format!(
        "const told = arguments[arguments.length - 1]; \
         peers.{call}.then(told, (error) => told({{failed: String(error)}}))"
    );
    let answer = browser.script_async(&body, vec![]).await;
    assert_eq!(answer["failed"], Value::Null, "peers.{call}");
    answer
}

/// `PouchDB`'s server as a process of its own, which serves the page too.
struct Peers {
    child: Child,
    port: u16,
    _data: Scratch,
}

impl Peers {
    fn start() -> Self {
        let data = Scratch::new("peers");
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/peers/server.cjs");
        let mut child = Command::new("node")
            .arg(script)
            .arg(named("CUOBIAN_PEERS"))
            .arg(named("CUOBIAN_PEERS_PAGE"))
            .arg(data.path())
            .current_dir(data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = lines.by_ref().map_while(Result::ok);
        let port = said.find_map(|line| line.strip_prefix("listens on ")?.parse().ok());
        let port = port.expect("PouchDB's server says its port");
        // The rest is read and dropped, or the server would wait for a reader.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self {
            child,
            port,
            _data: data,
        }
    }

    fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    fn url(&self) -> String {
        format!("http://{}/", self.address())
    }
}

impl Drop for Peers {
    fn drop(&mut self) {
        // Both fail only when it is gone already.
        let _gone = self.child.kill().and_then(|()| self.child.wait());
    }
}
