//! Outcomes: what became of an intent. Sticky: an id's outcome never changes once it is final.

use crate::newer::{Newer, or_newer};
use rules::Refusal;
use rules::civil::Date;
use serde::{Deserialize, Serialize};

/// What became of an intent. Shape on the wire: `"accepted"`, `{"refused":{"refusal":..}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As asked.
    Accepted,
    /// Accepted, but not quite as asked.
    Changed {
        /// How.
        #[serde(deserialize_with = "or_newer")]
        how: Amendment,
    },
    /// A rule said no.
    Refused {
        /// Why.
        #[serde(deserialize_with = "or_newer")]
        refusal: Refusal,
    },
    /// It came too late, by the server's clock.
    Expired,
    /// A later intent made it pointless.
    Superseded,
    /// What it depends on was not accepted.
    Blocked {
        /// The sequence number it depends on.
        on: u64,
    },
    /// Nobody here can read it (yet). Kept on both sides; not final.
    Quarantined {
        /// Why.
        #[serde(deserialize_with = "or_newer")]
        why: Unreadable,
    },
    /// Another intent has this id: the device's store was cloned.
    Fork,
    /// It was settled so long ago that what became of it is no longer kept.
    AlreadySettled,
}

impl Outcome {
    /// Whether it can still change: after an upgrade, for what could not be read.
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Quarantined { .. } | Self::Fork)
    }

    /// Whether the intent took effect.
    pub fn took_effect(&self) -> bool {
        matches!(
            self,
            Self::Accepted | Self::Changed { .. } | Self::AlreadySettled
        )
    }
}

/// How an outcome differs from what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amendment {
    /// A turn on the waiting list instead of seats.
    Waiting {
        /// The place in the line at that moment, from 1.
        place: u32,
    },
    /// An application that staff decide.
    Asked,
    /// An application for the draw.
    Applied {
        /// The day of the draw, where it is known.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "rules::time::written"
        )]
        drawn_on: Option<Date>,
    },
    /// Something a later version knows.
    Newer,
}

/// Why something could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// A kind, or a version of a kind, that is not known here.
    UnknownKind,
    /// The body does not read as its kind.
    Body,
    /// The fingerprint is not that of the content.
    Fingerprint,
    /// A limit was passed.
    TooLarge,
    /// The community it is for is not known here.
    NoCommunity,
    /// Something a later version knows.
    Newer,
}

impl Newer for Outcome {
    /// An outcome that this build cannot name leaves the intent where it is, for a build that can.
    const NEWER: Self = Self::Quarantined {
        why: Unreadable::Newer,
    };
}

impl Newer for Amendment {
    const NEWER: Self = Self::Newer;
}

impl Newer for Unreadable {
    const NEWER: Self = Self::Newer;
}
