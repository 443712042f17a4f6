//! Who is answered and how far: limits at their edge, ended sessions, old builds, the shelf.

use crate::phone::claim_and_withdrawal;
use crate::phone::{BUILD, community, replica, request, who, write};
use rules::time::UnixMillis;
use rules::{Actor, Key};
use std::collections::BTreeSet;
use sync::authority::{Admitted, Visit, admit, asked_keys, is_outdated};
use sync::courier::Portion;
use sync::identity::revision_id;
use sync::limits::{
    PROTO, REQUEST_FEEDS_MAX, REQUEST_INTENTS_MAX, REQUEST_NOTES_MAX, SCHEMA_VIEW, SCHEMA_VIEW_MIN,
};
use sync::outcome::{Outcome, Unreadable};
use sync::wire::{Alarms, Body, Protest, PushNote, Request, Want, check};

fn asked() -> Request {
    let mut phone = replica("lin");
    write(&mut phone, &claim_and_withdrawal()[0]);
    request(&phone)
}

fn note() -> PushNote {
    let (note, body) = ("n".parse().unwrap(), Body::from_text("{}".into()).unwrap());
    PushNote {
        community: community(),
        rev: revision_id(&note, &[], "{}"),
        note,
        parents: Vec::new(),
        body,
    }
}

fn visit(actor: Actor) -> Visit {
    let now = UnixMillis(0);
    Visit::new(actor, now)
}

#[test]
fn a_request_is_taken_up_to_each_limit_and_not_beyond() {
    let one = asked();
    let sized = |intents: usize, notes: usize, feeds: usize| Request {
        intents: vec![one.intents[0].clone(); intents],
        notes: vec![note(); notes],
        feeds: vec![one.feeds[0].clone(); feeds],
        ..one.clone()
    };
    let full = sized(REQUEST_INTENTS_MAX, REQUEST_NOTES_MAX, REQUEST_FEEDS_MAX);
    assert_eq!(check(&full), Ok(()));
    let too_large = |request: &Request, name: &str| {
        let limit = name.to_owned();
        assert_eq!(check(request), Err(Protest::TooLarge { limit }));
    };
    too_large(&sized(REQUEST_INTENTS_MAX + 1, 0, 0), "REQUEST_INTENTS_MAX");
    too_large(&sized(0, REQUEST_NOTES_MAX + 1, 0), "REQUEST_NOTES_MAX");
    too_large(&sized(0, 0, REQUEST_FEEDS_MAX + 1), "REQUEST_FEEDS_MAX");
    let later = Request {
        proto: PROTO + 1,
        ..one.clone()
    };
    let (found, speaks) = (PROTO + 1, PROTO);
    let lin = visit(who("lin").actor());
    assert_eq!(admit(&lin, &later), Err(Protest::Proto { found, speaks }));
    assert_eq!(admit(&lin, &one), Ok(Admitted::Whole));
}

#[test]
fn notes_alone_are_work_that_nobody_does_for_a_stranger() {
    let notes = Request {
        who: None,
        intents: Vec::new(),
        notes: vec![note()],
        ..asked()
    };
    let nobody = visit(Actor::Anonymous);
    assert_eq!(admit(&nobody, &notes), Ok(Admitted::PublicOnly));
    let chen = visit(who("chen").actor());
    assert_eq!(admit(&chen, &asked()), Ok(Admitted::PublicOnly));
}

#[test]
fn a_session_has_ended_only_for_whoever_believed_in_one() {
    let named = asked();
    let nameless = Request {
        who: None,
        ..named.clone()
    };
    let ended = |admitted: Admitted| [&named, &nameless].map(|it| admitted.session_ended(it));
    assert_eq!(ended(Admitted::PublicOnly), [true, false]);
    assert_eq!(ended(Admitted::Whole), [false, false]);
}

