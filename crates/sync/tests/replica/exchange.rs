//! What an answer settles: what was asked and nothing else, once, with what follows from a clone, a
//! restore, or a history that is full.

use crate::asking::{draft, padded_history};
use crate::phone::{
    BUILD, answer, asked, claim_and_withdrawal, community, feed_row, fresh, hear, replica, request,
    settle, who, write,
};
use rules::{Intent, Refusal};
use sync::Replica;
use sync::courier::Portion;
use sync::identity::{Device, Epoch, FeedEpoch};
use sync::limits::{HISTORY_ROWS_MAX, PROTO};
use sync::outcome::{Outcome, Unreadable};
use sync::replica::{Fresh, ReceiveError, Received};
use sync::rows::{Copied, Owner};
use sync::store::{Durability, Table, Write};
use sync::wire::{Response, SettledNote};

pub fn claim(phone: &mut Replica, note: &str) -> u64 {
    write(phone, &Intent::Claim(asked(note)))
}

fn note(phone: &mut Replica, name: &str, owner: &str) {
    let prepared = phone.prepare_note(draft(name, Some(owner))).unwrap();
    phone.adopt_note(prepared);
}

pub fn received(phone: &Replica, response: &Response) -> Received {
    phone.receive(&request(phone), response, fresh(2)).unwrap()
}

/// What a batch does to the rows of a table.
pub fn touched(received: &Received, of: Table) -> Vec<String> {
    let touched = received
        .batch
        .writes
        .iter()
        .filter_map(|write| match write {
            Write::Put { table, key, .. } if *table == of => Some(format!("put {key}")),
            Write::Delete { table, key } if *table == of => Some(format!("delete {key}")),
            _ => None,
        });
    touched.collect()
}

#[test]
fn an_answer_in_another_protocol_or_to_another_visitor_or_device_is_not_taken() {
    let mut phone = replica("lin");
    claim(&mut phone, "n");
    let sent = phone.request(BUILD, &[], Portion::Whole);
    let mut response = answer(1, &[(1, Outcome::Accepted)]);
    response.feeds.clear();
    let found = PROTO + 1;
    let other = Response {
        proto: found,
        ..response.clone()
    };
    let taken = |phone: &Replica, response| phone.receive(&sent, response, fresh(2)).err();
    assert_eq!(taken(&phone, &other), Some(ReceiveError::Proto { found }));
    assert_eq!(taken(&phone, &response), None);
    for next in [None, Some(who("chen"))] {
        let mut left = phone.clone();
        left.adopt_who(next);
        assert_eq!(taken(&left, &response), Some(ReceiveError::OtherVisitor));
    }
    let cleared = Fresh {
        device: Device([2; 16]),
        epoch: Epoch([1; 8]),
    };
    let (mut anew, _) = Replica::open([], cleared);
    anew.adopt_who(Some(who("lin")));
    assert_eq!(taken(&anew, &response), Some(ReceiveError::Stale));
}

#[test]
fn an_answer_is_late_if_the_device_moved_on_in_one_of_its_communities() {
    let mut phone = replica("lin");
    let both = [community(), "d".parse().unwrap()];
    let sent = phone.request(BUILD, &both, Portion::Whole);
    hear(&mut phone, &answer(9, &[]));
    let late = phone.receive(&sent, &answer(5, &[]), fresh(2));
    assert_eq!(late.unwrap_err(), ReceiveError::Stale);
}

#[test]
fn only_what_was_asked_under_its_own_epoch_is_settled() {
    let mut phone = replica("lin");
    let [claimed, withdrawal] = claim_and_withdrawal();
    write(&mut phone, &claimed);
    write(&mut phone, &withdrawal);
    let both = [(1, Outcome::Accepted), (2, Outcome::Accepted)];
    let answered = received(&phone, &answer(1, &both));
    assert_eq!(touched(&answered, Table::Outbox).len(), 1);
    let settled: Vec<u64> = answered
        .settled()
        .iter()
        .map(|row| row.row.id.seq)
        .collect();
    assert_eq!(settled, [1], "the second waits for the first");
    let mut sent = request(&phone);
    sent.epoch = Epoch([7; 8]);
    let answered = phone.receive(&sent, &answer(1, &both), fresh(2)).unwrap();
    assert_eq!((answered.settled().len(), answered.moved), (0, false));
}

