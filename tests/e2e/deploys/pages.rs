//! One page and the worker that answers for it: what they are of, and how a newer version comes.
//!
//! The one rule: a page is looked at from inside, by what it has asked for, and its worker by what
//! it says of itself; neither is told anything.

use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::server::Server;
use crate::harness::site::Version;

/// How often a page may start anew before it is of the newest version: an earlier one may wait
/// already, and a page that comes back at once may be there before its worker is gone.
const TAKEN_MAX: usize = 8;

/// What a page is of: its build, its worker's, and the hashed names it has asked for.
pub const OF: &str = "const done = arguments[0]; \
    const worker = navigator.serviceWorker.controller; \
    const told = worker ? new Promise((tell) => { const ear = new MessageChannel(); \
      ear.port1.onmessage = (heard) => tell(heard.data.build); setTimeout(tell, 3000, 'silent'); \
      worker.postMessage({kind: 'build'}, [ear.port2]); }) : Promise.resolve(null); \
    const asked = performance.getEntriesByType('resource').map((one) => one.name); \
    const named = [...document.querySelectorAll('[src], [href]')].map((one) => one.src ?? one.href); \
    const hashed = [...asked, ...named].filter((name) => /-[0-9a-f]{16}\\./.test(name)); \
    const build = document.querySelector('meta[name=build]').content; \
    told.then((worker) => done({build, worker, hashed}));";
/// The button on Me.
pub const TAKE: &str = "现在换上";
/// The page's build.
pub const BUILD: &str = "return document.querySelector('meta[name=build]')?.content ?? ''";
const HAS_CONTENT: &str = "return !!document.querySelector('h1')?.innerText \
    && document.querySelectorAll('nav a').length >= 4 \
    && document.querySelector('.page')?.innerText.length > 20";

/// Presses the button on Me until the page is of this version; every page on the way is whole.
pub async fn takes(phone: &Browser, server: &Server, version: Version) {
    for _ in 0..TAKEN_MAX {
        phone.at(&server.url(), "me").await;
        let before = is_whole(phone).await;
        phone.press("button", TAKE).await;
        let anew = async || (phone.script(BUILD, vec![]).await != json!(before)).then_some(());
        phone.sooner_or_later("the page to start anew", anew).await;
        if is_whole(phone).await == version.build() {
            return;
        }
    }
    panic!("{version:?} was never taken");
}

/// A phone whose last page is closed has the new version when it comes back, without a word.
pub async fn closes_its_last_page(other: &Browser, server: &Server, version: Version) {
    for _ in 0..TAKEN_MAX {
        other.at(&server.url(), "activities").await;
        has_programme(other).await;
        if is_whole(other).await == version.build() {
            return;
        }
        other
            .sooner_or_later("a version to wait", async || {
                waits(other).await.then_some(())
            })
            .await;
        other.visit("about:blank").await;
    }
    panic!("{version:?} never took over");
}

/// Whether a version waits on this phone, and none is being fetched.
pub async fn waits(browser: &Browser) -> bool {
    let waits = "const done = arguments[0]; navigator.serviceWorker.getRegistration() \
        .then((found) => done(!!found.waiting && !found.installing))";
    browser.script_async(waits, vec![]).await == json!(true)
}

pub async fn has_programme(browser: &Browser) {
    let listed = async || (browser.to_come().await > 0).then_some(());
    browser.sooner_or_later("the programme", listed).await;
}

pub async fn has_content(browser: &Browser) {
    let drawn = async || (browser.script(HAS_CONTENT, vec![]).await == json!(true)).then_some(());
    browser
        .sooner_or_later("a page with something on it", drawn)
        .await;
}

/// Looks whether the page has content, is of one version alone, and so is the worker that answers
/// for it; gives its build.
pub async fn is_whole(browser: &Browser) -> String {
    has_content(browser).await;
    let of = browser.script_async(OF, vec![]).await;
    assert_eq!(of["build"], of["worker"], "page and worker");
    let build = of["build"].as_str().unwrap().to_owned();
    let stamp = build.strip_suffix("ffff");
    let names = of["hashed"].as_array().unwrap();
    assert!(names.len() >= 4, "hardly anything was asked for: {names:?}");
    for name in names.iter().filter_map(Value::as_str) {
        let is_own = stamp.is_none_or(|stamp| name.contains(&format!("-{stamp}")));
        assert!(is_own, "{name} in a page of {build}");
    }
    build
}
