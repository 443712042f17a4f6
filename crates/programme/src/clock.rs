//! Hours in free text, turned into times of day: `2024年12月21日 (六) 下午5時30分`.
//!
//! The one rule to know: a text gives one time, or one stretch from a time to a time, that holds for
//! all the days it names; anything that could be meant otherwise gives none, and whoever asked shows
//! the text as it was written.
//!
//! Deliberately absent: the days of the text; several times a day; a default for a missing noon or
//! night: `7:15` alone is none, `07:15` and `下午7:15` are one.

mod lexer;

use jiff::civil::Time;
use lexer::{Mark, Token};

/// The longest text that is read. Units: characters. The longest seen has 150.
const HOURS_CHARS_MAX: usize = 400;
/// Minutes of a day.
const DAY_MINUTES: i32 = 1_440;

/// When something begins, and when it ends if that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// When it begins.
    pub starts: Time,
    /// When it ends, later on the same day.
    pub ends: Option<Time>,
}

/// The hours a text gives, where they are certain.
///
/// ```
/// let hours = programme::clock::hours("23/01/2026(五)20:00").map(|hours| hours.starts.to_string());
/// assert_eq!(hours.as_deref(), Some("20:00:00"));
/// assert_eq!(programme::clock::hours("22/03/2025 14:30, 20:00"), None);
/// ```
pub fn hours(text: &str) -> Option<Hours> {
    if text.chars().count() > HOURS_CHARS_MAX {
        return None;
    }
    let tokens = lexer::tokens(text)?;
    let is_time = |token: &Token| matches!(token, Token::Time(_));
    let first = tokens.iter().position(is_time)?;
    let (before, rest) = tokens.split_at_checked(first)?;
    if names_days_apart(before) {
        return None;
    }
    let (times, after) = match rest {
        [
            Token::Time(starts),
            Token::To,
            Token::Time(ends),
            after @ ..,
        ] => (stretch(*starts, *ends)?, after),
        [Token::Time(starts), after @ ..] => (
            Hours {
                starts: starts.alone()?,
                ends: None,
            },
            after,
        ),
        _ => return None,
    };
    let has_more = after.iter().any(is_time) || matches!(after.first(), Some(Token::To));
    let names_days = after
        .iter()
        .any(|token| matches!(token, Token::Number { .. }));
    let excludes = after.contains(&Token::Except);
    if has_more || (names_days && !excludes) {
        return None;
    }
    Some(times)
}

/// Whether days with a year stand beside each other, so that the hours may be those of the last
/// alone. From one to another is one stretch of days.
fn names_days_apart(tokens: &[Token]) -> bool {
    let mut has_year = false;
    let mut is_stretch = false;
    for token in tokens {
        match token {
            Token::Number { is_year: true } if has_year && !is_stretch => return true,
            Token::Number { is_year: true } => {
                has_year = true;
                is_stretch = false;
            }
            Token::To => is_stretch = true,
            Token::Apart if has_year => is_stretch = false,
            _ => {}
        }
    }
    false
}

fn stretch(starts: lexer::Written, ends: lexer::Written) -> Option<Hours> {
    let pairs = match (starts.mark, ends.mark) {
        // `下午2:30-3:45`: the word before counts for both; `上午10:00-12:00` too, but at noon.
        (Some(mark), None) => vec![
            (Some(mark), Some(mark)),
            (Some(mark), Some(Mark::Noon)),
            (Some(mark), None),
        ],
        // `2:30-3:45pm`; `11:30-12:30pm` cannot begin at night.
        (None, Some(mark)) => vec![
            (Some(mark), Some(mark)),
            (Some(Mark::Morning), Some(mark)),
            (None, Some(mark)),
        ],
        both => vec![both],
    };
    pairs.into_iter().find_map(|(from, to)| {
        let starts = starts.with(from)?;
        let ends = ends.with(to)?;
        (ends > starts).then_some(Hours {
            starts,
            ends: Some(ends),
        })
    })
}

/// How long a text says that something takes. Units: minutes. `約2小時` gives none: it is not said
/// for certain.
pub fn minutes(text: &str) -> Option<i32> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.to_lowercase();
    let (hours, rest) = match split_unit(&text, &["小時", "小时", "hours", "hour", "hrs", "hr"])
    {
        Some((number, rest)) => (number, rest),
        None => ("0", text.as_str()),
    };
    let minutes = if rest.is_empty() {
        0
    } else {
        let units = ["分鐘", "分钟", "minutes", "minute", "mins", "min"];
        let (number, rest) = split_unit(rest, &units)?;
        if !rest.is_empty() {
            return None;
        }
        number.parse::<i32>().ok()?
    };
    let hours = match hours.split_once('.') {
        Some((whole, "5")) => whole
            .parse::<i32>()
            .ok()?
            .checked_mul(60)?
            .checked_add(30)?,
        _ => hours.parse::<i32>().ok()?.checked_mul(60)?,
    };
    let all = hours.checked_add(minutes)?;
    (1..DAY_MINUTES).contains(&all).then_some(all)
}

/// A text that begins with a number and one of some units, split behind the unit.
fn split_unit<'a>(text: &'a str, units: &[&str]) -> Option<(&'a str, &'a str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, rest) = text.split_at_checked(end)?;
    let rest = units.iter().find_map(|unit| rest.strip_prefix(unit))?;
    (!number.is_empty()).then_some((number, rest))
}

#[cfg(test)]
mod tests;
