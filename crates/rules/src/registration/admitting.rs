//! Staff decide about one party in line: an application is approved or declined, or somebody who
//! waits is let in before others.
//!
//! The one rule to know: whoever is passed over reads why. A move needs a reason, and the public
//! tally keeps it for those who waited longer.
//!
//! Deliberately absent: taking a seat away. Nobody who has one loses it at the desk.

use super::line::{Move, registrations_of};
use super::{RegistrationState, Waiting};
use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::SessionId;
use crate::key::Key;
use crate::refusal::Refusal;
use crate::session::Admission;
use crate::slice::Slice;
use crate::staff::{Level, WHY_CHARS_MAX, check_why, signed, staff_of};
use serde::{Deserialize, Serialize};

/// What staff decide about a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// It gets seats.
    Yes,
    /// It gets none.
    No,
}

/// A decision of staff about one party in line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admittance {
    /// The session.
    pub session: SessionId,
    /// The turn of the party.
    pub turn: u32,
    /// What they decide.
    pub word: Word,
    /// Why. Needed to decline, and to let somebody in before others; everybody concerned reads it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// The keys such a decision touches.
pub(crate) fn keys(actor: &Actor, asked: &Admittance) -> Vec<Key> {
    let mut keys = vec![
        Key::Community,
        Key::Session(asked.session.clone()),
        Key::Seats(asked.session.clone()),
        Key::Waiting(asked.session.clone(), asked.turn),
    ];
    keys.extend(actor.who().cloned().map(Key::Staff));
    keys
}

/// What it touches beside: the registrations of the party.
pub(crate) fn further_keys(slice: &Slice, asked: &Admittance) -> Vec<Key> {
    let party = slice.waiting(&asked.session, asked.turn);
    party
        .map(|party| registrations_of(&asked.session, &party.members))
        .unwrap_or_default()
}

/// Decides it.
pub(crate) fn admit(
    slice: &Slice,
    context: &Context,
    asked: &Admittance,
) -> Result<Vec<Fact>, Refusal> {
    let by = staff_of(slice, context, Level::Editor)?;
    let found = asked.why.chars().count();
    if found > WHY_CHARS_MAX {
        check_why(&asked.why)?;
    }
    let session = slice.session(&asked.session)?;
    let at = context.binding_now().unwrap_or_default();
    session.check_takes_place()?;
    if context.binding_now().is_some() && session.is_over(slice.community()?.offset, at) {
        let ended = session.last_day();
        return Err(Refusal::SessionOver { ended });
    }
    let party = slice
        .waiting(&asked.session, asked.turn)
        .filter(|party| party.until.is_none())
        .ok_or(Refusal::NotInLine)?;
    let tally = slice.seats(&asked.session);
    if matches!(session.admission, Admission::Ballot { .. }) && !tally.drawn {
        return Err(Refusal::DrawDecides);
    }
    match asked.word {
        Word::No => {
            check_why(&asked.why)?;
            if !is_application(slice, asked, party) {
                return Err(Refusal::OnlyApplications);
            }
            let declined = Fact::Declined {
                party: party.party(&asked.session, at),
                turn: asked.turn,
                why: asked.why.clone(),
            };
            Ok(signed(by, &asked.why, vec![declined]))
        }
        Word::Yes => {
            let asks = super::count(&party.members);
            tally.check_room(session, asks, &party.quotas)?;
            let mut facts = vec![Fact::Promoted {
                party: party.party(&asked.session, at),
                turn: asked.turn,
            }];
            let waits_longer = tally
                .turns_from(0)
                .next()
                .is_some_and(|turn| turn < asked.turn);
            if waits_longer && tally.line_seats(&session.admission).is_some() {
                check_why(&asked.why)?;
                let moved = Move {
                    turn: asked.turn,
                    at,
                    why: asked.why.clone(),
                };
                facts.push(Fact::PassedOver {
                    session: asked.session.clone(),
                    moved,
                });
            }
            Ok(signed(by, &asked.why, facts))
        }
    }
}

/// Whether a party applied and waits for a word, rather than for seats.
fn is_application(slice: &Slice, asked: &Admittance, party: &Waiting) -> bool {
    let entered = |state| matches!(state, RegistrationState::Entered { .. });
    party.members.iter().any(|who| {
        let found = slice.registration(&asked.session, who);
        found.is_some_and(|found| entered(found.state))
    })
}
