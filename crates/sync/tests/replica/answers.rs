//! What a device makes of answers: forks, late answers, another resident on the same device.

use crate::phone::{
    answer, claim_and_withdrawal, community, fresh, replica, request, seqs, settle, two_sessions,
    who, write,
};
use rules::community::{Place, PlaceKind};
use rules::id::ResidentId;
use rules::session::Session;
use rules::session::quota::{Counted, Quota};
use rules::time::UnixMillis;
use rules::words::Words;
use rules::{Actor, Intent, Key, Origin, Record, Refusal};
use sync::authority::{Admitted, Visit, admit};
use sync::identity::{Chain, Epoch, FeedEpoch};
use sync::outcome::Outcome;
use sync::replica::{Ask, ReceiveError, Replica};
use sync::store::{StoredRow, Write};
use sync::wire::{Body, Change, LedgerHead, Response};

#[test]
fn what_depends_on_an_unsettled_intent_is_held_back_until_it_is_settled() {
    let mut replica = replica("lin");
    let [claim, withdrawal] = claim_and_withdrawal();
    let first = write(&mut replica, &claim);
    let second = write(&mut replica, &withdrawal);
    let sent = request(&replica);
    assert_eq!(seqs(&sent), [first]);
    let response = answer(1, &[(first, Outcome::Accepted)]);
    let received = replica.receive(&sent, &response, fresh(2)).unwrap();
    replica.adopt_received(received);
    let sent = request(&replica);
    assert_eq!(seqs(&sent), [second]);
    assert_eq!(sent.intents.first().unwrap().deps, [first]);
}

#[test]
fn what_an_older_server_could_not_read_is_sent_again_once_it_reads_more() {
    let mut replica = replica("lin");
    let [claim, _] = claim_and_withdrawal();
    let first = write(&mut replica, &claim);
    let why = sync::outcome::Unreadable::UnknownKind;
    let mut hear = |view, outcomes: &[(u64, Outcome)], rev| {
        let sent = request(&replica);
        let response = Response {
            view,
            ..answer(rev, outcomes)
        };
        let received = replica.receive(&sent, &response, fresh(2)).unwrap();
        replica.adopt_received(received);
        (seqs(&sent), seqs(&request(&replica)))
    };
    let held = [(first, Outcome::Quarantined { why })];
    assert_eq!(hear(1, &held, 1), (vec![first], vec![]));
    assert_eq!(hear(1, &[], 2), (vec![], vec![]));
    assert_eq!(hear(2, &[], 3), (vec![], vec![first]));
    // A server rolled back once more is not asked in vain.
    assert_eq!(hear(1, &[], 4), (vec![first], vec![]));
}

#[test]
fn a_record_under_another_kinds_key_is_kept_unread_and_never_shown() {
    let mut replica = replica("lin");
    let sent = request(&replica);
    let mut response = answer(1, &[]);
    let place = Record::Place(Place {
        name: Words::default(),
        kind: PlaceKind::Venue,
        within: None,
        address: Words::default(),
        aid: String::new(),
        at: None,
    });
    let change = |key: &str| Change {
        scope: rules::Scope::Public,
        key: key.to_owned(),
        rev: 1,
        data: Body::of(&place).ok(),
    };
    response.feeds[0].changes = vec![change("activity/p"), change("place/p")];
    let received = replica.receive(&sent, &response, fresh(2)).unwrap();
    replica.adopt_received(received);
    assert_eq!(replica.confirmed_records(&community()).count(), 1);
    assert_eq!(replica.unreadable_rows(), 1);
}

#[test]
fn work_without_a_session_is_not_looked_at_even_where_nobody_is_named() {
    let mut replica = replica("lin");
    write(&mut replica, &claim_and_withdrawal()[0]);
    let mut sent = request(&replica);
    sent.who = None;
    let nobody = Visit::new(Actor::Anonymous, UnixMillis(0));
    assert_eq!(admit(&nobody, &sent), Ok(Admitted::PublicOnly));
    sent.intents.clear();
    assert_eq!(admit(&nobody, &sent), Ok(Admitted::Whole));
}

