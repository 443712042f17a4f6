//! The staff desk: published by two, found and registered by a resident; applications decided;
//! a seat given before others with a reason; cancelled; a roll called without a network.

use rules::civil::{Date, Time};
use rules::time::add_days;
use serde_json::json;
use thirtyfour::Key;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::people::{CHEN, CONFIRMED, Card, LIN, SAVED};
use crate::town::Witness;

/// Who publishes.
pub const WANG: Card<'static> = Card {
    number: "35052690",
    pin: "202690",
    name: "王站长",
};
/// Who writes drafts.
pub const SU: Card<'static> = Card {
    number: "35052691",
    pin: "202691",
    name: "小苏",
};

/// What staff type into a draft.
pub struct Typed<'a> {
    pub title: &'a str,
    pub day: Date,
    pub hours: (&'a str, &'a str),
    pub way: &'a str,
    pub seats: &'a str,
}

impl Browser {
    /// Signs in with a staff card and lands on the desk.
    pub async fn comes_to_work(&self, home: &str, card: Card<'_>) {
        self.visit(home).await;
        self.open_tab("我的").await;
        self.press("link", "去登录").await;
        self.type_card(card).await;
        self.the("heading", "工作台").await;
        self.reads(card.name).await;
    }

    /// Types a day, an hour or the like as the browser's own picker would.
    pub async fn pick(&self, id: &str, value: &str) {
        let set = "
            const field = document.getElementById(arguments[0]);
            field.value = arguments[1];
            field.dispatchEvent(new Event('input', {bubbles: true}));
        ";
        self.script(set, vec![json!(id), json!(value)]).await;
    }

    /// Types a draft.
    pub async fn types(&self, home: &str, typed: &Typed<'_>) {
        self.at(home, "desk/new").await;
        self.fill("名称", typed.title).await;
        self.pick("day", &typed.day.to_string()).await;
        self.pick("starts", typed.hours.0).await;
        self.pick("ends", typed.hours.1).await;
        self.pick_place("活动").await;
        self.tick("radio", "非遗手艺").await;
        self.tick("radio", typed.way).await;
        if typed.way != "不用报名" {
            self.fill("名额", typed.seats).await;
        }
        self.reads("共 1 场").await;
    }

    /// Writes a draft and waits until it stands.
    pub async fn drafts(&self, home: &str, typed: &Typed<'_>) {
        self.types(home, typed).await;
        self.press("button", "存草稿").await;
        self.the("heading", typed.title).await;
        self.reads("待复核").await;
        self.reads("非遗手艺").await;
    }

    /// Picks the first place that words find, with the keyboard.
    pub async fn pick_place(&self, words: &str) {
        let field = self.the("combobox", "地点").await;
        field.send_keys(words).await.unwrap();
        self.the("option", words).await;
        field.send_keys(Key::Enter + "").await.unwrap();
        let picked = async || (!self.has("option", words).await).then_some(());
        self.sooner_or_later("the list to close", picked).await;
    }

    /// Looks a draft over and publishes it.
    pub async fn publishes(&self, title: &str) {
        self.press("button", "复核通过").await;
        self.press("button", "发布给居民").await;
        self.the("heading", "名单").await;
        self.the("heading", title).await;
        self.settles().await;
    }

    /// Waits until nothing waits to be sent.
    pub async fn settles(&self) {
        let address = self.driver.current_url().await.unwrap();
        self.send_now().await;
        self.visit(address.as_str()).await;
    }

    /// The session whose page of the desk is open.
    pub async fn session_here(&self) -> String {
        let address = self.driver.current_url().await.unwrap();
        let parts: Vec<_> = address.path().split('/').map(str::to_owned).collect();
        parts.get(3).unwrap().clone()
    }
}

/// A browser on which somebody works.
pub async fn at_work(
    driver: &Chromedriver,
    profile: &Profile,
    home: &str,
    card: Card<'_>,
) -> Browser {
    let browser = Browser::open(driver, profile).await;
    browser.comes_to_work(home, card).await;
    browser
}

/// A browser on which a resident is signed in.
pub async fn at_home(
    driver: &Chromedriver,
    profile: &Profile,
    home: &str,
    card: Card<'_>,
) -> Browser {
    let browser = Browser::open(driver, profile).await;
    browser.visit(home).await;
    browser.sign_in(card).await;
    browser
}

