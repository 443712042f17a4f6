//! What every depot lets the authority write with an outcome: each record at a revision of its own,
//! each consequence a line of the journal, a note once.
//!
//! The one rule to know: what a decision takes away is told as gone by the feed that told of it.

use super::reading::{home, read, reader};
use super::{NOW, ask, one_seat_and_two_families, resident, session_id, stage, visit};
use crate::authority::{Visit, execute, keep_note};
use crate::depot::{Depot, Line, Row};
use crate::identity::{chain, revision_id};
use crate::limits::FOLLOW_UPS_MAX;
use crate::wire::{Body, PushNote};
use core::fmt::Debug;
use rules::civil::date;
use rules::diary::NoteBody;
use rules::household::Resident;
use rules::publish::Item;
use rules::registration::WhenFull;
use rules::session::Admission;
use rules::{Actor, Intent, Key, Record, Refusal, Scope};
use std::collections::BTreeSet;

fn system() -> Visit {
    Visit::new(Actor::System, NOW)
}

/// The journal takes each line number once, and every line that the head counts is in it.
pub fn a_line_is_written_once<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    one_seat_and_two_families(depot);
    let head = depot.head().unwrap();
    let line = |number: u64| Line {
        number,
        text: "{}".to_owned(),
        chain: chain(head.chain, b"{}"),
    };
    let both = [line(head.line + 1), line(head.line + 2)];
    depot.append_all(&both).unwrap();
    for number in 1..=head.line + 2 {
        let again = depot.append(&line(number));
        assert!(
            again.is_err(),
            "line {number} was overwritten, or never written"
        );
    }
    assert!(depot.append_all(&both).is_err(), "two were overwritten");
}

/// Lin and Chen ask for the one seat, and Lin gives it back: what follows is one more line, and
/// whatever it takes away is gone at a revision that nothing else has.
pub fn what_follows_is_written_with_what_it_follows<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let items = stage(None);
    execute(depot, &system(), None, &Intent::Publish { items, by: None }).unwrap();
    ask(depot, "lin", 1);
    ask(depot, "chen", 1);
    let turn = Key::Waiting(session_id(), 0);
    let waits = depot.change(&turn).unwrap().unwrap();
    assert!(waits.data.is_some());
    let before = depot.head().unwrap();
    let (session, members) = (session_id(), vec![resident("lin")]);
    let leave = Intent::Leave { session, members };
    execute(depot, &visit("lin"), None, &leave).unwrap();
    let after = depot.head().unwrap();
    assert_eq!(after.line, before.line + 2, "left, and whose turn it is");
    let head = read(depot, reader(&[Scope::Public]), None).ledger_head;
    assert_eq!((head.line, head.chain), (after.line, after.chain));
    let gone = depot.change(&turn).unwrap().unwrap();
    assert!(gone.data.is_none());
    assert!((before.rev + 1..=after.rev).contains(&gone.rev));
    let scopes = [Scope::Public, Scope::Desk, home("lin"), home("chen")];
    let (mut revs, mut known) = (Vec::new(), BTreeSet::new());
    for scope in scopes {
        for change in depot.changes(&scope, 0, 99).unwrap() {
            if known.insert(change.key) {
                revs.push(change.rev);
            }
        }
    }
    let distinct: BTreeSet<u64> = revs.iter().copied().collect();
    assert_eq!(distinct.len(), revs.len(), "each has a revision of its own");
    assert_eq!(distinct.last(), Some(&after.rev), "and none is beyond");
}

/// However many wait, so many are called at once and no more; the rest follow with the next change.
pub fn a_long_line_is_called_so_many_at_a_time<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let mut items = stage(None);
    let publish = |items| Intent::Publish { items, by: None };
    execute(depot, &system(), None, &publish(items.clone())).unwrap();
    let names: Vec<String> = (0..FOLLOW_UPS_MAX + 3).map(|at| format!("f{at}")).collect();
    for name in &names {
        let mut head = depot.head().unwrap();
        head.rev += 1;
        let household = name.parse().unwrap();
        let who = Resident::new(name.clone(), date(1960, 1, 1), household);
        let row = Row {
            rev: head.rev,
            scope: home(name),
            record: Some(Record::Resident(who)),
        };
        depot.set_row(&Key::Resident(resident(name)), &row).unwrap();
        depot.set_head(&head).unwrap();
        let register = Intent::Register {
            session: session_id(),
            members: vec![resident(name)],
            when_full: WhenFull::Wait,
        };
        execute(depot, &visit(name), None, &register).unwrap();
    }
    for item in &mut items {
        if let Record::Session(session) = &mut item.record {
            session.admission = Admission::FirstCome { seats: 9_000 };
        }
    }
    let mut lines = |visit: &Visit, intent: &Intent| {
        let before = depot.head().unwrap().line;
        execute(depot, visit, None, intent).unwrap();
        depot.head().unwrap().line - before
    };
    let most = u64::try_from(FOLLOW_UPS_MAX).unwrap();
    assert_eq!(lines(&system(), &publish(items)), 1 + most);
    let (session, members) = (session_id(), vec![resident("f0")]);
    let leave = Intent::Leave { session, members };
    assert_eq!(lines(&visit("f0"), &leave), 1 + 2, "the rest");
}

