//! The roster follows from what was decided, whatever was decided.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::attendance::RollCall;
use crate::community::Community;
use crate::context::{Actor, Authority, Context};
use crate::household::Resident;
use crate::intent::{Intent, decide, load};
use crate::registration::WhenFull;
use crate::session::Admission;
use crate::slice::Slice;
use crate::staff::{Level, Staff};
use crate::time::Offset;
use crate::words::Words;
use jiff::civil::{date, time};

fn world() -> Slice {
    let mut slice = Slice::default();
    let mut community = Community::new(Words::new("社区", ""), Words::default(), Offset(480));
    community.consent_below = Some(14);
    slice.put(Key::Community, Record::Community(community));
    let ids = ("a".parse().unwrap(), "p".parse().unwrap());
    let hours = (time(9, 0, 0, 0), time(10, 0, 0, 0));
    let days = vec![date(2026, 3, 20)];
    let session = Session::new(ids, days, hours, Admission::FirstCome { seats: 2 });
    slice.put(Key::Session("s".parse().unwrap()), Record::Session(session));
    for (id, born, home) in [
        ("mother", date(1986, 5, 1), "h1"),
        ("child", date(2018, 9, 1), "h1"),
        ("father", date(1985, 5, 1), "h1"),
        ("uncle", date(1960, 5, 1), "h2"),
    ] {
        let resident = Resident::new(id, born, home.parse().unwrap());
        slice.put(
            Key::Resident(id.parse().unwrap()),
            Record::Resident(resident),
        );
    }
    let staff = Staff {
        name: "staff".to_owned(),
        level: Some(Level::Editor),
    };
    slice.put(Key::Staff("su".parse().unwrap()), Record::Staff(staff));
    slice
}

fn at_eight() -> UnixMillis {
    Offset(480).millis(date(2026, 3, 20).at(8, 0, 0, 0))
}

fn done(slice: &mut Slice, actor: Actor, intent: &Intent) {
    let context = Context {
        now: at_eight(),
        actor,
        authority: Authority::Server,
        origin: crate::context::Origin::OwnDevice,
    };
    let read = |key: &Key| Ok::<_, core::convert::Infallible>(slice.get(key).cloned());
    let Ok(loaded) = load(intent, &context.actor, read);
    for fact in decide(&loaded, &context, intent).unwrap() {
        crate::fact::apply(slice, &fact);
    }
}

fn registered(slice: &mut Slice, home: &str, members: &[&str]) {
    let members: Vec<ResidentId> = members.iter().map(|one| one.parse().unwrap()).collect();
    let actor = Actor::Resident {
        resident: members.first().unwrap().clone(),
        household: home.parse().unwrap(),
    };
    let intent = Intent::Register {
        session: "s".parse().unwrap(),
        members,
        when_full: WhenFull::Wait,
    };
    done(slice, actor, &intent);
}

fn with_book<T>(
    slice: &Slice,
    look: impl FnOnce(&SessionId, &Session, Vec<(&Key, &Record)>) -> T,
) -> T {
    let id: SessionId = "s".parse().unwrap();
    let session = slice.session(&id).unwrap();
    look(&id, session, slice.iter().collect())
}

fn roster(slice: &Slice) -> Roster {
    with_book(slice, |id, session, all| {
        let book = Book {
            read: |key: &Key| slice.get(key),
            all: all.into_iter(),
            session: (id, session),
        };
        book.roster()
    })
}

fn roll(slice: &Slice, day: civil::Date) -> Roll {
    with_book(slice, |id, session, all| {
        let book = Book {
            read: |key: &Key| slice.get(key),
            all: all.into_iter(),
            session: (id, session),
        };
        book.roll(day)
    })
}

