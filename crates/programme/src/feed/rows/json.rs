//! Rows of a JSON array.

use super::{File, Found, at, decode, numbered};
use crate::feed::FeedError;
use serde_json::Value;

/// The rows of the array at a path; at no path, the whole file is the array.
pub(super) fn rows(file: File<'_>, path: &str) -> Result<Vec<Found>, FeedError> {
    let mut value = read(&decode::text(file.bytes)?)?;
    if !path.is_empty() {
        value = at(&value, path).cloned().unwrap_or_default();
    }
    match value {
        Value::Array(rows) => Ok(numbered(rows)),
        _ => Err(FeedError::NotAnArray),
    }
}

/// A JSON text.
pub(super) fn read(text: &str) -> Result<Value, FeedError> {
    serde_json::from_str(text).map_err(|error| FeedError::NotJson {
        line: error.line(),
        column: error.column(),
    })
}