#[test]
fn what_depends_on_a_fork_follows_it_into_the_new_epoch() {
    let mut replica = replica("lin");
    let [claim, withdrawal] = claim_and_withdrawal();
    let first = write(&mut replica, &claim);
    write(&mut replica, &withdrawal);
    let sent = request(&replica);
    let response = answer(1, &[(first, Outcome::Fork)]);
    let received = replica.receive(&sent, &response, fresh(2)).unwrap();
    replica.adopt_received(received);
    let epochs: Vec<_> = replica
        .pending()
        .map(|pending| pending.row.id.epoch)
        .collect();
    assert_eq!(epochs, [Epoch([2; 8]); 2]);
    let rows: Vec<_> = replica.pending().map(|pending| &pending.row).collect();
    let [moved, follower] = rows.as_slice() else {
        panic!("two intents wait")
    };
    assert_eq!(follower.deps, [moved.id.seq]);
    assert!(moved.id.seq < follower.id.seq);
}

#[test]
fn a_device_counts_as_a_phone_until_it_is_told_that_it_is_a_station_and_as_long_as_it_is() {
    let mut replica = replica("lin");
    let mut rows = Vec::new();
    let mut hear = |rev, origin| {
        let sent = request(&replica);
        let mut response = answer(rev, &[]);
        response.feeds[0].origin = origin;
        let received = replica.receive(&sent, &response, fresh(2)).unwrap();
        let moved = received.moved;
        rows.extend(received.batch.writes.clone());
        replica.adopt_received(received);
        // A page that starts without a network knows it from the store.
        let stored = rows.iter().filter_map(|write| match write {
            Write::Put { table, key, value } => Some(StoredRow {
                table: *table,
                key: key.clone(),
                value: value.clone(),
            }),
            Write::Delete { .. } => None,
        });
        let (again, _) = Replica::open(stored, fresh(3));
        let known = replica.origin_in(&community());
        assert_eq!(again.origin_in(&community()), known);
        (known, moved)
    };
    assert_eq!(hear(1, Origin::OwnDevice), (Origin::OwnDevice, false));
    assert_eq!(hear(2, Origin::Station), (Origin::Station, true));
    assert_eq!(hear(3, Origin::Station), (Origin::Station, false));
    assert_eq!(hear(4, Origin::OwnDevice), (Origin::OwnDevice, true));
    let elsewhere = "other".parse().unwrap();
    assert_eq!(replica.origin_in(&elsewhere), Origin::OwnDevice);
}

#[test]
fn a_kiosk_foresees_the_seats_that_are_kept_for_it_and_a_phone_does_not() {
    let mut replica = replica("lin");
    let mut known = two_sessions();
    let other = known.iter_mut().find(|change| change.key == "session/t");
    let other = other.unwrap();
    let Record::Session(session) = other.data.as_ref().unwrap().read().unwrap() else {
        panic!("no session");
    };
    let quota = Quota {
        name: Words::new("从自己手机报名的", ""),
        of: Counted::ByOwnDevice,
        seats: 0,
    };
    let session = Session {
        quotas: vec![quota],
        ..session
    };
    other.data = Body::of(&Record::Session(session)).ok();
    let who: ResidentId = "lin".parse().unwrap();
    let register = Intent::Register {
        session: "t".parse().unwrap(),
        members: vec![who.clone()],
        when_full: rules::registration::WhenFull::Refuse,
    };
    let ask = Ask {
        community: community(),
        now: UnixMillis(0),
    };
    let actor = crate::phone::who("lin").actor();
    let hear = |replica: &mut Replica, rev, origin| {
        let sent = request(replica);
        let mut response = answer(rev, &[]);
        response.feeds[0].origin = origin;
        response.feeds[0].changes.clone_from(&known);
        let received = replica.receive(&sent, &response, fresh(2)).unwrap();
        replica.adopt_received(received);
    };
    hear(&mut replica, 1, Origin::OwnDevice);
    let (asked, seats) = (1, 0);
    let never = Refusal::TooManyByPhone { asked, seats };
    let by_phone = replica.decide_here(&ask, &actor, &register);
    assert_eq!(by_phone.unwrap_err(), never);
    hear(&mut replica, 2, Origin::Station);
    write(&mut replica, &register);
    let key = Key::Registration("t".parse().unwrap(), who);
    let is_shown = |replica: &Replica| replica.record(&community(), &key).is_some();
    assert!(is_shown(&replica), "what waits at a kiosk is a seat there");
    hear(&mut replica, 3, Origin::OwnDevice);
    assert!(!is_shown(&replica), "it is none any more, and is not sent");
}

