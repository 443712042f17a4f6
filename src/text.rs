//! Every sentence on screen, per language. A kind clerk speaks: short, concrete, what happened,
//! what next.
//!
//! The one rule to know: a language is one value of [`Phrases`], so a sentence that one language
//! lacks does not compile. Sentences with values are functions; each closed enum (a refusal, an
//! outcome, an error) is said by one exhaustive match per language.
//!
//! Deliberately absent: choosing words anywhere else. A screen that needs a sentence adds a field.

pub mod activities;
pub mod activity;
pub mod almanac;
pub mod calendar;
pub mod desk;
pub mod diary;
mod en;
pub mod filling;
pub mod frame;
pub mod me;
pub mod news;
mod pair;
mod phrases;
pub mod place;
pub mod registration;
pub mod sign_in;
pub mod station;
pub mod storage;
pub mod subscription;
pub mod today;
mod zh;

pub use phrases::{Phrases, Screens};

use crate::state::SessionRow;
use rules::civil;
use rules::id::ResidentId;
use rules::words::Words;

/// A language of the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese as written in Fujian: zh-Hans.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The value of `html[lang]` and of the setting.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh-Hans",
            Self::En => "en",
        }
    }

    /// Reads what [`Self::code`] wrote; anything else is none.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// Its own name, as the switch shows it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Zh => "中文",
            Self::En => "English",
        }
    }

    /// Every sentence in this language.
    pub fn phrases(self) -> &'static Phrases {
        match self {
            Self::Zh => &zh::PHRASES,
            Self::En => &en::PHRASES,
        }
    }

    /// A text of the programme in this language, or in the other where there is none.
    pub fn of(self, words: &Words) -> String {
        match self {
            Self::Zh => words.zh_or_en().to_owned(),
            Self::En => words.en_or_zh().to_owned(),
        }
    }

    /// `2026年3月20日 周五`; `Fri 20 March 2026`.
    pub fn date(self, day: civil::Date) -> String {
        match self {
            Self::Zh => zh::date(day),
            Self::En => en::date(day),
        }
    }

    /// `3月20日 周五`; `Fri 20 March`. For lists, where the year is plain.
    pub fn short_date(self, day: civil::Date) -> String {
        match self {
            Self::Zh => zh::short_date(day),
            Self::En => en::short_date(day),
        }
    }

    /// `今天`, `明天`, or the short date.
    pub fn near_date(self, day: civil::Date, today: civil::Date) -> String {
        match rules::time::days_between(today, day) {
            0 => self.phrases().today_word.to_owned(),
            1 => self.phrases().tomorrow_word.to_owned(),
            _ => self.short_date(day),
        }
    }

    /// `2026年3月`; `March 2026`.
    pub fn month(self, month: rules::key::Month) -> String {
        match self {
            Self::Zh => zh::month(month),
            Self::En => en::month(month),
        }
    }

    /// `3月20日 周五 14:30`; `Fri 20 March 14:30`.
    pub fn moment(self, at: civil::DateTime) -> String {
        format!("{} {}", self.short_date(at.date()), time(at.time()))
    }
}

/// `14:30`, in every language of the house.
pub fn time(at: civil::Time) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// When something begins, for the narrow place before a line. Of hours in the organiser's own words
/// only a beginning that is known can stand there.
pub fn starting(lang: Lang, row: &SessionRow) -> String {
    if row.as_written.is_empty() || row.starts != civil::Time::midnight() {
        return time(row.starts);
    }
    match lang {
        Lang::Zh => "见说明".to_owned(),
        Lang::En => "see page".to_owned(),
    }
}

/// `2.4 MB`; below a tenth of one it says so in kilobytes.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    if tenths == 0 {
        format!("{} KB", bytes.div_ceil(1_000))
    } else {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

/// What a resident is called, for sentences about people; see [`crate::state::State::name_of`].
pub type NameOf<'a> = &'a dyn Fn(&ResidentId) -> String;

#[cfg(test)]
mod tests {
    use super::*;
    use rules::civil::date;
    use rules::key::Month;

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        let day = date(2026, 3, 20);
        assert_eq!(Lang::Zh.date(day), "2026年3月20日 周五");
        assert_eq!(Lang::En.date(day), "Fri 20 March 2026");
        assert_eq!(Lang::Zh.near_date(day, day), "今天");
        assert_eq!(Lang::En.near_date(day, date(2026, 3, 19)), "Tomorrow");
        assert_eq!(Lang::Zh.near_date(day, date(2026, 3, 21)), "3月20日 周五");
        assert_eq!(Lang::Zh.month(Month::of(day)), "2026年3月");
        assert_eq!(time(civil::time(9, 5, 0, 0)), "09:05");
    }

    #[test]
    fn every_language_reads_back_from_its_code() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_code(lang.code()), Some(lang));
        }
        assert_eq!(Lang::from_code("xx"), None);
    }
}
