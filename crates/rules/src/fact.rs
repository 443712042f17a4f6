//! Facts: what was decided. The journal is a list of them; records are their fold.
//!
//! The one rule to know: a fact carries all that [`apply`] needs, so applying cannot fail and
//! asks nobody.

use crate::attendance::{self, Mark};
use crate::claim::{self, Claim};
use crate::consent::{self, Consent};
use crate::id::{HouseholdId, ResidentId, SessionId};
use crate::key::Key;
use crate::publish;
use crate::record::Record;
use crate::registration::draw::{Drawn, Hash};
use crate::registration::drawing;
use crate::registration::line::Move;
use crate::registration::{self, Party, RegistrationState};
use crate::slice::Slice;
use crate::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A record was published.
    Put {
        /// Its key.
        key: Key,
        /// What it says.
        record: Box<Record>,
    },
    /// A party got seats.
    Seated(Party),
    /// A party took a turn on the waiting list.
    Queued {
        /// The party.
        party: Party,
        /// Its turn.
        turn: u32,
    },
    /// A party applied for the draw. So it was written before applications had turns.
    Applied(Party),
    /// A party applied, under a turn; a draw or staff decide.
    Entered {
        /// The party.
        party: Party,
        /// Its turn.
        turn: u32,
        /// How many tickets it has, where there is a draw.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tickets: Option<u8>,
    },
    /// Staff could not give a party that applied seats.
    Declined {
        /// The party.
        party: Party,
        /// The turn it applied under.
        turn: u32,
        /// Why.
        why: String,
    },
    /// Staff let a party in before others who waited longer.
    PassedOver {
        /// The session.
        session: SessionId,
        /// Which, and why.
        moved: Move,
    },
    /// The seal of a session's draw is shown.
    Sealed {
        /// The session.
        session: SessionId,
        /// The seal.
        seal: Hash,
    },
    /// A party that was not drawn waits on.
    Placed {
        /// The party.
        party: Party,
        /// The turn it applied under.
        from: u32,
        /// The turn it waits under now.
        turn: u32,
    },
    /// A draw was held.
    Drawn {
        /// The session.
        session: SessionId,
        /// All that anybody needs to draw it again.
        drawn: Drawn,
    },
    /// A draw will not be held.
    Undrawn {
        /// The session.
        session: SessionId,
    },
    /// A guardian consented to a child's taking part, or took it back.
    Consented {
        /// The child.
        child: ResidentId,
        /// The consent; absent when it was taken back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consent: Option<Consent>,
    },
    /// Staff noted whether somebody was at a meeting.
    Marked {
        /// The session.
        session: SessionId,
        /// The day of the meeting.
        #[serde(with = "crate::time::written")]
        day: jiff::civil::Date,
        /// Who.
        resident: ResidentId,
        /// Their household.
        household: HouseholdId,
        /// The mark; absent when it was taken back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mark: Option<Mark>,
    },
    /// A draft is no more.
    Dropped {
        /// Its key.
        key: Key,
    },
    /// A party that waited got seats.
    Promoted {
        /// The party.
        party: Party,
        /// The turn it waited under.
        turn: u32,
    },
    /// Seats are held for a party that waited.
    Held {
        /// The party.
        party: Party,
        /// The turn it waited under.
        turn: u32,
        /// Until when it may say that it comes.
        until: UnixMillis,
    },
    /// A party takes the seats held for it.
    Confirmed {
        /// The party.
        party: Party,
        /// The turn it waited under.
        turn: u32,
        /// Until when it could.
        until: UnixMillis,
    },
    /// Seats were held for a party that did not say in time that it comes.
    Lapsed {
        /// The party.
        party: Party,
        /// The turn it waited under.
        turn: u32,
        /// Until when it could.
        until: UnixMillis,
    },
    /// One person left.
    Left {
        /// The session.
        session: SessionId,
        /// Who.
        resident: ResidentId,
        /// Where their registration stood.
        was: RegistrationState,
    },
    /// A note was put forward for points.
    Claimed {
        /// Whose.
        resident: ResidentId,
        /// The claim.
        claim: Claim,
    },
    /// Somebody of the staff decided what follows, and why.
    Decided {
        /// Who.
        by: ResidentId,
        /// Their reason, as they wrote it; may be empty where none is asked for.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        why: String,
    },
    /// A claim was taken back.
    ClaimWithdrawn {
        /// Whose.
        resident: ResidentId,
        /// The claim as it was.
        claim: Claim,
    },
}

/// Applies one fact to the records it concerns.
pub fn apply(slice: &mut Slice, fact: &Fact) {
    match fact {
        // Said for the journal; it changes no record.
        Fact::Decided { .. } => {}
        Fact::Put { key, record } => publish::apply_put(slice, key, record),
        Fact::Seated(party) => registration::apply_seated(slice, party, None),
        Fact::Queued { party, turn } => registration::apply_queued(slice, party, *turn),
        Fact::Applied(party) => registration::apply_applied(slice, party),
        Fact::Entered {
            party,
            turn,
            tickets,
        } => registration::apply_entered(slice, party, (*turn, *tickets)),
        Fact::Declined { party, turn, why } => {
            registration::apply_declined(slice, party, (*turn, why));
        }
        Fact::PassedOver { session, moved } => {
            registration::apply_passed_over(slice, session, moved.clone());
        }
        Fact::Sealed { session, seal } => drawing::apply_sealed(slice, session, *seal),
        Fact::Placed { party, from, turn } => {
            registration::apply_placed(slice, party, (*from, *turn));
            drawing::apply_luck(slice, &party.household, false);
        }
        Fact::Drawn { session, drawn } => drawing::apply_drawn(slice, session, drawn),
        Fact::Undrawn { session } => drawing::list(slice, session, false),
        Fact::Consented { child, consent } => {
            consent::apply_consented(slice, child, consent.as_ref());
        }
        Fact::Marked {
            session,
            day,
            resident,
            household,
            mark,
        } => attendance::apply_marked(slice, (session, *day), (resident, household), *mark),
        Fact::Dropped { key } => slice.remove(key),
        Fact::Promoted { party, turn } => {
            let was_drawn = slice
                .waiting(&party.session, *turn)
                .is_some_and(|waiting| waiting.tickets.is_some());
            registration::apply_seated(slice, party, Some(*turn));
            if was_drawn {
                drawing::apply_luck(slice, &party.household, true);
            }
        }
        Fact::Held { party, turn, until } => {
            registration::apply_held(slice, party, (*turn, *until));
        }
        Fact::Confirmed { party, turn, until } => {
            registration::apply_confirmed(slice, party, (*turn, *until));
        }
        Fact::Lapsed { party, turn, until } => {
            registration::apply_lapsed(slice, party, (*turn, *until));
        }
        Fact::Left {
            session,
            resident,
            was,
        } => registration::apply_left(slice, session, resident, *was),
        Fact::Claimed { resident, claim } => claim::apply_claimed(slice, resident, claim),
        Fact::ClaimWithdrawn { resident, claim } => {
            claim::apply_withdrawn(slice, resident, claim);
        }
    }
}