#[test]
fn whatever_of_ones_own_an_answer_changes_has_moved_something() {
    let mut phone = replica("lin");
    claim(&mut phone, "n");
    note(&mut phone, "n", "lin");
    let row = phone.notes().next().unwrap().clone();
    let moved = |outcomes: &[(u64, Outcome)], refusal: Option<Option<Refusal>>| {
        let mut response = answer(1, outcomes);
        response.notes.extend(refusal.map(|refusal| SettledNote {
            note: row.note.clone(),
            rev: row.rev.clone(),
            refusal,
        }));
        let answered = received(&phone, &response);
        let durability = answered.batch.durability;
        (answered.moved, durability)
    };
    let why = Unreadable::UnknownKind;
    let relaxed = Durability::Relaxed;
    assert_eq!(moved(&[], None), (false, relaxed));
    assert_eq!(moved(&[(1, Outcome::Accepted)], None), (true, relaxed));
    let held = Outcome::Quarantined { why };
    assert_eq!(moved(&[(1, held)], None), (true, relaxed));
    assert_eq!(
        moved(&[(1, Outcome::Fork)], None),
        (true, Durability::Strict)
    );
    assert_eq!(moved(&[], Some(None)), (true, relaxed));
    assert_eq!(moved(&[], Some(Some(Refusal::NotAllowed))), (true, relaxed));
    // What is asked again of a restored server, too.
    let mut settled = phone.clone();
    settle(&mut settled, &[(1, Outcome::Accepted)]);
    let mut restored = answer(2, &[]);
    restored.feeds[0].feed_epoch = FeedEpoch([2; 8]);
    assert!(received(&settled, &restored).moved);
}

#[test]
fn a_note_is_kept_or_refused_as_the_server_says_and_not_sent_again() {
    for (refusal, copy) in [
        (None, Copied::Kept),
        (
            Some(Refusal::NotAllowed),
            Copied::Refused {
                refusal: Refusal::NotAllowed,
            },
        ),
    ] {
        let mut phone = replica("lin");
        note(&mut phone, "n", "lin");
        let row = phone.notes().next().unwrap().clone();
        let mut response = answer(1, &[]);
        response.notes = ["unheard-of", "n"]
            .map(|name| SettledNote {
                note: name.parse().unwrap(),
                rev: row.rev.clone(),
                refusal: refusal.clone(),
            })
            .to_vec();
        let key = format!("put n/{}", row.rev);
        assert_eq!(touched(&received(&phone, &response), Table::Notes), [key]);
        hear(&mut phone, &response);
        assert_eq!(phone.notes().next().unwrap().copy, copy);
        assert!(!phone.has_unsent(BUILD));
    }
}

#[test]
fn a_restored_server_is_sent_the_notes_that_it_kept_of_this_community() {
    let mut phone = replica("lin");
    let elsewhere = Owner {
        community: "d".parse().unwrap(),
        resident: "lin".parse().unwrap(),
    };
    for name in ["kept", "refused", "elsewhere"] {
        let mut of = draft(name, Some("lin"));
        if name == "elsewhere" {
            of.owner = Some(elsewhere.clone());
        }
        let prepared = phone.prepare_note(of).unwrap();
        phone.adopt_note(prepared);
    }
    let mut response = answer(1, &[]);
    for row in phone.notes() {
        let is_refused = row.note.as_str() == "refused";
        response.notes.push(SettledNote {
            note: row.note.clone(),
            rev: row.rev.clone(),
            refusal: is_refused.then_some(Refusal::NotAllowed),
        });
    }
    hear(&mut phone, &response);
    assert!(!phone.has_unsent(BUILD));
    let mut restored = answer(1, &[]);
    restored.feeds[0].feed_epoch = FeedEpoch([2; 8]);
    let answered = received(&phone, &restored);
    assert!(answered.moved);
    assert_eq!(touched(&answered, Table::Notes).len(), 1);
    hear(&mut phone, &restored);
    let sent = request(&phone);
    let names: Vec<&str> = sent.notes.iter().map(|note| note.note.as_str()).collect();
    assert_eq!(names, ["kept"]);
}

