//! How far a device has come in a community's feed: the contiguous prefix, scope by scope.
//!
//! The one rule to know: opaque to the device. Only the server makes and reads one; a device
//! stores it in the same transaction as the rows it stands for.

use crate::identity::FeedEpoch;
use rules::key::Scope;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The longest cursor that is read. Units: bytes.
const CURSOR_BYTES_MAX: usize = 1_024;

/// A cursor as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

/// A cursor as the server reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The life of the feed it belongs to.
    pub feed_epoch: FeedEpoch,
    /// What the device could read when it came this far.
    pub schema_view: u16,
    /// Answers since device and server last compared what they hold.
    pub pulls: u32,
    /// Every change of a scope up to this revision has been delivered.
    pub scopes: BTreeMap<Scope, u64>,
    /// Scopes of which the device holds rows of an earlier life of the feed, while whoever they
    /// belong to is not signed in: they stay, and are emptied as soon as somebody is.
    pub of_another_life: BTreeSet<Scope>,
}

/// What stands in the place of a revision for a scope of another life.
const OF_ANOTHER_LIFE: &str = "old";

impl Position {
    /// Writes it down for travel: `epoch|view|pulls|scope=rev|..|scope=old|..`.
    pub fn seal(&self) -> Cursor {
        let mut text = format!("{}|{}|{}", self.feed_epoch, self.schema_view, self.pulls);
        for (scope, rev) in &self.scopes {
            text = format!("{text}|{scope}={rev}");
        }
        for scope in &self.of_another_life {
            text = format!("{text}|{scope}={OF_ANOTHER_LIFE}");
        }
        Cursor(text)
    }

    /// Reads one back; none when it is not one of ours, which is answered by a reset.
    pub fn unseal(cursor: &Cursor) -> Option<Self> {
        if cursor.0.len() > CURSOR_BYTES_MAX {
            return None;
        }
        let mut parts = cursor.0.split('|');
        let feed_epoch = parts.next()?.parse().ok()?;
        let schema_view = parts.next()?.parse().ok()?;
        let pulls = parts.next()?.parse().ok()?;
        let (mut scopes, mut of_another_life) = (BTreeMap::new(), BTreeSet::new());
        for part in parts {
            let (scope, rev) = part.split_once('=')?;
            let scope = scope.parse().ok()?;
            if rev == OF_ANOTHER_LIFE {
                of_another_life.insert(scope);
            } else {
                scopes.insert(scope, rev.parse().ok()?);
            }
        }
        Some(Self {
            feed_epoch,
            schema_view,
            pulls,
            scopes,
            of_another_life,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_position_survives_the_journey_and_nonsense_does_not() {
        let position = Position {
            feed_epoch: FeedEpoch([7; 8]),
            schema_view: 1,
            pulls: 7,
            scopes: [
                (Scope::Public, 12),
                (Scope::Household("h".parse().unwrap()), 3),
            ]
            .into(),
            of_another_life: [Scope::Desk].into(),
        };
        assert_eq!(Position::unseal(&position.seal()), Some(position));
        for bad in [
            "",
            "x|1",
            "0707070707070707|1|public",
            "0707070707070707|1|public=x",
        ] {
            assert_eq!(Position::unseal(&Cursor(bad.to_owned())), None, "{bad}");
        }
    }

    #[test]
    fn a_cursor_is_read_up_to_its_length_and_not_beyond() {
        let long = |bytes: usize| {
            let start = "0707070707070707|1|";
            Cursor(format!("{start}{}", "0".repeat(bytes - start.len())))
        };
        let at_most = Position::unseal(&long(CURSOR_BYTES_MAX));
        assert_eq!(at_most.map(|position| position.pulls), Some(0));
        assert_eq!(Position::unseal(&long(CURSOR_BYTES_MAX + 1)), None);
    }
}
