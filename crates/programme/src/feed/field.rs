//! The values of a row's fields: text, numbers, dates, times.
//!
//! The one rule to know: a number may be written as a number or as text; absent, null and empty are
//! the same. Anything else is refused by name.

use super::reason::Reason;
use super::row::Row;
use super::rows::Cell;
use super::text;
use jiff::civil::{Date, DateTime, Time};
use quick_xml::escape::unescape;
use rules::words::Words;
use std::borrow::Cow;

/// The longest value of a field. Units: bytes. The longest seen has 150.
const FIELD_BYTES_MAX: usize = 2_000;
/// The longest value of several sentences. Units: bytes. The longest seen has 2,080.
const LONG_BYTES_MAX: usize = 8_000;

impl Row<'_> {
    pub(super) fn words(&self, fields: &Words) -> Result<Words, Reason> {
        let zh = self.required(&fields.zh)?;
        let en = self.text(&fields.en)?.unwrap_or_default();
        Ok(Words { zh, en })
    }

    /// Words in either language, as far as they are there.
    pub(super) fn words_or_none(&self, fields: &Words) -> Result<Words, Reason> {
        let zh = self.text(&fields.zh)?.unwrap_or_default();
        let en = self.text(&fields.en)?.unwrap_or_default();
        Ok(Words { zh, en })
    }

    /// Words of several sentences, as far as they are there.
    pub(super) fn long_words(&self, fields: &Words) -> Result<Words, Reason> {
        let zh = self
            .limited(&fields.zh, LONG_BYTES_MAX)?
            .unwrap_or_default();
        let en = self
            .limited(&fields.en, LONG_BYTES_MAX)?
            .unwrap_or_default();
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
            field: named(field),
            found: text::excerpt(&text),
        };
        self.date_in(&text).map(Some).ok_or_else(wrong)
    }

    /// A text as a date, in whichever of the profile's forms it is.
    pub(super) fn date_in(&self, text: &str) -> Option<Date> {
        date_of(&self.profile.formats.date, text)
    }

    /// A day with an hour, where the profile has a form for it; else none.
    pub(super) fn moment_or_none(&self, field: &str) -> Result<Option<DateTime>, Reason> {
        let forms = &self.profile.formats.moment;
        let text = self.text(field)?.filter(|_| !forms.is_empty());
        let read = |text: String| {
            let mut forms = forms.split('|');
            forms.find_map(|form| DateTime::strptime(form, &text).ok())
        };
        Ok(text.and_then(read))
    }

    pub(super) fn time(&self, field: &str) -> Result<Time, Reason> {
        self.time_or_none(field)?.ok_or_else(|| missing(field))
    }

    pub(super) fn time_or_none(&self, field: &str) -> Result<Option<Time>, Reason> {
        let Some(text) = self.text(field)? else {
            return Ok(None);
        };
        let mut forms = self.profile.formats.time.split('|');
        let read = forms.find_map(|form| Time::strptime(form, &text).ok());
        read.map(Some).ok_or_else(|| Reason::Time {
            field: named(field),
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
        self.limited(field, FIELD_BYTES_MAX)
    }

    fn limited(&self, field: &str, limit: usize) -> Result<Option<String>, Reason> {
        if field.is_empty() {
            return Ok(None);
        }
        match self.cells.get(field) {
            Cell::Absent => Ok(None),
            Cell::Other => Err(Reason::NotText {
                field: named(field),
            }),
            Cell::Text(text) if text.len() > limit => Err(Reason::TooLong {
                field: named(field),
                found: text.len(),
                limit,
            }),
            Cell::Text(text) => Ok(Some(self.plain(&text)).filter(|text| !text.is_empty())),
        }
    }
}

impl Row<'_> {
    /// A text with lines that end alike, and without escapes that are one too many.
    fn plain(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        let is_escaped = self.profile.formats.escaped && text.contains('&');
        let plain = is_escaped.then(|| unescape(&text).ok()).flatten();
        let plain = plain.map(Cow::into_owned).unwrap_or(text);
        if !plain.contains(is_unseen) {
            return plain;
        }
        let plain = plain.replace('\t', " ").replace(is_unseen, "");
        plain.trim().to_owned()
    }
}

/// Whether a sign is not seen and does something to others: commands to a terminal, turns of the
/// direction of writing, marks of a byte order. Lines break, and signs are joined to one emoji.
fn is_unseen(sign: char) -> bool {
    let turns = ['\u{202a}'..='\u{202e}', '\u{2066}'..='\u{2069}'];
    (sign.is_control() && sign != '\n')
        || sign == '\u{feff}'
        || turns.iter().any(|turns| turns.contains(&sign))
}

/// A text as a date, in whichever of some forms it is.
pub(super) fn date_of(forms: &str, text: &str) -> Option<Date> {
    let mut read = forms.split('|').filter_map(|form| date(form, text));
    read.find(|date| (1900..=2200).contains(&date.year()))
}

/// A text as a date of one form; where the form has an hour, it must be midnight.
fn date(form: &str, text: &str) -> Option<Date> {
    // Without anything between them, a month of one digit may be a part of the day.
    if form == "%Y%m%d" && text.len() != 8 {
        return None;
    }
    if !form.contains("%H") {
        return Date::strptime(form, text).ok();
    }
    let read = DateTime::strptime(form, text).ok()?;
    (read.time() == Time::midnight()).then(|| read.date())
}

/// A field as a report names it: the first of its names.
pub(super) fn named(field: &str) -> String {
    field.split('|').next().unwrap_or(field).to_owned()
}

fn missing(field: &str) -> Reason {
    Reason::Missing {
        field: named(field),
    }
}

pub(super) fn unknown(field: &str, found: &str) -> Reason {
    Reason::Unknown {
        field: named(field),
        found: text::excerpt(found),
    }
}

pub(super) fn not_a_number(field: &str, found: &str) -> Reason {
    Reason::Number {
        field: named(field),
        found: text::excerpt(found),
    }
}
