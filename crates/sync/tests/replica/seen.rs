//! What a screen may see of a replica: what is confirmed, what is pending over it, whose diary.

use crate::asking::draft;
use crate::phone::{
    answer, asked, claim_and_withdrawal, community, fresh, hear, replica, settle, two_sessions,
    who, write,
};
use rules::registration::{Seats, WhenFull};
use rules::{Intent, Key, Record};
use sync::Replica;
use sync::outcome::Outcome;
use sync::replica::NoteDraft;
use sync::store::{StoredRow, Table};
use sync::wire::{Body, Change};

#[test]
fn a_pending_request_is_seen_over_what_the_server_said_and_only_there() {
    let mut phone = replica("lin");
    let mut response = answer(1, &[]);
    response.feeds[0].changes = two_sessions();
    hear(&mut phone, &response);
    let before = phone.records(&community()).count();
    assert_eq!(before, 6);
    let register = Intent::Register {
        session: "t".parse().unwrap(),
        members: vec!["lin".parse().unwrap()],
        when_full: WhenFull::Wait,
    };
    write(&mut phone, &register);
    let key: Key = "registration/t/lin".parse().unwrap();
    let here = community();
    let found = phone.records(&here).filter(|(of, _)| **of == key);
    assert_eq!(found.count(), 1);
    assert!(phone.record(&community(), &key).is_some());
    assert_eq!(phone.confirmed(&community(), &key), None);
    let session: Key = "session/t".parse().unwrap();
    assert!(phone.confirmed(&community(), &session).is_some());
    assert_eq!(phone.revisions(&community()).len(), 6);
    assert!(
        phone
            .revisions(&community())
            .iter()
            .all(|(_, rev, _)| *rev == 1)
    );
    let mut keys: Vec<&Key> = phone.records(&here).map(|(key, _)| key).collect();
    let many = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), many, "each is seen once");
    assert!(many > before);
    // What leaves a household's hands is not seen where it was.
    let leave = Intent::Leave {
        session: "s".parse().unwrap(),
        members: vec!["mei".parse().unwrap()],
    };
    let held: Key = "registration/s/mei".parse().unwrap();
    let was = phone.record(&community(), &held).cloned();
    write(&mut phone, &leave);
    assert_ne!(phone.record(&community(), &held).cloned(), was);
    assert_eq!(phone.confirmed(&community(), &held).cloned(), was);
}

/// What everybody may read of who comes to a session, as this phone shows it.
fn tally(phone: &Replica, session: &str) -> Seats {
    let key = Key::Seats(session.parse().unwrap());
    match phone.record(&community(), &key) {
        Some(Record::Seats(seats)) => seats.clone(),
        _ => Seats::default(),
    }
}

/// A phone of a family with two held seats in `s`, of three that are taken; none has a seat in `t`,
/// where one of another family has.
fn with_tallies() -> Replica {
    let mut phone = replica("lin");
    let mut response = answer(1, &[]);
    response.feeds[0].changes = two_sessions();
    for (session, taken) in [("s", 3), ("t", 1)] {
        let seats = Seats {
            taken,
            ..Seats::default()
        };
        response.feeds[0].changes.push(Change {
            scope: rules::Scope::Public,
            key: format!("seats/{session}"),
            rev: 1,
            data: Body::of(&Record::Seats(seats)).ok(),
        });
    }
    hear(&mut phone, &response);
    phone
}

fn leave(session: &str, who: &str) -> Intent {
    Intent::Leave {
        session: session.parse().unwrap(),
        members: vec![who.parse().unwrap()],
    }
}

#[test]
fn a_seat_is_not_free_before_the_server_has_heard_that_somebody_leaves() {
    let mut phone = with_tallies();
    write(&mut phone, &leave("s", "mei"));
    assert_eq!(tally(&phone, "s").taken, 3, "it is still theirs");
    let register = Intent::Register {
        session: "t".parse().unwrap(),
        members: vec!["lin".parse().unwrap(), "mei".parse().unwrap()],
        when_full: WhenFull::Refuse,
    };
    write(&mut phone, &register);
    assert_eq!(tally(&phone, "t").taken, 3, "what is asked for is taken");
    // The server knows of neither: undoing what only waits here gives nobody anything.
    write(&mut phone, &leave("t", "mei"));
    assert_eq!(tally(&phone, "t").taken, 2);
    write(&mut phone, &leave("s", "lin"));
    assert_eq!(tally(&phone, "s").taken, 3);
}

