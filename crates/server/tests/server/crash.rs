//! Kill -9 in the middle of pushes: nothing acknowledged is lost, nothing happens twice.
//!
//! The one rule to know: phones push to the real server process over real HTTP while it is killed
//! and started again, over and over; what they were told is compared with what stands at the end.
//! `CUOBIAN_KILLS` says how often (100 by default, about 12 seconds).

use crate::process::start;
use crate::rig::{Folder, community, record, response};
use rules::id::SessionId;
use rules::registration::RegistrationState;
use rules::{Key, Record};
use server::db::proof::{Proof, prove};
use server::db::{journal, open, open_to_read};
use server::load::{Client, Phone, gather};
use server::world::World;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use sync::Outcome;
use sync::depot::JournalLine;
use tokio::sync::watch;
use tokio::task::JoinSet;

const PHONES: usize = 16;
const SESSIONS: usize = 2_000;
/// Fewer than there are phones: seats and waiting lists both grow.
const SEATS: u32 = 10;

/// What a phone was told: the outcome of each of its intents, by number.
type Told = BTreeMap<u64, Outcome>;

/// Pushes one registration after the other; each until it is answered, again after each crash.
async fn push_all(
    phone: Phone,
    sessions: Arc<Vec<SessionId>>,
    mut address: watch::Receiver<SocketAddr>,
    enough: Arc<AtomicBool>,
) -> (Phone, Told) {
    let mut told = Told::new();
    for (seq, session) in (1_u64..).zip(sessions.iter()) {
        if enough.load(Ordering::Relaxed) {
            break;
        }
        let mut request = phone.register_as(seq, session).unwrap();
        request.feeds.clear();
        loop {
            let to = *address.borrow_and_update();
            let asked = async {
                let mut client = Client::connect(to).await?;
                client.exchange(&phone.cookie, &request).await
            };
            if let Ok(answer) = asked.await {
                let outcome = response(&answer).outcomes.remove(0).outcome;
                told.insert(seq, outcome);
                break;
            }
            // The server was killed under this request: it is asked again, as a phone would.
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    (phone, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_in_the_middle_of_pushes_forgets_nothing_it_said() {
    let kills = std::env::var("CUOBIAN_KILLS").map_or(100, |kills| kills.parse().unwrap());
    let folder = Folder::new();
    let world = World::real();
    let db = open(&folder.path).unwrap();
    let shape = (SESSIONS, SEATS, PHONES);
    let (sessions, phones) = gather(&db, &world, &community(), shape).unwrap();
    drop(db);
    let sessions = Arc::new(sessions);
    let enough = Arc::new(AtomicBool::new(false));
    let (mut child, first) = start(&folder.path);
    let (tell, address) = watch::channel(first);
    let mut tasks = JoinSet::new();
    for phone in phones {
        tasks.spawn(push_all(
            phone,
            sessions.clone(),
            address.clone(),
            enough.clone(),
        ));
    }
    for kill in 0..kills {
        // Between 5 and 60 ms of work, another length each time.
        tokio::time::sleep(Duration::from_millis(5 + kill * 37 % 56)).await;
        drop(child);
        let (next, at) = start(&folder.path);
        child = next;
        tell.send(at).unwrap();
    }
    enough.store(true, Ordering::Relaxed);
    let heard = tasks.join_all().await;
    let again = *address.borrow();
    for (phone, told) in &heard {
        ask_again(again, phone, told, &sessions).await;
    }
    drop(child);
    audit(&folder.path, &heard, &sessions);
}

/// Every answer stands: asking again with the same id gives it again.
async fn ask_again(address: SocketAddr, phone: &Phone, told: &Told, sessions: &[SessionId]) {
    let mut client = Client::connect(address).await.unwrap();
    for (seq, outcome) in told {
        let at = usize::try_from(*seq).unwrap() - 1;
        let mut request = phone.register_as(*seq, &sessions[at]).unwrap();
        request.feeds.clear();
        let answer = client.exchange(&phone.cookie, &request).await.unwrap();
        assert_eq!(response(&answer).outcomes[0].outcome, *outcome, "seq {seq}");
    }
}

fn audit(data: &Path, heard: &[(Phone, Told)], sessions: &[SessionId]) {
    let db = open_to_read(data).unwrap();
    assert!(matches!(
        prove(&db, &community()).unwrap(),
        Proof::Sound { .. }
    ));
    let answered: usize = heard.iter().map(|(_, told)| told.len()).sum();
    assert!(
        answered > 100,
        "only {answered} intents were answered: nothing was tested"
    );
    let mut taken: BTreeMap<&SessionId, u32> = BTreeMap::new();
    for (phone, told) in heard {
        for (seq, outcome) in told {
            let session = &sessions[usize::try_from(*seq).unwrap() - 1];
            let key = Key::Registration(session.clone(), phone.member.resident.clone());
            let Some(Record::Registration(found)) = record(&db, &key) else {
                panic!("acknowledged and lost: {key}");
            };
            let is_seated = found.state == RegistrationState::Confirmed;
            assert_eq!(
                is_seated,
                *outcome == Outcome::Accepted,
                "{key}: {outcome:?}"
            );
            *taken.entry(session).or_default() += u32::from(is_seated);
        }
    }
    for (session, taken) in taken {
        let Some(Record::Seats(seats)) = record(&db, &Key::Seats(session.clone())) else {
            panic!("no tally of {session}");
        };
        assert_eq!(
            seats.taken, taken,
            "{session}: a seat was counted twice or lost"
        );
        assert!(taken <= SEATS);
    }
    // One journal line an intent, and one for each chunk of what was published.
    let mut intents = Vec::new();
    journal::read(&db, &community(), 0, |block| {
        for text in block.unwrap().texts {
            let line: JournalLine = serde_json::from_str(&text).unwrap();
            intents.extend(line.intent);
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(intents.len(), answered);
    intents.sort_unstable();
    intents.dedup();
    assert_eq!(
        intents.len(),
        answered,
        "an intent stands in the journal twice"
    );
}
