//! The three sizes of text and their switch, which stands on every screen.
//!
//! The one rule: a size changes the root alone (`html[data-text]`); no part knows pixels.
//! Absent on purpose: keeping the choice and writing the attribute, which the app does.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// How large the text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 18 px.
    #[default]
    Standard,
    /// 22 px.
    Large,
    /// 30 px.
    Largest,
}

impl TextSize {
    /// All sizes, smallest first.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::Largest];

    /// The value of `html[data-text]`.
    pub const fn as_data(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Largest => "largest",
        }
    }

    /// Reads what [`Self::as_data`] wrote; anything else is `None`.
    pub fn from_data(data: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.as_data() == data)
    }

    /// The size one press further, from the largest back to the standard.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Standard => Self::Large,
            Self::Large => Self::Largest,
            Self::Largest => Self::Standard,
        }
    }
}

/// What the switch needs; given once by `provide_context`, so no screen can forget it.
#[derive(Clone)]
pub struct TextSizeControl {
    /// The size now.
    pub size: Signal<TextSize>,
    /// Asks for another size.
    pub pick: Callback<TextSize>,
    /// The whole sentence, for example "Text size: large. Press for largest".
    pub label: TextProp,
    /// One sign shown small and large, `字` or `A`.
    pub sample: TextProp,
}

/// The switch in the page's head: each press is one size further. Shows nothing without a control.
#[component]
pub fn TextSizeButton() -> impl IntoView {
    use_context::<TextSizeControl>().map(|control| {
        let TextSizeControl {
            size,
            pick,
            label,
            sample,
        } = control;
        let twin = sample.clone();
        let spoken = label.clone();
        view! {
            <button
                class="text-size"
                type="button"
                title=move || label.get()
                aria-label=move || spoken.get()
                data-sample=move || twin.get()
                on:click=move |_| pick.run(size.get_untracked().next())
            >
                // The larger one is drawn by the style sheet: it is a picture, not a name to say.
                <span aria-hidden="true">{move || sample.get()}</span>
            </button>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_reads_back_from_its_attribute() {
        for size in TextSize::ALL {
            assert_eq!(TextSize::from_data(size.as_data()), Some(size));
        }
        assert_eq!(TextSize::from_data("huge"), None);
    }

    #[test]
    fn three_presses_come_back_to_the_same_size() {
        for size in TextSize::ALL {
            assert_ne!(size.next(), size);
            assert_eq!(size.next().next().next(), size);
        }
    }
}