#[test]
fn a_full_history_forgets_its_oldest_and_a_restored_server_is_not_asked_for_it() {
    let mut phone = padded_history(HISTORY_ROWS_MAX);
    let last = claim(&mut phone, "last");
    let response = answer(1, &[(last, Outcome::Accepted)]);
    let answered = received(&phone, &response);
    let key = |seq: u64| format!("{seq:016}");
    let rows = [format!("put {}", key(last)), format!("delete {}", key(1))];
    assert_eq!(touched(&answered, Table::History), rows);
    hear(&mut phone, &response);
    let kept: Vec<u64> = phone.history().map(|row| row.row.id.seq).collect();
    assert_eq!((kept.len(), kept[0]), (HISTORY_ROWS_MAX, last));
    assert_eq!(kept.last(), Some(&2));

    // One more and a restore in one answer: what is forgotten is not asked again.
    let next = claim(&mut phone, "next");
    let mut restored = answer(2, &[(next, Outcome::Accepted)]);
    restored.feeds[0].feed_epoch = FeedEpoch([2; 8]);
    hear(&mut phone, &restored);
    let waits: Vec<u64> = phone.pending().map(|row| row.row.id.seq).collect();
    assert!(!waits.contains(&2), "it is forgotten");
    assert_eq!(waits.first(), Some(&3));
}

#[test]
fn what_is_settled_later_than_all_that_is_kept_is_forgotten_at_once() {
    let mut phone = replica("lin");
    claim(&mut phone, "old");
    let old = phone.pending().next().unwrap().row.clone();
    let waiting = sync::store::StoredRow {
        table: Table::Outbox,
        key: format!("{:016}", old.id.seq),
        value: serde_json::to_string(&old).unwrap(),
    };
    let mut rows = vec![waiting, feed_row()];
    for settled in padded_history(HISTORY_ROWS_MAX + 1).history() {
        if settled.row.id.seq > 1 {
            rows.push(sync::store::StoredRow {
                table: Table::History,
                key: format!("{:016}", settled.row.id.seq),
                value: serde_json::to_string(settled).unwrap(),
            });
        }
    }
    let (mut phone, _) = Replica::open(rows, fresh(1));
    phone.adopt_who(Some(who("lin")));
    assert_eq!(phone.history().count(), HISTORY_ROWS_MAX);
    let response = answer(1, &[(1, Outcome::Accepted)]);
    assert_eq!(
        touched(&received(&phone, &response), Table::History).len(),
        0
    );
    hear(&mut phone, &response);
    assert_eq!(phone.pending().count(), 0);
    assert_eq!(phone.history().count(), HISTORY_ROWS_MAX);
    assert_eq!(phone.history().last().unwrap().row.id.seq, 2);
}

#[test]
fn what_came_with_a_file_is_never_asked_of_a_restored_server() {
    let mut other = replica("lin");
    let seq = claim(&mut other, "n");
    settle(&mut other, &[(seq, Outcome::Accepted)]);
    let mut phone = replica("lin");
    let prepared = phone.prepare_import(&other, sync::replica::Reissue::Yes);
    phone.adopt_import(prepared.unwrap());
    hear(&mut phone, &answer(1, &[]));
    let mut restored = answer(1, &[]);
    restored.feeds[0].feed_epoch = FeedEpoch([2; 8]);
    hear(&mut phone, &restored);
    assert_eq!(phone.pending().count(), 0);
    assert_eq!(phone.history().count(), 1);
}
