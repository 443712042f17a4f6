//! A phone of the tests: what it asks, what it hears, what it has heard of.

use rules::claim::Asked;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use rules::{Intent, Record};
use sync::Replica;
use sync::courier::Portion;
use sync::cursor::Position;
use sync::identity::{Chain, Device, Epoch, FeedEpoch};
use sync::limits::PROTO;
use sync::outcome::Outcome;
use sync::replica::{Ask, Fresh, Who};
use sync::store::{StoredRow, Write};
use sync::wire::{Body, Change, Feed, LedgerHead, Request, Response, Settled};

pub const BUILD: &str = "test";

pub fn fresh(mark: u8) -> Fresh {
    Fresh {
        device: Device([1; 16]),
        epoch: Epoch([mark; 8]),
    }
}

pub fn community() -> CommunityId {
    "c".parse().unwrap()
}

pub fn who(name: &str) -> Who {
    Who {
        community: community(),
        resident: name.parse().unwrap(),
        household: Some(format!("h-{name}").parse().unwrap()),
    }
}

pub fn replica(name: &str) -> Replica {
    let (mut replica, _) = Replica::open([], fresh(1));
    replica.adopt_who(Some(who(name)));
    replica
}

pub fn write(replica: &mut Replica, intent: &Intent) -> u64 {
    let ask = Ask {
        community: community(),
        now: UnixMillis(0),
    };
    let prepared = replica.prepare_intent(&ask, intent).unwrap();
    let seq = prepared.id().seq;
    replica.adopt_intent(prepared);
    seq
}

/// A claim of so much, and taking it back: the second depends on the first.
pub fn claim_and_withdrawal() -> [Intent; 2] {
    let asked = asked("n");
    let (note, day) = (asked.note.clone(), asked.day);
    [Intent::Claim(asked), Intent::WithdrawClaim { note, day }]
}

/// What is claimed of a note.
pub fn asked(note: &str) -> Asked {
    Asked {
        note: note.parse().unwrap(),
        revision: "v".parse().unwrap(),
        act: "guard".parse().unwrap(),
        day: rules::civil::date(2026, 3, 2),
        minutes: 60,
    }
}

pub fn request(replica: &Replica) -> Request {
    replica.request(BUILD, &[community()], Portion::Whole)
}

pub fn seqs(request: &Request) -> Vec<u64> {
    request.intents.iter().map(|push| push.seq).collect()
}

pub fn answer(rev: u64, outcomes: &[(u64, Outcome)]) -> Response {
    let position = Position {
        feed_epoch: FeedEpoch([1; 8]),
        schema_view: 1,
        pulls: 0,
        of_another_life: std::collections::BTreeSet::new(),
        scopes: [(rules::Scope::Public, rev)].into(),
    };
    let settled = |(seq, outcome): &(u64, Outcome)| Settled {
        seq: *seq,
        outcome: outcome.clone(),
    };
    Response {
        proto: PROTO,
        server_time: UnixMillis(0),
        outcomes: outcomes.iter().map(settled).collect(),
        notes: Vec::new(),
        feeds: vec![Feed {
            community: community(),
            feed_epoch: FeedEpoch([1; 8]),
            reset: Vec::new(),
            changes: Vec::new(),
            cursor: position.seal(),
            more: false,
            ledger_head: LedgerHead {
                line: 0,
                chain: Chain::default(),
            },
            sums: Vec::new(),
            origin: rules::Origin::OwnDevice,
        }],
        ..Response::default()
    }
}

/// The row of a device that has heard of the feed of these answers.
pub fn feed_row() -> StoredRow {
    let phone = replica("lin");
    let heard = phone.receive(&request(&phone), &answer(1, &[]), fresh(2));
    let mut writes = heard.unwrap().batch.writes.into_iter();
    let row = writes.find_map(|write| match write {
        Write::Put { table, key, value } => Some(StoredRow { table, key, value }),
        Write::Delete { .. } => None,
    });
    row.unwrap()
}

pub fn settle(replica: &mut Replica, outcomes: &[(u64, Outcome)]) {
    let sent = request(replica);
    let received = replica
        .receive(&sent, &answer(9, outcomes), fresh(2))
        .unwrap();
    replica.adopt_received(received);
}

/// What a device knows of two sessions, and that seats of the first are held for two of a family.
pub fn two_sessions() -> Vec<Change> {
    use rules::registration::{Registration, RegistrationState};
    use rules::session::{Admission, Session};
    let household: rules::id::HouseholdId = "h-lin".parse().unwrap();
    let session = Session::new(
        ("a".parse().unwrap(), "p".parse().unwrap()),
        vec![rules::civil::date(2026, 3, 20)],
        (
            rules::civil::time(9, 0, 0, 0),
            rules::civil::time(10, 0, 0, 0),
        ),
        Admission::FirstCome { seats: 9 },
    );
    let held = Registration {
        household: household.clone(),
        state: RegistrationState::Held {
            turn: 0,
            until: UnixMillis(1),
        },
        at: UnixMillis(1),
        quotas: Vec::new(),
        why: String::new(),
    };
    let born = rules::civil::date(1960, 1, 1);
    let lives = rules::household::Resident::new("林", born, household);
    let mut rows = Vec::new();
    for name in ["s", "t"] {
        rows.push((format!("session/{name}"), Record::Session(session.clone())));
    }
    for name in ["lin", "mei"] {
        rows.push((format!("resident/{name}"), Record::Resident(lives.clone())));
        let key = format!("registration/s/{name}");
        rows.push((key, Record::Registration(held.clone())));
    }
    let change = |(key, record): (String, Record)| Change {
        scope: record.scope(&key.parse().unwrap()),
        rev: 1,
        data: Body::of(&record).ok(),
        key,
    };
    rows.into_iter().map(change).collect()
}

/// Takes an answer to what the phone asks now; whether it moved anything, and whether there is more.
pub fn hear(replica: &mut Replica, response: &Response) -> (bool, bool) {
    let sent = request(replica);
    let received = replica.receive(&sent, response, fresh(2)).unwrap();
    let said = (received.moved, received.more);
    replica.adopt_received(received);
    said
}
