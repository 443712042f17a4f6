//! A record: the present state of one thing, folded from facts.

use crate::activity::Activity;
use crate::almanac::Almanac;
use crate::attendance::{Absences, Presence};
use crate::claim::{Claim, ClaimMonth};
use crate::community::{Community, Place};
use crate::consent::Consent;
use crate::diary::NoteRevision;
use crate::draft::Draft;
use crate::household::{Household, Resident};
use crate::key::{Key, Scope};
use crate::points::PointsPolicy;
use crate::registration::draw::{Draw, Draws, Luck};
use crate::registration::holding::Holds;
use crate::registration::{Registration, Seats, Waiting};
use crate::session::Session;
use crate::staff::Staff;
use serde::{Deserialize, Serialize};

/// The present state of one thing. Shape on the wire: `{"session":{..}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// The community itself.
    Community(Community),
    /// The points policy in force.
    Policy(PointsPolicy),
    /// The almanac of a year.
    Almanac(Almanac),
    /// A place.
    Place(Place),
    /// An activity.
    Activity(Activity),
    /// A session.
    Session(Session),
    /// A session's seats and turns.
    Seats(Seats),
    /// A party that waits.
    Waiting(Waiting),
    /// All open holds of seats.
    Holds(Holds),
    /// A household.
    Household(Household),
    /// A resident.
    Resident(Resident),
    /// A registration.
    Registration(Registration),
    /// A claim.
    Claim(Claim),
    /// A month's tally of claims.
    ClaimMonth(ClaimMonth),
    /// A revision of a note.
    Note(NoteRevision),
    /// Somebody of the staff.
    Staff(Staff),
    /// A draft.
    Draft(Box<Draft>),
    /// A session's draw.
    Draw(Draw),
    /// All draws still to be held.
    Draws(Draws),
    /// How a household fared in draws.
    Luck(Luck),
    /// A guardian's consent.
    Consent(Consent),
    /// Somebody's mark at a meeting.
    Presence(Presence),
    /// The meetings somebody stayed away from.
    Absences(Absences),
    /// How many heads were counted at a meeting. Units: people.
    Heads(u32),
}

impl Record {
    /// Who may see this record under this key.
    pub fn scope(&self, key: &Key) -> Scope {
        match (self, key) {
            (
                Self::Community(_)
                | Self::Policy(_)
                | Self::Almanac(_)
                | Self::Place(_)
                | Self::Activity(_)
                | Self::Session(_)
                | Self::Seats(_)
                | Self::Draw(_),
                _,
            ) => Scope::Public,
            (Self::Household(_), Key::Household(id)) => Scope::Household(id.clone()),
            (Self::Resident(resident), _) => Scope::Household(resident.household.clone()),
            (Self::Registration(registration), _) => {
                Scope::Household(registration.household.clone())
            }
            (
                Self::Presence(Presence { household, .. })
                | Self::Absences(Absences { household, .. })
                | Self::Consent(Consent { household, .. }),
                _,
            )
            | (Self::Luck(_), Key::Luck(household)) => Scope::Household(household.clone()),
            (Self::Claim(_), Key::Claim(resident, _))
            | (Self::ClaimMonth(_), Key::ClaimMonth(resident, _))
            | (Self::Note(_), Key::Note(resident, _, _)) => Scope::Resident(resident.clone()),
            // A record under a key of another kind is nobody's business but the desk's.
            (
                Self::Household(_)
                | Self::Waiting(_)
                | Self::Holds(_)
                | Self::Staff(_)
                | Self::Draft(_)
                | Self::Draws(_)
                | Self::Luck(_)
                | Self::Heads(_)
                | Self::Claim(_)
                | Self::ClaimMonth(_)
                | Self::Note(_),
                _,
            ) => Scope::Desk,
        }
    }

    /// Whether this record is of the kind its key names.
    pub fn fits(&self, key: &Key) -> bool {
        matches!(
            (self, key),
            (Self::Community(_), Key::Community)
                | (Self::Policy(_), Key::Policy)
                | (Self::Almanac(_), Key::Almanac(_))
                | (Self::Place(_), Key::Place(_))
                | (Self::Activity(_), Key::Activity(_))
                | (Self::Session(_), Key::Session(_))
                | (Self::Seats(_), Key::Seats(_))
                | (Self::Waiting(_), Key::Waiting(..))
                | (Self::Holds(_), Key::Holds)
                | (Self::Household(_), Key::Household(_))
                | (Self::Resident(_), Key::Resident(_))
                | (Self::Registration(_), Key::Registration(..))
                | (Self::Claim(_), Key::Claim(..))
                | (Self::ClaimMonth(_), Key::ClaimMonth(..))
                | (Self::Note(_), Key::Note(..))
                | (Self::Staff(_), Key::Staff(_))
                | (Self::Draft(_), Key::Draft(_))
                | (Self::Draw(_), Key::Draw(_))
                | (Self::Draws(_), Key::Draws)
                | (Self::Luck(_), Key::Luck(_))
                | (Self::Consent(_), Key::Consent(_))
                | (Self::Presence(_), Key::Presence(..))
                | (Self::Absences(_), Key::Absences(_))
                | (Self::Heads(_), Key::Heads(..))
        )
    }
}
