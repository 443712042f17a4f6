//! The registration plan says the same as the rules for every mix of people.

#![allow(clippy::unwrap_used)]
use super::*;
use rules::civil::date;

fn candidate(name: &str) -> Candidate {
    Candidate {
        member: Member {
            resident: name.parse().unwrap(),
            name: name.to_owned(),
            born: date(1954, 5, 1),
            age: 72,
            is_me: name == "me",
            consented: false,
        },
        mine: None,
        barred: None,
    }
}

fn holding(name: &str, standing: Standing) -> Candidate {
    let one = candidate(name);
    Candidate {
        mine: Some(Mine {
            resident: one.member.resident.clone(),
            name: name.to_owned(),
            standing,
            confirm_by: None,
        }),
        ..one
    }
}

fn barred(name: &str) -> Candidate {
    let one = candidate(name);
    let resident = one.member.resident.clone();
    Candidate {
        barred: Some(Refusal::TooOld {
            resident,
            age: 72,
            age_max: 12,
        }),
        ..one
    }
}

#[track_caller]
fn check(offer: &Offer, candidates: &[Candidate], picked: &[&str], expect: &Plan) {
    let picked: Vec<ResidentId> = picked.iter().map(|name| name.parse().unwrap()).collect();
    let given = Given {
        offer,
        is_signed_in: !candidates.is_empty(),
        candidates,
        picked: &picked,
        when_full: WhenFull::Refuse,
    };
    let asked = u32::try_from(picked.len()).unwrap();
    let ask = |when_full| match (asked, when_full) {
        (0..=1, _) => Ok(Expected::Seats),
        (_, WhenFull::Refuse) => Err(Refusal::SessionFull {
            asked,
            free: 1,
            waiting: 0,
        }),
        (_, WhenFull::Wait) => Ok(Expected::Line { place: 1 }),
    };
    assert_eq!(&plan(given, ask), expect);
}

const FREE: Offer = Offer::Register { free: 1, kept: 0 };

#[test]
fn one_person_and_one_seat_is_a_registration() {
    let expect = Plan::Ask {
        when_full: WhenFull::Refuse,
        expected: Expected::Seats,
    };
    check(&FREE, &[candidate("me")], &["me"], &expect);
}

#[test]
fn more_people_than_seats_are_offered_the_waiting_list_as_a_choice() {
    let expect = Plan::Wait {
        free: 1,
        kept: 0,
        expected: Expected::Line { place: 1 },
    };
    check(
        &FREE,
        &[candidate("me"), candidate("b")],
        &["me", "b"],
        &expect,
    );
}

#[test]
fn seats_that_are_kept_for_kiosks_are_said_beside_the_waiting_list() {
    let me = candidate("me");
    let given = Given {
        offer: &FREE,
        is_signed_in: true,
        candidates: core::slice::from_ref(&me),
        picked: core::slice::from_ref(&me.member.resident),
        when_full: WhenFull::Refuse,
    };
    let (free, kept) = (0, 6);
    let expected = Expected::Line { place: 1 };
    let ask = |when_full| match when_full {
        WhenFull::Wait => Ok(expected),
        WhenFull::Refuse => Err(Refusal::KeptForStations {
            asked: 1,
            free,
            kept,
            waiting: 0,
        }),
    };
    let wait = Plan::Wait {
        free,
        kept,
        expected,
    };
    assert_eq!(plan(given, ask), wait);
}

#[test]
fn whoever_is_in_is_told_so_even_after_registration_closed() {
    let in_it = [holding("me", Standing::Confirmed)];
    let held = Plan::Held(Standing::Confirmed);
    check(&FREE, &in_it, &[], &held);
    let closed = Offer::Not(Refusal::SessionCancelled);
    check(&closed, &in_it, &[], &held);
    check(
        &closed,
        &[candidate("me")],
        &["me"],
        &Plan::Not(Refusal::SessionCancelled),
    );
}

#[test]
fn a_held_seat_of_what_does_not_take_place_is_not_offered() {
    let until = rules::civil::date(2026, 3, 20).at(18, 0, 0, 0);
    let held = Standing::Held(crate::state::Held { turn: 3, until });
    let family = [holding("me", held.clone())];
    check(&FREE, &family, &[], &Plan::Held(held));
    for why in [Refusal::SessionCancelled, Refusal::SessionPostponed] {
        let off = Offer::Not(why.clone());
        check(&off, &family, &[], &Plan::Not(why));
    }
}

#[test]
fn what_still_waits_is_said_before_what_is_confirmed() {
    let family = [
        holding("me", Standing::Confirmed),
        holding("b", Standing::SavedHere),
    ];
    check(&FREE, &family, &[], &Plan::Held(Standing::SavedHere));
}

#[test]
fn who_leaves_is_said_only_where_nobody_stays() {
    let leaves = || holding("me", Standing::LeaveSaved);
    let one_stays = [leaves(), holding("b", Standing::Confirmed)];
    check(&FREE, &one_stays, &[], &Plan::Held(Standing::Confirmed));
    let sent = holding("b", Standing::LeaveSent);
    check(
        &FREE,
        &[leaves(), sent],
        &[],
        &Plan::Held(Standing::LeaveSaved),
    );
    check(&FREE, &[leaves()], &[], &Plan::Held(Standing::LeaveSaved));
}

#[test]
fn without_anyone_signed_in_the_button_leads_there_but_an_open_session_needs_nobody() {
    check(&FREE, &[], &[], &Plan::SignIn);
    check(&Offer::Come, &[], &[], &Plan::Come);
}

#[test]
fn a_family_of_the_wrong_age_is_told_so() {
    check(&FREE, &[barred("me")], &[], &Plan::NoneFits);
    check(&FREE, &[barred("me"), candidate("b")], &[], &Plan::Nobody);
}

#[test]
fn whoever_is_signed_in_is_ticked_at_first_or_the_only_one_who_can_come() {
    let names = |candidates: &[Candidate]| {
        let picked = picked_at_first(candidates);
        picked.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(names(&[candidate("b"), candidate("me")]), ["me"]);
    assert_eq!(names(&[barred("me"), candidate("b")]), ["b"]);
    assert!(names(&[barred("me"), candidate("b"), candidate("c")]).is_empty());
    assert!(names(&[holding("me", Standing::Sent), candidate("b")]).is_empty());
}

#[test]
fn a_refused_request_may_be_made_again() {
    let refused = Standing::NotPossible(sync::Outcome::Expired);
    assert!(holding("me", refused).is_open());
}
