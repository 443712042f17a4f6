//! What every depot lets the authority promise whoever comes again: they go on where they were, or
//! begin anew with exactly what they cannot go on with.
//!
//! The one rule to know: a reset is said once and of one's own scopes; what another's session left
//! on a device stays until somebody is admitted there, and then goes.

use super::reading::{home, keys, position, read, reader, set};
use crate::authority::{Admitted, Reader, changes_for, scopes_of, speaks_of_this_life};
use crate::authority::{Visit, execute};
use crate::cursor::Position;
use crate::depot::Depot;
use crate::identity::{Device, Epoch, FeedEpoch};
use crate::limits::{PROTO, SCHEMA_VIEW};
use crate::wire::{Request, Want};
use core::fmt::Debug;
use rules::id::CommunityId;
use rules::publish::Item;
use rules::staff::{Level, Staff};
use rules::{Actor, Intent, Key, Record, Scope};
use std::collections::BTreeSet;

/// Two rows of the household's and one of everybody's.
fn stand<D: Depot>(depot: &mut D) -> [Scope; 2]
where
    D::Error: Debug,
{
    let scopes = [home("lin"), Scope::Public];
    set(depot, "lins", &scopes[0]);
    set(depot, "everybodys", &Scope::Public);
    set(depot, "chens", &home("chen"));
    scopes
}

fn sorted(mut scopes: Vec<Scope>) -> Vec<Scope> {
    scopes.sort_unstable();
    scopes
}

/// What was emptied here begins anew and nothing else does; what is another's goes, and what one
/// has now begins at its beginning; whose session ended keeps all but what is public as it is.
pub fn only_what_cannot_go_on_begins_anew<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let scopes = stand(depot);
    let first = read(depot, reader(&scopes), None);
    assert_eq!(first.reset, scopes);
    assert_eq!(keys(&first), ["place/lins", "place/everybodys"]);
    let to = depot.head().unwrap().rev;

    let emptied = Want {
        emptied: vec![Scope::Public],
        ..Want::since("c".parse().unwrap(), Some(first.cursor.clone()))
    };
    let asked = BTreeSet::new();
    let again = changes_for(depot, reader(&scopes), &emptied, &asked).unwrap();
    assert_eq!(again.reset, [Scope::Public]);
    assert_eq!(keys(&again), ["place/everybodys"]);

    let chen = [home("chen"), Scope::Public];
    let other = read(depot, reader(&chen), Some(&first.cursor));
    assert_eq!(sorted(other.reset.clone()), [home("chen"), home("lin")]);
    assert_eq!(keys(&other), ["place/chens"]);
    assert_eq!(
        position(&other).scopes,
        [(home("chen"), to), (Scope::Public, to)].into(),
        "what is not theirs any more is not followed"
    );

    let ended = Reader {
        admitted: Admitted::PublicOnly,
        ..reader(&scopes[1..])
    };
    let public = read(depot, ended, Some(&first.cursor));
    assert_eq!((public.reset.as_slice(), keys(&public)), (&[][..], vec![]));
    assert_eq!(position(&public).scopes, position(&first).scopes);
    set(depot, "lins-too", &scopes[0]);
    let public = read(depot, ended, Some(&public.cursor));
    assert_eq!(keys(&public), [""; 0]);
    let back = read(depot, reader(&scopes), Some(&public.cursor));
    assert_eq!((back.reset.len(), keys(&back)), (0, vec!["place/lins-too"]));
}

/// Whoever is ahead of the feed, in one scope only, or of another life of it, begins anew; whoever
/// reads more or less than before is told everything again and keeps it until then.
pub fn who_is_ahead_or_reads_otherwise_is_told_everything_again<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let scopes = stand(depot);
    let head = depot.head().unwrap();
    let at = |rev: u64, public: u64| Position {
        feed_epoch: head.feed_epoch,
        schema_view: SCHEMA_VIEW,
        pulls: 0,
        scopes: [(scopes[0].clone(), rev), (Scope::Public, public)].into(),
        of_another_life: BTreeSet::new(),
    };
    let level = read(depot, reader(&scopes), Some(&at(head.rev, head.rev).seal()));
    assert_eq!((level.reset.len(), level.changes.len()), (0, 0));
    let elsewhere = Position {
        feed_epoch: FeedEpoch([9; 8]),
        ..at(1, 1)
    };
    for beyond in [at(head.rev + 1, 1), at(1, head.rev + 1), elsewhere] {
        let anew = read(depot, reader(&scopes), Some(&beyond.seal()));
        assert_eq!(sorted(anew.reset), sorted(scopes.to_vec()));
        assert_eq!(anew.changes.len(), 2);
    }
    let reads = |schema_view: u16| Reader {
        schema_view,
        ..reader(&scopes)
    };
    let older = Position {
        schema_view: 1,
        ..at(head.rev, head.rev)
    };
    let told = read(depot, reads(SCHEMA_VIEW), Some(&older.seal()));
    assert_eq!((told.reset.len(), told.changes.len()), (0, 2));
    let quiet = read(depot, reads(SCHEMA_VIEW), Some(&told.cursor));
    assert_eq!(quiet.changes.len(), 0, "told once");
    let newer = read(depot, reads(SCHEMA_VIEW + 3), Some(&quiet.cursor));
    assert_eq!(newer.changes.len(), 0, "there is no more than this to read");
    let back = read(depot, reads(1), Some(&newer.cursor));
    assert_eq!((back.changes.len(), position(&back).schema_view), (2, 1));
}

