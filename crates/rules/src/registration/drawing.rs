//! Holding a draw: when it is held, who has how many tickets, and what follows from it.
//!
//! The one rule to know: a session has one draw. Its hour passes on the server's clock; asked
//! again, it changes nothing. Who is not drawn waits on, in the order of the draw.
//!
//! Deliberately absent: randomness. Seal and seed come in as values from whoever drives the rules.

use super::draw::{Draw, Drawn, Entry, Hash, Luck, seal_of};
use super::line::registrations_of;
use super::{Party, Seats, Waiting, count};
use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::{HouseholdId, SessionId};
use crate::key::Key;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::session::{Admission, Session, SessionState};
use crate::slice::Slice;
use crate::time::{Offset, UnixMillis, age_on};
use jiff::civil;

/// From this age on somebody brings their party a ticket more. Units: years.
pub const ELDER_AGE: u16 = 60;
/// The hour at which a draw is held on its day; until then one may apply.
const DRAWN_AT: civil::Time = civil::time(9, 0, 0, 0);

/// When a session's draw is held, on the community's wall clock; none where nothing is drawn.
pub fn held_at(session: &Session) -> Option<civil::DateTime> {
    match session.admission {
        Admission::Ballot { drawn_on, .. } => Some(match drawn_on {
            Some(day) => day.to_datetime(DRAWN_AT),
            None => session.closing(),
        }),
        _ => None,
    }
}

/// How many tickets a party gets: one, one more if one of them is an elder, one more if their
/// household got nothing in the last draw it took part in. Refused before the seal is shown.
pub(super) fn tickets(
    slice: &Slice,
    context: &Context,
    id: &SessionId,
    party: &Party,
) -> Result<u8, Refusal> {
    let session = slice.session(id)?;
    if let Some(now) = context.binding_now() {
        slice.draw(id).ok_or(Refusal::NotSealed)?;
        check_open(session, slice.community()?.offset, now)?;
    }
    let elder = |who| {
        let born = slice.resident(who).map(|resident| resident.born);
        born.is_ok_and(|born| age_on(born, session.first_day()) >= ELDER_AGE)
    };
    let elder = u8::from(party.members.iter().any(elder));
    let missed = u8::from(slice.luck(&party.household).lost > 0);
    Ok(1_u8.saturating_add(elder).saturating_add(missed))
}

/// Whether one may still apply: until the hour of the draw.
pub(crate) fn check_open(
    session: &Session,
    offset: Offset,
    now: UnixMillis,
) -> Result<(), Refusal> {
    match held_at(session) {
        Some(closed) if closed <= offset.civil(now) => Err(Refusal::Closed { closed }),
        _ => Ok(()),
    }
}

/// The keys a seal touches.
pub(crate) fn seal_keys(session: &SessionId) -> Vec<Key> {
    vec![
        Key::Community,
        Key::Session(session.clone()),
        Key::Draw(session.clone()),
        Key::Draws,
    ]
}

/// Decides that a seal is shown; nothing where one is already. A draw whose hour has passed before
/// it had a seal is not held at all.
pub(crate) fn seal(
    slice: &Slice,
    context: &Context,
    id: &SessionId,
    seal: Hash,
) -> Result<Vec<Fact>, Refusal> {
    if context.actor != Actor::System {
        return Err(Refusal::NotAllowed);
    }
    if slice.draw(id).is_some() {
        return Ok(Vec::new());
    }
    let offset = slice.community()?.offset;
    let now = context.binding_now().unwrap_or_default();
    let session = id.clone();
    // Nobody can apply any more, or nothing is drawn here: nothing is to be sealed.
    if held_at(slice.session(id)?).is_none_or(|hour| offset.millis(hour) <= now) {
        return Ok(vec![Fact::Undrawn { session }]);
    }
    Ok(vec![Fact::Sealed { session, seal }])
}

/// The keys a draw touches at first.
pub(crate) fn draw_keys(session: &SessionId) -> Vec<Key> {
    let mut keys = seal_keys(session);
    keys.push(Key::Seats(session.clone()));
    keys
}

