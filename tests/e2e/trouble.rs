//! Bad things a person meets: a session that ended, a portal instead of the server, a wrong PIN.
//! Nothing is lost by any of them, and the screen says what to do.

use serde_json::json;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::portal::Portal;
use crate::harness::server::Server;
use crate::harness::site::{Site, Version};
use crate::people::{COPIED, Card, LIN, SAVED};
use crate::town::{Witness, address, end_session};

const NOTE: (&str, &str) = ("护学岗", "1小时");
/// Makes a page say that it can read as little as the very first builds.
const GROWS_OLD: &str = "const real = window.fetch; \
    window.fetch = (path, init) => { \
      if (!path.startsWith('/sync/')) return real(path, init); \
      const body = init.body.replace(/\"schema_view\":\\d+/, '\"schema_view\":0'); \
      return real(path, {method: init.method, headers: init.headers, signal: init.signal, body}); };";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn an_ended_session_loses_nothing_and_signing_in_again_sends_all() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;

    end_session(&server, &cookie_of(&browser).await).await;
    browser.write_note(NOTE.0, NOTE.1).await;
    browser
        .reads("登录已过期。请重新登录，等待的内容都在。")
        .await;
    browser.reads(SAVED).await;
    assert_eq!(
        Witness::signed_in(&server, LIN).await.town().await.notes(),
        0
    );

    browser.press("link", "去登录").await;
    browser.type_card(LIN).await;
    browser.the("heading", "我的").await;
    browser.send_now().await;
    browser.open_tab("日记").await;
    browser.reads(COPIED).await;
    browser.no_longer_reads("登录已过期").await;
    assert_eq!(
        Witness::signed_in(&server, LIN).await.town().await.notes(),
        1
    );
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_build_too_old_to_be_told_says_so_is_heard_and_is_left_by_one_press() {
    let mut site = Site::new();
    let server = Server::serving(site.folder()).await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    browser.kept_for_offline().await;
    browser.script(GROWS_OLD, vec![]).await;

    browser.write_note(NOTE.0, NOTE.1).await;
    browser.reads("版本太旧，内容不再更新。").await;
    browser.reads("您写的照样会送到，不会丢。").await;
    let arrived = async || {
        let town = Witness::signed_in(&server, LIN).await.town().await;
        (town.notes() == 1).then_some(())
    };
    browser
        .sooner_or_later("the note to be heard all the same", arrived)
        .await;
    browser.open_tab("我的").await;
    browser.reads("版本太旧，内容不再更新。").await;

    site.put(Version(1), &browser).await;
    browser.press("button", "重新打开").await;
    let build = "return document.querySelector('meta[name=build]').content";
    let anew = async || {
        let build = browser.script(build, vec![]).await;
        (build == json!(Version(1).build())).then_some(())
    };
    browser.sooner_or_later("the newer version", anew).await;
    browser.the("heading", "我的").await;
    browser.no_longer_reads("版本太旧").await;
    browser.open_tab("日记").await;
    browser.reads(COPIED).await;
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_portal_that_answers_for_the_server_is_not_believed() {
    let server = Server::start().await;
    let portal = Portal::open(address(&server)).await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&portal.url()).await;
    browser.sign_in(LIN).await;
    browser.kept_for_offline().await;

    portal.close();
    browser.write_note(NOTE.0, NOTE.1).await;
    browser.reads("您做的都会先存在手机里。").await;
    browser.reload().await;
    browser.open_tab("日记").await;
    browser.reads(SAVED).await;
    browser.no_longer_reads("Please accept our terms").await;

    portal.reopen();
    browser.send_now().await;
    browser.open_tab("日记").await;
    browser.reads(COPIED).await;
    assert_eq!(
        Witness::signed_in(&server, LIN).await.town().await.notes(),
        1
    );
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_wrong_pin_and_an_unknown_card_are_one_answer_and_one_may_try_again() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.reads("看全部活动").await;
    let unknown = Card {
        number: "99999999",
        ..LIN
    };
    let wrong = Card {
        pin: "000000",
        ..LIN
    };
    for card in [unknown, wrong] {
        browser.at(&server.url(), "sign-in").await;
        browser.type_card(card).await;
        browser
            .reads("卡号或密码不对。请看着居民卡再输一次。")
            .await;
        let typed = "return document.querySelector('#pin').value";
        assert_eq!(browser.script(typed, vec![]).await, json!(""));
    }
    browser.sign_in(LIN).await;
    browser.close().await;
}

/// The session's cookie, which scripts of the page cannot read.
async fn cookie_of(browser: &Browser) -> String {
    let all = browser.devtools("Network.getCookies", json!({})).await;
    let cookies = all["cookies"].as_array().unwrap();
    let session = cookies
        .iter()
        .find(|cookie| cookie["name"] == "session")
        .unwrap();
    assert_eq!(session["httpOnly"], json!(true));
    session["value"].as_str().unwrap().to_owned()
}