#[test]
fn a_roster_says_who_sits_who_waits_and_which_child_lacks_a_consent() {
    let mut slice = world();
    registered(&mut slice, "h2", &["uncle"]);
    registered(&mut slice, "h1", &["mother", "father"]);
    // A consent that stood when the child was registered, and was taken back since.
    let child: ResidentId = "child".parse().unwrap();
    let consent = crate::consent::Consent {
        household: "h1".parse().unwrap(),
        by: "mother".parse().unwrap(),
        at: UnixMillis(1),
    };
    slice.put(Key::Consent(child.clone()), Record::Consent(consent));
    registered(&mut slice, "h1", &["child"]);
    let found = roster(&slice);
    let names: Vec<_> = found.seated.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["child", "uncle"]);
    assert!(!found.seated.iter().any(|one| one.lacks_consent));
    slice.remove(&Key::Consent(child));
    let found = roster(&slice);
    let lacking: Vec<_> = found
        .seated
        .iter()
        .filter(|one| one.lacks_consent)
        .collect();
    assert_eq!(lacking.len(), 1);
    let line: Vec<_> = found
        .line
        .iter()
        .map(|party| (party.place, party.people.len(), party.applied))
        .collect();
    assert_eq!(line, [(Some(1), 2, false)]);
    let concerned = Concerned {
        people: 4,
        families: 2,
    };
    assert_eq!(found.concerned(), concerned);
    assert_eq!(found.passed_over(0).count(), 0);
    assert_eq!(found.passed_over(1).count(), 1);
}

#[test]
fn a_roll_shows_marks_of_that_day_and_who_came_without_a_seat() {
    let mut slice = world();
    registered(&mut slice, "h2", &["uncle"]);
    let day = date(2026, 3, 20);
    let call = RollCall {
        session: "s".parse().unwrap(),
        day,
        marks: vec![
            ("uncle".parse().unwrap(), Some(false)),
            ("mother".parse().unwrap(), Some(true)),
        ],
    };
    let staff = Actor::Staff {
        staff: "su".parse().unwrap(),
    };
    done(&mut slice, staff, &Intent::CallRoll(call));
    let found = roll(&slice, day);
    assert_eq!((found.marked(), found.came()), (1, 1));
    let walk_ins: Vec<_> = found.walk_ins.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(walk_ins, ["mother"]);
    let other = roll(&slice, date(2026, 3, 21));
    assert_eq!((other.marked(), other.came()), (0, 0));
}

#[test]
fn a_consent_of_the_family_a_child_has_left_is_missing_on_the_roster() {
    let mut slice = world();
    let child: ResidentId = "child".parse().unwrap();
    let consent = crate::consent::Consent {
        household: "h1".parse().unwrap(),
        by: "mother".parse().unwrap(),
        at: UnixMillis(1),
    };
    slice.put(Key::Consent(child.clone()), Record::Consent(consent));
    registered(&mut slice, "h1", &["child"]);
    let lacks = |slice: &Slice| roster(slice).seated.first().unwrap().lacks_consent;
    assert!(!lacks(&slice));
    let moved = Resident::new("child", date(2018, 9, 1), "h2".parse().unwrap());
    slice.put(Key::Resident(child.clone()), Record::Resident(moved));
    assert!(lacks(&slice));
    // Fourteen on the day of the session: no child any more.
    let grown = Resident::new("child", date(2012, 3, 20), "h2".parse().unwrap());
    slice.put(Key::Resident(child), Record::Resident(grown));
    assert!(!lacks(&slice));
}

