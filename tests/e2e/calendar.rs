//! Calendars out: a session as a file, with and without a network, and the household's own address
//! from making it to stopping it.

use server::load::{Answer, Client};

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::LIN;
use crate::town::{Witness, address};

/// Where the page shows a private address.
const SHOWN: &str = "
    const found = document.body.innerText.match(/https?:\\S*\\/calendar\\/private\\/\\S+/);
    return found && new URL(found[0]).pathname;
";

async fn shown(browser: &Browser) -> Option<String> {
    let path = browser.script(SHOWN, vec![]).await;
    path.as_str().map(str::to_owned)
}

/// What a calendar that knows only an address gets.
async fn asked(server: &Server, path: &str) -> Answer {
    let mut client = Client::connect(address(server)).await.unwrap();
    client.send(&format!("GET {path}"), "", b"").await.unwrap()
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_session_goes_to_the_phones_calendar_as_a_file_also_without_a_network() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, title) = town.open_session();
    let page = format!("activity/{session}");
    browser.at(&server.url(), &page).await;
    let file = browser.handed("加到手机日历").await;
    browser.reads("日历文件已经交给浏览器").await;
    assert!(
        file.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
        "{file}"
    );
    assert!(file.contains(&format!("SUMMARY:{title}")), "{file}");
    assert!(file.contains(&format!("/activity/{session}")), "{file}");
    assert!(
        !file.contains("VALARM"),
        "nobody is reminded of what is not theirs: {file}"
    );
    browser.who_comes(&[LIN.name]).await;
    browser.press("button", "为林秀兰报名").await;
    browser.reads("社区已确认，到时来就行。").await;
    browser.reads("文件里带提醒").await;
    server.kill();
    let file = browser.handed("加到手机日历").await;
    assert!(file.contains("DESCRIPTION:已报名：1 人"), "{file}");
    assert!(
        file.contains("TRIGGER:-P1D") && file.contains("TRIGGER:-PT1H"),
        "{file}"
    );
    assert!(!file.contains(LIN.name), "a name went out: {file}");
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn an_address_of_ones_own_is_made_read_by_a_calendar_and_stopped() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.open_tab("我的").await;
    browser.press("link", "我的日历").await;
    browser.reads("登录以后才能建地址。").await;
    browser.sign_in(LIN).await;
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, _) = town.open_session();
    browser
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    browser.who_comes(&[LIN.name]).await;
    browser.press("button", "为林秀兰报名").await;
    browser.reads("社区已确认，到时来就行。").await;
    browser.open_tab("我的").await;
    browser.press("link", "我的日历").await;
    browser.press("button", "建一个地址").await;
    browser.reads("地址只显示这一次").await;
    let first = shown(&browser).await.expect("an address");
    let stumbles = look_at(&browser, "my-calendar-fresh").await;
    assert!(stumbles.is_empty(), "{}", stumbles.join("\n"));
    let calendar = asked(&server, &first).await;
    let text = calendar.text();
    assert_eq!(calendar.status, 200);
    assert!(
        text.contains(&format!("UID:{session}")) && text.contains("已报名：1 人"),
        "{text}"
    );
    assert!(!text.contains(LIN.name), "a name went out: {text}");
    browser.reload().await;
    browser.reads("已经有一个地址在用").await;
    assert_eq!(shown(&browser).await, None, "it is told once");
    browser.press("button", "换一个新地址").await;
    browser.reads("地址只显示这一次").await;
    let second = shown(&browser).await.expect("an address");
    assert_eq!(asked(&server, &first).await.status, 404);
    assert_eq!(asked(&server, &second).await.status, 200);
    browser.press("button", "停用这个地址").await;
    browser.press("button", "停用").await;
    browser.reads("已停用，旧地址打不开了。").await;
    assert_eq!(asked(&server, &second).await.status, 404);
    server.kill();
    browser.open_tab("我的").await;
    browser.press("link", "我的日历").await;
    browser.reads("现在问不到社区").await;
    browser.close().await;
}
