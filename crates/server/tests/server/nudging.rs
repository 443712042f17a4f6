//! Nudges over a real connection: what they say, when, and that they end.

use crate::desk::at_work;
use crate::rig::{Rig, response};
use rules::activity::{Activity, ActivityKind, Audience};
use rules::draft::{Plan, Writing};
use rules::id::SessionId;
use rules::staff::Level;
use rules::words::Words;
use rules::{Intent, Record};
use server::db::open;
use server::enrol::dismiss;
use server::load::session_item;
use std::time::Duration;
use sync::Outcome;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Far more than a nudge takes; what is silent this long stays silent.
const SILENCE: Duration = Duration::from_millis(1_600);

/// What is to come may take this long on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(30);

/// A page that listens.
struct Ear {
    stream: TcpStream,
    head: String,
}

impl Ear {
    async fn open(rig: &Rig, query: &str) -> Self {
        Self::open_as(rig, query, "").await
    }

    /// With a session's cookie, unless it is empty.
    async fn open_as(rig: &Rig, query: &str, cookie: &str) -> Self {
        let mut stream = TcpStream::connect(rig.address).await.unwrap();
        let cookie = match cookie {
            "" => String::new(),
            cookie => format!("cookie: session={cookie}\r\n"),
        };
        let ask = format!("GET /sync/v1/nudge{query} HTTP/1.1\r\nhost: c\r\n{cookie}\r\n");
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut ear = Self {
            stream,
            head: String::new(),
        };
        while !ear.head.contains("\r\n\r\n") {
            let more = ear.is_told().await;
            ear.head.push_str(&more);
        }
        ear
    }

    /// What comes next, chunk sizes included; none when nothing does, or the end.
    async fn hears(&mut self) -> Option<String> {
        self.hears_within(SILENCE).await
    }

    /// What must come next, however busy the machine is.
    async fn is_told(&mut self) -> String {
        let told = self.hears_within(PATIENCE).await;
        told.expect("something to be told")
    }

    async fn hears_within(&mut self, patience: Duration) -> Option<String> {
        let mut bytes = [0; 1_024];
        let came = timeout(patience, self.stream.read(&mut bytes)).await.ok()?;
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
                said.push_str(&ear.is_told().await);
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
    assert!(!ear.is_told().await.is_empty());
}

/// A draft of the rig's activity.
fn drafted(rig: &Rig, name: &str) -> Intent {
    let draft: SessionId = name.parse().unwrap();
    let item = session_item(&rig.world, &draft, 5).unwrap();
    let Record::Session(session) = item.record else {
        panic!("no session");
    };
    let title = Words::new("茶艺", "Tea");
    let plan = Plan {
        activity_id: "a".parse().unwrap(),
        activity: Activity::new(title, ActivityKind::Culture, Audience::Everyone),
        session,
        series: None,
    };
    let plan = Box::new(plan);
    Intent::Write(Writing {
        draft,
        was: 0,
        plan,
    })
}

#[tokio::test]
async fn a_draft_nudges_the_desk_and_nobody_else() {
    let rig = Rig::with_crowd((1, 5, 1)).await;
    let (editor, _) = at_work(&rig, Level::Editor).await;
    let (colleague, card) = at_work(&rig, Level::Publisher).await;
    let resident = rig.phones[0].cookie.clone();
    let mut ears = Vec::new();
    for cookie in [&colleague.cookie, &resident, "", "c.none"] {
        ears.push(Ear::open_as(&rig, "?community=c", cookie).await);
    }
    for ear in &mut ears {
        while ear.hears().await.is_some() {}
    }
    let write = async |number: u64| {
        let mut request = editor.pull();
        let draft = drafted(&rig, &format!("d{number}"));
        request.intents.push(editor.push(number, &draft).unwrap());
        let answer = response(&rig.exchange(&editor, &request).await);
        assert_eq!(answer.outcomes[0].outcome, Outcome::Accepted);
    };
    write(1).await;
    let said = ears[0].is_told().await;
    assert!(said.contains("data:\n\n"), "{said}");
    assert!(!said.contains("d1"), "{said}");
    for ear in &mut ears[1..] {
        assert_eq!(ear.hears().await, None, "a draft is the desk's");
    }
    // A seat is everybody's, the desk's too; and who works here no more hears no more than others.
    register(&rig, 0, 0).await;
    for ear in &mut ears {
        assert!(!ear.is_told().await.is_empty());
    }
    let db = open(&rig.folder.path).unwrap();
    dismiss(&db, &rig.world, &card.number).unwrap();
    let mut late = Ear::open_as(&rig, "?community=c", &colleague.cookie).await;
    while late.hears().await.is_some() {}
    write(2).await;
    assert_eq!(late.hears().await, None, "dismissed");
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
