//! The whole story: a resident's day that begins online, goes on without a network, survives the
//! phone's death, and ends with everything sent and seen by the family's other phone.

use rules::id::SessionId;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::people::{CHEN, CONFIRMED, COPIED, LIN, OFFLINE, SAVED};
use crate::town::Witness;

const NOTES: [(&str, &str); 3] = [
    ("护学岗", "1小时"),
    ("楼道清洁", "30分钟"),
    ("陪伴老人", "2小时"),
];

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn what_was_done_without_a_network_survives_the_phones_death_and_reaches_the_family() {
    let mut server = Server::start().await;
    let (session, title) = Witness::signed_in(&server, LIN)
        .await
        .town()
        .await
        .open_session();
    let chromedriver = Chromedriver::start();
    let phone = Profile::fresh();

    let browser = Browser::open(&chromedriver, &phone).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    browser.kept_for_offline().await;
    browser.open_tab("活动").await;
    let all = browser.to_come().await;
    // That was yesterday; browsers write cookies down only now and then, and when they are closed.
    browser.close().await;

    let browser = Browser::open(&chromedriver, &phone).await;
    browser.at(&server.url(), "activities").await;
    server.stop().await;
    browser.reload().await;
    browser.reads(OFFLINE).await;
    assert_eq!(browser.to_come().await, all);
    browses_and_searches(&browser, &title).await;
    registers_two(&browser, &server.url(), &session).await;
    for (act, length) in NOTES {
        browser.write_note(act, length).await;
    }
    browser.kill();

    let browser = Browser::open(&chromedriver, &phone).await;
    browser.visit(&server.url()).await;
    browser.reads("有 4 件等着发出去").await;
    everything_stands(&browser, &server.url(), &session, (SAVED, SAVED)).await;

    server.start_again().await;
    browser.send_now().await;
    browser.reads("社区已确认。").await;
    everything_stands(&browser, &server.url(), &session, (CONFIRMED, COPIED)).await;
    the_server_agrees(&server, &session).await;
    browser.close().await;

    let other = Browser::open(&chromedriver, &Profile::fresh()).await;
    other.visit(&server.url()).await;
    other.sign_in(LIN).await;
    everything_stands(&other, &server.url(), &session, (CONFIRMED, COPIED)).await;
    other.close().await;
}

async fn browses_and_searches(browser: &Browser, title: &str) {
    let by_words = browser.look_up("太极").await;
    browser.reads("太极").await;
    let by_initials = browser.look_up("tjq").await;
    browser.reads("太极").await;
    assert!(
        by_words > 0 && by_initials > 0,
        "{by_words} and {by_initials}"
    );
    assert_eq!(browser.look_up("没有这样的活动").await, 0);
    browser.reads("没有找到").await;
    assert!(browser.look_up(title).await > 0);
    browser.press("link", title).await;
    browser.the("heading", title).await;
}

async fn registers_two(browser: &Browser, home: &str, session: &SessionId) {
    browser.at(home, &format!("activity/{session}")).await;
    browser.who_comes(&["林阿婆", "林秀兰"]).await;
    browser.reads("现在没有网络：先存在手机上").await;
    browser.press("button", "为林阿婆、林秀兰报名").await;
    browser.reads("关掉手机也不会丢").await;
}

/// Both registrations and all three notes, each with the word it should have.
async fn everything_stands(
    browser: &Browser,
    home: &str,
    session: &SessionId,
    (registered, noted): (&str, &str),
) {
    browser.at(home, &format!("activity/{session}")).await;
    for name in ["林阿婆", "林秀兰"] {
        browser.reads(&format!("{name}\n{registered}")).await;
    }
    browser.at(home, "diary").await;
    for (act, length) in NOTES {
        browser.reads(&format!("{act} {length}\n{noted}")).await;
    }
}

async fn the_server_agrees(server: &Server, session: &SessionId) {
    let mine = Witness::signed_in(server, LIN).await.town().await;
    assert_eq!(mine.seats(session).taken, 2);
    assert_eq!(mine.registered(session).len(), 2);
    assert_eq!(mine.notes(), NOTES.len());
    let theirs = Witness::signed_in(server, CHEN).await.town().await;
    assert_eq!(theirs.seats(session).taken, 2);
    assert!(theirs.registered(session).is_empty());
    assert_eq!(theirs.notes(), 0);
}
