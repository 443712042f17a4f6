//! What every depot lets the authority keep on the shelf: the first public page of one moment.
//!
//! The one rule to know: whoever takes it goes on from its own cursor, and is told that there is
//! more where anything happened since.

use super::reading::{home, keys, read, reader, set};
use crate::authority::shelve;
use crate::depot::{Depot, Head};
use crate::identity::FeedEpoch;
use crate::limits::SHELF_ROWS_MAX;
use crate::wire::Feed;
use core::fmt::Debug;
use rules::Scope;

/// The shelf holds what everybody may read and nothing else, as it would be told; however old it
/// is, what it says belongs together; and it is for no other life of the feed.
pub fn a_shelf_is_the_first_public_page_of_its_moment<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    for name in ["a", "b", "c"] {
        set(depot, name, &Scope::Public);
    }
    set(depot, "lins", &home("lin"));
    set(depot, "desks", &Scope::Desk);
    set(depot, "d", &Scope::Public);
    set(depot, "desks-too", &Scope::Desk);
    let public = [Scope::Public];
    let told = read(depot, reader(&public), None);
    let mut shelf = shelve(depot, &"c".parse().unwrap()).unwrap();
    let head = depot.head().unwrap();
    assert_eq!(shelf.behind(&head), Some(0));
    let feed = shelf.feed_for(&head).unwrap();
    let revs = |feed: &Feed| -> Vec<u64> { feed.changes.iter().map(|one| one.rev).collect() };
    assert_eq!(
        revs(&feed),
        [0, 0, 0, 6],
        "what follows by one is left away"
    );
    let text = serde_json::to_string(&feed).unwrap();
    assert!(!text.contains("\"rev\":0"), "and takes no bytes");
    let travelled: Feed = serde_json::from_str(&text).unwrap();
    assert_eq!(travelled, told, "and is put back where it is read");
    assert_eq!(
        (revs(&travelled), travelled.more),
        (vec![1, 2, 3, 6], false)
    );

    let rev = set(depot, "e", &Scope::Public);
    let later = depot.head().unwrap();
    assert_eq!(shelf.behind(&later), Some(1));
    let feed = shelf.feed_for(&later).unwrap();
    assert!(feed.more, "something happened since");
    assert_eq!(
        (&feed.cursor, feed.ledger_head),
        (&told.cursor, head.ledger())
    );
    let rest = read(depot, reader(&public), Some(&feed.cursor));
    let news = (
        keys(&rest),
        rest.changes.iter().map(|one| one.rev).collect(),
    );
    assert_eq!(news, (vec!["place/e"], vec![rev]));

    let restored = Head {
        feed_epoch: FeedEpoch([9; 8]),
        ..later
    };
    let went_back = Head {
        rev: head.rev - 1,
        ..head
    };
    for other in [restored, went_back] {
        assert_eq!(shelf.behind(&other), None);
        assert_eq!(shelf.feed_for(&other), None);
    }
    let mut taken = shelf.take_changes();
    assert_eq!(taken, feed.changes);
    taken.clear();
    let bare = Feed {
        changes: taken,
        ..feed
    };
    assert_eq!(shelf.feed_for(&later), Some(bare), "all else is still said");
}

/// A shelf holds so many rows; where there are more it says so from the first.
pub fn a_shelf_that_does_not_hold_all_says_so<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    for at in 0..=SHELF_ROWS_MAX {
        set(depot, &format!("p{at}"), &Scope::Public);
    }
    let shelf = shelve(depot, &"c".parse().unwrap()).unwrap();
    let head = depot.head().unwrap();
    let feed = shelf.feed_for(&head).unwrap();
    assert_eq!((feed.changes.len(), feed.more), (SHELF_ROWS_MAX, true));
    let rest = read(depot, reader(&[Scope::Public]), Some(&feed.cursor));
    assert_eq!((rest.changes.len(), rest.more), (1, false));
}
