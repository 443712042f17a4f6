//! The desk without a pointer: from signing in to a session that is held elsewhere, by keys alone.
//!
//! The one rule: nothing here presses or focuses an element by itself; Tab goes on until the words
//! are reached, as they would be for whoever cannot use a mouse.

use serde_json::Value;
use thirtyfour::Key;

use crate::desk::WANG;
use crate::harness::browser::{Browser, DESK, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::people::LIN;
use crate::town::Witness;

/// How many presses of Tab one may need: more than the longest page of the desk has stops.
const TABS_MAX: usize = 150;
/// How many stops may come before what staff do most.
const BEFORE_NEW_MAX: usize = 8;
/// How many times a hand that holds Tab down moves on before it looks, and how often it does so.
const HELD_DOWN: usize = 9;
const LOOKS: usize = 5;
/// The place in its list of what has the focus; what has it, where that is no row.
const PLACE: &str = "
    const at = document.activeElement;
    const row = at.closest('[role=listitem]');
    return row ? Number(row.getAttribute('aria-posinset')) : at.tagName;
";
/// What stands where the focus is: its name, as far as a test has to tell things apart.
const FOCUSED: &str = "
    const at = document.activeElement;
    return at.getAttribute('aria-label') || at.labels?.[0]?.innerText || at.innerText || '';
";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_session_is_moved_by_keys_alone_from_signing_in_to_what_residents_read() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let home = server.url();
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, title) = town.open_session();
    let before = town.session(&session).place.clone();

    let wang = Browser::open(&chromedriver, &profile).await;
    wang.screen(DESK).await;
    wang.at(&home, "me").await;
    wang.the("link", "去登录").await;
    wang.tabs_to("去登录").await;
    wang.keys(Key::Enter + "").await;
    wang.the("textbox", "居民卡号码").await;
    wang.tabs_to("居民卡号码").await;
    wang.keys(WANG.number).await;
    wang.tabs_to("密码").await;
    wang.keys(WANG.pin).await;
    wang.keys(Key::Enter + "").await;
    wang.the("heading", "工作台").await;

    wang.the("searchbox", "搜索场次").await;
    let passed = wang.tabs_to("新建活动").await;
    assert!(passed < BEFORE_NEW_MAX, "{passed} stops before it");
    wang.tabs_to("搜索场次").await;
    wang.keys(&title).await;
    wang.the("heading", "找到的场次").await;
    wang.tabs_to(&title).await;
    wang.keys(Key::Enter + "").await;
    wang.the("link", "改期、延期、换地点、取消").await;
    let page = wang.driver.current_url().await.unwrap();
    let opened = page.path().rsplit('/').next().unwrap().to_owned();
    wang.tabs_to("改期、延期、换地点、取消").await;
    wang.keys(Key::Enter + "").await;

    wang.the("radio", "改时间").await;
    wang.tabs_to("改时间").await;
    wang.keys(Key::Down + "").await;
    wang.the("combobox", "地点").await;
    wang.tabs_to("地点").await;
    wang.keys("县图书馆").await;
    wang.the("option", "县图书馆").await;
    wang.keys(Key::Down + "").await;
    wang.picture("desk-keys-place").await;
    wang.keys(Key::Enter + "").await;
    wang.tabs_to("原因").await;
    wang.keys("原来的场地在换灯").await;
    wang.tabs_to("确定修改").await;
    wang.picture("desk-keys-focus").await;
    wang.keys(Key::Enter + "").await;
    wang.the("heading", "改过什么").await;
    wang.reads("原来的场地在换灯").await;
    wang.settles().await;

    let town = Witness::signed_in(&server, LIN).await.town().await;
    let opened = opened.parse().unwrap();
    let moved = town.session(&opened);
    assert_eq!(moved.changes.len(), 1, "{opened}: {:?}", moved.changes);
    assert_eq!(moved.changes[0].why, "原来的场地在换灯");
    if opened == session {
        assert_ne!(moved.place, before);
    }
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn whoever_holds_tab_down_in_a_long_list_keeps_the_focus_there_and_back() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let home = server.url();
    let wang = Browser::open(&chromedriver, &profile).await;
    wang.screen(DESK).await;
    wang.comes_to_work(&home, WANG).await;
    wang.the("searchbox", "搜索场次").await;
    wang.tabs_to("搜索场次").await;
    let forth = Key::Tab.value().to_string().repeat(HELD_DOWN);
    let back = format!("{}{forth}", Key::Shift.value());
    let mut down = Vec::new();
    for _ in 0..LOOKS {
        down.push(wang.place_after(&forth).await);
    }
    let mut up = Vec::new();
    for _ in 1..LOOKS {
        up.push(wang.place_after(&back).await);
    }
    let all = down.iter().chain(&up);
    assert!(all.clone().all(Value::is_u64), "{down:?}, then {up:?}");
    let retraced: Vec<_> = down.iter().rev().skip(1).collect();
    assert_eq!(up.iter().collect::<Vec<_>>(), retraced);
}

impl Browser {
    /// Presses these keys as fast as it can, and says which row has the focus then.
    async fn place_after(&self, keys: &str) -> Value {
        self.keys(keys).await;
        self.script(PLACE, vec![]).await
    }

    /// Types where the focus is.
    async fn keys(&self, keys: impl Into<thirtyfour::TypingData>) {
        let at = self.driver.active_element().await.unwrap();
        at.send_keys(keys).await.unwrap();
    }

    /// Presses Tab until the focus is on what begins with these words; how many stops it passed.
    async fn tabs_to(&self, words: &str) -> usize {
        let mut passed = Vec::new();
        for _ in 0..TABS_MAX {
            self.keys(Key::Tab + "").await;
            let name = self.script(FOCUSED, vec![]).await;
            let name = name.as_str().unwrap_or_default().trim().to_owned();
            if name.starts_with(words) {
                return passed.len();
            }
            passed.push(name);
        }
        panic!("{words:?} is not among {passed:?}");
    }
}
