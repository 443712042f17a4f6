//! How a household stands in a session, as its calendar says it: how many, and nobody's name.

use crate::Tongue;
use crate::event::Certainty;
use crate::words;
use rules::civil;
use rules::registration::RegistrationState;
use rules::time::Offset;

/// How one of a household stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// Seats are held until then, on the community's wall, if they say that they come.
    Held(civil::DateTime),
    /// A seat is theirs.
    Confirmed,
    /// They asked, and the community has not answered.
    Asked,
    /// They wait.
    Waiting,
    /// They applied for the draw.
    Applied,
}

impl Stand {
    /// How a registration stands; none for one that is over.
    pub fn of(state: RegistrationState, offset: Offset) -> Option<Self> {
        match state {
            RegistrationState::Confirmed => Some(Self::Confirmed),
            RegistrationState::Waiting { .. } => Some(Self::Waiting),
            RegistrationState::Applied => Some(Self::Applied),
            RegistrationState::Held { until, .. } => Some(Self::Held(offset.civil(until))),
            RegistrationState::Entered { .. } => Some(Self::Asked),
            RegistrationState::Left | RegistrationState::Lapsed | RegistrationState::Declined => {
                None
            }
        }
    }
}

/// How a household stands in one session: never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    stands: Vec<Stand>,
}

impl Own {
    /// Of how each of them stands; none where nobody does.
    pub fn new(stands: impl IntoIterator<Item = Stand>) -> Option<Self> {
        let mut stands: Vec<Stand> = stands.into_iter().collect();
        stands.sort_unstable();
        (!stands.is_empty()).then_some(Self { stands })
    }

    /// Whether a seat is theirs.
    pub(crate) fn certainty(&self) -> Certainty {
        if self.stands.contains(&Stand::Confirmed) {
            Certainty::Certain
        } else {
            Certainty::Open
        }
    }

    /// Whether they are reminded: not of what they only wait or applied for.
    pub(crate) fn is_reminded(&self) -> bool {
        let comes = |stand: &Stand| !matches!(stand, Stand::Waiting | Stand::Applied);
        self.stands.iter().any(comes)
    }

    /// What stands before the title where no seat is theirs yet.
    pub(crate) fn before_title(&self, tongue: Tongue) -> &'static str {
        match (self.certainty(), self.stands.first()) {
            (Certainty::Open, Some(stand)) => words::before_title(tongue, *stand),
            (Certainty::Open | Certainty::Certain | Certainty::Cancelled, _) => "",
        }
    }

    /// One line for each way they stand.
    pub(crate) fn said(&self, tongue: Tongue) -> Vec<String> {
        let mut lines = Vec::new();
        let mut rest = self.stands.as_slice();
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|stand| *stand == first).count();
            lines.push(words::standing(tongue, *first, count));
            rest = rest.get(count..).unwrap_or_default();
        }
        lines
    }
}
