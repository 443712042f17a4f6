//! What an answer's feeds change: rows by revision, sums of what is held, a new life of the feed.

use crate::exchange::received;
use crate::phone::{
    answer, claim_and_withdrawal, community, fresh, hear, replica, request, seqs, settle, write,
};
use rules::community::{Place, PlaceKind};
use rules::words::Words;
use rules::{Key, Record, Scope};
use sync::Replica;
use sync::identity::{Chain, FeedEpoch, row_hash};
use sync::outcome::Outcome;
use sync::store::{Durability, Table, Write};
use sync::wire::{Body, Change, LedgerHead, Response, ScopeSum};

fn place(name: &str) -> Body {
    let place = Record::Place(Place {
        name: Words::new(name, ""),
        kind: PlaceKind::Venue,
        within: None,
        address: Words::default(),
        aid: String::new(),
        at: None,
    });
    Body::of(&place).unwrap()
}

/// A place, a row of the household's, or a thing that this build cannot read.
fn row(key: &str, rev: u64) -> Change {
    let (scope, data) = match key.split_once('/') {
        Some(("thing", _)) => ("public", Body::from_text("{\"thing\":1}".into()).unwrap()),
        Some((_, "home")) => ("household/h-lin", place("home")),
        _ => ("public", place(key)),
    };
    Change {
        scope: scope.parse().unwrap(),
        key: key.to_owned(),
        rev,
        data: Some(data),
    }
}

fn gone(key: &str, rev: u64) -> Change {
    Change {
        data: None,
        ..row(key, rev)
    }
}

fn sum(scope: &Scope, rows: &[Change]) -> ScopeSum {
    let of = rows.iter().filter(|row| row.scope == *scope);
    let hashes = of.map(|row| row_hash(&row.key, row.rev, row.data.as_ref().unwrap().as_str()));
    ScopeSum::of(scope.clone(), hashes)
}

fn home() -> Scope {
    "household/h-lin".parse().unwrap()
}

/// An answer that brings these, and says that afterwards those are all there are.
fn summed(changes: &[Change], all: &[Change]) -> Response {
    let mut response = answer(9, &[]);
    let feed = &mut response.feeds[0];
    feed.changes = changes.to_vec();
    feed.sums = vec![sum(&home(), all), sum(&Scope::Public, all)];
    response
}

/// A phone that holds two places, a row of the household's and two that it cannot read.
fn furnished() -> (Replica, Vec<Change>) {
    let rows = vec![
        row("place/a", 1),
        row("place/b", 2),
        row("place/home", 3),
        row("thing/x", 4),
        row("thing/y", 5),
    ];
    let mut phone = replica("lin");
    let mut response = answer(5, &[]);
    response.feeds[0].changes.clone_from(&rows);
    hear(&mut phone, &response);
    (phone, rows)
}

#[test]
fn what_agrees_with_the_server_goes_on_whatever_the_answer_itself_changes() {
    let (phone, rows) = furnished();
    let kept = |keys: &[&str]| -> Vec<Change> {
        let rows = rows.iter().filter(|row| keys.contains(&row.key.as_str()));
        rows.cloned().collect()
    };
    let newer = [
        row("place/a", 6),
        gone("place/b", 7),
        row("thing/x", 8),
        gone("thing/y", 9),
        row("place/c", 10),
    ];
    let mut after = kept(&["place/home"]);
    after.extend([newer[0].clone(), newer[2].clone(), newer[4].clone()]);
    let older = [row("place/b", 1), row("thing/x", 3), gone("thing/y", 4)];
    for (changes, all) in [
        (&[][..], rows.clone()),
        (&newer, after),
        (&older, rows.clone()),
    ] {
        let mut phone = phone.clone();
        let (_, more) = hear(&mut phone, &summed(changes, &all));
        assert!(!more);
        let want = &request(&phone).feeds[0];
        assert_eq!((want.emptied.as_slice(), want.alarms.sums), (&[][..], 0));
    }
    // Where a scope begins anew only what the answer brings counts.
    let mut anew = phone.clone();
    let brought = [row("place/a", 1), row("thing/x", 4)];
    let mut all = kept(&["place/home"]);
    all.extend(brought.iter().cloned());
    let mut response = summed(&brought, &all);
    response.feeds[0].reset = vec![Scope::Public];
    assert_eq!(hear(&mut anew, &response), (true, false));
    assert_eq!(request(&anew).feeds[0].emptied, []);
    assert_eq!(anew.confirmed_records(&community()).count(), 2);
    assert_eq!(anew.unreadable_rows(), 1);
}

#[test]
fn a_scope_that_differs_begins_anew_and_stays_on_screen_until_then() {
    let (phone, rows) = furnished();
    for (lost, scope) in [(0, Scope::Public), (2, home()), (4, Scope::Public)] {
        let mut all = rows.clone();
        all[lost].rev += 20;
        let mut phone = phone.clone();
        let (_, more) = hear(&mut phone, &summed(&[], &all));
        assert!(more, "it asks again at once");
        assert_eq!(phone.confirmed_records(&community()).count(), 3);
        let want = request(&phone).feeds.remove(0);
        assert_eq!((want.emptied, want.alarms.sums), (vec![scope], 1));
        hear(&mut phone, &summed(&[], &rows));
        let want = request(&phone).feeds.remove(0);
        assert_eq!((want.emptied, want.alarms.sums), (vec![], 0), "told once");
        assert_eq!(phone.alarms().sums, 1, "and remembered");
    }
    let mut both = phone.clone();
    let nothing: Vec<Change> = Vec::new();
    hear(&mut both, &summed(&[], &nothing));
    assert_eq!(request(&both).feeds[0].emptied.len(), 2);
    let mut silent = phone;
    let (_, more) = hear(&mut silent, &answer(9, &[]));
    assert!(!more && request(&silent).feeds[0].emptied.is_empty());
}

