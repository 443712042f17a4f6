//! The diary: what a resident notes for themselves. Theirs alone until they claim it.
//!
//! The one rule to know: a revision is immutable and names its parents; two devices that change
//! the same note make two heads, and both are kept and shown.
//!
//! Deliberately absent: naming revisions (a digest, made where notes are written).

use crate::id::{ActId, NoteId, RevisionId};
use crate::refusal::Refusal;
use jiff::civil;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest text of a note. Units: characters. A page of a passbook.
pub const NOTE_TEXT_CHARS_MAX: usize = 1_000;
/// The shortest act that is written down. Units: minutes.
pub const NOTE_MINUTES_MIN: u16 = 5;
/// The longest act of one day that is believed. Units: minutes.
pub const NOTE_MINUTES_MAX: u16 = 720;
/// How many parents a revision may name: a merge of every device of a family fits.
pub const NOTE_PARENTS_MAX: usize = 8;

/// What a note says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NoteBody {
    /// The kind of act.
    pub act: ActId,
    /// The day it was done, on the community's wall clock.
    #[serde(with = "crate::time::written")]
    pub day: civil::Date,
    /// How long it took. Units: minutes.
    pub minutes: u16,
    /// What the resident wrote; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Whether the resident threw it away. The revision stays; the diary no longer shows it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub discarded: bool,
}

/// One immutable revision of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRevision {
    /// The revisions it follows; none for the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<RevisionId>,
    /// What it says.
    pub body: NoteBody,
}

/// Whether a note may be kept as it is.
pub fn check_note(revision: &NoteRevision) -> Result<(), Refusal> {
    let NoteBody { minutes, text, .. } = &revision.body;
    if !(NOTE_MINUTES_MIN..=NOTE_MINUTES_MAX).contains(minutes) {
        return Err(Refusal::Minutes {
            found: *minutes,
            min: NOTE_MINUTES_MIN,
            max: NOTE_MINUTES_MAX,
        });
    }
    let chars = text.chars().count();
    if chars > NOTE_TEXT_CHARS_MAX {
        return Err(Refusal::TextTooLong {
            found: u32::try_from(chars).unwrap_or(u32::MAX),
            limit: u32::try_from(NOTE_TEXT_CHARS_MAX).unwrap_or(u32::MAX),
        });
    }
    if revision.parents.len() > NOTE_PARENTS_MAX {
        return Err(Refusal::TooManyItems {
            found: u32::try_from(revision.parents.len()).unwrap_or(u32::MAX),
            limit: u32::try_from(NOTE_PARENTS_MAX).unwrap_or(u32::MAX),
        });
    }
    Ok(())
}

/// The heads of a note: the revisions that no other names as a parent, in the order of their ids.
/// More than one head means that two devices wrote at once; the diary shows each.
pub fn heads<'a>(
    revisions: impl Iterator<Item = (&'a RevisionId, &'a NoteRevision)> + Clone,
) -> Vec<(&'a RevisionId, &'a NoteRevision)> {
    let parents: BTreeSet<&RevisionId> = revisions
        .clone()
        .flat_map(|(_, revision)| revision.parents.iter())
        .collect();
    let mut heads: Vec<_> = revisions.filter(|(id, _)| !parents.contains(id)).collect();
    heads.sort_unstable_by_key(|(id, _)| *id);
    heads
}

/// A note as the diary shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteHead {
    /// The note.
    pub note: NoteId,
    /// The revision.
    pub revision: RevisionId,
    /// What it says.
    pub body: NoteBody,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;

    fn revision(minutes: u16, text: &str, parents: &[&str]) -> NoteRevision {
        NoteRevision {
            parents: parents.iter().map(|id| id.parse().unwrap()).collect(),
            body: NoteBody {
                act: "guard".parse().unwrap(),
                day: date(2026, 3, 20),
                minutes,
                text: text.to_owned(),
                discarded: false,
            },
        }
    }

    #[test]
    fn keeps_a_note_at_every_limit_and_refuses_one_beyond() {
        assert!(check_note(&revision(NOTE_MINUTES_MIN, "", &[])).is_ok());
        assert!(
            check_note(&revision(
                NOTE_MINUTES_MAX,
                &"字".repeat(NOTE_TEXT_CHARS_MAX),
                &[]
            ))
            .is_ok()
        );
        assert!(check_note(&revision(NOTE_MINUTES_MIN - 1, "", &[])).is_err());
        assert!(check_note(&revision(NOTE_MINUTES_MAX + 1, "", &[])).is_err());
        assert!(check_note(&revision(60, &"字".repeat(NOTE_TEXT_CHARS_MAX + 1), &[])).is_err());
    }

    #[test]
    fn a_revision_follows_as_many_as_it_may() {
        for (over, is_kept) in [(0, true), (1, false)] {
            let parents = vec!["a"; NOTE_PARENTS_MAX + over];
            assert_eq!(check_note(&revision(60, "", &parents)).is_ok(), is_kept);
        }
    }

    #[test]
    fn two_devices_that_write_at_once_leave_two_heads() {
        let rows = [
            ("a".parse::<RevisionId>().unwrap(), revision(60, "", &[])),
            ("b".parse().unwrap(), revision(75, "", &["a"])),
            ("c".parse().unwrap(), revision(90, "", &["a"])),
        ];
        let found = heads(rows.iter().map(|(id, revision)| (id, revision)));
        let ids: Vec<_> = found.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["b", "c"]);
    }
}
