//! One day of a course is put off and another left out; how long seats are held is changed: whoever
//! registered reads what and why, and keeps their seat.

use crate::desk::{WANG, at_home, at_work, today};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::scratch::Scratch;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::LIN;
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
