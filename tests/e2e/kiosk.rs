//! Seats that are kept for the kiosk: a browser becomes it by a code, a phone that comes too late is
//! told where seats are left, and the kiosk gives one of them.

use rules::community::PlaceKind;
use rules::time::add_days;
use rules::{Key, Record};
use thirtyfour::Key as Pressed;

use crate::desk::{Typed, at_home, at_work, today};
use crate::harness::browser::{Browser, KIOSK, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::{CHEN, LIN, WANG};
use crate::town::{Town, Witness};

const TITLE: &str = "梅岭茶话会";
const NAME: &str = "大厅自助机";
const BY_PHONE: &str = "用手机报名的";
/// What a phone is told when there are seats, and none for phones.
const KEPT: &str = "手机报名的名额满了，还有 2 个留给活动中心的自助机。可以去那里报名，";
const REFUSED: &str = "这个启用码不对、用过了，或者过期了。";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn the_kiosk_gives_the_seats_kept_for_it_when_phones_have_none_left() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profiles = [(); 4].map(|()| Profile::fresh());
    let home = server.url();
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let code = code_of(&server, &town);

    let wang = at_work(&chromedriver, &profiles[0], &home, WANG).await;
    let session = wang.keeps_two_of_three(&server).await;
    let page = format!("activity/{session}");

    let chen = at_home(&chromedriver, &profiles[1], &home, CHEN).await;
    chen.at(&home, &page).await;
    chen.reads(&format!("{BY_PHONE}：最多 1 个，还有 1 个"))
        .await;
    chen.reads("为活动中心的自助机保留 2 个名额，还有 2 个")
        .await;
    chen.who_comes(&[CHEN.name]).await;
    chen.press("button", "为陈师傅报名").await;
    chen.reads("社区已确认，到时来就行。").await;

    let lin = at_home(&chromedriver, &profiles[2], &home, LIN).await;
    lin.at(&home, &page).await;
    // What is called full says whose seats are, above the count of all.
    lin.reads("手机名额已满，可候补").await;
    lin.reads("共 3 个名额，已报 1 人").await;
    lin.who_comes(&[LIN.name, "林阿婆"]).await;
    lin.reads("手机报名总共 1 个名额，坐不下 2 人。").await;
    lin.reads("或者到活动中心的自助机报名").await;
    lin.who_comes(&[LIN.name]).await;
    lin.reads(KEPT).await;
    assert_eq!(look_at(&lin, "kept").await, Vec::<String>::new());
    // Her own phone is not bothered with the way to make it one.
    lin.at(&home, "me/about").await;
    lin.the("heading", "帮助与关于").await;
    assert!(!lin.has("link", "设成自助机").await);

    let kiosk = Browser::open(&chromedriver, &profiles[3]).await;
    kiosk.screen(KIOSK).await;
    kiosk.becomes_a_kiosk(&home, &code).await;
    // What made one of them a kiosk makes no other.
    lin.at(&home, "me/station").await;
    lin.fill("启用码", &code).await;
    lin.press("button", "设成自助机").await;
    lin.reads(REFUSED).await;

    kiosk.screen(KIOSK).await;
    kiosk.sign_in(LIN).await;
    kiosk.at(&home, &page).await;
    kiosk.reads("还有 2 个名额").await;
    kiosk.who_comes(&[LIN.name]).await;
    kiosk.press("button", "为林秀兰报名").await;
    kiosk.reads("社区已确认，到时来就行。").await;
    // What is kept is said with what is left of it.
    kiosk
        .reads("为活动中心的自助机保留 2 个名额，还有 1 个")
        .await;
    kiosk.picture("kiosk-registered").await;

    chen.send_now().await;
    chen.at(&home, &page).await;
    chen.reads("共 3 个名额，已报 2 人").await;
    // A seat given at the kiosk is none of the phones'.
    chen.reads(&format!("{BY_PHONE}：最多 1 个，还有 0 个"))
        .await;
    let town = Witness::signed_in(&server, CHEN).await.town().await;
    assert_eq!(town.seats(&session.parse().unwrap()).taken, 2);
}

impl Browser {
    /// Writes and publishes a session of three seats, one of them for phones; gives its id.
    async fn keeps_two_of_three(&self, server: &Server) -> String {
        let typed = Typed {
            title: TITLE,
            day: add_days(today(server).await, 8),
            hours: ("15:00", "16:30"),
            way: "先到先得",
            seats: "3",
        };
        self.types(&server.url(), &typed).await;
        self.press("button", "加一项").await;
        self.tick("radio", BY_PHONE).await;
        self.fill("这些人最多几个位子", "3").await;
        self.reads("总名额是 3 个，这一项等于没有限制").await;
        self.fill("这些人最多几个位子", "1").await;
        self.reads("为活动中心的自助机保留 2 个名额").await;
        assert_eq!(look_at(self, "desk-kept").await, Vec::<String>::new());
        self.press("button", "存草稿").await;
        self.reads("待复核").await;
        self.reads("为活动中心的自助机保留 2 个名额").await;
        self.publishes(TITLE).await;
        self.session_here().await
    }

    /// Finds the way from Me, types a code that is wrong, and then the right one with a gap in it.
    pub async fn becomes_a_kiosk(&self, home: &str, code: &str) {
        self.visit(home).await;
        self.open_tab("我的").await;
        self.press("link", "帮助与关于").await;
        self.press("link", "设成自助机").await;
        self.the("heading", "自助机").await;
        self.press("button", "设成自助机").await;
        self.reads("请填启用码。").await;
        self.fill("启用码", &wrong(code)).await;
        self.press("button", "设成自助机").await;
        self.reads(REFUSED).await;
        assert_eq!(look_at(self, "station-wrong").await, Vec::<String>::new());
        let (first, rest) = code.split_at(4);
        self.fill("启用码", &format!("{first} {rest}")).await;
        let field = self.the("textbox", "启用码").await;
        field.send_keys(Pressed::Enter + "").await.unwrap();
        self.reads(&format!("这台机器现在是“{NAME}”")).await;
        assert_eq!(look_at(self, "station-is-one").await, Vec::<String>::new());
        // The server says so too, to whoever loads the page again.
        self.reload().await;
        self.reads(&format!("这台机器现在是“{NAME}”")).await;
        assert!(!self.has("textbox", "启用码").await);
    }
}

/// Makes a station at the first venue there is; gives the code that the command printed.
pub fn code_of(server: &Server, town: &Town) -> String {
    let venue = town
        .records
        .iter()
        .find_map(|(key, record)| match (key, record) {
            (Key::Place(id), Record::Place(place)) if place.kind == PlaceKind::Venue => Some(id),
            _ => None,
        });
    let venue = venue.unwrap().to_string();
    let asked = ["station", "add", "--community", "350526"];
    let named = ["--name", NAME, "--place", &venue];
    let said = server.command(&[&asked[..], &named].concat());
    let words: Vec<_> = said.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "code").unwrap();
    words[at + 1].to_owned()
}

/// Another code, one digit off.
fn wrong(code: &str) -> String {
    let (start, last) = code.split_at(code.len() - 1);
    let last: u32 = last.parse().unwrap();
    format!("{start}{}", (last + 1) % 10)
}
