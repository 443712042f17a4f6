//! What is old: builds, outcomes, and the news that a request rests on.

use crate::refusals::{outcome, rig};
use crate::rig::{community, response};
use sync::Outcome;

#[tokio::test]
async fn a_build_too_old_to_be_told_is_settled_all_the_same() {
    let rig = rig().await;
    let mut request = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
    request.schema_view = sync::limits::SCHEMA_VIEW_MIN - 1;
    let found = response(&rig.exchange(&rig.phones[0], &request).await);
    assert!(found.outdated && found.feeds.is_empty());
    assert_eq!(found.outcomes[0].outcome, Outcome::Accepted);
}

#[tokio::test]
async fn what_was_settled_long_ago_is_not_decided_again() {
    let rig = rig().await;
    let request = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
    assert_eq!(outcome(&rig, &request).await, Outcome::Accepted);
    let db = server::db::open(&rig.folder.path).unwrap();
    let mut depot = server::db::SqliteDepot::new(&db, community());
    let later = rig.world.now().plus_millis(401 * rules::time::DAY_MILLIS);
    assert_eq!(sync::authority::forget_old(&mut depot, later).unwrap(), 1);
    drop(db);
    assert_eq!(rig.count("verdicts"), 0);
    assert_eq!(outcome(&rig, &request).await, Outcome::AlreadySettled);
    assert_eq!(rig.count("verdicts"), 0);
}

#[tokio::test]
async fn seats_asked_for_with_last_seasons_programme_in_hand_are_not_given() {
    let rig = rig().await;
    let mut request = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
    let days_ago = |days: i64| Some(rig.world.now().plus_millis(-days * rules::time::DAY_MILLIS));
    request.intents[0].heard_at = days_ago(61);
    assert_eq!(outcome(&rig, &request).await, Outcome::Expired);
    request.intents[0].heard_at = days_ago(59);
    assert_eq!(outcome(&rig, &request).await, Outcome::Expired, "for good");
    request.intents[0].seq = 2;
    assert_eq!(outcome(&rig, &request).await, Outcome::Accepted);
}
