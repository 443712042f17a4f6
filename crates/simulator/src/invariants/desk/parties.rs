//! D2, D3, D4, D6: who gets in, with whom, and that nobody is put out again.

use super::Wrong;
use super::retold::{People, Retold, Said};
use crate::invariants::sent::Sent;
use crate::invariants::{D2, D3, D4, D6};
use rules::id::{ResidentId, SessionId};
use rules::registration::Party;
use rules::session::Session;
use rules::session::quota::Counted;
use rules::time::age_on;
use rules::{Fact, Origin};

/// What is wrong with a fact about a party or one of it.
pub(super) fn wrong(told: &Retold, said: &Said, fact: &Fact) -> Wrong {
    match fact {
        Fact::Seated(party) | Fact::Queued { party, .. } | Fact::Entered { party, .. } => {
            uncounted(told, said.sent, party).or_else(|| unasked(told, party))
        }
        Fact::Promoted { party, turn }
        | Fact::Held { party, turn, .. }
        | Fact::Declined { party, turn, .. }
        | Fact::Placed {
            party, from: turn, ..
        } => {
            let stood = told.of(&party.session).and_then(|of| of.line.get(turn));
            parted(stood, party)
        }
        Fact::Confirmed { party, turn, .. } | Fact::Lapsed { party, turn, .. } => {
            let stood = told.of(&party.session).and_then(|of| of.held.get(turn));
            parted(stood, party)
        }
        Fact::Left {
            session, resident, ..
        } => put_out(said, session, resident),
        _ => None,
    }
}

/// D3: those who move on under a turn are those who stood there.
fn parted(stood: Option<&People>, party: &Party) -> Wrong {
    let whole = stood.is_some_and(|stood| {
        stood.len() == party.members.len()
            && party.members.iter().all(|who| stood.contains_key(who))
    });
    (!whole).then(|| (D3, format!("{party:?} stood as {stood:?}")))
}

/// D6: whoever leaves a session asked for it.
fn put_out(said: &Said, session: &SessionId, resident: &ResidentId) -> Wrong {
    let asked = said.line.intent.is_some() && said.by.is_none();
    (!asked).then(|| {
        let line = said.line.line;
        (D6, format!("line {line} puts {resident} out of {session}"))
    })
}

/// D4: the children of a party have a consent that stands.
fn unasked(told: &Retold, party: &Party) -> Wrong {
    let session = told.of(&party.session)?.session?;
    let below = told.consent_below?;
    let lacks = |who: &&ResidentId| {
        let Some(found) = told.residents.get(*who) else {
            return false;
        };
        let stands = told.consents.get(*who);
        let stands = stands.is_some_and(|consent| consent.household == found.household);
        age_on(found.born, session.first_day()) < below && !stands
    };
    let child = party.members.iter().find(lacks)?;
    Some((D4, format!("{child} of {party:?} without a consent")))
}

/// D2: everybody is counted where they are to be counted, by who they are and from where it was asked.
fn uncounted(told: &Retold, sent: Sent, party: &Party) -> Wrong {
    let session = told.of(&party.session)?.session?;
    let found = |at: usize| party.quotas.get(at).map_or(&[][..], Vec::as_slice);
    let mut wrong = None;
    for origin in sent.origins() {
        let expected = party
            .members
            .iter()
            .map(|who| quotas_of(told, session, (who, origin)));
        let differs = expected
            .enumerate()
            .find(|(at, expected)| found(*at) != expected);
        let (at, expected) = differs?;
        wrong = Some((
            D2,
            format!("number {at} counts in {expected:?}, {origin:?}: {party:?}"),
        ));
    }
    wrong
}

fn quotas_of(told: &Retold, session: &Session, (who, origin): (&ResidentId, Origin)) -> Vec<u8> {
    let Some(resident) = told.residents.get(who) else {
        return Vec::new();
    };
    let home = told.homes.get(&resident.household);
    let committee = home.and_then(|home| home.committee.as_ref());
    let building = home.and_then(|home| home.building.as_ref());
    let is_one = |place: Option<&_>, of: &[_]| place.is_some_and(|place| of.contains(place));
    let lives_in = |places: &[_]| is_one(committee, places) || is_one(building, places);
    let counts = |of: &Counted| match of {
        Counted::Aged(ages) => {
            let age = age_on(resident.born, session.first_day());
            ages.min.is_none_or(|min| age >= min) && ages.max.is_none_or(|max| age <= max)
        }
        Counted::LivingIn(places) => lives_in(places),
        Counted::LivingElsewhere(places) => !lives_in(places),
        Counted::ByOwnDevice => origin == Origin::OwnDevice,
    };
    let numbered = (0_u8..).zip(&session.quotas);
    let counted = numbered.filter(|(_, quota)| counts(&quota.of));
    counted.map(|(number, _)| number).collect()
}

/// D2: after somebody got a seat, no quota holds more than it may.
pub(super) fn oversold(told: &Retold, fact: &Fact) -> Wrong {
    let (Fact::Seated(party) | Fact::Promoted { party, .. } | Fact::Held { party, .. }) = fact
    else {
        return None;
    };
    let meeting = told.of(&party.session)?;
    let session = meeting.session?;
    (0_u8..).zip(&session.quotas).find_map(|(number, quota)| {
        let mine = party.quotas.iter().any(|of| of.contains(&number));
        let taken = meeting.takers().filter(|of| of.contains(&number)).count();
        let over = mine && u32::try_from(taken).is_ok_and(|taken| taken > quota.seats);
        over.then(|| (D2, format!("{taken} seats of quota {quota:?}: {fact:?}")))
    })
}
