//! What every depot lets the authority promise: an intent is settled once and for good, by whoever
//! asked it, after what it depends on, and by what its sender could know.
//!
//! The one rule to know: what is answered without being decided leaves feed and journal as they are.
//!
//! Deliberately absent: what a rule decides; here one that registers and one that leaves are enough.

use super::{NOW, resident, session_id, stage, state_of, visit};
use crate::authority::{Before, Visit, body_of, execute, forget_old, settle};
use crate::depot::{Depot, Verdict};
use crate::identity::{Device, Epoch, Fingerprint, IntentId, fingerprint};
use crate::limits::{INTENT_BYTES_MAX, INTENT_DEPS_MAX, VERDICT_DAYS};
use crate::outcome::{Amendment, Outcome, Unreadable};
use crate::wire::{Body, PushIntent};
use core::fmt::Debug;
use rules::registration::{RegistrationState, WhenFull};
use rules::time::{DAY_MILLIS, UnixMillis};
use rules::{Actor, Intent, Refusal};

const WHOSE: (Device, Epoch) = (Device([7; 16]), Epoch([1; 8]));

fn open<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let system = Visit::new(Actor::System, NOW);
    let items = stage(None);
    execute(depot, &system, None, &Intent::Publish { items, by: None }).unwrap();
}

fn register(name: &str) -> Intent {
    Intent::Register {
        session: session_id(),
        members: vec![resident(name)],
        when_full: WhenFull::Wait,
    }
}

fn leave(name: &str) -> Intent {
    let (session, members) = (session_id(), vec![resident(name)]);
    Intent::Leave { session, members }
}

/// An intent of somebody under a number, after these.
fn push(name: &str, seq: u64, intent: &Intent, deps: &[u64]) -> PushIntent {
    let (kind, kv, body) = body_of(intent).unwrap();
    let by = resident(name);
    PushIntent {
        community: "c".parse().unwrap(),
        seq,
        fp: fingerprint(&by, kind, kv, body.as_str()),
        by,
        kind: kind.to_owned(),
        kv,
        body,
        heard_at: None,
        void: Vec::new(),
        deps: deps.to_vec(),
    }
}

fn signed(push: PushIntent) -> PushIntent {
    let fp = fingerprint(&push.by, &push.kind, push.kv, push.body.as_str());
    PushIntent { fp, ..push }
}

/// What a visitor is answered; none: it waits for another.
fn said<D: Depot>(depot: &mut D, visit: &Visit, push: &PushIntent) -> Option<Outcome>
where
    D::Error: Debug,
{
    let settled = settle(depot, visit, WHOSE, (push, Before::Numbered)).unwrap()?;
    assert_eq!(settled.seq, push.seq);
    Some(settled.outcome)
}

/// What is answered so changes neither feed nor journal.
#[track_caller]
fn said_without_effect<D: Depot>(depot: &mut D, visit: &Visit, push: &PushIntent) -> Option<Outcome>
where
    D::Error: Debug,
{
    let before = depot.head().unwrap();
    let said = said(depot, visit, push);
    assert_eq!(depot.head().unwrap(), before, "{said:?} had an effect");
    said
}

