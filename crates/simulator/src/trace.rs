//! The story of a run, as sentences, and a digest of it.

use crate::clock::told;
use sha2::{Digest, Sha256};

/// The story of a run.
#[derive(Debug, Default)]
pub struct Trace {
    keeps: bool,
    lines: Vec<String>,
    steps: u64,
}

impl Trace {
    /// A story that is kept, or not.
    pub fn new(keeps: bool) -> Self {
        Self {
            keeps,
            ..Self::default()
        }
    }

    /// Adds a sentence, if anyone listens.
    pub fn tell(&mut self, now: u64, sentence: impl FnOnce() -> String) {
        self.steps += 1;
        if self.keeps {
            self.lines.push(format!("{} {}", told(now), sentence()));
        }
    }

    /// The sentences.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// How many sentences there were, kept or not.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The digest of the sentences.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for line in &self.lines {
            hash.update(line.as_bytes());
            hash.update(b"\n");
        }
        short(hash)
    }
}

/// The beginning of a digest, as text.
pub fn short(hash: Sha256) -> String {
    let digest = hash.finalize();
    let bytes = digest.iter().take(8);
    bytes.fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
