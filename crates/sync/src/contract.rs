//! The contract every [`Depot`] keeps, as a suite: run each promise on a fresh, empty depot.
//!
//! The one rule to know: a promise is a story a reader can follow; every storage (memory, SQLite,
//! PostgreSQL) is held to the same ones. A depot in hand means a transaction has begun.
//!
//! Deliberately absent: rolling back and crashing; those belong to whoever holds the transaction.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a suite speaks by panicking"
)]

mod desk;
mod drawing;
mod promises;
mod reading;
mod resuming;
mod settling;
mod shelving;
mod writing;

pub use desk::{the_desk_reads_households_page_by_page, the_desk_sees_what_is_gone_and_what_moved};
pub use drawing::{
    a_seal_is_shown_before_a_draw_is_held, draws_are_sealed_and_held_at_their_hour,
    what_staff_decide_is_asked_and_not_drawn,
};
pub use reading::{
    a_brief_answer_holds_few_rows_and_leaves_the_rest_and_the_sums_for_later,
    a_reader_is_told_each_row_once_page_by_page,
    an_answer_holds_what_was_asked_about_once_and_for_nobody_else,
    now_and_then_the_rows_of_each_scope_are_added_up,
};
pub use resuming::{
    a_request_of_an_ended_life_is_told_from_one_of_this, only_what_cannot_go_on_begins_anew,
    the_desk_is_theirs_who_work_there, what_an_ended_life_left_is_emptied_once,
    who_is_ahead_or_reads_otherwise_is_told_everything_again,
};
pub use settling::{
    a_number_is_settled_once, an_intent_comes_after_what_it_depends_on, only_who_asked_is_answered,
    what_can_be_read_now_is_settled, what_cannot_be_read_is_set_aside,
    what_rests_on_old_knowledge_expires,
};
pub use shelving::{
    a_shelf_is_the_first_public_page_of_its_moment, a_shelf_that_does_not_hold_all_says_so,
};
pub use writing::{
    a_line_is_written_once, a_long_line_is_called_so_many_at_a_time,
    a_note_is_kept_once_for_whoever_wrote_it, what_follows_is_written_with_what_it_follows,
    who_moves_is_gone_from_the_household_they_left,
};

use crate::authority::{Before, Visit, execute, lapse, settle};
use crate::depot::{Depot, Head, Row, Verdict};
use crate::identity::{Chain, Device, Epoch, Fingerprint, IntentId, fingerprint};
use crate::outcome::{Amendment, Outcome};
use crate::wire::PushIntent;
use core::fmt::Debug;
use rules::civil::{date, time};
use rules::community::{Community, Place, PlaceKind};
use rules::household::{Household, Resident};
use rules::id::{PlaceId, ResidentId, SessionId};
use rules::publish::Item;
use rules::registration::{RegistrationState, WhenFull};
use rules::session::{Admission, Session};
use rules::time::{HOUR_MILLIS, Offset, UnixMillis};
use rules::words::Words;
use rules::{Actor, Intent, Key, Record, Scope};

/// The moment of the stories.
const NOW: UnixMillis = UnixMillis(1_774_000_000_000);

fn place_key(name: &str) -> Key {
    Key::Place(name.parse::<PlaceId>().unwrap())
}

fn place(name: &str) -> Record {
    Record::Place(Place {
        name: Words::new(name, ""),
        kind: PlaceKind::Venue,
        within: None,
        address: Words::default(),
        aid: String::new(),
        at: None,
    })
}

fn row(rev: u64, record: Option<Record>) -> Row {
    let scope = Scope::Public;
    Row { rev, scope, record }
}

/// A head is what was last set, and an empty community starts at nothing.
pub fn a_head_is_what_was_last_set<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let empty = depot.head().unwrap();
    assert_eq!(
        (empty.rev, empty.line, empty.chain),
        (0, 0, Chain::default())
    );
    let moved = Head {
        rev: 7,
        line: 3,
        chain: Chain([9; 32]),
        ..empty
    };
    depot.set_head(&moved).unwrap();
    assert_eq!(depot.head().unwrap(), moved);
}

