//! One of a family leaves without a network: until the community has heard of it, every screen says
//! that it waits, and the seat is nobody else's.

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::{CONFIRMED, LIN, OFFLINE};
use crate::town::Witness;

const LEAVING: &str = "不去了，已存在手机上";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn who_leaves_without_a_network_keeps_the_seat_until_the_community_has_heard_of_it() {
    let mut server = Server::start().await;
    let (session, _) = Witness::signed_in(&server, LIN)
        .await
        .town()
        .await
        .open_session();
    let page = format!("activity/{session}");
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    browser.at(&server.url(), &page).await;
    browser.who_comes(&["林阿婆", "林秀兰"]).await;
    browser.press("button", "为林阿婆、林秀兰报名").await;
    browser.reads("社区已确认，到时来就行。").await;
    browser.kept_for_offline().await;
    let taken = browser.taken().await;
    assert!(taken.is_some_and(|taken| taken >= 2), "{taken:?}");

    server.stop().await;
    browser.reload().await;
    browser.reads(OFFLINE).await;
    browser.press("button", "不去了").await;
    let who = if browser.has("button", "林阿婆不去了").await {
        "林阿婆"
    } else {
        "林秀兰"
    };
    browser.press("button", &format!("{who}不去了")).await;
    browser.reads(&format!("{who}\n{LEAVING}")).await;
    assert_eq!(browser.taken().await, taken, "the seat is theirs still");
    let mut stumbles = look_at(&browser, "leaving-activity").await;

    browser.write_note("陪伴老人", "1小时").await;
    browser.press("link", "今日").await;
    browser.reads(&format!("{LEAVING} · {who}")).await;
    browser.reads(&format!("{CONFIRMED} · ")).await;
    browser.reads("有 2 件等着发出去").await;
    stumbles.extend(look_at(&browser, "leaving-today").await);
    browser.open_tab("我的").await;
    browser.reads("等着发出去的\n2 件").await;
    browser.reads("还有 1 条日记等着备份").await;
    stumbles.extend(look_at(&browser, "leaving-me").await);

    server.start_again().await;
    browser.send_now().await;
    browser.at(&server.url(), &page).await;
    let one_fewer = taken.map(|taken| taken - 1);
    let is_given_up = async || (browser.taken().await == one_fewer).then_some(());
    browser
        .sooner_or_later("the seat to be given up", is_given_up)
        .await;
    assert!(!browser.text().await.contains(LEAVING));
    browser.close().await;
    assert!(stumbles.is_empty(), "{}", stumbles.join("\n"));
}

impl Browser {
    /// How many the page of an activity says have registered.
    async fn taken(&self) -> Option<u32> {
        let text = self.text().await;
        let (_, rest) = text.split_once("已报 ")?;
        rest.split_once(" 人")?.0.parse().ok()
    }
}