#[test]
fn an_answer_that_comes_after_a_later_one_is_dropped() {
    let mut replica = replica("lin");
    let sent = request(&replica);
    let later = replica.receive(&sent, &answer(9, &[]), fresh(2)).unwrap();
    replica.adopt_received(later);
    let late = replica.receive(&sent, &answer(5, &[]), fresh(2));
    assert_eq!(late.unwrap_err(), ReceiveError::Stale);
}

#[test]
fn an_answer_is_dropped_when_scopes_were_emptied_since_even_for_the_same_person() {
    let mut replica = replica("lin");
    let sent = request(&replica);
    let received = replica.receive(&sent, &answer(9, &[]), fresh(2)).unwrap();
    replica.adopt_received(received);
    let sent = request(&replica);
    replica.adopt_who(None);
    replica.adopt_who(Some(who("lin")));
    let late = replica.receive(&sent, &answer(10, &[]), fresh(2));
    assert_eq!(late.unwrap_err(), ReceiveError::Stale);
}

#[test]
fn what_one_resident_asked_for_is_not_folded_into_the_view_of_the_next() {
    let mut replica = replica("lin");
    let [claim, _] = claim_and_withdrawal();
    write(&mut replica, &claim);
    let lin: ResidentId = "lin".parse().unwrap();
    let key = Key::Claim(lin, "n".parse().unwrap());
    assert!(replica.record(&community(), &key).is_some());
    replica.adopt_who(Some(who("chen")));
    assert!(replica.record(&community(), &key).is_none());
    replica.adopt_who(Some(who("lin")));
    assert!(replica.record(&community(), &key).is_some());
}

#[test]
fn a_restored_server_is_asked_again_for_what_took_effect_and_for_nothing_else() {
    let mut replica = replica("lin");
    let [claim, _] = claim_and_withdrawal();
    let taken = write(&mut replica, &claim);
    settle(&mut replica, &[(taken, Outcome::Accepted)]);
    let mut other = claim.clone();
    if let Intent::Claim(asked) = &mut other {
        asked.note = "other".parse().unwrap();
    }
    let refused = write(&mut replica, &other);
    let refusal = rules::Refusal::NotYet {
        day: rules::civil::date(2026, 3, 2),
    };
    settle(&mut replica, &[(refused, Outcome::Refused { refusal })]);
    assert!(seqs(&request(&replica)).is_empty());

    let sent = request(&replica);
    let mut restored = answer(4, &[]);
    restored.feeds[0].feed_epoch = FeedEpoch([2; 8]);
    let received = replica.receive(&sent, &restored, fresh(2)).unwrap();
    assert_eq!(received.batch.durability, sync::store::Durability::Strict);
    replica.adopt_received(received);
    assert_eq!(seqs(&request(&replica)), [taken]);
    assert_eq!(replica.alarms().ledger, 0, "a new life is not a fault");
    let history: Vec<u64> = replica.history().map(|row| row.row.id.seq).collect();
    assert_eq!(history, [refused]);
}

