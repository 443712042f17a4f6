//! A programme of any size on a server: the built-in one over several years, and beside each year
//! as many further classes of it as it takes.
//!
//! The one rule: no two activities have the same title, so that no index is flattered by repeats.

use rules::Key;
use rules::id::{ActivityId, SessionId};
use rules::publish::Item;
use rules::record::Record;
use server::publish::publish;
use server::world::World;

use crate::harness::server::Server;

/// Up to so many sessions years are enough; a community with more has more classes a year, not
/// decades ahead of it.
const BY_YEARS: usize = 10_000;

/// Publishes so many sessions at least, and says how many they are.
pub fn fill(server: &Server, wanted: usize) -> usize {
    std::fs::create_dir_all(server.data()).unwrap();
    let db = server::db::open(&server.data()).unwrap();
    let world = World::real();
    server::demo::set_up(&db, &world).unwrap();
    let community = programme::dehua::community_id().unwrap();
    let first = rules::time::Offset(480).civil(world.now()).year() + 1;
    let classes = wanted.div_ceil(BY_YEARS);
    let mut sessions = 0;
    for year in first.. {
        let items = programme::dehua::programme(year).unwrap();
        for class in 0..classes {
            let items: Vec<Item> = items.iter().map(|item| of_class(item, class)).collect();
            sessions += items.iter().filter(|item| is_session(item)).count();
            let published = publish(&db, &world, &community, items).unwrap();
            assert!(published.refused.is_empty(), "{:?}", published.refused);
        }
        if sessions >= wanted {
            break;
        }
    }
    sessions
}

fn is_session(item: &Item) -> bool {
    matches!(item.key, Key::Session(_))
}

/// The same offer as a class of its own; the first is the offer itself.
fn of_class(item: &Item, class: usize) -> Item {
    if class == 0 {
        return item.clone();
    }
    let activity = |id: &ActivityId| format!("{id}-k{class}").parse::<ActivityId>().unwrap();
    match (&item.key, &item.record) {
        (Key::Activity(id), Record::Activity(found)) => {
            let mut found = found.clone();
            found.title.zh = format!("{}（{}班）", found.title.zh, class + 1);
            found.title.en = format!("{} (class {})", found.title.en, class + 1);
            Item {
                key: Key::Activity(activity(id)),
                record: Record::Activity(found),
            }
        }
        (Key::Session(id), Record::Session(found)) => {
            let mut found = found.clone();
            found.activity = activity(&found.activity);
            Item {
                key: Key::Session(format!("{id}-k{class}").parse::<SessionId>().unwrap()),
                record: Record::Session(found),
            }
        }
        _ => item.clone(),
    }
}
