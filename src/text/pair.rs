//! Sentences of one screen that carry no value, both languages side by side.
//!
//! The one rule to know: Chinese stands first, and a sentence without its twin does not compile.
//! Deliberately absent: sentences with values (functions beside these) and those that several
//! screens share ([`super::Phrases`]).

/// Makes one function a sentence: `name: "中文", "English";`.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)+) => {$(
        $(#[$doc])*
        pub const fn $name(lang: $crate::text::Lang) -> &'static str {
            match lang {
                $crate::text::Lang::Zh => $zh,
                $crate::text::Lang::En => $en,
            }
        }
    )+};
}
pub(crate) use sentences;
