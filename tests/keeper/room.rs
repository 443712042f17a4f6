//! A medium without room: what gives way, and what never does.

use crate::world::{Says, ask, changes, exchange, furnished, note, open, register};
use cuobian::keeper::{Keeper, NotSaved, Tightness};
use cuobian::store::{Memory, StoreError};
use futures::executor::block_on;
use rules::Scope;
use std::rc::Rc;
use sync::store::{StoredRow, Table};
use sync::wire::{Change, Want};

/// The reserve and then some. Units: bytes.
const BALLAST_BYTES_MIN: usize = 256 * 1024;

fn rows(store: &Memory, table: Table) -> Vec<StoredRow> {
    let rows = store.snapshot().into_iter();
    rows.filter(|row| row.table == table).collect()
}

fn holds(store: &Memory, key: &str) -> bool {
    rows(store, Table::Meta).iter().any(|row| row.key == key)
}

/// The same phone after its page was closed.
fn later(store: &Memory) -> Rc<Memory> {
    Rc::new(Memory::holding(store.snapshot()))
}

/// Touches, an answer, and what each came to.
async fn live(keeper: &Keeper, server: &Says<impl Fn(&Want, u64) -> Vec<Change>>) -> Vec<bool> {
    vec![
        keeper.write_note(note(30)).await.is_ok(),
        exchange(keeper, server).await.is_ok(),
        keeper.submit(&ask(), &register("mei")).await.is_ok(),
        keeper.adopt_notes().await.is_ok(),
        exchange(keeper, server).await.is_ok(),
        keeper.submit(&ask(), &register("qiang")).await.is_ok(),
        keeper.write_note(note(45)).await.is_ok(),
    ]
}

/// Whatever was said to be saved is there when the page is opened again.
async fn all_said_is_true(store: &Memory, said: &[bool], case: &str) {
    let keeper = open(&later(store)).await;
    let said = |at: usize| u64::from(*said.get(at).unwrap());
    keeper.read(|replica| {
        let notes = u64::try_from(replica.notes().count()).unwrap();
        assert_eq!(notes, said(0) + said(6), "{case}: notes");
        let (pending, settled) = (replica.pending().count(), replica.history().count());
        let asked = u64::try_from(pending + settled).unwrap();
        assert_eq!(asked, said(2) + said(5), "{case}: requests");
    });
}

#[test]
fn a_medium_that_fails_once_at_any_write_loses_nothing_that_was_called_saved() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        let before = store.commits();
        let said = live(&keeper, &Says::new(changes)).await;
        assert_eq!(said, [true; 7]);
        let writes = store.commits() - before;
        assert!(writes >= 7, "{writes}");
        for at in 0..writes {
            for (error, refused_max) in [(StoreError::Full, 0), (StoreError::Failed, 1)] {
                let store = furnished().await;
                let keeper = open(&store).await;
                store.fail_after(at, error);
                let said = live(&keeper, &Says::new(changes)).await;
                let refused = said.iter().filter(|done| !**done).count();
                assert!(refused <= refused_max, "{at} {error:?}: {said:?}");
                all_said_is_true(&store, &said, &format!("{at} {error:?}")).await;
            }
        }
    });
}

#[test]
fn a_full_medium_gives_up_its_reserve_then_the_programme_and_never_a_note() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        exchange(&keeper, &Says::new(changes)).await.unwrap();
        assert_eq!(keeper.tightness(), Tightness::Ample);
        assert!(store.size_bytes() > BALLAST_BYTES_MIN);
        store.set_budget(Some(store.size_bytes()));
        assert_eq!(keeper.submit(&ask(), &register("mei")).await, Ok(1));
        assert_eq!(keeper.tightness(), Tightness::Reserve);
        // The rest of what the reserve gave is taken away; the next line needs the programme's.
        store.set_budget(Some(store.size_bytes()));
        keeper.write_note(note(30)).await.unwrap();
        assert_eq!(keeper.tightness(), Tightness::Shed);
        let kept: Vec<String> = rows(&store, Table::Records)
            .into_iter()
            .map(|row| row.key)
            .collect();
        assert_eq!(
            kept,
            [
                "350526/household/home",
                "350526/resident/mei",
                "350526/resident/qiang"
            ]
        );
        // This page still shows it.
        assert_eq!(keeper.submit(&ask(), &register("qiang")).await, Ok(2));
        let mut minutes = 31;
        let refused = loop {
            store.set_budget(Some(store.size_bytes()));
            match keeper.write_note(note(minutes)).await {
                Ok(()) => minutes += 1,
                Err(refused) => break refused,
            }
        };
        assert_eq!(refused, NotSaved::Store(StoreError::Full));
        assert_eq!(rows(&store, Table::Records), []);
        let again = open(&later(&store)).await;
        again.read(|replica| {
            assert_eq!(replica.notes().count(), usize::from(minutes - 30));
            assert_eq!(replica.pending().count(), 2);
        });
    });
}

