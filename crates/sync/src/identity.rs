//! Who sent what: device, epoch, sequence number and fingerprint.
//!
//! The one rule to know: an intent's id is (device, epoch, seq). The same id with the same
//! fingerprint is the same intent again; with another fingerprint it is a fork, never silence.

use core::fmt;
use core::str::FromStr;
use rules::id::{NoteId, ResidentId, RevisionId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Why a text is not the hexadecimal form of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identity is {bytes} bytes in hexadecimal")]
pub struct HexError {
    /// How many bytes were wanted.
    pub bytes: usize,
}

/// The hexadecimal digit of a number below 16.
fn digit(number: u8) -> u8 {
    let from = if number < 10 { b'0' } else { b'a' - 10 };
    from.wrapping_add(number)
}

macro_rules! hex_newtypes {
    ($($(#[$doc:meta])* $name:ident $bytes:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut text = [0; $bytes * 2];
                for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
                    pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
                }
                f.write_str(core::str::from_utf8(&text).map_err(|_| fmt::Error)?)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = HexError;
            fn from_str(text: &str) -> Result<Self, HexError> {
                let wrong = HexError { bytes: $bytes };
                let mut bytes = [0; $bytes];
                if text.len() != $bytes * 2 || !text.is_ascii() {
                    return Err(wrong);
                }
                for (at, byte) in bytes.iter_mut().enumerate() {
                    let pair = text.get(at * 2..at * 2 + 2).ok_or(wrong)?;
                    *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong)?;
                }
                Ok(Self(bytes))
            }
        }

        rules::as_text!($name);
    )*};
}

hex_newtypes! {
    /// One device's store, for as long as it is not cloned or cleared.
    Device 16,
    /// One life of that store: new whenever it is created or found to be a clone.
    Epoch 8,
    /// What an intent says, in short.
    Fingerprint 16,
    /// One life of a community's feed: new when the server was restored from a backup.
    FeedEpoch 8,
    /// The head of a community's hash chain.
    Chain 32,
    /// The hash of a row, or of many: they are added bit by bit.
    RowHash 8,
}

/// The id of an intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IntentId {
    /// The device that wrote it.
    pub device: Device,
    /// The life of its store.
    pub epoch: Epoch,
    /// Its number, from 1.
    pub seq: u64,
}

/// The fingerprint of an intent: the first 16 bytes of SHA-256 over who asks, what kind, which
/// version of the kind, and the body's bytes as they travel.
pub fn fingerprint(by: &ResidentId, kind: &str, kv: u16, body: &str) -> Fingerprint {
    let mut hash = Sha256::new();
    for part in [by.as_str(), kind] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.update(kv.to_be_bytes());
    hash.update(body.as_bytes());
    Fingerprint(first(&hash.finalize()))
}

/// The name of a note's revision: it says what it holds, so equal revisions are one.
/// `parents` are in the order they are sent.
pub fn revision_id(note: &NoteId, parents: &[RevisionId], body: &str) -> RevisionId {
    let mut hash = Sha256::new();
    hash.update(note.as_str().as_bytes());
    for parent in parents {
        hash.update([0]);
        hash.update(parent.as_str().as_bytes());
    }
    hash.update([1]);
    hash.update(body.as_bytes());
    let digest = Epoch(first(&hash.finalize()));
    match digest.to_string().parse() {
        Ok(id) => id,
        // Sixteen hexadecimal characters are an id by construction.
        Err(_) => unreachable!("a digest is an id"),
    }
}

/// The hash of a record's row. It finds what got lost or altered by chance, not by intent (that
/// is the journal's): FNV-1a, because a phone walks over its whole programme when it starts.
pub fn row_hash(key: &str, rev: u64, data: &str) -> RowHash {
    let bytes = key.bytes().chain([0]).chain(rev.to_be_bytes());
    let hash = bytes
        .chain(data.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    RowHash(hash.to_be_bytes())
}

impl RowHash {
    /// Both together; the order does not matter, and twice the same is nothing.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for (to, from) in self.0.iter_mut().zip(other.0) {
            *to ^= from;
        }
        self
    }
}

