//! The desk: what staff see, what nobody else does, and how somebody stops being staff.

use crate::rig::{Rig, community, json, response};
use rules::registration::admitting::{Admittance, Word};
use rules::staff::{Level, Staff};
use rules::{Intent, Refusal};
use serde_json::{Value, json as value};
use server::db::open;
use server::enrol::{Printed, dismiss, employ};
use server::load::Phone;
use sync::identity::Device;
use sync::outcome::Outcome;

/// Somebody of the staff on a phone of their own, signed in over the interface.
pub async fn at_work(rig: &Rig, level: Level) -> (Phone, Printed) {
    let db = open(&rig.folder.path).unwrap();
    let staff = Staff {
        name: "小苏".to_owned(),
        level: Some(level),
    };
    let card = employ(&db, &rig.world, &community(), staff).unwrap();
    let body = value!({ "member": card.number, "pin": card.pin }).to_string();
    let head = "content-type: application/json\r\n";
    let answer = rig.send("POST /session", head, body.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let set = answer.header("set-cookie").unwrap();
    let cookie = set.split(['=', ';']).nth(1).unwrap().to_owned();
    let who: Value = json(&answer);
    let mut phone = rig.phones[0].clone();
    phone.member = serde_json::from_value(who).unwrap();
    phone.cookie = cookie;
    phone.device = Device([77; 16]);
    (phone, card)
}

#[tokio::test]
async fn staff_see_who_registered_and_residents_see_nothing_of_the_desk() {
    let rig = Rig::with_crowd((1, 1, 2)).await;
    let (staff, _) = at_work(&rig, Level::Editor).await;
    for phone in &rig.phones {
        let asked = phone.register_as(1, &rig.sessions[0]).unwrap();
        rig.exchange(phone, &asked).await;
    }
    let seen = rig.exchange(&staff, &staff.pull()).await.text();
    for key in [
        "registration/s0/r0",
        "registration/s0/r1",
        "resident/r1",
        "household/h0",
        "waiting/s0/0",
        "staff/s-",
    ] {
        assert!(seen.contains(key), "{key} is the desk's: {seen}");
    }
    let resident = &rig.phones[0];
    let seen = rig.exchange(resident, &resident.pull()).await.text();
    for key in ["waiting/", "staff/", "resident/r1", "registration/s0/r1"] {
        assert!(!seen.contains(key), "{key} is nobody's at home: {seen}");
    }
}

#[tokio::test]
async fn what_changes_reaches_the_desk_from_where_it_had_come() {
    let rig = Rig::with_crowd((1, 1, 2)).await;
    let (mut staff, _) = at_work(&rig, Level::Editor).await;
    let first = response(&rig.exchange(&staff, &staff.pull()).await);
    staff.cursor = Some(first.feeds[0].cursor.clone());
    let phone = &rig.phones[1];
    rig.exchange(phone, &phone.register_as(1, &rig.sessions[0]).unwrap())
        .await;
    let news = response(&rig.exchange(&staff, &staff.pull()).await);
    let keys: Vec<&str> = news.feeds[0]
        .changes
        .iter()
        .map(|change| change.key.as_str())
        .collect();
    assert_eq!(keys, ["registration/s0/r1", "seats/s0"]);
    assert!(!news.feeds[0].more);
}

#[tokio::test]
async fn nobody_else_decides_what_staff_decide() {
    let rig = Rig::with_crowd((1, 1, 2)).await;
    let (staff, _) = at_work(&rig, Level::Editor).await;
    let intent = Intent::Admit(Admittance {
        session: rig.sessions[0].clone(),
        turn: 0,
        word: Word::Yes,
        why: "因为".to_owned(),
    });
    let outcome = async |phone: &Phone| {
        let mut request = phone.pull();
        request.intents.push(phone.push(9, &intent).unwrap());
        let answer = response(&rig.exchange(phone, &request).await);
        answer.outcomes.into_iter().next().unwrap().outcome
    };
    let refused = |refusal| Outcome::Refused { refusal };
    let resident = outcome(&rig.phones[0]).await;
    assert_eq!(resident, refused(Refusal::NotAllowed));
    assert_eq!(outcome(&staff).await, refused(Refusal::NotInLine));
}

#[tokio::test]
async fn whoever_is_dismissed_is_out_at_once_and_their_card_is_void() {
    let rig = Rig::with_crowd((1, 1, 1)).await;
    let (staff, card) = at_work(&rig, Level::Publisher).await;
    assert!(!response(&rig.exchange(&staff, &staff.pull()).await).session_ended);
    let db = open(&rig.folder.path).unwrap();
    dismiss(&db, &rig.world, &card.number).unwrap();
    let answer = rig.exchange(&staff, &staff.pull()).await;
    assert!(!answer.text().contains("resident/"), "{}", answer.text());
    assert!(response(&answer).session_ended);
    let body = value!({ "member": card.number, "pin": card.pin }).to_string();
    let head = "content-type: application/json\r\n";
    let again = rig.send("POST /session", head, body.as_bytes()).await;
    assert_eq!(again.status, 401);
    assert!(dismiss(&db, &rig.world, &card.number).is_err(), "twice");
}