#[test]
fn what_was_shed_is_asked_for_again_and_kept_once_there_is_room() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        let server = Says::new(changes);
        exchange(&keeper, &server).await.unwrap();
        store.set_budget(Some(store.size_bytes() - BALLAST_BYTES_MIN));
        keeper.write_note(note(30)).await.unwrap();
        assert_eq!(keeper.tightness(), Tightness::Shed);
        // Without room the page asks for all of it, shows it, and keeps the rest.
        let tight = later(&store);
        tight.set_budget(Some(tight.size_bytes()));
        let keeper = open(&tight).await;
        assert_eq!(keeper.tightness(), Tightness::Shed);
        exchange(&keeper, &server).await.unwrap();
        let asked = server.asked.borrow().last().unwrap().feeds[0]
            .emptied
            .clone();
        assert_eq!(asked, [Scope::Public]);
        let session = "session/s".parse().unwrap();
        let community = "350526".parse().unwrap();
        assert!(keeper.read(|replica| replica.record(&community, &session).is_some()));
        assert_eq!(rows(&tight, Table::Records).len(), 3);
        assert!(holds(&tight, "shed"));
        // With room it is kept again.
        let roomy = later(&tight);
        let keeper = open(&roomy).await;
        assert_eq!(keeper.tightness(), Tightness::Ample);
        assert!(!holds(&roomy, "shed"));
        let again = open(&later(&roomy)).await;
        exchange(&again, &server).await.unwrap();
        let asked = server.asked.borrow().last().unwrap().feeds[0]
            .emptied
            .clone();
        assert_eq!(asked, [Scope::Public]);
        exchange(&keeper, &server).await.unwrap();
        assert_eq!(rows(&roomy, Table::Records).len(), 5);
    });
}

#[test]
fn an_answer_that_does_not_fit_still_settles_what_was_asked() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        assert_eq!(keeper.submit(&ask(), &register("mei")).await, Ok(1));
        store.set_budget(Some(store.size_bytes() + 400));
        let large = Says::new(|want, rev| {
            let all = changes(want, rev).into_iter();
            let public = all.filter(|change| change.scope == Scope::Public);
            let many = public.flat_map(|change| {
                (0..50).map(move |copy| Change {
                    key: format!("{}-{copy}", change.key),
                    ..change.clone()
                })
            });
            many.collect()
        });
        let exchanged = exchange(&keeper, &large).await.unwrap();
        assert_eq!(exchanged.settled.len(), 1);
        assert_eq!(keeper.tightness(), Tightness::Shed);
        let again = open(&later(&store)).await;
        again.read(|replica| {
            assert_eq!(replica.pending().count(), 0);
            assert_eq!(replica.history().count(), 1);
        });
        assert!(
            holds(&store, "ballast"),
            "the reserve is for what a person writes"
        );
    });
}

#[test]
fn a_page_that_did_not_hear_of_it_cannot_move_the_cursor_past_what_was_shed() {
    block_on(async {
        let store = furnished().await;
        let (one, two) = (open(&store).await, open(&store).await);
        // Only who starts at the beginning gets what was there before.
        let server = Says::new(|want, rev| {
            if want.cursor.is_none() || !want.emptied.is_empty() {
                changes(want, rev)
            } else {
                Vec::new()
            }
        });
        exchange(&one, &server).await.unwrap();
        two.reload().await.unwrap();
        store.set_budget(Some(store.size_bytes() - BALLAST_BYTES_MIN));
        one.write_note(note(30)).await.unwrap();
        assert_eq!(one.tightness(), Tightness::Shed);
        store.set_budget(None);
        // A third page finds room and starts the programme anew; the second still has everything
        // in memory, with a cursor that says so.
        let three = open(&store).await;
        assert_eq!(three.tightness(), Tightness::Ample);
        drop(exchange(&two, &server).await);
        drop(exchange(&two, &server).await);
        let again = open(&later(&store)).await;
        let session = "session/s".parse().unwrap();
        let community = "350526".parse().unwrap();
        let has =
            |keeper: &Keeper| keeper.read(|replica| replica.record(&community, &session).is_some());
        assert!(has(&again));
    });
}