#[test]
fn taking_held_seats_takes_no_more_than_were_held() {
    let mut phone = with_tallies();
    write(&mut phone, &leave("s", "mei"));
    let confirm = Intent::Confirm {
        session: "s".parse().unwrap(),
        members: vec!["lin".parse().unwrap()],
    };
    write(&mut phone, &confirm);
    assert_eq!(tally(&phone, "s").taken, 3);
}

#[test]
fn a_phone_is_untouched_until_anything_was_asked_written_or_found() {
    let fresh_one = || Replica::open([], fresh(1)).0;
    assert!(fresh_one().is_untouched());
    let mut asking = replica("lin");
    write(&mut asking, &Intent::Claim(asked("n")));
    assert!(!asking.is_untouched());
    settle(&mut asking, &[(1, Outcome::Accepted)]);
    assert!(!asking.is_untouched(), "also once it is settled");
    let mut writing = fresh_one();
    let prepared = writing.prepare_note(draft("n", None)).unwrap();
    writing.adopt_note(prepared);
    assert!(!writing.is_untouched());
    let broken = StoredRow {
        table: Table::Notes,
        key: "n/v".to_owned(),
        value: "{".to_owned(),
    };
    let (found, _) = Replica::open([broken], fresh(1));
    assert!(!found.is_untouched());
    assert_eq!(found.unreadable_rows(), 1);
}

#[test]
fn a_diary_is_one_residents_the_newest_day_first_and_without_what_was_thrown_away() {
    let mut phone = replica("lin");
    let mut note = |name: &str, owner: Option<&str>, day: i8, discarded: bool| {
        let mut of = draft(name, owner);
        of.body.day = rules::civil::date(2026, 3, day);
        of.body.discarded = discarded;
        let prepared = phone.prepare_note(NoteDraft { ..of }).unwrap();
        phone.adopt_note(prepared);
    };
    note("early", Some("lin"), 1, false);
    note("later", Some("lin"), 3, false);
    note("also-early", Some("lin"), 1, false);
    note("gone", Some("lin"), 4, true);
    note("chens", Some("chen"), 5, false);
    note("nobodys", None, 6, false);
    let pulled = |owner: &str, name: &str| {
        let prepared = replica("lin").prepare_note(draft(name, None)).unwrap();
        let body = draft(name, None).body;
        let parents = Vec::new();
        let record = Record::Note(rules::diary::NoteRevision { parents, body });
        Change {
            scope: format!("resident/{owner}").parse().unwrap(),
            key: format!("note/{owner}/{name}/{}", prepared.revision),
            rev: 1,
            data: Body::of(&record).ok(),
        }
    };
    let mut response = answer(1, &[]);
    response.feeds[0].changes = vec![pulled("lin", "pulled"), pulled("chen", "not-lins")];
    hear(&mut phone, &response);
    let names = |of: Option<&str>| -> Vec<String> {
        let resident = of.map(|name| name.parse().unwrap());
        let here = community();
        let of = resident.as_ref().map(|resident| (&here, resident));
        let heads = phone.diary(of).into_iter();
        heads.map(|head| head.note.to_string()).collect()
    };
    assert_eq!(
        names(Some("lin")),
        ["later", "pulled", "also-early", "early"]
    );
    assert_eq!(names(Some("chen")), ["chens", "not-lins"]);
    assert_eq!(names(None), ["nobodys"]);
}

#[test]
fn two_replicas_say_the_same_only_if_they_hold_the_same() {
    let mut one = replica("lin");
    for intent in claim_and_withdrawal() {
        write(&mut one, &intent);
    }
    let mut same = one.clone();
    same.outgrow(99);
    assert!(one.says_the_same(&same), "how often it changed is not said");
    let mut settled = one.clone();
    settle(&mut settled, &[(1, Outcome::Accepted)]);
    let mut left = one.clone();
    left.adopt_who(Some(who("chen")));
    let mut told = one.clone();
    hear(&mut told, &answer(1, &[]));
    for other in [settled, left, told] {
        assert!(!one.says_the_same(&other));
    }
}
