//! Reading back what [`crate::export`] wrote: a file becomes rows, or is refused whole.
//!
//! The one rule to know: nothing of this device changes here, and a file that cannot be taken is
//! still the resident's; it is never altered.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use sync::store::{StoredRow, Table};

/// The largest file that is read: ten times a community's programme of a year with the notes of a
/// lifetime. Units: bytes.
pub const FILE_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// What every form of the file starts its name with.
const FAMILY: &str = "cuobian-device-";
/// The form of the file that this build reads and writes.
const FORM: u32 = 1;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The rows that only a device has; what the server sends is left out.
    pub rows: Vec<StoredRow>,
    /// Settings by name.
    pub settings: BTreeMap<String, String>,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCarried {
    /// It is larger than anything this app writes.
    #[error("{found_bytes} bytes, at most {limit_bytes} are read")]
    TooLarge {
        /// How large it is.
        found_bytes: u64,
        /// How large it may be.
        limit_bytes: u64,
    },
    /// It is not a whole file of this app.
    #[error("not a whole file of this app")]
    Foreign,
    /// A newer version of the app wrote it.
    #[error("a newer version wrote it")]
    Newer,
    /// The browser could not read it.
    #[error("the browser could not read it")]
    Unread,
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    tables: BTreeMap<String, BTreeMap<String, &'a RawValue>>,
    #[serde(default)]
    settings: BTreeMap<String, String>,
}

/// The part that every later form has too.
#[derive(Deserialize)]
struct Head {
    format: String,
}

/// Reads a file's content.
///
/// # Errors
/// When it is too large, not a whole file of this app, or a newer version's.
pub fn read(content: &str) -> Result<Carried, NotCarried> {
    check_size(u64::try_from(content.len()).unwrap_or(u64::MAX))?;
    let head: Head = sync::json::read(content).map_err(|_| NotCarried::Foreign)?;
    let form = head.format.strip_prefix(FAMILY);
    let form: Option<u32> = form.and_then(|form| form.parse().ok());
    match form {
        Some(FORM) => {}
        Some(newer) if newer > FORM => return Err(NotCarried::Newer),
        Some(_) | None => return Err(NotCarried::Foreign),
    }
    let document: Document = sync::json::read(content).map_err(|_| NotCarried::Foreign)?;
    let mut rows = Vec::new();
    for table in Table::ALL.into_iter().filter(|of| *of != Table::Records) {
        for (key, value) in document.tables.get(table.name()).into_iter().flatten() {
            rows.push(StoredRow {
                table,
                key: key.clone(),
                value: text_of(table, value),
            });
        }
    }
    Ok(Carried {
        rows,
        settings: document.settings,
    })
}

/// Refuses a file by its size alone, before it is read.
///
/// # Errors
/// When it is too large.
pub fn check_size(found_bytes: u64) -> Result<(), NotCarried> {
    let limit_bytes = FILE_BYTES_MAX;
    if found_bytes > limit_bytes {
        return Err(NotCarried::TooLarge {
            found_bytes,
            limit_bytes,
        });
    }
    Ok(())
}

/// A row's value as it was stored: what is not JSON travelled as a text of its own.
fn text_of(table: Table, value: &RawValue) -> String {
    let text: Option<String> = sync::json::read(value.get()).ok();
    match text {
        Some(text) if table == Table::Quarantine => text,
        Some(_) | None => value.get().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::export;

    fn row(table: Table, key: &str, value: &str) -> StoredRow {
        StoredRow {
            table,
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn what_was_exported_is_read_back_and_records_are_left_to_the_server() {
        let rows = [
            row(Table::Meta, "next_seq", "3"),
            row(Table::Outbox, "0001", r#"{"seq":1}"#),
            row(Table::Notes, "n/1", r#"{"text":"\"引号\""}"#),
            row(Table::Quarantine, "notes/n", "{broken"),
            row(Table::Records, "c/community", "{}"),
        ];
        let settings = BTreeMap::from([("lang", "en".to_owned())]);
        let carried = read(&export::document(&rows, &settings)).unwrap();
        assert_eq!(carried.rows, rows[..4]);
        assert_eq!(carried.settings.get("lang").map(String::as_str), Some("en"));
    }

    #[test]
    fn what_is_not_a_whole_file_of_this_app_is_refused() {
        let whole = export::document(&[row(Table::Meta, "next_seq", "3")], &BTreeMap::new());
        let cut = whole.get(..whole.len() - 9).unwrap();
        for (content, expect) in [
            ("", NotCarried::Foreign),
            ("PK\u{3}\u{4}", NotCarried::Foreign),
            ("{}", NotCarried::Foreign),
            (
                r#"{"format":"another-app-1","tables":{}}"#,
                NotCarried::Foreign,
            ),
            (
                r#"{"format":"cuobian-device-0","tables":{}}"#,
                NotCarried::Foreign,
            ),
            (
                r#"{"format":"cuobian-device-1","tables":[]}"#,
                NotCarried::Foreign,
            ),
            (
                r#"{"format":"cuobian-device-2","rows":[]}"#,
                NotCarried::Newer,
            ),
            (cut, NotCarried::Foreign),
        ] {
            assert_eq!(read(content), Err(expect), "{content}");
        }
        let limit_bytes = FILE_BYTES_MAX;
        let found_bytes = limit_bytes + 1;
        let large = NotCarried::TooLarge {
            found_bytes,
            limit_bytes,
        };
        assert_eq!(check_size(found_bytes), Err(large));
    }
}
