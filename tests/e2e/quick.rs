//! Somebody in a hurry: the next page is pressed before the first has opened its storage.

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;

/// How often the race is run; without the lock that keeps pages unfrozen it was lost one time in
/// three.
const RACES: u32 = 8;

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_page_left_while_it_opens_does_not_hold_up_the_next() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    for _race in 0..RACES {
        let profile = Profile::fresh();
        let browser = Browser::open(&chromedriver, &profile).await;
        browser.visit(&server.url()).await;
        browser.visit(&format!("{}sign-in", server.url())).await;
        browser.the("textbox", "居民卡号码").await;
        browser.close().await;
    }
}
