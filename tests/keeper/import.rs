//! Carrying everything along: to another phone, after a loss, twice, and to the wrong person.

use crate::world::{
    Says, ask, changes, community, exchange, fresh, furnished, me, note, open, register,
};
use cuobian::export;
use cuobian::import::{self, Carried};
use cuobian::keeper::{Keeper, Left, NotSaved, take_over};
use cuobian::store::{Memory, Store, StoreError};
use futures::executor::block_on;
use rules::Intent;
use std::collections::BTreeMap;
use std::rc::Rc;
use sync::replica::{Brings, ImportError, Reissue, Who};
use sync::store::{StoredRow, Table};

/// What a phone's file holds, as another phone reads it.
async fn carried(keeper: &Keeper) -> Carried {
    let rows = keeper.rows().await.unwrap();
    import::read(&export::document(&rows, &BTreeMap::new())).unwrap()
}

/// A phone with two notes (one revised), a settled request and two that wait.
async fn lived_in() -> (Rc<Memory>, Keeper) {
    let store = furnished().await;
    let keeper = open(&store).await;
    let mut first = note(30);
    keeper.write_note(first.clone()).await.unwrap();
    first.parents = keeper.read(|replica| replica.notes().map(|row| row.rev.clone()).collect());
    first.body.minutes = 45;
    keeper.write_note(first).await.unwrap();
    keeper.write_note(note(60)).await.unwrap();
    keeper.adopt_notes().await.unwrap();
    keeper.submit(&ask(), &register("mei")).await.unwrap();
    exchange(&keeper, &Says::new(changes)).await.unwrap();
    keeper.submit(&ask(), &register("qiang")).await.unwrap();
    let leave = Intent::Leave {
        session: "s".parse().unwrap(),
        members: vec!["qiang".parse().unwrap()],
    };
    keeper.submit(&ask(), &leave).await.unwrap();
    (store, keeper)
}

/// The same resident on a phone that knows nothing but the records.
async fn another_phone() -> (Rc<Memory>, Keeper) {
    let store = furnished().await;
    let keeper = open(&store).await;
    (store, keeper)
}

#[test]
fn another_phone_gets_every_note_and_what_waited_only_if_the_resident_says_so() {
    block_on(async {
        let (_, old) = lived_in().await;
        let file = carried(&old).await.rows;
        let (store, new) = another_phone().await;
        let brings = new.look_at(&file).unwrap();
        let expect = Brings {
            notes: 3,
            settled: 1,
            waiting: 2,
            ..Brings::default()
        };
        assert_eq!(brings, expect);
        assert_eq!(
            new.read(|replica| replica.notes().count()),
            0,
            "looking changes nothing"
        );
        new.import(&file, Reissue::No).await.unwrap();
        new.read(|replica| {
            assert_eq!(replica.notes().count(), 3);
            let (community, resident) = (community(), me().resident);
            let diary = replica.diary(Some((&community, &resident)));
            let minutes: Vec<u16> = diary.iter().map(|head| head.body.minutes).collect();
            assert_eq!(minutes.len(), 2);
            assert!(
                minutes.contains(&45) && minutes.contains(&60),
                "{minutes:?}"
            );
            assert_eq!(replica.history().count(), 1);
            assert_eq!(replica.pending().count(), 0);
        });
        new.import(&file, Reissue::Yes).await.unwrap();
        let asked = new.read(|replica| {
            let identity = replica.identity();
            let rows: Vec<_> = replica
                .pending()
                .map(|pending| pending.row.clone())
                .collect();
            assert!(rows.iter().all(|row| row.id.device == identity.device));
            assert!(rows.iter().all(|row| row.id.epoch == identity.epoch));
            // Leaving still waits for the registration it undoes, under that one's new number.
            assert_eq!(rows[1].deps, [rows[0].id.seq]);
            assert_ne!(
                rows[0].id.device,
                old.read(|replica| replica.identity().device)
            );
            rows.len()
        });
        assert_eq!(asked, 2);
        // It is durable, and goes out like anything asked here.
        let again = open(&Rc::new(Memory::holding(store.snapshot()))).await;
        let server = Says::new(changes);
        exchange(&again, &server).await.unwrap();
        assert_eq!(server.asked.borrow()[0].intents.len(), 1);
        assert_eq!(server.asked.borrow()[0].notes.len(), 3);
        assert_eq!(again.read(|replica| replica.history().count()), 2);
    });
}

#[test]
fn taken_twice_is_taken_once() {
    block_on(async {
        let (_, old) = lived_in().await;
        let file = carried(&old).await.rows;
        let (store, new) = another_phone().await;
        new.import(&file, Reissue::Yes).await.unwrap();
        let after = store.snapshot();
        let brings = new.import(&file, Reissue::Yes).await.unwrap();
        let expect = Brings {
            known: 6,
            ..Brings::default()
        };
        assert_eq!(brings, expect);
        assert_eq!(store.snapshot(), after);
        // Nor after what was asked anew has its outcome.
        exchange(&new, &Says::new(changes)).await.unwrap();
        exchange(&new, &Says::new(changes)).await.unwrap();
        assert_eq!(new.look_at(&file).unwrap(), expect);
        // Nor on the phone it came from.
        assert_eq!(old.look_at(&file).unwrap(), expect);
    });
}

