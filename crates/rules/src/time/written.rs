//! Days and hours as they are written down: `2026-03-20`, `09:05`, `2026-03-20T09:05`.
//!
//! The one rule to know: one form each, read strictly byte by byte; what is written reads back.
//! Fields say `#[serde(with = "crate::time::written")]`, options and lists of them too.
//!
//! Deliberately absent: signs, zones, fractions of a second and every other form there is. Reading
//! them all takes a parser and its texts, which each resident would download.

use core::fmt;
use core::marker::PhantomData;
use jiff::civil::{Date, DateTime, Time};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text of a day.
pub fn day_text(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// The text of an hour; seconds only where there are any.
pub fn hour_text(at: Time) -> String {
    match at.second() {
        0 => format!("{:02}:{:02}", at.hour(), at.minute()),
        seconds => format!("{:02}:{:02}:{seconds:02}", at.hour(), at.minute()),
    }
}

/// Reads a day back.
pub fn read_day(text: &str) -> Option<Date> {
    let text = text.as_bytes();
    if text.len() != 10 || (text.get(4), text.get(7)) != (Some(&b'-'), Some(&b'-')) {
        return None;
    }
    let (century, year) = (two_at(text, 0)?, two_at(text, 2)?);
    let year = i16::from(century)
        .checked_mul(100)?
        .checked_add(i16::from(year))?;
    Date::new(year, two_at(text, 5)?, two_at(text, 8)?).ok()
}

/// Reads an hour back.
pub fn read_hour(text: &str) -> Option<Time> {
    let text = text.as_bytes();
    let second = match (text.len(), text.get(2), text.get(5)) {
        (5, Some(b':'), None) => 0,
        (8, Some(b':'), Some(b':')) => two_at(text, 6)?,
        _ => return None,
    };
    Time::new(two_at(text, 0)?, two_at(text, 3)?, second, 0).ok()
}

fn two_at(text: &[u8], at: usize) -> Option<i8> {
    let digit = |at: usize| {
        let byte = text.get(at).filter(|byte| byte.is_ascii_digit())?;
        i8::try_from(byte & 15).ok()
    };
    digit(at)?
        .checked_mul(10)?
        .checked_add(digit(at.checked_add(1)?)?)
}

/// What has such a written form.
pub trait Written: Sized {
    /// Writes it.
    ///
    /// # Errors
    /// Whatever the writer fails with.
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;
    /// Reads it back.
    ///
    /// # Errors
    /// When it is of another form, or whatever the reader fails with.
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error>;
}

/// Writes a field: one half of `with`.
///
/// # Errors
/// Whatever the writer fails with.
pub fn serialize<T: Written, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    value.write(to)
}

/// Reads a field back: the other half of `with`.
///
/// # Errors
/// When it is of another form, or whatever the reader fails with.
pub fn deserialize<'de, T: Written, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    T::read(from)
}

macro_rules! written {
    ($($name:ident: $write:expr, $read:expr;)*) => {$(
        impl Written for $name {
            fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&$write(*self))
            }

            fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                $read(&text).ok_or_else(|| D::Error::custom("not a day or an hour"))
            }
        }
    )*};
}

written! {
    Date: day_text, read_day;
    Time: hour_text, read_hour;
    DateTime:
        |at: DateTime| format!("{}T{}", day_text(at.date()), hour_text(at.time())),
        |text: &str| {
            let (day, hour) = text.split_once('T')?;
            Some(read_day(day)?.to_datetime(read_hour(hour)?))
        };
}

impl<T: Written> Written for Option<T> {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(to),
            None => to.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::<Held<T>>::deserialize(from).map(|held| held.map(|held| held.0))
    }
}

impl<T: Written> Written for Vec<T> {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter().map(Lent))
    }

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(List(PhantomData))
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: Written> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(Held(value)) = from.next_element()? {
            list.push(value);
        }
        Ok(list)
    }
}

struct Held<T>(T);

impl<'de, T: Written> Deserialize<'de> for Held<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::read(from).map(Self)
    }
}

struct Lent<'a, T>(&'a T);

impl<T: Written> Serialize for Lent<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.write(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row {
        #[serde(with = "super")]
        days: Vec<Date>,
        #[serde(with = "super")]
        starts: Time,
        #[serde(default, with = "super", skip_serializing_if = "Option::is_none")]
        closes: Option<DateTime>,
    }

    proptest! {
        #[test]
        fn every_day_and_hour_reads_back(day in 0..3_000_000_i32, second in 0..86_400_i32) {
            let day = crate::time::add_days(Date::constant(1, 1, 1), day);
            prop_assert_eq!(read_day(&day_text(day)), Some(day));
            let part = |number: i32| i8::try_from(number).unwrap_or_default();
            let at = Time::constant(part(second / 3600), part(second / 60 % 60), part(second % 60), 0);
            prop_assert_eq!(read_hour(&hour_text(at)), Some(at));
            let row = Row { days: vec![day, day], starts: at, closes: Some(day.to_datetime(at)) };
            let text = serde_json::to_string(&row).unwrap_or_default();
            prop_assert_eq!(serde_json::from_str(&text).ok(), Some(row));
        }
    }

    #[test]
    fn another_form_is_not_read() {
        for bad in [
            "",
            "2026-3-20",
            "2026-02-30",
            "+026-03-20",
            "2026-03-20 ",
            "２026-03-20",
            "20260320",
        ] {
            assert_eq!(read_day(bad), None, "{bad:?}");
        }
        for bad in ["", "9:05", "24:00", "09:60", "09:05:61", "09-05"] {
            assert_eq!(read_hour(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_row_keeps_its_form() {
        let row = Row {
            days: vec![Date::constant(2026, 3, 20)],
            starts: Time::constant(9, 5, 0, 0),
            closes: None,
        };
        let text = serde_json::to_string(&row).unwrap_or_default();
        assert_eq!(text, r#"{"days":["2026-03-20"],"starts":"09:05"}"#);
    }
}
