//! What a family gives up, or takes, while the phone is alone: what the screens may say of it.
//!
//! The one rule to know: nothing that only waits here is said to have happened.

use crate::world::{ask, community, exchange, furnished, note, open, record_row, register};
use cuobian::keeper::{Keeper, Speaker, Trouble};
use cuobian::settings::Settings;
use cuobian::state::{Standing, State};
use cuobian::store::{Local, Store};
use futures::executor::block_on;
use leptos::prelude::Owner;
use rules::offer::Offer;
use rules::registration::{Registration, RegistrationState, Seats};
use rules::time::{Offset, UnixMillis};
use rules::{Intent, Record, Scope, civil};
use std::cell::RefCell;
use std::rc::Rc;
use sync::replica::OnlyHere;
use sync::store::{Batch, Durability};
use sync::wire::{Request, Response};

const CHINA: Offset = Offset(480);

/// A phone of a family of two that stand alike in a session whose seats are all taken.
async fn family(state: RegistrationState) -> Keeper {
    let store = furnished().await;
    let mut batch = Batch::new(Durability::Relaxed);
    let seats = Seats {
        taken: 20,
        ..Seats::default()
    };
    record_row(
        &mut batch,
        (Scope::Public, "seats/s"),
        &Record::Seats(seats),
    );
    for who in ["mei", "qiang"] {
        let registration = Record::Registration(Registration {
            household: "home".parse().unwrap(),
            state,
            at: UnixMillis(1),
            quotas: Vec::new(),
            why: String::new(),
        });
        let home = Scope::Household("home".parse().unwrap());
        let key = format!("registration/s/{who}");
        record_row(&mut batch, (home, &key), &registration);
    }
    store.commit(&batch).await.unwrap();
    open(&store).await
}

fn leave(who: &str) -> Intent {
    Intent::Leave {
        session: "s".parse().unwrap(),
        members: vec![who.parse().unwrap()],
    }
}

/// What screens read, on the morning of the session.
fn screens(keeper: &Rc<Keeper>) -> (Owner, State) {
    let owner = Owner::new();
    owner.set();
    let settings = Settings {
        community: community(),
        ..Settings::fresh("zh")
    };
    let morning = CHINA.millis(civil::date(2026, 3, 20).at(10, 0, 0, 0));
    (owner, State::new(keeper, &settings, morning))
}

fn standings(keeper: &Keeper) -> Vec<(String, Standing)> {
    let mine = keeper
        .mine()
        .of_session(&community(), &"s".parse().unwrap());
    mine.into_iter()
        .map(|one| (one.name, one.standing))
        .collect()
}

fn named(mei: Standing, qiang: Standing) -> Vec<(String, Standing)> {
    vec![("陈美".to_owned(), mei), ("陈强".to_owned(), qiang)]
}

#[test]
fn today_says_who_leaves_and_the_activity_gives_nobody_the_seat() {
    block_on(async {
        let keeper = Rc::new(family(RegistrationState::Confirmed).await);
        keeper.submit(&ask(), &leave("qiang")).await.unwrap();
        let expect = named(Standing::Confirmed, Standing::LeaveSaved);
        assert_eq!(standings(&keeper), expect);
        let (_owner, state) = screens(&keeper);
        let next = state.next_things();
        let mine = next.first().unwrap().row.mine.clone();
        let said = mine.into_iter().map(|one| (one.name, one.standing));
        assert_eq!(said.collect::<Vec<_>>(), expect, "what Today says");
        let card = state.session_card(&"s".parse().unwrap()).unwrap();
        assert_eq!(card.seats.taken, 20, "what the activity says");
        assert_eq!(
            card.row.offer,
            Offer::JoinLine {
                waiting: 0,
                kept: 0
            }
        );
    });
}

#[test]
fn what_waits_is_counted_alike_for_every_screen() {
    block_on(async {
        let keeper = Rc::new(family(RegistrationState::Confirmed).await);
        keeper.submit(&ask(), &leave("qiang")).await.unwrap();
        keeper.write_note(note(30)).await.unwrap();
        let (_owner, state) = screens(&keeper);
        let (requests, notes) = (1, 1);
        assert_eq!(state.only_here(), OnlyHere { requests, notes });
        assert_eq!(state.outbox_lines().len(), requests, "each has its line");
        assert_eq!(keeper.read(sync::Replica::unsent), 2, "the marker's count");
    });
}

#[test]
fn a_leaving_is_called_sent_while_its_answer_is_awaited_and_no_longer() {
    block_on(async {
        let keeper = family(RegistrationState::Confirmed).await;
        keeper.submit(&ask(), &leave("qiang")).await.unwrap();
        let deaf = Looks {
            keeper: &keeper,
            seen: RefCell::default(),
        };
        assert!(exchange(&keeper, &deaf).await.is_err());
        let sent = named(Standing::Confirmed, Standing::LeaveSent);
        assert_eq!(deaf.seen.take(), sent);
        let saved = named(Standing::Confirmed, Standing::LeaveSaved);
        assert_eq!(standings(&keeper), saved, "nobody knows whether it arrived");
    });
}

#[test]
fn a_held_seat_that_is_taken_here_is_the_communitys_to_confirm() {
    block_on(async {
        let until = civil::date(2026, 3, 20).at(12, 0, 0, 0);
        let held = RegistrationState::Held {
            turn: 0,
            until: CHINA.millis(until),
        };
        let keeper = Rc::new(family(held).await);
        keeper.submit(&ask(), &leave("qiang")).await.unwrap();
        let confirm = Intent::Confirm {
            session: "s".parse().unwrap(),
            members: vec!["mei".parse().unwrap()],
        };
        keeper.submit(&ask(), &confirm).await.unwrap();
        let expect = named(Standing::SavedHere, Standing::LeaveSaved);
        assert_eq!(standings(&keeper), expect);
        let (_owner, state) = screens(&keeper);
        let called = state.called();
        let mine = &called.first().unwrap().row.mine;
        let deadlines: Vec<_> = mine.iter().map(|one| one.confirm_by).collect();
        assert_eq!(deadlines, [Some(until), None]);
        let card = state.session_card(&"s".parse().unwrap()).unwrap();
        assert_eq!(card.seats.taken, 20);
    });
}

#[test]
fn somebody_who_comes_instead_takes_no_seat_that_is_not_given_up_yet() {
    block_on(async {
        let keeper = family(RegistrationState::Confirmed).await;
        keeper.submit(&ask(), &leave("qiang")).await.unwrap();
        keeper.submit(&ask(), &leave("mei")).await.unwrap();
        let again = keeper.submit(&ask(), &register("mei")).await;
        assert!(again.is_err(), "all seats are taken as far as is known");
    });
}

/// A network that no answer comes through; it looks at the phone while a request is out.
struct Looks<'k> {
    keeper: &'k Keeper,
    seen: RefCell<Vec<(String, Standing)>>,
}

impl Speaker for Looks<'_> {
    fn speak<'a>(&'a self, _: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        self.seen.replace(standings(self.keeper));
        Box::pin(async { Err(Trouble::Transport) })
    }
}
