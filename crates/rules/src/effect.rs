//! What an intent may lead to: for whoever looks afterwards whether the journal says what was asked.
//!
//! The one rule to know: it is about one intent and the facts of its own line, never about what
//! followed from them.
//!
//! Deliberately absent: what the server hands in or asks itself; nobody was promised that.

use crate::attendance::{Mark, RollCall};
use crate::draft::{Stage, Step, Taking};
use crate::fact::Fact;
use crate::intent::Intent;
use crate::key::Key;
use crate::publish::says_nothing_new;
use crate::record::Record;
use crate::registration::Party;
use crate::registration::admitting::{Admittance, Word};
use crate::session::Session;

/// Whether facts are what an intent may lead to, by itself: for whoever audits. None at all are the
/// effect of what stood already as it was asked for.
pub fn is_effect(asked: &Intent, facts: &[Fact]) -> bool {
    match (asked, facts) {
        (
            Intent::Register {
                session, members, ..
            },
            [
                Fact::Seated(party)
                | Fact::Applied(party)
                | Fact::Entered { party, .. }
                | Fact::Queued { party, .. },
            ],
        ) => party.session == *session && party.members == *members,
        // Whoever of the party has moved away leaves it before the others confirm, and nobody else.
        (Intent::Confirm { session, members }, [moved @ .., Fact::Confirmed { party, .. }]) => {
            let leaves = |fact: &Fact| {
                matches!(fact, Fact::Left { session: of, resident, .. }
                    if of == session && !members.contains(resident))
            };
            party.session == *session && party.members == *members && moved.iter().all(leaves)
        }
        (Intent::Leave { session, members }, facts) => {
            let left = facts.iter().map(|fact| match fact {
                Fact::Left {
                    session: of,
                    resident,
                    ..
                } if of == session => Some(resident),
                _ => None,
            });
            left.eq(members.iter().map(Some))
        }
        (Intent::Claim(asked), [Fact::Claimed { claim, .. }]) => claim.asked == *asked,
        (
            Intent::Consent { child, given },
            [
                Fact::Consented {
                    child: of, consent, ..
                },
            ],
        ) => child == of && *given == consent.is_some(),
        (Intent::WithdrawClaim { note, .. }, [Fact::ClaimWithdrawn { claim, .. }]) => {
            claim.asked.note == *note
        }
        (
            Intent::Consent { .. }
            | Intent::Revise(_)
            | Intent::CallRoll(_)
            | Intent::CountHeads(_)
            | Intent::Write(_),
            [],
        ) => true,
        (asked, [Fact::Decided { why, .. }, decided @ ..]) => is_staffs(asked, why, decided),
        _ => false,
    }
}

/// Whether facts that somebody of the staff signed, with a reason, are what they asked for.
fn is_staffs(asked: &Intent, why: &str, decided: &[Fact]) -> bool {
    match (asked, decided) {
        (Intent::Revise(asked), [Fact::Put { key, record }]) => {
            let now = Record::Session(Session::clone(&asked.now));
            *key == Key::Session(asked.session.clone())
                && *why == asked.why
                && says_nothing_new(record, &now)
        }
        (Intent::Admit(asked), decided) => *why == asked.why && admits(asked, decided),
        (Intent::CallRoll(asked), marked) => marked.iter().all(|fact| is_mark(asked, fact)),
        (Intent::CountHeads(asked), [Fact::Put { key, record }]) => {
            let heads = Record::Heads(asked.heads);
            *key == Key::Heads(asked.session.clone(), asked.day) && **record == heads
        }
        (Intent::Write(asked), [Fact::Put { key, record }]) => {
            *key == Key::Draft(asked.draft.clone())
                && matches!(record.as_ref(), Record::Draft(draft)
                    if draft.plan == *asked.plan && draft.stage == Stage::Written)
        }
        (Intent::Take(asked), [steps @ .., last]) => takes(asked, steps, last),
        _ => false,
    }
}

fn takes(asked: &Taking, steps: &[Fact], last: &Fact) -> bool {
    let draft = Key::Draft(asked.draft.clone());
    let first = Key::Session(asked.draft.clone());
    let is_first = |fact: &Fact| matches!(fact, Fact::Put { key, .. } if *key == first);
    match (asked.step, steps, last) {
        (Step::Review, [], Fact::Put { key, record }) => {
            *key == draft
                && matches!(record.as_ref(), Record::Draft(draft)
                    if matches!(draft.stage, Stage::Reviewed { .. }))
        }
        (Step::Drop, [], Fact::Dropped { key }) => *key == draft,
        (Step::Release, released, Fact::Dropped { key }) => {
            let is_put = |fact: &Fact| matches!(fact, Fact::Put { .. });
            *key == draft && released.iter().any(is_first) && released.iter().all(is_put)
        }
        _ => false,
    }
}

/// Whether this is the word of staff about the party they named.
fn admits(asked: &Admittance, decided: &[Fact]) -> bool {
    let of_it = |party: &Party, turn: u32| party.session == asked.session && turn == asked.turn;
    match (asked.word, decided) {
        (Word::Yes, [Fact::Promoted { party, turn }, said @ ..]) => {
            let is_said = |fact: &Fact| {
                matches!(fact, Fact::PassedOver { session, moved }
                    if *session == asked.session && moved.turn == asked.turn)
            };
            of_it(party, *turn) && said.len() <= 1 && said.iter().all(is_said)
        }
        (Word::No, [Fact::Declined { party, turn, .. }]) => of_it(party, *turn),
        _ => false,
    }
}

fn is_mark(asked: &RollCall, fact: &Fact) -> bool {
    let Fact::Marked {
        session,
        day,
        resident,
        mark,
        ..
    } = fact
    else {
        return false;
    };
    let said = asked.marks.iter().find(|(who, _)| who == resident);
    let fits = |came: Option<bool>| match mark {
        Some(Mark::Came | Mark::WalkIn) => came == Some(true),
        Some(Mark::Absent) => came == Some(false),
        None => came != Some(true),
    };
    *session == asked.session && *day == asked.day && said.is_some_and(|(_, came)| fits(*came))
}
