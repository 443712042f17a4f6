//! What every depot promises of the desk's scope: the community's own records, and of households
//! what is the desk's to see.
//!
//! The one rule to know: the desk reads such a record where it is; it is in no second place, moves
//! with its household, and goes when it goes.

use crate::depot::{Depot, Row};
use core::fmt::Debug;
use rules::attendance::{Mark, Presence};
use rules::civil::date;
use rules::diary::{NoteBody, NoteRevision};
use rules::household::Resident;
use rules::id::HouseholdId;
use rules::staff::{Level, Staff};
use rules::{Key, Record, Scope};

fn home(name: &str) -> HouseholdId {
    name.parse().unwrap()
}

fn lives_in(name: &str) -> Record {
    Record::Resident(Resident::new("林".to_owned(), date(1960, 1, 1), home(name)))
}

fn set<D: Depot>(depot: &mut D, (key, rev): (&str, u64), record: Record)
where
    D::Error: Debug,
{
    let key: Key = key.parse().unwrap();
    let scope = record.scope(&key);
    let record = Some(record);
    let row = Row { rev, scope, record };
    depot.set_row(&key, &row).unwrap();
}

/// What a scope is told after a revision: key, revision, whether there is anything.
fn told<D: Depot>(depot: &mut D, scope: &Scope, page: (u64, usize)) -> Vec<(String, u64, bool)>
where
    D::Error: Debug,
{
    let found = depot.changes(scope, page.0, page.1).unwrap();
    let told = found.into_iter().map(|change| {
        assert_eq!(change.scope, *scope, "it is told as what was asked for");
        (change.key, change.rev, change.data.is_some())
    });
    told.collect()
}

fn clerk() -> Record {
    Record::Staff(Staff {
        name: "郑".to_owned(),
        level: Some(Level::Editor),
    })
}

fn note() -> Record {
    Record::Note(NoteRevision {
        parents: Vec::new(),
        body: NoteBody {
            act: "guard".parse().unwrap(),
            day: date(2026, 3, 2),
            minutes: 30,
            text: String::new(),
            discarded: false,
        },
    })
}

/// The desk is told of its own and of households, in the order of revisions, page by page without a
/// gap; of diaries nothing. The household is told the same rows as its own.
pub fn the_desk_reads_households_page_by_page<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    set(depot, ("staff/clerk", 1), clerk());
    set(depot, ("resident/lin", 2), lives_in("h1"));
    set(depot, ("note/lin/n/0123456789abcdef", 3), note());
    let presence = Record::Presence(Presence {
        household: home("h1"),
        mark: Mark::Came,
    });
    set(depot, ("presence/s/2026-03-02/lin", 4), presence);
    set(depot, ("staff/other", 5), clerk());
    set(depot, ("resident/chen", 6), lives_in("h2"));
    let all = [
        ("staff/clerk".to_owned(), 1, true),
        ("resident/lin".to_owned(), 2, true),
        ("presence/s/2026-03-02/lin".to_owned(), 4, true),
        ("staff/other".to_owned(), 5, true),
        ("resident/chen".to_owned(), 6, true),
    ];
    assert_eq!(told(depot, &Scope::Desk, (0, 9)), all);
    let (mut paged, mut after) = (Vec::new(), 0);
    loop {
        let page = told(depot, &Scope::Desk, (after, 2));
        let Some(last) = page.last() else { break };
        after = last.1;
        paged.extend(page);
    }
    assert_eq!(paged, all, "pages of two leave nothing out");
    let household = told(depot, &Scope::Household(home("h1")), (0, 9));
    assert_eq!(household.len(), 2, "{household:?}");
    assert_eq!(told(depot, &Scope::Public, (0, 9)), []);
}

/// What is gone is told to the desk as gone, and what moves from one household to another is there
/// once, as it is now; the household it left is told that it is gone, the desk is not.
pub fn the_desk_sees_what_is_gone_and_what_moved<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let (here, there) = (Scope::Household(home("h1")), Scope::Household(home("h2")));
    set(depot, ("resident/lin", 1), lives_in("h1"));
    let key: Key = "resident/lin".parse().unwrap();
    depot.move_row(&key, (&here, &there), 2).unwrap();
    set(depot, ("resident/lin", 2), lives_in("h2"));
    let lin = |rev, is| ("resident/lin".to_owned(), rev, is);
    assert_eq!(told(depot, &Scope::Desk, (0, 9)), [lin(2, true)]);
    assert_eq!(told(depot, &here, (0, 9)), [lin(2, false)]);
    assert_eq!(told(depot, &there, (0, 9)), [lin(2, true)]);
    let gone = Row {
        rev: 3,
        scope: there.clone(),
        record: None,
    };
    depot.set_row(&key, &gone).unwrap();
    assert_eq!(told(depot, &Scope::Desk, (0, 9)), [lin(3, false)]);
    assert_eq!(told(depot, &Scope::Desk, (2, 9)), [lin(3, false)]);
    assert_eq!(told(depot, &Scope::Desk, (3, 9)), []);
    assert_eq!(told(depot, &there, (0, 9)), [lin(3, false)]);
}