/// A record reads back as it was set; what is gone stays as a row that says so.
pub fn a_record_reads_back<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let key = place_key("p");
    assert_eq!(depot.row(&key).unwrap(), None);
    for (rev, record) in [(1, Some(place("old"))), (2, Some(place("new"))), (3, None)] {
        let row = row(rev, record);
        depot.set_row(&key, &row).unwrap();
        assert_eq!(depot.row(&key).unwrap(), Some(row));
    }
}

/// Changes come by scope and revision, after a revision, so many at most, and a record that
/// changed twice comes once, as it is now.
pub fn changes_come_in_order<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    for (rev, name) in [(1, "a"), (2, "b"), (3, "c"), (4, "a")] {
        let record = (rev != 3).then(|| place(name));
        depot.set_row(&place_key(name), &row(rev, record)).unwrap();
    }
    let hidden = Row {
        rev: 5,
        scope: Scope::Desk,
        record: Some(place("desk")),
    };
    depot.set_row(&place_key("desk"), &hidden).unwrap();
    let mut seen = |after, limit| -> Vec<(String, u64, bool)> {
        let found = depot.changes(&Scope::Public, after, limit).unwrap();
        let told = found.into_iter().map(|change| {
            assert_eq!(change.scope, Scope::Public);
            (change.key, change.rev, change.data.is_some())
        });
        told.collect()
    };
    let b = ("place/b".to_owned(), 2, true);
    let c = ("place/c".to_owned(), 3, false);
    let a = ("place/a".to_owned(), 4, true);
    assert_eq!(seen(0, 10), [b.clone(), c.clone(), a.clone()]);
    assert_eq!(seen(0, 2), [b, c.clone()]);
    assert_eq!(seen(2, 10), [c, a]);
    assert_eq!(seen(4, 10), []);
    let one = depot.change(&place_key("desk")).unwrap().unwrap();
    assert_eq!((one.scope, one.rev), (Scope::Desk, 5));
    assert_eq!(depot.change(&place_key("nowhere")).unwrap(), None);
}

/// A verdict is kept under its whole id and may be replaced (what could not be read yet is).
pub fn a_verdict_is_kept_under_its_whole_id<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let id = IntentId {
        device: Device([1; 16]),
        epoch: Epoch([2; 8]),
        seq: 3,
    };
    assert_eq!(depot.verdict(&id).unwrap(), None);
    let outcomes = [
        Outcome::Blocked { on: 2 },
        Outcome::Changed {
            how: Amendment::Waiting { place: 4 },
        },
    ];
    for outcome in outcomes {
        let verdict = Verdict {
            fingerprint: Fingerprint([5; 16]),
            outcome,
            settled_at: UnixMillis(9),
        };
        depot.set_verdict(&id, &verdict).unwrap();
        assert_eq!(depot.verdict(&id).unwrap(), Some(verdict));
    }
    let others = [
        IntentId { seq: 4, ..id },
        IntentId {
            epoch: Epoch([3; 8]),
            ..id
        },
        IntentId {
            device: Device([2; 16]),
            ..id
        },
    ];
    for other in others {
        assert_eq!(depot.verdict(&other).unwrap(), None);
    }
}

/// A record that moves is gone from the scope it left, told once, until it comes back.
pub fn what_moves_is_gone_where_it_was<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let key = place_key("p");
    let (here, there) = (Scope::Public, Scope::Desk);
    let mut step = |rev: u64, scope: &Scope, from: Option<&Scope>| {
        if let Some(from) = from {
            depot.move_row(&key, (from, scope), rev).unwrap();
        }
        let row = Row {
            rev,
            scope: scope.clone(),
            record: Some(place("p")),
        };
        depot.set_row(&key, &row).unwrap();
        let mut told = |scope: &Scope| -> Vec<(u64, bool)> {
            let found = depot.changes(scope, 0, 10).unwrap();
            let told = found.into_iter().map(|change| {
                assert_eq!((&change.scope, change.key.as_str()), (scope, "place/p"));
                (change.rev, change.data.is_some())
            });
            told.collect()
        };
        [told(&Scope::Public), told(&Scope::Desk)]
    };
    assert_eq!(step(1, &here, None), [vec![(1, true)], vec![]]);
    assert_eq!(
        step(2, &there, Some(&here)),
        [vec![(2, false)], vec![(2, true)]]
    );
    assert_eq!(step(3, &there, None), [vec![(2, false)], vec![(3, true)]]);
    assert_eq!(
        step(4, &here, Some(&there)),
        [vec![(4, true)], vec![(4, false)]]
    );
}

