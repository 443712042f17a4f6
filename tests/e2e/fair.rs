//! A scarce place for a child: consent first, then a draw that the phone draws again; and when the
//! session is moved, whoever registered is told why.

use rules::activity::{Activity, ActivityKind, Audience};
use rules::draft::{Plan, Step, Taking, Writing};
use rules::id::{PlaceId, SessionId};
use rules::registration::draw::Draw;
use rules::session::revising::Revision;
use rules::session::{Admission, Session};
use rules::words::Words;
use rules::{Intent, Key, Record, civil};
use sync::outcome::Outcome;

use crate::harness::browser::{Browser, DESK, PHONE, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::people::{CONFIRMED, LIN, WANG};
use crate::town::{Town, Witness};

/// Two days before the draw, and an hour after it.
pub const BEFORE: &str = "2026-11-23T10:00:00+08:00";
pub const AFTER: &str = "2026-11-25T10:00:00+08:00";
const TITLE: &str = "白瓷捏塑小课堂";
const WHY: &str = "原来的教室在修窗户";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_child_is_drawn_after_a_guardian_consented_and_the_family_is_told_of_every_change() {
    let mut server = Server::start_with(&["--now", BEFORE]).await;
    let mut staff = Witness::signed_in(&server, WANG).await;
    let town = staff.town().await;
    let session = publish(&mut staff, &town, 8).await;

    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let phone = Browser::open(&chromedriver, &profile).await;
    phone.visit(&server.url()).await;
    phone.sign_in(LIN).await;
    phone.send_now().await;
    assert_eq!(phone.look_up("bcns").await, 1, "found by its initials");
    consents_and_applies(&phone, &server, &session).await;

    server.stop().await;
    server.flagged(&["--now", AFTER]);
    server.start_again().await;
    is_drawn(&phone, &server, &session).await;

    let mut staff = Witness::signed_in(&server, WANG).await;
    let town = staff.town().await;
    move_it(&mut staff, &town, &session).await;
    is_told(&phone, &server, &session).await;
    phone.close().await;
}

/// Writes a draft of a session with so many seats to be drawn for, looks it over and publishes it.
pub async fn publish(staff: &mut Witness, town: &Town, seats: u32) -> SessionId {
    let draft: SessionId = "clay-1128".parse().unwrap();
    let plan = Box::new(plan(&venues(town)[0], seats));
    let steps = [
        Intent::Write(Writing {
            draft: draft.clone(),
            was: 0,
            plan,
        }),
        taking(&draft, Step::Review),
        taking(&draft, Step::Release),
    ];
    for step in steps {
        assert_eq!(staff.asks(&step).await, Outcome::Accepted, "{step:?}");
    }
    draft
}

fn taking(draft: &SessionId, step: Step) -> Intent {
    let (draft, version) = (draft.clone(), 1);
    Intent::Take(Taking {
        draft,
        version,
        step,
    })
}

fn plan(place: &PlaceId, seats: u32) -> Plan {
    let admission = Admission::Ballot {
        seats,
        drawn_on: Some(civil::date(2026, 11, 25)),
    };
    let hours = (civil::time(9, 30, 0, 0), civil::time(11, 0, 0, 0));
    let days = vec![civil::date(2026, 11, 28)];
    Plan {
        activity_id: "clay".parse().unwrap(),
        activity: Activity {
            summary: Words::new("孩子和家人一起捏一只小动物。", ""),
            ..Activity::new(
                Words::new(TITLE, "White porcelain by hand"),
                ActivityKind::Heritage,
                Audience::Children,
            )
        },
        session: Session::new(
            ("clay".parse().unwrap(), place.clone()),
            days,
            hours,
            admission,
        ),
        series: None,
    }
}

fn venues(town: &Town) -> Vec<PlaceId> {
    let venue = |(key, record): (&Key, &Record)| match (key, record) {
        (Key::Place(id), Record::Place(place))
            if place.kind == rules::community::PlaceKind::Venue =>
        {
            Some(id.clone())
        }
        _ => None,
    };
    town.records.iter().filter_map(venue).collect()
}

async fn consents_and_applies(phone: &Browser, server: &Server, session: &SessionId) {
    phone
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    phone.reads("种子已经封好").await;
    phone.who_comes(&["小雪"]).await;
    phone.reads("要家里的大人先同意").await;
    phone.picture("consent").await;
    phone.press("button", "我是监护人，同意小雪参加").await;
    phone.press("button", "为小雪申请抽签").await;
    phone.reads("已申请抽签").await;
    phone.picture("applied").await;
    phone.send_now().await;
    phone.reads("抽签申请已收下").await;
}

async fn is_drawn(phone: &Browser, server: &Server, session: &SessionId) {
    phone.send_now().await;
    phone
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    phone.reads(CONFIRMED).await;
    phone.reads("已抽签：1 家申请，8 个名额").await;
    phone.reads("结果一致").await;
    phone.picture("drawn").await;
    let file = phone.handed("把抽签全过程存成文件").await;
    let draw: Draw = serde_json::from_str(&file).unwrap();
    let held = draw.held.unwrap();
    assert!(held.is_right(draw.seal, false), "{file}");
    assert!(held.entries[0].won && held.entries.len() == 1, "{file}");
}

/// Moves the session to another venue.
async fn move_it(staff: &mut Witness, town: &Town, session: &SessionId) {
    let Some(Record::Session(was)) = town.records.get(&Key::Session(session.clone())) else {
        panic!("the session is not there");
    };
    let now = Session {
        place: venues(town)[1].clone(),
        ..was.clone()
    };
    let revise = Intent::Revise(Revision {
        session: session.clone(),
        was: Box::new(was.clone()),
        now: Box::new(now),
        why: WHY.to_owned(),
    });
    assert_eq!(staff.asks(&revise).await, Outcome::Accepted);
}

async fn is_told(phone: &Browser, server: &Server, session: &SessionId) {
    phone.send_now().await;
    phone.press("link", "今日").await;
    phone.the("heading", "有变动").await;
    phone.reads(WHY).await;
    for (name, screen) in [("told", PHONE), ("told-desk", DESK)] {
        phone.screen(screen).await;
        phone.picture(name).await;
    }
    assert_eq!(phone.serious_barriers().await, Vec::<String>::new());
    phone.press("button", "知道了").await;
    phone.no_longer_reads("有变动").await;
    phone.reload().await;
    phone.the("heading", "下一件事").await;
    phone.no_longer_reads("有变动").await;
    phone
        .at(&server.url(), &format!("activity/{session}"))
        .await;
    phone.reads("这一场有过变动").await;
    phone.picture("changes").await;
}
