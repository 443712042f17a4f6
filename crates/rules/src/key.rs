//! Keys of records, and the scope each record is seen in.
//!
//! The one rule to know: a key's text is its identity on the wire, in every database and on every
//! device: `session/yoga-0320`, `registration/yoga-0320/lin`. Slashes part, ids never hold one.

use crate::id::{
    ActivityId, HouseholdId, IdError, NoteId, PlaceId, ResidentId, RevisionId, SessionId,
};
use crate::time::written::{day_text, read_day};
use core::fmt;
use core::str::FromStr;
use jiff::civil::Date;

/// The name of a record within its community.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The community itself.
    Community,
    /// The points policy in force.
    Policy,
    /// The almanac of a year.
    Almanac(i16),
    /// A place.
    Place(PlaceId),
    /// An activity.
    Activity(ActivityId),
    /// A session.
    Session(SessionId),
    /// The public tally of a session's seats and turns.
    Seats(SessionId),
    /// A party that waits for seats, by its turn.
    Waiting(SessionId, u32),
    /// All open holds of seats.
    Holds,
    /// A household.
    Household(HouseholdId),
    /// A resident.
    Resident(ResidentId),
    /// A resident's registration for a session.
    Registration(SessionId, ResidentId),
    /// A note put forward for points.
    Claim(ResidentId, NoteId),
    /// The tally of one resident's claims in one month.
    ClaimMonth(ResidentId, Month),
    /// One revision of a note.
    Note(ResidentId, NoteId, RevisionId),
    /// Somebody of the staff.
    Staff(ResidentId),
    /// A draft, by the first session it leads to.
    Draft(SessionId),
    /// A session's draw.
    Draw(SessionId),
    /// All draws that are still to be held.
    Draws,
    /// How a household fared in draws.
    Luck(HouseholdId),
    /// A guardian's consent for a child.
    Consent(ResidentId),
    /// Whether somebody was at a meeting.
    Presence(SessionId, Date, ResidentId),
    /// The meetings somebody stayed away from.
    Absences(ResidentId),
    /// The head count of a meeting.
    Heads(SessionId, Date),
}

impl Key {
    /// Whether the desk sees records of this kind although they are a household's: who lives in
    /// the community, and what they registered for. Diaries and claims are nobody's but theirs.
    pub fn is_the_desks(&self) -> bool {
        matches!(
            self,
            Self::Resident(_)
                | Self::Household(_)
                | Self::Registration(..)
                | Self::Consent(_)
                | Self::Presence(..)
                | Self::Absences(_)
        )
    }

    /// Whether the household that sees a record of this kind stands in the record, and so may be
    /// another than before.
    pub fn may_move(&self) -> bool {
        matches!(
            self,
            Self::Resident(_)
                | Self::Registration(..)
                | Self::Consent(_)
                | Self::Presence(..)
                | Self::Absences(_)
        )
    }
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month a day lies in.
    pub fn of(day: jiff::civil::Date) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No kind of record has this name or this number of parts.
    #[error("no kind of record has keys of this form")]
    Form,
    /// An id in it is not an id.
    #[error(transparent)]
    Id(#[from] IdError),
    /// A number in it is not a number.
    #[error("a key's number cannot be read")]
    Number,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Community => f.write_str("community"),
            Self::Policy => f.write_str("policy"),
            Self::Almanac(year) => write!(f, "almanac/{year}"),
            Self::Place(id) => write!(f, "place/{id}"),
            Self::Activity(id) => write!(f, "activity/{id}"),
            Self::Session(id) => write!(f, "session/{id}"),
            Self::Seats(id) => write!(f, "seats/{id}"),
            Self::Waiting(id, turn) => write!(f, "waiting/{id}/{turn}"),
            Self::Holds => f.write_str("holds"),
            Self::Household(id) => write!(f, "household/{id}"),
            Self::Resident(id) => write!(f, "resident/{id}"),
            Self::Registration(session, resident) => {
                write!(f, "registration/{session}/{resident}")
            }
            Self::Claim(resident, note) => write!(f, "claim/{resident}/{note}"),
            Self::ClaimMonth(resident, month) => write!(f, "claims/{resident}/{month}"),
            Self::Note(resident, note, revision) => {
                write!(f, "note/{resident}/{note}/{revision}")
            }
            Self::Staff(staff) => write!(f, "staff/{staff}"),
            Self::Draft(id) => write!(f, "draft/{id}"),
            Self::Draw(id) => write!(f, "draw/{id}"),
            Self::Draws => f.write_str("draws"),
            Self::Luck(household) => write!(f, "luck/{household}"),
            Self::Consent(child) => write!(f, "consent/{child}"),
            Self::Presence(session, day, who) => {
                write!(f, "presence/{session}/{}/{who}", day_text(*day))
            }
            Self::Absences(who) => write!(f, "absences/{who}"),
            Self::Heads(session, day) => write!(f, "heads/{session}/{}", day_text(*day)),
        }
    }
}

