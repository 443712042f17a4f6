//! What staff bring in from a file: a publisher alone, of the programme alone, and signed.

use crate::world::{World, session};
use rules::publish::{Bringer, Item};
use rules::session::changes::What;
use rules::staff::{Level, Staff};
use rules::{Actor, Fact, Intent, Key, Record, Refusal};

fn bring(world: &World, who: &str, items: Vec<Item>) -> Result<Vec<Fact>, Refusal> {
    let by = Some(Bringer {
        by: who.parse().unwrap(),
        why: "sheet".to_owned(),
    });
    world.decide(&Actor::System, &Intent::Publish { items, by })
}

fn elsewhere(world: &World) -> Item {
    let mut written = world.session();
    written.place = "field".parse().unwrap();
    Item {
        key: Key::Session(session()),
        record: Record::Session(written),
    }
}

#[test]
fn what_a_publisher_brings_in_is_signed_and_remembered_and_an_editors_is_refused() {
    let mut world = World::new(None);
    world.employ("wang", Some(Level::Publisher));
    world.employ("su", Some(Level::Editor));
    world.employ("gone", None);
    let facts = bring(&world, "wang", vec![elsewhere(&world)]).unwrap();
    let [Fact::Decided { by, why }, Fact::Put { record, .. }] = facts.as_slice() else {
        panic!("{facts:?}");
    };
    assert_eq!((by.as_str(), why.as_str()), ("wang", "sheet"));
    let Record::Session(written) = &**record else {
        panic!("{record:?}");
    };
    assert!(matches!(written.changes[0].what, What::Moved { .. }));
    let refused = |who| bring(&world, who, vec![elsewhere(&world)]).unwrap_err();
    assert_eq!(refused("su"), Refusal::PublisherOnly);
    assert_eq!(refused("gone"), Refusal::NotAllowed);
    assert_eq!(refused("nobody"), Refusal::NotAllowed);
    let same = Item {
        key: Key::Session(session()),
        record: Record::Session(world.session()),
    };
    assert_eq!(bring(&world, "wang", vec![same]), Ok(Vec::new()), "twice");
}

#[test]
fn a_file_brings_nobody_and_makes_nobody_staff() {
    let mut world = World::new(None);
    world.employ("wang", Some(Level::Publisher));
    let staff = Staff {
        name: "自己人".to_owned(),
        level: Some(Level::Publisher),
    };
    let key = Key::Staff("su".parse().unwrap());
    let item = Item {
        key: key.clone(),
        record: Record::Staff(staff),
    };
    let key = key.to_string();
    let refused = bring(&world, "wang", vec![elsewhere(&world), item]);
    assert_eq!(refused, Err(Refusal::Unsound { key }));
}

#[test]
fn no_device_brings_anything_in_by_itself() {
    let mut world = World::new(None);
    let publisher = world.employ("wang", Some(Level::Publisher));
    let by = Some(Bringer {
        by: "wang".parse().unwrap(),
        why: "sheet".to_owned(),
    });
    let items = vec![elsewhere(&world)];
    let refused = world.decide(&publisher, &Intent::Publish { items, by });
    assert_eq!(refused, Err(Refusal::NotAllowed));
}
