//! Everything on this device as one JSON file.
//!
//! The one rule to know: rows leave as they are stored, the unreadable ones too, so that nothing
//! is lost by an export and anything can be read back.

use rules::civil;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use sync::store::{StoredRow, Table};

/// The form of the file, for [`crate::import`], which reads it back.
const FORMAT: &str = "cuobian-device-1";

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    settings: &'a BTreeMap<&'static str, String>,
    tables: BTreeMap<&'static str, BTreeMap<&'a str, Value<'a>>>,
}

/// A row's value: as JSON where it is, as text where it is not.
#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Json(&'a RawValue),
    Text(&'a str),
}

/// The file's content.
pub fn document(rows: &[StoredRow], settings: &BTreeMap<&'static str, String>) -> String {
    let mut tables: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for table in Table::ALL {
        tables.insert(table.name(), BTreeMap::new());
    }
    for row in rows {
        let value = match serde_json::from_str::<&RawValue>(&row.value) {
            Ok(json) => Value::Json(json),
            Err(_) => Value::Text(&row.value),
        };
        tables
            .entry(row.table.name())
            .or_default()
            .insert(row.key.as_str(), value);
    }
    let document = Document {
        format: FORMAT,
        settings,
        tables,
    };
    // Maps of texts and raw JSON cannot fail to be JSON.
    serde_json::to_string(&document).unwrap_or_default()
}

/// The file's name, by the community's date.
pub fn file_name(now: civil::DateTime) -> String {
    format!(
        "cuobian-{:04}-{:02}-{:02}.json",
        now.year(),
        now.month(),
        now.day()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_leave_as_they_are_even_broken_ones() {
        let row = |table, key: &str, value: &str| StoredRow {
            table,
            key: key.to_owned(),
            value: value.to_owned(),
        };
        let rows = [
            row(Table::Notes, "n/1", r#"{"minutes":60}"#),
            row(Table::Quarantine, "notes/n", "{broken"),
        ];
        let said = document(&rows, &BTreeMap::new());
        assert!(said.contains(r#""notes":{"n/1":{"minutes":60}}"#), "{said}");
        assert!(
            said.contains(r#""quarantine":{"notes/n":"{broken"}"#),
            "{said}"
        );
        assert!(
            said.starts_with(r#"{"format":"cuobian-device-1""#),
            "{said}"
        );
    }
}
