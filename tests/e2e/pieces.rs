//! The app comes in two pieces: the first screen needs one, and the other may be late.

use serde_json::json;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_piece_that_does_not_come_is_said_and_asked_for_again() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    let network = async |command: &str, args| {
        browser.devtools(&format!("Network.{command}"), args).await;
    };
    network("enable", json!({})).await;
    network("setBypassServiceWorker", json!({ "bypass": true })).await;
    network("setBlockedURLs", json!({ "urls": ["*/later-*"] })).await;

    browser.visit(&server.url()).await;
    browser.the("link", "去登录").await;
    browser.press("link", "我的").await;
    browser.the("heading", "这一页还没下载好").await;
    browser.press("link", "今日").await;
    browser.the("link", "去登录").await;

    network("setBlockedURLs", json!({ "urls": [] })).await;
    browser.press("link", "我的").await;
    browser.the("heading", "我的").await;
    browser.close().await;
}
