//! Households and residents. Minimal fields: what a rule needs, and a name to be called by.

use crate::id::{HouseholdId, PlaceId, ResidentId};
use jiff::civil;
use serde::{Deserialize, Serialize};

/// How many people one household may have.
pub const HOUSEHOLD_MEMBERS_MAX: usize = 20;

/// Residents who share a home and may register for one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Its members, the head of the household first.
    pub members: Vec<ResidentId>,
    /// The committee or district it lives under, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committee: Option<PlaceId>,
    /// The building it lives in, where anybody said so; `committee` is what that lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<PlaceId>,
}

impl Household {
    /// Whether it lives in one of these places: in its building, or in what that lies in.
    pub fn lives_in(&self, places: &[PlaceId]) -> bool {
        let homes = self.committee.iter().chain(&self.building);
        homes.into_iter().any(|home| places.contains(home))
    }
}

/// A person who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resident {
    /// What they are called.
    pub name: String,
    /// Their date of birth: ages are rules.
    #[serde(with = "crate::time::written")]
    pub born: civil::Date,
    /// The household they belong to.
    pub household: HouseholdId,
    /// The number they can be called under; empty where they gave none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

impl Resident {
    /// Somebody of whom nothing is known that no rule needs.
    pub fn new(name: impl Into<String>, born: civil::Date, household: HouseholdId) -> Self {
        Self {
            name: name.into(),
            born,
            household,
            phone: String::new(),
        }
    }
}