/// What stands behind a kind's name has so many parts at most.
const PARTS_MAX: usize = 3;

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.split('/');
        let kind = parts.next().unwrap_or_default();
        let (mut rest, mut count) = ([""; PARTS_MAX], 0);
        for (place, part) in rest.iter_mut().zip(parts.by_ref()) {
            *place = part;
            count = usize::saturating_add(count, 1);
        }
        let rest = rest.get(..count).filter(|_| parts.next().is_none());
        Ok(match (kind, rest.ok_or(KeyError::Form)?) {
            ("community", []) => Self::Community,
            ("policy", []) => Self::Policy,
            ("almanac", [year]) => {
                let read: i16 = year.parse().map_err(|_| KeyError::Number)?;
                // One text a key: no sign, no zeros before the number.
                if !(1_000..=9_999).contains(&read) || year.len() != 4 {
                    return Err(KeyError::Number);
                }
                Self::Almanac(read)
            }
            ("place", [id]) => Self::Place(id.parse()?),
            ("activity", [id]) => Self::Activity(id.parse()?),
            ("session", [id]) => Self::Session(id.parse()?),
            ("seats", [id]) => Self::Seats(id.parse()?),
            ("waiting", [id, turn]) => {
                Self::Waiting(id.parse()?, turn.parse().map_err(|_| KeyError::Number)?)
            }
            ("holds", []) => Self::Holds,
            ("household", [id]) => Self::Household(id.parse()?),
            ("resident", [id]) => Self::Resident(id.parse()?),
            ("registration", [session, resident]) => {
                Self::Registration(session.parse()?, resident.parse()?)
            }
            ("claim", [resident, note]) => Self::Claim(resident.parse()?, note.parse()?),
            ("claims", [resident, month]) => Self::ClaimMonth(resident.parse()?, month.parse()?),
            ("staff", [staff]) => Self::Staff(staff.parse()?),
            ("draft", [id]) => Self::Draft(id.parse()?),
            ("draw", [id]) => Self::Draw(id.parse()?),
            ("draws", []) => Self::Draws,
            ("luck", [household]) => Self::Luck(household.parse()?),
            ("consent", [child]) => Self::Consent(child.parse()?),
            ("presence", [session, day, who]) => Self::Presence(
                session.parse()?,
                read_day(day).ok_or(KeyError::Number)?,
                who.parse()?,
            ),
            ("absences", [who]) => Self::Absences(who.parse()?),
            ("heads", [session, day]) => {
                Self::Heads(session.parse()?, read_day(day).ok_or(KeyError::Number)?)
            }
            ("note", [resident, note, revision]) => {
                Self::Note(resident.parse()?, note.parse()?, revision.parse()?)
            }
            _ => return Err(KeyError::Form),
        })
    }
}

impl FromStr for Month {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (year, month) = text.split_once('-').ok_or(KeyError::Form)?;
        let year = year.parse().map_err(|_| KeyError::Number)?;
        let month = month.parse().map_err(|_| KeyError::Number)?;
        if (1..=12).contains(&month) {
            Ok(Self { year, month })
        } else {
            Err(KeyError::Number)
        }
    }
}

/// Who may see a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everyone, signed in or not.
    Public,
    /// The members of one household.
    Household(HouseholdId),
    /// One resident.
    Resident(ResidentId),
    /// The community's desk; no resident's device ever holds it.
    Desk,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Household(id) => write!(f, "household/{id}"),
            Self::Resident(id) => write!(f, "resident/{id}"),
            Self::Desk => f.write_str("desk"),
        }
    }
}

impl Scope {
    /// The scope in which somebody with these sees a record of this one, if they do: the desk sees
    /// of households what is its own.
    pub fn seen_among(&self, theirs: &[Self], key: &Key) -> Option<Self> {
        if theirs.contains(self) {
            return Some(self.clone());
        }
        (key.is_the_desks() && theirs.contains(&Self::Desk)).then_some(Self::Desk)
    }
}

impl FromStr for Scope {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        match text.split_once('/') {
            None if text == "public" => Ok(Self::Public),
            None if text == "desk" => Ok(Self::Desk),
            Some(("household", id)) => Ok(Self::Household(id.parse()?)),
            Some(("resident", id)) => Ok(Self::Resident(id.parse()?)),
            _ => Err(KeyError::Form),
        }
    }
}

crate::as_text!(Key, Month, Scope);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_back_as_itself() {
        for text in [
            "community",
            "policy",
            "almanac/2026",
            "place/p",
            "activity/a",
            "session/s",
            "seats/s",
            "waiting/s/12",
            "holds",
            "household/h",
            "resident/r",
            "registration/s/r",
            "claim/r/n",
            "claims/r/2026-03",
            "note/r/n/v",
            "staff/r",
            "draft/s",
            "draw/s",
            "draws",
            "luck/h",
            "consent/r",
            "presence/s/2026-03-20/r",
            "absences/r",
            "heads/s/2026-03-20",
        ] {
            assert_eq!(
                text.parse::<Key>().map(|key| key.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in ["public", "household/h", "resident/r", "desk"] {
            assert_eq!(
                text.parse::<Scope>().map(|s| s.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn refuses_what_no_record_is_called() {
        for text in [
            "",
            "session",
            "session/",
            "session/a/b",
            "waiting/s/x",
            "claims/r/2026-13",
            "almanac/02026",
            "almanac/26",
            "heads/s/2026-3-20",
            "heads/s/2026-02-30",
        ] {
            assert!(text.parse::<Key>().is_err(), "{text:?}");
        }
    }
}
