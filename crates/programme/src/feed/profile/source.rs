//! What kind of files a feed is, and how several of them make one row.

use serde::Deserialize;

/// What kind of files a feed is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::feed) struct Source {
    /// The kind.
    pub(in crate::feed) form: Form,
    /// The name of the file that holds the rows, where a feed is several; case does not matter.
    pub(in crate::feed) file: String,
    /// XML: the element that is a row. JSON: the path of the array of rows; empty: the whole.
    pub(in crate::feed) rows: String,
    /// A workbook's sheet; empty: the first that has the headings.
    pub(in crate::feed) sheet: String,
    /// What is joined to each row from other lists.
    pub(in crate::feed) join: Vec<Join>,
}

/// A kind of files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::feed) enum Form {
    /// An array of JSON objects.
    #[default]
    Json,
    /// A table with headings: .xlsx, or text with commas, semicolons or tabs. The bytes say which.
    Table,
    /// A list of XML elements.
    Xml,
    /// An iCalendar file; see [`super::super::rows::calendar`] for what a row has.
    Calendar,
    /// schema.org events in JSON-LD, bare or within HTML pages.
    Events,
}

/// A list of another file, joined to each row by an id.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::feed) struct Join {
    /// The file's name.
    pub(in crate::feed) file: String,
    /// The element that is an entry.
    pub(in crate::feed) rows: String,
    /// Where in the entry its id is.
    pub(in crate::feed) key: String,
    /// Where in the row that id is.
    pub(in crate::feed) on: String,
    /// Under what name the entry stands in the row.
    pub(in crate::feed) name: String,
}
