//! One seat, two families, no network: one of them gets it, the other is told and may wait; when the
//! first leaves, the seat is held for the other until it says that it comes.

use rules::id::SessionId;
use serde_json::Value;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::scratch::Scratch;
use crate::harness::server::Server;
use crate::people::{CONFIRMED, Card, SAVED};
use crate::town::Witness;

/// A feed of one programme that takes registrations on this day, see [`ONE_SEAT`].
const EXAMPLE: &str = include_str!("../../crates/programme/examples/leisure.json");
const PROGRAMME: &str = "90000001";
/// How that feed reads; a seat that becomes free is held for a day.
const PROFILE: &str = include_str!("../../crates/programme/profiles/lcsd-leisure.toml");
const HELD: &str = "hold_hours = 24\n";
/// What the other family is told.
const REFUSED: &str = "名额不够：要 1 个，还有 0 个。";
const COMMUNITY: &str = "hk-lcsd-leisure";
/// When the example's programmes take registrations.
pub const NOW: &str = "2020-11-08T18:00:00+08:00";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn of_two_families_offline_one_gets_the_last_seat_and_the_other_waits_until_it_is_called() {
    let mut server = Server::at_rest(&["--now", NOW]);
    give_one_seat(&server);
    let printed = ["王一", "赵二"].map(|name| enrol(&server, name));
    let cards = [Card::printed(&printed[0]), Card::printed(&printed[1])];
    server.start_again().await;
    let session = only_session(&server, cards[0]).await;

    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh()];
    let mut phones = Vec::new();
    for (card, profile) in cards.iter().zip(&profiles) {
        phones.push(phone_of(&chromedriver, profile, &server, *card).await);
    }
    server.stop().await;
    for (card, phone) in cards.iter().zip(&phones) {
        registers_offline(phone, &server, &session, *card).await;
    }
    server.start_again().await;
    let (mut losers, mut winners) = (Vec::new(), Vec::new());
    for (card, phone) in cards.iter().zip(&phones) {
        phone.send_now().await;
        phone
            .at(&server.url(), &format!("activity/{session}"))
            .await;
        let told = async || {
            let text = phone.text().await;
            let has_seat = text.contains(CONFIRMED);
            (has_seat || text.contains(REFUSED)).then_some(has_seat)
        };
        let has_seat = phone.sooner_or_later("an answer for the family", told);
        if has_seat.await {
            winners.push((*card, phone));
        } else {
            losers.push((*card, phone));
        }
    }
    let ([(card, phone)], [(first, firsts_phone)]) = (losers.as_slice(), winners.as_slice()) else {
        panic!("{} of two families have no seat", losers.len());
    };
    phone.no_longer_reads(SAVED).await;
    phone
        .press("button", &format!("为{}排候补", card.name))
        .await;
    phone.reads("候补第 1 位").await;
    phone.send_now().await;

    let seats = Witness::signed_in(&server, *card)
        .await
        .town()
        .await
        .seats(&session);
    assert_eq!((seats.taken, seats.waiting()), (1, 1));

    firsts_phone.press("button", "不去了").await;
    let leaves = format!("{}不去了", first.name);
    firsts_phone.press("button", &leaves).await;
    firsts_phone.send_now().await;
    is_called(phone, &server, &session).await;
    let town = Witness::signed_in(&server, *card).await.town().await;
    assert_eq!(town.seats(&session).taken, 1);
}

/// The family that waited learns it on the first screen, and takes the seat.
async fn is_called(phone: &Browser, server: &Server, session: &SessionId) {
    phone.send_now().await;
    phone.press("link", "今日").await;
    phone.the("heading", "轮到您家了").await;
    phone.reads("前确认").await;
    phone.picture("called").await;
    phone
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    phone.reads("留着 1 个位子").await;
    phone.picture("held").await;
    phone.press("button", "我们要来").await;
    phone.reads(CONFIRMED).await;
    phone.no_longer_reads("我们要来").await;
    phone.send_now().await;
    phone
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    phone.reads("已报名").await;
}

/// Imports the example's first programme with a single seat.
fn give_one_seat(server: &Server) {
    let mut rows: Vec<Value> = serde_json::from_str(EXAMPLE).unwrap();
    rows.retain(|row| row["PGM_CODE"] == PROGRAMME);
    for row in &mut rows {
        row["QUOTA"] = "1".into();
        row["PLACES_LEFT"] = "1".into();
    }
    let folder = Scratch::new("feed");
    let file = folder.path().join("one-seat.json");
    std::fs::write(&file, serde_json::to_string(&rows).unwrap()).unwrap();
    let file = file.display().to_string();
    let profile = folder.path().join("held.toml");
    std::fs::write(&profile, format!("{HELD}{PROFILE}")).unwrap();
    let profile = profile.display().to_string();
    server.command(&["import", "--now", NOW, "--profile", &profile, &file]);
}

fn enrol(server: &Server, name: &str) -> String {
    let resident = format!("{name}:1980-01-01");
    server.command(&["enrol", "--community", COMMUNITY, "--resident", &resident])
}

async fn only_session(server: &Server, card: Card<'_>) -> SessionId {
    let town = Witness::signed_in(server, card).await.town().await;
    let sessions: Vec<_> = town.sessions().collect();
    let [(id, _)] = sessions.as_slice() else {
        panic!("{} sessions instead of one", sessions.len());
    };
    (*id).clone()
}

/// A family's phone, signed in and ready to be without a network.
async fn phone_of(
    chromedriver: &Chromedriver,
    profile: &Profile,
    server: &Server,
    card: Card<'_>,
) -> Browser {
    let phone = Browser::open(chromedriver, profile).await;
    phone.visit(&server.url()).await;
    phone.sign_in(card).await;
    phone.kept_for_offline().await;
    phone.open_tab("活动").await;
    phone.reads("还有 1 个名额").await;
    phone
}

async fn registers_offline(phone: &Browser, server: &Server, session: &SessionId, card: Card<'_>) {
    phone
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    phone.reads("现在没有网络").await;
    phone.who_comes(&[card.name]).await;
    phone.press("button", &format!("为{}报名", card.name)).await;
    phone.reads("关掉手机也不会丢").await;
    phone.reads(SAVED).await;
}