#[test]
fn a_build_is_too_old_below_the_oldest_view_and_not_at_it() {
    let reads = |schema_view| Request {
        schema_view,
        ..asked()
    };
    assert!(is_outdated(&reads(SCHEMA_VIEW_MIN - 1)));
    assert!(!is_outdated(&reads(SCHEMA_VIEW_MIN)));
    assert!(!is_outdated(&reads(SCHEMA_VIEW)));
}

#[test]
fn the_shelf_is_for_whoever_comes_with_nothing_and_asks_for_nothing() {
    let mut phone = replica("lin");
    phone.adopt_who(None);
    let first = phone.request(BUILD, &[community()], Portion::Whole);
    assert_eq!(first.asks_for_shelf(), Some(&community()));
    let cursor = crate::phone::answer(1, &[]).feeds.remove(0).cursor;
    let but = |change: &dyn Fn(&mut Request)| {
        let mut other = first.clone();
        change(&mut other);
        other.asks_for_shelf().cloned()
    };
    assert_eq!(but(&|it| it.feeds[0].cursor = Some(cursor.clone())), None);
    assert_eq!(but(&|it| it.feeds[0].brief = false), None);
    assert_eq!(but(&|it| it.who = Some("lin".parse().unwrap())), None);
    assert_eq!(but(&|it| it.intents = asked().intents), None);
    assert_eq!(but(&|it| it.notes.push(note())), None);
    assert_eq!(but(&|it| it.feeds.push(it.feeds[0].clone())), None);
    assert_eq!(but(&|it| it.feeds.clear()), None);
    assert_eq!(but(&|it| it.schema_view = SCHEMA_VIEW - 1), None);
    assert!(!Want::since(community(), None).brief, "unless it asks so");
    let newer = but(&|it| it.schema_view = SCHEMA_VIEW + 1);
    assert_eq!(newer, Some(community()));
}

#[test]
fn an_answer_holds_what_this_communitys_intents_touch() {
    let lin = visit(who("lin").actor());
    let mut intents = asked().intents;
    let [claim, _] = claim_and_withdrawal();
    let here: BTreeSet<Key> = claim.keys(&lin.actor).into_iter().collect();
    assert!(!here.is_empty());
    assert_eq!(asked_keys(&lin, &community(), &intents), here);
    intents[0].community = "d".parse().unwrap();
    assert_eq!(asked_keys(&lin, &community(), &intents), BTreeSet::new());
    intents[0].community = community();
    intents[0].kind = "sing".to_owned();
    assert_eq!(asked_keys(&lin, &community(), &intents), BTreeSet::new());
}

#[test]
fn for_a_community_that_is_not_here_nothing_is_settled() {
    let settled = sync::authority::without_community(&asked().intents[0]);
    let why = Unreadable::NoCommunity;
    assert_eq!((settled.seq, settled.outcome.is_final()), (1, false));
    assert_eq!(settled.outcome, Outcome::Quarantined { why });
}

#[test]
fn alarms_add_up_and_are_sent_only_where_there_are_any() {
    let one = Alarms { ledger: 1, sums: 2 };
    let three = one.plus(Alarms { ledger: 4, sums: 8 });
    assert_eq!((three.ledger, three.sums), (5, 10));
    assert!(Alarms::default().is_none());
    for some in [Alarms { ledger: 1, sums: 0 }, Alarms { ledger: 0, sums: 1 }] {
        assert!(!some.is_none());
        let mut sent = asked();
        sent.feeds[0].alarms = some;
        let text = serde_json::to_string(&sent).unwrap();
        let read: Request = serde_json::from_str(&text).unwrap();
        assert_eq!(read.feeds[0].alarms, some);
    }
}

#[test]
fn two_bodies_are_the_same_only_to_the_byte() {
    let body = |text: &str| Body::from_text(text.to_owned()).unwrap();
    assert_eq!(body("{}"), body("{}"));
    assert_ne!(body("{}"), body("{ }"));
}