#[test]
fn a_journal_that_goes_back_is_noticed_told_once_and_remembered() {
    let mut replica = replica("lin");
    let heads = [(5, 1), (6, 2), (6, 2), (6, 3), (4, 1), (5, 7)];
    let mut found = Vec::new();
    for (line, hash) in heads {
        let sent = request(&replica);
        let mut heard = answer(9, &[]);
        heard.feeds[0].ledger_head = LedgerHead {
            line,
            chain: Chain([hash; 32]),
        };
        let received = replica.receive(&sent, &heard, fresh(2)).unwrap();
        replica.adopt_received(received);
        let told = request(&replica).feeds[0].alarms.ledger;
        found.push((told, replica.alarms().ledger));
    }
    assert_eq!(found, [(0, 0), (0, 0), (0, 0), (1, 1), (1, 2), (0, 2)]);
}

#[test]
fn leaving_waits_for_the_registration_it_undoes_and_confirming_for_whoever_leaves_the_party() {
    let mut replica = replica("lin");
    let sent = request(&replica);
    let mut response = answer(1, &[]);
    response.feeds[0].changes = two_sessions();
    let received = replica.receive(&sent, &response, fresh(2)).unwrap();
    replica.adopt_received(received);
    let of = |session: &str, name: &str| {
        let members: Vec<ResidentId> = vec![name.parse().unwrap()];
        (session.parse::<rules::id::SessionId>().unwrap(), members)
    };
    let register = |(session, members)| Intent::Register {
        session,
        members,
        when_full: rules::registration::WhenFull::Wait,
    };
    let leave = |(session, members)| Intent::Leave { session, members };
    let confirm = |(session, members)| Intent::Confirm { session, members };
    let mut deps = |intent: &Intent| {
        let seq = write(&mut replica, intent);
        let row = replica.pending().map(|pending| &pending.row);
        let row = row.last().unwrap();
        assert_eq!(row.id.seq, seq);
        (seq, row.deps.clone())
    };
    let (stays_away, none) = deps(&leave(of("s", "mei")));
    assert_eq!(none, [0_u64; 0]);
    let (lin, none) = deps(&register(of("t", "lin")));
    assert_eq!(none, [0_u64; 0]);
    let (mei, none) = deps(&register(of("t", "mei")));
    assert_eq!(none, [0_u64; 0]);
    assert_eq!(deps(&confirm(of("s", "lin"))).1, [stays_away]);
    assert_eq!(deps(&leave(of("t", "mei"))).1, [mei]);
    assert_eq!(deps(&leave(of("t", "lin"))).1, [lin]);
    assert_eq!(deps(&leave(of("s", "lin"))).1, [0_u64; 0]);
}

#[test]
fn an_answer_moves_something_only_if_it_brings_what_was_not_known() {
    let mut replica = replica("lin");
    let mut hear = |changes: Vec<Change>, more: bool| {
        let sent = request(&replica);
        let mut response = answer(1, &[]);
        response.feeds[0].changes = changes;
        response.feeds[0].more = more;
        let received = replica.receive(&sent, &response, fresh(2)).unwrap();
        let moved = (received.moved, received.more);
        replica.adopt_received(received);
        moved
    };
    let known = two_sessions();
    let gone = |key: &str, rev| Change {
        scope: rules::Scope::Public,
        key: key.to_owned(),
        rev,
        data: None,
    };
    assert_eq!(hear(Vec::new(), false), (false, false));
    assert_eq!(hear(known.clone(), false), (true, false));
    assert_eq!(hear(known.clone(), false), (false, false), "told again");
    assert_eq!(hear(Vec::new(), true), (true, true), "there is more");
    let nowhere = gone("place/nowhere", 7);
    assert_eq!(hear(vec![nowhere], false), (false, false));
    let session = gone("session/t", 7);
    assert_eq!(hear(vec![known[0].clone(), session], false), (true, false));
}
