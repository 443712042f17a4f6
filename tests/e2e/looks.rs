//! Every screen in every size: no barrier, nothing too small to read or to press, nothing that
//! must be scrolled sideways. A picture of each goes where pictures are collected, for human eyes.

use rules::id::SessionId;
use serde_json::{Value, json};

use crate::harness::browser::{Browser, DESK, KIOSK, NARROW, PHONE, Profile, Screen};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::people::LIN;
use crate::town::Witness;

/// What a person with weak eyes and a heavy thumb would stumble over, each as a sentence.
const STUMBLES: &str = include_str!("looks.js");

const SIZES: [(&str, Screen, &str); 7] = [
    ("phone-standard", PHONE, "standard"),
    ("phone-large", PHONE, "large"),
    ("phone-largest", PHONE, "largest"),
    ("narrow", NARROW, "standard"),
    ("narrow-largest", NARROW, "largest"),
    ("desk", DESK, "standard"),
    ("kiosk", KIOSK, "standard"),
];

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn every_screen_can_be_read_and_pressed_in_every_size_by_day_and_by_night() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    let mut stumbles = Vec::new();
    browser.visit(&server.url()).await;
    browser.reads("看全部活动").await;
    for (name, path, words) in [
        ("guest-today", "", "看全部活动"),
        ("guest-me", "me", "还没有登录"),
        ("sign-in", "sign-in", "居民卡号码"),
        ("guest-about", "me/about", "设成自助机"),
        ("station", "me/station", "启用码"),
    ] {
        browser.at(&server.url(), path).await;
        browser.reads(words).await;
        stumbles.extend(look_at(&browser, name).await);
    }
    let (session, note) = live_a_little(&browser, &server).await;
    let of_session = [
        ("activity", format!("activity/{session}"), "我家的报名"),
        (
            "registration",
            format!("activity/{session}/register"),
            "我家的报名",
        ),
        ("note", note, "这一笔"),
    ];
    let fixed = [
        ("today", "", "看全部活动"),
        ("activities", "activities", "往后共"),
        ("diary", "diary", "记一笔"),
        ("new-note", "diary/new", "做了什么"),
        ("me", "me", "退出登录"),
        ("waiting", "me/waiting", "最近有结果的"),
        ("my-calendar", "me/calendar", "建一个地址"),
        ("this-phone", "me/phone", "存得牢不牢"),
        ("erase", "me/erase", "清空"),
        ("about", "me/about", "版本"),
        ("not-cleared", "me/cleared", "没有被清掉"),
        ("nowhere", "no-such-page", "没有这个页面"),
    ];
    let fixed = fixed.map(|(name, path, words)| (name, path.to_owned(), words));
    for (name, path, words) in of_session.into_iter().chain(fixed) {
        browser.at(&server.url(), &path).await;
        browser.reads(words).await;
        stumbles.extend(look_at(&browser, name).await);
    }
    let complaints = browser.complaints().await;
    stumbles.extend(
        complaints
            .into_iter()
            .map(|line| format!("the console: {line}")),
    );
    assert!(
        stumbles.is_empty(),
        "{} stumbles:\n{}",
        stumbles.len(),
        stumbles.join("\n")
    );
    browser.close().await;
}

/// Signs in, registers one and writes a note, so that no screen is empty.
async fn live_a_little(browser: &Browser, server: &Server) -> (SessionId, String) {
    browser.sign_in(LIN).await;
    let town = Witness::signed_in(server, LIN).await.town().await;
    let (session, _) = town.open_session();
    browser
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    browser.who_comes(&[LIN.name]).await;
    browser.press("button", "为林秀兰报名").await;
    browser.reads("社区已确认，到时来就行。").await;
    browser.write_note("陪伴老人", "1小时").await;
    let address = browser.driver.current_url().await.unwrap();
    (session, address.path().to_owned())
}

/// Looks at the page as it stands in every size, by day and by night.
pub async fn look_at(browser: &Browser, page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (size, screen, text) in SIZES {
        browser.screen(screen).await;
        browser.text_size(text).await;
        for light in ["light", "dark"] {
            let scheme = json!([{"name": "prefers-color-scheme", "value": light}]);
            let media = json!({ "features": scheme });
            browser.devtools("Emulation.setEmulatedMedia", media).await;
            let mut here = browser.serious_barriers().await;
            if light == "light" {
                here.extend(sentences(&browser.script(STUMBLES, vec![]).await));
            }
            let place = format!("{page}-{size}-{light}");
            browser.picture(&place).await;
            found.extend(here.into_iter().map(|said| format!("{place}: {said}")));
        }
    }
    browser.screen(PHONE).await;
    found
}

fn sentences(found: &Value) -> Vec<String> {
    let all = found.as_array().expect("a list of stumbles");
    all.iter()
        .map(|said| said.as_str().unwrap().to_owned())
        .collect()
}
