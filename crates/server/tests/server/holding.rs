//! A seat that becomes free is held for whoever waited, until a deadline on the server's clock.

use crate::rig::{Rig, community, response};
use rules::publish::Item;
use rules::registration::{RegistrationState, WhenFull};
use rules::{Actor, Intent, Key, Record, Refusal};
use server::db::{SqliteDepot, open};
use server::load::Phone;
use std::time::Duration;
use sync::Outcome;
use sync::authority::{Visit, execute};

const HOUR: Duration = Duration::from_hours(1);

/// One seat, held for three hours; three residents, of whom the first has it and the others wait.
async fn line() -> Rig {
    let rig = Rig::with_crowd((1, 1, 3)).await;
    let Some(Record::Session(mut session)) = rig.record(&key(&rig)) else {
        panic!("no session");
    };
    session.hold_hours = Some(3);
    let item = Item {
        key: key(&rig),
        record: Record::Session(session),
    };
    let db = open(&rig.folder.path).unwrap();
    let system = Visit::new(Actor::System, rig.world.now());
    let publish = Intent::Publish {
        items: vec![item],
        by: None,
    };
    let mut depot = SqliteDepot::new(&db, community());
    execute(&mut depot, &system, None, &publish).unwrap();
    for who in 0..3 {
        let intent = Intent::Register {
            session: rig.sessions[0].clone(),
            members: vec![rig.phones[who].member.resident.clone()],
            when_full: WhenFull::Wait,
        };
        ask(&rig, who, 1, &intent).await;
    }
    rig
}

fn key(rig: &Rig) -> Key {
    Key::Session(rig.sessions[0].clone())
}

async fn ask(rig: &Rig, who: usize, seq: u64, intent: &Intent) -> Outcome {
    let phone: &Phone = &rig.phones[who];
    let mut request = phone.pull();
    request.intents.push(phone.push(seq, intent).unwrap());
    let mut answer = response(&rig.exchange(phone, &request).await);
    answer.outcomes.remove(0).outcome
}

fn state(rig: &Rig, who: usize) -> RegistrationState {
    let resident = rig.phones[who].member.resident.clone();
    let key = Key::Registration(rig.sessions[0].clone(), resident);
    match rig.record(&key) {
        Some(Record::Registration(found)) => found.state,
        other => panic!("{other:?}"),
    }
}

/// The same server, started again: it looks at what is due at once.
async fn again(mut rig: Rig) -> Rig {
    let (sessions, phones) = (rig.sessions.clone(), std::mem::take(&mut rig.phones));
    let world = rig.world.clone();
    let folder = rig.stop().await;
    let mut rig = Rig::over(folder, world, None).await;
    (rig.sessions, rig.phones) = (sessions, phones);
    rig
}

async fn until(rig: &Rig, who: usize, wanted: impl Fn(RegistrationState) -> bool) {
    for _ in 0..200 {
        if wanted(state(rig, who)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("resident {who} is {:?}", state(rig, who));
}

fn leave(rig: &Rig, who: usize) -> Intent {
    Intent::Leave {
        session: rig.sessions[0].clone(),
        members: vec![rig.phones[who].member.resident.clone()],
    }
}

fn confirm(rig: &Rig, who: usize) -> Intent {
    Intent::Confirm {
        session: rig.sessions[0].clone(),
        members: vec![rig.phones[who].member.resident.clone()],
    }
}

#[tokio::test]
async fn a_hold_nobody_answers_goes_to_the_next_even_if_its_deadline_passed_while_nobody_served() {
    let rig = line().await;
    ask(&rig, 0, 2, &leave(&rig, 0)).await;
    assert!(matches!(state(&rig, 1), RegistrationState::Held { .. }));
    assert!(matches!(state(&rig, 2), RegistrationState::Waiting { .. }));
    rig.world.advance(3 * HOUR);
    let late = ask(&rig, 1, 2, &confirm(&rig, 1)).await;
    let refusal = match late {
        Outcome::Refused { refusal } => refusal,
        other => panic!("{other:?}"),
    };
    assert!(
        matches!(refusal, Refusal::HoldOver { .. } | Refusal::NotHeld { .. }),
        "{refusal:?}"
    );
    let rig = again(rig).await;
    until(&rig, 1, |state| state == RegistrationState::Lapsed).await;
    until(&rig, 2, |state| {
        matches!(state, RegistrationState::Held { .. })
    })
    .await;
    assert_eq!(ask(&rig, 2, 2, &confirm(&rig, 2)).await, Outcome::Accepted);
    rig.world.advance(24 * HOUR);
    let rig = again(rig).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(state(&rig, 2), RegistrationState::Confirmed);
    let db = server::db::open_to_read(&rig.folder.path).unwrap();
    let report = server::verify::verify(&db).unwrap();
    assert!(report.is_sound(), "{report}");
}
