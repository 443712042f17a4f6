//! Chinese titles in Latin letters, so that a keyboard without Chinese finds them.
//!
//! The one rule to know: the text is made where a title is published; no device needs a dictionary.
//!
//! Deliberately absent: readings by context. A character with several readings gets its commonest.

use pinyin::ToPinyin;

/// The pinyin of a text in full, without spaces, then a space and its initials; lower case.
/// Characters that are not Chinese are kept when they are letters or digits.
///
/// ```
/// assert_eq!(programme::latin::search_text("太极拳24式"), "taijiquan24shi tjq24s");
/// assert_eq!(programme::latin::search_text(""), "");
/// ```
pub fn search_text(text: &str) -> String {
    let mut full = String::new();
    let mut initials = String::new();
    for c in text.chars() {
        if let Some(pinyin) = c.to_pinyin() {
            full.push_str(&pinyin.plain().replace('ü', "v"));
            initials.extend(pinyin.plain().chars().take(1));
        } else if c.is_ascii_alphanumeric() {
            full.push(c.to_ascii_lowercase());
            initials.push(c.to_ascii_lowercase());
        }
    }
    if full.is_empty() {
        return full;
    }
    format!("{full} {initials}")
}

#[cfg(test)]
mod tests {
    use super::search_text;

    #[test]
    fn traditional_and_simplified_titles_sound_alike() {
        assert_eq!(search_text("太極劍訓練班"), "taijijianxunlianban tjjxlb");
        assert_eq!(search_text("太极剑训练班"), "taijijianxunlianban tjjxlb");
    }

    #[test]
    fn punctuation_leaves_no_trace() {
        assert_eq!(search_text("活力長者 – (A)"), "huolizhangzhea hlzza");
    }
}