pub async fn today(server: &Server) -> Date {
    let town = Witness::signed_in(server, LIN).await.town().await;
    town.civil_now().date()
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_draft_of_one_is_published_by_another_and_found_by_a_resident_who_types_initials() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh(), Profile::fresh()];
    let home = server.url();
    let title = "石牌坊夜读会";
    let typed = Typed {
        title,
        day: add_days(today(&server).await, 7),
        hours: ("19:00", "20:30"),
        way: "先到先得",
        seats: "3",
    };
    let su = at_work(&chromedriver, &profiles[0], &home, SU).await;
    su.drafts(&home, &typed).await;
    // An editor's own eyes are not enough.
    su.reads("这一步要有发布权限的同事来办").await;
    su.settles().await;
    su.picture("desk-draft").await;

    let wang = at_work(&chromedriver, &profiles[1], &home, WANG).await;
    wang.press("link", title).await;
    wang.publishes(title).await;
    wang.picture("desk-session").await;

    let lin = at_home(&chromedriver, &profiles[2], &home, LIN).await;
    assert_eq!(lin.look_up("spfyd").await, 1);
    lin.press("link", title).await;
    lin.who_comes(&[LIN.name]).await;
    lin.press("button", "为林秀兰报名").await;
    lin.reads("社区已确认，到时来就行。").await;

    wang.settles().await;
    wang.reads(LIN.name).await;
    wang.reads("已报 1/3").await;
    assert_eq!(wang.serious_barriers().await, Vec::<String>::new());
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn an_application_is_approved_and_another_is_declined_with_a_reason_the_family_reads() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh(), Profile::fresh()];
    let home = server.url();
    let title = "拉坯体验小班";
    let typed = Typed {
        title,
        day: add_days(today(&server).await, 9),
        hours: ("09:00", "11:00"),
        way: "工作人员审核",
        seats: "2",
    };
    let wang = at_work(&chromedriver, &profiles[0], &home, WANG).await;
    wang.drafts(&home, &typed).await;
    wang.publishes(title).await;
    let session = wang.session_here().await;

    let lin = at_home(&chromedriver, &profiles[1], &home, LIN).await;
    let chen = at_home(&chromedriver, &profiles[2], &home, CHEN).await;
    for (phone, card) in [(&lin, LIN), (&chen, CHEN)] {
        phone.at(&home, &format!("activity/{session}")).await;
        phone.who_comes(&[card.name]).await;
        phone.press("button", &format!("为{}申请", card.name)).await;
        phone.reads("已申请，等社区审核").await;
        phone.send_now().await;
    }
    wang.settles().await;
    wang.the("heading", "待审核的申请").await;
    wang.reads("待审 2 家").await;
    // The first who applied is Lin's.
    wang.press("button", "通过").await;
    wang.press("button", "安排入座").await;
    wang.reads("待审 1 家").await;
    wang.press("button", "不通过").await;
    wang.reads("这一步要写原因").await;
    wang.fill("原因", "这一班先给没上过的人").await;
    wang.reload().await;
    wang.reads("不要这些了").await;
    wang.picture("desk-decline").await;
    let dialog = "document.querySelector('dialog[open] .button[data-kind=main]').click()";
    wang.script(dialog, vec![]).await;
    wang.no_longer_reads("待审").await;
    wang.settles().await;

    lin.send_now().await;
    lin.at(&home, &format!("activity/{session}")).await;
    lin.reads(CONFIRMED).await;
    chen.send_now().await;
    chen.at(&home, &format!("activity/{session}")).await;
    chen.reads("这一班先给没上过的人").await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn whoever_is_passed_over_at_the_door_reads_why() {
    let mut server = Server::start().await;
    let day = add_days(today(&server).await, 1);
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh(), Profile::fresh()];
    let home = server.url();
    let title = "周末露天电影";
    let typed = Typed {
        title,
        day,
        hours: ("10:00", "18:00"),
        way: "先到先得",
        seats: "1",
    };
    let wang = at_work(&chromedriver, &profiles[0], &home, WANG).await;
    wang.drafts(&home, &typed).await;
    wang.publishes(title).await;
    let session = wang.session_here().await;
    let page = format!("activity/{session}");

    let lin = at_home(&chromedriver, &profiles[1], &home, LIN).await;
    lin.at(&home, &page).await;
    lin.who_comes(&["林阿婆"]).await;
    lin.press("button", "为林阿婆报名").await;
    lin.reads("社区已确认，到时来就行。").await;
    let chen = at_home(&chromedriver, &profiles[2], &home, CHEN).await;
    chen.at(&home, &page).await;
    chen.who_comes(&[CHEN.name]).await;
    chen.press("button", "为陈师傅排候补").await;
    chen.reads("候补第 1 位").await;
    chen.send_now().await;
    lin.at(&home, &page).await;
    lin.who_comes(&[LIN.name]).await;
    lin.press("button", "为林秀兰排候补").await;
    lin.reads("候补第 2 位").await;
    lin.send_now().await;

    // It has begun: what becomes free now is given at the door.
    server.stop().await;
    let moment = format!("{day}T11:00:00+08:00");
    server.start_again_at(&moment).await;
    lin.at(&home, &page).await;
    lin.press("button", "不去了").await;
    lin.press("button", "林阿婆不去了").await;
    lin.send_now().await;

    wang.settles().await;
    wang.at(&home, &format!("desk/session/{session}")).await;
    wang.reads("已报 0/1").await;
    wang.the("heading", "候补").await;
    wang.lets_in_the_second("她已经在门口等了半小时").await;
    wang.reads("已报 1/1").await;
    wang.settles().await;

    chen.send_now().await;
    chen.at(&home, &page).await;
    chen.reads("社区先给别的家庭安排了座位").await;
    chen.reads("她已经在门口等了半小时").await;
    chen.reads("候补第 1 位").await;
    chen.picture("passed-over").await;
}

