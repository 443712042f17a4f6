//! A series made by rule, with a day left out: shown before it is saved, and so published.

use rules::time::add_days;

use crate::desk::{Typed, WANG, at_work, today};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::town::Witness;

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_weekly_series_leaves_out_the_day_that_was_named_and_says_so_before_it_is_saved() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let home = server.url();
    let title = "晨练八段锦";
    let first = add_days(today(&server).await, 5);
    let typed = Typed {
        title,
        day: first,
        hours: ("06:30", "07:30"),
        way: "不用报名",
        seats: "",
    };
    let wang = at_work(&chromedriver, &profile, &home, WANG).await;
    wang.types(&home, &typed).await;
    wang.tick("radio", "每周").await;
    wang.pick("until", &add_days(first, 28).to_string()).await;
    wang.reads("共 5 场").await;
    wang.fill("这几天不办", "下下周").await;
    wang.reads("日期请写成 2026-03-20 这样").await;
    let left_out = add_days(first, 14);
    wang.fill("这几天不办", &left_out.to_string()).await;
    wang.reads("共 4 场").await;
    wang.picture("desk-series").await;
    wang.press("button", "存草稿").await;
    wang.reads("待复核").await;
    wang.reads("共 4 场").await;
    wang.publishes(title).await;

    let town = Witness::signed_in(&server, WANG).await.town().await;
    let of_title = town
        .sessions()
        .filter(|(_, session)| town.title(session) == title);
    let mut days: Vec<_> = of_title.map(|(_, session)| session.first_day()).collect();
    days.sort_unstable();
    let meant = [0, 7, 21, 28].map(|ahead| add_days(first, ahead));
    assert_eq!(days, meant, "all but {left_out}");
}
