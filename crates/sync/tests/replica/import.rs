//! What a file of another phone brings: what is the resident's, once, within bounds, under numbers
//! of this phone's own.

use crate::asking::{draft, padded_history};
use crate::phone::{asked, claim_and_withdrawal, community, fresh, replica, settle, who, write};
use rules::Intent;
use rules::id::NoteId;
use sync::Replica;
use sync::limits::{HISTORY_ROWS_MAX, OUTBOX_ROWS_MAX};
use sync::outcome::{Outcome, Unreadable};
use sync::replica::{Brings, ImportError, Reissue, Who};
use sync::rows::OutboxRow;
use sync::store::{Durability, StoredRow, Table, Write};

fn note(phone: &mut Replica, name: &str, owner: Option<&str>) {
    let prepared = phone.prepare_note(draft(name, owner)).unwrap();
    phone.adopt_note(prepared);
}

fn take(phone: &mut Replica, other: &Replica, reissue: Reissue) -> Result<Brings, ImportError> {
    let prepared = phone.prepare_import(other, reissue)?;
    assert_eq!(prepared.batch.durability, Durability::Strict);
    let brings = prepared.brings;
    phone.adopt_import(prepared);
    Ok(brings)
}

/// A phone that holds these requests and no more.
fn holding(rows: impl Iterator<Item = OutboxRow>) -> Replica {
    let rows = rows.map(|row| StoredRow {
        table: Table::Outbox,
        key: format!("{:016}", row.id.seq),
        value: serde_json::to_string(&row).unwrap(),
    });
    let (mut phone, _) = Replica::open(rows.collect::<Vec<_>>(), fresh(1));
    phone.adopt_who(Some(who("lin")));
    phone
}

#[test]
fn what_waited_gets_numbers_of_this_phone_and_goes_on_waiting_for_what_it_waited_for() {
    let mut other = replica("lin");
    write(&mut other, &Intent::Claim(asked("first")));
    for intent in claim_and_withdrawal() {
        write(&mut other, &intent);
    }
    let why = Unreadable::UnknownKind;
    settle(&mut other, &[(1, Outcome::Quarantined { why })]);
    let mut phone = replica("lin");
    for name in ["a", "b"] {
        write(&mut phone, &Intent::Claim(asked(name)));
    }
    let prepared = phone.prepare_import(&other, Reissue::Yes).unwrap();
    let guards = prepared.batch.guards.iter();
    let guards: Vec<_> = guards
        .map(|guard| (guard.key.as_str(), guard.value.as_deref()))
        .collect();
    assert_eq!(guards, [("next_seq", Some("3"))]);
    let keys: Vec<&str> = prepared
        .batch
        .writes
        .iter()
        .map(|write| match write {
            Write::Put { key, .. } | Write::Delete { key, .. } => key.as_str(),
        })
        .collect();
    let numbers = [3, 4, 5].map(|seq| format!("{seq:016}"));
    assert_eq!(keys[..3], numbers.each_ref().map(String::as_str));
    let version = phone.version();
    phone.adopt_import(prepared);
    assert!(phone.version() > version);
    let rows: Vec<&OutboxRow> = phone.pending().map(|pending| &pending.row).collect();
    let seqs: Vec<u64> = rows.iter().map(|row| row.id.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5]);
    assert_eq!((&rows[3].deps, &rows[4].deps), (&vec![], &vec![4]));
    assert!(rows.iter().all(|row| row.held.is_none()), "tried anew");
    assert!(rows.iter().all(|row| row.id.epoch == rows[0].id.epoch));
    let claim = rules::Key::Claim("lin".parse().unwrap(), "first".parse().unwrap());
    assert!(phone.record(&community(), &claim).is_some(), "it is shown");
    assert_eq!(write(&mut phone, &Intent::Claim(asked("c"))), 6);
    let known = take(&mut phone, &other, Reissue::Yes).unwrap();
    assert_eq!((known.known, known.waiting), (3, 0));
}

