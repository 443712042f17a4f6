//! What stands on a medium: the database file and its log, byte by byte.
//!
//! The one rule to know: a crash leaves each sector that was written but not synced as it was, as
//! it is, or cut; a file may be as long as it was, as it is, or anything between. Only a log that
//! begins anew has its head on the medium before anything behind it: SQLite syncs that by itself.

use crate::random::Random;
use std::io::{self, Write};
use std::path::Path;

/// The files of a database. The index of the log is left out: it is made anew after a crash.
const FILES: [&str; 2] = ["cuobian.sqlite3", "cuobian.sqlite3-wal"];
/// The head of a log, which is another whenever the log begins anew. Units: bytes.
const HEAD: usize = 32;
/// What a medium writes at once. Units: bytes.
const SECTOR: usize = 512;

/// The files of a database, as they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    files: [Vec<u8>; 2],
}

impl Image {
    /// Reads the files of a folder; one that is not there is empty.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut image = Self::default();
        for (bytes, name) in image.files.iter_mut().zip(FILES) {
            match std::fs::read(folder.join(name)) {
                Ok(found) => *bytes = found,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(image)
    }

    /// Writes the files into a folder, which then holds nothing else.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let files: Vec<_> = self.files.iter().zip(FILES).collect();
        let files = files.iter().filter(|(bytes, _)| !bytes.is_empty());
        for found in std::fs::read_dir(folder)? {
            let found = found?;
            if !files.clone().any(|(_, name)| found.file_name() == *name) {
                std::fs::remove_file(found.path())?;
            }
        }
        for (bytes, name) in files {
            // What is there is written over: a file made anew costs more than what it holds.
            let mut open = std::fs::OpenOptions::new();
            let open = open.write(true).create(true).truncate(false);
            let mut file = open.open(folder.join(name))?;
            file.write_all(bytes)?;
            file.set_len(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
        }
        Ok(())
    }

    /// What a crash leaves when this was synced and `now` was written since.
    pub fn crashed(&self, now: &Self, random: &mut Random) -> Self {
        let ([db, log], [new_db, new_log]) = (&self.files, &now.files);
        let db = mixed(db, new_db, random);
        let log = if begins_anew(log, new_log) {
            begun_anew(log, new_log, random)
        } else {
            mixed(log, new_log, random)
        };
        Self { files: [db, log] }
    }
}

/// Whether a log was written over from its beginning.
fn begins_anew(old: &[u8], new: &[u8]) -> bool {
    let head = |log: &[u8]| log.get(..HEAD).map(<[u8]>::to_vec);
    head(old).is_some() && head(old) != head(new)
}

/// What is left of a log that was begun anew: either no more than its head was written, or all of
/// that and anything of the rest. Without this the old head could stand before new frames, and what
/// was moved into the database long ago would be read once more.
fn begun_anew(old: &[u8], new: &[u8], random: &mut Random) -> Vec<u8> {
    let mut headed = old.to_vec();
    if random.below(4) == 0 {
        lay(
            &mut headed,
            new.get(..random.index(HEAD + 1)).unwrap_or(new),
        );
        return headed;
    }
    lay(&mut headed, new.get(..HEAD).unwrap_or(new));
    mixed(&headed, new, random)
}

fn mixed(old: &[u8], new: &[u8], random: &mut Random) -> Vec<u8> {
    match random.below(4) {
        0 => old.to_vec(),
        1 => new.to_vec(),
        2 => cut(old, new, random),
        _ => torn(old, new, random),
    }
}

/// Writes reached the medium in order, up to some byte.
fn cut(old: &[u8], new: &[u8], random: &mut Random) -> Vec<u8> {
    let sectors = old.chunks(SECTOR).zip(new.chunks(SECTOR));
    let same = SECTOR * sectors.take_while(|(a, b)| a == b).count();
    let same = same.min(old.len()).min(new.len());
    let rest = old.iter().zip(new).skip(same);
    let same = same + rest.take_while(|(a, b)| a == b).count();
    let at = same + random.index(new.len().saturating_sub(same) + 1);
    let mut left = new.get(..at).unwrap_or(new).to_vec();
    left.extend(old.get(at..).unwrap_or_default());
    left
}

/// Sectors reached the medium in no order, some of them only half.
fn torn(old: &[u8], new: &[u8], random: &mut Random) -> Vec<u8> {
    let (short, long) = (old.len().min(new.len()), old.len().max(new.len()));
    let length = short + random.index(long - short + 1);
    // Beyond the end of what was written a medium shows nothing but zeros.
    let mut left = vec![0; length];
    for (number, sector) in left.chunks_mut(SECTOR).enumerate() {
        let from = number * SECTOR;
        let half = random.index(SECTOR);
        let kept = match random.below(5) {
            0 | 1 => 0,
            2 | 3 => SECTOR,
            _ => half,
        };
        let (first, second) = sector.split_at_mut(kept.min(sector.len()));
        let after = from + first.len();
        lay(first, old.get(from..).unwrap_or_default());
        lay(second, new.get(after..).unwrap_or_default());
    }
    left
}

/// Lays bytes over others, as far as both reach.
fn lay(over: &mut [u8], bytes: &[u8]) {
    let both = over.len().min(bytes.len());
    if let (Some(over), Some(bytes)) = (over.get_mut(..both), bytes.get(..both)) {
        over.copy_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_begins_anew_has_its_whole_head_before_anything_behind_it() {
        let (old, new) = (vec![1_u8; 2_000], vec![2_u8; 1_500]);
        let mut random = Random::stream(1, "image");
        let (mut torn_heads, mut new_frames) = (0, 0);
        for _ in 0..400 {
            let image = |log: &Vec<u8>| Image {
                files: [Vec::new(), log.clone()],
            };
            let [_, left] = image(&old).crashed(&image(&new), &mut random).files;
            let (head, rest) = left.split_at(HEAD);
            let is_whole = head.iter().all(|byte| *byte == 2);
            assert!(is_whole || rest.iter().all(|byte| *byte == 1));
            torn_heads += usize::from(!is_whole && head.contains(&2));
            new_frames += usize::from(rest.contains(&2) && rest.contains(&1));
        }
        assert!(
            torn_heads > 20 && new_frames > 20,
            "{torn_heads} {new_frames}"
        );
    }

    #[test]
    fn a_crash_leaves_old_bytes_new_ones_or_none_and_nothing_else() {
        let (old, new) = (vec![1_u8; 2_000], vec![2_u8; 5_000]);
        let mut random = Random::stream(1, "image");
        let (mut lengths, mut mixtures) = (std::collections::BTreeSet::new(), 0);
        for _ in 0..200 {
            let left = mixed(&old, &new, &mut random);
            assert!(left.iter().all(|byte| *byte <= 2));
            lengths.insert(left.len());
            mixtures += usize::from(left.contains(&1) && left.contains(&2));
        }
        assert!(lengths.len() > 50 && mixtures > 50);
        let again = mixed(&old, &old, &mut random);
        assert_eq!(again, old, "what is synced stays");
    }
}