#[test]
fn another_residents_file_is_refused_and_changes_nothing() {
    block_on(async {
        let (_, old) = lived_in().await;
        let file = carried(&old).await.rows;
        let (_, new) = another_phone().await;
        let other = Who {
            resident: "qiang".parse().unwrap(),
            ..me()
        };
        new.set_who(Some(other)).await.unwrap();
        let refused = Err(ImportError::AnotherResident);
        assert_eq!(new.look_at(&file), refused);
        let not_taken = new.import(&file, Reissue::Yes).await;
        assert_eq!(
            not_taken,
            Err(NotSaved::NotTaken(ImportError::AnotherResident))
        );
        // The same file of a phone on which she had signed out meanwhile.
        old.set_who(None).await.unwrap();
        let signed_out = carried(&old).await.rows;
        assert_eq!(new.look_at(&signed_out), refused);
        new.set_who(None).await.unwrap();
        assert_eq!(new.look_at(&file), Err(ImportError::NobodySignedIn));
        assert_eq!(new.read(|replica| replica.notes().count()), 0);
    });
}

#[test]
fn a_note_that_is_not_what_its_name_says_is_left_in_the_file() {
    block_on(async {
        let (_, old) = lived_in().await;
        let mut file = carried(&old).await.rows;
        let note = file.iter_mut().find(|row| row.table == Table::Notes);
        let note = note.unwrap();
        note.value = note.value.replace(r#""minutes":"#, r#""minutes":1"#);
        let (_, new) = another_phone().await;
        let brings = new.import(&file, Reissue::No).await.unwrap();
        assert_eq!((brings.notes, brings.unreadable), (2, 1));
    });
}

#[test]
fn a_file_that_cannot_be_written_whole_is_not_taken_at_all() {
    block_on(async {
        let (_, old) = lived_in().await;
        let file = carried(&old).await.rows;
        let (store, new) = another_phone().await;
        let before = store.snapshot();
        store.fail_next(StoreError::Failed);
        let taken = new.import(&file, Reissue::Yes).await;
        assert_eq!(taken, Err(NotSaved::Store(StoreError::Failed)));
        assert_eq!(store.snapshot(), before);
        assert_eq!(new.read(|replica| replica.notes().count()), 0);
    });
}

/// What a page without storage left behind.
fn left(store: &Memory) -> Vec<StoredRow> {
    let rows = store.snapshot().into_iter();
    rows.filter(|row| row.table != Table::Records && row.key != "ballast")
        .filter(|row| !row.key.starts_with("feed/"))
        .collect()
}

#[test]
fn a_storage_that_is_there_again_takes_over_what_was_written_without_it() {
    block_on(async {
        let (emergency, old) = lived_in().await;
        let journal = left(&emergency);
        // Into a store that is new: whole, under the same number.
        let new: Rc<dyn Store> = Rc::new(Memory::default());
        let taken = take_over(&new, &journal, fresh).await;
        assert_eq!(taken, Ok(Left::Nothing));
        let (keeper, _) = Keeper::open(new.clone(), fresh).await.unwrap();
        let identity = |keeper: &Keeper| keeper.read(sync::Replica::identity);
        assert_eq!(identity(&keeper), identity(&old));
        assert_eq!(keeper.read(|replica| replica.pending().count()), 2);
        assert_eq!(keeper.read(|replica| replica.notes().count()), 3);
        // Once more, as after a crash before it was cleared: nothing new.
        assert_eq!(take_over(&new, &journal, fresh).await, Ok(Left::Nothing));
        let (again, _) = Keeper::open(new, fresh).await.unwrap();
        assert!(again.read(|now| keeper.read(|then| now.says_the_same(then))));
        // Into a store that had been used before: merged, under its own number.
        let (used, before) = another_phone().await;
        let store: Rc<dyn Store> = used.clone();
        assert_eq!(take_over(&store, &journal, fresh).await, Ok(Left::Nothing));
        let after = open(&used).await;
        assert_eq!(identity(&after), identity(&before));
        assert_eq!(after.read(|replica| replica.pending().count()), 2);
        assert_eq!(after.read(|replica| replica.notes().count()), 3);
    });
}

#[test]
fn what_somebody_else_left_is_not_taken_and_not_lost() {
    block_on(async {
        let (emergency, _) = lived_in().await;
        let journal = left(&emergency);
        let (used, keeper) = another_phone().await;
        keeper.set_who(None).await.unwrap();
        let before = used.snapshot();
        let store: Rc<dyn Store> = used.clone();
        assert_eq!(
            take_over(&store, &journal, fresh).await,
            Ok(Left::Something)
        );
        assert_eq!(used.snapshot(), before);
        used.fail_next(StoreError::Failed);
        let failed = take_over(&store, &journal, fresh).await;
        assert!(failed.is_err(), "{failed:?}");
    });
}
