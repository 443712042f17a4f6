//! Time and identity, brought in as values.

use crate::id::{HouseholdId, ResidentId};
use crate::time::UnixMillis;

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
    /// The community's own server: imports, promotions.
    System,
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
