//! Quotas, fee, link and English words: typed at the desk, their bounds said in words, read by
//! residents, and fast once somebody is registered.

use rules::time::add_days;
use rules::{Key, Record};

use crate::desk::{Typed, WANG, at_home, at_work, today};
use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::LIN;
use crate::town::{Town, Witness};

const TITLE: &str = "瓷都灯谜夜";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn quotas_are_typed_said_to_residents_and_stand_once_somebody_is_registered() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh()];
    let home = server.url();
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let committee = committee_of_lin(&town);
    let house = lives_in_a_building(&server, &committee);
    let wang = at_work(&chromedriver, &profiles[0], &home, WANG).await;
    let typed = Typed {
        title: TITLE,
        day: add_days(today(&server).await, 8),
        hours: ("19:00", "20:30"),
        way: "先到先得",
        seats: "6",
    };
    wang.types(&home, &typed).await;
    wang.minds_what_cannot_be().await;
    wang.adds_quotas(&committee, &house).await;
    assert_eq!(look_at(&wang, "desk-quotas").await, Vec::<String>::new());
    wang.press("button", "存草稿").await;
    wang.reads("待复核").await;
    wang.reads("6 岁及以下：最多 2 个").await;
    wang.reads("12.50 元").await;
    wang.reads("留位 24 小时").await;
    wang.publishes(TITLE).await;
    let session = wang.session_here().await;

    let lin = at_home(&chromedriver, &profiles[1], &home, LIN).await;
    let page = format!("activity/{session}");
    lin.at(&home, &page).await;
    lin.reads("6 岁及以下：最多 2 个，还有 2 个").await;
    lin.reads("12.50 元").await;
    let village = format!("住在{committee}的");
    lin.reads(&format!("{village}：最多 3 个，还有 3 个")).await;
    let own = format!("住在{house}的");
    lin.reads(&format!("{own}：最多 1 个，还有 1 个")).await;
    // Two of the household are more than their building may be.
    lin.who_comes(&[LIN.name, "林阿婆"]).await;
    lin.reads(&own).await;
    lin.picture("quota-too-small").await;
    lin.who_comes(&[LIN.name]).await;
    lin.press("button", "为林秀兰报名").await;
    lin.reads("社区已确认，到时来就行。").await;

    wang.settles().await;
    wang.at(&home, &format!("desk/session/{session}/change"))
        .await;
    wang.tick("radio", "改名额").await;
    wang.fill("原因", "想多给孩子几个位子").await;
    wang.fill("这些人最多几个位子", "3").await;
    wang.reads("报名方式和分项名额不能再改").await;
    wang.picture("desk-quotas-fast").await;
    assert_eq!(wang.serious_barriers().await, Vec::<String>::new());
}

impl Browser {
    /// A fee in words takes words, and an amount one amount; what was chosen last counts.
    async fn says_a_fee(&self) {
        self.tick("radio", "写一句话").await;
        self.press("button", "存草稿").await;
        self.reads("请写一句，比如").await;
        self.fill("费用怎么说（居民照原文看到）", "成人 20 元，儿童免票")
            .await;
        self.no_longer_reads("请写一句，比如").await;
        self.tick("radio", "收多少钱").await;
    }

    /// Types a fee, an address and hours that cannot be, and then ones that can.
    async fn minds_what_cannot_be(&self) {
        self.says_a_fee().await;
        for (label, wrong, said, right) in [
            (
                "一个人收多少（元）",
                "12.505",
                "费用请写成 12 或 12.50 这样",
                "12.50",
            ),
            (
                "详情网址",
                "www.dehua",
                "网址请以 https:// 开头",
                "https://example.org/deng",
            ),
            ("候补轮到后留位几小时", "400", "请填 1 到 336 小时", "24"),
        ] {
            self.fill(label, wrong).await;
            self.reads(said).await;
            self.fill(label, right).await;
            self.no_longer_reads(said).await;
        }
        self.fill("最小年龄（可不填）", "70").await;
        self.fill("最大年龄（可不填）", "60").await;
        self.reads("最小年龄比最大年龄还大").await;
        self.fill("最小年龄（可不填）", "3").await;
        self.fill("最大年龄（可不填）", "99").await;
        self.no_longer_reads("最小年龄比最大年龄还大").await;
    }

    /// One for small children, one for a village, one for a building in it; the first of them after
    /// it was left empty.
    async fn adds_quotas(&self, committee: &str, house: &str) {
        self.press("button", "加一项").await;
        self.press("button", "存草稿").await;
        self.reads("最小和最大年龄至少填一个").await;
        self.fill("最大年龄", "6").await;
        self.fill("这些人最多几个位子", "9").await;
        self.reads("总名额是 6 个，这一项等于没有限制").await;
        self.fill("这些人最多几个位子", "2").await;
        self.no_longer_reads("等于没有限制").await;
        // The first is folded into its name; the next is the one still without.
        self.the("group", "6 岁及以下").await;
        self.adds_one_by_place(2, (committee, committee), "3").await;
        // By its committee's word too; it is told from others by that name.
        let words = house.replace(BUILDING, &format!(" {BUILDING}"));
        self.adds_one_by_place(3, (&words, BUILDING), "1").await;
        self.the("button", house).await;
        self.the("group", &format!("住在{house}的")).await;
    }

    /// One more for those who live in a place that these words find.
    async fn adds_one_by_place(&self, number: u8, (words, name): (&str, &str), seats: &str) {
        self.press("button", "加一项").await;
        let script = "
            const one = [...document.querySelectorAll(`[name=quota-${arguments[0]}-who]`)];
            one.find((input) => input.value === 'living-in').closest('label').click();
        ";
        self.script(script, vec![number.into()]).await;
        let focus = "document.getElementById(`quota-${arguments[0]}-${arguments[1]}`).focus()";
        self.script(focus, vec![number.into(), "living".into()])
            .await;
        let field = self.driver.active_element().await.unwrap();
        field.send_keys(words).await.unwrap();
        let line = self.the("option", name).await;
        self.press_it(&line).await.unwrap();
        self.script(focus, vec![number.into(), "seats".into()])
            .await;
        let field = self.driver.active_element().await.unwrap();
        field.send_keys(seats).await.unwrap();
    }
}

/// What the building of the story is called.
const BUILDING: &str = "9号楼";

/// Puts a building into a committee and Lin Xiulan's household into it; gives what it is called where
/// it stands alone.
fn lives_in_a_building(server: &Server, committee: &str) -> String {
    let asked = ["building", "--community", "350526", "--name", BUILDING];
    server.command(&[&asked[..], &["--lies-in", committee]].concat());
    let house = format!("{committee}{BUILDING}");
    let asked = ["relocate", "--member", LIN.number, "--lives-in", &house];
    server.command(&asked);
    house
}

/// The name of the committee that Lin Xiulan's household lives under.
fn committee_of_lin(town: &Town) -> String {
    let homes = town.records.values().filter_map(|record| match record {
        Record::Household(home) => home.committee.clone(),
        _ => None,
    });
    let committee = homes.into_iter().next().unwrap();
    match town.records.get(&Key::Place(committee)) {
        Some(Record::Place(place)) => place.name.zh.clone(),
        found => panic!("no place: {found:?}"),
    }
}
