//! Bad input: a clear refusal each, nothing consumed, nothing leaked.

use crate::rig::{Rig, community, response};
use rules::id::CommunityId;
use rules::registration::WhenFull;
use rules::{Intent, Refusal};
use std::time::Duration;
use sync::Outcome;
use sync::identity::{Epoch, Fingerprint};
use sync::outcome::Unreadable;
use sync::wire::{Body, Protest, Protested, Request};

pub const JSON: &str = "content-type: application/json\r\n";

pub async fn rig() -> Rig {
    Rig::with_crowd((1, 10, 2)).await
}

pub fn protest(answer: &server::load::Answer) -> Protest {
    let said: Protested = serde_json::from_slice(&answer.body).unwrap();
    said.error
}

pub async fn outcome(rig: &Rig, request: &Request) -> Outcome {
    let answer = rig.exchange(&rig.phones[0], request).await;
    let mut response = response(&answer);
    assert_eq!(response.outcomes.len(), 1);
    response.outcomes.remove(0).outcome
}

#[tokio::test]
async fn what_is_no_request_is_told_so() {
    let rig = rig().await;
    for body in ["", "{", "[]", "{}", "null", "{\"proto\":1}", "\u{0}", "💥"] {
        let answer = rig.send("POST /sync/v1", JSON, body.as_bytes()).await;
        assert_eq!(
            (answer.status, protest(&answer)),
            (400, Protest::Unreadable),
            "{body}"
        );
    }
    let deep = "[".repeat(60_000);
    assert_eq!(
        rig.send("POST /sync/v1", JSON, deep.as_bytes())
            .await
            .status,
        400
    );
    let mut request = rig.phones[0].pull();
    request.proto = 9;
    let answer = rig.exchange(&rig.phones[0], &request).await;
    assert_eq!(answer.status, 400);
    assert_eq!(
        protest(&answer),
        Protest::Proto {
            found: 9,
            speaks: 1
        }
    );
}

#[tokio::test]
async fn what_is_too_large_is_told_which_limit_it_passed() {
    let rig = rig().await;
    let body = vec![b' '; sync::limits::REQUEST_BYTES_MAX + 1];
    let answer = rig.send("POST /sync/v1", JSON, &body).await;
    assert_eq!(answer.status, 413);
    let limit = "REQUEST_BYTES_MAX".to_owned();
    assert_eq!(protest(&answer), Protest::TooLarge { limit });
    let mut request = rig.phones[0].pull();
    let want = request.feeds[0].clone();
    request.feeds = vec![want; 9];
    let answer = rig.exchange(&rig.phones[0], &request).await;
    let limit = "REQUEST_FEEDS_MAX".to_owned();
    assert_eq!(
        (answer.status, protest(&answer)),
        (413, Protest::TooLarge { limit })
    );
}

#[tokio::test]
async fn a_push_without_a_session_consumes_nothing() {
    let rig = rig().await;
    let request = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
    let mut client = rig.client().await;
    let unknown = format!("c.{}", "00".repeat(32));
    for cookie in ["", "nonsense", unknown.as_str(), "c.", "..", "c.zz"] {
        let answer = client.exchange(cookie, &request).await.unwrap();
        let found = response(&answer);
        assert!(found.session_ended, "{cookie}");
        assert_eq!(found.outcomes, [], "{cookie}");
    }
    let another = &rig.phones[1].cookie;
    let found = response(&client.exchange(another, &request).await.unwrap());
    assert!(
        found.session_ended && found.outcomes.is_empty(),
        "one resident's push with another's cookie"
    );
    assert_eq!(rig.count("verdicts"), 0);
    assert_eq!(outcome(&rig, &request).await, Outcome::Accepted);
}

#[tokio::test]
async fn a_session_unused_for_half_a_year_has_ended_and_clears_nothing() {
    let rig = rig().await;
    let day = Duration::from_hours(24);
    let request = rig.phones[0].pull();
    for _ in 0..3 {
        rig.world.advance(day * 179);
        let answer = rig.exchange(&rig.phones[0], &request).await;
        assert_eq!(answer.status, 200, "each use makes it last again");
    }
    rig.world.advance(day * 180);
    let answer = rig.exchange(&rig.phones[0], &request).await;
    assert!(response(&answer).session_ended);
    assert_eq!(answer.header("set-cookie"), None);
    let other = rig.exchange(&rig.phones[1], &rig.phones[1].pull()).await;
    assert!(response(&other).session_ended);
}

