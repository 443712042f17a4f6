//! Search aids: what a title or a name is also looked for by, written where it is published.
//!
//! The one rule to know: a device searches plain strings and downloads no dictionary, so the other
//! script and the pinyin travel with the record.
//!
//! Deliberately absent: words that differ by region (the same thing called otherwise elsewhere).

use crate::latin;
use character_converter::{simplified_to_traditional, traditional_to_simplified};

/// The aid of an activity: pinyin and initials of title and topic, and both in the other script.
///
/// ```
/// let aid = programme::aid::of_activity("太極劍訓練班", "太極劍");
/// assert_eq!(aid, "taijijianxunlianban tjjxlb 太极剑训练班");
/// ```
pub fn of_activity(title: &str, topic: &str) -> String {
    let mut aid = latin::search_title(title, topic);
    push(&mut aid, other_script(title));
    if !title.contains(topic) {
        push(&mut aid, other_script(topic));
    }
    aid
}

/// The aid of a place.
///
/// ```
/// assert_eq!(programme::aid::of_place("云龙广场"), "yunlongguangchang ylgc 雲龍廣場");
/// ```
pub fn of_place(name: &str) -> String {
    let mut aid = latin::search_text(name);
    push(&mut aid, other_script(name));
    aid
}

fn push(aid: &mut String, more: Option<String>) {
    if let Some(more) = more {
        if !aid.is_empty() {
            aid.push(' ');
        }
        aid.push_str(&more);
    }
}

/// A text in the script it is not written in; none where both write it alike.
fn other_script(text: &str) -> Option<String> {
    let forms = [
        traditional_to_simplified(text),
        simplified_to_traditional(text),
    ];
    let other = forms.into_iter().find(|form| form != text)?;
    Some(other.into_owned())
}

#[cfg(test)]
mod tests {
    use super::{of_activity, of_place};

    #[test]
    fn either_script_finds_the_other() {
        assert!(of_activity("太极剑训练班", "太极剑").contains("太極劍訓練班"));
        assert!(of_activity("晨光太極", "氣功").ends_with("晨光太极 气功"));
        assert!(of_place("荔枝角公園體育館").contains("荔枝角公园体育馆"));
    }

    #[test]
    fn what_both_scripts_write_alike_is_not_said_twice() {
        assert_eq!(of_activity("太平山", "山"), "taipingshan tps");
        assert_eq!(of_place(""), "");
    }
}
