//! Who is signed in: what was theirs leaves the phone with them, what they wrote stays.

use crate::phone::{answer, claim_and_withdrawal, community, hear, replica, request, who, write};
use rules::Scope;
use sync::store::{Table, Write};
use sync::wire::{Body, Change};

fn change(key: &str, scope: &str) -> Change {
    Change {
        scope: scope.parse().unwrap(),
        key: key.to_owned(),
        rev: 3,
        data: Some(Body::from_text("{\"thing\":1}".to_owned()).unwrap()),
    }
}

/// A phone of Lin's that holds rows of everybody's and of Lin's, some of a later build.
fn furnished() -> sync::Replica {
    let mut phone = replica("lin");
    let mut response = answer(3, &[]);
    response.feeds[0].changes = crate::phone::two_sessions();
    let later = [
        change("thing/public", "public"),
        change("thing/home", "household/h-lin"),
        change("thing/own", "resident/lin"),
    ];
    response.feeds[0].changes.extend(later);
    hear(&mut phone, &response);
    write(&mut phone, &claim_and_withdrawal()[0]);
    phone
}

#[test]
fn whose_phone_it_was_takes_every_row_of_theirs_along_and_nothing_else() {
    let phone = furnished();
    for next in [None, Some(who("chen"))] {
        let batch = phone.prepare_who(next.as_ref());
        let mut gone: Vec<&str> = batch
            .writes
            .iter()
            .filter_map(|write| match write {
                Write::Delete { table, key } if *table == Table::Records => Some(key.as_str()),
                _ => None,
            })
            .collect();
        gone.sort_unstable();
        let theirs = [
            "c/registration/s/lin",
            "c/registration/s/mei",
            "c/resident/lin",
            "c/resident/mei",
            "c/thing/home",
            "c/thing/own",
        ];
        assert_eq!(gone, theirs);
        let is_feed = |write: &&Write| matches!(write, Write::Put { table: Table::Meta, key, .. } if key == "feed/c");
        assert_eq!(batch.writes.iter().filter(is_feed).count(), 1);
        let mut left = phone.clone();
        left.adopt_who(next.clone());
        let shown: Vec<String> = left
            .confirmed_records(&community())
            .map(|(key, _)| key.to_string())
            .collect();
        assert_eq!(shown, ["session/s", "session/t"]);
        assert_eq!(left.unreadable_rows(), 1, "everybody's stays, unread");
        let emptied = &request(&left).feeds[0].emptied;
        let both: [Scope; 2] = ["household/h-lin", "resident/lin"].map(|it| it.parse().unwrap());
        assert_eq!(
            emptied.as_slice(),
            both,
            "and begins anew for whoever comes"
        );
        assert_eq!(left.pending().count(), 1, "what was asked stays");
        assert_eq!(left.who(), next.as_ref());
    }
}

#[test]
fn who_signs_in_again_as_they_are_loses_nothing() {
    let phone = furnished();
    let batch = phone.prepare_who(Some(&who("lin")));
    let [Write::Put { table, key, value }] = batch.writes.as_slice() else {
        panic!("{batch:?}")
    };
    assert_eq!((*table, key.as_str()), (Table::Meta, "who"));
    assert_eq!(*value, serde_json::to_string(&who("lin")).unwrap());
    let mut again = phone.clone();
    again.adopt_who(Some(who("lin")));
    assert_eq!(again.confirmed_records(&community()).count(), 6);
    assert_eq!(request(&again).feeds, request(&phone).feeds);
    let batch = replica("lin").prepare_who(None);
    let [Write::Delete { table, key }] = batch.writes.as_slice() else {
        panic!("{batch:?}")
    };
    assert_eq!((*table, key.as_str()), (Table::Meta, "who"));
}

#[test]
fn scopes_are_emptied_once_however_often_their_people_come_and_go() {
    let mut phone = furnished();
    for next in [None, Some(who("lin")), None, Some(who("lin")), None] {
        phone.adopt_who(next);
    }
    assert_eq!(request(&phone).feeds[0].emptied.len(), 2);
}
