//! One seat, two families, no network: one of them gets it, the other is told and may wait.

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
/// What the other family is told.
const REFUSED: &str = "名额不够：要 1 个，还有 0 个。";
const COMMUNITY: &str = "hk-lcsd-leisure";
/// When the example's programmes take registrations.
pub const NOW: &str = "2020-11-08T18:00:00+08:00";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn of_two_families_offline_one_gets_the_last_seat_and_the_other_may_wait() {
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
    let mut losers = Vec::new();
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
        if !phone
            .sooner_or_later("an answer for the family", told)
            .await
        {
            losers.push((*card, phone));
        }
    }
    let [(card, phone)] = losers.as_slice() else {
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
    server.command(&["import", "--now", NOW, "--profile", "lcsd-leisure", &file]);
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