#[tokio::test]
async fn an_ended_session_goes_on_hearing_what_is_public_and_keeps_the_rest() {
    let rig = rig().await;
    let phone = &rig.phones[0];
    let mut request = phone.pull();
    let before = response(&rig.exchange(phone, &request).await);
    request.feeds[0].cursor = Some(before.feeds[0].cursor.clone());
    let registration = rig.phones[1].register_as(1, &rig.sessions[0]).unwrap();
    rig.exchange(&rig.phones[1], &registration).await;
    let mut client = rig.client().await;
    let ended = response(&client.exchange("", &request).await.unwrap());
    assert!(ended.session_ended);
    let feed = &ended.feeds[0];
    assert_eq!(feed.reset, [], "what is the resident's own was given up");
    let seats = format!("seats/{}", rig.sessions[0]);
    let news: Vec<_> = feed.changes.iter().map(|change| &change.key).collect();
    assert_eq!(news, [&seats]);
    // Signed in again, it goes on from where it was.
    request.feeds[0].cursor = Some(feed.cursor.clone());
    let again = response(&rig.exchange(phone, &request).await);
    assert!(!again.session_ended);
    assert_eq!(
        (&again.feeds[0].reset, &again.feeds[0].changes),
        (&vec![], &vec![])
    );
}

#[tokio::test]
async fn an_unknown_kind_is_set_aside_and_may_succeed_after_an_upgrade() {
    let rig = rig().await;
    let mut request = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
    let push = &mut request.intents[0];
    push.kind = "teleport".to_owned();
    let sign = |push: &sync::wire::PushIntent| {
        sync::identity::fingerprint(&push.by, &push.kind, push.kv, push.body.as_str())
    };
    push.fp = sign(push);
    let why = Unreadable::UnknownKind;
    assert_eq!(outcome(&rig, &request).await, Outcome::Quarantined { why });
    let push = &mut request.intents[0];
    push.kind = "register".to_owned();
    push.kv = 77;
    push.seq = 2;
    push.fp = sign(push);
    assert_eq!(outcome(&rig, &request).await, Outcome::Quarantined { why });
    let push = &mut request.intents[0];
    push.kv = 1;
    push.seq = 3;
    push.body = Body::from_text("{\"session\":\"../../etc\"}".to_owned()).unwrap();
    push.fp = sign(push);
    let why = Unreadable::Body;
    assert_eq!(outcome(&rig, &request).await, Outcome::Quarantined { why });
}

#[tokio::test]
async fn a_wrong_fingerprint_has_no_effect_and_a_fork_is_named() {
    let rig = rig().await;
    let good = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
    let mut request = good.clone();
    request.intents[0].fp = Fingerprint([0; 16]);
    let why = Unreadable::Fingerprint;
    assert_eq!(outcome(&rig, &request).await, Outcome::Quarantined { why });
    assert_eq!(rig.count("records WHERE key LIKE 'registration/%'"), 0);
    // The id is taken by what was quarantined; another content under it is a fork.
    assert_eq!(outcome(&rig, &good).await, Outcome::Fork);
    let mut again = good.clone();
    again.epoch = Epoch([2; 8]);
    assert_eq!(outcome(&rig, &again).await, Outcome::Accepted);
}

#[tokio::test]
async fn asking_again_gives_the_same_answer_and_no_second_effect() {
    let rig = rig().await;
    let request = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
    assert_eq!(outcome(&rig, &request).await, Outcome::Accepted);
    let lines = rig.count("journal");
    for _ in 0..3 {
        assert_eq!(outcome(&rig, &request).await, Outcome::Accepted);
    }
    assert_eq!(rig.count("journal"), lines);
    let mut request = request;
    request.intents[0].seq = 2;
    assert!(matches!(
        outcome(&rig, &request).await,
        Outcome::Refused {
            refusal: Refusal::AlreadyRegistered { .. }
        }
    ));
}

#[tokio::test]
async fn nobody_registers_or_sees_another_household() {
    let rig = rig().await;
    let (mine, theirs) = (&rig.phones[0], &rig.phones[1]);
    let intent = Intent::Register {
        session: rig.sessions[0].clone(),
        members: vec![theirs.member.resident.clone()],
        when_full: WhenFull::Wait,
    };
    let mut request = mine.pull();
    request.intents.push(mine.push(1, &intent).unwrap());
    assert!(matches!(
        outcome(&rig, &request).await,
        Outcome::Refused {
            refusal: Refusal::UnknownResident { .. }
        }
    ));
    // In another's name, with one's own session.
    let mut request = mine.pull();
    request.intents.push(theirs.push(2, &intent).unwrap());
    let refusal = Refusal::NotAllowed;
    assert_eq!(outcome(&rig, &request).await, Outcome::Refused { refusal });
    // What only the community's own server may ask.
    for (seq, intent) in [
        (
            3,
            Intent::Publish {
                items: Vec::new(),
                by: None,
            },
        ),
        (
            4,
            Intent::Promote {
                session: rig.sessions[0].clone(),
                turn: 0,
            },
        ),
    ] {
        let mut request = mine.pull();
        request.intents.push(mine.push(seq, &intent).unwrap());
        let refusal = Refusal::NotAllowed;
        assert_eq!(outcome(&rig, &request).await, Outcome::Refused { refusal });
    }
    rig.exchange(theirs, &theirs.register_as(1, &rig.sessions[0]).unwrap())
        .await;
    let answer = rig.exchange(mine, &mine.pull()).await;
    let seen = answer.text();
    assert!(seen.contains("resident/r0"), "one's own household is seen");
    assert!(
        !seen.contains("r1") && !seen.contains("h1"),
        "another's was seen: {seen}"
    );
}