/// Old verdicts are forgotten up to a mark, which only grows; what is not final is kept.
pub fn old_verdicts_leave_a_mark<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let (device, epoch) = (Device([1; 16]), Epoch([2; 8]));
    let held = Outcome::Quarantined {
        why: crate::outcome::Unreadable::UnknownKind,
    };
    for (seq, settled_at, outcome) in [
        (2, 10, Outcome::Accepted),
        (3, 30, Outcome::Accepted),
        (4, 10, Outcome::Expired),
        (5, 10, held),
    ] {
        let verdict = Verdict {
            fingerprint: Fingerprint([5; 16]),
            outcome,
            settled_at: UnixMillis(settled_at),
        };
        let id = IntentId { device, epoch, seq };
        depot.set_verdict(&id, &verdict).unwrap();
        assert_eq!(depot.verdict(&id).unwrap(), Some(verdict));
    }
    assert_eq!(depot.mark(device, epoch).unwrap(), 0);
    assert_eq!(depot.forget_verdicts(UnixMillis(20)).unwrap(), 2);
    assert_eq!(depot.mark(device, epoch).unwrap(), 4);
    let mut known = |seq| {
        let id = IntentId { device, epoch, seq };
        depot.verdict(&id).unwrap().is_some()
    };
    assert_eq!([2, 3, 4, 5].map(&mut known), [false, true, false, true]);
    assert_eq!(depot.forget_verdicts(UnixMillis(99)).unwrap(), 1);
    assert_eq!(depot.mark(device, epoch).unwrap(), 4);
    assert_eq!(depot.mark(device, Epoch([3; 8])).unwrap(), 0);
}

/// The authority's story holds on this storage: one seat, two families, the second waits, asking
/// again gives the same answer, and leaving promotes.
pub fn one_seat_and_two_families<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let system = Visit::new(Actor::System, NOW);
    let publish = Intent::Publish {
        items: stage(None),
        by: None,
    };
    let published = execute(depot, &system, None, &publish).unwrap();
    assert_eq!(published, Outcome::Accepted);
    let head = depot.head().unwrap();
    execute(depot, &system, None, &publish).unwrap();
    assert_eq!(
        depot.head().unwrap(),
        head,
        "publishing twice changed something"
    );

    let first = ask(depot, "lin", 1);
    assert_eq!(first, Some(Outcome::Accepted));
    let how = Amendment::Waiting { place: 1 };
    assert_eq!(ask(depot, "chen", 1), Some(Outcome::Changed { how }));
    let head = depot.head().unwrap();
    assert_eq!(ask(depot, "lin", 1), Some(Outcome::Accepted));
    assert_eq!(depot.head().unwrap(), head, "asking again had an effect");

    let session = session_id();
    let members = vec![resident("lin")];
    let leave = Intent::Leave { session, members };
    let left = execute(depot, &visit("lin"), None, &leave).unwrap();
    assert_eq!(left, Outcome::Accepted);
    let promoted = state_of(depot, "chen");
    assert_eq!(promoted, Some(RegistrationState::Confirmed));
}

