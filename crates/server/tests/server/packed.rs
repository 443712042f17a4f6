//! Requests that travel packed: as many as may, and none that swells.

use crate::refusals::{JSON, protest, rig};
use crate::rig::{Rig, response};
use rules::Intent;
use std::collections::BTreeSet;
use sync::Outcome;
use sync::limits::{PART_INTENTS_MAX, REQUEST_INTENTS_MAX};
use sync::wire::{Protest, PushIntent};

fn packed(plain: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut out, plain).unwrap();
    out.finish().unwrap()
}

/// The head of a packed request.
fn gzip_of(cookie: &str) -> String {
    format!("{JSON}cookie: session={cookie}\r\ncontent-encoding: gzip\r\n")
}

#[tokio::test]
async fn a_thousand_requests_are_settled_in_their_order_and_one_more_is_too_many() {
    let rig = rig().await;
    let phone = &rig.phones[0];
    let gzip = gzip_of(&phone.cookie);
    let mut request = phone.register_as(1, &rig.sessions[0]).unwrap();
    let push = request.intents.remove(0);
    let most = u64::try_from(REQUEST_INTENTS_MAX).unwrap();
    for seq in 1..=most {
        let again = PushIntent {
            seq,
            ..push.clone()
        };
        request.intents.push(again);
    }
    let plain = serde_json::to_vec(&request).unwrap();
    assert!(plain.len() > sync::limits::REQUEST_BYTES_MAX, "it is short");
    let answer = rig.send("POST /sync/v1", &gzip, &packed(&plain)).await;
    let outcomes = response(&answer).outcomes;
    let numbers: Vec<_> = outcomes.iter().map(|settled| settled.seq).collect();
    assert_eq!(numbers, (1..=most).collect::<Vec<_>>());
    let accepted = outcomes
        .iter()
        .filter(|one| one.outcome == Outcome::Accepted);
    assert_eq!((accepted.count(), rig.count("verdicts")), (1, 1_000));
    request.intents.push(PushIntent {
        seq: most + 1,
        ..push
    });
    let plain = serde_json::to_vec(&request).unwrap();
    let answer = rig.send("POST /sync/v1", &gzip, &packed(&plain)).await;
    let limit = "REQUEST_INTENTS_MAX".to_owned();
    assert_eq!(
        (answer.status, protest(&answer)),
        (413, Protest::TooLarge { limit })
    );
    assert_eq!(rig.count("verdicts"), 1_000, "nothing of it was settled");
}

#[tokio::test]
async fn after_a_fork_nothing_further_of_a_long_request_is_decided_in_any_of_its_parts() {
    let rig = rig().await;
    let phone = &rig.phones[0];
    let gzip = gzip_of(&phone.cookie);
    let register = |seq| phone.register_as(seq, &rig.sessions[0]).unwrap();
    let leave = Intent::Leave {
        session: rig.sessions[0].clone(),
        members: vec![phone.member.resident.clone()],
    };
    let mut copy = register(1);
    copy.intents = vec![phone.push(2, &leave).unwrap()];
    rig.exchange(phone, &copy).await;
    let mut request = register(1);
    let last = u64::try_from(2 * PART_INTENTS_MAX + 1).unwrap();
    let further = (2..=last).flat_map(|seq| register(seq).intents);
    request.intents.extend(further);
    let plain = serde_json::to_vec(&request).unwrap();
    let answer = response(&rig.send("POST /sync/v1", &gzip, &packed(&plain)).await);
    let outcomes: Vec<_> = answer
        .outcomes
        .iter()
        .map(|settled| (settled.seq, &settled.outcome))
        .collect();
    assert_eq!(outcomes, [(1, &Outcome::Accepted), (2, &Outcome::Fork)]);
    assert_eq!(rig.count("verdicts"), 2);
}

#[tokio::test]
async fn the_answer_to_the_longest_request_holds_the_effects_of_all_of_it() {
    let rig = Rig::with_crowd((REQUEST_INTENTS_MAX, 2, 1)).await;
    let mut phone = rig.phones[0].clone();
    let gzip = gzip_of(&phone.cookie);
    let known = response(&rig.exchange(&phone, &phone.pull()).await);
    phone.cursor = Some(known.feeds[0].cursor.clone());
    let mut request = phone.pull();
    for session in &rig.sessions {
        let of_one = phone.register(session).unwrap();
        request.intents.extend(of_one.intents);
    }
    let plain = serde_json::to_vec(&request).unwrap();
    let answer = response(&rig.send("POST /sync/v1", &gzip, &packed(&plain)).await);
    let feed = &answer.feeds[0];
    let told: BTreeSet<&str> = feed.changes.iter().map(|row| row.key.as_str()).collect();
    let seats = |session| told.contains(format!("seats/{session}").as_str());
    assert!(rig.sessions.iter().all(seats));
    let each_once = told.len() == feed.changes.len();
    assert_eq!(
        (told.len(), each_once, feed.more),
        (2 * REQUEST_INTENTS_MAX, true, false)
    );
}

#[tokio::test]
async fn a_packed_request_is_read_and_one_that_swells_is_not() {
    let rig = rig().await;
    let phone = &rig.phones[0];
    let head = format!("{JSON}cookie: session={}\r\n", phone.cookie);
    let gzip = format!("{head}content-encoding: gzip\r\n");
    let request = phone.register_as(1, &rig.sessions[0]).unwrap();
    let body = packed(&serde_json::to_vec(&request).unwrap());
    let found = response(&rig.send("POST /sync/v1", &gzip, &body).await);
    assert_eq!(found.outcomes[0].outcome, Outcome::Accepted);
    // Fifty kilobytes on the way, fifty megabytes unpacked.
    let swells = packed(&vec![b' '; 50_000_000]);
    assert!(swells.len() < sync::limits::REQUEST_BYTES_MAX);
    let answer = rig.send("POST /sync/v1", &gzip, &swells).await;
    let limit = "UNPACKED_BYTES_MAX".to_owned();
    assert_eq!(
        (answer.status, protest(&answer)),
        (413, Protest::TooLarge { limit })
    );
    for (how, body, status) in [
        ("gzip", &body[..body.len() / 2], 400),
        ("gzip", b"{}".as_slice(), 400),
        ("br", &body[..], 415),
        ("gzip, gzip", &body[..], 415),
    ] {
        let head = format!("{head}content-encoding: {how}\r\n");
        let answer = rig.send("POST /sync/v1", &head, body).await;
        assert_eq!(answer.status, status, "{how}");
    }
}
