//! Names of things: one newtype a kind, so that a session is never taken for a resident.
//!
//! The one rule to know: an id is 1 to 48 characters of `A-Z a-z 0-9 . _ -`, checked whenever one
//! is read, so that ids can stand in keys, addresses and file names as they are.
//!
//! Deliberately absent: making fresh ids. They come in as values.

use core::fmt;
use core::str::FromStr;

/// The longest id accepted. Units: bytes. Long enough for `feed-` plus a foreign key and a date.
pub const ID_BYTES_MAX: usize = 48;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is empty.
    #[error("an id is empty")]
    Empty,
    /// The text is longer than [`ID_BYTES_MAX`].
    #[error("an id has {found} bytes, at most {limit} are allowed")]
    TooLong {
        /// How many bytes the text has.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// The text holds a character outside the allowed set.
    #[error("an id holds the character {found:?}")]
    Character {
        /// The first character outside the set.
        found: char,
    },
}

fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > ID_BYTES_MAX {
        return Err(IdError::TooLong {
            found: text.len(),
            limit: ID_BYTES_MAX,
        });
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    // Every allowed character is one byte, so the first that is not begins a character.
    let stranger = text.bytes().position(|byte| !allowed(byte));
    let stranger = stranger.and_then(|at| text.get(at..)?.chars().next());
    stranger.map_or(Ok(()), |found| Err(IdError::Character { found }))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                check(text)?;
                Ok(Self(text.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        $crate::as_text!($name);
    )*};
}

ids! {
    /// A community: the unit of sync, of privacy and of scale-out. Dehua county is `350526`.
    CommunityId,
    /// A venue.
    PlaceId,
    /// What is offered.
    ActivityId,
    /// What one registration covers.
    SessionId,
    /// Residents who share a home.
    HouseholdId,
    /// A person who takes part.
    ResidentId,
    /// A diary note, named on the device that wrote it.
    NoteId,
    /// One immutable revision of a note, named by its content.
    RevisionId,
    /// A kind of act in the points policy, such as `guard`.
    ActId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_longest_and_refuses_one_more() {
        let longest = "a".repeat(ID_BYTES_MAX);
        assert!(longest.parse::<SessionId>().is_ok());
        assert_eq!(
            format!("{longest}a").parse::<SessionId>(),
            Err(IdError::TooLong {
                found: 49,
                limit: 48
            })
        );
    }

    #[test]
    fn refuses_what_would_break_a_key() {
        for bad in ["", "a/b", "a b", "é", "a\n"] {
            assert!(bad.parse::<PlaceId>().is_err(), "{bad:?}");
        }
    }
}
