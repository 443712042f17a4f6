//! Nudges over a real connection: what they say, when, and that they end.

use crate::rig::{Rig, response};
use std::time::Duration;
use sync::Outcome;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Far more than a nudge takes; what is silent this long stays silent.
const SILENCE: Duration = Duration::from_millis(1_600);

/// A page that listens.
struct Ear {
    stream: TcpStream,
    head: String,
}

impl Ear {
    async fn open(rig: &Rig, query: &str) -> Self {
        let mut stream = TcpStream::connect(rig.address).await.unwrap();
        let ask = format!("GET /sync/v1/nudge{query} HTTP/1.1\r\nhost: c\r\n\r\n");
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut ear = Self {
            stream,
            head: String::new(),
        };
        while !ear.head.contains("\r\n\r\n") {
            let more = ear.hears().await.expect("an answer");
            ear.head.push_str(&more);
        }
        ear
    }

    /// What comes next, chunk sizes included; none when nothing does, or the end.
    async fn hears(&mut self) -> Option<String> {
        let mut bytes = [0; 1_024];
        let came = timeout(SILENCE, self.stream.read(&mut bytes)).await.ok()?;
        let text = String::from_utf8_lossy(&bytes[..came.unwrap()]);
        Some(text.into_owned()).filter(|text| !text.is_empty())
    }
}

async fn register(rig: &Rig, phone: usize, session: usize) {
    let phone = &rig.phones[phone];
    let seq = u64::try_from(session).unwrap() + 1;
    let request = phone.register_as(seq, &rig.sessions[session]).unwrap();
    let answer = rig.exchange(phone, &request).await;
    assert_eq!(response(&answer).outcomes[0].outcome, Outcome::Accepted);
}

#[tokio::test]
async fn a_registration_nudges_everyone_who_listens_and_says_nothing_of_it() {
    let rig = Rig::with_crowd((2, 5, 1)).await;
    let mut ears = Vec::new();
    for _ in 0..20 {
        ears.push(Ear::open(&rig, "?community=c").await);
    }
    let head = ears[0].head.to_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    assert!(head.contains("cache-control: no-store"), "{head}");
    assert!(!head.contains("content-encoding"), "{head}");
    let opens = ears[0].head.contains("\r\n:\n\n") || ears[0].hears().await.is_some();
    assert!(opens, "a first line, so that proxies open");
    for session in 0..2 {
        register(&rig, 0, session).await;
        for ear in &mut ears {
            let mut said = String::new();
            while !said.contains("data:\n\n") {
                said.push_str(&ear.hears().await.expect("a nudge"));
            }
            assert!(!said.contains("s0") && !said.contains("r0"), "{said}");
        }
    }
    assert_eq!(ears[3].hears().await, None, "and then silence");
    let counters = rig.send("GET /metrics", "", b"").await.text();
    assert!(counters.contains("cuobian_listeners 20\n"), "{counters}");
}

#[tokio::test]
async fn only_what_is_public_nudges() {
    let rig = Rig::with_crowd((1, 5, 1)).await;
    let mut ear = Ear::open(&rig, "?community=c").await;
    while ear.hears().await.is_some() {}
    let phone = &rig.phones[0];
    let body = r#"{"act":"guard","day":"2026-03-20","minutes":60}"#;
    let note: rules::id::NoteId = "n1".parse().unwrap();
    let mut request = phone.pull();
    request.notes.push(sync::wire::PushNote {
        community: crate::rig::community(),
        rev: sync::identity::revision_id(&note, &[], body),
        note,
        parents: Vec::new(),
        body: sync::wire::Body::from_text(body.to_owned()).unwrap(),
    });
    let answer = response(&rig.exchange(phone, &request).await);
    assert_eq!(answer.notes[0].refusal, None);
    assert_eq!(ear.hears().await, None, "a diary is nobody's business");
    register(&rig, 0, 0).await;
    assert!(ear.hears().await.is_some());
}

#[tokio::test]
async fn what_nobody_knows_cannot_be_listened_to() {
    let rig = Rig::with_crowd((1, 5, 1)).await;
    for (query, status) in [
        ("?community=nowhere", "404"),
        ("", "400"),
        ("?community=../x", "400"),
    ] {
        let ear = Ear::open(&rig, query).await;
        assert!(ear.head.contains(status), "{query}: {}", ear.head);
    }
}

#[tokio::test]
async fn a_server_that_ends_does_not_wait_for_those_who_listen() {
    let rig = Rig::with_crowd((1, 5, 1)).await;
    let mut ears = Vec::new();
    for _ in 0..5 {
        ears.push(Ear::open(&rig, "?community=c").await);
    }
    let stopped = timeout(Duration::from_secs(3), rig.stop()).await;
    assert!(stopped.is_ok(), "it waited for streams that never end");
    for ear in &mut ears {
        let mut rest = Vec::new();
        ear.stream.read_to_end(&mut rest).await.unwrap();
    }
}
