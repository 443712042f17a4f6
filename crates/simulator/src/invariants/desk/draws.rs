//! D1: a draw is held once, in its hour, by the seed that was sealed before anybody applied.

use super::Wrong;
use super::retold::{Meeting, Retold, Said};
use crate::invariants::D1;
use rules::Fact;
use rules::civil::{DateTime, time};
use rules::id::SessionId;
use rules::registration::Party;
use rules::registration::draw::{Drawn, seal_of};
use rules::session::{Admission, Session, SessionState};
use rules::time::{Offset, UnixMillis, age_on};
use std::collections::BTreeMap;

/// The wall clock of every community here.
const OFFSET: Offset = Offset(480);
/// From this age on somebody brings a ticket more. Units: years.
const ELDER: u16 = 60;

/// When a draw is held: at nine on its day, or when registration closes.
fn hour(session: &Session) -> Option<DateTime> {
    match session.admission {
        Admission::Ballot { drawn_on, .. } => Some(match drawn_on {
            Some(day) => day.to_datetime(time(9, 0, 0, 0)),
            None => session
                .closes
                .unwrap_or_else(|| session.first_day().to_datetime(session.starts)),
        }),
        _ => None,
    }
}

fn is_past(session: &Session, at: UnixMillis) -> bool {
    hour(session).is_some_and(|hour| OFFSET.millis(hour) <= at)
}

/// What is wrong with an application, or with a seal.
pub(super) fn wrong(told: &Retold, said: &Said, fact: &Fact) -> Wrong {
    match fact {
        Fact::Sealed { session, .. } => {
            let twice = told.of(session).is_some_and(|of| of.seal.is_some());
            twice.then(|| (D1, format!("{session} was sealed twice")))
        }
        Fact::Entered {
            party,
            tickets: Some(tickets),
            ..
        } => {
            let meeting = told.of(&party.session)?;
            let session = meeting.session?;
            let what = if meeting.seal.is_none() {
                Some(String::from("before anything was sealed"))
            } else if is_past(session, said.at) {
                Some(format!("at {:?}, after the hour of the draw", said.at))
            } else {
                let fair = tickets_of(told, session, party);
                (*tickets != fair).then(|| format!("with {tickets} tickets, not {fair}"))
            };
            what.map(|what| (D1, format!("{party:?} applied {what}")))
        }
        _ => None,
    }
}

/// One ticket, one more for an elder, one more for who got nothing the last time.
fn tickets_of(told: &Retold, session: &Session, party: &Party) -> u8 {
    let is_elder = |who| {
        let born = told.residents.get(who).map(|found| found.born);
        born.is_some_and(|born| age_on(born, session.first_day()) >= ELDER)
    };
    let elder = party.members.iter().any(is_elder);
    let unlucky = told.unlucky.get(&party.household).copied().unwrap_or(false);
    1 + u8::from(elder) + u8::from(unlucky)
}

/// What is wrong with a line that says a draw was held, seen before any of it took effect.
pub(super) fn held_wrong(told: &Retold, said: &Said) -> Wrong {
    let held = said.line.facts.iter().find_map(|fact| match fact {
        Fact::Drawn { session, drawn } => Some((session, drawn)),
        _ => None,
    });
    let (id, drawn) = held?;
    let meeting = told.of(id)?;
    let session = meeting.session?;
    let broken = |what: String| Some((D1, format!("the draw of {id} {what}")));
    if meeting.drawn {
        return broken(String::from("was held twice"));
    }
    if meeting.seal != Some(seal_of(drawn.seed)) {
        return broken(format!("is not by the seed of its seal {:?}", meeting.seal));
    }
    if !is_past(session, said.at) {
        return broken(format!("was held at {:?}, before its hour", said.at));
    }
    if !drawn.is_right(seal_of(drawn.seed), !session.quotas.is_empty()) {
        return broken(format!("is not what its seed leads to: {drawn:?}"));
    }
    let taken = u32::try_from(meeting.takers().count()).unwrap_or(u32::MAX);
    let there = session.admission.seats().unwrap_or(0).saturating_sub(taken);
    if drawn.seats != there {
        return broken(format!("gave {} seats of {there}", drawn.seats));
    }
    everybody_wrong(meeting, drawn).or_else(|| won_wrong((id, drawn), said))
}

/// Whoever applied takes part, as many as they are, with the tickets they were told of.
fn everybody_wrong(meeting: &Meeting, drawn: &Drawn) -> Wrong {
    let applied: BTreeMap<u32, (usize, u8)> = meeting
        .line
        .iter()
        .map(|(turn, party)| {
            let tickets = meeting.tickets.get(turn).copied().unwrap_or(1);
            (*turn, (party.len(), tickets))
        })
        .collect();
    let size = |people: u32| usize::try_from(people).unwrap_or(usize::MAX);
    let entries = drawn.entries.iter();
    let took_part: BTreeMap<u32, (usize, u8)> = entries
        .map(|entry| (entry.turn, (size(entry.people), entry.tickets)))
        .collect();
    (applied != took_part).then(|| (D1, format!("{applied:?} applied, {took_part:?} took part")))
}

/// Who won got seats, and who did not waits on in the order of the draw.
fn won_wrong((id, drawn): (&SessionId, &Drawn), said: &Said) -> Wrong {
    let mut next = 0;
    for entry in &drawn.entries {
        let placed = said.line.facts.iter().find_map(|fact| match fact {
            Fact::Promoted { turn, .. } if *turn == entry.turn => Some(None),
            Fact::Placed { from, turn, .. } if *from == entry.turn => Some(Some(*turn)),
            _ => None,
        });
        let right = match placed {
            Some(None) => entry.won,
            Some(Some(turn)) => !entry.won && turn >= core::mem::replace(&mut next, turn + 1),
            None => false,
        };
        if !right {
            return Some((
                D1,
                format!("in the draw of {id} {entry:?} became {placed:?}"),
            ));
        }
    }
    None
}

/// A draw whose hour had passed when the server last looked.
pub(super) fn not_held(told: &Retold, looked_at: UnixMillis) -> Wrong {
    told.meetings.iter().find_map(|(id, meeting)| {
        let session = meeting.session?;
        let is_due = is_past(session, looked_at) && meeting.put_at < looked_at;
        let is_on = session.state == SessionState::Scheduled && meeting.seal.is_some();
        let missing = is_due && is_on && !meeting.drawn;
        missing.then(|| (D1, format!("the draw of {id} was not held")))
    })
}
