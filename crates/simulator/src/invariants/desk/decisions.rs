//! D5, D7: what staff decide says who, by which right and why, and to whoever is passed over.

use super::Wrong;
use super::journal_moves;
use super::retold::{Retold, Said};
use crate::invariants::journal::Records;
use crate::invariants::{D5, D7};
use rules::session::Admission;
use rules::staff::Level;
use rules::{Fact, Key, Record};

/// What staff have to say with a fact of theirs: the level it takes, and whether a reason is asked.
fn asks(told: &Retold, said: &Said, fact: &Fact) -> Option<(Level, bool)> {
    // What the community's own server decides is nobody's of the staff.
    said.line.intent?;
    let drops = |fact: &Fact| matches!(fact, Fact::Dropped { .. });
    let releases = said.line.facts.iter().any(drops);
    match fact {
        Fact::Put {
            key: Key::Session(id),
            ..
        } => {
            let known = told.of(id).is_some_and(|of| of.session.is_some());
            Some((Level::Publisher, known && !releases))
        }
        Fact::Put {
            key: Key::Activity(_),
            ..
        } => Some((Level::Publisher, false)),
        Fact::Put {
            key: Key::Draft(_) | Key::Heads(..),
            ..
        }
        | Fact::Promoted { .. }
        | Fact::Marked { .. }
        | Fact::Dropped { .. } => Some((Level::Editor, false)),
        Fact::Declined { .. } | Fact::PassedOver { .. } => Some((Level::Editor, true)),
        _ => None,
    }
}

pub(super) fn wrong(told: &Retold, said: &Said, fact: &Fact) -> Wrong {
    if let Some((level, asked)) = asks(told, said, fact) {
        let Some((by, why)) = said.by else {
            return Some((D5, format!("nobody signed {fact:?}")));
        };
        let enough = told.staff.get(by).copied().flatten();
        if enough.is_none_or(|found| found < level) {
            return Some((D5, format!("{by} is {enough:?}, and decided {fact:?}")));
        }
        if asked && why.trim().is_empty() {
            return Some((D5, format!("{by} gave no reason for {fact:?}")));
        }
    }
    unsaid(told, said, fact)
}

/// D7: whoever is let in before others is said to be, with the reason.
fn unsaid(told: &Retold, said: &Said, fact: &Fact) -> Wrong {
    let (Fact::Promoted { party, turn }, Some((_, why))) = (fact, said.by) else {
        return None;
    };
    let meeting = told.of(&party.session)?;
    let in_line = match meeting.session?.admission {
        Admission::FirstCome { .. } => true,
        Admission::Ballot { .. } => meeting.drawn,
        _ => false,
    };
    let waits_longer = in_line && meeting.line.keys().next().is_some_and(|first| first < turn);
    let is_said = said.line.facts.iter().any(|fact| {
        matches!(fact, Fact::PassedOver { session, moved }
            if *session == party.session && moved.turn == *turn && moved.why == why)
    });
    (waits_longer && !is_said).then(|| (D7, format!("{fact:?} passed over others in silence")))
}

/// D7: the tally holds the last moves, with their reasons.
pub(super) fn kept_wrong(told: &Retold, kept: &Records) -> Wrong {
    told.meetings.iter().find_map(|(id, meeting)| {
        let tally = match kept.get(&Key::Seats((*id).clone())) {
            Some(Record::Seats(tally)) => tally.moves.as_slice(),
            _ => &[],
        };
        let last = journal_moves(&meeting.moves);
        let same = tally.iter().eq(last.iter().copied());
        (!same).then(|| {
            (
                D7,
                format!("the tally of {id} says {tally:?}, not {last:?}"),
            )
        })
    })
}
