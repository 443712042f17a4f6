//! Calendars out: a session as a file, with and without a network, and the household's own address
//! from making it to stopping it.

use rules::time::Offset;
use rules::time::written::{day_text, hour_text};
use serde_json::json;
use server::load::{Answer, Client};

use rules::id::SessionId;

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

/// Lin Xiulan registers for what is open, and goes to her calendar; what it is.
async fn registers(browser: &Browser, server: &Server) -> (SessionId, String) {
    let town = Witness::signed_in(server, LIN).await.town().await;
    let (session, title) = town.open_session();
    browser
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    browser.who_comes(&[LIN.name]).await;
    browser.press("button", "为林秀兰报名").await;
    browser.reads("社区已确认，到时来就行。").await;
    browser.open_tab("我的").await;
    browser.press("link", "我的日历").await;
    (session, title)
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
    let (session, _) = registers(&browser, &server).await;
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

/// Keeps what the browser is asked to show, and lets it not show it.
const LISTEN: &str = "
    window.reminded = [];
    ServiceWorkerRegistration.prototype.showNotification = (title, options) => {
        window.reminded.push(`${title} | ${options.body}`);
        return Promise.resolve();
    };
";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn an_open_page_reminds_once_in_the_hour_before_if_it_was_asked_to() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    let (session, title) = registers(&browser, &server).await;
    browser.the("checkbox", "开始前一小时提醒我").await;
    let no = json!({ "permission": { "name": "notifications" }, "setting": "denied" });
    browser.devtools("Browser.setPermission", no).await;
    browser.tick("checkbox", "开始前一小时提醒我").await;
    browser.reads("浏览器没有同意提醒。").await;
    let yes = json!({ "permission": { "name": "notifications" }, "setting": "granted" });
    browser.devtools("Browser.setPermission", yes).await;
    browser.tick("checkbox", "开始前一小时提醒我").await;
    let kept = async || {
        let kept = browser
            .script("return localStorage.getItem('reminds')", vec![])
            .await;
        (kept == "true").then_some(())
    };
    browser.sooner_or_later("the wish to be kept", kept).await;
    // The half hour before the session has come; a page of that time is opened at Today.
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (_, found) = town.sessions().find(|(id, _)| **id == session).unwrap();
    let begins = found.first_day().to_datetime(found.starts);
    let before = Offset(480).civil(Offset(480).millis(begins).plus_millis(-1_800_000));
    server.stop().await;
    let (day, hour) = (day_text(before.date()), hour_text(before.time()));
    server.start_again_at(&format!("{day}T{hour}+08:00")).await;
    browser.visit(&server.url()).await;
    browser.script(LISTEN, vec![]).await;
    let reminded = async || {
        let said = browser
            .script("return window.reminded[0] ?? null", vec![])
            .await;
        said.as_str().map(str::to_owned)
    };
    let said = browser.sooner_or_later("a reminder", reminded).await;
    let starts = hour_text(found.starts);
    assert!(
        said.starts_with(&format!("{title} | {starts} 开始")),
        "{said}"
    );
    assert!(!said.contains(LIN.name), "{said}");
    // Once is enough: the page looks every quarter of a minute.
    tokio::time::sleep(std::time::Duration::from_secs(18)).await;
    let times = browser
        .script("return window.reminded.length", vec![])
        .await;
    assert_eq!(times, 1);
    browser.close().await;
}
