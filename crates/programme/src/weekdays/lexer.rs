//! The words of a weekday pattern, in Chinese and English, with the many commas people type.

use super::PatternError;
use jiff::civil::Weekday;

/// The longest pattern that is read. Units: characters. The longest seen has 48.
pub const PATTERN_CHARS_MAX: usize = 200;
/// The most digits a number of a pattern has.
const DIGITS_MAX: usize = 2;

/// A word of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// `逢` or `星期`: they say that weekdays follow, no more.
    Weekly,
    /// A weekday.
    Day(Weekday),
    /// A number of at most two digits.
    Number(u32),
    /// A comma of any kind, or `&`.
    Comma,
    /// A semicolon: a new list of days.
    Semicolon,
    /// A slash: between day and month, or between weekdays.
    Slash,
    /// From here to there: `至`, `to`, `-`.
    To,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Except: `除外`, `excl.`.
    Except,
}

/// English words, the longest first, so that `thur` is not read as `th` and a rest.
const ENGLISH: [(&str, Token); 34] = [
    ("wednesday", Token::Day(Weekday::Wednesday)),
    ("thursday", Token::Day(Weekday::Thursday)),
    ("saturday", Token::Day(Weekday::Saturday)),
    ("exclude", Token::Except),
    ("tuesday", Token::Day(Weekday::Tuesday)),
    ("monday", Token::Day(Weekday::Monday)),
    ("friday", Token::Day(Weekday::Friday)),
    ("sunday", Token::Day(Weekday::Sunday)),
    ("except", Token::Except),
    ("thurs", Token::Day(Weekday::Thursday)),
    ("every", Token::Weekly),
    ("excl", Token::Except),
    ("thur", Token::Day(Weekday::Thursday)),
    ("tues", Token::Day(Weekday::Tuesday)),
    ("mon", Token::Day(Weekday::Monday)),
    ("tue", Token::Day(Weekday::Tuesday)),
    ("wed", Token::Day(Weekday::Wednesday)),
    ("thu", Token::Day(Weekday::Thursday)),
    ("fri", Token::Day(Weekday::Friday)),
    ("sat", Token::Day(Weekday::Saturday)),
    ("sun", Token::Day(Weekday::Sunday)),
    ("and", Token::Comma),
    ("mo", Token::Day(Weekday::Monday)),
    ("tu", Token::Day(Weekday::Tuesday)),
    ("we", Token::Day(Weekday::Wednesday)),
    ("th", Token::Day(Weekday::Thursday)),
    ("fr", Token::Day(Weekday::Friday)),
    ("sa", Token::Day(Weekday::Saturday)),
    ("su", Token::Day(Weekday::Sunday)),
    ("to", Token::To),
    ("ex", Token::Except),
    ("m", Token::Day(Weekday::Monday)),
    ("w", Token::Day(Weekday::Wednesday)),
    ("f", Token::Day(Weekday::Friday)),
];

/// The words of a text, spaces left out.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, PatternError> {
    let found = text.chars().count();
    if found > PATTERN_CHARS_MAX {
        return Err(PatternError::TooLong {
            found,
            limit: PATTERN_CHARS_MAX,
        });
    }
    let lower = text.to_lowercase();
    let mut rest = lower.as_str();
    let mut tokens = Vec::new();
    while let Some(c) = rest.chars().next() {
        let (read, after) = if c.is_ascii_digit() {
            number(rest)?
        } else if c.is_ascii_lowercase() {
            english(rest)?
        } else {
            sign(c, rest)?
        };
        // `Wed, & Fri`: two signs, one comma.
        if read != [Token::Comma] || tokens.last() != Some(&Token::Comma) {
            tokens.extend(read);
        }
        rest = after;
    }
    Ok(tokens)
}

type Read<'a> = Result<(Vec<Token>, &'a str), PatternError>;

fn number(rest: &str) -> Read<'_> {
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    match digits.parse() {
        Ok(number) if digits.len() <= DIGITS_MAX => Ok((vec![Token::Number(number)], after)),
        _ => Err(PatternError::Unknown {
            found: digits.to_owned(),
        }),
    }
}

/// Reads a run of letters, which may be several words: `MonWedFri`. All of it or none.
fn english(rest: &str) -> Read<'_> {
    let end = rest
        .find(|c: char| !c.is_ascii_lowercase())
        .unwrap_or(rest.len());
    let (run, after) = rest.split_at(end);
    let mut tokens = Vec::new();
    let mut left = run;
    while !left.is_empty() {
        let word = ENGLISH
            .iter()
            .find_map(|(word, token)| Some((token, left.strip_prefix(word)?)));
        let Some((token, next)) = word else {
            return Err(PatternError::Unknown {
                found: run.to_owned(),
            });
        };
        tokens.push(*token);
        left = next;
    }
    // The full stop of an abbreviation belongs to it.
    Ok((tokens, after.strip_prefix('.').unwrap_or(after)))
}

fn sign(c: char, rest: &str) -> Read<'_> {
    if let Some(after) = rest.strip_prefix("星期") {
        return Ok((vec![Token::Weekly], after));
    }
    if let Some(after) = rest.strip_prefix("除外") {
        return Ok((vec![Token::Except], after));
    }
    let token = match c {
        ' ' | '\u{3000}' => None,
        '逢' => Some(Token::Weekly),
        '一' => Some(Token::Day(Weekday::Monday)),
        '二' => Some(Token::Day(Weekday::Tuesday)),
        '三' => Some(Token::Day(Weekday::Wednesday)),
        '四' => Some(Token::Day(Weekday::Thursday)),
        '五' => Some(Token::Day(Weekday::Friday)),
        '六' => Some(Token::Day(Weekday::Saturday)),
        '日' => Some(Token::Day(Weekday::Sunday)),
        // The half-width ideographic comma U+FF64 is real; so are the other three.
        ',' | '，' | '、' | '､' | '&' => Some(Token::Comma),
        ';' | '；' => Some(Token::Semicolon),
        // U+2571, a box-drawing line, stands for a slash.
        '/' | '╱' | '／' => Some(Token::Slash),
        '-' | '–' | '至' => Some(Token::To),
        '(' | '（' => Some(Token::Open),
        ')' | '）' => Some(Token::Close),
        other => {
            return Err(PatternError::Unknown {
                found: other.to_string(),
            });
        }
    };
    let after = rest.strip_prefix(c).unwrap_or_default();
    Ok((token.into_iter().collect(), after))
}
