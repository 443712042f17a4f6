//! A household, a session, and stores as phones have them; and a server made of one closure.

use cuobian::keeper::{Exchanged, Keeper, Speaker, Trouble};
use cuobian::store::{Local, Memory, Store};
use rules::activity::{Activity, ActivityKind, Audience};
use rules::diary::NoteBody;
use rules::household::{Household, Resident};
use rules::id::CommunityId;
use rules::registration::WhenFull;
use rules::session::{Admission, Session};
use rules::time::UnixMillis;
use rules::words::Words;
use rules::{Intent, Key, Record, Scope, civil};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use sync::courier::Portion;
use sync::cursor::Position;
use sync::identity::{Device, Epoch, FeedEpoch};
use sync::outcome::Outcome;
use sync::replica::{Ask, Fresh, NoteDraft, Who};
use sync::rows::RecordRow;
use sync::store::{Batch, Durability, Table};
use sync::wire::{Body, Change, Feed, LedgerHead, Request, Response, Settled, SettledNote, Want};

thread_local! {
    static DEVICES: Cell<u8> = const { Cell::new(0) };
}

pub fn fresh() -> Fresh {
    let next = DEVICES.get() + 1;
    DEVICES.set(next);
    Fresh {
        device: Device([next; 16]),
        epoch: Epoch([next; 8]),
    }
}

pub fn records() -> Vec<(Scope, Key, Record)> {
    let home = Scope::Household("home".parse().unwrap());
    let resident = |name: &str| {
        Record::Resident(Resident::new(
            name.to_owned(),
            civil::date(1960, 1, 1),
            "home".parse().unwrap(),
        ))
    };
    let activity = Activity::new(
        Words::new("太极拳", "Tai chi"),
        ActivityKind::Sport,
        Audience::Everyone,
    );
    let session = Session::new(
        ("a".parse().unwrap(), "hall".parse().unwrap()),
        vec![civil::date(2026, 3, 20)],
        (civil::time(14, 30, 0, 0), civil::time(16, 0, 0, 0)),
        Admission::FirstCome { seats: 20 },
    );
    let members = vec!["mei".parse().unwrap(), "qiang".parse().unwrap()];
    let household = Household {
        members,
        committee: None,
        building: None,
    };
    let key = |text: &str| text.parse::<Key>().unwrap();
    vec![
        (home.clone(), key("resident/mei"), resident("陈美")),
        (home.clone(), key("resident/qiang"), resident("陈强")),
        (home, key("household/home"), Record::Household(household)),
        (Scope::Public, key("activity/a"), Record::Activity(activity)),
        (Scope::Public, key("session/s"), Record::Session(session)),
    ]
}

/// A store as a device has it after its first conversation.
pub async fn furnished() -> Rc<Memory> {
    let store = Rc::new(Memory::default());
    let mut batch = Batch::new(Durability::Relaxed);
    for (scope, key, record) in records() {
        record_row(&mut batch, (scope, &key.to_string()), &record);
    }
    batch.put(Table::Meta, "who", serde_json::to_string(&me()).unwrap());
    store.commit(&batch).await.unwrap();
    store
}

/// Puts a record as a device keeps it.
pub fn record_row(batch: &mut Batch, (scope, key): (Scope, &str), record: &Record) {
    let row = RecordRow {
        rev: 1,
        scope,
        data: Body::of(record).unwrap(),
    };
    let value = serde_json::to_string(&row).unwrap();
    batch.put(Table::Records, format!("350526/{key}"), value);
}

pub async fn open(store: &Rc<Memory>) -> Keeper {
    let (keeper, _) = Keeper::open(store.clone(), fresh).await.unwrap();
    keeper
}

pub fn me() -> Who {
    Who {
        community: "350526".parse().unwrap(),
        resident: "mei".parse().unwrap(),
        household: Some("home".parse().unwrap()),
    }
}

pub fn ask() -> Ask {
    Ask {
        community: "350526".parse().unwrap(),
        now: UnixMillis(1_774_000_000_000),
    }
}

pub fn register(who: &str) -> Intent {
    Intent::Register {
        session: "s".parse().unwrap(),
        members: vec![who.parse().unwrap()],
        when_full: WhenFull::Refuse,
    }
}

pub fn community() -> CommunityId {
    "350526".parse().unwrap()
}

/// A note of so many minutes, named after them.
pub fn note(minutes: u16) -> NoteDraft {
    NoteDraft {
        note: format!("n-{minutes}").parse().unwrap(),
        parents: Vec::new(),
        body: NoteBody {
            act: "guard".parse().unwrap(),
            day: civil::date(2026, 3, 20),
            minutes,
            text: String::new(),
            discarded: false,
        },
        owner: None,
        now: UnixMillis(0),
    }
}

/// A server that settles everything, and says of every community what the closure makes of its
/// question and its revision: the first answer has revision 1.
pub struct Says<F> {
    pub changes: F,
    pub asked: RefCell<Vec<Request>>,
}

impl<F: Fn(&Want, u64) -> Vec<Change>> Says<F> {
    pub fn new(changes: F) -> Self {
        Self {
            changes,
            asked: RefCell::default(),
        }
    }

    fn answer(&self, request: &Request) -> Response {
        self.asked.borrow_mut().push(request.clone());
        let rev = u64::try_from(self.asked.borrow().len()).unwrap();
        let position = Position {
            feed_epoch: FeedEpoch([7; 8]),
            schema_view: 1,
            pulls: 0,
            scopes: [(Scope::Public, rev)].into(),
            of_another_life: [].into(),
        };
        let feed = |want: &Want| Feed {
            community: want.community.clone(),
            feed_epoch: FeedEpoch([7; 8]),
            reset: want.emptied.clone(),
            changes: (self.changes)(want, rev),
            cursor: position.seal(),
            more: false,
            ledger_head: LedgerHead::default(),
            sums: Vec::new(),
            origin: rules::Origin::OwnDevice,
        };
        Response {
            proto: request.proto,
            server_time: UnixMillis(i64::try_from(rev).unwrap()),
            outcomes: request
                .intents
                .iter()
                .map(|push| Settled {
                    seq: push.seq,
                    outcome: Outcome::Accepted,
                })
                .collect(),
            notes: request
                .notes
                .iter()
                .map(|push| SettledNote {
                    note: push.note.clone(),
                    rev: push.rev.clone(),
                    refusal: None,
                })
                .collect(),
            feeds: request.feeds.iter().map(feed).collect(),
            ..Response::default()
        }
    }
}

impl<F: Fn(&Want, u64) -> Vec<Change>> Speaker for Says<F> {
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        Box::pin(async move { Ok(self.answer(request)) })
    }
}

/// The household's and the session's records as changes of a revision.
pub fn changes(_want: &Want, rev: u64) -> Vec<Change> {
    let change = |(scope, key, record): (Scope, Key, Record)| Change {
        scope,
        key: key.to_string(),
        rev,
        data: Some(Body::of(&record).unwrap()),
    };
    records().into_iter().map(change).collect()
}

/// One round trip.
pub async fn exchange(keeper: &Keeper, with: &dyn Speaker) -> Result<Exchanged, Trouble> {
    keeper
        .exchange(with, ("test", &[community()]), Portion::Whole)
        .await
}
