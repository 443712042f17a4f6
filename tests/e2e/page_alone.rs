//! The bundle itself: it runs under its policy, opens without network, and is one set.

use serde_json::json;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::static_files::StaticFiles;
use crate::harness::{free_port, named};

const REGISTER: &str = "const done = arguments[0]; \
    const own = trustedTypes.createPolicy('of-this-test', {createScriptURL: (url) => url}); \
    navigator.serviceWorker.register(own.createScriptURL('/sw.js')).then(() => navigator.serviceWorker.ready) \
    .then(() => done('ready'), (error) => done(String(error)));";

/// How many files the worker keeps.
const KEPT: &str = "const done = arguments[0]; (async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    done(all.flat().length);
})();";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn the_page_runs_under_its_policy_without_a_complaint() {
    let files = StaticFiles::start(&named("CUOBIAN_DIST"), free_port());
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&files.url()).await;
    browser.reads("今日").await;
    browser.picture("page-alone").await;
    let of_policy: Vec<String> = browser
        .complaints()
        .await
        .into_iter()
        .filter(|line| line.contains("Content Security Policy") || line.contains("integrity"))
        .collect();
    assert!(of_policy.is_empty(), "{}", of_policy.join("\n"));
    browser.close().await;
}

/// A worker that stays without its files never takes them at an install again: its script is the same.
#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn files_that_the_browser_cleared_are_taken_again_at_the_next_visit() {
    let port = free_port();
    let files = StaticFiles::start(&named("CUOBIAN_DIST"), port);
    let url = files.url();
    let chromedriver = Chromedriver::start();
    let browser = Browser::open(&chromedriver, &Profile::fresh()).await;
    browser.visit(&url).await;
    assert_eq!(browser.script_async(REGISTER, vec![]).await, json!("ready"));
    browser.kept_for_offline().await;
    let kept = async || browser.script_async(KEPT, vec![]).await.as_u64();
    let whole = kept().await;
    assert!(whole > Some(5), "{whole:?}");
    let cleared = json!({"origin": url.trim_end_matches('/'), "storageTypes": "cache_storage"});
    browser
        .devtools("Storage.clearDataForOrigin", cleared)
        .await;
    assert_eq!(kept().await, Some(0));
    browser.reload().await;
    browser
        .sooner_or_later("the whole set", async || {
            (kept().await == whole).then_some(())
        })
        .await;
    drop(files);
    browser.reload().await;
    browser.reads("今日").await;
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn the_page_opens_without_network_also_after_the_browser_was_killed() {
    let port = free_port();
    let files = StaticFiles::start(&named("CUOBIAN_DIST"), port);
    let url = files.url();
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&url).await;
    assert_eq!(browser.script_async(REGISTER, vec![]).await, json!("ready"));
    browser.kept_for_offline().await;
    drop(files);
    browser.reload().await;
    browser.reads("今日").await;
    browser.kill();

    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&format!("{url}activities")).await;
    browser.reads("今日").await;
    let missing = "const done = arguments[0]; \
        fetch('/no-such-file.js').then((a) => done(a.status), () => done('failed'))";
    assert_eq!(browser.script_async(missing, vec![]).await, json!("failed"));
    browser.close().await;
}
