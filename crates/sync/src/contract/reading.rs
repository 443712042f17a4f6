//! What every depot lets the authority tell: all that a reader may see, page by page, each row once.
//!
//! The one rule to know: what a page says of how far it came is what its rows bear out; who reads on
//! from there misses nothing and is told nothing twice.
//!
//! Deliberately absent: who begins anew, and where; that is in `resuming`.

use super::{place, place_key};
use crate::authority::{Admitted, Reader, brief_changes_for, changes_for};
use crate::cursor::{Cursor, Position};
use crate::depot::{Depot, Head, Row};
use crate::identity::row_hash;
use crate::limits::{BRIEF_ROWS_MAX, PAGE_ROWS_MAX, SCHEMA_VIEW, SUM_PULLS};
use crate::wire::{Feed, ScopeSum, Want};
use core::fmt::Debug;
use rules::civil::date;
use rules::household::Resident;
use rules::{Key, Origin, Record, Scope};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn home(name: &str) -> Scope {
    Scope::Household(name.parse().unwrap())
}

/// A place that only these may see, as the newest change.
pub(super) fn set<D: Depot>(depot: &mut D, name: &str, scope: &Scope) -> u64
where
    D::Error: Debug,
{
    change(depot, name, (scope, Some(place(name))))
}

pub(super) fn change<D: Depot>(
    depot: &mut D,
    name: &str,
    (scope, record): (&Scope, Option<Record>),
) -> u64
where
    D::Error: Debug,
{
    let mut head = depot.head().unwrap();
    head.rev += 1;
    let row = Row {
        rev: head.rev,
        scope: scope.clone(),
        record,
    };
    depot.set_row(&place_key(name), &row).unwrap();
    depot.set_head(&head).unwrap();
    head.rev
}

pub(super) fn reader(scopes: &[Scope]) -> Reader<'_> {
    Reader {
        scopes,
        admitted: Admitted::Whole,
        schema_view: SCHEMA_VIEW,
        origin: Origin::OwnDevice,
    }
}

pub(super) fn read<D: Depot>(depot: &mut D, by: Reader<'_>, cursor: Option<&Cursor>) -> Feed
where
    D::Error: Debug,
{
    let want = Want::since("c".parse().unwrap(), cursor.cloned());
    changes_for(depot, by, &want, &BTreeSet::new()).unwrap()
}

pub(super) fn keys(feed: &Feed) -> Vec<&str> {
    let keys = feed.changes.iter().map(|change| change.key.as_str());
    keys.collect()
}

pub(super) fn position(feed: &Feed) -> Position {
    Position::unseal(&feed.cursor).unwrap()
}

/// Whatever the order of their scopes, a reader is told each row once, no page is longer than it
/// may be, and each says how far it came in each scope.
pub fn a_reader_is_told_each_row_once_page_by_page<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let lin = home("lin");
    for at in 0..3 {
        set(depot, &format!("h{at}"), &lin);
    }
    for at in 0..PAGE_ROWS_MAX {
        set(depot, &format!("p{at}"), &Scope::Public);
    }
    let to = set(depot, "desk", &Scope::Desk);
    let feed_epoch = depot.head().unwrap().feed_epoch;
    let start = Position {
        feed_epoch,
        schema_view: SCHEMA_VIEW,
        pulls: SUM_PULLS - 1,
        scopes: [(lin.clone(), 0), (Scope::Public, 0)].into(),
        of_another_life: BTreeSet::new(),
    };
    let last = to - 1;
    let homes_first = (
        [lin.clone(), Scope::Public],
        [(lin.clone(), to), (Scope::Public, last - 3)],
    );
    let public_first = (
        [Scope::Public, lin.clone()],
        [(lin.clone(), 0), (Scope::Public, last)],
    );
    for (scopes, halfway) in [homes_first, public_first] {
        let first = read(depot, reader(&scopes), Some(&start.seal()));
        assert_eq!((first.changes.len(), first.more), (PAGE_ROWS_MAX, true));
        assert_eq!(position(&first).scopes, BTreeMap::from(halfway));
        assert_eq!(first.sums, [], "nobody adds up halfway");
        let rest = read(depot, reader(&scopes), Some(&first.cursor));
        assert_eq!((rest.changes.len(), rest.more), (3, false));
        let all = [(lin.clone(), to), (Scope::Public, to)];
        assert_eq!(position(&rest).scopes, BTreeMap::from(all));
        let mut told: Vec<&str> = keys(&first);
        told.extend(keys(&rest));
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), PAGE_ROWS_MAX + 3, "each once, none left out");
        let counts: BTreeSet<u64> = rest.sums.iter().map(|sum| sum.count).collect();
        assert_eq!(counts, [3, last - 3].into());
        let quiet = read(depot, reader(&scopes), Some(&rest.cursor));
        assert_eq!((quiet.changes.len(), quiet.more), (0, false));
        assert_eq!(position(&quiet).scopes, position(&rest).scopes);
        assert_eq!(position(&quiet).pulls, 1);
    }
}