#[test]
fn what_was_settled_elsewhere_is_shown_and_never_asked_again() {
    let mut other = replica("lin");
    for intent in claim_and_withdrawal() {
        write(&mut other, &intent);
    }
    settle(&mut other, &[(1, Outcome::Accepted)]);
    settle(&mut other, &[(2, Outcome::Accepted)]);
    let mut phone = replica("lin");
    let brings = take(&mut phone, &other, Reissue::Yes).unwrap();
    assert_eq!((brings.settled, brings.waiting, brings.known), (2, 0, 0));
    let rows: Vec<_> = phone.history().collect();
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter()
            .all(|row| row.foreign && row.row.deps.is_empty())
    );
    assert_eq!(
        (rows[0].row.kind.as_str(), rows[0].row.id.seq),
        ("withdraw_claim", 2)
    );
    assert_eq!(write(&mut phone, &Intent::Claim(asked("c"))), 3);
}

#[test]
fn what_is_others_stays_where_it_was_and_is_counted() {
    let mut other = replica("chen");
    write(&mut other, &Intent::Claim(asked("a")));
    write(&mut other, &Intent::Claim(asked("b")));
    other.adopt_who(None);
    note(&mut other, "chens", Some("chen"));
    let mut phone = replica("lin");
    let refused = take(&mut phone, &other, Reissue::Yes);
    assert_eq!(refused, Err(ImportError::AnotherResident));
    note(&mut other, "lins", Some("lin"));
    note(&mut other, "nobodys", None);
    let brings = take(&mut phone, &other, Reissue::Yes).unwrap();
    let expected = Brings {
        notes: 2,
        others: 3,
        ..Brings::default()
    };
    assert_eq!(brings, expected);
    assert_eq!(phone.pending().count(), 0);
    let names: Vec<&NoteId> = phone.notes().map(|row| &row.note).collect();
    assert_eq!(
        names.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
        ["lins", "nobodys"]
    );
    let nothing = take(&mut phone, &replica("lin"), Reissue::Yes);
    assert_eq!(nothing, Ok(Brings::default()), "an empty file is nobody's");
    let (mut nobody, _) = Replica::open([], fresh(1));
    other.adopt_who(None);
    let brings = take(&mut nobody, &other, Reissue::Yes).unwrap();
    assert_eq!((brings.notes, brings.others), (1, 4), "nobody is signed in");
}

#[test]
fn a_file_is_taken_by_whoever_it_is_of_in_the_community_it_is_of() {
    let elsewhere = Who {
        community: "d".parse().unwrap(),
        ..who("lin")
    };
    let mut other = replica("lin");
    other.adopt_who(Some(elsewhere));
    note(&mut other, "n", None);
    let mut phone = replica("lin");
    let refused = take(&mut phone, &other, Reissue::No);
    assert_eq!(refused, Err(ImportError::AnotherResident));
    phone.adopt_who(None);
    let refused = take(&mut phone, &other, Reissue::No);
    assert_eq!(refused, Err(ImportError::NobodySignedIn));
}

#[test]
fn no_more_is_taken_than_may_wait() {
    let mut one = replica("lin");
    write(&mut one, &Intent::Claim(asked("here")));
    let row = one.pending().next().unwrap().row.clone();
    let most = u64::try_from(OUTBOX_ROWS_MAX).unwrap();
    let numbered = |seq: u64| {
        let mut row = row.clone();
        row.id.seq = seq;
        row
    };
    let mut almost_full = holding((1..most).map(numbered));
    let mut other = replica("lin");
    write(&mut other, &Intent::Claim(asked("one")));
    let mut two = other.clone();
    write(&mut two, &Intent::Claim(asked("two")));
    let refused = take(&mut almost_full, &two, Reissue::Yes);
    let (found, limit) = (OUTBOX_ROWS_MAX + 1, OUTBOX_ROWS_MAX);
    assert_eq!(refused, Err(ImportError::OutboxFull { found, limit }));
    assert!(take(&mut almost_full.clone(), &two, Reissue::No).is_ok());
    let brings = take(&mut almost_full, &other, Reissue::Yes).unwrap();
    assert_eq!(brings.waiting, 1);
}

