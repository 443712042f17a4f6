//! What the community's own server may hand in, and how much of it.

use crate::world::{World, person, resident, session};
use jiff::civil::date;
use rules::household::{HOUSEHOLD_MEMBERS_MAX, Household};
use rules::publish::{Item, PUBLISH_ITEMS_MAX, says_nothing_new};
use rules::registration::Seats;
use rules::registration::draw::{Hash, seal_of};
use rules::session::changes::{Change, What};
use rules::session::{Admission, Session};
use rules::staff::Level;
use rules::time::UnixMillis;
use rules::{Actor, Intent, Key, Record, Refusal};

fn publish(key: Key, record: Record) -> Intent {
    let items = vec![Item { key, record }];
    Intent::Publish { items, by: None }
}

fn longer(world: &World) -> Session {
    Session {
        days: vec![date(2026, 3, 20), date(2026, 3, 27)],
        ..world.session()
    }
}

#[test]
fn nobody_but_the_community_s_own_server_hands_records_in() {
    let mut world = World::new(None);
    let staff = world.employ("wang", Some(Level::Publisher));
    let ask = publish(Key::Session(session()), Record::Session(longer(&world)));
    for actor in [staff, resident(0), Actor::Anonymous] {
        let refused = world.decide(&actor, &ask);
        assert_eq!(refused, Err(Refusal::NotAllowed), "{actor:?}");
    }
    assert_eq!(world.run(&Actor::System, &ask), Ok(()));
    let again = world.decide(&Actor::System, &ask);
    assert_eq!(again, Ok(vec![]), "said twice, nothing is new");
}

#[test]
fn a_publication_has_a_length() {
    let world = World::new(None);
    let handed_in = |many: usize| {
        let items = (0..many).map(|at| Item {
            key: Key::Session(format!("s{at}").parse().unwrap()),
            record: Record::Session(world.session()),
        });
        let items = items.collect();
        world.decide(&Actor::System, &Intent::Publish { items, by: None })
    };
    let most = handed_in(PUBLISH_ITEMS_MAX).unwrap();
    assert_eq!(most.len(), PUBLISH_ITEMS_MAX);
    let limit = u32::try_from(PUBLISH_ITEMS_MAX).unwrap();
    let found = limit + 1;
    let refused = handed_in(PUBLISH_ITEMS_MAX + 1);
    assert_eq!(refused, Err(Refusal::TooManyItems { found, limit }));
}

#[test]
fn no_decision_is_handed_in_and_nothing_under_another_s_key() {
    let world = World::new(None);
    let unsound = Session {
        days: Vec::new(),
        ..world.session()
    };
    let home = |many: usize| {
        let members = (0..many).map(|who| format!("x{who}").parse().unwrap());
        Record::Household(Household {
            members: members.collect(),
            committee: None,
            building: None,
        })
    };
    let (own, other) = (Key::Session(session()), Key::Activity("s".parse().unwrap()));
    let lives = Key::Household("h0".parse().unwrap());
    let handed_in = [
        (own.clone(), Record::Session(world.session()), true),
        (own, Record::Session(unsound), false),
        (other, Record::Session(world.session()), false),
        (
            Key::Seats(session()),
            Record::Seats(Seats::default()),
            false,
        ),
        (
            Key::Heads(session(), date(2026, 3, 20)),
            Record::Heads(3),
            false,
        ),
        (lives.clone(), home(HOUSEHOLD_MEMBERS_MAX), true),
        (lives, home(HOUSEHOLD_MEMBERS_MAX + 1), false),
    ];
    for (key, record, is_sound) in handed_in {
        let name = key.to_string();
        let said = world.decide(&Actor::System, &publish(key, record));
        let refused = Refusal::Unsound { key: name };
        assert_eq!(said.err(), (!is_sound).then_some(refused));
    }
}

#[test]
fn a_draw_that_was_held_is_not_listed_again_by_a_change_of_its_session() {
    let mut world = World::new(None);
    let (seats, drawn_on) = (5, Some(date(2026, 3, 20)));
    world.reshape(|it| it.admission = Admission::Ballot { seats, drawn_on });
    let seed = Hash([9; 32]);
    let (seal, name) = (seal_of(seed), session());
    let shown = Intent::Seal {
        session: name,
        seal,
    };
    world.run(&Actor::System, &shown).unwrap();
    world.reshape(|it| it.place = "p2".parse().unwrap());
    assert_eq!(world.slice.draws().open, [session()], "it is to be held");
    world.register(0, &[0]).unwrap();
    world.hours_later(20);
    let session_drawn = session();
    let held = Intent::Draw {
        session: session_drawn,
        seed,
    };
    world.run(&Actor::System, &held).unwrap();
    world.reshape(|it| it.place = "p3".parse().unwrap());
    assert_eq!(world.slice.get(&Key::Draws), None);
    assert!(
        world
            .slice
            .registration(&session(), &person(0, 0))
            .is_some()
    );
}

#[test]
fn a_list_of_draws_keeps_every_other_session_that_is_still_to_be_drawn() {
    let mut world = World::new(None);
    let (seats, drawn_on) = (5, Some(date(2026, 3, 20)));
    let drawn = Session {
        admission: Admission::Ballot { seats, drawn_on },
        ..world.session()
    };
    let names: Vec<rules::id::SessionId> = ["b", "a", "c"].map(|id| id.parse().unwrap()).into();
    for name in &names {
        let record = Record::Session(drawn.clone());
        let ask = publish(Key::Session(name.clone()), record);
        world.run(&Actor::System, &ask).unwrap();
    }
    let listed = |world: &World| -> Vec<String> {
        let open = world.slice.draws().open.into_iter();
        open.map(|id| id.to_string()).collect()
    };
    assert_eq!(listed(&world), ["a", "b", "c"]);
    // Its hour passes before anybody sealed it.
    world.hours_later(24);
    let (session, seal) = (names[0].clone(), seal_of(Hash([1; 32])));
    let late = Intent::Seal { session, seal };
    world.run(&Actor::System, &late).unwrap();
    assert_eq!(listed(&world), ["a", "c"]);
}

#[test]
fn what_was_remembered_of_a_session_is_nothing_new_and_all_else_is() {
    let world = World::new(None);
    let said = world.session();
    let change = Change {
        at: UnixMillis(1),
        what: What::Cancelled,
        why: String::from("下雨"),
        without_day: false,
    };
    let known = Session {
        changes: vec![change],
        ..said.clone()
    };
    let (known, said) = (Record::Session(known), Record::Session(said));
    assert!(says_nothing_new(&known, &said));
    assert!(!says_nothing_new(&known, &Record::Session(longer(&world))));
    assert!(says_nothing_new(&Record::Heads(3), &Record::Heads(3)));
    assert!(!says_nothing_new(&Record::Heads(3), &Record::Heads(4)));
    assert!(!says_nothing_new(&Record::Heads(3), &said));
}
