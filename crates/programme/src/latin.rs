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

/// The same of a title and of the topic under it, which is said once where the title holds it.
///
/// ```
/// let both = programme::latin::search_title("晨光太极", "太极拳");
/// assert_eq!(both, "chenguangtaiji cgtj taijiquan tjq");
/// ```
pub fn search_title(title: &str, topic: &str) -> String {
    let mut all = search_text(title);
    if !title.contains(topic) {
        all.push(' ');
        all.push_str(&search_text(topic));
    }
    all.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{search_text, search_title};

    #[test]
    fn a_topic_is_found_by_its_initials_also_where_the_title_does_not_name_it() {
        assert!(search_title("晨光太极", "太极拳").contains("tjq"));
        assert_eq!(
            search_title("太極劍訓練班", "太極劍"),
            "taijijianxunlianban tjjxlb"
        );
        assert_eq!(search_title("", "太极拳"), "taijiquan tjq");
    }

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