#[test]
fn a_history_takes_the_latest_that_fit_beside_its_own() {
    let here = HISTORY_ROWS_MAX - 2;
    let mut phone = padded_history(here);
    let other = padded_history(5);
    let brings = take(&mut phone, &other, Reissue::No).unwrap();
    assert_eq!(brings.settled, 2);
    assert_eq!(phone.history().count(), HISTORY_ROWS_MAX);
}

#[test]
fn one_note_of_anothers_is_enough_to_be_theirs_and_what_cannot_be_read_is_counted() {
    let (mut other, _) = Replica::open([], fresh(1));
    note(&mut other, "n", Some("chen"));
    let mut phone = replica("lin");
    let refused = take(&mut phone, &other, Reissue::Yes);
    assert_eq!(refused, Err(ImportError::AnotherResident));
    let broken = StoredRow {
        table: Table::Notes,
        key: "n/v".to_owned(),
        value: "{".to_owned(),
    };
    let (other, _) = Replica::open([broken], fresh(1));
    let brings = take(&mut phone, &other, Reissue::Yes).unwrap();
    let unreadable = Brings {
        unreadable: 1,
        ..Brings::default()
    };
    assert_eq!(brings, unreadable);
}

#[test]
fn what_was_taken_is_there_when_the_page_is_opened_again() {
    let mut other = replica("lin");
    for name in ["one", "another"] {
        write(&mut other, &Intent::Claim(asked(name)));
    }
    settle(&mut other, &[(1, Outcome::Accepted)]);
    note(&mut other, "another", Some("lin"));
    let mut rows = crate::opening::furnished();
    let (mut phone, _) = crate::opening::open(&rows);
    let own = phone.notes().count();
    let prepared = phone.prepare_import(&other, Reissue::Yes).unwrap();
    crate::opening::apply(&mut rows, prepared.batch.clone());
    phone.adopt_import(prepared);
    let (again, batch) = crate::opening::open(&rows);
    assert!(again.says_the_same(&phone));
    assert_eq!(batch.writes, []);
    assert_eq!(phone.notes().count(), own + 1);
    assert_eq!((phone.history().count(), phone.pending().count()), (1, 3));
    let mut renamed = replica("lin");
    let mut rows = crate::opening::Rows::new();
    let prepared = renamed.prepare_note(draft("n", None)).unwrap();
    crate::opening::apply(&mut rows, prepared.batch);
    let value = rows
        .into_values()
        .next()
        .unwrap()
        .replace("\"note\":\"n\"", "\"note\":\"m\"");
    let row = StoredRow {
        table: Table::Notes,
        key: "m/v".to_owned(),
        value,
    };
    let (other, _) = Replica::open([row], fresh(1));
    let brings = take(&mut renamed, &other, Reissue::Yes).unwrap();
    let unreadable = (brings.notes, brings.unreadable);
    assert_eq!(unreadable, (0, 1), "it is not what its name says");
}

#[test]
fn a_history_of_another_resident_is_not_taken() {
    let mut other = replica("chen");
    let seq = write(&mut other, &Intent::Claim(asked("chens")));
    settle(&mut other, &[(seq, Outcome::Accepted)]);
    other.adopt_who(Some(who("lin")));
    let seq = write(&mut other, &Intent::Claim(asked("lins")));
    settle(&mut other, &[(seq, Outcome::Accepted)]);
    let mut phone = replica("lin");
    let first = take(&mut phone, &other, Reissue::Yes).unwrap();
    assert_eq!((first.settled, first.known), (1, 0));
    assert_eq!(phone.history().next().unwrap().row.by.as_str(), "lin");
    let second = take(&mut phone, &other, Reissue::Yes).unwrap();
    assert_eq!((second.settled, second.known), (0, 1));
}
