//! Touches never interleave, and what was not written is not adopted.

use crate::world::{Says, ask, changes, exchange, fresh, furnished, note, open, register};
use cuobian::keeper::{Birth, Keeper, NotSaved, Speaker, Trouble};
use cuobian::store::{Local, Memory, StoreError};
use futures::executor::block_on;
use rules::Refusal;
use std::rc::Rc;
use sync::replica::Ask;
use sync::store::Table;
use sync::wire::{Request, Response};

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
fn what_a_request_touched_and_left_as_it_was_is_no_news_of_the_programme() {
    block_on(async {
        let keeper = open(&furnished().await).await;
        let again = Says::new(|want, _| changes(want, 1));
        assert!(!exchange(&keeper, &again).await.unwrap().programme_changed);
        let newer = Says::new(|want, _| changes(want, 2));
        assert!(exchange(&keeper, &newer).await.unwrap().programme_changed);
        assert!(!exchange(&keeper, &newer).await.unwrap().programme_changed);
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
        store.fail_next(StoreError::Closed);
        let saved = keeper.submit(&ask(), &register("mei")).await;
        assert_eq!(saved, Err(NotSaved::Store(StoreError::Closed)));
        assert_eq!(keeper.read(|replica| replica.pending().count()), 0);
        store.fail_next(StoreError::Failed);
        let note = note(60);
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

/// A server that is slow enough for somebody to sign out in another page.
struct Meanwhile<'a, S> {
    other: &'a Keeper,
    server: S,
}

impl<S: Speaker> Speaker for Meanwhile<'_, S> {
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        Box::pin(async move {
            self.other.set_who(None).await.unwrap();
            self.server.speak(request).await
        })
    }
}

#[test]
fn an_answer_for_somebody_who_signed_out_in_another_page_is_not_written() {
    block_on(async {
        let store = furnished().await;
        let (one, two) = (open(&store).await, open(&store).await);
        let server = Meanwhile {
            other: &two,
            server: Says::new(changes),
        };
        exchange(&one, &server).await.unwrap();
        let rows = store.snapshot();
        let private = rows.iter().find(|row| row.key.contains("resident/mei"));
        assert_eq!(private, None);
        assert_eq!(one.read(|replica| replica.who().cloned()), None);
    });
}

/// A server that hears what is asked, and whose answer is lost; says what was called sent then.
struct AnswerLost<'a>(&'a Keeper);

impl Speaker for AnswerLost<'_> {
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        Box::pin(async move {
            assert!(request.intents.iter().all(|push| self.0.was_sent(push.seq)));
            Err(Trouble::Transport)
        })
    }
}

#[test]
fn what_got_no_answer_is_no_longer_called_sent() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        let seq = keeper.submit(&ask(), &register("mei")).await.unwrap();
        assert!(!keeper.was_sent(seq));
        let lost = exchange(&keeper, &AnswerLost(&keeper)).await;
        assert_eq!(lost, Err(Trouble::Transport));
        assert!(!keeper.was_sent(seq));
    });
}

#[test]
fn a_note_counts_after_the_power_took_an_answer_that_the_marker_had_heard_of() {
    block_on(async {
        let store = furnished().await;
        let keeper = open(&store).await;
        let server = Says::new(changes);
        keeper.submit(&ask(), &register("mei")).await.unwrap();
        // As on a phone that heard many answers since the medium was flushed.
        let flushed = store.snapshot();
        exchange(&keeper, &server).await.unwrap();
        exchange(&keeper, &server).await.unwrap();
        let marker = keeper.marker();
        assert_eq!(marker.unsent, 0);
        let after = Rc::new(Memory::holding(flushed));
        let keeper = open(&after).await;
        keeper.heed(Some(marker));
        keeper.reload().await.unwrap();
        keeper.write_note(note(30)).await.unwrap();
        let beside = keeper.marker().beside(Some(marker));
        assert_eq!(
            beside.unsent, 2,
            "the request, which is out again, and the note"
        );
    });
}
