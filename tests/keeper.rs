//! The keeper on a store in memory: touches never interleave, and what was not written is not
//! adopted.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets the unexpected stops there and says so"
)]

use cuobian::keeper::{Birth, Keeper, NotSaved};
use cuobian::store::{Memory, Store, StoreError, contract};
use futures::executor::block_on;
use rules::activity::{Activity, ActivityKind, Audience};
use rules::diary::NoteBody;
use rules::household::{Household, Resident};
use rules::registration::WhenFull;
use rules::session::{Admission, Ages, Session, SessionState};
use rules::time::UnixMillis;
use rules::words::Words;
use rules::{Intent, Key, Record, Refusal, Scope, civil};
use std::cell::Cell;
use std::rc::Rc;
use sync::identity::{Device, Epoch};
use sync::replica::{Ask, Fresh, NoteDraft, Who};
use sync::rows::RecordRow;
use sync::store::{Batch, Durability, Table};
use sync::wire::Body;

thread_local! {
    static DEVICES: Cell<u8> = const { Cell::new(0) };
}

fn fresh() -> Fresh {
    let next = DEVICES.get() + 1;
    DEVICES.set(next);
    Fresh {
        device: Device([next; 16]),
        epoch: Epoch([next; 8]),
    }
}

#[test]
fn memory_keeps_the_contract() {
    block_on(async {
        contract::keeps_rows_of_every_table_apart_and_whole(&Memory::default()).await;
        contract::applies_writes_in_their_order(&Memory::default()).await;
        contract::writes_nothing_where_the_guard_does_not_hold(&Memory::default()).await;
        contract::writes_nothing_where_one_of_two_guards_does_not_hold(&Memory::default()).await;
        let shared = Memory::default();
        contract::gives_one_number_to_one_of_two_writers(&shared, &shared).await;
        contract::takes_a_year_of_programme_in_one_batch(&Memory::default()).await;
        contract::erases_everything_and_can_be_used_again(&Memory::default()).await;
    });
}

fn records() -> Vec<(Scope, Key, Record)> {
    let home = Scope::Household("home".parse().unwrap());
    let resident = |name: &str| {
        Record::Resident(Resident {
            name: name.to_owned(),
            born: civil::date(1960, 1, 1),
            household: "home".parse().unwrap(),
        })
    };
    let activity = Activity {
        title: Words::new("太极拳", "Tai chi"),
        summary: Words::default(),
        kind: ActivityKind::Sport,
        topic: Words::default(),
        audience: Audience::Everyone,
        bring: Words::default(),
        organiser: Words::default(),
        phone: String::new(),
        fee: None,
        pinyin: String::new(),
        link: String::new(),
    };
    let session = Session {
        activity: "a".parse().unwrap(),
        days: vec![civil::date(2026, 3, 20)],
        starts: civil::time(14, 30, 0, 0),
        ends: civil::time(16, 0, 0, 0),
        place: "hall".parse().unwrap(),
        admission: Admission::FirstCome { seats: 20 },
        ages: Ages::default(),
        opens: None,
        closes: None,
        state: SessionState::Scheduled,
    };
    let members = vec!["mei".parse().unwrap(), "qiang".parse().unwrap()];
    let household = Household {
        members,
        committee: None,
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
async fn furnished() -> Rc<Memory> {
    let store = Rc::new(Memory::default());
    let mut batch = Batch::new(Durability::Relaxed);
    for (scope, key, record) in records() {
        let row = RecordRow {
            rev: 1,
            scope,
            data: Body::of(&record).unwrap(),
        };
        let value = serde_json::to_string(&row).unwrap();
        batch.put(Table::Records, format!("350526/{key}"), value);
    }
    batch.put(Table::Meta, "who", serde_json::to_string(&me()).unwrap());
    store.commit(&batch).await.unwrap();
    store
}

async fn open(store: &Rc<Memory>) -> Keeper {
    let (keeper, _) = Keeper::open(store.clone(), fresh).await.unwrap();
    keeper
}

fn me() -> Who {
    Who {
        community: "350526".parse().unwrap(),
        resident: "mei".parse().unwrap(),
        household: "home".parse().unwrap(),
    }
}

fn ask() -> Ask {
    Ask {
        community: "350526".parse().unwrap(),
        now: UnixMillis(1_774_000_000_000),
    }
}

fn register(who: &str) -> Intent {
    Intent::Register {
        session: "s".parse().unwrap(),
        members: vec![who.parse().unwrap()],
        when_full: WhenFull::Refuse,
    }
}

#[test]
fn a_new_store_is_told_from_a_known_one() {
    block_on(async {
        let store = Rc::new(Memory::default());
        let (first, birth) = Keeper::open(store.clone(), fresh).await.unwrap();
        assert_eq!(birth, Birth::New);
        let (again, birth) = Keeper::open(store.clone(), fresh).await.unwrap();
        assert_eq!(birth, Birth::Known);
        assert_eq!(
            first.read(sync::Replica::identity),
            again.read(sync::Replica::identity)
        );
    });
}

#[test]
fn two_quick_touches_get_two_numbers_and_both_stay() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        let (ask, one, two) = (ask(), register("mei"), register("qiang"));
        let (one, two) = futures::join!(keeper.submit(&ask, &one), keeper.submit(&ask, &two));
        assert_eq!((one, two), (Ok(1), Ok(2)));
        let (again, _) = Keeper::open(store.clone(), fresh).await.unwrap();
        assert_eq!(again.read(|replica| replica.pending().count()), 2);
    });
}