/// Whoever moves is gone from the feed of the household they left, and is told where they live now;
/// whoever changes where they are is not.
pub fn who_moves_is_gone_from_the_household_they_left<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let mut told = |name: &str, lives_in: &str| {
        let born = date(1960, 1, 1);
        let record = Record::Resident(Resident::new(name, born, lives_in.parse().unwrap()));
        let key = Key::Resident(resident("lin"));
        let items = vec![Item { key, record }];
        execute(depot, &system(), None, &Intent::Publish { items, by: None }).unwrap();
        let to = depot.head().unwrap().rev;
        let mut of = |scope: Scope| -> Vec<(u64, bool)> {
            let changes = depot.changes(&scope, 0, 9).unwrap().into_iter();
            changes
                .map(|change| (to - change.rev, change.data.is_some()))
                .collect()
        };
        [of(home("h1")), of(home("h2")), of(Scope::Desk)]
    };
    let (nobody, there, gone) = (vec![], vec![(0, true)], vec![(0, false)]);
    assert_eq!(
        told("林", "h1"),
        [there.clone(), nobody.clone(), there.clone()]
    );
    let renamed = told("林氏", "h1");
    assert_eq!(renamed, [there.clone(), nobody, there.clone()]);
    let moved = told("林氏", "h2");
    assert_eq!(moved, [gone.clone(), there.clone(), there.clone()]);
    assert_eq!(told("林氏", "h1"), [there.clone(), gone, there]);
}

fn note(minutes: u16) -> PushNote {
    let body = Body::of(&NoteBody {
        act: "guard".parse().unwrap(),
        day: date(2026, 3, 2),
        minutes,
        text: String::new(),
        discarded: false,
    });
    let (note, body) = ("n".parse().unwrap(), body.unwrap());
    PushNote {
        community: "c".parse().unwrap(),
        rev: revision_id(&note, &[], body.as_str()),
        note,
        parents: Vec::new(),
        body,
    }
}

/// A note is kept once, for whoever wrote it and nobody else; what is not what its name says, or is
/// no note, is not kept.
pub fn a_note_is_kept_once_for_whoever_wrote_it<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let lin = visit("lin");
    let empty = depot.head().unwrap();
    let good = note(30);
    let renamed = PushNote {
        rev: note(31).rev,
        ..note(30)
    };
    let text = Body::from_text(String::from("\"tea\"")).unwrap();
    let no_note = PushNote {
        rev: revision_id(&good.note, &[], text.as_str()),
        body: text,
        ..note(30)
    };
    let staff = Visit {
        actor: Actor::Staff {
            staff: "clerk".parse().unwrap(),
        },
        ..lin.clone()
    };
    for (visit, push) in [
        (&lin, &renamed),
        (&lin, &no_note),
        (&lin, &note(0)),
        (&staff, &good),
        (&system(), &good),
    ] {
        let answer = keep_note(depot, visit, push).unwrap();
        assert_eq!((&answer.note, &answer.rev), (&push.note, &push.rev));
        assert!(answer.refusal.is_some(), "{push:?}");
        let signed_in = answer.refusal != Some(Refusal::NotSignedIn);
        assert_eq!(signed_in, visit == &lin);
        assert_eq!(depot.head().unwrap(), empty, "{push:?} was kept");
    }
    assert_eq!(keep_note(depot, &lin, &good).unwrap().refusal, None);
    let kept = depot.head().unwrap();
    assert_eq!(kept.rev, empty.rev + 1);
    let key = Key::Note(resident("lin"), good.note.clone(), good.rev.clone());
    let change = depot.change(&key).unwrap().unwrap();
    assert_eq!(change.scope, Scope::Resident(resident("lin")));
    assert_eq!(keep_note(depot, &lin, &good).unwrap().refusal, None);
    assert_eq!(depot.head().unwrap(), kept, "kept twice");
    assert_eq!(
        keep_note(depot, &visit("chen"), &good).unwrap().refusal,
        None
    );
    assert_eq!(
        depot.head().unwrap().rev,
        kept.rev + 1,
        "a copy of one's own"
    );
}