/// An answer is given again; another intent under its number is a fork; one so old that nobody knows
/// its answer is never decided again.
pub fn a_number_is_settled_once<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    open(depot);
    let (lin, first) = (visit("lin"), push("lin", 1, &register("lin"), &[]));
    let before = depot.head().unwrap();
    assert_eq!(said(depot, &lin, &first), Some(Outcome::Accepted));
    let after = depot.head().unwrap();
    assert_eq!(after.line, before.line + 1, "one line for one intent");
    assert_eq!(after.rev, before.rev + 2, "a tally and a registration");
    assert_ne!(after.chain, before.chain);
    let again = said_without_effect(depot, &lin, &first);
    assert_eq!(again, Some(Outcome::Accepted));
    let other = push("lin", 1, &leave("lin"), &[]);
    assert_eq!(
        said_without_effect(depot, &lin, &other),
        Some(Outcome::Fork)
    );
    // After a fork in the same request what is known is said again, and nothing else decided.
    let after = |depot: &mut D, push: &PushIntent| {
        let settled = settle(depot, &lin, WHOSE, (push, Before::Forked)).unwrap();
        settled.map(|settled| settled.outcome)
    };
    let head = depot.head().unwrap();
    assert_eq!(after(depot, &first), Some(Outcome::Accepted));
    assert_eq!(after(depot, &other), Some(Outcome::Fork));
    assert_eq!(after(depot, &push("lin", 3, &leave("lin"), &[])), None);
    assert_eq!(depot.head().unwrap(), head);
    let full = push("chen", 2, &register("chen"), &[]);
    let how = Amendment::Waiting { place: 1 };
    let waits = Some(Outcome::Changed { how });
    assert_eq!(said(depot, &visit("chen"), &full), waits);
    assert_eq!(said_without_effect(depot, &visit("chen"), &full), waits);
    let age = VERDICT_DAYS * DAY_MILLIS;
    for (millis, forgotten) in [(0, 0), (1, 2)] {
        let later = NOW.plus_millis(age + millis);
        assert_eq!(forget_old(depot, later).unwrap(), forgotten);
    }
    let last = push("lin", 2, &leave("lin"), &[]);
    for push in [&first, &other, &last] {
        let said = said_without_effect(depot, &lin, push);
        assert_eq!(said, Some(Outcome::AlreadySettled));
    }
    let next = push("lin", 3, &leave("lin"), &[1, 2]);
    let told = said(depot, &lin, &next);
    assert_eq!(told, Some(Outcome::Accepted), "what was forgotten is met");
    assert_eq!(
        state_of(depot, "chen"),
        Some(RegistrationState::Confirmed),
        "what follows happens with it"
    );
}

/// Nobody settles what another asked, or hears what became of it.
pub fn only_who_asked_is_answered<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    open(depot);
    let asked = push("lin", 1, &register("lin"), &[]);
    let no_one = Visit::new(Actor::Anonymous, NOW);
    for settled in [false, true] {
        for (visit, refusal) in [
            (visit("chen"), Refusal::NotAllowed),
            (no_one.clone(), Refusal::NotSignedIn),
        ] {
            let refused = Some(Outcome::Refused { refusal });
            let said = said_without_effect(depot, &visit, &asked);
            assert_eq!(said, refused, "settled before: {settled}");
        }
        let told = said(depot, &visit("lin"), &asked);
        assert_eq!(told, Some(Outcome::Accepted), "nothing was spoilt");
    }
}

/// What depends on another waits until that is settled, and is blocked with it.
pub fn an_intent_comes_after_what_it_depends_on<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    open(depot);
    let lin = visit("lin");
    let after = push("lin", 2, &leave("lin"), &[1]);
    assert_eq!(said_without_effect(depot, &lin, &after), None);
    let void = PushIntent {
        seq: 9,
        void: vec![1],
        ..after.clone()
    };
    let blocked = Some(Outcome::Blocked { on: 1 });
    assert_eq!(said_without_effect(depot, &lin, &void), blocked);
    // Its answer is not final yet: whoever waits for it waits on.
    let unknown = signed(PushIntent {
        kv: 99,
        ..push("lin", 1, &register("lin"), &[])
    });
    let why = Unreadable::UnknownKind;
    let held = Some(Outcome::Quarantined { why });
    assert_eq!(said_without_effect(depot, &lin, &unknown), held);
    assert_eq!(said_without_effect(depot, &lin, &unknown), held);
    assert_eq!(said_without_effect(depot, &lin, &after), None);
    let refused = push("lin", 3, &leave("lin"), &[]);
    let told = said_without_effect(depot, &lin, &refused);
    assert!(matches!(told, Some(Outcome::Refused { .. })), "{told:?}");
    let blocked = push("lin", 4, &register("lin"), &[3]);
    let told = said_without_effect(depot, &lin, &blocked);
    assert_eq!(told, Some(Outcome::Blocked { on: 3 }));
    let first = push("lin", 5, &register("lin"), &[]);
    assert_eq!(said(depot, &lin, &first), Some(Outcome::Accepted));
    let met = push("lin", 6, &leave("lin"), &[5]);
    assert_eq!(said(depot, &lin, &met), Some(Outcome::Accepted));
}