#[test]
fn two_pages_never_give_out_one_number_twice() {
    block_on(async {
        let store = furnished().await;
        let (one, two) = (open(&store).await, open(&store).await);
        assert_eq!(one.submit(&ask(), &register("mei")).await, Ok(1));
        // The second page has not heard of the first one's touch.
        assert_eq!(two.submit(&ask(), &register("qiang")).await, Ok(2));
        assert_eq!(two.read(|replica| replica.pending().count()), 2);
        // What the first page wrote is seen by the rules of the second.
        let twice = two.submit(&ask(), &register("mei")).await;
        let resident = "mei".parse().unwrap();
        assert_eq!(
            twice,
            Err(NotSaved::Refused(Refusal::AlreadyRegistered { resident }))
        );
    });
}

#[test]
fn what_could_not_be_written_is_not_adopted() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        store.fail_next(StoreError::Full);
        let saved = keeper.submit(&ask(), &register("mei")).await;
        assert_eq!(saved, Err(NotSaved::Store(StoreError::Full)));
        assert_eq!(keeper.read(|replica| replica.pending().count()), 0);
        store.fail_next(StoreError::Failed);
        let note = NoteDraft {
            note: "n".parse().unwrap(),
            parents: Vec::new(),
            body: NoteBody {
                act: "guard".parse().unwrap(),
                day: civil::date(2026, 3, 20),
                minutes: 60,
                text: String::new(),
                discarded: false,
            },
            owner: None,
            now: UnixMillis(0),
        };
        let saved = keeper.write_note(note.clone()).await;
        assert_eq!(saved, Err(NotSaved::Store(StoreError::Failed)));
        assert!(keeper.read(|replica| replica.diary(None).is_empty()));
        // The next touch takes the number that was not used.
        assert_eq!(keeper.submit(&ask(), &register("mei")).await, Ok(1));
        assert_eq!(keeper.write_note(note).await, Ok(()));
    });
}

#[test]
fn a_rule_that_says_no_leaves_nothing_behind() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        let before = store.snapshot();
        let stranger = keeper.submit(&ask(), &register("stranger")).await;
        assert!(
            matches!(stranger, Err(NotSaved::Refused(_))),
            "{stranger:?}"
        );
        let guest = Ask {
            community: "elsewhere".parse().unwrap(),
            ..ask()
        };
        let guest = keeper.submit(&guest, &register("mei")).await;
        assert_eq!(guest, Err(NotSaved::Refused(Refusal::NotSignedIn)));
        assert_eq!(store.snapshot(), before);
    });
}

#[test]
fn signing_out_takes_the_household_off_this_phone_and_leaves_what_was_written() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        assert_eq!(keeper.submit(&ask(), &register("mei")).await, Ok(1));
        let names = |store: &Memory| -> Vec<String> {
            let rows = store.snapshot().into_iter();
            rows.filter(|row| row.table == Table::Records)
                .map(|row| row.key)
                .collect()
        };
        keeper.set_who(None).await.unwrap();
        assert_eq!(names(&store), ["350526/activity/a", "350526/session/s"]);
        assert_eq!(keeper.read(|replica| replica.pending().count()), 1);
    });
}
