//! Whether a packed file may be unpacked at all: a few kilobytes can hold petabytes.
//!
//! The one rule to know: every member is unpacked once, into nothing, and counted. What members say
//! about their own size is not believed.

use crate::feed::FeedError;
use std::io::{Cursor, Read, copy, sink};
use zip::ZipArchive;

/// The most that a workbook may hold unpacked. Units: bytes. Fifty thousand full rows are 70 MB.
pub(super) const UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The most that the table of shared texts may hold, which is kept in memory. Units: bytes.
const SHARED_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The most members a workbook may have.
const MEMBERS_MAX: usize = 2_000;

/// Counts what a packed file holds.
pub(super) fn bounded(bytes: &[u8]) -> Result<(), FeedError> {
    let packed = || FeedError::TooMuchPacked {
        limit: UNPACKED_BYTES_MAX,
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FeedError::NotAWorkbook)?;
    if archive.len() > MEMBERS_MAX {
        return Err(packed());
    }
    let mut left = UNPACKED_BYTES_MAX;
    for at in 0..archive.len() {
        let member = archive.by_index(at).map_err(|_| FeedError::NotAWorkbook)?;
        let is_table = member
            .name()
            .is_ok_and(|name| name.to_ascii_lowercase().contains("worksheets/"));
        let room = if is_table {
            left
        } else {
            left.min(SHARED_BYTES_MAX)
        };
        let mut some = member.take(room.saturating_add(1));
        let found = copy(&mut some, &mut sink()).map_err(|_| FeedError::NotAWorkbook)?;
        if found > room {
            return Err(packed());
        }
        left = left.saturating_sub(found);
    }
    Ok(())
}