/// What a device holds of a life that ended is emptied once whoever is admitted has come, and is
/// then forgotten; of what is another's too.
pub fn what_an_ended_life_left_is_emptied_once<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let scopes = stand(depot);
    let before = Position {
        feed_epoch: FeedEpoch([9; 8]),
        schema_view: SCHEMA_VIEW,
        pulls: 0,
        scopes: [
            (scopes[0].clone(), 1),
            (home("chen"), 1),
            (Scope::Public, 1),
        ]
        .into(),
        of_another_life: BTreeSet::new(),
    };
    let ended = Reader {
        admitted: Admitted::PublicOnly,
        ..reader(&scopes[1..])
    };
    let kept = read(depot, ended, Some(&before.seal()));
    assert_eq!(kept.reset, [Scope::Public]);
    let of_another_life = position(&kept).of_another_life;
    assert_eq!(of_another_life, [home("chen"), home("lin")].into());
    for cursor in [kept.cursor, before.seal()] {
        let first = read(depot, reader(&scopes), Some(&cursor));
        let reset: BTreeSet<Scope> = first.reset.iter().cloned().collect();
        assert!(reset.contains(&home("chen")) && reset.contains(&home("lin")));
        assert_eq!(position(&first).of_another_life, BTreeSet::new());
        let second = read(depot, reader(&scopes), Some(&first.cursor));
        assert_eq!((second.reset.len(), second.changes.len()), (0, 0));
    }
}

/// A request speaks of the present life of a community if what it says of that community does, and
/// whoever says nothing of it contradicts nothing.
pub fn a_request_of_an_ended_life_is_told_from_one_of_this<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let scopes = stand(depot);
    let cursor = read(depot, reader(&scopes), None).cursor;
    let ended = Position {
        feed_epoch: FeedEpoch([9; 8]),
        ..Position::unseal(&cursor).unwrap()
    };
    let community: CommunityId = "c".parse().unwrap();
    let want = |name: &str, cursor| Want::since(name.parse().unwrap(), cursor);
    let (now, then) = (Some(cursor), Some(ended.seal()));
    let cases = [
        (vec![], true),
        (vec![want("c", None)], true),
        (vec![want("c", now.clone())], true),
        (vec![want("c", then.clone())], false),
        (vec![want("d", then.clone())], true),
        (vec![want("d", then.clone()), want("c", now.clone())], true),
        (vec![want("d", now), want("c", then)], false),
    ];
    for (feeds, expected) in cases {
        let request = Request {
            proto: PROTO,
            build: String::new(),
            schema_view: SCHEMA_VIEW,
            device: Device([1; 16]),
            epoch: Epoch([1; 8]),
            who: None,
            acked: 0,
            feeds,
            intents: Vec::new(),
            notes: Vec::new(),
        };
        let said = speaks_of_this_life(depot, &request, &community).unwrap();
        assert_eq!(said, expected, "{:?}", request.feeds);
    }
}

/// The desk's scope is theirs who work there as the records stand, and nobody else's.
pub fn the_desk_is_theirs_who_work_there<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let visit = |actor| Visit::new(actor, super::NOW);
    let staff = "clerk".parse().unwrap();
    let clerk = visit(Actor::Staff { staff });
    let everybodys = vec![Scope::Public];
    assert_eq!(scopes_of(depot, &clerk).unwrap(), everybodys, "unheard of");
    let desk = vec![Scope::Desk, Scope::Public];
    let levels = [
        (Some(Level::Editor), &desk),
        (None, &everybodys),
        (Some(Level::Editor), &desk),
    ];
    for (level, theirs) in levels {
        let name = "郑".to_owned();
        let record = Record::Staff(Staff { name, level });
        let key: Key = "staff/clerk".parse().unwrap();
        let items = vec![Item { key, record }];
        let publish = Intent::Publish { items, by: None };
        execute(depot, &visit(Actor::System), None, &publish).unwrap();
        assert_eq!(scopes_of(depot, &clerk).unwrap(), *theirs, "{level:?}");
    }
    let lin = super::visit("lin");
    assert_eq!(scopes_of(depot, &lin).unwrap(), lin.actor.scopes());
    let nobody = visit(Actor::Anonymous);
    assert_eq!(scopes_of(depot, &nobody).unwrap(), everybodys);
}