#[test]
fn a_roster_is_of_one_session_and_knows_who_is_gone_and_who_applied() {
    let mut slice = world();
    registered(&mut slice, "h2", &["uncle"]);
    registered(&mut slice, "h1", &["mother", "father"]);
    let id = |name: &str| -> SessionId { name.parse().unwrap() };
    let before = (roster(&slice), roll(&slice, date(2026, 3, 20)));
    assert_eq!(before.0.seated.first().unwrap().since, at_eight());
    // Another session's people, line and marks stand beside this one's.
    let rows: Vec<_> = slice.iter().map(|(k, r)| (k.clone(), r.clone())).collect();
    for (key, record) in rows {
        let key = match key {
            Key::Registration(_, who) => Key::Registration(id("t"), who),
            Key::Waiting(_, turn) => Key::Waiting(id("t"), turn.saturating_add(7)),
            other => other,
        };
        slice.put(key, record);
    }
    assert_eq!(
        (roster(&slice), roll(&slice, date(2026, 3, 20))),
        before,
        "of another session"
    );
    let (session, members) = (id("s"), vec!["uncle".parse().unwrap()]);
    let uncle = Actor::Resident {
        resident: "uncle".parse().unwrap(),
        household: "h2".parse().unwrap(),
    };
    done(&mut slice, uncle, &Intent::Leave { session, members });
    let found = roster(&slice);
    assert_eq!((found.seated.len(), found.gone.len()), (0, 1));
    let key = Key::Registration(id("s"), "uncle".parse().unwrap());
    let Some(Record::Registration(gone)) = slice.get(&key).cloned() else {
        panic!("nobody left");
    };
    let entered = Registration {
        state: RegistrationState::Entered { turn: 3 },
        ..gone
    };
    slice.put(key, Record::Registration(entered));
    let found = roster(&slice);
    let line: Vec<_> = found
        .line
        .iter()
        .map(|one| (one.turn, one.applied))
        .collect();
    assert_eq!(line, [(0, false), (3, true)]);
}

#[test]
fn a_party_has_its_turn_before_its_people_have_arrived_and_heads_are_the_meeting_s() {
    let mut slice = world();
    registered(&mut slice, "h2", &["uncle"]);
    registered(&mut slice, "h1", &["mother", "father"]);
    for who in ["mother", "father"] {
        slice.remove(&Key::Registration(
            "s".parse().unwrap(),
            who.parse().unwrap(),
        ));
    }
    let line: Vec<_> = roster(&slice).line;
    assert_eq!(
        line.first().map(|one| (one.turn, one.place)),
        Some((0, Some(1)))
    );
    let day = date(2026, 3, 20);
    let heads = Key::Heads("s".parse().unwrap(), day);
    slice.put(heads, Record::Heads(40));
    assert_eq!(roll(&slice, day).heads, Some(40));
    assert_eq!(roll(&slice, date(2026, 3, 21)).heads, None);
    let waiting = roll(&slice, day).seated;
    assert_eq!(waiting.len(), 1, "who waits is not called");
}

#[test]
fn drawn_are_those_who_have_stood_since_the_moment_of_the_draw() {
    let at = UnixMillis(1_800_000_000_000);
    let person = |name: &str, since: UnixMillis, state| Person {
        resident: name.parse().unwrap(),
        name: name.to_owned(),
        age: None,
        household: "h".parse().unwrap(),
        phone: String::new(),
        state: Some(state),
        since,
        lacks_consent: false,
    };
    let party = |turn: u32, people| Party {
        turn,
        place: None,
        people,
        until: None,
        applied: false,
    };
    let (earlier, later) = (at.plus_millis(-1), at.plus_millis(1));
    let waits = RegistrationState::Waiting { turn: 0 };
    let held = RegistrationState::Held { turn: 1, until: at };
    let entered = RegistrationState::Entered { turn: 2 };
    let roster = Roster {
        seated: vec![
            person("given", earlier, RegistrationState::Confirmed),
            person("drawn", at, RegistrationState::Confirmed),
            person("moved-up", later, RegistrationState::Confirmed),
        ],
        line: vec![
            party(0, vec![person("lost", at, waits)]),
            party(1, vec![person("held", at, held)]),
            party(2, vec![person("entered", at, entered)]),
            party(3, vec![person("newcomer", later, waits)]),
        ],
        gone: Vec::new(),
    };
    let (won, lost) = roster.drawn_at(at);
    let won: Vec<_> = won.iter().map(|one| one.name.as_str()).collect();
    let lost: Vec<_> = lost.iter().map(|party| party.turn).collect();
    assert_eq!((won, lost), (vec!["drawn"], vec![0]));
}
