//! What the community's desk is told, and who is the desk.

use crate::rig::{Rig, community};
use rules::publish::Item;
use rules::staff::{Level, Staff};
use rules::{Actor, Intent, Key, Record, Scope};
use server::db::{SqliteDepot, open};
use sync::authority::{Visit, execute, scopes_of};
use sync::depot::{Depot, Row};

#[tokio::test]
async fn the_desk_is_told_of_just_the_kinds_that_the_rules_name() {
    let rig = Rig::with_crowd((0, 0, 0)).await;
    let db = open(&rig.folder.path).unwrap();
    let mut depot = SqliteDepot::new(&db, community());
    let keys = [
        "resident/a",
        "household/h",
        "registration/s/a",
        "consent/a",
        "presence/s/2026-03-20/a",
        "absences/a",
        "luck/h",
        "claim/a/n",
        "note/a/n/v",
        "session/s",
    ];
    let from = depot.head().unwrap().rev;
    for (rev, key) in (from + 1..).zip(keys) {
        let scope: Scope = "household/h".parse().unwrap();
        let record = None;
        let row = Row { rev, scope, record };
        depot.set_row(&key.parse().unwrap(), &row).unwrap();
    }
    let told = depot.changes(&Scope::Desk, from, 100).unwrap();
    for text in keys {
        let key: Key = text.parse().unwrap();
        let is_told = told.iter().any(|change| change.key == text);
        assert_eq!(is_told, key.is_the_desks(), "{text}");
    }
}

#[tokio::test]
async fn whoever_works_at_the_desk_no_more_sees_no_more_of_it() {
    let rig = Rig::with_crowd((0, 0, 0)).await;
    let db = open(&rig.folder.path).unwrap();
    let mut depot = SqliteDepot::new(&db, community());
    let visit = |actor| Visit::new(actor, rig.world.now());
    let staff: rules::id::ResidentId = "wang".parse().unwrap();
    let wang = visit(Actor::Staff {
        staff: staff.clone(),
    });
    let nobody = scopes_of(&mut depot, &wang).unwrap();
    assert_eq!(nobody, [Scope::Public], "nobody knows them");
    for (level, scopes) in [
        (Some(Level::Editor), vec![Scope::Desk, Scope::Public]),
        (None, vec![Scope::Public]),
    ] {
        let name = String::from("王");
        let key = Key::Staff(staff.clone());
        let record = Record::Staff(Staff { name, level });
        let items = vec![Item { key, record }];
        let publish = Intent::Publish { items, by: None };
        execute(&mut depot, &visit(Actor::System), None, &publish).unwrap();
        assert_eq!(scopes_of(&mut depot, &wang).unwrap(), scopes);
    }
}