/// A seat that is held goes to nobody else, and once its deadline has passed to nobody but the
/// next: ending holds is a transaction like any other, and doing it twice changes nothing.
pub fn a_held_seat_is_free_again_after_its_deadline<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let system = Visit::new(Actor::System, NOW);
    let items = stage(Some(24));
    execute(depot, &system, None, &Intent::Publish { items, by: None }).unwrap();
    ask(depot, "lin", 1);
    ask(depot, "chen", 1);
    let (session, members) = (session_id(), vec![resident("lin")]);
    let leave = Intent::Leave { session, members };
    execute(depot, &visit("lin"), None, &leave).unwrap();
    let until = NOW.plus_millis(24 * HOUR_MILLIS).whole_minutes_up();
    let held = RegistrationState::Held { turn: 0, until };
    assert_eq!(state_of(depot, "chen"), Some(held));
    let how = Amendment::Waiting { place: 1 };
    assert_eq!(ask(depot, "lin", 2), Some(Outcome::Changed { how }));
    assert_eq!(lapse(depot, until.plus_millis(-1), 9).unwrap(), 0);
    assert_eq!(lapse(depot, until, 9).unwrap(), 1);
    assert_eq!(state_of(depot, "chen"), Some(RegistrationState::Lapsed));
    let later = until.plus_millis(24 * HOUR_MILLIS);
    let held = RegistrationState::Held {
        turn: 1,
        until: later,
    };
    assert_eq!(state_of(depot, "lin"), Some(held));
    let before = depot.head().unwrap();
    assert_eq!(lapse(depot, until, 9).unwrap(), 0);
    assert_eq!(
        depot.head().unwrap(),
        before,
        "ending it again had an effect"
    );
}

fn state_of<D: Depot>(depot: &mut D, name: &str) -> Option<RegistrationState>
where
    D::Error: Debug,
{
    let key = Key::Registration(session_id(), resident(name));
    match depot.row(&key).unwrap()?.record? {
        Record::Registration(found) => Some(found.state),
        _ => None,
    }
}

fn session_id() -> SessionId {
    "s".parse().unwrap()
}

fn resident(name: &str) -> ResidentId {
    name.parse().unwrap()
}

fn visit(name: &str) -> Visit {
    let actor = Actor::Resident {
        resident: resident(name),
        household: name.parse().unwrap(),
    };
    Visit::new(actor, NOW)
}

fn ask<D: Depot>(depot: &mut D, name: &str, seq: u64) -> Option<Outcome>
where
    D::Error: Debug,
{
    let intent = Intent::Register {
        session: session_id(),
        members: vec![resident(name)],
        when_full: WhenFull::Wait,
    };
    let (kind, kv, body) = crate::authority::body_of(&intent).unwrap();
    let by = resident(name);
    let push = PushIntent {
        community: "c".parse().unwrap(),
        seq,
        fp: fingerprint(&by, kind, kv, body.as_str()),
        by,
        kind: kind.to_owned(),
        kv,
        body,
        heard_at: None,
        void: Vec::new(),
        deps: Vec::new(),
    };
    let mut device = Device::default();
    for (to, from) in device.0.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    let whose = (device, Epoch([1; 8]));
    let settled = settle(depot, &visit(name), whose, (&push, Before::Numbered)).unwrap();
    settled.map(|settled| settled.outcome)
}

fn stage(hold_hours: Option<u16>) -> Vec<Item> {
    let community = Community::new(Words::new("社区", ""), Words::new("县", ""), Offset(480));
    let session = Session {
        hold_hours,
        ..Session::new(
            ("a".parse().unwrap(), "p".parse().unwrap()),
            vec![date(2026, 12, 20)],
            (time(9, 0, 0, 0), time(10, 0, 0, 0)),
            Admission::FirstCome { seats: 1 },
        )
    };
    let mut items = vec![
        (Key::Community, Record::Community(community)),
        (Key::Session(session_id()), Record::Session(session)),
    ];
    for name in ["lin", "chen"] {
        let household: rules::id::HouseholdId = name.parse().unwrap();
        let who = Resident::new(name.to_owned(), date(1960, 1, 1), household.clone());
        let home = Household {
            members: vec![resident(name)],
            committee: None,
            building: None,
        };
        items.push((Key::Resident(resident(name)), Record::Resident(who)));
        items.push((Key::Household(household), Record::Household(home)));
    }
    let item = |(key, record)| Item { key, record };
    items.into_iter().map(item).collect()
}
