//! What stands for a plan, so that somebody can say which one they have seen.
//!
//! The one rule to know: it is over what would be written, what would be left alone and what was
//! refused; never over the moment, or over how many people came in meanwhile.

use super::Plan;
use sha2::{Digest, Sha256};
use sync::identity::Chain;

impl Plan {
    /// The digest, in hexadecimal.
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        let mut add = |text: &[u8]| {
            // Each with its length, so that no two lists run into each other.
            digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(text);
        };
        add(self.community.as_str().as_bytes());
        for item in &self.changes.items {
            add(item.key.to_string().as_bytes());
            // A record that could not be written down could not be published either.
            add(&serde_json::to_vec(&item.record).unwrap_or_default());
        }
        for key in self.changes.new.iter().chain(&self.changes.changed) {
            add(key.to_string().as_bytes());
        }
        add(b"held");
        for session in &self.changes.held {
            add(session.as_str().as_bytes());
        }
        add(b"gone");
        for session in &self.changes.gone {
            add(session.as_str().as_bytes());
        }
        add(b"refused");
        for refused in &self.reading.refused {
            add(refused.row.to_string().as_bytes());
            add(refused.reason.to_string().as_bytes());
        }
        Chain(digest.finalize().into()).to_string()
    }
}
