//! Requests that travel packed: as many as may, and none that swells.

use crate::refusals::{JSON, protest, rig};
use crate::rig::response;
use sync::Outcome;
use sync::wire::{Protest, PushIntent};

fn packed(plain: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut out, plain).unwrap();
    out.finish().unwrap()
}

#[tokio::test]
async fn a_thousand_requests_are_settled_in_their_order_and_one_more_is_too_many() {
    let rig = rig().await;
    let phone = &rig.phones[0];
    let gzip = format!(
        "{JSON}cookie: session={}\r\ncontent-encoding: gzip\r\n",
        phone.cookie
    );
    let mut request = phone.register_as(1, &rig.sessions[0]).unwrap();
    let push = request.intents.remove(0);
    let most = u64::try_from(sync::limits::REQUEST_INTENTS_MAX).unwrap();
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