#[tokio::test]
async fn a_resident_of_one_community_is_nobody_in_another() {
    let rig = rig().await;
    let db = server::db::open(&rig.folder.path).unwrap();
    // The other community has a resident of the very same id.
    server::load::gather(&db, &rig.world, &"d".parse().unwrap(), (1, 10, 1)).unwrap();
    drop(db);
    let mine = &rig.phones[0];
    let mut request = mine.register_as(1, &rig.sessions[0]).unwrap();
    request.intents[0].community = "d".parse().unwrap();
    request.feeds[0].community = "d".parse().unwrap();
    let answer = rig.exchange(mine, &request).await;
    let found = response(&answer);
    let refusal = Refusal::NotSignedIn;
    assert_eq!(found.outcomes[0].outcome, Outcome::Refused { refusal });
    assert!(!answer.text().contains("resident/r0"), "{}", answer.text());
    assert!(answer.text().contains("session/s0"));
}

#[tokio::test]
async fn an_unknown_community_is_told_so_and_stops_nothing_else() {
    let rig = rig().await;
    let nowhere: CommunityId = "nowhere".parse().unwrap();
    let mut request = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
    let mut lost = request.intents[0].clone();
    (lost.community, lost.seq) = (nowhere.clone(), 2);
    request.intents.insert(0, lost);
    let mut want = request.feeds[0].clone();
    want.community = nowhere.clone();
    request.feeds.insert(0, want);
    let found = response(&rig.exchange(&rig.phones[0], &request).await);
    assert_eq!(found.unknown, [nowhere]);
    assert_eq!(found.feeds.len(), 1);
    let why = Unreadable::NoCommunity;
    let outcomes: Vec<_> = found
        .outcomes
        .into_iter()
        .map(|s| (s.seq, s.outcome))
        .collect();
    assert_eq!(
        outcomes,
        [(2, Outcome::Quarantined { why }), (1, Outcome::Accepted)]
    );
    assert_eq!(rig.count("verdicts"), 1, "only what was settled is kept");
}

#[tokio::test]
async fn another_site_cannot_ask_in_a_visitors_name() {
    let rig = rig().await;
    let phone = &rig.phones[0];
    let body = serde_json::to_vec(&phone.register_as(1, &rig.sessions[0]).unwrap()).unwrap();
    let cookie = format!("cookie: session={}\r\n", phone.cookie);
    for (head, status) in [
        (
            format!("{cookie}{JSON}origin: https://evil.example\r\n"),
            403,
        ),
        (format!("{cookie}{JSON}origin: null\r\n"), 403),
        (format!("{cookie}{JSON}sec-fetch-site: cross-site\r\n"), 403),
        (format!("{cookie}{JSON}sec-fetch-site: same-site\r\n"), 403),
        (format!("{cookie}content-type: text/plain\r\n"), 415),
        (cookie.clone(), 415),
    ] {
        let answer = rig.send("POST /sync/v1", &head, &body).await;
        assert_eq!(answer.status, status, "{head}");
    }
    let foreign = format!("{cookie}sec-fetch-site: cross-site\r\n");
    let out = rig.send("DELETE /session", &foreign, b"");
    assert_eq!(out.await.status, 403);
    assert_eq!(rig.count("verdicts"), 0);
    let head = format!("{cookie}{JSON}origin: http://load\r\nsec-fetch-site: same-origin\r\n");
    assert_eq!(rig.send("POST /sync/v1", &head, &body).await.status, 200);
}

#[tokio::test]
async fn an_anonymous_visitor_reads_what_is_public_and_nothing_else() {
    let rig = rig().await;
    let mut request = rig.phones[0].pull();
    request.who = None;
    let answer = rig.client().await.exchange("", &request).await.unwrap();
    let found = response(&answer);
    assert_eq!(found.feeds[0].community, community());
    assert!(
        found.feeds[0]
            .changes
            .iter()
            .all(|change| change.scope == rules::Scope::Public)
    );
    assert!(
        found.feeds[0]
            .changes
            .iter()
            .any(|change| change.key == "session/s0")
    );
    assert_eq!(rig.count("records WHERE scope LIKE 'household/%'"), 4);
}
