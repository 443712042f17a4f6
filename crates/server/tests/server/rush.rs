//! The last seat under a rush.

use crate::rig::{Rig, response};
use rules::registration::RegistrationState;
use rules::{Key, Record};
use std::collections::BTreeSet;
use std::sync::Arc;
use sync::Outcome;
use sync::outcome::Amendment;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const SEATS: u32 = 100;
const RESIDENTS: usize = 2_000;

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_press_at_once_for_a_hundred_seats() {
    let rig = Rig::with_crowd((1, SEATS, RESIDENTS)).await;
    let session = rig.sessions[0].clone();
    let start = Arc::new(Barrier::new(RESIDENTS));
    let mut tasks = JoinSet::new();
    for phone in rig.phones.clone() {
        let mut client = rig.client().await;
        let request = phone.register_as(1, &session).unwrap();
        let start = start.clone();
        tasks.spawn(async move {
            start.wait().await;
            let answer = client.exchange(&phone.cookie, &request).await.unwrap();
            let outcome = response(&answer).outcomes.remove(0).outcome;
            (phone, outcome)
        });
    }
    let answers = tasks.join_all().await;
    let seated = answers
        .iter()
        .filter(|(_, outcome)| *outcome == Outcome::Accepted);
    assert_eq!(seated.count(), SEATS as usize);
    let places: BTreeSet<u32> = answers
        .iter()
        .filter_map(|(_, outcome)| match outcome {
            Outcome::Changed {
                how: Amendment::Waiting { place },
            } => Some(*place),
            _ => None,
        })
        .collect();
    let waiting = u32::try_from(RESIDENTS).unwrap() - SEATS;
    assert_eq!(
        places,
        (1..=waiting).collect(),
        "everyone else waits, each at their own place"
    );
    let Some(Record::Seats(seats)) = rig.record(&Key::Seats(session.clone())) else {
        panic!("no tally");
    };
    assert_eq!((seats.taken, seats.waiting()), (SEATS, waiting));
    // What each was told is what stands.
    for (phone, outcome) in answers {
        let key = Key::Registration(session.clone(), phone.member.resident.clone());
        let Some(Record::Registration(found)) = rig.record(&key) else {
            panic!("no registration");
        };
        match (outcome, found.state) {
            (Outcome::Accepted, RegistrationState::Confirmed) => {}
            (
                Outcome::Changed {
                    how: Amendment::Waiting { place },
                },
                RegistrationState::Waiting { turn },
            ) => assert_eq!(place, turn + 1),
            other => panic!("told one thing, kept another: {other:?}"),
        }
    }
}
