//! Values of a later version that this build has no name for.
//!
//! The one rule to know: a closed list that may grow is read through [`or_newer`]: what cannot be
//! named becomes its `Newer`, and everything around it is still read.
//!
//! Deliberately absent: keeping the unknown value; who sent it still has it.

use crate::wire::Body;
use rules::Refusal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

/// A list that a later version may add to.
pub(crate) trait Newer: DeserializeOwned {
    /// What stands for everything added later.
    const NEWER: Self;
}

impl Newer for Refusal {
    const NEWER: Self = Self::Newer;
}

/// Reads a value, or that it is newer than this build.
pub(crate) fn or_newer<'de, T: Newer, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let raw = Body::deserialize(from)?;
    Ok(raw.read().unwrap_or(T::NEWER))
}

/// The same where there may be no value.
pub(crate) fn or_newer_if_any<'de, T: Newer, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let raw = Option::<Body>::deserialize(from)?;
    Ok(raw.map(|raw| raw.read().unwrap_or(T::NEWER)))
}

#[cfg(test)]
mod tests {
    use crate::outcome::{Amendment, Outcome, Unreadable};
    use crate::wire::{Protest, Protested, Settled, SettledNote};
    use rules::Refusal;

    fn settled(text: &str) -> Option<Outcome> {
        let text = format!(r#"{{"seq":1,"outcome":{text}}}"#);
        let settled: Option<Settled> = serde_json::from_str(&text).ok();
        settled.map(|settled| settled.outcome)
    }

    #[test]
    fn what_a_later_version_says_is_read_as_newer_and_what_surrounds_it_is_read() {
        let refusal = Refusal::Newer;
        let refused = Outcome::Refused { refusal };
        for text in [
            r#"{"refused":{"refusal":"out_of_tune"}}"#,
            r#"{"refused":{"refusal":{"out_of_tune":{"by":[1,{"a":null}]}}}}"#,
        ] {
            assert_eq!(settled(text), Some(refused.clone()), "{text}");
        }
        let how = Amendment::Newer;
        let changed = r#"{"changed":{"how":{"shared":{"with":3}}}}"#;
        assert_eq!(settled(changed), Some(Outcome::Changed { how }));
        let why = Unreadable::Newer;
        let held = Outcome::Quarantined { why };
        let quarantined = r#"{"quarantined":{"why":"in_verse"}}"#;
        assert_eq!(settled(quarantined), Some(held.clone()));
        assert_eq!(settled(r#"{"pondered":{"for":1}}"#), Some(held));
        assert_eq!(settled(r#""accepted""#), Some(Outcome::Accepted));
        let note: Result<SettledNote, _> =
            serde_json::from_str(r#"{"note":"n","rev":"r","refusal":"too_sad"}"#);
        assert_eq!(
            note.ok().and_then(|note| note.refusal),
            Some(Refusal::Newer)
        );
        let kept: Result<SettledNote, _> = serde_json::from_str(r#"{"note":"n","rev":"r"}"#);
        assert_eq!(kept.ok().map(|note| note.refusal), Some(None));
        let protested: Result<Protested, _> = serde_json::from_str(r#"{"error":{"tired":1}}"#);
        assert_eq!(protested.ok().map(|said| said.error), Some(Protest::Newer));
        let other: Result<Protested, _> = serde_json::from_str(r#"{"hello":1}"#);
        assert!(other.is_err(), "another server's answer was taken for ours");
    }
}
