//! Two at one draft: whoever is second is told at once, reads what the colleague wrote, and loses
//! nothing of their own; without a network they are told when there is one.

use rules::time::add_days;
use std::time::Duration;

use crate::desk::{SU, Typed, WANG, at_work, today};
use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::harness::within;

const TITLE: &str = "瓷都夜话";
/// After an answer a page asks by itself in thirty seconds, after a nudge in twelve at most.
const SOON: Duration = Duration::from_secs(15);
/// What each of them types.
const HERS: &str = "请老师傅讲一讲梅岭窑的故事，大家带杯子来。";
const HIS: &str = "这一期讲海上丝绸之路，当晚有新茶。";

async fn drafted(server: &Server, su: &Browser) -> String {
    let home = server.url();
    let typed = Typed {
        title: TITLE,
        day: add_days(today(server).await, 6),
        hours: ("19:00", "20:00"),
        way: "不用报名",
        seats: "",
    };
    su.drafts(&home, &typed).await;
    su.settles().await;
    su.session_here().await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn whoever_saves_second_reads_what_the_colleague_wrote_and_keeps_every_word() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh()];
    let home = server.url();
    let su = at_work(&chromedriver, &profiles[0], &home, SU).await;
    let draft = drafted(&server, &su).await;
    let wang = at_work(&chromedriver, &profiles[1], &home, WANG).await;
    let edit = format!("desk/draft/{draft}/edit");
    su.at(&home, &edit).await;
    su.fill("介绍", HERS).await;
    wang.at(&home, &edit).await;
    wang.fill("介绍", HIS).await;
    wang.press("button", "存草稿").await;
    wang.reads(HIS).await;
    wang.settles().await;

    // Her page is told at once, long before it would have asked by itself; what she typed stands.
    let told = async || {
        let text = su.text().await;
        text.contains("王站长刚刚改了这份草稿").then_some(())
    };
    assert!(within(SOON, told).await.is_some(), "{}", su.text().await);
    su.reads("存之前请到页末看一看").await;
    assert_eq!(su.value("介绍").await, HERS);
    su.press("button", "存草稿").await;
    su.reads("别的同事刚改过这一条").await;
    assert_eq!(su.value("介绍").await, HERS);
    su.script(
        "document.querySelector('.notice details').open = true",
        vec![],
    )
    .await;
    su.reads(HIS).await;
    su.picture("desk-overtaken").await;
    assert_eq!(su.serious_barriers().await, Vec::<String>::new());
    su.press("button", "看过了，以我写的为准").await;
    su.no_longer_reads("王站长刚刚改了这份草稿").await;
    su.press("button", "存草稿").await;
    su.reads("小苏写的第 3 稿").await;
    su.reads(HERS).await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn what_was_written_without_a_network_over_a_colleagues_change_is_told_and_taken_up_again() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh()];
    let home = server.url();
    let su = at_work(&chromedriver, &profiles[0], &home, SU).await;
    let draft = drafted(&server, &su).await;
    let edit = format!("desk/draft/{draft}/edit");
    su.at(&home, &edit).await;
    su.the("button", "存草稿").await;
    su.kept_for_offline().await;
    server.stop().await;
    su.fill("介绍", HERS).await;
    su.press("button", "存草稿").await;
    su.reads(HERS).await;
    su.close().await;

    server.start_again().await;
    let wang = at_work(&chromedriver, &profiles[1], &home, WANG).await;
    wang.at(&home, &edit).await;
    wang.fill("介绍", HIS).await;
    wang.press("button", "存草稿").await;
    wang.reads(HIS).await;
    wang.settles().await;

    let su = Browser::open(&chromedriver, &profiles[0]).await;
    su.visit(&home).await;
    su.send_now().await;
    su.at(&home, &format!("desk/draft/{draft}")).await;
    su.reads("您写的没有收下，但还在这台设备上").await;
    su.reads(HIS).await;
    su.picture("desk-not-taken").await;
    su.press("link", "用我写的接着改").await;
    su.the("button", "存草稿").await;
    assert_eq!(su.value("介绍").await, HERS);
    su.press("button", "存草稿").await;
    su.reads("小苏写的第 3 稿").await;
    su.reads(HERS).await;
}
