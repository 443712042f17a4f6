//! A text in both languages of the house, Chinese first.
//!
//! Deliberately absent: choosing the language; the screen does.

use serde::{Deserialize, Serialize};

/// One text in Chinese, with English beside it where there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Chinese, as published.
    pub zh: String,
    /// English; empty where nobody wrote it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Words {
    /// Both languages at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// Whether nothing is written in either language.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }

    /// The English text, or the Chinese where there is no English.
    pub fn en_or_zh(&self) -> &str {
        if self.en.is_empty() {
            &self.zh
        } else {
            &self.en
        }
    }

    /// The Chinese text, or the English where there is no Chinese.
    pub fn zh_or_en(&self) -> &str {
        if self.zh.is_empty() {
            &self.en
        } else {
            &self.zh
        }
    }
}
