//! Time and identity, brought in as values.

use crate::id::{HouseholdId, ResidentId};
use crate::key::Scope;
use crate::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody we know; may read what is public.
    Anonymous,
    /// A resident, acting for their household.
    Resident {
        /// The resident.
        resident: ResidentId,
        /// Their household.
        household: HouseholdId,
    },
    /// Somebody of the community's staff, at its desk.
    Staff {
        /// Who.
        staff: ResidentId,
    },
    /// The community's own server: imports, promotions.
    System,
}

impl Actor {
    /// Whoever is signed in: a resident acts for their household, staff for the community.
    pub fn signed_in(who: ResidentId, household: Option<HouseholdId>) -> Self {
        match household {
            Some(household) => Self::Resident {
                resident: who,
                household,
            },
            None => Self::Staff { staff: who },
        }
    }

    /// Who is signed in, if anybody is.
    pub fn who(&self) -> Option<&ResidentId> {
        match self {
            Self::Resident { resident: who, .. } | Self::Staff { staff: who } => Some(who),
            Self::Anonymous | Self::System => None,
        }
    }

    /// The scopes they may see. What is their own comes first, so that a page of changes holds what
    /// they just did.
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes = match self {
            Self::Resident {
                resident,
                household,
            } => vec![
                Scope::Resident(resident.clone()),
                Scope::Household(household.clone()),
            ],
            Self::Staff { .. } => vec![Scope::Desk],
            Self::Anonymous | Self::System => Vec::new(),
        };
        scopes.push(Scope::Public);
        scopes
    }
}

/// From where somebody asks. The server says so, by a secret that a station's browser holds; no
/// request can.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A device of their own, or one that nobody knows: the strict side.
    #[default]
    OwnDevice,
    /// A station of the community: a kiosk in its centre.
    Station,
}

impl Origin {
    /// Whether it is the strict side, which need not be said.
    // serde's `skip_serializing_if` wants a function of a reference.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub fn is_own(&self) -> bool {
        *self == Self::OwnDevice
    }
}

/// Whose decision it is.
///
/// No device's clock takes part in any validity: rules about time bind under [`Authority::Server`]
/// and are left open under [`Authority::Device`], whose answer is provisional anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// The server's, for good.
    Server,
    /// A device's, until the server has spoken.
    Device,
}

/// What a decision needs to know beside records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The moment of the decision, on the decider's clock.
    pub now: UnixMillis,
    /// Who asks.
    pub actor: Actor,
    /// Whose decision it is.
    pub authority: Authority,
    /// From where they ask; on a device, as far as it was told.
    pub origin: Origin,
}

impl Context {
    /// The moment as far as rules about time may use it: none on a device.
    pub fn binding_now(&self) -> Option<UnixMillis> {
        match self.authority {
            Authority::Server => Some(self.now),
            Authority::Device => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_strict_side_goes_without_saying() {
        assert!(Origin::OwnDevice.is_own() && Origin::default().is_own());
        assert!(!Origin::Station.is_own());
    }
}