/// What somebody asked about is on the first of several pages, however late it changed: once, in the
/// scope they see it in, and nothing of anybody else's. Who has come to it is told nothing again.
pub fn an_answer_holds_what_was_asked_about_once_and_for_nobody_else<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    set(depot, "first", &Scope::Public);
    for at in 0..PAGE_ROWS_MAX {
        set(depot, &format!("p{at}"), &Scope::Public);
    }
    set(depot, "everybodys", &Scope::Public);
    set(depot, "lins", &home("lin"));
    let last = set(depot, "chens", &home("chen")) + 1;
    let born = date(1960, 1, 1);
    let chen = Resident::new("陈", born, "chen".parse().unwrap());
    let row = Row {
        rev: last,
        scope: home("chen"),
        record: Some(Record::Resident(chen)),
    };
    let resident: Key = "resident/chen".parse().unwrap();
    depot.set_row(&resident, &row).unwrap();
    let head = Head {
        rev: last,
        ..depot.head().unwrap()
    };
    depot.set_head(&head).unwrap();
    let places = ["first", "everybodys", "lins", "chens", "nowhere"];
    let mut asked: BTreeSet<Key> = places.into_iter().map(place_key).collect();
    asked.insert(resident);
    let names: Vec<String> = asked.iter().map(ToString::to_string).collect();
    let mut told = |scopes: &[Scope], cursor: Option<Cursor>| {
        let want = Want::since("c".parse().unwrap(), cursor);
        let feed = changes_for(depot, reader(scopes), &want, &asked).unwrap();
        let of_those = feed.changes.iter().filter(|row| names.contains(&row.key));
        let told = of_those.map(|row| (row.key.clone(), row.scope.clone()));
        let mut told: Vec<(String, Scope)> = told.collect();
        told.sort();
        (told, feed)
    };
    let public = |name: &str| (format!("place/{name}"), Scope::Public);
    let lins = ("place/lins".to_owned(), home("lin"));
    let family = [Scope::Public, home("lin")];
    let theirs = [public("everybodys"), public("first"), lins.clone()];
    let (first, page) = told(&family, None);
    assert!(page.more);
    assert_eq!(first, theirs, "what is told anyway is not told twice");
    let (second, page) = told(&family, Some(page.cursor));
    assert_eq!(
        (second, page.more),
        (vec![public("everybodys"), lins], false)
    );
    let (third, page) = told(&family, Some(page.cursor));
    assert_eq!(
        (third, page.changes.len()),
        (vec![], 0),
        "they have come to it"
    );
    let desk = [Scope::Public, Scope::Desk];
    let chen = ("resident/chen".to_owned(), Scope::Desk);
    let desks = [public("everybodys"), public("first"), chen];
    assert_eq!(told(&desk, None).0, desks, "as the desk sees it");
}

/// A brief answer holds a few rows and what was asked about, adds nothing up, and whoever reads on from
/// it is told the rest, and then the sums that it left out.
pub fn a_brief_answer_holds_few_rows_and_leaves_the_rest_and_the_sums_for_later<D: Depot>(
    depot: &mut D,
) where
    D::Error: Debug,
{
    let public = [Scope::Public];
    for at in 0..=BRIEF_ROWS_MAX {
        set(depot, &format!("p{at}"), &Scope::Public);
    }
    let last = set(depot, "asked", &Scope::Public);
    let start = Position {
        feed_epoch: depot.head().unwrap().feed_epoch,
        schema_view: SCHEMA_VIEW,
        pulls: SUM_PULLS - 1,
        scopes: [(Scope::Public, 0)].into(),
        of_another_life: BTreeSet::new(),
    };
    let asked = BTreeSet::from([place_key("asked")]);
    let mut brief = |cursor: &Cursor| {
        let want = Want::since("c".parse().unwrap(), Some(cursor.clone()));
        brief_changes_for(depot, reader(&public), &want, &asked).unwrap()
    };
    let first = brief(&start.seal());
    assert_eq!(first.changes.len(), BRIEF_ROWS_MAX + 1);
    assert_eq!(keys(&first).last(), Some(&"place/asked"));
    assert!(first.more);
    let second = brief(&first.cursor);
    assert_eq!((second.changes.len(), second.more), (2, false));
    assert_eq!(position(&second).scopes.get(&Scope::Public), Some(&last));
    assert_eq!((first.sums, second.sums), (vec![], vec![]));
    let whole = read(depot, reader(&public), Some(&second.cursor));
    assert_eq!((whole.changes.len(), whole.sums.len()), (0, 1));
}

/// Every so many answers the rows of each scope are added up, those that are gone left out.
pub fn now_and_then_the_rows_of_each_scope_are_added_up<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let scopes = [home("lin"), Scope::Public];
    set(depot, "there", &Scope::Public);
    change(depot, "gone", (&Scope::Public, None));
    set(depot, "lins", &scopes[0]);
    set(depot, "chens", &home("chen"));
    let first = read(depot, reader(&scopes), None);
    let expected = scopes.each_ref().map(|scope| {
        let rows = first.changes.iter().filter(|row| row.scope == *scope);
        let hash = rows.filter_map(|row| {
            let data = row.data.as_ref()?;
            Some(row_hash(&row.key, row.rev, data.as_str()))
        });
        ScopeSum::of(scope.clone(), hash)
    });
    assert_eq!(expected.each_ref().map(|sum| sum.count), [1, 1]);
    let mut before = first;
    for answer in 2..=2 * SUM_PULLS {
        let feed = read(depot, reader(&scopes), Some(&before.cursor));
        if answer % SUM_PULLS == 0 {
            assert_eq!(feed.sums, expected, "answer {answer}");
        } else {
            assert_eq!(feed.sums, [], "answer {answer}");
        }
        before = feed;
    }
}
