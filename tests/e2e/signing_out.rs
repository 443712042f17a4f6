//! Whoever signs out is signed out: no late answer signs them in again, and the next one at the
//! same page is shown nothing of what they asked for.

use serde_json::json;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::people::{CHEN, LIN};
use crate::town::Witness;

/// Holds the server's greeting back until it is let go, and counts what is answered after it.
const HOLDS_GREETING: &str = "
    const real = window.fetch;
    window.answered = 0;
    const let_go = new Promise((go) => { window.letGreetingGo = go });
    window.fetch = async (what, init) => {
      const answer = await real(what, init);
      const path = new URL(what.url ?? what, location.href).pathname;
      if (path === '/session' && (init?.method ?? 'GET') === 'GET') await let_go;
      if (path.startsWith('/sync/')) window.answered += 1;
      return answer;
    };
";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn who_signs_out_while_the_greeting_is_on_its_way_stays_signed_out() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    let held = json!({ "source": HOLDS_GREETING });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", held)
        .await;
    browser.reload().await;
    browser.leaves().await;
    let answered = "return window.answered";
    assert_eq!(browser.script(answered, vec![]).await, json!(0), "not held");
    browser.script("window.letGreetingGo()", vec![]).await;
    let heard = async || {
        let count = browser.script(answered, vec![]).await;
        count.as_u64().is_some_and(|count| count > 0).then_some(())
    };
    browser.sooner_or_later("an answer after it", heard).await;
    browser.reads("还没有登录").await;
    browser.no_longer_reads(LIN.name).await;
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn what_became_of_one_residents_requests_is_not_shown_to_the_next() {
    let server = Server::start().await;
    let mut witness = Witness::signed_in(&server, LIN).await;
    let (session, _) = witness.town().await.open_session();
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    browser
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    browser.who_comes(&["林秀兰"]).await;
    browser.press("button", "为林秀兰报名").await;
    browser.reads("社区已确认，到时来就行。").await;
    assert!(browser.tells_news().await, "whoever asked is told");
    browser.open_tab("我的").await;
    browser.press("link", "全部进度").await;
    browser.reads("林秀兰").await;

    browser.leaves().await;
    browser.shows_nothing_of_hers().await;
    browser.open_tab("我的").await;
    browser.press("link", "去登录").await;
    browser.type_card(CHEN).await;
    browser.reads("退出登录").await;
    browser.shows_nothing_of_hers().await;
    browser.close().await;
}

impl Browser {
    async fn tells_news(&self) -> bool {
        let found = "return document.querySelector('.news-line') !== null";
        self.script(found, vec![]).await == json!(true)
    }

    /// Neither above the page nor on the page of what was sent.
    async fn shows_nothing_of_hers(&self) {
        assert!(!self.tells_news().await);
        self.open_tab("我的").await;
        self.press("link", "全部进度").await;
        self.reads("都发出去了，没有等着的。").await;
        assert!(!self.text().await.contains("林秀兰"));
    }
}
