//! Texts of a feed: notes that were cut into pieces, amounts, excerpts for reports.

use std::collections::BTreeMap;

/// How much of a value a report shows. Units: characters.
const EXCERPT_CHARS_MAX: usize = 60;
/// How much narrower than its column an English line is when its last word moved to the next.
const WORD_COLUMNS: usize = 2;

/// The beginning of a value, for a report.
pub(super) fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT_CHARS_MAX).collect()
}

/// Joins Chinese notes: a piece that fills its column runs on, others are sentences of their own.
pub(super) fn join_chinese(pieces: &[String], columns: usize) -> String {
    // A note that was never cut is left as it is.
    if let (0, [piece]) = (columns, pieces) {
        return piece.clone();
    }
    let mut joined = String::new();
    let mut runs_on = true;
    for piece in pieces {
        if !runs_on {
            joined.push('；');
        }
        joined.push_str(&spaced(piece, "；"));
        runs_on = columns > 0 && width(piece) >= columns;
    }
    joined
}

/// Joins English notes in the same way; lines break between words.
pub(super) fn join_english(pieces: &[String], columns: usize) -> String {
    if let (0, [piece]) = (columns, pieces) {
        return piece.clone();
    }
    let mut joined = String::new();
    let mut between = "";
    for piece in pieces {
        joined.push_str(between);
        joined.push_str(&spaced(piece, "; "));
        let is_full = columns > 0 && width(piece).saturating_add(WORD_COLUMNS) >= columns;
        let runs_on = is_full || piece.ends_with(['&', ',']);
        between = if runs_on { " " } else { "; " };
    }
    joined
}

/// A text with some strings put in place of others.
pub(super) fn mended(text: &str, mend: &BTreeMap<String, String>) -> String {
    mend.iter().fold(text.to_owned(), |text, (wrong, right)| {
        text.replace(wrong, right)
    })
}

/// An amount such as `60.00` in hundredths; none where it is not one.
pub(super) fn cents(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(rest) || rest.len() > 2 {
        return None;
    }
    let rest = format!("{rest:0<2}").parse::<u32>().ok()?;
    whole
        .parse::<u32>()
        .ok()?
        .checked_mul(100)?
        .checked_add(rest)
}

/// Degrees such as `22.38136` in millionths; none where it is no such number.
pub(super) fn micro_degrees(text: &str) -> Option<i32> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !is_digits(whole) || !is_digits(rest) {
        return None;
    }
    let rest: String = rest.chars().chain("000000".chars()).take(6).collect();
    let whole: i32 = whole.parse().ok()?;
    let rest: i32 = rest.parse().ok()?;
    whole
        .checked_mul(1_000_000)?
        .checked_add(rest)?
        .checked_mul(sign)
}

/// A text in which each run of spaces, an old way of starting a new line, is a separator.
fn spaced(text: &str, separator: &str) -> String {
    let parts = text
        .split("  ")
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(separator)
}

/// The width of a text in columns: two for a Chinese character.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if u32::from(c) > 0x2000 { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(pieces: &[&str]) -> Vec<String> {
        pieces.iter().map(|piece| (*piece).to_owned()).collect()
    }

    #[test]
    fn a_note_that_was_cut_at_the_column_runs_on() {
        let cut = pieces(&[
            "自備球拍                                        穿",
            "運動鞋",
        ]);
        assert_eq!(join_chinese(&cut, 50), "自備球拍；穿運動鞋");
        assert_eq!(
            join_chinese(&pieces(&["自備球拍", "穿運動鞋"]), 50),
            "自備球拍；穿運動鞋"
        );
        let cut = "Wear non-marking sports shoes, complete \"Physical";
        let cut = pieces(&[cut, "Activity Readiness Questionnaire\""]);
        assert!(join_english(&cut, 50).ends_with("\"Physical Activity Readiness Questionnaire\""));
        assert_eq!(join_english(&pieces(&["A", "B"]), 50), "A; B");
        assert_eq!(join_english(&pieces(&["A &", "B"]), 50), "A & B");
    }

    #[test]
    fn amounts_are_read_to_the_cent_or_not_at_all() {
        assert_eq!(cents("60.00"), Some(6_000));
        assert_eq!(cents("0.5"), Some(50));
        assert_eq!(cents("7"), Some(700));
        for text in [
            "-1",
            "1.234",
            "1,000",
            "4294967296",
            "42949672.96",
            "six",
            " 1",
        ] {
            assert_eq!(cents(text), None, "{text}");
        }
        assert_eq!(cents(""), None);
    }
}
