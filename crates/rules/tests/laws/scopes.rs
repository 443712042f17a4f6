//! Who sees a record: by its key alone, or by a household that stands in it.

use super::world::{person, session};
use jiff::civil::date;
use rules::attendance::{Absences, Mark, Presence};
use rules::consent::Consent;
use rules::household::{Household, Resident};
use rules::id::{HouseholdId, ResidentId};
use rules::registration::draw::Luck;
use rules::registration::{Registration, RegistrationState, Seats};
use rules::staff::{Level, Staff};
use rules::time::UnixMillis;
use rules::{Actor, Key, Record, Scope};

fn home(name: &str) -> HouseholdId {
    name.parse().unwrap()
}

/// A record of each kind that tells of somebody, their household being this one.
fn of(household: &HouseholdId) -> Vec<(Key, Record)> {
    let (who, at, day) = (person(0, 0), UnixMillis(1), date(2026, 3, 20));
    let household = household.clone();
    let registration = Registration {
        household: household.clone(),
        state: RegistrationState::Confirmed,
        at,
        quotas: Vec::new(),
        why: String::new(),
    };
    let consent = Consent {
        household: household.clone(),
        by: person(0, 1),
        at,
    };
    let presence = Presence {
        household: household.clone(),
        mark: Mark::Came,
    };
    let absences = Absences {
        household: household.clone(),
        days: vec![day],
    };
    let members = Household {
        members: Vec::new(),
        committee: None,
        building: None,
    };
    let staff = Staff {
        name: String::new(),
        level: Some(Level::Editor),
    };
    vec![
        (
            Key::Resident(who.clone()),
            Record::Resident(Resident::new("某", day, household)),
        ),
        (
            Key::Registration(session(), who.clone()),
            Record::Registration(registration),
        ),
        (Key::Consent(who.clone()), Record::Consent(consent)),
        (
            Key::Presence(session(), day, who.clone()),
            Record::Presence(presence),
        ),
        (Key::Absences(who.clone()), Record::Absences(absences)),
        (Key::Household(home("h0")), Record::Household(members)),
        (Key::Luck(home("h0")), Record::Luck(Luck { lost: 1 })),
        (
            Key::ClaimMonth(who.clone(), rules::key::Month::of(day)),
            Record::ClaimMonth(rules::claim::ClaimMonth::default()),
        ),
        (Key::Staff(who), Record::Staff(staff)),
        (Key::Seats(session()), Record::Seats(Seats::default())),
    ]
}

#[test]
fn just_the_records_that_name_their_household_may_move() {
    let (here, there) = (of(&home("h0")), of(&home("h1")));
    for ((key, record), (_, moved)) in here.iter().zip(&there) {
        let moves = record.scope(key) != moved.scope(key);
        assert_eq!(key.may_move(), moves, "{key}");
    }
}

#[test]
fn one_sees_what_is_of_one_s_own_scopes_and_the_desk_households_but_no_claims() {
    let resident = Actor::signed_in(person(0, 0), Some(home("h0")));
    let neighbour = Actor::signed_in(person(1, 0), Some(home("h1")));
    let staff = Actor::signed_in("wang".parse::<ResidentId>().unwrap(), None);
    let scopes = [&resident, &neighbour, &staff, &Actor::Anonymous].map(|who| {
        let mut scopes = who.scopes();
        assert!(scopes.contains(&Scope::Public), "{who:?}");
        scopes.dedup();
        scopes
    });
    for (key, record) in of(&home("h0")) {
        let scope = record.scope(&key);
        let sees = scopes
            .each_ref()
            .map(|theirs| scope.seen_among(theirs, &key));
        let own = Some(scope.clone());
        let desk = Some(Scope::Desk);
        let expected = match &key {
            Key::Seats(_) => [own.clone(), own.clone(), own.clone(), own],
            Key::Staff(_) => [None, None, desk, None],
            Key::Luck(_) | Key::ClaimMonth(..) => [own, None, None, None],
            _ => [own, None, desk, None],
        };
        assert_eq!(sees, expected, "{key}");
    }
}
