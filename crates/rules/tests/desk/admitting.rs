//! Staff approve, decline, and let in before others.

use crate::world::{SEATS, World, session};
use rules::registration::RegistrationState;
use rules::registration::admitting::{Admittance, Word};
use rules::session::{Admission, Status};
use rules::staff::{Level, WHY_CHARS_MAX};
use rules::{Actor, Intent, Refusal};

fn by_approval() -> (World, Actor) {
    let mut world = World::new(None);
    world.reshape(|session| session.admission = Admission::Approval { seats: SEATS });
    let staff = world.employ("su", Some(Level::Editor));
    (world, staff)
}

fn says(turn: u32, word: Word, why: &str) -> Intent {
    Intent::Admit(Admittance {
        session: session(),
        turn,
        word,
        why: why.to_owned(),
    })
}

#[test]
fn an_application_waits_for_a_word_and_a_free_seat_goes_to_nobody_without_one() {
    let (mut world, staff) = by_approval();
    world.register(0, &[0, 1]).unwrap();
    world.register(1, &[0, 1]).unwrap();
    assert_eq!(world.state(0, 0), RegistrationState::Entered { turn: 0 });
    world.run(&staff, &says(1, Word::Yes, "")).unwrap();
    assert_eq!(world.state(1, 0), RegistrationState::Confirmed);
    assert_eq!(world.state(0, 0), RegistrationState::Entered { turn: 0 });
    world.leave(1, &[0, 1]).unwrap();
    assert_eq!(world.state(0, 0), RegistrationState::Entered { turn: 0 });
    let tally = world.slice.seats(&session());
    assert_eq!((tally.taken, tally.applied, tally.waiting()), (0, 2, 1));
    assert_eq!(tally.moves, [], "nobody waits for the next seat here");
}

#[test]
fn whoever_is_declined_reads_why_and_may_apply_again() {
    let (mut world, staff) = by_approval();
    world.register(0, &[0, 1]).unwrap();
    let without = world.run(&staff, &says(0, Word::No, "  "));
    assert_eq!(without, Err(Refusal::WhyMissing));
    world.run(&staff, &says(0, Word::No, "留给新学员")).unwrap();
    let found = world
        .slice
        .registration(&session(), &crate::world::person(0, 1));
    let found = found.unwrap();
    assert_eq!(
        (found.state, found.why.as_str()),
        (RegistrationState::Declined, "留给新学员")
    );
    assert_eq!(world.slice.seats(&session()).applied, 0);
    assert_eq!(world.register(0, &[0, 1]), Ok(()));
    assert_eq!(world.state(0, 0), RegistrationState::Entered { turn: 1 });
}

#[test]
fn a_reason_has_a_length_that_can_be_shown() {
    let (mut world, staff) = by_approval();
    world.register(0, &[0]).unwrap();
    let long = "长".repeat(WHY_CHARS_MAX + 1);
    for word in [Word::Yes, Word::No] {
        let refused = world.run(&staff, &says(0, word, &long));
        let (found, limit) = (201, 200);
        assert_eq!(refused, Err(Refusal::TextTooLong { found, limit }));
    }
    let longest = "长".repeat(WHY_CHARS_MAX);
    assert_eq!(world.run(&staff, &says(0, Word::No, &longest)), Ok(()));
}

#[test]
fn nobody_but_staff_who_work_here_decides() {
    let (mut world, _) = by_approval();
    world.register(0, &[0]).unwrap();
    let gone = world.employ("li", None);
    let stranger = Actor::Staff {
        staff: "nobody".parse().unwrap(),
    };
    for actor in [gone, stranger, crate::world::resident(0), Actor::System] {
        let refused = world.run(&actor, &says(0, Word::Yes, "因为"));
        assert_eq!(refused, Err(Refusal::NotAllowed), "{actor:?}");
    }
    let refused = world.run(&Actor::Anonymous, &says(0, Word::Yes, "因为"));
    assert_eq!(refused, Err(Refusal::NotSignedIn));
}

#[test]
fn letting_somebody_in_before_others_needs_a_reason_and_whoever_waited_longer_finds_it() {
    let mut world = World::new(None);
    let staff = world.employ("su", Some(Level::Editor));
    world.register(0, &[0, 1, 2]).unwrap();
    world.register(1, &[0, 1, 2]).unwrap();
    world.reshape(|session| session.admission = Admission::FirstCome { seats: 3 });
    world.register(2, &[0]).unwrap();
    assert_eq!(world.state(2, 0), RegistrationState::Waiting { turn: 1 });
    let full = world.run(&staff, &says(1, Word::Yes, "坐轮椅"));
    assert!(matches!(full, Err(Refusal::SessionFull { .. })));
    let mut session_now = world.session();
    session_now.admission = Admission::FirstCome { seats: 4 };
    // Seats are added without a look along the line, as between two steps of one transaction.
    world.slice.put(
        rules::Key::Session(session()),
        rules::Record::Session(session_now),
    );
    let without = world.run(&staff, &says(1, Word::Yes, ""));
    assert_eq!(without, Err(Refusal::WhyMissing));
    world.run(&staff, &says(1, Word::Yes, "坐轮椅")).unwrap();
    let tally = world.slice.seats(&session());
    assert_eq!(tally.moves.len(), 1);
    assert_eq!(
        (tally.moves[0].turn, tally.moves[0].why.as_str()),
        (1, "坐轮椅")
    );
    assert_eq!(world.state(2, 0), RegistrationState::Confirmed);
}