/// What cannot be read, or is not what its fingerprint says, is set aside with the reason.
pub fn what_cannot_be_read_is_set_aside<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    open(depot);
    let lin = visit("lin");
    let asked = |seq| push("lin", seq, &register("lin"), &[]);
    let padded = |bytes: usize| {
        let text = asked(1).body.as_str().to_owned();
        let room = bytes.checked_sub(text.len()).unwrap();
        let padded = text.replacen('{', &format!("{{{}", " ".repeat(room)), 1);
        Body::from_text(padded).unwrap()
    };
    let cases = [
        (
            PushIntent {
                fp: Fingerprint([9; 16]),
                ..asked(1)
            },
            Unreadable::Fingerprint,
        ),
        (
            PushIntent {
                body: padded(INTENT_BYTES_MAX + 1),
                ..asked(2)
            },
            Unreadable::TooLarge,
        ),
        (
            PushIntent {
                body: Body::from_text(String::from("{}")).unwrap(),
                ..asked(3)
            },
            Unreadable::Body,
        ),
        (
            PushIntent {
                kind: String::from("sing"),
                ..asked(4)
            },
            Unreadable::UnknownKind,
        ),
    ];
    for (push, why) in cases {
        let push = match why {
            Unreadable::Fingerprint => push,
            _ => signed(push),
        };
        let said = said_without_effect(depot, &lin, &push);
        assert_eq!(said, Some(Outcome::Quarantined { why }));
    }
    let full = signed(PushIntent {
        body: padded(INTENT_BYTES_MAX),
        ..asked(5)
    });
    assert_eq!(said(depot, &lin, &full), Some(Outcome::Accepted));
    let gone = || leave("lin");
    // One that never comes is waited for, but for what rests on too much nobody waits.
    let mut deps = vec![5; INTENT_DEPS_MAX - 1];
    deps.push(99);
    let waits = push("lin", 8, &gone(), &deps);
    assert_eq!(said_without_effect(depot, &lin, &waits), None);
    for (seq, many) in [(6, INTENT_DEPS_MAX + 1), (7, INTENT_DEPS_MAX)] {
        let mut after = push("lin", seq, &gone(), &[5; INTENT_DEPS_MAX]);
        after.deps.resize(many, 99);
        let why = Unreadable::TooLarge;
        let told = said(depot, &lin, &after);
        let expected = if seq == 6 {
            Outcome::Quarantined { why }
        } else {
            Outcome::Accepted
        };
        assert_eq!(told, Some(expected));
    }
}

/// Whoever asks for seats two months after they last heard anything means another programme;
/// giving a seat back never expires.
pub fn what_rests_on_old_knowledge_expires<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    open(depot);
    let lin = visit("lin");
    let heard = |push: PushIntent, days: i64, millis: i64| {
        let heard_at = Some(UnixMillis(NOW.0 - days * DAY_MILLIS - millis));
        PushIntent { heard_at, ..push }
    };
    let old = heard(push("lin", 1, &register("lin"), &[]), 60, 1);
    let told = said_without_effect(depot, &lin, &old);
    assert_eq!(told, Some(Outcome::Expired));
    let last = heard(push("lin", 2, &register("lin"), &[]), 60, 0);
    assert_eq!(said(depot, &lin, &last), Some(Outcome::Accepted));
    let given_back = heard(push("lin", 3, &leave("lin"), &[]), 600, 0);
    assert_eq!(said(depot, &lin, &given_back), Some(Outcome::Accepted));
}

/// What was set aside is settled as soon as it can be read, and from then on for good.
pub fn what_can_be_read_now_is_settled<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    open(depot);
    let (lin, asked) = (visit("lin"), push("lin", 1, &register("lin"), &[]));
    let (device, epoch) = WHOSE;
    let id = IntentId {
        device,
        epoch,
        seq: 1,
    };
    let why = Unreadable::UnknownKind;
    let verdict = Verdict {
        fingerprint: asked.fp,
        outcome: Outcome::Quarantined { why },
        settled_at: NOW,
    };
    depot.set_verdict(&id, &verdict).unwrap();
    let other = push("lin", 1, &leave("lin"), &[]);
    let forked = said_without_effect(depot, &lin, &other);
    assert_eq!(
        forked,
        Some(Outcome::Fork),
        "it is not for another to settle"
    );
    assert_eq!(said(depot, &lin, &asked), Some(Outcome::Accepted));
    let again = said_without_effect(depot, &lin, &asked);
    assert_eq!(again, Some(Outcome::Accepted));
}
