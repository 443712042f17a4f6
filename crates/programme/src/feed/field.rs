//! The values of a row's fields: text, numbers, dates, times.
//!
//! The one rule to know: a number may be written as a number or as text; absent, null and empty are
//! the same. Anything else is refused by name.

use super::reason::Reason;
use super::row::Row;
use super::text;
use jiff::civil::{Date, DateTime, Time};
use rules::words::Words;
use serde_json::Value;

/// The longest value of a field. Units: bytes. The longest seen has 150.
const FIELD_BYTES_MAX: usize = 2_000;

impl Row<'_> {
    pub(super) fn words(&self, fields: &Words) -> Result<Words, Reason> {
        let zh = self.required(&fields.zh)?;
        let en = self.text(&fields.en)?.unwrap_or_default();
        Ok(Words { zh, en })
    }

    pub(super) fn date(&self, field: &str) -> Result<Date, Reason> {
        self.date_or_none(field)?.ok_or_else(|| missing(field))
    }

    pub(super) fn date_or_none(&self, field: &str) -> Result<Option<Date>, Reason> {
        let Some(text) = self.text(field)? else {
            return Ok(None);
        };
        let wrong = || Reason::Date {
            field: field.to_owned(),
            found: text::excerpt(&text),
        };
        let read = DateTime::strptime(&self.profile.formats.date, &text).map_err(|_| wrong())?;
        let in_calendar = (1900..=2200).contains(&read.year());
        if read.time() == Time::midnight() && in_calendar {
            Ok(Some(read.date()))
        } else {
            Err(wrong())
        }
    }

    pub(super) fn time(&self, field: &str) -> Result<Time, Reason> {
        let text = self.required(field)?;
        Time::strptime(&self.profile.formats.time, &text).map_err(|_| Reason::Time {
            field: field.to_owned(),
            found: text::excerpt(&text),
        })
    }

    pub(super) fn number<N: core::str::FromStr>(&self, field: &str) -> Result<N, Reason> {
        self.number_or_none(field)?.ok_or_else(|| missing(field))
    }

    pub(super) fn number_or_none<N: core::str::FromStr>(
        &self,
        field: &str,
    ) -> Result<Option<N>, Reason> {
        let text = self.text(field)?;
        let number = text.map(|text| text.parse().map_err(|_| not_a_number(field, &text)));
        number.transpose()
    }

    pub(super) fn required(&self, field: &str) -> Result<String, Reason> {
        self.text(field)?.ok_or_else(|| missing(field))
    }

    /// The value at a path as text without outer spaces; none where it is absent, null or empty.
    pub(super) fn text(&self, field: &str) -> Result<Option<String>, Reason> {
        let mut value = Some(self.value);
        for part in field.split('.') {
            value = value.and_then(|value| value.get(part));
        }
        let text = match value {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                return Err(Reason::NotText {
                    field: field.to_owned(),
                });
            }
        };
        if text.len() > FIELD_BYTES_MAX {
            return Err(Reason::TooLong {
                field: field.to_owned(),
                found: text.len(),
                limit: FIELD_BYTES_MAX,
            });
        }
        Ok((!text.is_empty()).then_some(text))
    }
}

fn missing(field: &str) -> Reason {
    Reason::Missing {
        field: field.to_owned(),
    }
}

pub(super) fn unknown(field: &str, found: &str) -> Reason {
    Reason::Unknown {
        field: field.to_owned(),
        found: text::excerpt(found),
    }
}

pub(super) fn not_a_number(field: &str, found: &str) -> Reason {
    Reason::Number {
        field: field.to_owned(),
        found: text::excerpt(found),
    }
}
