//! How much goes out at once: all that waits where it may travel, little where that failed.

use crate::world::{Says, ask, changes, community, fresh, furnished, open, register};
use cuobian::keeper::{Exchanged, Keeper, Speaker, Trouble};
use cuobian::store::{Local, Memory, Store};
use futures::executor::block_on;
use std::cell::RefCell;
use std::rc::Rc;
use sync::Replica;
use sync::courier::{Courier, Event, Failure, Portion, Progress, Rest};
use sync::limits::{HISTORY_ROWS_MAX, REQUEST_INTENTS_MAX, SHORT_INTENTS_MAX};
use sync::rows::OutboxRow;
use sync::store::{Batch, Durability, Table};
use sync::wire::{Request, Response};

/// A phone on which so many requests wait.
async fn waiting(many: u64) -> (Rc<Memory>, Keeper) {
    let store = furnished().await;
    let first = open(&store)
        .await
        .submit(&ask(), &register("mei"))
        .await
        .unwrap();
    let rows = store.read_all().await.unwrap();
    let row = rows.iter().find(|row| row.table == Table::Outbox).unwrap();
    let row: OutboxRow = serde_json::from_str(&row.value).unwrap();
    let mut batch = Batch::new(Durability::Relaxed);
    for seq in first..first + many {
        let mut again = row.clone();
        again.id.seq = seq;
        let again = serde_json::to_string(&again).unwrap();
        batch.put(Table::Outbox, format!("{seq:016}"), again);
    }
    batch.put(Table::Meta, "next_seq", (first + many).to_string());
    store.commit(&batch).await.unwrap();
    let (keeper, _) = Keeper::open(store.clone(), fresh).await.unwrap();
    (store, keeper)
}

/// A network that carries so many requests at once and no more.
struct Narrow<F> {
    carries: usize,
    says: Trouble,
    server: Says<F>,
    tried: RefCell<Vec<usize>>,
}

impl<F> Narrow<F> {
    fn of(carries: usize, says: Trouble, server: Says<F>) -> Self {
        let tried = RefCell::default();
        Self {
            carries,
            says,
            server,
            tried,
        }
    }
}

impl<F> Speaker for Narrow<F>
where
    Says<F>: Speaker,
{
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        let many = request.intents.len();
        self.tried.borrow_mut().push(many);
        if many > self.carries {
            return Box::pin(async { Err(self.says) });
        }
        self.server.speak(request)
    }
}

async fn exchange(
    keeper: &Keeper,
    with: &dyn Speaker,
    portion: Portion,
) -> Result<Exchanged, Trouble> {
    keeper
        .exchange(with, ("test", &[community()]), portion)
        .await
}

#[test]
fn what_waits_goes_out_at_once_up_to_the_limit_and_the_latest_outcomes_are_kept() {
    block_on(async {
        let (store, keeper) = waiting(1_150).await;
        let server = Says::new(changes);
        assert!(
            exchange(&keeper, &server, Portion::Whole)
                .await
                .unwrap()
                .more
        );
        assert!(
            !exchange(&keeper, &server, Portion::Whole)
                .await
                .unwrap()
                .more
        );
        let sizes: Vec<_> = server
            .asked
            .borrow()
            .iter()
            .map(|one| one.intents.len())
            .collect();
        assert_eq!(sizes, [REQUEST_INTENTS_MAX, 150]);
        let kept = |keeper: &Keeper| keeper.read(kept_of);
        assert_eq!(kept(&keeper), (0, HISTORY_ROWS_MAX, Some(1_150)));
        assert_eq!(
            kept(&open(&store).await),
            kept(&keeper),
            "the store says otherwise"
        );
    });
}

/// How many wait, how many outcomes are kept, and the latest of them.
fn kept_of(replica: &Replica) -> (usize, usize, Option<u64>) {
    let settled = || replica.history().map(|row| row.row.id.seq);
    (
        replica.pending().count(),
        settled().count(),
        settled().max(),
    )
}

#[test]
fn what_is_too_long_to_travel_goes_in_short_requests() {
    block_on(async {
        let (_, keeper) = waiting(250).await;
        let narrow = Narrow::of(SHORT_INTENTS_MAX, Trouble::TooLong, Says::new(changes));
        while exchange(&keeper, &narrow, Portion::Whole)
            .await
            .unwrap()
            .more
        {}
        assert_eq!(*narrow.tried.borrow(), [250, 100, 150, 100, 50]);
        let narrow = Narrow::of(0, Trouble::TooLong, Says::new(changes));
        let (_, keeper) = waiting(1).await;
        let never = exchange(&keeper, &narrow, Portion::Whole).await;
        assert_eq!(never, Err(Trouble::TooLong));
        assert_eq!(*narrow.tried.borrow(), [1, 1], "once more, and no more");
    });
}

#[test]
fn a_network_that_carries_little_carries_it_all_in_the_end() {
    block_on(async {
        let (_, keeper) = waiting(250).await;
        let narrow = Narrow::of(SHORT_INTENTS_MAX, Trouble::Transport, Says::new(changes));
        let mut courier = Courier::new(0);
        let mut rounds = 0;
        let answered = |rest| Event::Answered {
            progress: Progress::Some,
            rest,
        };
        while keeper.read(|replica| replica.has_unsent("test")) {
            rounds += 1;
            assert!(rounds < 10, "{:?}", narrow.tried.borrow());
            let event = match exchange(&keeper, &narrow, courier.portion()).await {
                Ok(heard) if heard.more => answered(Rest::More),
                Ok(_) => answered(Rest::Done),
                Err(_) => Event::Failed(Failure::Transport),
            };
            courier.on(event, 0, 0);
        }
        assert_eq!(*narrow.tried.borrow(), [250, 100, 100, 50]);
    });
}
