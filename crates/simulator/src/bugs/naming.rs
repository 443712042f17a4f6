//! How a list of bugs is written down: what each does, who must catch it, whom it would harm.
//!
//! The one rule to know: a bug that is named nowhere else cannot be left out of a list of them all.

macro_rules! bugs {
    ($($(#[doc = $says:literal])* $name:ident by [$($law:ident),*], $harms:literal;)*) => {
        /// A bug that can be planted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Bug { $($(#[doc = $says])* $name),* }

        impl Bug {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What it does, as a sentence.
            pub fn says(self) -> &'static str {
                match self { $(Self::$name => concat!($($says),*)),* }
            }

            /// What it would do to a resident, as a sentence.
            pub fn harms(self) -> &'static str {
                match self { $(Self::$name => $harms),* }
            }

            /// The laws that are meant to catch it.
            pub fn laws(self) -> &'static [Law] {
                match self { $(Self::$name => &[$($law),*]),* }
            }
        }
    };
}

pub(super) use bugs;