/// What it touches beside: everybody who applied, and how their households fared.
pub(crate) fn draw_further(slice: &Slice, session: &SessionId) -> Vec<Key> {
    let tally = slice.seats(session);
    let mut keys = Vec::new();
    for turn in tally.turns_from(0) {
        keys.push(Key::Waiting(session.clone(), turn));
        if let Some(party) = slice.waiting(session, turn) {
            keys.extend(registrations_of(session, &party.members));
            keys.push(Key::Luck(party.household.clone()));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Decides a draw: nothing before its hour, and nothing again once it was held. Of a session that
/// was cancelled or postponed, or is none of these any more, only the list of draws is tidied.
pub(crate) fn draw(
    slice: &Slice,
    context: &Context,
    id: &SessionId,
    seed: Hash,
) -> Result<Vec<Fact>, Refusal> {
    if context.actor != Actor::System {
        return Err(Refusal::NotAllowed);
    }
    let session = slice.session(id)?;
    let offset = slice.community()?.offset;
    let done = || {
        vec![Fact::Undrawn {
            session: id.clone(),
        }]
    };
    let tally = slice.seats(id);
    let Some(hour) = held_at(session).filter(|_| !tally.drawn) else {
        return Ok(done());
    };
    let Some(at) = context
        .binding_now()
        .filter(|now| offset.millis(hour) <= *now)
    else {
        return Ok(Vec::new());
    };
    if session.state == SessionState::Cancelled {
        return Ok(done());
    }
    let seal = slice.draw(id).ok_or(Refusal::NotSealed)?.seal;
    if seal_of(seed) != seal {
        return Err(Refusal::SealBroken);
    }
    let parties: Vec<(u32, &Waiting)> = tally
        .turns_from(0)
        .filter_map(|turn| Some((turn, slice.waiting(id, turn)?)))
        .collect();
    Ok(facts_of(id, (session, tally), (seed, at), &parties))
}

fn facts_of(
    id: &SessionId,
    (session, mut tally): (&Session, Seats),
    (seed, at): (Hash, UnixMillis),
    parties: &[(u32, &Waiting)],
) -> Vec<Fact> {
    let entries = parties.iter().map(|(turn, party)| Entry {
        turn: *turn,
        people: count(&party.members),
        tickets: party.tickets.unwrap_or(1),
        won: false,
    });
    let of_turn = |turn: u32| {
        let at = parties.binary_search_by_key(&turn, |(turn, _)| *turn);
        at.ok()
            .and_then(|at| parties.get(at))
            .map(|(_, party)| *party)
    };
    let seats = tally.free(session.admission.seats().unwrap_or(0));
    let mut next = tally.tail;
    let drawn = Drawn::hold((seed, at, seats), entries.collect(), |entry| {
        let party = of_turn(entry.turn).filter(|party| tally.has_room_for(session, party));
        party.is_some_and(|party| {
            tally.take(&party.party(id, at));
            true
        })
    });
    // Whoever won is told last: a household that won for some and lost for others has won.
    let mut winners = Vec::new();
    let mut facts = Vec::with_capacity(drawn.entries.len().saturating_add(1));
    for entry in &drawn.entries {
        let Some(party) = of_turn(entry.turn).map(|party| party.party(id, at)) else {
            continue;
        };
        let turn = entry.turn;
        if entry.won {
            winners.push(Fact::Promoted { party, turn });
        } else {
            let from = turn;
            let turn = next;
            next = next.saturating_add(1);
            facts.push(Fact::Placed { party, from, turn });
        }
    }
    facts.extend(winners);
    facts.push(Fact::Drawn {
        session: id.clone(),
        drawn,
    });
    facts
}

/// Applies that a seal is shown.
pub(crate) fn apply_sealed(slice: &mut Slice, session: &SessionId, seal: Hash) {
    let draw = Draw { seal, held: None };
    slice.put(Key::Draw(session.clone()), Record::Draw(draw));
}

/// Applies that a draw was held: what is said of it, and how each household fared.
pub(crate) fn apply_drawn(slice: &mut Slice, session: &SessionId, drawn: &Drawn) {
    let mut tally = slice.seats(session);
    tally.drawn = true;
    slice.put(Key::Seats(session.clone()), Record::Seats(tally));
    let draw = Draw {
        seal: seal_of(drawn.seed),
        held: Some(drawn.clone()),
    };
    slice.put(Key::Draw(session.clone()), Record::Draw(draw));
    list(slice, session, false);
}

/// Notes for a household that it won or lost a draw.
pub(crate) fn apply_luck(slice: &mut Slice, household: &HouseholdId, won: bool) {
    let before = slice.luck(household);
    let lost = if won {
        0
    } else {
        before.lost.saturating_add(1)
    };
    let luck = Luck { lost };
    slice.put(Key::Luck(household.clone()), Record::Luck(luck));
}

/// Notes that a draw is to be held, or not any more.
pub(crate) fn list(slice: &mut Slice, session: &SessionId, open: bool) {
    let mut draws = slice.draws();
    match (draws.open.binary_search(session), open) {
        (Err(at), true) => draws.open.insert(at, session.clone()),
        (Ok(at), false) => {
            draws.open.remove(at);
        }
        _ => return,
    }
    if draws.open.is_empty() {
        slice.remove(&Key::Draws);
    } else {
        slice.put(Key::Draws, Record::Draws(draws));
    }
}