/// The next head of a hash chain.
pub fn chain(previous: Chain, line: &[u8]) -> Chain {
    let mut hash = Sha256::new();
    hash.update(previous.0);
    hash.update(line);
    Chain(first(&hash.finalize()))
}

fn first<const N: usize>(digest: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    for (to, from) in bytes.iter_mut().zip(digest) {
        *to = *from;
    }
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hexadecimal_reads_back_and_refuses_the_rest() {
        let epoch = Epoch([0, 1, 2, 3, 4, 5, 254, 255]);
        assert_eq!(epoch.to_string(), "000102030405feff");
        assert_eq!(epoch.to_string().parse(), Ok(epoch));
        for bad in [
            "",
            "00",
            "000102030405fef",
            "000102030405fefg",
            "é00102030405fef",
        ] {
            assert!(bad.parse::<Epoch>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_sum_of_rows_misses_no_row_and_no_letter() {
        let rows = [
            ("a", 1, "{}"),
            ("b", 2, "{}"),
            ("b", 3, "{}"),
            ("b", 2, "{ }"),
        ];
        let hashes = rows.map(|(key, rev, data)| row_hash(key, rev, data));
        for (at, hash) in hashes.iter().enumerate() {
            assert!(!hashes.iter().skip(at + 1).any(|other| other == hash));
        }
        let [a, b, ..] = hashes;
        assert_eq!(a.with(b), b.with(a));
        assert_eq!(a.with(b).with(b), a);
    }

    #[test]
    fn a_fingerprint_tells_every_part_apart() {
        let by = |id: &str| id.parse::<ResidentId>().unwrap();
        let base = fingerprint(&by("a"), "register", 1, "{}");
        assert_ne!(base, fingerprint(&by("b"), "register", 1, "{}"));
        assert_ne!(base, fingerprint(&by("a"), "leave", 1, "{}"));
        assert_ne!(base, fingerprint(&by("a"), "register", 2, "{}"));
        assert_ne!(base, fingerprint(&by("a"), "register", 1, "{ }"));
    }

    #[test]
    fn no_part_runs_into_the_next_and_each_part_counts() {
        let by = |name: &str| name.parse::<ResidentId>().unwrap();
        let print = |name, kind| fingerprint(&by(name), kind, 1, "{}");
        assert_ne!(print("ab", "c"), print("a", "bc"));
        let rev = |name: &str, parents: &[&str], body: &str| {
            let parents: Vec<RevisionId> = parents.iter().map(|it| it.parse().unwrap()).collect();
            revision_id(&name.parse().unwrap(), &parents, body)
        };
        let names = [
            rev("n", &[], "{}"),
            rev("m", &[], "{}"),
            rev("n", &["p"], "{}"),
            rev("n", &["p", "q"], "{}"),
            rev("n", &["pq"], "{}"),
            rev("np", &[], "{}"),
            rev("n", &[], "{ }"),
        ];
        for (at, name) in names.iter().enumerate() {
            assert!(
                !names.iter().skip(at + 1).any(|other| other == name),
                "{at}"
            );
        }
        let first = chain(Chain::default(), b"1");
        assert_ne!(first, chain(Chain::default(), b"2"));
        assert_ne!(first, chain(first, b"1"));
    }

    #[test]
    fn prints_and_hashes_are_those_that_earlier_builds_made() {
        let by: ResidentId = "lin".parse().unwrap();
        let print = fingerprint(&by, "claim", 1, "{}");
        assert_eq!(print.to_string(), "16052daecbd86680c8cf99a727850a60");
        let rev = revision_id(&"n".parse().unwrap(), &["p".parse().unwrap()], "{}");
        assert_eq!(rev.as_str(), "16c414a3731829cf");
        assert_eq!(row_hash("place/p", 7, "{}").to_string(), "0cdfc6b4f884fb00");
        let line = chain(Chain([7; 32]), b"{}").to_string();
        assert_eq!(line.get(..16), Some("605dcbfd3c387c45"));
    }
}
