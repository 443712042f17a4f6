//! A phone that is looked at hears of a change at once, long before it would have asked.

use std::time::Duration;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::harness::within;
use crate::people::{CHEN, LIN};
use crate::town::{Witness, address};
use server::load::Client;

/// After an answer a phone asks by itself in thirty seconds, after a nudge in twelve at most.
const SOON: Duration = Duration::from_secs(15);

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn seats_that_somebody_else_took_are_seen_at_once() {
    let server = Server::start().await;
    let town = Witness::signed_in(&server, CHEN).await.town().await;
    let (session, _) = town.open_session();
    let page = format!("activity/{session}");
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh()];
    let one = Browser::open(&chromedriver, &profiles[0]).await;
    one.visit(&server.url()).await;
    one.sign_in(LIN).await;
    one.at(&server.url(), &page).await;
    one.who_comes(&[LIN.name]).await;

    let other = Browser::open(&chromedriver, &profiles[1]).await;
    other.at(&server.url(), &page).await;
    other.reads("已报 0 人").await;
    listeners(&server, 2).await;
    one.press("button", &format!("为{}报名", LIN.name)).await;
    let told = async || other.text().await.contains("已报 1 人").then_some(());
    let seen = within(SOON, told).await;
    assert!(seen.is_some(), "it was not told:\n{}", other.text().await);
    assert_eq!(other.complaints().await, [""; 0]);

    // Only a page that is looked at listens: another tab hides this one.
    let page = other.driver.window().await.unwrap();
    let tab = other.driver.new_tab().await.unwrap();
    other.driver.switch_to_window(tab).await.unwrap();
    listeners(&server, 1).await;
    other.driver.close_window().await.unwrap();
    other.driver.switch_to_window(page).await.unwrap();
    listeners(&server, 2).await;
    other.visit("about:blank").await;
    listeners(&server, 1).await;
}

/// Waits until so many phones listen.
async fn listeners(server: &Server, count: usize) {
    let line = format!("cuobian_listeners {count}\n");
    crate::harness::until(&line, async || {
        let mut client = Client::connect(address(server)).await.ok()?;
        let metrics = client.send("GET /metrics", "", b"").await.ok()?;
        metrics.text().contains(&line).then_some(())
    })
    .await;
}
