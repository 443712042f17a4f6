//! The draw at the desk: sealed before, with who applied; and after it the lots that everybody sees,
//! with the names that only staff have.

use rules::Intent;
use rules::id::SessionId;
use rules::registration::WhenFull;
use sync::outcome::Outcome;

use crate::desk::{WANG, at_work};
use crate::fair::{AFTER, BEFORE, publish};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::{CHEN, Card, LIN};
use crate::town::Witness;

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn staff_see_the_seal_before_and_afterwards_whose_lots_were_drawn() {
    let mut server = Server::start_with(&["--now", BEFORE]).await;
    let mut staff = Witness::signed_in(&server, WANG).await;
    let town = staff.town().await;
    let session = publish(&mut staff, &town, 1).await;
    for card in [LIN, CHEN] {
        applies(&server, card, &session).await;
    }

    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let home = server.url();
    let page = format!("desk/session/{session}");
    let wang = at_work(&chromedriver, &profile, &home, WANG).await;
    wang.settles().await;
    wang.at(&home, &page).await;
    wang.reads("种子已经封好").await;
    wang.reads("2 家申请。到时自动抽，工作人员也改不了").await;
    wang.reads(LIN.name).await;
    wang.reads(CHEN.name).await;
    wang.picture("desk-sealed").await;

    server.stop().await;
    server.flagged(&["--now", AFTER]);
    server.start_again().await;
    wang.settles().await;
    wang.at(&home, &page).await;
    wang.reads("已抽签：2 家申请，1 个名额").await;
    wang.reads("结果一致").await;
    wang.the("heading", "抽中的人").await;
    wang.the("heading", "没抽中、接着候补的").await;
    let seats = Witness::signed_in(&server, WANG).await.town().await;
    let won = seats.seats(&session).taken;
    assert_eq!(won, 1);
    // One of the two stands under each heading.
    let under = "
        const heads = [...document.querySelectorAll('h2')];
        const section = (word) => heads.find((head) => head.innerText.trim() === word).closest('section').innerText;
        return [section('抽中的人'), section('没抽中、接着候补的')];
    ";
    let found = wang.script(under, vec![]).await;
    let names = [LIN.name, CHEN.name];
    let of = |at: usize| {
        let said = found[at].as_str().unwrap().to_owned();
        names.map(|name| said.contains(name))
    };
    assert!(
        of(0) == [true, false] && of(1) == [false, true]
            || of(0) == [false, true] && of(1) == [true, false],
        "{found}"
    );
    for (name, head) in [("desk-drawn", "抽签"), ("desk-drawn-who", "抽中的人")] {
        let head = wang.the("heading", head).await;
        let show = "arguments[0].scrollIntoView({block: 'start'})";
        wang.driver
            .execute(show, vec![head.to_json().unwrap()])
            .await
            .unwrap();
        wang.picture(name).await;
    }
    assert_eq!(look_at(&wang, "desk-lots").await, Vec::<String>::new());
}

async fn applies(server: &Server, card: Card<'_>, session: &SessionId) {
    let mut who = Witness::signed_in(server, card).await;
    let apply = Intent::Register {
        session: session.clone(),
        members: vec![who.resident()],
        when_full: WhenFull::Wait,
    };
    let outcome = who.asks(&apply).await;
    assert!(matches!(outcome, Outcome::Changed { .. }), "{outcome:?}");
}
