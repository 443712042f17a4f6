//! A programme as separated values: UTF-8 with a byte order mark, without which a common spreadsheet
//! reads Chinese as something else.

use super::{FORMULA_SIGNS, Programme, table};
use ::csv::WriterBuilder;
use std::borrow::Cow;

/// The programme as a .csv file.
pub fn csv(programme: &Programme<'_>) -> Vec<u8> {
    let mut writer = WriterBuilder::new().from_writer("\u{feff}".as_bytes().to_vec());
    // Writing into memory cannot fail.
    drop(writer.write_record(table::headings()));
    for line in table::lines(programme) {
        let cells = line.iter().map(|cell| escaped(cell));
        drop(writer.write_record(cells.map(Cow::into_owned)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A value that no spreadsheet runs: what begins like a formula gets an apostrophe before it, and so
/// does what begins with apostrophes and then like one, so that reading takes off just what was put.
fn escaped(value: &str) -> Cow<'_, str> {
    if value.trim_start_matches('\'').starts_with(FORMULA_SIGNS) {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_that_begins_like_a_formula_is_left_as_it_is() {
        for text in ["=1+1", "+8613", "-2", "@sum", "\tx", "\rx", "'=1"] {
            assert_eq!(escaped(text), format!("'{text}"));
        }
        for text in ["", "'", "'a", "a=1", "合唱"] {
            assert_eq!(escaped(text), text);
        }
    }
}
