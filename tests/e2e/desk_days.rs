//! One day of a course is put off and another left out; how long seats are held is changed; a session
//! is postponed with no day and then gets one: whoever registered reads what and why, and keeps
//! their seat.

use crate::desk::{WANG, at_home, at_work, today};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::scratch::Scratch;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::LIN;
use crate::town::Witness;
use rules::time::add_days;

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn one_day_of_a_course_is_put_off_another_left_out_and_a_family_reads_why() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let home = server.url();
    let today = today(&server).await;
    let [first, second, third, other] = [7, 14, 21, 15].map(|days| add_days(today, days));
    let folder = Scratch::new("course");
    let file = folder.path().join("course.csv");
    let course = format!(
        "编号,名称,日期,开始,结束,地点,报名方式,名额\n\
         K-1,龙浔剪纸课,{first}、{second}、{third},14:30,16:00,龙浔文化站,先到先得,20\n"
    );
    std::fs::write(&file, course).unwrap();
    let (work, family) = (Profile::fresh(), Profile::fresh());
    let wang = at_work(&chromedriver, &work, &home, WANG).await;
    wang.brings(&home, &file).await;
    wang.press("button", "带入 1 场新的").await;
    wang.reads("新增 1 场").await;
    let lin = at_home(&chromedriver, &family, &home, LIN).await;
    lin.at(&home, "activity/sheet-K-1").await;
    lin.who_comes(&[LIN.name]).await;
    lin.press("button", "为林秀兰报名").await;
    lin.reads("社区已确认，到时来就行。").await;

    let change = "desk/session/sheet-K-1/change";
    wang.settles().await;
    wang.at(&home, change).await;
    wang.tick("radio", "改其中一天").await;
    wang.reads("还没有改动。").await;
    wang.reads("1 家，共 1 人").await;
    let days = wang.names_of("radio").await;
    wang.tick("radio", &days[7]).await;
    wang.pick("to", &other.to_string()).await;
    wang.fill("原因（居民会看到）", "文化站检修").await;
    // What was typed outlives a page that is loaded again.
    wang.reload().await;
    wang.reads("不要这些了").await;
    let mut stumbles = look_at(&wang, "desk-one-day").await;
    wang.press("button", "确定修改").await;
    wang.the("heading", "龙浔剪纸课").await;
    wang.settles().await;
    wang.at(&home, change).await;
    wang.tick("radio", "改其中一天").await;
    let days = wang.names_of("radio").await;
    wang.tick("radio", &days[8]).await;
    wang.tick("radio", "这一天不办").await;
    wang.fill("原因（居民会看到）", "老师有事").await;
    wang.press("button", "确定修改").await;
    wang.the("heading", "龙浔剪纸课").await;
    wang.settles().await;
    wang.at(&home, change).await;
    wang.tick("radio", "改留位时间").await;
    wang.reads("已经留着的座位，仍按原来告诉他们的时间。").await;
    wang.fill("候补轮到后留位几小时（可不填）", "24").await;
    wang.fill("原因（居民会看到）", "让大家来得及答复").await;
    stumbles.extend(look_at(&wang, "desk-hold").await);
    wang.press("button", "确定修改").await;
    wang.the("heading", "龙浔剪纸课").await;
    wang.settles().await;
    wang.close().await;

    lin.send_now().await;
    lin.at(&home, "activity/sheet-K-1").await;
    lin.reads("那次改到").await;
    lin.reads("那次不办了，其他几次不变").await;
    lin.reads("文化站检修").await;
    lin.reads("老师有事").await;
    lin.reads("您的名额还在。").await;
    stumbles.extend(look_at(&lin, "activity-one-day").await);
    lin.close().await;
    assert!(stumbles.is_empty(), "{}", stumbles.join("\n"));
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn what_is_postponed_with_no_day_keeps_every_seat_and_its_new_day_brings_it_back() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let home = server.url();
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, _) = town.open_session();
    let new_day = add_days(town.session(&session).first_day(), 7);
    let (page, desk) = (
        format!("activity/{session}"),
        format!("desk/session/{session}"),
    );
    let change = format!("{desk}/change");
    let (work, family) = (Profile::fresh(), Profile::fresh());
    let lin = at_home(&chromedriver, &family, &home, LIN).await;
    lin.at(&home, &page).await;
    lin.who_comes(&[LIN.name]).await;
    lin.press("button", "为林秀兰报名").await;
    lin.reads("社区已确认，到时来就行。").await;

    let wang = at_work(&chromedriver, &work, &home, WANG).await;
    wang.at(&home, &change).await;
    wang.tick("radio", "延期，新日期待定").await;
    wang.reads("1 家，共 1 人").await;
    wang.reads("这一步要写原因").await;
    wang.fill("原因（居民会看到）", "台风，文化站关闭").await;
    let mut stumbles = look_at(&wang, "desk-postpone").await;
    wang.press("button", "确定延期").await;
    wang.reads("这一场延期，新日期待定。").await;
    wang.settles().await;
    stumbles.extend(look_at(&wang, "desk-postponed").await);

    lin.send_now().await;
    lin.at(&home, "").await;
    lin.reads("延期了，新的日期还没定。原因：台风，文化站关闭")
        .await;
    lin.reads("您的名额还在。定了新日期，这里会告诉您。").await;
    stumbles.extend(look_at(&lin, "today-postponed").await);
    lin.press("button", "知道了").await;
    lin.the("heading", "等新日期").await;
    lin.at(&home, &page).await;
    lin.reads("这场活动延期了，新的日期还没定，请先不要去。")
        .await;
    lin.reads("延期，新日期待定（原定").await;
    lin.the("button", "在手机日历里标成延期").await;
    lin.the("button", "不去了").await;
    lin.no_longer_reads("到时来就行").await;
    stumbles.extend(look_at(&lin, "activity-postponed").await);

    wang.at(&home, "desk").await;
    wang.the("heading", "延期，等新日期的").await;
    stumbles.extend(look_at(&wang, "desk-home-postponed").await);
    wang.at(&home, &desk).await;
    wang.press("link", "定下新日期").await;
    wang.reads("定下以后就照新日期举行").await;
    wang.pick("day", &new_day.to_string()).await;
    wang.fill("原因（居民会看到）", "台风过了").await;
    stumbles.extend(look_at(&wang, "desk-new-day").await);
    wang.press("button", "确定新日期").await;
    wang.no_longer_reads("这一场延期，新日期待定。").await;
    wang.settles().await;
    wang.close().await;

    lin.send_now().await;
    lin.at(&home, "").await;
    lin.reads("新日期定了：").await;
    lin.reads("原因：台风过了").await;
    lin.no_longer_reads("等新日期").await;
    lin.at(&home, &page).await;
    lin.reads("社区已确认，到时来就行。").await;
    lin.no_longer_reads("请先不要去").await;
    stumbles.extend(look_at(&lin, "activity-new-day").await);
    lin.close().await;
    assert!(stumbles.is_empty(), "{}", stumbles.join("\n"));
}
