//! Quotas: how many of the seats some of the people may take: an age band, those of one area, whoever
//! asks by a phone of their own.
//!
//! The one rule to know: quotas overlap. Whoever is counted in several needs room in each of them
//! and in the session as a whole; seats kept for some are a quota on the others. So seats kept for
//! kiosks are a quota on phones.
//!
//! Deliberately absent: counting; that is the tally's, [`crate::registration::Seats`].

use super::Ages;
use crate::context::Origin;
use crate::household::{Household, Resident};
use crate::id::PlaceId;
use crate::time::age_on;
use crate::words::Words;
use jiff::civil;
use serde::{Deserialize, Serialize};

/// How many quotas one session may have.
pub const QUOTAS_MAX: usize = 8;

/// At most so many seats for some of the people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// What they are called: "children under six".
    pub name: Words,
    /// Who is counted.
    pub of: Counted,
    /// How many seats they may take.
    pub seats: u32,
}

/// Who is counted in a quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// People of these ages on the first day.
    Aged(Ages),
    /// People whose household lives under one of these committees, or in one of these buildings.
    LivingIn(Vec<PlaceId>),
    /// People whose household lives elsewhere, or nobody knows where.
    LivingElsewhere(Vec<PlaceId>),
    /// People for whom somebody asks from a device that is no station of the community.
    ByOwnDevice,
}

impl Quota {
    /// How many of so many seats it keeps for stations; none where it is about other people, or
    /// keeps nothing.
    pub fn keeps_for_stations(&self, all: u32) -> Option<u32> {
        let is_of_phones = self.of == Counted::ByOwnDevice;
        let kept = all.saturating_sub(self.seats);
        (is_of_phones && kept > 0).then_some(kept)
    }
}

impl Counted {
    /// Whether somebody is counted in it, of a session that begins on this day, asked for from there.
    pub fn counts(
        &self,
        who: &Resident,
        home: Option<&Household>,
        (first_day, origin): (civil::Date, Origin),
    ) -> bool {
        let lives_in = |places: &[PlaceId]| home.is_some_and(|home| home.lives_in(places));
        match self {
            Self::Aged(ages) => ages.admit(age_on(who.born, first_day)),
            Self::LivingIn(places) => lives_in(places),
            Self::LivingElsewhere(places) => !lives_in(places),
            Self::ByOwnDevice => origin == Origin::OwnDevice,
        }
    }
}
