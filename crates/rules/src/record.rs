//! A record: the present state of one thing, folded from facts.

use crate::activity::Activity;
use crate::almanac::Almanac;
use crate::claim::{Claim, ClaimMonth};
use crate::community::{Community, Place};
use crate::diary::NoteRevision;
use crate::household::{Household, Resident};
use crate::key::{Key, Scope};
use crate::points::PointsPolicy;
use crate::registration::holding::Holds;
use crate::registration::{Registration, Seats, Waiting};
use crate::session::Session;
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
                | Self::Seats(_),
                _,
            ) => Scope::Public,
            (Self::Household(_), Key::Household(id)) => Scope::Household(id.clone()),
            (Self::Resident(resident), _) => Scope::Household(resident.household.clone()),
            (Self::Registration(registration), _) => {
                Scope::Household(registration.household.clone())
            }
            (Self::Claim(_), Key::Claim(resident, _))
            | (Self::ClaimMonth(_), Key::ClaimMonth(resident, _))
            | (Self::Note(_), Key::Note(resident, _, _)) => Scope::Resident(resident.clone()),
            // A record under a key of another kind is nobody's business but the desk's.
            (
                Self::Household(_)
                | Self::Waiting(_)
                | Self::Holds(_)
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
        )
    }
}