#[test]
fn what_cannot_be_read_is_written_again_as_it_comes_and_never_older() {
    let (phone, _) = furnished();
    let written = |change: Change| {
        let mut response = answer(9, &[]);
        response.feeds[0].changes = vec![change];
        let sent = request(&phone);
        let received = phone.receive(&sent, &response, fresh(2)).unwrap();
        let writes = received.batch.writes.iter();
        let rows = writes.filter(|write| match write {
            Write::Put { table, .. } | Write::Delete { table, .. } => *table == Table::Records,
        });
        (rows.count(), received.moved)
    };
    assert_eq!(written(row("thing/x", 4)), (1, false), "the same again");
    assert_eq!(written(row("thing/x", 6)), (1, true), "a newer one");
    assert_eq!(written(row("thing/x", 3)), (0, false), "an older one");
    assert_eq!(written(gone("thing/x", 3)), (0, false), "gone before that");
    assert_eq!(written(gone("thing/x", 6)), (1, true), "gone since");
    assert_eq!(written(row("place/a", 1)), (0, false), "known");
}

#[test]
fn a_row_that_can_be_read_takes_the_place_of_the_one_that_could_not() {
    let mut phone = replica("lin");
    let unread = Change {
        data: Some(Body::from_text("{\"place\":{\"later\":1}}".into()).unwrap()),
        ..row("place/a", 1)
    };
    for (change, read, unread) in [
        (unread, 0, 1),
        (row("place/a", 2), 1, 0),
        (gone("place/a", 3), 0, 0),
    ] {
        let mut response = answer(9, &[]);
        response.feeds[0].changes = vec![change];
        hear(&mut phone, &response);
        let held = phone.confirmed_records(&community()).count();
        assert_eq!((held, phone.unreadable_rows()), (read, unread));
    }
    let key: Key = "place/a".parse().unwrap();
    assert_eq!(phone.revision(&community(), &key), None);
}

#[test]
fn whoever_does_not_know_which_life_settled_a_request_asks_it_once_more() {
    let mut phone = replica("lin");
    let claim = write(&mut phone, &claim_and_withdrawal()[0]);
    let mut nothing_told = answer(1, &[(claim, Outcome::Accepted)]);
    nothing_told.feeds.clear();
    hear(&mut phone, &nothing_told);
    assert_eq!(phone.history().count(), 1);
    let first = received(&phone, &answer(1, &[]));
    assert_eq!(first.batch.durability, Durability::Strict);
    phone.adopt_received(first);
    assert_eq!(seqs(&request(&phone)), [claim]);
    settle(&mut phone, &[(claim, Outcome::Accepted)]);
    hear(&mut phone, &answer(1, &[]));
    assert_eq!(seqs(&request(&phone)), [0_u64; 0]);
    assert_eq!(phone.history().count(), 1);
    // Where nothing was settled there is nothing to ask, and the first answer is like any other.
    let first = received(&replica("lin"), &answer(1, &[]));
    assert_eq!(first.batch.durability, Durability::Relaxed);
}

#[test]
fn a_new_life_may_have_a_shorter_journal() {
    let mut phone = replica("lin");
    for (life, line, alarms) in [(1, 7, 0), (2, 3, 0), (2, 2, 1)] {
        let mut response = answer(1, &[]);
        response.feeds[0].feed_epoch = FeedEpoch([life; 8]);
        response.feeds[0].ledger_head = LedgerHead {
            line,
            chain: Chain([life; 32]),
        };
        hear(&mut phone, &response);
        assert_eq!(phone.alarms().ledger, alarms, "line {line} of life {life}");
    }
}

#[test]
fn there_is_more_where_the_server_or_the_sums_say_so() {
    let (phone, rows) = furnished();
    for more in [true, false] {
        let mut response = summed(&[], &rows);
        response.feeds[0].more = more;
        let mut phone = phone.clone();
        assert_eq!(hear(&mut phone, &response), (more, more));
        let feed = phone.feed(&community()).unwrap();
        assert_eq!(feed.more, more, "also to whoever opens the page next");
    }
    let mut reset = answer(9, &[]);
    reset.feeds[0].reset = vec!["desk".parse().unwrap()];
    assert_eq!(hear(&mut phone.clone(), &reset), (true, false));
}

#[test]
fn what_comes_anew_of_several_kinds_is_added_up_once() {
    let mut phone = replica("lin");
    let mut rows = crate::phone::two_sessions();
    let mut response = answer(1, &[]);
    response.feeds[0].changes.clone_from(&rows);
    hear(&mut phone, &response);
    for row in &mut rows {
        row.rev += 1;
    }
    hear(&mut phone, &summed(&rows, &rows));
    let want = request(&phone).feeds.remove(0);
    assert_eq!((want.emptied, want.alarms.sums), (vec![], 0));
}

#[test]
fn an_answer_of_several_feeds_moves_something_if_one_of_them_does() {
    let phone = replica("lin");
    let here = [community(), "d".parse().unwrap()];
    let said = |response: &Response| {
        let sent = phone.request("test", &here, sync::courier::Portion::Whole);
        let received = phone.receive(&sent, response, fresh(2)).unwrap();
        (received.moved, received.more)
    };
    let mut response = answer(1, &[]);
    let mut other = response.feeds[0].clone();
    other.community = here[1].clone();
    response.feeds.push(other);
    assert_eq!(said(&response), (false, false));
    response.feeds[1].changes = vec![row("place/a", 1)];
    assert_eq!(said(&response), (true, false));
    response.feeds[0].more = true;
    assert_eq!(said(&response), (true, true));
    response.feeds.clear();
    assert_eq!(said(&response), (false, false));
}
