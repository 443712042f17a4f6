//! What a device makes of a fork: new numbers, durable and in the order of writing.

use crate::exchange::{claim, received, touched};
use crate::phone::{
    answer, asked, community, fresh, hear, replica, request, seqs, settle, who, write,
};
use rules::Intent;
use sync::courier::Portion;
use sync::identity::Epoch;
use sync::outcome::{Outcome, Unreadable};
use sync::store::{Durability, Table};

#[test]
fn a_clone_takes_one_new_epoch_for_all_that_forked_and_new_numbers_in_order() {
    let mut phone = replica("lin");
    for name in ["a", "b", "c"] {
        claim(&mut phone, name);
    }
    let day = asked("b").day;
    let note = "b".parse().unwrap();
    write(&mut phone, &Intent::WithdrawClaim { note, day });
    let forks = [
        (1, Outcome::Fork),
        (2, Outcome::Fork),
        (3, Outcome::Accepted),
    ];
    let response = answer(1, &forks);
    let answered = received(&phone, &response);
    assert_eq!(answered.batch.durability, Durability::Strict);
    let guards = answered.batch.guards.iter();
    let guards: Vec<_> = guards.map(|guard| guard.value.as_deref()).collect();
    assert_eq!(guards, [Some("5")]);
    let rows = touched(&answered, Table::Outbox);
    let key = |seq: u64| format!("{seq:016}");
    for (gone, put) in [(1, 5), (2, 6), (4, 7)] {
        assert!(rows.contains(&format!("delete {}", key(gone))), "{rows:?}");
        assert!(rows.contains(&format!("put {}", key(put))), "{rows:?}");
    }
    hear(&mut phone, &response);
    let rows: Vec<_> = phone.pending().map(|pending| &pending.row).collect();
    let seqs_now: Vec<u64> = rows.iter().map(|row| row.id.seq).collect();
    assert_eq!(seqs_now, [5, 6, 7]);
    assert!(rows.iter().all(|row| row.id.epoch == Epoch([2; 8])));
    assert_eq!(rows[2].deps, [6], "it follows the one it takes back");
    assert_eq!(phone.identity().epoch, Epoch([2; 8]));
    assert_eq!(claim(&mut phone, "d"), 8);
}

#[test]
fn what_was_written_after_a_fork_follows_it_in_order_unless_it_was_decided() {
    let mut phone = replica("lin");
    for name in ["a", "b", "c", "d", "e"] {
        claim(&mut phone, name);
    }
    phone.adopt_who(Some(who("chen")));
    claim(&mut phone, "f");
    phone.adopt_who(Some(who("lin")));
    let sent = request(&phone);
    assert_eq!(seqs(&sent), [1, 2, 3, 4, 5]);
    // Written while the request was out.
    claim(&mut phone, "g");
    let why = Unreadable::UnknownKind;
    let outcomes = [
        (2, Outcome::Fork),
        (3, Outcome::Accepted),
        (5, Outcome::Quarantined { why }),
    ];
    let received = phone.receive(&sent, &answer(1, &outcomes), fresh(2));
    phone.adopt_received(received.unwrap());
    let rows = phone.pending().map(|pending| &pending.row);
    let found: Vec<_> = rows.map(|row| (row.id.seq, row.id.epoch.0[0])).collect();
    let (old, new) = (1, 2);
    // The first had no answer and was before; the fifth is held; the sixth is another's.
    assert_eq!(
        found,
        [(1, old), (5, old), (6, old), (8, new), (9, new), (10, new)]
    );
    let asked: Vec<_> = phone
        .pending()
        .filter_map(|row| row.intent.clone())
        .collect();
    let names: Vec<_> = asked
        .iter()
        .filter_map(|intent| match intent {
            Intent::Claim(asked) => Some(asked.note.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["a", "e", "f", "b", "d", "g"]);
}

#[test]
fn after_a_fork_of_what_had_been_held_only_what_was_asked_with_it_follows() {
    let mut phone = replica("lin");
    for name in ["a", "b"] {
        claim(&mut phone, name);
    }
    let why = Unreadable::UnknownKind;
    settle(&mut phone, &[(1, Outcome::Quarantined { why })]);
    let sent = phone.request("a newer build", &[community()], Portion::Whole);
    assert_eq!(seqs(&sent), [1, 2]);
    // The third may have been decided while the first was held, and the answer be lost.
    claim(&mut phone, "c");
    let received = phone.receive(&sent, &answer(1, &[(1, Outcome::Fork)]), fresh(2));
    phone.adopt_received(received.unwrap());
    let rows = phone.pending().map(|pending| pending.row.id.seq);
    assert_eq!(rows.collect::<Vec<_>>(), [3, 4, 5]);
}

#[test]
fn what_forked_of_an_earlier_epoch_follows_into_the_present_one() {
    let mut phone = replica("lin");
    claim(&mut phone, "a");
    claim(&mut phone, "b");
    // The first forked before, while no server could read the second.
    let why = Unreadable::UnknownKind;
    let outcomes = [(1, Outcome::Fork), (2, Outcome::Quarantined { why })];
    settle(&mut phone, &outcomes);
    assert_eq!(phone.identity().epoch, Epoch([2; 8]));
    let sent = phone.request("a newer build", &[community()], Portion::Whole);
    assert_eq!((sent.epoch, seqs(&sent)), (Epoch([1; 8]), vec![2]));
    let response = answer(9, &[(2, Outcome::Fork)]);
    let answered = phone.receive(&sent, &response, fresh(3)).unwrap();
    let durability = answered.batch.durability;
    assert_eq!(durability, Durability::Strict, "it may go out at once");
    phone.adopt_received(answered);
    let epochs: Vec<Epoch> = phone.pending().map(|row| row.row.id.epoch).collect();
    assert_eq!(epochs, [Epoch([2; 8]); 2], "no further one is needed");
    assert_eq!(phone.identity().epoch, Epoch([2; 8]));
}