#[test]
fn who_waits_in_line_cannot_be_declined_and_a_draw_is_not_decided_by_hand() {
    let mut world = World::new(None);
    let staff = world.employ("su", Some(Level::Editor));
    world.register(0, &[0, 1, 2]).unwrap();
    world.register(1, &[0, 1, 2]).unwrap();
    let refused = world.run(&staff, &says(0, Word::No, "因为"));
    assert_eq!(refused, Err(Refusal::OnlyApplications));
    assert_eq!(
        world.run(&staff, &says(7, Word::Yes, "因为")),
        Err(Refusal::NotInLine)
    );
}

#[test]
fn the_journal_says_who_decided_and_why() {
    let (mut world, staff) = by_approval();
    world.register(0, &[0]).unwrap();
    let facts = world
        .decide(&staff, &says(0, Word::No, "名额留给新学员"))
        .unwrap();
    let rules::Fact::Decided { by, why } = &facts[0] else {
        panic!("{facts:?}");
    };
    assert_eq!((by.as_str(), why.as_str()), ("su", "名额留给新学员"));
}

#[test]
fn nobody_is_let_into_what_was_cancelled_has_no_day_or_is_over() {
    let (mut world, staff) = by_approval();
    world.register(0, &[0]).unwrap();
    let offset = world.slice.community().unwrap().offset;
    let ended = jiff::civil::date(2026, 3, 20);
    let ends = offset.millis(ended.at(16, 0, 0, 0));
    for (millis, refused) in [(-1, None), (0, Some(Refusal::SessionOver { ended }))] {
        world.now = ends.plus_millis(millis);
        let said = world.decide(&staff, &says(0, Word::Yes, ""));
        assert_eq!(said.err(), refused);
    }
    world.now = ends.plus_millis(-1);
    for (status, refusal) in [
        (Status::Cancelled, Refusal::SessionCancelled),
        (Status::Postponed, Refusal::SessionPostponed),
    ] {
        world.reshape(|it| it.set_status(status));
        let said = world.decide(&staff, &says(0, Word::Yes, ""));
        assert_eq!(said, Err(refusal));
    }
}

#[test]
fn a_draw_decides_until_it_was_held_and_staff_after_it() {
    let mut world = World::new(None);
    let (seats, drawn_on) = (2, Some(jiff::civil::date(2026, 3, 20)));
    world.reshape(|it| it.admission = Admission::Ballot { seats, drawn_on });
    let staff = world.employ("su", Some(Level::Editor));
    let seed = rules::registration::draw::Hash([9; 32]);
    let seal = rules::registration::draw::seal_of(seed);
    let session = session();
    let shown = Intent::Seal {
        session: session.clone(),
        seal,
    };
    world.run(&Actor::System, &shown).unwrap();
    world.register(0, &[0, 1]).unwrap();
    world.register(1, &[0, 1]).unwrap();
    for word in [Word::Yes, Word::No] {
        let said = world.decide(&staff, &says(0, word, "因为"));
        assert_eq!(said, Err(Refusal::DrawDecides));
    }
    world.hours_later(20);
    let held = Intent::Draw { session, seed };
    world.run(&Actor::System, &held).unwrap();
    let waits = world.slice.seats(&crate::world::session()).head;
    let said = world.decide(&staff, &says(waits, Word::Yes, "因为"));
    assert!(matches!(said, Err(Refusal::SessionFull { .. })), "{said:?}");
}

#[test]
fn the_first_in_line_is_let_in_before_nobody_and_needs_no_reason() {
    let mut world = World::new(None);
    let staff = world.employ("su", Some(Level::Editor));
    world.register(0, &[0, 1, 2]).unwrap();
    world.register(1, &[0, 1, 2]).unwrap();
    let mut with_more = world.session();
    with_more.admission = Admission::FirstCome { seats: 6 };
    world.slice.put(
        rules::Key::Session(session()),
        rules::Record::Session(with_more),
    );
    world.run(&staff, &says(0, Word::Yes, "")).unwrap();
    assert_eq!(world.state(1, 2), RegistrationState::Confirmed);
    assert_eq!(world.slice.seats(&session()).moves, []);
}
