//! Every page of the desk in every size: no barrier, nothing too small, nothing sideways.

use crate::desk::WANG;
use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::LIN;
use crate::town::Witness;

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn every_page_of_the_desk_can_be_read_and_pressed_in_every_size_by_day_and_by_night() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let home = server.url();
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, _) = town.open_session();
    let day = town.session(&session).first_day();
    let (family, work) = (Profile::fresh(), Profile::fresh());
    let lin = Browser::open(&chromedriver, &family).await;
    lin.visit(&home).await;
    lin.sign_in(LIN).await;
    lin.at(&home, &format!("activity/{session}")).await;
    lin.who_comes(&[LIN.name]).await;
    lin.press("button", "为林秀兰报名").await;
    lin.reads("社区已确认，到时来就行。").await;
    lin.close().await;

    let wang = Browser::open(&chromedriver, &work).await;
    wang.comes_to_work(&home, WANG).await;
    let mut stumbles = Vec::new();
    let pages = [
        ("home", "desk".to_owned(), "今天和往后两周"),
        ("session", format!("desk/session/{session}"), LIN.name),
        (
            "roll",
            format!("desk/session/{session}/roll/{day}"),
            "已点 0/1",
        ),
        (
            "change",
            format!("desk/session/{session}/change"),
            "会影响谁",
        ),
        ("paper", format!("desk/session/{session}/paper"), LIN.name),
        ("import", "desk/import".to_owned(), "选一个文件"),
        ("new", "desk/new".to_owned(), "存草稿"),
        // Me speaks to them as to staff.
        ("me", "me".to_owned(), "替社区办事，不替自己家报名"),
        (
            "phone",
            "me/phone".to_owned(),
            "居民的姓名、电话和报名也在里面",
        ),
        ("erase", "me/erase".to_owned(), "居民的资料、草稿"),
        (
            "nowhere",
            "desk/no-such-page".to_owned(),
            "工作台没有这个页面",
        ),
    ];
    for (name, path, words) in pages {
        wang.at(&home, &path).await;
        wang.reads(words).await;
        stumbles.extend(look_at(&wang, &format!("desk-{name}")).await);
    }
    wang.at(&home, "me").await;
    assert!(!wang.text().await.contains("我家"), "no household");
    wang.press("button", "退出登录").await;
    wang.reads("居民的姓名、电话和报名，还有草稿，都会从这台设备上拿走")
        .await;
    wang.picture("desk-sign-out").await;
    assert!(
        stumbles.is_empty(),
        "{} stumbles:\n{}",
        stumbles.len(),
        stumbles.join("\n")
    );
    wang.close().await;
}