impl Browser {
    async fn lets_in_the_second(&self, why: &str) {
        let second = "
            const acts = [...document.querySelectorAll('main .row .button')];
            const wanted = acts.filter((act) => act.innerText.trim() === '安排入座');
            if (wanted.length < 2) return null;
            wanted[1].click();
            return true;
        ";
        let pressed = async || self.script(second, vec![]).await.as_bool();
        self.sooner_or_later("two who wait", pressed).await;
        self.reads("排在前面、这次会被越过的：陈师傅").await;
        self.reads("这一步要写原因").await;
        self.fill("原因", why).await;
        self.picture("desk-pass").await;
        let press = "document.querySelector('dialog[open] .button[data-kind=main]').click()";
        self.script(press, vec![]).await;
    }
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_cancelled_session_tells_whom_it_concerns_why() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh()];
    let home = server.url();
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, _) = town.open_session();
    let page = format!("activity/{session}");
    let lin = at_home(&chromedriver, &profiles[0], &home, LIN).await;
    lin.at(&home, &page).await;
    lin.who_comes(&[LIN.name]).await;
    lin.press("button", "为林秀兰报名").await;
    lin.reads("社区已确认，到时来就行。").await;

    let wang = at_work(&chromedriver, &profiles[1], &home, WANG).await;
    wang.at(&home, &format!("desk/session/{session}/change"))
        .await;
    wang.tick("radio", "取消这一场").await;
    wang.reads("1 家，共 1 人").await;
    wang.reads("这一步要写原因").await;
    wang.fill("原因", "台风要来，改日再办").await;
    wang.picture("desk-cancel").await;
    assert_eq!(wang.serious_barriers().await, Vec::<String>::new());
    wang.press("button", "确定取消这一场").await;
    wang.reads("这一场已取消").await;
    wang.settles().await;

    lin.send_now().await;
    lin.at(&home, &page).await;
    lin.reads("台风要来，改日再办").await;
    lin.picture("cancelled").await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_roll_called_without_a_network_is_kept_and_confirmed_later() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh()];
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, _) = town.open_session();
    let day = town.session(&session).first_day();
    let home = server.url();
    let lin = at_home(&chromedriver, &profiles[0], &home, LIN).await;
    lin.at(&home, &format!("activity/{session}")).await;
    lin.who_comes(&[LIN.name]).await;
    lin.press("button", "为林秀兰报名").await;
    lin.reads("社区已确认，到时来就行。").await;
    server.stop().await;
    let begins = town.session(&session).starts;
    server
        .start_again_at(&format!("{day}T{}:00+08:00", hour(begins)))
        .await;

    let wang = at_work(&chromedriver, &profiles[1], &home, WANG).await;
    let roll = format!("desk/session/{session}/roll/{day}");
    wang.at(&home, &roll).await;
    wang.reads("已点 0/1").await;
    wang.kept_for_offline().await;
    server.stop().await;
    wang.reload().await;
    wang.press("button", "林秀兰，来了").await;
    wang.reads("已点 1/1 · 来了 1 人").await;
    wang.reads(SAVED).await;
    let search = wang.the("searchbox", "加一位没报名的").await;
    search.send_keys("郑美华").await.unwrap();
    wang.press("button", "来了，加上").await;
    wang.reads("来了 2 人").await;
    wang.fill("现场总人数", "23").await;
    wang.press("button", "记下人数").await;
    wang.picture("desk-roll-offline").await;

    server.start_again().await;
    wang.settles().await;
    wang.reads("已点 1/1 · 来了 2 人").await;
    wang.no_longer_reads(SAVED).await;
    let marked = Witness::signed_in(&server, WANG).await.town().await;
    assert_eq!(marked.presences(&session, day), 2);
    assert_eq!(wang.serious_barriers().await, Vec::<String>::new());
}

fn hour(at: Time) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}
