//! The draw: scarce places are given by lot, and anybody can draw the same lots again.
//!
//! The one rule to know: before anybody applies the server shows the seal of a seed (its SHA-256);
//! at the draw it shows the seed. A ticket's number is SHA-256 of the seed, of everybody who takes
//! part, of the turn and of the ticket; the lowest of a party's tickets is its place. Seats go down
//! the list to whom they are enough for. Who knows the published list can check all of it
//! ([`Drawn::is_right`]); who knew the seed could still not say what one more party would change
//! without trying.
//!
//! Deliberately absent: when, and for whom; that is decided in [`super::drawing`].

use crate::id::SessionId;
use crate::time::UnixMillis;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How many parties may take part in one draw: one transaction's worth.
pub const DRAW_PARTIES_MAX: u32 = 5_000;

/// 32 bytes, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// Why a text is not such a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 64 hexadecimal digits in lower case")]
pub struct HashError;

impl core::fmt::Display for Hash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl core::str::FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte.wrapping_sub(b'0')),
            b'a'..=b'f' => Ok(byte.wrapping_sub(b'a').wrapping_add(10)),
            _ => Err(HashError),
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return Err(HashError);
        }
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)?.wrapping_shl(4) | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}

crate::as_text!(Hash);

/// A session's draw, which everybody sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// SHA-256 of the seed, shown before anybody applies.
    pub seal: Hash,
    /// The draw as it was held; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Drawn>,
}

/// A draw that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The seed.
    pub seed: Hash,
    /// When.
    pub at: UnixMillis,
    /// How many seats there were to give.
    pub seats: u32,
    /// Everybody who took part, in the order of their places.
    pub entries: Vec<Entry>,
}

/// A party that took part, without names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The turn it applied under, which its own people see.
    pub turn: u32,
    /// How many people it is.
    pub people: u32,
    /// How many tickets it had.
    pub tickets: u8,
    /// Whether it got seats.
    pub won: bool,
}

/// Draws that are still to be held, or not even sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draws {
    /// Their sessions, ascending.
    pub open: Vec<SessionId>,
}

/// How a household fared in draws.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Luck {
    /// How many draws it has lost since it last won.
    pub lost: u32,
}

/// The seal of a seed.
pub fn seal_of(seed: Hash) -> Hash {
    Hash(Sha256::digest(seed.0).into())
}

impl Drawn {
    /// Draws: puts parties in the order of their lots and gives the seats down the list, to whom
    /// they are enough for. `fits` is asked for each in that order and takes the seats.
    pub(super) fn hold(
        (seed, at, seats): (Hash, UnixMillis, u32),
        entries: Vec<Entry>,
        mut fits: impl FnMut(&Entry) -> bool,
    ) -> Self {
        let in_order = order(seed, entries).into_iter().map(|mut entry| {
            entry.won = fits(&entry);
            entry
        });
        Self {
            seed,
            at,
            seats,
            entries: in_order.collect(),
        }
    }

    /// Whether this is what the sealed seed leads to: the order, and who got seats. A session with
    /// quotas passes some by for whom there were seats; of those the order alone is checked.
    pub fn is_right(&self, seal: Hash, quotas: bool) -> bool {
        if seal_of(self.seed) != seal {
            return false;
        }
        let mut free = self.seats;
        let again = Self::hold(
            (self.seed, self.at, self.seats),
            self.entries.clone(),
            |entry| {
                let fits = entry.people <= free && (!quotas || entry.won);
                if fits {
                    free = free.saturating_sub(entry.people);
                }
                fits
            },
        );
        again == *self
    }
}

/// Everybody in the order of their lots.
pub fn order(seed: Hash, entries: Vec<Entry>) -> Vec<Entry> {
    let everybody = digest_of(&entries);
    let mut lots: Vec<(Hash, Entry)> = entries
        .into_iter()
        .map(|entry| (lot(seed, everybody, &entry), entry))
        .collect();
    lots.sort_unstable_by_key(|(lot, entry)| (*lot, entry.turn));
    lots.into_iter().map(|(_, entry)| entry).collect()
}

/// SHA-256 of everybody who takes part, by turn: `turn people tickets`, one a line.
fn digest_of(entries: &[Entry]) -> Hash {
    let mut by_turn: Vec<&Entry> = entries.iter().collect();
    by_turn.sort_unstable_by_key(|entry| entry.turn);
    let mut digest = Sha256::new();
    for entry in by_turn {
        let line = format!("{} {} {}\n", entry.turn, entry.people, entry.tickets);
        digest.update(line.as_bytes());
    }
    Hash(digest.finalize().into())
}

/// A party's lot: the lowest of its tickets. A ticket is SHA-256 of `seed everybody turn number`,
/// numbers from 1.
fn lot(seed: Hash, everybody: Hash, entry: &Entry) -> Hash {
    let ticket = |number: u8| {
        let text = format!("{seed} {everybody} {} {number}", entry.turn);
        Hash(Sha256::digest(text.as_bytes()).into())
    };
    let first = ticket(1);
    (2..=entry.tickets).map(ticket).fold(first, Ord::min)
}
